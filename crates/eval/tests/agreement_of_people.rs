//! Two annotators of one article, through the brat reader, against figures worked by hand.
//!
//! The article of `tests/eval/two-annotators` was annotated twice. Letters (and digits) of what the two differ in:
//!
//! | Kim | letters | Lee | letters | shared of all |
//! |---|---|---|---|---|
//! | “We counted the empty seats,” … “and then we counted the nurses on them.” | 22 + 31 | the first piece | 22 | 22 / 53: no match |
//! | that fares would stay the same until spring | 36 | fares would stay the same | 21 | 21 / 36: match |
//! | the talks “long, loud and useful.” | 25 | “long, loud and useful.” | 17 | 17 / 25: match |
//! | the plan is too expensive | 21 | – | | |
//! | – | | more | 4 | |
//!
//! Besides, both have: The bus company …; two routes …; “My daughter …” … “So do I.”; “Somebody will …”.
//! Lee's source is shorter than Kim's for two routes (union), “long …” (Paul Inger) and “Somebody …” (Ida Moss).

use dixit_eval::{Article, Counts, Measure, brat, score};

const TEXT: &str = include_str!("../../../tests/eval/two-annotators/text/night-bus.txt");
const KIM: &str = include_str!("../../../tests/eval/two-annotators/attributions/night-bus_kim.ann");
const LEE: &str = include_str!("../../../tests/eval/two-annotators/attributions/night-bus_lee.ann");

fn check(counts: &Counts, measure: Measure, precision: f64, recall: f64) {
    let t = counts.tally(measure);
    let near = |a: f64, b: f64| (a - b).abs() < 1e-9;
    assert!(near(t.precision(), precision) && near(t.recall(), recall), "{}: {t:?}", measure.key());
}

#[test]
fn hand_computed() {
    let read = |name: &str, ann: &str| brat::read(name, ann, TEXT, Default::default()).unwrap();
    let (gold, pred) = (read("kim.ann", KIM), read("lee.ann", LEE));
    let counts = &score(&Article { text: TEXT.into(), gold, ..Article::default() }, Some(&pred));
    assert_eq!((counts.gold, counts.pred), (8, 8));

    // Six pairs match: all but the first in the table. Four of them are equal, as listed below it.
    check(counts, Measure::ContentIou, 6.0 / 8.0, 6.0 / 8.0);
    check(counts, Measure::ContentStrict, 4.0 / 8.0, 4.0 / 8.0);
    // Of Lee's, all but “more” lie within Kim's. Of Kim's four are covered, one is not, three in part.
    let recall = (4.0 + 22.0 / 53.0 + 21.0 / 36.0 + 17.0 / 25.0) / 8.0;
    check(counts, Measure::ContentSoft, 7.0 / 8.0, recall);
    // The shorter sources are held by the longer ones, so lenient forgives them; strict does not, which leaves its director,
    // She and he.
    check(counts, Measure::JointLenient, 6.0 / 8.0, 6.0 / 8.0);
    check(counts, Measure::JointStrict, 3.0 / 8.0, 3.0 / 8.0);
    // Unlinked: its director, Nora Bright, She, he. Cues: all but believes and had wanted.
    check(counts, Measure::SourceSpans, 4.0 / 8.0, 4.0 / 8.0);
    check(counts, Measure::CueSpans, 7.0 / 8.0, 7.0 / 8.0);
    // Pieces: Kim has ten and Lee nine. The same are the bus, the empty seats, the routes, both of “My daughter”, “Somebody”.
    check(counts, Measure::ContentSpans, 6.0 / 9.0, 6.0 / 10.0);
    // Direct for Kim: We counted, My daughter, Somebody. For Lee also “long …”, which to Kim is mixed.
    check(counts, Measure::DirectLenient, 2.0 / 4.0, 2.0 / 3.0);
    let recall = |measure: Measure| counts.tally(measure).recall();
    assert_eq!(recall(Measure::RecallDirect), 2.0 / 3.0);
    assert_eq!(recall(Measure::RecallMixed), 1.0);
    assert_eq!(recall(Measure::RecallIndirect), 3.0 / 4.0);
    assert_eq!(recall(Measure::CueOfMatched), 1.0);
}
