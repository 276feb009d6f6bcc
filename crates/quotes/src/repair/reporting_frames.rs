//! Frames that leave no doubt, where the engine saw none: `told The Post that`, `according to Reuters`, `In a new poll,`.

use dixit_grammar::lexicon::{self, Class};
use dixit_text::{Document, Scratch, Span, SpanSet};
use dixit_tokens::{Sentence, Tokens};

use super::unclaimed_speech::claim;
use crate::Quote;
use crate::find::rules::{Inner, of_sentence};

/// Words that name a poll in `In a Morning Herald poll last month,`, with what follows up to the comma.
const POLL: u32 = 20;

/// Adds the quotation of each such frame that no quotation holds; tells whether there was one.
pub(crate) fn claim_frames(
    doc: &Document,
    tokens: &Tokens,
    quotes: &mut Vec<Quote>,
    scratch: &mut Scratch,
) -> bool {
    let n = quotes.len();
    let taken = SpanSet::from_iter(quotes.iter().flat_map(Quote::spans));
    let cues = SpanSet::from_iter(quotes.iter().flat_map(|q| q.cue.iter().copied()));
    for sentence in tokens.sentences() {
        let words = &tokens.tokens()[sentence.tokens.start as usize..sentence.tokens.end as usize];
        let untouched = !taken.touches(sentence.span);
        if words.iter().any(|t| matches!(doc.slice(t.span), "told" | "according" | "According")) {
            let quoted = tokens.quoted_in(sentence.span);
            let free = |cue: Span| !cues.touches(cue) && !quoted.iter().any(|q| q.outer.covers(cue));
            let found = of_sentence(doc, tokens, sentence.span, scratch).into_iter();
            let sure = found.filter(|inner| free(inner.cue) && is_sure(doc, inner, untouched));
            quotes.extend(sure.map(|inner| claim(inner.content, inner.cue, inner.source)));
        } else if untouched {
            quotes.extend(of_poll(doc, tokens, sentence));
        }
    }
    quotes.len() > n
}

/// Whether what the rules read is surely said: `told The Post that …`; `…, Ann Lee told The Post`; `according to Ann Lee`.
fn is_sure(doc: &Document, inner: &Inner, untouched: bool) -> bool {
    let cue = doc.slice(inner.cue);
    let Some(&content) = inner.content.first() else { return false };
    let before = content.end() <= inner.cue.start();
    cue.eq_ignore_ascii_case("according to")
        || cue.ends_with("told") && (before || untouched && doc.slice(content).starts_with("that "))
}

/// `[In] [a Morning Herald poll last month], [the mayor led by five points]`.
fn of_poll(doc: &Document, tokens: &Tokens, sentence: &Sentence) -> Option<Quote> {
    let words = sentence.tokens.clone();
    let text = |i: u32| tokens.tokens().get(i as usize).map_or("", |t| doc.slice(t.span));
    let class = |i: u32| lexicon::class(text(i));
    let start = words.start + 1;
    if text(words.start) != "In" || !class(start).is(Class::DETERMINER | Class::POSSESSIVE) {
        return None;
    }
    let comma = |from: u32| (from..words.end.min(from + POLL)).find(|&i| text(i) == ",");
    let mut end = comma(start)?;
    if !(start..end).any(|i| matches!(text(i), "poll" | "survey")) {
        return None;
    }
    // `In the poll, conducted in May, …`
    if matches!(text(end + 1), "conducted" | "released" | "published" | "taken") {
        end = comma(end + 1)?;
    }
    let mut last = words.end;
    while last > end + 1 && is_mark(text(last - 1)) {
        last -= 1;
    }
    let span = |from: u32, to: u32| {
        let all = tokens.tokens();
        (from < to).then(|| all[from as usize].span.cover(all[to as usize - 1].span))
    };
    let content = [span(end + 1, last)?].into_iter().collect();
    Some(claim(content, span(words.start, start)?, span(start, end)?))
}

fn is_mark(text: &str) -> bool {
    !text.contains(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks what is claimed of a text in which `held` is the cue of a quotation: `source | cue | content` each.
    #[track_caller]
    fn check(text: &str, held: &str, expected: &[&str]) {
        let doc = Document::new("t", text).unwrap();
        let tokens = dixit_tokens::tokenize(text);
        let mut quotes = Vec::new();
        if let Some(start) = text.find(held).filter(|_| !held.is_empty()) {
            let cue = Span::new(start as u32, (start + held.len()) as u32);
            quotes.push(claim([cue].into_iter().collect(), cue, cue));
        }
        let n = quotes.len();
        claim_frames(&doc, &tokens, &mut quotes, &mut Scratch::default());
        let got: Vec<String> = quotes[n..]
            .iter()
            .map(|q| [&q.source, &q.cue, &q.content].map(|s| doc.slice(s[0])).join(" | "))
            .collect();
        assert_eq!(got, expected, "{text}");
    }

    #[test]
    fn told() {
        let found = "Ben Okoye | told | that the bridge would stay closed";
        check("Ben Okoye told The Post that the bridge would stay closed.", "", &[found]);
        check("Ben Okoye told The Post that the bridge would stay closed.", "told", &[]);
        check(
            "The mayor could be convinced, Sen. Ana Ruiz (R-Ohio) told The Post on Monday.",
            "could be convinced",
            &["Sen. Ana Ruiz (R-Ohio) | told | The mayor could be convinced"],
        );
    }

    #[test]
    fn according_to() {
        check(
            "The bridge is safe, according to the county.",
            "",
            &["the county | according to | The bridge is safe"],
        );
        check("The bridge is safe, according to the county.", "according to", &[]);
        // What somebody says within quotation marks is told by that quotation.
        check("“It is old. The bridge is safe, according to the county,” he said.", "said", &[]);
    }

    #[test]
    fn polls() {
        check(
            "In the latest Herald poll, conducted in May, the mayor led by five points.",
            "",
            &["the latest Herald poll, conducted in May | In | the mayor led by five points"],
        );
        check("In the latest Herald poll, 40 percent said no.", "said", &[]);
        check("In the old bridge house, the mayor led a tour.", "", &[]);
    }
}
