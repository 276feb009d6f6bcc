use dixit_entities::{EntityTagger, RuleTagger};
use dixit_text::{Document, Scratch, Span, Spans};

use super::*;
use crate::{QuoteKind, QuoteTagger, RuleQuoteTagger};

/// Judges the quotation with this source, cue and content; `act polarity`.
#[track_caller]
fn check(text: &str, [source, cue, content]: [&str; 3], expected: &str) {
    let doc = Document::new("t", text).unwrap();
    let tokens = dixit_tokens::tokenize(text);
    let span = |words: &str| -> Spans {
        let start = text.find(words).unwrap() as u32;
        [Span::new(start, start + words.len() as u32)].into_iter().collect()
    };
    let kind = if content.starts_with('“') { QuoteKind::Direct } else { QuoteKind::Indirect };
    let quote = Quote {
        content: span(content),
        cue: span(cue),
        source: span(source),
        kind,
        parent: None,
        score: 0.9,
    };
    let [judged] = judge_acts(&doc, &tokens, &[quote])[..] else { panic!("one judgement a quotation") };
    assert!((0.0..=1.0).contains(&judged.score), "{}", judged.score);
    assert_eq!(format!("{:?} {:?}", judged.act, judged.polarity), expected, "{text}");
}

#[test]
fn what_is_expressed_is_a_statement() {
    let said = |text: &str, parts: [&str; 3]| check(text, parts, "Statement Affirmed");
    said("“The bridge is shut,” Ruiz said.", ["Ruiz", "said", "“The bridge is shut,”"]);
    said(
        "The council announced that the bridge would close.",
        ["The council", "announced", "that the bridge would close"],
    );
    said("Ruiz warned that the pier might sink.", ["Ruiz", "warned", "that the pier might sink"]);
    said("Okoye asked whether the ferry would run.", ["Okoye", "asked", "whether the ferry would run"]);
    said(
        "The report found that the toll was too high.",
        ["The report", "found", "that the toll was too high"],
    );
}

#[test]
fn what_is_ascribed_is_an_attitude() {
    let thought = |text: &str, parts: [&str; 3]| check(text, parts, "Attitude Affirmed");
    thought("Ruiz believes that the bridge is safe.", ["Ruiz", "believes", "that the bridge is safe"]);
    thought("The council hopes to open it in May.", ["The council", "hopes", "to open it in May"]);
    thought("Okoye wants to sell the ferry.", ["Okoye", "wants", "to sell the ferry"]);
}

#[test]
fn polarity_is_that_of_the_cue() {
    check(
        "Ruiz denied that she had closed it.",
        ["Ruiz", "denied", "that she had closed it"],
        "Statement Denied",
    );
    let polarity = |text: &str, parts: [&str; 3], expected: Polarity| {
        let doc = Document::new("t", text).unwrap();
        let tokens = dixit_tokens::tokenize(text);
        let span = |words: &str| -> Spans {
            let start = text.find(words).unwrap() as u32;
            [Span::new(start, start + words.len() as u32)].into_iter().collect()
        };
        let [source, cue, content] = parts.map(span);
        let quote = Quote { content, cue, source, kind: QuoteKind::Indirect, parent: None, score: 0.9 };
        assert_eq!(judge_acts(&doc, &tokens, &[quote])[0].polarity, expected, "{text}");
    };
    polarity("Ruiz declined to comment.", ["Ruiz", "declined", "to comment"], Polarity::Refused);
    polarity(
        "Ruiz refused to say when it opens.",
        ["Ruiz", "refused to say", "when it opens"],
        Polarity::Refused,
    );
    polarity("Ruiz did not say when it opens.", ["Ruiz", "say", "when it opens"], Polarity::Refused);
    polarity("Ruiz did not deny that it was shut.", ["Ruiz", "deny", "that it was shut"], Polarity::Affirmed);
    polarity("Ruiz rejected the charge.", ["Ruiz", "rejected", "the charge"], Polarity::Denied);
    polarity("Ruiz said it was not shut.", ["Ruiz", "said", "it was not shut"], Polarity::Affirmed);
}

#[test]
fn every_quotation_of_any_engine_is_judged() {
    let text = "“It rains,” Okoye said. He hopes that it will stop.\n\n“It will,” added Ruiz.";
    let doc = Document::new("t", text).unwrap();
    let tokens = dixit_tokens::tokenize(text);
    let mut scratch = Scratch::default();
    let mentions = RuleTagger::default().tag(&doc, &tokens, &mut scratch);
    let quotes = RuleQuoteTagger::default().tag(&doc, &tokens, &mentions, &mut scratch);
    assert_eq!(judge_acts(&doc, &tokens, &quotes).len(), quotes.len());
    let bare = Quote { cue: Spans::new(), source: Spans::new(), ..quotes[0].clone() };
    assert_eq!(judge_acts(&doc, &tokens, &[bare])[0].act, Act::Statement);
}
