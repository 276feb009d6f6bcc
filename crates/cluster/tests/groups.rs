//! Groups of a few quotations, by the kinds of variants there are.

use dixit_cluster::{Corpus, Group, Options, VariantKind, cluster};
use serde_json::json;

/// A corpus of one article a quotation: publisher, date, speaker, text.
fn corpus(rows: &[(&str, &str, &str, &str)]) -> Corpus {
    let mut corpus = Corpus::default();
    for (i, (publisher, date, speaker, text)) in rows.iter().enumerate() {
        let name = (!speaker.is_empty()).then_some(speaker);
        let record = json!({
            "schema": "dixit-record/1", "offsets": "chars", "engine": {"name": "fast", "version": "0", "models": []},
            "article": {"id": format!("a{i}"), "title": null, "publisher": publisher, "date": date, "url": null,
                "author": null, "language": null, "dateline": null, "republished_from": null},
            "quotations": [{"id": "q1", "kind": "direct", "text": text, "cue_text": null, "content": [], "cue": [],
                "source": [], "sentence": [0, 0], "parent": null, "confidence": 0.9, "via": [], "when": null,
                "speakers": [{"name": name, "surface": "he", "type": "person", "mention": "name", "role": null,
                    "affiliation": null, "registry_id": null, "confidence": 0.9, "decided_by": "name"}]}],
        });
        corpus.add(&serde_json::from_str(&record.to_string()).unwrap());
    }
    corpus
}

const FULL: &str =
    "“The old harbour bridge was neglected for thirty years, and nobody in this council dared to close it.”";

fn kind_of(group: &Group, quotation: usize) -> VariantKind {
    group.variants.iter().find(|v| v.quotations.contains(&quotation)).unwrap().kind
}

#[track_caller]
fn check(variant: &str, kind: VariantKind) {
    let corpus = corpus(&[("A", "2026-01-02", "Ada Okoye", FULL), ("B", "2026-01-01", "Okoye", variant)]);
    let groups = cluster(&corpus, &Options::default());
    assert_eq!(groups.len(), 1, "{variant}");
    assert_eq!(groups[0].fullest, 0);
    assert_eq!(kind_of(&groups[0], 1), kind, "{variant}");
}

#[test]
fn variants_are_found_and_named() {
    check(
        "the old harbour bridge was neglected for thirty years; and nobody in this council dared to close it",
        VariantKind::Punctuation,
    );
    check("“The old harbour bridge was neglected for thirty years, and nobody dared”", VariantKind::Changed);
    check(
        "“The old harbour bridge was neglected for thirty years, and nobody in this council”",
        VariantKind::Cut,
    );
    check("nobody in this council dared to close it", VariantKind::Contained);
    check(
        "“The old harbour bridge was neglected … and nobody in this council dared to close it.”",
        VariantKind::Edited,
    );
    check(
        "“[It] was neglected for thirty years, and nobody in this council dared to close it.”",
        VariantKind::Edited,
    );
    check(
        "“[T]he old harbour bridge was neglected for thirty years, and nobody in this council dared to close it.”",
        VariantKind::Punctuation,
    );
    check(
        "“The old harbour bridge was forgotten for thirty years, and nobody in this council dared to close it.”",
        VariantKind::Changed,
    );
}

#[test]
fn a_group_says_who_when_and_what_differs() {
    let changed = FULL.replace("neglected", "forgotten");
    let corpus = corpus(&[
        ("Harbourton Gazette", "2026-01-03", "Ada Okoye", FULL),
        ("Bay Herald", "2026-01-02", "Okoye", FULL),
        ("Bay Herald", "2026-01-04", "Tomás Brandt", &changed),
        ("Coast Weekly", "2026-01-05", "", "“nobody in this council dared to close it”"),
        ("Coast Weekly", "2026-01-05", "Ada Okoye", "“The ferries will run on Sundays as they always have.”"),
    ]);
    let groups = cluster(&corpus, &Options::default());
    assert_eq!(groups.len(), 1);
    let group = &groups[0];
    assert_eq!((group.articles, group.quotations(), group.first), (4, 4, 1));
    let votes: Vec<(&str, usize)> = group.votes.iter().map(|v| (v.name.as_str(), v.quotations)).collect();
    assert_eq!(votes, [("Ada Okoye", 2), ("Tomás Brandt", 1)]);
    assert!(group.speakers_disagree() && group.words_disagree());
    assert_eq!(group.outlets[0], ("Bay Herald".to_owned(), 2));
    let changed = group.variants.iter().find(|v| v.kind == VariantKind::Changed).unwrap();
    assert_eq!(
        (changed.changes[0].from.as_str(), changed.changes[0].to.as_str()),
        ("neglected", "forgotten")
    );
    assert_eq!(changed.changes.len(), 1);
}

#[test]
fn a_slip_that_adds_words_is_not_what_the_others_are_held_against() {
    let longer = FULL.replace("neglected", "left rusting");
    let other = FULL.replace("thirty", "twenty");
    let corpus = corpus(&[
        ("A", "2026-01-01", "Ada Okoye", &longer),
        ("B", "2026-01-02", "Ada Okoye", FULL),
        ("C", "2026-01-03", "Ada Okoye", &other),
        ("D", "2026-01-04", "Ada Okoye", &FULL.replace(',', "")),
    ]);
    let groups = cluster(&corpus, &Options::default());
    assert_eq!(groups.len(), 1);
    assert_eq!(corpus.quotations[groups[0].fullest].article, 1);
    let kinds: Vec<VariantKind> = (0..4).map(|q| kind_of(&groups[0], q)).collect();
    assert_eq!(
        kinds,
        [VariantKind::Changed, VariantKind::Fullest, VariantKind::Changed, VariantKind::Punctuation]
    );
}

#[test]
fn what_is_said_by_chance_stays_apart() {
    let rows: Vec<(&str, &str, &str, &str)> = [
        "“I think that it is a good thing to do for all of us,”",
        "“I think that it is the right thing to say to all of you,”",
        "“No comment.”",
        "“No comment.”",
        "“We will build a school and a library on the hill this year.”",
        "“We will build a stadium and a harbour on the hill next year.”",
    ]
    .map(|text| ("A", "2026-01-01", "Ada Okoye", text))
    .to_vec();
    assert_eq!(cluster(&corpus(&rows), &Options::default()), []);
}

#[test]
fn a_slogan_does_not_tie_speeches_together() {
    let slogan = "a harbour for every single citizen";
    let one = format!("“Harbourton deserves {slogan}, and my opponent never wanted to hear about dredging.”");
    let two = format!("“When my grandmother sold herring she dreamt of {slogan}, whatever bankers thought.”");
    let corpus = corpus(&[
        ("A", "2026-01-01", "Ada Okoye", &one),
        ("B", "2026-01-02", "Ada Okoye", &two),
        ("C", "2026-01-03", "Ada Okoye", slogan),
    ]);
    let groups = cluster(&corpus, &Options::default());
    assert_eq!(groups.len(), 1);
    assert_eq!(groups[0].quotations(), 2);
}
