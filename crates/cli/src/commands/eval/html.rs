//! Gold and prediction side by side, as one page that needs nothing else.

use std::fmt::Write as _;

use dixit_eval::{Annotation, Answer, Article, CharSpan, Predictions, mistakes};

/// Colours follow the reader's choice of light or dark.
const STYLE: &str = "\
:root{color-scheme:light dark;--content:#cfe3ff;--cue:#ffe3a8;--source:#cdeccb;--line:#bbb;--bad:#a40000}
@media(prefers-color-scheme:dark){:root{--content:#1f3d66;--cue:#5c4708;--source:#1f4d26;--line:#555;--bad:#ff9d9d}}
body{font:16px/1.5 system-ui,sans-serif;max-width:90rem;margin:1rem auto;padding:0 1rem}
.sides{display:grid;grid-template-columns:1fr 1fr;gap:2rem;border-top:1px solid var(--line)}
.text{white-space:pre-wrap}
.content{background:var(--content)}.cue{background:var(--cue)}.source{background:var(--source)}
li b{color:var(--bad)}
@media(max-width:50rem){.sides{grid-template-columns:1fr}}";

/// The page.
pub(super) fn page(gold: &[Article], pred: &Predictions) -> String {
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>Gold and prediction</title>\n<meta \
         name=\"viewport\" content=\"width=device-width\">\n<style>{STYLE}</style>\n<h1>Gold and \
         prediction</h1>\n<p><span class=\"content\">content</span> <span class=\"cue\">cue</span> <span \
         class=\"source\">source</span></p>\n"
    );
    let empty = Annotation::default();
    for article in gold {
        let pred = pred.get(&article.id).unwrap_or(&empty);
        let (id, title) = (escape(&article.id), escape(article.title.as_deref().unwrap_or_default()));
        let _ = write!(
            out,
            "<h2>{id} {title}</h2>\n<div class=\"sides\"><section><h3>Gold</h3><div \
             class=\"text\">{}</div></section>\n<section><h3>Prediction</h3><div \
             class=\"text\">{}</div></section></div>\n<ul>\n",
            marked(&article.text, &article.gold),
            marked(&article.text, pred)
        );
        for m in mistakes(article, Some(pred)) {
            let side = |a: &Option<Answer>| a.as_ref().map_or("—".to_owned(), |a| escape(&a.to_string()));
            let _ = writeln!(
                out,
                "<li><b>{}</b><br>gold: {}<br>pred: {}</li>",
                m.kind.name(),
                side(&m.gold),
                side(&m.pred)
            );
        }
        out.push_str("</ul>\n");
    }
    out
}

/// The text with its spans marked; where spans overlap, cue and source win over content.
fn marked(text: &str, annotation: &Annotation) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut class = vec![""; chars.len()];
    let mut paint = |spans: &[CharSpan], name| {
        for &(start, end) in spans {
            class[start as usize..end as usize].fill(name);
        }
    };
    for a in &annotation.attributions {
        paint(&a.content, "content");
    }
    for a in &annotation.attributions {
        paint(&a.cue, "cue");
        paint(&a.source, "source");
    }
    let (mut out, mut start) = (String::new(), 0);
    while start < chars.len() {
        let name = class[start];
        let end = (start..chars.len()).find(|&i| class[i] != name).unwrap_or(chars.len());
        let piece = escape(&chars[start..end].iter().collect::<String>());
        if name.is_empty() {
            out.push_str(&piece);
        } else {
            let _ = write!(out, "<span class=\"{name}\">{piece}</span>");
        }
        start = end;
    }
    out
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
    use dixit_eval::Attribution;

    #[test]
    fn text_stays_text_and_spans_are_marked() {
        let a = Attribution { content: vec![(0, 10)], source: vec![(4, 7)], ..Attribution::default() };
        let gold = Annotation { attributions: vec![a], ..Annotation::default() };
        assert_eq!(
            marked("<b> é & </style>", &gold),
            "<span class=\"content\">&lt;b&gt; </span><span class=\"source\">é &amp;</span><span class=\"content\"> \
             &lt;/</span>style&gt;"
        );
    }
}
