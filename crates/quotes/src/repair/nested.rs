//! Speakers inside the words of an outlet.
//!
//! `According to Xinhua, both sides agreed to “expand the list”`: taggers, like the annotators they learned from, take the
//! outlet for the source of the whole sentence. Who said the quoted words stands in the sentence itself; the outlet only
//! relays them.

use dixit_grammar::lexicon::{self, Class};
use dixit_models::outlets::{OutletKind, Outlets};
use dixit_text::{Document, Scratch, Span, Spans};
use dixit_tokens::Tokens;

use super::normalize::normalize;
use crate::find::rules::{Inner, inside};
use crate::{Quote, QuoteKind};

/// Words for an outlet that the text does not name: `the newspaper`, `state media`.
const OUTLET_NOUNS: [&str; 10] = [
    "newspaper",
    "paper",
    "magazine",
    "broadcaster",
    "network",
    "outlet",
    "website",
    "media",
    "outlets",
    "newspapers",
];

/// Gives quoted words that an outlet relays to whoever the outlet says spoke them.
///
/// Where the source of a quotation is an outlet, and its content is partly quoted, attributions inside the content become
/// quotations of their own; the outlet keeps the rest where that holds quoted words too, and else only relays: its words stay
/// in the text for [the chain of sources](https://docs.rs/dixit-sources) to find. Quotations without quotation marks, and
/// sources that are no outlets, stay as they are.
///
/// ```
/// use dixit_models::outlets::Outlets;
/// use dixit_quotes::{Quote, QuoteKind, unfold_relays};
/// use dixit_text::{Document, Scratch, Span};
///
/// let text = "The mayor said “it is over,” according to Reuters.";
/// let doc = Document::new("a", text).unwrap();
/// let tokens = dixit_tokens::tokenize(text);
/// let spans = |words: &str| {
///     let start = text.find(words).unwrap() as u32;
///     [Span::new(start, start + words.len() as u32)].into_iter().collect()
/// };
/// let read = Quote {
///     content: spans("The mayor said “it is over,”"),
///     cue: spans("according to"),
///     source: spans("Reuters"),
///     kind: QuoteKind::Mixed,
///     parent: None,
///     score: 0.9,
/// };
/// let quotes = unfold_relays(&doc, &tokens, vec![read], Outlets::builtin(), &mut Scratch::default());
/// assert_eq!(quotes.len(), 1);
/// assert_eq!(doc.slice(quotes[0].source[0]), "The mayor");
/// assert_eq!(doc.slice(quotes[0].content[0]), "“it is over,”");
/// ```
pub fn unfold_relays(
    doc: &Document,
    tokens: &Tokens,
    mut quotes: Vec<Quote>,
    outlets: &Outlets,
    scratch: &mut Scratch,
) -> Vec<Quote> {
    let n = quotes.len();
    quotes.retain(|q| !is_frame(doc, q, outlets));
    let relayed = |q: &Quote| q.kind == QuoteKind::Mixed && is_outlet(doc, &q.source, outlets);
    if !quotes.iter().any(relayed) {
        return if quotes.len() < n { normalize(doc, tokens, quotes) } else { quotes };
    }
    let (relayed, mut out): (Vec<_>, Vec<_>) = quotes.into_iter().partition(relayed);
    for quote in relayed {
        let inner = unfold(doc, tokens, quote, scratch);
        // What the engine read at the same cue, it read without knowing where the outlet's words begin.
        out.retain(|q| q.cue.is_empty() || !inner.iter().any(|i| i.cue == q.cue));
        out.extend(inner);
    }
    normalize(doc, tokens, out)
}

/// Whether it is the frame of another quotation, read as one: `as reported by | the Daily News`.
fn is_frame(doc: &Document, quote: &Quote, outlets: &Outlets) -> bool {
    let by = quote.cue.last().is_some_and(|&cue| doc.slice(cue).ends_with(" by"));
    by && is_outlet(doc, &quote.content, outlets)
}

/// Whether a source is an outlet and nobody who works there: `Xinhua`, `the state-run China Daily`, `the newspaper`.
fn is_outlet(doc: &Document, source: &Spans, outlets: &Outlets) -> bool {
    let [source] = source[..] else { return false };
    let text = doc.slice(source);
    let before = match outlets.find(text).find(|f| f.end == text.len()) {
        Some(found) => {
            let platform = |id| outlets.get(id).kind == OutletKind::Platform;
            if found.candidates.iter().any(|&id| platform(id)) {
                return false;
            }
            &text[..found.start]
        }
        None => {
            let Some((before, last)) = text.rsplit_once(' ') else { return false };
            if !OUTLET_NOUNS.contains(&last) {
                return false;
            }
            before
        }
    };
    let of_the_outlet = |word: &str| {
        let class = lexicon::class(word);
        !word.ends_with(',')
            && !class.is(Class::PERSON | Class::GROUP | Class::DOCUMENT)
            && !matches!(word, "of" | "for" | "from" | "at" | "in" | "by" | "with" | "to" | "and" | "on")
    };
    before.split(' ').all(of_the_outlet)
}

