//! Gold and prediction side by side, as one page that needs nothing else.

use std::collections::HashMap;
use std::fmt::Write as _;

use dixit_eval::{Annotation, Answer, Article, Attribution, CharSpan, Mistake, Predictions, mistakes, rows};

use super::report::verdict;

/// Colours follow the reader's choice of light or dark.
const STYLE: &str = "\
:root{color-scheme:light dark;--content:#cfe3ff;--cue:#ffe3a8;--source:#cdeccb;--line:#bbb;--bad:#a40000}
@media(prefers-color-scheme:dark){:root{--content:#1f3d66;--cue:#5c4708;--source:#1f4d26;--line:#555;--bad:#ff9d9d}}
body{font:16px/1.5 system-ui,sans-serif;max-width:90rem;margin:1rem auto;padding:0 1rem;overflow-wrap:anywhere}
.sides{display:grid;grid-template-columns:1fr 1fr;gap:2rem;border-top:1px solid var(--line)}
.text{white-space:pre-wrap}
.content{background:var(--content)}.cue{background:var(--cue)}.source{background:var(--source)}
.wrong{text-decoration:underline wavy var(--bad) 1.5px}
li b{color:var(--bad)}
@media(max-width:50rem){.sides{grid-template-columns:1fr}}";

/// The page.
pub(super) fn page(gold: &[Article], pred: &Predictions) -> String {
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>Gold and prediction</title>\n<meta \
         name=\"viewport\" content=\"width=device-width\">\n<style>{STYLE}</style>\n<h1>Gold and \
         prediction</h1>\n<p><span class=\"content\">content</span> <span class=\"cue\">cue</span> <span \
         class=\"source\">source</span> <span class=\"content wrong\">something is wrong</span> (what it is, on \
         hovering and in the list below the article)</p>\n"
    );
    let empty = Annotation::default();
    for article in gold {
        let pred = pred.get(&article.id).unwrap_or(&empty);
        write_article(&mut out, article, pred);
    }
    out
}

fn write_article(out: &mut String, article: &Article, pred: &Annotation) {
    let mistakes = mistakes(article, Some(pred));
    let rows = rows(article, Some(pred));
    let right = rows.iter().filter(|row| row.faults.is_empty()).count();
    let _ = write!(
        out,
        "<h2>{} {}</h2>\n<p>{right} of {} quotations right, {} predicted</p>\n<div class=\"sides\"><section><h3>Gold</h3><div \
         class=\"text\">{}</div></section>\n<section><h3>Prediction</h3><div \
         class=\"text\">{}</div></section></div>\n<ul>\n",
        escape(&article.id),
        escape(article.title.as_deref().unwrap_or_default()),
        rows.len(),
        pred.attributions.len(),
        marked(&article.text, &article.gold, &verdicts(&mistakes, |m| m.gold.as_ref())),
        marked(&article.text, pred, &verdicts(&mistakes, |m| m.pred.as_ref())),
    );
    for m in &mistakes {
        let side = |a: &Option<Answer>| a.as_ref().map_or("—".to_owned(), |a| escape(&a.to_string()));
        let (kind, gold, pred) = (m.kind.name(), side(&m.gold), side(&m.pred));
        let _ = writeln!(out, "<li><b>{kind}</b><br>gold: {gold}<br>pred: {pred}</li>");
    }
    out.push_str("</ul>\n");
}

/// The errors in the attributions of one side, by id.
fn verdicts<'m>(
    mistakes: &'m [Mistake],
    side: impl Fn(&'m Mistake) -> Option<&'m Answer>,
) -> HashMap<&'m str, String> {
    let mut kinds: HashMap<&str, Vec<_>> = HashMap::new();
    for mistake in mistakes {
        if let Some(answer) = side(mistake) {
            kinds.entry(&answer.id).or_default().push(mistake.kind);
        }
    }
    kinds.into_iter().map(|(id, kinds)| (id, verdict(&kinds))).collect()
}

/// The text with its spans marked and, on hovering, what is said of each; where spans overlap, cue and source win over
/// content, and inner quotations over outer ones.
fn marked(text: &str, annotation: &Annotation, wrong: &HashMap<&str, String>) -> String {
    let chars: Vec<char> = text.chars().collect();
    // Each character's role and attribution.
    let mut marks: Vec<Option<(&str, usize)>> = vec![None; chars.len()];
    let mut paint = |spans: &[CharSpan], mark| {
        for &(start, end) in spans {
            marks[start as usize..end as usize].fill(Some(mark));
        }
    };
    let all = &annotation.attributions;
    let mut outer_first: Vec<usize> = (0..all.len()).collect();
    outer_first.sort_by_key(|&i| std::cmp::Reverse(all[i].content.iter().map(|s| s.1 - s.0).sum::<u32>()));
    for &i in &outer_first {
        paint(&all[i].content, ("content", i));
    }
    for (i, attribution) in all.iter().enumerate() {
        paint(&attribution.cue, ("cue", i));
        paint(&attribution.source, ("source", i));
    }
    let (mut out, mut start) = (String::new(), 0);
    while start < chars.len() {
        let mark = marks[start];
        let end = (start..chars.len()).find(|&i| marks[i] != mark).unwrap_or(chars.len());
        let piece = escape(&chars[start..end].iter().collect::<String>());
        match mark {
            None => out.push_str(&piece),
            Some((role, i)) => {
                let wrong = wrong.get(all[i].id.as_str());
                let class = if wrong.is_some() { " wrong" } else { "" };
                let title = escape(&title(&all[i], wrong));
                let _ = write!(out, "<span class=\"{role}{class}\" title=\"{title}\">{piece}</span>");
            }
        }
        start = end;
    }
    out
}

/// `q3 · Ann Lee · via X · wrong speaker`.
fn title(a: &Attribution, wrong: Option<&String>) -> String {
    let via: Vec<&str> = a.via.iter().map(|v| v.name.as_str()).collect();
    let mut parts = vec![a.id.clone()];
    if !a.speakers.is_empty() {
        parts.push(a.speakers.join(" & "));
    }
    if !via.is_empty() {
        parts.push(format!("via {}", via.join(", ")));
    }
    parts.extend(wrong.cloned());
    parts.join(" · ")
}

/// Text that means nothing to HTML. Control characters other than white space are dropped.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().filter(|&c| !c.is_control() || c.is_whitespace()) {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_text_and_spans_are_marked() {
        let a = Attribution {
            id: "q1".into(),
            content: vec![(0, 10)],
            source: vec![(4, 7)],
            speakers: vec!["\"É\" & co".into()],
            ..Attribution::default()
        };
        let gold = Annotation { attributions: vec![a], ..Annotation::default() };
        let span = |class: &str, piece: &str| {
            format!(
                "<span class=\"{class} wrong\" title=\"q1 · &quot;É&quot; &amp; co · missed\">{piece}</span>"
            )
        };
        assert_eq!(
            marked("<b> é & </style>", &gold, &HashMap::from([("q1", "missed".to_owned())])),
            span("content", "&lt;b&gt; ")
                + &span("source", "é &amp;")
                + &span("content", " &lt;/")
                + "style&gt;"
        );
    }
}
