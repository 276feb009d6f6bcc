//! The JSON of other tools, read as gold and as predictions.

use dixit_eval::read::{self, Options};
use dixit_eval::{Article, Attribution};

const TEXT: &str = "“It rains,” said Ann Lee. Bob Roe denied that it does.";

const CITRON: &str = r#"{"id": "a", "text": "“It rains,” said Ann Lee. Bob Roe denied that it does.", "quotes": [
    {"cue": {"start": 12, "end": 16, "text": "said"}, "sources": [{"start": 17, "end": 24, "text": "Ann Lee"}],
     "contents": [{"start": 0, "end": 11, "text": "“It rains,”"}], "coreferences": [], "confidence": 0.75},
    {"cue": {"start": 34, "end": 40}, "sources": {"start": 26, "end": 33}, "contents": [{"start": 41, "end": 53}],
     "coreferences": [{"start": 26, "end": 33, "text": "Bob Roe"}], "confidence": 0.5}]}"#;

const GENDER_GAP: &str = r#"[
    {"speaker": "Ann Lee", "speaker_index": "(17,24)", "quote": "\"It rains,\"", "quote_index": "(0,11)",
     "verb": "said", "verb_index": "(12,16)", "quote_token_count": 3, "quote_type": "QCQVS", "is_floating_quote": false},
    {"speaker": "", "speaker_index": "", "quote": "that it does", "quote_index": "(41, 53)",
     "verb": "", "verb_index": "(0,0)", "quote_token_count": 3, "quote_type": "QCQ", "is_floating_quote": true}]"#;

fn gold(content: &str, options: &Options<'_>) -> Result<Article, String> {
    let mut articles = read::gold("g.json", content, options).map_err(|e| e.to_string())?;
    assert_eq!(articles.len(), 1);
    Ok(articles.remove(0))
}

fn words(article: &Article, spans: &[(u32, u32)]) -> Vec<String> {
    let chars: Vec<char> = article.text.chars().collect();
    spans.iter().map(|&(s, e)| chars[s as usize..e as usize].iter().collect()).collect()
}

/// Content, cue and source of an attribution, as text.
fn parts(article: &Article, a: &Attribution) -> [Vec<String>; 3] {
    [&a.content, &a.cue, &a.source].map(|spans| words(article, spans))
}

#[test]
fn citron() {
    let article = gold(CITRON, &Options::default()).unwrap();
    let [first, second] = &article.gold.attributions[..] else { panic!("{:?}", article.gold) };
    assert_eq!(parts(&article, first), [["“It rains,”"], ["said"], ["Ann Lee"]]);
    assert_eq!((first.confidence, first.resolved), (Some(0.75), false));
    assert_eq!(parts(&article, second), [["that it does"], ["denied"], ["Bob Roe"]]);
    assert_eq!((&second.speakers[..], second.resolved), (&["Bob Roe".to_owned()][..], true));
}

#[test]
fn citron_with_its_text_in_doc_and_without_id() {
    let content = CITRON.replacen(r#""id": "a", "text""#, r#""doc": {"text""#, 1).replacen(
        r#"does.","#,
        r#"does."},"#,
        1,
    );
    let error = gold(&content, &Options::default()).unwrap_err();
    assert_eq!(error, "g.json:1: an article has no \"id\"");
    let article = gold(&content, &Options { id: Some("b"), ..Options::default() }).unwrap();
    assert_eq!((&article.id[..], article.gold.attributions.len()), ("b", 2));
}

#[test]
fn gender_gap_tracker() {
    let options = Options { id: Some("b"), text: Some(TEXT), ..Options::default() };
    let article = gold(GENDER_GAP, &options).unwrap();
    let [first, second] = &article.gold.attributions[..] else { panic!("{:?}", article.gold) };
    assert_eq!(parts(&article, first), [["“It rains,”"], ["said"], ["Ann Lee"]]);
    assert_eq!(second.content, [(41, 53)]);
    assert!(second.source.is_empty() && second.cue.is_empty());
    assert_eq!(
        gold(GENDER_GAP, &Options { id: Some("b"), ..Options::default() }).unwrap_err(),
        "g.json:1: article b has no \"text\""
    );

    let page = format!(
        r#"{{"_id": {{"$oid": "5f"}}, "outlet": "The Kelmouth Courier", "publishedAt": {{"$date": "2026-01-22"}}, "body": "{TEXT}", "quotes": {GENDER_GAP}}}"#
    );
    let page = gold(&page, &Options::default()).unwrap();
    assert_eq!(
        (&page.id[..], page.publisher.as_deref(), page.date.as_deref()),
        ("5f", Some("The Kelmouth Courier"), Some("2026-01-22"))
    );
    assert_eq!(page.gold, article.gold);
}