/// The attributions inside the content of `outer`, and what they leave of it.
fn unfold(doc: &Document, tokens: &Tokens, outer: Quote, scratch: &mut Scratch) -> Vec<Quote> {
    let mut out = Vec::new();
    let quoted = |span: Span| tokens.quoted_in(span).iter().any(|q| span.covers(q.outer));
    let mut rest = Spans::new();
    for &piece in &outer.content {
        let mut start = piece.start();
        for mut inner in inside(doc, tokens, piece, scratch) {
            leave_adjunct(doc, tokens, &mut inner);
            let mut whole = inner.content.iter().fold(inner.cue, |all, &c| all.cover(c));
            // A participle shares the subject of the verb before it.
            if inner.source.start() >= start {
                whole = whole.cover(inner.source);
            }
            // A verb in what is said already announces nothing of its own.
            if whole.start() < start {
                continue;
            }
            rest.extend(cut(doc, start, whole.start()));
            start = whole.end();
            out.push(Quote {
                content: inner.content,
                cue: [inner.cue].into_iter().collect(),
                source: [inner.source].into_iter().collect(),
                ..outer.clone()
            });
        }
        rest.extend(cut(doc, start, piece.end()));
    }
    rest.retain(|&mut r| quoted(r));
    if out.is_empty() {
        out.push(outer);
    } else if !rest.is_empty() {
        out.push(Quote { content: rest, ..outer });
    }
    out
}

/// Leaves an adjunct with quoted words to whoever tells of it: `agreed [to go on], with the aim of “a stable peace”`
/// does not say that those who agreed said these words.
fn leave_adjunct(doc: &Document, tokens: &Tokens, inner: &mut Inner) {
    let [content] = inner.content[..] else { return };
    let text = doc.slice(content);
    if !text.starts_with("to ") {
        return;
    }
    let passage = tokens.quoted_in(content).iter().find(|q| content.covers(q.outer));
    let before = passage.map_or("", |p| &text[..(p.outer.start() - content.start()) as usize]);
    if let Some(comma) = before.rfind(", ") {
        inner.content = [Span::new(content.start(), content.start() + comma as u32)].into_iter().collect();
    }
}

/// What is left between two places without the commas and the words that join it to its neighbours.
pub(crate) fn cut(doc: &Document, start: u32, end: u32) -> Option<Span> {
    let text = doc.text().get(start as usize..end as usize)?;
    let mut left = text.trim_start_matches([',', ' ', '\n']);
    for joint in ["and ", "but ", "while "] {
        left = left.strip_prefix(joint).unwrap_or(left);
    }
    let from = end - left.len() as u32;
    let right = left.trim_end_matches([' ', '\n']);
    let joint = [" with", " when", " while", " but", " and", " as"]
        .iter()
        .find_map(|joint| right.strip_suffix(joint));
    let to = from + joint.unwrap_or(right).trim_end_matches([',', ' ']).len() as u32;
    (from < to).then(|| Span::new(from, to))
}

#[cfg(test)]
mod tests {
    use dixit_models::outlets::Outlets;
    use dixit_text::{Document, Scratch, Span};

    use super::unfold_relays;
    use crate::{Quote, QuoteKind};

    /// Checks what becomes of a quotation with this source, cue and content: `source | content` each, with `; ` between.
    #[track_caller]
    fn check(text: &str, source: &str, cue: &str, content: &str, expected: &str) {
        let doc = Document::new("t", text).unwrap();
        let tokens = dixit_tokens::tokenize(text);
        let span = |words: &str| {
            let start = text.find(words).unwrap() as u32;
            [Span::new(start, start + words.len() as u32)].into_iter().collect()
        };
        let kind = if content.contains('“') { QuoteKind::Mixed } else { QuoteKind::Indirect };
        let (content, cue, source) = (span(content), span(cue), span(source));
        let read = Quote { content, cue, source, kind, parent: None, score: 0.9 };
        let quotes = unfold_relays(&doc, &tokens, vec![read], Outlets::builtin(), &mut Scratch::default());
        let got: Vec<String> = quotes
            .iter()
            .map(|q| format!("{} | {}", doc.slice(q.source[0]), doc.slice(q.content[0])))
            .collect();
        assert_eq!(got.join("; "), expected, "{text}");
    }

    #[test]
    fn the_outlet_relays() {
        check(
            "Reuters reported that Ana Ruiz said on Monday that the bridge was “a scandal.”",
            "Reuters",
            "reported",
            "that Ana Ruiz said on Monday that the bridge was “a scandal.”",
            "Ana Ruiz | that the bridge was “a scandal.”",
        );
        check(
            "“It is a scandal,” Ana Ruiz said, according to the newspaper.",
            "the newspaper",
            "according to",
            "“It is a scandal,” Ana Ruiz said",
            "Ana Ruiz | “It is a scandal,”",
        );
    }

    #[test]
    fn the_outlet_keeps_its_own_words() {
        check(
            "According to Xinhua, the talks were “useful,” with both sides agreeing to “go on.”",
            "Xinhua",
            "According to",
            "the talks were “useful,” with both sides agreeing to “go on.”",
            "Xinhua | the talks were “useful,”; both sides | to “go on.”",
        );
        check(
            "The two sides agreed to go on, with the aim of “a better bridge,” Xinhua reported.",
            "Xinhua",
            "reported",
            "The two sides agreed to go on, with the aim of “a better bridge,”",
            "The two sides | to go on; Xinhua | with the aim of “a better bridge,”",
        );
    }

    #[test]
    fn others_stay() {
        let same = |text: &str, source: &str, content: &str| {
            check(text, source, "wrote", content, &format!("{source} | {content}"));
        };
        // No word of anybody else's, nobody who is an outlet.
        same("Reuters wrote the bridge was “a scandal.”", "Reuters", "the bridge was “a scandal.”");
        same("Reuters wrote Ana Ruiz said no.", "Reuters", "Ana Ruiz said no");
        let content = "Ana Ruiz said the bridge was “a scandal.”";
        same(&format!("Ben Okoye of Reuters wrote {content}"), "Ben Okoye of Reuters", content);
        same(&format!("A Reuters poll wrote {content}"), "A Reuters poll", content);
    }
}
