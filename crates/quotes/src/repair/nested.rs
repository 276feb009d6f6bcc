//! Speakers inside the words of an outlet.
//!
//! `According to Xinhua, both sides agreed to “expand the list”`: taggers, like the annotators they learned from, take the
//! outlet for the source of the whole sentence. The speaker of the quoted words is named in the sentence itself; the outlet only
//! relays them.

use dixit_grammar::Words;
use dixit_grammar::lexicon::{self, Class};
use dixit_models::outlets::OutletKind;
use dixit_text::{Document, Scratch, Span, Spans};

use super::View;
use super::edit::Edit;
use crate::find::rules::{Inner, inside};
use crate::{Quote, QuoteKind};

/// Gives quoted words that an outlet relays to whoever the outlet says spoke them.
///
/// If the source of a quotation is an outlet, and its content is partly quoted, attributions inside the content become
/// quotations of their own; the outlet keeps the rest where that holds quoted words too, and else only relays: its words stay
/// in the text for [the chain of sources](https://docs.rs/dixit-sources) to find. Quotations without quotation marks, and
/// sources that are no outlets, stay as they are.
pub(super) fn edits(view: View<'_>, quotes: &[Quote], scratch: &mut Scratch) -> Vec<Edit> {
    let mut gone: Vec<usize> = (0..quotes.len()).filter(|&i| is_frame(view, &quotes[i])).collect();
    let relays = |i: &usize| {
        let quote = &quotes[*i];
        quote.kind == QuoteKind::Mixed && is_outlet(view, &quote.source)
    };
    let relayed: Vec<usize> = (0..quotes.len()).filter(|i| !gone.contains(i)).filter(relays).collect();
    let mut found: Vec<Quote> = Vec::new();
    for &i in &relayed {
        let inner = unfold(view.words, quotes[i].clone(), scratch);
        // The engine read the same cue without knowing where the outlet's words begin; its cue may be longer:
        // `stated at the time`.
        let shared = |a: &Quote, b: &Quote| a.cue.iter().any(|a| b.cue.iter().any(|b| a.overlaps(*b)));
        let again = |q: &Quote| inner.iter().any(|i| shared(i, q));
        found.retain(|q| !again(q));
        gone.extend((0..quotes.len()).filter(|j| !relayed.contains(j) && again(&quotes[*j])));
        found.extend(inner);
    }
    let gone = gone.into_iter().chain(relayed).map(Edit::Remove);
    gone.chain(found.into_iter().map(Edit::Add)).collect()
}

/// Whether it is the frame of another quotation, read as one: `as reported by | the Daily News`.
fn is_frame(view: View<'_>, quote: &Quote) -> bool {
    let by = quote.cue.last().is_some_and(|&cue| view.words.doc.slice(cue).ends_with(" by"));
    by && is_outlet(view, &quote.content)
}

/// Whether a source is an outlet and nobody who works there: `Xinhua`, `the state-run China Daily`, `the newspaper`.
fn is_outlet(view: View<'_>, source: &Spans) -> bool {
    let [source] = source[..] else { return false };
    let text = view.words.doc.slice(source);
    let named = view.entities.outlets_in(source).find(|name| name.span.end() == source.end());
    let before = match named {
        Some(name) => {
            let platform = |id| view.outlets.get(id).kind == OutletKind::Platform;
            if name.candidates.iter().any(|&id| platform(id)) {
                return false;
            }
            &text[..(name.span.start() - source.start()) as usize]
        }
        None => {
            let Some((before, last)) = text.rsplit_once(' ') else { return false };
            if !lexicon::class(last).is(Class::OUTLET_NOUN) {
                return false;
            }
            before
        }
    };
    let of_the_outlet = |word: &str| {
        let class = lexicon::class(word);
        let other =
            Class::PERSON | Class::GROUP | Class::DOCUMENT | Class::PREPOSITION | Class::TO | Class::AND;
        !word.ends_with(',') && !class.is(other)
    };
    before.split(' ').all(of_the_outlet)
}

