//! Two annotators of one article, through the brat reader, against figures worked by hand.

use dixit_eval::{Article, Measure, Predictions, brat, score};

const TEXT: &str =
    "“We sail at dawn,” Mara Quill said. Renn denied the port was closed. Rain fell. He hopes for calm.";

/// T1 “We sail at dawn,”  T2 Mara Quill  T3 said | T4 the port was closed  T5 Renn  T6 denied
const FIRST: &str = "\
T1\tContent 0 18\t“We sail at dawn,”
T2\tSource 19 29\tMara Quill
T3\tCue 30 34\tsaid
T4\tContent 48 67\tthe port was closed
T5\tSource 36 40\tRenn
T6\tCue 41 47\tdenied
E1\tAttribution:T1 Source:T2 Cue:T3 Content:T1
E2\tAttribution:T4 Source:T5 Cue:T6 Content:T4
";

/// The same first quotation, half of the second, and a third the other did not see.
const SECOND: &str = "\
T1\tContent 1 16\tWe sail at dawn
T2\tSource 24 29\tQuill
T3\tCue 30 34\tsaid
T4\tContent 57 67\twas closed
T5\tSource 36 40\tRenn
T6\tCue 41 47\tdenied
T7\tContent 89 97\tfor calm
T8\tSource 80 82\tHe
T9\tCue 83 88\thopes
E1\tAttribution:T1 Source:T2 Cue:T3 Content:T1
E2\tAttribution:T4 Source:T5 Cue:T6 Content:T4
E3\tAttribution:T7 Source:T8 Cue:T9 Content:T7
";

#[test]
fn hand_computed() {
    let gold = brat::read("first.ann", FIRST, TEXT).unwrap();
    let pred = brat::read("second.ann", SECOND, TEXT).unwrap();
    let article = Article { id: "a".into(), text: TEXT.into(), gold, ..Article::default() };
    let pred = Predictions::from_iter([("a".to_owned(), pred)]);
    let counts = score(&article, pred.get("a"));
    let check = |measure: Measure, p: f64, r: f64| {
        let t = counts.tally(measure);
        assert!(
            (t.precision() - p).abs() < 1e-9 && (t.recall() - r).abs() < 1e-9,
            "{}: {t:?}",
            measure.key()
        );
    };
    // Content 1: 12 letters both, equal but for the marks. Content 2: “was closed”, 9 of the 16 letters of “the port was
    // closed”, so 0.5625 matches. Content 3 has no gold.
    check(Measure::ContentIou, 2.0 / 3.0, 2.0 / 2.0);
    check(Measure::ContentStrict, 1.0 / 3.0, 1.0 / 2.0);
    // Precision: 1 + 1 + 0 of 3. Recall: 1 + 9/16 of 2.
    check(Measure::ContentSoft, 2.0 / 3.0, (1.0 + 9.0 / 16.0) / 2.0);
    // “Quill” is all of the shorter source, so lenient holds; strict holds for Renn alone.
    check(Measure::JointLenient, 2.0 / 3.0, 1.0);
    check(Measure::JointStrict, 1.0 / 3.0, 1.0 / 2.0);
    // Sources: Quill | Renn | He against Mara Quill | Renn. Cues: said | denied | hopes against said | denied.
    check(Measure::SourceSpans, 1.0 / 3.0, 1.0 / 2.0);
    check(Measure::CueSpans, 2.0 / 3.0, 1.0);
    check(Measure::DirectLenient, 1.0, 1.0);
}
