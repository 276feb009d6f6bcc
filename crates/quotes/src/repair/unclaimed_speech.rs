//! Words in quotation marks that belong to nobody.
//!
//! A trained tagger reads paragraph by paragraph and cue by cue. What no cue announces well enough is left over: a sentence
//! that goes on with what was quoted before, the second half of a quotation, a frame that is rare in its data.

use std::ops::Range;

use dixit_grammar::lexicon::{self, Class};
use dixit_text::{Document, Scratch, Span, SpanSet, Spans};
use dixit_tokens::{TokenKind, Tokens};

use super::nested::cut;
use crate::find::rules::{Inner, of_sentence};
use crate::{Quote, QuoteKind};

/// How sure it is that words left over are quoted from whom the rules say.
const SCORE: f32 = 0.5;

/// Words of a passage that stands behind `…,” she said,` for going on with the quotation.
const SECOND_HALF: usize = 4;

/// Bytes on either side of a passage in which quotations are looked at.
const REACH: u32 = 4096;

/// Claims made last that are looked at as well.
const RECENT: usize = 8;

/// Words of a quoted sentence that may stand in a paragraph of its own.
const SENTENCE: usize = 6;

/// Gives passages that no quotation holds to the one they go on, or to whom their sentence says; tells whether any was.
pub(crate) fn claim_passages(
    doc: &Document,
    tokens: &Tokens,
    quotes: &mut Vec<Quote>,
    scratch: &mut Scratch,
) -> bool {
    let taken = SpanSet::from_iter(quotes.iter().flat_map(Quote::spans));
    let mut claimed = false;
    let sorted = quotes.len();
    for passage in tokens.quoted().iter().filter(|q| q.depth == 0 && q.closed) {
        let outer = passage.outer;
        let words = n_words(tokens, passage.inner);
        if words < 2 {
            continue;
        }
        let place = Place::of(doc, tokens, outer, words, sorted);
        if taken.touches(outer) {
            claimed |= place.take_from_frame(quotes);
            continue;
        }
        // What a claim before took into its content is no longer left over.
        if claimed && place.near(quotes).any(|i| quotes[i].spans().any(|s| s.overlaps(outer))) {
            continue;
        }
        claimed |= if place.is_bare() {
            place.go_on(quotes)
        } else {
            place.second_half(quotes)
                || place.go_on_with_verb(quotes)
                || place.own_frame(quotes, scratch)
                || place.any_verb(quotes)
        };
    }
    claimed
}

/// A quotation that no engine found.
pub(crate) fn claim(content: Spans, cue: Span, source: Span) -> Quote {
    let (cue, source) = ([cue].into_iter().collect(), [source].into_iter().collect());
    Quote { content, cue, source, kind: QuoteKind::Indirect, parent: None, score: SCORE }
}

/// The first and the last place of a quotation.
fn cover(quote: &Quote) -> Option<Span> {
    quote.spans().reduce(Span::cover)
}

fn n_words(tokens: &Tokens, span: Span) -> usize {
    let range = tokens.tokens_in(span);
    let all = &tokens.tokens()[range.start as usize..range.end as usize];
    all.iter().filter(|t| matches!(t.kind, TokenKind::Word | TokenKind::Number)).count()
}

/// A passage and the sentence around it.
struct Place<'a> {
    doc: &'a Document,
    tokens: &'a Tokens,
    passage: Span,
    words: usize,
    /// Tokens of the sentence, of the sentences where the passage crosses a border.
    sentence: Range<u32>,
    /// How many quotations were there before any claim, sorted by the start of their content.
    sorted: usize,
}

impl<'a> Place<'a> {
    fn of(doc: &'a Document, tokens: &'a Tokens, passage: Span, words: usize, sorted: usize) -> Self {
        let range = tokens.tokens_in(passage);
        let sentence = |i: u32| tokens.sentences()[tokens.sentence_of(i) as usize].tokens.clone();
        let (first, last) = (sentence(range.start), sentence(range.end.max(range.start + 1) - 1));
        Self { doc, tokens, passage, words, sentence: first.start..last.end, sorted }
    }

    /// Indices of the quotations near by, so that the time stays linear in the text.
    fn near(&self, quotes: &[Quote]) -> impl Iterator<Item = usize> + use<> {
        let sorted = &quotes[..self.sorted];
        let start = |q: &Quote| q.content.first().map_or(0, |c| c.start());
        let first = sorted.partition_point(|q| start(q).saturating_add(REACH) < self.passage.start());
        let end = sorted.partition_point(|q| start(q) <= self.passage.end().saturating_add(REACH));
        (first..end.max(first)).chain(self.sorted.max(quotes.len().saturating_sub(RECENT))..quotes.len())
    }