/// The attributions inside the content of `outer`, and what they leave of it.
fn unfold(words: Words<'_>, outer: Quote, scratch: &mut Scratch) -> Vec<Quote> {
    let Words { doc, tokens } = words;
    let mut out = Vec::new();
    let quoted = |span: Span| tokens.quoted_in(span).iter().any(|q| span.covers(q.outer));
    let mut rest = Spans::new();
    for &piece in &outer.content {
        let mut start = piece.start();
        for mut inner in inside(doc, tokens, piece, scratch) {
            leave_adjunct(words, &mut inner);
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
                cue: inner.cue.into(),
                source: inner.source.into(),
                ..outer.clone()
            });
        }
        rest.extend(cut(doc, start, piece.end()));
    }
    rest.retain(|&r| quoted(r));
    if out.is_empty() {
        out.push(outer);
    } else if !rest.is_empty() {
        out.push(Quote { content: rest, ..outer });
    }
    out
}

/// Leaves an adjunct with quoted words to whoever tells of it: `agreed [to go on], with the aim of “a stable peace”`
/// does not say that those who agreed said these words.
fn leave_adjunct(words: Words<'_>, inner: &mut Inner) {
    let [content] = inner.content[..] else { return };
    let text = words.doc.slice(content);
    if !text.starts_with("to ") {
        return;
    }
    let passage = words.tokens.quoted_in(content).iter().find(|q| content.covers(q.outer));
    let before = passage.map_or("", |p| &text[..(p.outer.start() - content.start()) as usize]);
    if let Some(comma) = before.rfind(", ") {
        inner.content = Span::new(content.start(), content.start() + comma as u32).into();
    }
}

/// Returns what is left between two places, less the commas and the words that join it to its neighbours.
pub(crate) fn cut(doc: &Document, start: u32, end: u32) -> Option<Span> {
    let text = doc.text().get(start as usize..end as usize)?;
    let mut left = text.trim_start_matches([',', ' ', '\n']);
    for joint in ["and ", "but ", "while "] {
        left = left.strip_prefix(joint).unwrap_or(left);
    }
    let from = end - left.len() as u32;
    let right = left.trim_end_matches([' ', '\n']);
    let joint = right.rsplit_once(' ').filter(|(_, last)| {
        *last == "with" || lexicon::class(last).is(Class::CONJUNCTION | Class::SUBORDINATOR)
    });
    let to = from + joint.map_or(right, |(before, _)| before).trim_end_matches([',', ' ']).len() as u32;
    (from < to).then(|| Span::new(from, to))
}

#[cfg(test)]
mod tests {
    use super::super::testing;

    #[track_caller]
    fn check(marked: &str, expected: &str) {
        testing::check(super::edits, marked, expected);
    }

    #[test]
    fn the_outlet_relays() {
        check(
            "{s Reuters} {q reported} {c that Ana Ruiz said on Monday that the bridge was “a scandal.”}",
            "Reuters reported that {s Ana Ruiz} {q said} on Monday {c that the bridge was “a scandal.”}",
        );
        check(
            "{c “It is a scandal,” Ana Ruiz said}, {q according to} {s the newspaper}.",
            "{c “It is a scandal,”} {s Ana Ruiz} {q said}, according to the newspaper.",
        );
    }

    #[test]
    fn the_outlet_keeps_its_own_words() {
        check(
            "{q According to} {s Xinhua}, {c the talks were “useful,” with both sides agreeing to “go on.”}",
            "{q1 According to} {s1 Xinhua}, {c1 the talks were “useful,”} with {s2 both sides} {q2 agreeing} {c2 to “go on.”}",
        );
        check(
            "{c The two sides agreed to go on, with the aim of “a better bridge,”} {s Xinhua} {q reported}.",
            "{s1 The two sides} {q1 agreed} {c1 to go on}, {c2 with the aim of “a better bridge,”} {s2 Xinhua} {q2 reported}.",
        );
    }

    #[test]
    fn others_stay() {
        let same = |marked| testing::stays(super::edits, marked);
        // No word of anybody else's, nobody who is an outlet.
        same("{s Reuters} {q wrote} {c the bridge was “a scandal.”}");
        same("{s Reuters} {q wrote} {c Ana Ruiz said no}.");
        same("{s Ben Okoye of Reuters} {q wrote} {c Ana Ruiz said the bridge was “a scandal.”}");
        same("{s A Reuters poll} {q wrote} {c Ana Ruiz said the bridge was “a scandal.”}");
    }
}
