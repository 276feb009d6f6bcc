//! Writes the gold format.

use std::path::Path;

use serde_json::{Value, json};

use crate::{Annotation, Article};

/// An article in the gold format, as [`read::gold`](crate::read::gold) takes it, offsets in characters.
pub fn gold_json(article: &Article, annotation: &Annotation) -> Value {
    let attributions: Vec<Value> = annotation
        .attributions
        .iter()
        .map(|a| {
            let mut value = json!({"id": a.id, "content": a.content, "source": a.source, "cue": a.cue});
            if let Some(kind) = a.kind {
                value["kind"] = json!(kind.name());
            }
            if a.resolved {
                let via = a.via.iter().map(|v| {
                    json!({"name": v.name, "kind": v.kind.name(), "relation": v.relation, "near": v.near})
                });
                value["speakers"] = json!(a.speakers);
                value["type"] = json!(a.speaker_type);
                value["mention"] = json!(a.mention.map(|m| m.name()));
                value["quoted_speech"] = json!(a.speech);
                value["via"] = via.collect();
            }
            for (field, stated) in [("role", &a.role), ("affiliation", &a.affiliation), ("when", &a.when)] {
                match stated.as_deref() {
                    None => {}
                    Some([]) => value[field] = Value::Null,
                    Some([one]) => value[field] = json!(one),
                    Some(forms) => value[field] = json!(forms),
                }
            }
            if let Some(parent) = &a.parent {
                value["parent"] = json!(parent);
            }
            value
        })
        .collect();
    json!({
        "id": article.id,
        "title": article.title,
        "publisher": article.publisher,
        "date": article.date,
        "text": article.text,
        "attributions": attributions,
    })
}

/// The name of a file for the gold of an article, without suffix, by the article's id: of a path the last part without the suffix of a
/// text, odd characters as `-`.
///
/// ```
/// assert_eq!(dixit_eval::gold_file_name("news/port strike.txt"), "port-strike");
/// assert_eq!(dixit_eval::gold_file_name(".."), "article");
/// ```
pub fn gold_file_name(id: &str) -> String {
    let last = Path::new(id).file_name().and_then(|name| name.to_str()).unwrap_or(id);
    let stem = [".txt", ".md", ".html"].iter().find_map(|suffix| last.strip_suffix(suffix)).unwrap_or(last);
    let plain = |c: char| if c.is_alphanumeric() || "._-".contains(c) { c } else { '-' };
    let name: String = stem.chars().map(plain).collect();
    if name.trim_matches(['.', '-']).is_empty() { "article".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read;

    #[test]
    fn what_is_written_reads_back() {
        let gold = r#"{"id": "a", "title": "T", "text": "“It rains,” said Ann Lee.", "attributions": [{"id": "q1",
            "content": [[0, 11]], "source": [[17, 24]], "cue": [[12, 16]], "kind": "direct", "speaker": "Ann Lee",
            "type": "person", "mention": "name", "via": [{"name": "X", "kind": "platform", "relation": "posted_on"}]},
            {"id": "q2", "content": [[3, 5]], "role": null, "when": "2026-01", "affiliation": ["A", "B"], "parent": "q1"}]}"#;
        let read = |text: &str| read::gold("g", text, &read::Options::default()).unwrap();
        let articles = read(gold);
        assert_eq!(read(&gold_json(&articles[0], &articles[0].gold).to_string()), articles);
    }
}