    fn span(&self) -> Span {
        let all = self.tokens.tokens();
        all[self.sentence.start as usize].span.cover(all[self.sentence.end as usize - 1].span)
    }

    /// Whether the sentence is nothing but quoted.
    fn is_bare(&self) -> bool {
        let quoted = self.tokens.quoted_in(self.span());
        self.sentence.clone().all(|i| {
            let token = self.tokens.tokens()[i as usize];
            let mark = matches!(token.kind, TokenKind::Punct | TokenKind::QuoteMark | TokenKind::Symbol);
            mark || quoted.iter().any(|q| q.outer.covers(token.span))
        })
    }

    /// The quotation that ends last before the passage, and where.
    fn before<'q>(&self, quotes: &'q mut [Quote]) -> Option<(&'q mut Quote, Span)> {
        let start = self.passage.start();
        let covers = self.near(quotes).filter_map(|i| Some((cover(&quotes[i])?, i)));
        let (cover, last) = covers.filter(|(c, _)| c.end() <= start).max_by_key(|(c, _)| c.end())?;
        Some((&mut quotes[last], cover))
    }

    /// `He called it a scandal. [“Nobody should cross it.”]`: a quoted sentence goes on with the one before it.
    fn go_on(&self, quotes: &mut [Quote]) -> bool {
        let tokens = self.tokens;
        let Some((quote, cover)) = self.before(quotes) else { return false };
        let Some(last) = tokens.tokens_in(cover).end.checked_sub(1) else { return false };
        let next = tokens.sentence_of(last) + 1 == tokens.sentence_of(self.sentence.start);
        let same = tokens.paragraph_of(last) == tokens.paragraph_of(self.sentence.start);
        // Across paragraphs only words that were quoted go on in words that are, and a heading is none.
        let goes_on = next && (same || quote.kind != QuoteKind::Indirect && !self.is_heading());
        if goes_on {
            quote.content.push(self.passage);
        }
        goes_on
    }

    /// Whether the passage looks like a heading or a title: short, or most of its words with capitals.
    fn is_heading(&self) -> bool {
        let words = self.doc.slice(self.passage).split_whitespace().skip(1);
        let lower = words.filter(|w| w.starts_with(char::is_lowercase)).count();
        self.words < SENTENCE || 2 * lower < self.words
    }

    /// `“Every time you say that,” she said, [“you lose.”]`; `went on about “the toll” and [“the night”]`.
    fn second_half(&self, quotes: &mut [Quote]) -> bool {
        let sentence = self.span();
        let passage = self.passage;
        let Some((quote, cover)) = self.before(quotes) else { return false };
        let Some(&first) = quote.content.first() else { return false };
        if quote.kind == QuoteKind::Indirect || first.start() < sentence.start() {
            return false;
        }
        let gap = self.doc.slice(Span::new(cover.end(), passage.start())).trim_end();
        let between = gap.trim_matches([',', ' ']);
        let joins = |word: Option<&str>| matches!(word, Some("and" | "or" | "but"));
        let list = between.is_empty() || joins(Some(between));
        let around = quote.cue.first().is_some_and(|cue| first.start() < cue.start());
        let no_verb = || !between.split(' ').any(|w| lexicon::cue(w).is_some() && !w.ends_with("ing"));
        let set_off =
            gap.ends_with(',') && self.words >= SECOND_HALF || joins(between.split(' ').next_back());
        let resumes = around && set_off && no_verb();
        if list || resumes {
            quote.content.push(passage);
        }
        list || resumes
    }

    /// `Both sides saw the challenge, but [agreed to “keep the bridge open.”]`: a verb whose subject, behind `after`, has just
    /// spoken.
    fn second_verb(&self, quotes: &mut [Quote], after: u32) -> Option<Quote> {
        let (quote, cover) = self.before(quotes)?;
        let (source, cue) = (*quote.source.first()?, *quote.cue.first()?);
        if source.start() < after || cue.start() < source.end() {
            return None;
        }
        let (from, to) = (self.tokens.tokens_in(cover).end, self.tokens.tokens_in(self.passage).start);
        let word = |i: u32| self.doc.slice(self.tokens.tokens()[i as usize].span);
        let joint = from + u32::from(from < to && word(from) == ",");
        let verb = joint + 1;
        if verb >= to || !matches!(word(joint), "and" | "but") || lexicon::cue(word(verb)).is_none() {
            return None;
        }
        let start = self.tokens.tokens()[verb as usize + 1].span.start();
        let content = [Span::new(start, self.passage.end())].into_iter().collect();
        Some(claim(content, self.tokens.tokens()[verb as usize].span, source))
    }

    fn go_on_with_verb(&self, quotes: &mut Vec<Quote>) -> bool {
        let second = self.second_verb(quotes, self.span().start());
        let found = second.is_some();
        quotes.extend(second);
        found
    }

    /// `As Xinhua reported, both sides saw the challenge, but agreed to [“keep the bridge open.”]`: not the outlet's words.
    fn take_from_frame(&self, quotes: &mut [Quote]) -> bool {
        let holds = |&i: &usize| quotes[i].content.as_slice() == [self.passage];
        let Some(holder) = self.near(quotes).find(holds) else { return false };
        let frame = quotes[holder].source.iter().chain(&quotes[holder].cue).copied().reduce(Span::cover);
        let Some(frame) = frame.filter(|f| f.end() <= self.passage.start()) else { return false };
        let Some(second) = self.second_verb(quotes, frame.end()) else { return false };
        quotes[holder] = second;
        true
    }

    /// `According to Reuters, the bridge was [“a scandal.”]`: the rules read the sentence alone.
    fn own_frame(&self, quotes: &mut Vec<Quote>, scratch: &mut Scratch) -> bool {
        let found = of_sentence(self.doc, self.tokens, self.span(), scratch);
        let holds = |i: &Inner| i.content.iter().any(|c| c.covers(self.passage));
        let Some(inner) = found.into_iter().find(holds) else { return false };
        let Some(content) = self.left_by(quotes, &inner) else { return false };
        quotes.push(claim(content, inner.cue, inner.source));
        true
    }

    /// `[“Keep your hands in sight,”] Ruiz sings`: behind speech that opens the sentence and ends in a comma, any verb
    /// announces it.
    fn any_verb(&self, quotes: &mut Vec<Quote>) -> bool {
        /// Words of a name at most.
        const NAME: u32 = 4;
        let all = self.tokens.tokens();
        let text = |i: u32| all.get(i as usize).map_or("", |t| self.doc.slice(t.span));
        let passage = self.tokens.tokens_in(self.passage);
        let speech =
            passage.start == self.sentence.start && passage.len() >= 2 && text(passage.end - 2) == ",";
        let start = passage.end;
        let name = |i: &u32| text(*i).starts_with(char::is_uppercase);
        let pronoun = u32::from(matches!(text(start), "he" | "she"));
        let verb = start + pronoun.max((start..start + NAME).take_while(name).count() as u32);
        let form = text(verb);
        let finite = form.ends_with("ed") || form.ends_with('s') && form.len() > 3;
        let open = form.starts_with(char::is_lowercase) && !lexicon::class(form).is(Class::SYNTAX);
        let found = speech && verb > start && verb < self.sentence.end && finite && open;
        if found {
            let source = all[start as usize].span.cover(all[verb as usize - 1].span);
            quotes.push(claim([self.passage].into_iter().collect(), all[verb as usize].span, source));
        }
        found
    }

    /// What quotations that stand wholly in this content leave of it; `None` where others cross it.
    fn left_by(&self, quotes: &[Quote], inner: &Inner) -> Option<Spans> {
        let frame = inner.content.iter().fold(inner.cue, |all, &c| all.cover(c));
        let touches = |q: &&Quote| q.spans().any(|s| s.overlaps(frame));
        let mut within: Vec<Span> = Vec::new();
        for quote in self.near(quotes).map(|i| &quotes[i]).filter(touches) {
            let whole = cover(quote)?;
            if !inner.content.iter().any(|c| c.covers(whole)) {
                return None;
            }
            within.push(whole);
        }
        if within.is_empty() {
            return Some(inner.content.clone());
        }
        within.sort_unstable_by_key(|s| s.start());
        let mut left = Spans::new();
        for &piece in &inner.content {
            let mut start = piece.start();
            for hole in within.iter().filter(|h| piece.covers(**h)) {
                left.extend(cut(self.doc, start, hole.start()));
                start = start.max(hole.end());
            }
            left.extend(cut(self.doc, start, piece.end()));
        }
        left.retain(|l| l.covers(self.passage));
        (!left.is_empty()).then_some(left)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks to whom the passages of `text` go beside those quoted by `source`, `cue` and `content`:
    /// `source | content, content` each, with `; ` between.
    #[track_caller]
    fn check(text: &str, [source, cue, content]: [&str; 3], expected: &str) {
        let doc = Document::new("t", text).unwrap();
        let tokens = dixit_tokens::tokenize(text);
        let span = |words: &str| -> Spans {
            let start = text.find(words).unwrap() as u32;
            [Span::new(start, start + words.len() as u32)].into_iter().collect()
        };
        let kind = if content.contains('“') { QuoteKind::Mixed } else { QuoteKind::Indirect };
        let mut quotes = match source {
            "" => Vec::new(),
            _ => vec![Quote {
                content: span(content),
                cue: span(cue),
                source: span(source),
                kind,
                parent: None,
                score: 0.9,
            }],
        };
        claim_passages(&doc, &tokens, &mut quotes, &mut Scratch::default());
        let got: Vec<String> = quotes
            .iter()
            .map(|q| {
                let content: Vec<_> = q.content.iter().map(|&c| doc.slice(c)).collect();
                format!("{} | {}", doc.slice(q.source[0]), content.join(", "))
            })
            .collect();
        assert_eq!(got.join("; "), expected, "{text}");
    }

    #[test]
    fn a_quoted_sentence_goes_on() {
        check(
            "Ruiz called the bridge a disgrace. “Nobody should cross it.”",
            ["Ruiz", "called", "the bridge a disgrace"],
            "Ruiz | the bridge a disgrace, “Nobody should cross it.”",
        );
        check(
            "“It is old,” Ruiz said.\n\n“Nobody should have to cross it.”",
            ["Ruiz", "said", "“It is old,”"],
            "Ruiz | “It is old,”, “Nobody should have to cross it.”",
        );
        // A heading is nobody's, and a paragraph of its own does not go on with what was told without quotation marks, nor a
        // sentence with what lies farther back.
        check(
            "“It is old,” Ruiz said.\n\n‘All Bets Are Off.’",
            ["Ruiz", "said", "“It is old,”"],
            "Ruiz | “It is old,”",
        );
        check(
            "Ruiz called the bridge a disgrace.\n\n“Nobody should have to cross it.”",
            ["Ruiz", "called", "the bridge a disgrace"],
            "Ruiz | the bridge a disgrace",
        );
        check(
            "“It is old,” Ruiz said. The night was cold. “Nobody should cross it.”",
            ["Ruiz", "said", "“It is old,”"],
            "Ruiz | “It is old,”",
        );
    }

    #[test]
    fn the_second_half_belongs_to_the_first() {
        check(
            "“Every time you say that,” Ruiz said, raising the plan, “you lose a voter here.”",
            ["Ruiz", "said", "“Every time you say that,”"],
            "Ruiz | “Every time you say that,”, “you lose a voter here.”",
        );
        check(
            "Ruiz went on about “the unfair toll” and “the long night” on the bridge.",
            ["Ruiz", "went on about", "“the unfair toll”"],
            "Ruiz | “the unfair toll”, “the long night”",
        );
        check(
            "“It is old,” Ruiz said of the bridge that locals named “the rusty old lady”.",
            ["Ruiz", "said", "“It is old,”"],
            "Ruiz | “It is old,”",
        );
    }

    #[test]
    fn a_second_verb_has_the_subject_of_the_first() {
        let text = "As Xinhua reported, both sides saw the challenge, but agreed to “keep the bridge open.”";
        let doc = Document::new("t", text).unwrap();
        let tokens = dixit_tokens::tokenize(text);
        let span = |words: &str| {
            let start = text.find(words).unwrap() as u32;
            Span::new(start, start + words.len() as u32)
        };
        let outlet =
            claim([span("“keep the bridge open.”")].into_iter().collect(), span("reported"), span("Xinhua"));
        let sides = claim([span("the challenge")].into_iter().collect(), span("saw"), span("both sides"));
        let mut quotes = vec![sides, outlet];
        assert!(claim_passages(&doc, &tokens, &mut quotes, &mut Scratch::default()));
        let sides = quotes.iter().filter(|q| doc.slice(q.source[0]) == "both sides");
        let contents: Vec<_> = sides.map(|q| doc.slice(q.content[0])).collect();
        assert_eq!(contents, ["the challenge", "to “keep the bridge open.”"]);
    }

    #[test]
    fn a_frame_the_engine_did_not_see() {
        check(
            "According to Xinhua, the talks were “useful and frank,” with both sides agreeing to “go on.”",
            ["both sides", "agreeing", "to “go on.”"],
            "both sides | to “go on.”; Xinhua | the talks were “useful and frank,”",
        );
        check(
            "As Xinhua reported, both sides saw the challenge, but agreed to “keep the bridge open.”",
            ["both sides", "saw", "the challenge"],
            "both sides | the challenge; both sides | to “keep the bridge open.”",
        );
        check(
            "As Xinhua reported, both sides saw the challenge, but agreed to “keep the bridge open.”",
            ["Xinhua", "reported", "“keep the bridge open.”"],
            "Xinhua | “keep the bridge open.”",
        );
        check(
            "“Keep your hands in sight,” Ruiz sings to the crowd.",
            ["", "", ""],
            "Ruiz | “Keep your hands in sight,”",
        );
        // A title is nobody's words.
        check("Ruiz sang “Over the Bridge” on stage.", ["", "", ""], "");
    }
}