#[test]
fn other_tools_predict() {
    let gold = [gold(CITRON, &Options::default()).unwrap()];
    for content in [CITRON, GENDER_GAP] {
        let options = Options { id: Some("out/a.json"), ..Options::default() };
        let (pred, problems) = read::predictions("p", content, &gold, &options).unwrap();
        assert_eq!(problems, []);
        assert_eq!(pred["a"].attributions[0].content, gold[0].gold.attributions[0].content);
    }
}

#[test]
fn words_that_the_text_does_not_hold_are_named() {
    let error = gold(&CITRON.replace("\"Ann Lee\"", "\"Ann Roe\""), &Options::default()).unwrap_err();
    assert_eq!(error, "g.json:1: article a, attribution #1: at 17..24 stands \"Ann Lee\", not \"Ann Roe\"");
    // Quotes of yet another tool, without places.
    let error =
        gold(r#"{"id": "a", "quotes": [{"pre": "", "quote": "It rains", "post": ""}]}"#, &Options::default());
    assert!(error.unwrap_err().contains("missing field `contents`"));
    let options = Options { id: Some("b"), text: Some(TEXT), ..Options::default() };
    let error = gold(&GENDER_GAP.replace("(12,16)", "12:16"), &options).unwrap_err();
    assert!(error.contains("\"12:16\" is no place; want \"(start,end)\""), "{error}");
    let error =
        gold(&CITRON.replace(r#"{"start": 34, "end": 40}"#, "[34, 40]"), &Options::default()).unwrap_err();
    assert!(error.contains("want {\"start\", \"end\"} or a list of them"), "{error}");
}

#[test]
fn records_of_our_own() {
    let record = r#"{"schema": "dixit-record/1", "offsets": "bytes", "engine": {}, "article": {"id": "a", "text": null},
        "quotations": [{"id": "q1", "kind": "direct", "text": "", "content": [[0, 15]], "cue": [[16, 20]], "source": [[21, 28]],
        "parent": null, "confidence": 0.9, "speakers": [{"name": "Ann Lee", "type": "person", "mention": "name",
        "role": "farmer", "affiliation": null, "confidence": 0.8}], "via": [{"name": "X", "kind": "platform",
        "relation": "posted_on"}], "when": {"text": "today", "date": "2026-01-22"}}]}"#.replace("\n        ", "");
    let gold = [gold(CITRON, &Options::default()).unwrap()];
    let (pred, problems) = read::predictions("p", &record, &gold, &Options::default()).unwrap();
    assert_eq!(problems, []);
    let a = &pred["a"].attributions[0];
    assert_eq!(parts(&gold[0], a), [["“It rains,”"], ["said"], ["Ann Lee"]]);
    assert_eq!((a.role.clone(), a.affiliation.clone()), (Some(vec!["farmer".into()]), Some(vec![])));
    assert_eq!(a.when, Some(vec!["2026-01-22".into(), "today".into()]));
    assert_eq!((a.speaker_confidence, a.via.len()), (Some(0.8), 1));
}

#[test]
fn ids_are_matched_by_file_name_where_one_fits() {
    let gold: Vec<Article> = ["x/a.txt", "b.gold", "one/c.txt", "two/c.txt"]
        .map(|id| Article { id: id.into(), ..Article::default() })
        .into();
    let ids = read::Ids::new(&gold);
    let found = |id| ids.find(id).map(|a| a.id.as_str());
    assert_eq!(found("a"), Some("x/a.txt"));
    assert_eq!(found("/tmp/b.txt.gz"), Some("b.gold"));
    assert_eq!(found("two/c.txt"), Some("two/c.txt"));
    assert_eq!(found("three/c.txt"), None, "two files have that name");
    let error = read::predictions("p", r#"{"id": "z"}"#, &gold, &Options::default()).unwrap_err().to_string();
    assert!(
        error.starts_with("p: none of its articles is in the gold, whose ids are like x/a.txt"),
        "{error}"
    );
}
