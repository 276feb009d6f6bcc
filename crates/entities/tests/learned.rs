//! The learned tagger: what it finds, and what it promises for any text.

use dixit_entities::{EntityTagger, LearnedTagger, Mention, NameKind};
use dixit_text::{Document, Scratch};
use proptest::prelude::*;

fn tag(text: &str, scratch: &mut Scratch) -> (Document, dixit_tokens::Tokens, Vec<Mention>) {
    let doc = Document::new("t", text).unwrap();
    let tokens = dixit_tokens::tokenize(doc.text());
    let mentions = LearnedTagger::embedded().tag(&doc, &tokens, scratch);
    (doc, tokens, mentions)
}

/// Names as `kind:text`, kinds by their first letter.
fn check(text: &str, expected: &[&str]) {
    let (doc, _, mentions) = tag(text, &mut Scratch::default());
    let kind = |k: NameKind| match k {
        NameKind::Person => 'P',
        NameKind::Organization => 'O',
        NameKind::Location => 'L',
        NameKind::Misc => 'M',
    };
    let found: Vec<String> =
        mentions.iter().map(|m| format!("{}:{}", kind(m.kind), doc.slice(m.span))).collect();
    assert_eq!(found, expected, "in {text:?}");
}

#[test]
fn names_of_all_kinds() {
    check("Angela Merkel flew to Paris on Monday.", &["P:Angela Merkel", "L:Paris"]);
    check("The European Commission told Reuters it would wait.", &["O:European Commission", "O:Reuters"]);
    check("“We will appeal,” said Maria Keller of Deutsche Bank.", &["P:Maria Keller", "O:Deutsche Bank"]);
    check("German officials met Japanese diplomats in New York.", &["M:German", "M:Japanese", "L:New York"]);
    check("She said so, and nobody minded.", &[]);
}

#[test]
fn possessives_and_titles_stay_outside() {
    check("President Emmanuel Macron's office declined to comment.", &["P:Emmanuel Macron"]);
}

#[test]
fn names_are_whole_and_end_without_marks() {
    check("“Go for it, Wendy Calder!” the crowd in Leeds cried.", &["P:Wendy Calder", "L:Leeds"]);
    check("Lee Min-ho met Ban Ki-moon in Seoul.", &["P:Lee Min-ho", "P:Ban Ki-moon", "L:Seoul"]);
    check("Quorvelia Scott can be heard in Leeds.", &["P:Quorvelia Scott", "L:Leeds"]);
    check("Members of the Anna Keller-led group spoke in Paris.", &["P:Anna Keller", "L:Paris"]);
}

#[test]
fn headlines_and_uncased_text() {
    check("CLINTON MEETS YELTSIN IN MOSCOW", &["P:CLINTON", "P:YELTSIN", "L:MOSCOW"]);
    check("angela merkel flew to paris on monday.", &["P:angela merkel", "L:paris"]);
}

#[test]
fn a_model_of_another_kind_is_refused() {
    assert!(LearnedTagger::from_model(b"not a model").is_err());
    let error = LearnedTagger::from_model(dixit_models::ner::LEXICON).unwrap_err();
    assert!(error.to_string().contains("names.head"), "{error}");
}

#[test]
fn what_was_tagged_before_changes_nothing() {
    let texts = ["Ann Lee met Bo Diaz in Rome.", "THE HAGUE RULES", "“Rome,” Lee said.", ""];
    let mut used = Scratch::default();
    for _ in 0..2 {
        for text in texts {
            assert_eq!(tag(text, &mut used).2, tag(text, &mut Scratch::default()).2);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn the_contract_holds_for_any_text(text in "([A-Z][a-zé]{0,6}|[a-z]{1,5}|[.,“”’—]|[A-Z]{2,4}|\\PC|[ \n]){0,80}") {
        let (doc, tokens, mentions) = tag(&text, &mut Scratch::default());
        let mut end = 0;
        for m in &mentions {
            prop_assert!(m.tokens.start >= end && m.tokens.start < m.tokens.end);
            end = m.tokens.end;
            let (first, last) = (tokens.tokens()[m.tokens.start as usize], tokens.tokens()[m.tokens.end as usize - 1]);
            prop_assert_eq!(m.span, first.span.cover(last.span));
            prop_assert_eq!(tokens.sentence_of(m.tokens.start), tokens.sentence_of(m.tokens.end - 1));
            prop_assert!((0.0..=1.0).contains(&m.score));
            prop_assert!(!doc.slice(m.span).is_empty());
        }
    }
}
