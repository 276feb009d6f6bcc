//! Words in quotation marks that belong to nobody.
//!
//! A trained tagger reads paragraph by paragraph and cue by cue. What no cue announces well enough is left over: a sentence
//! that goes on with what was quoted before, the second half of a quotation, a frame that is rare in its data.

use std::ops::Range;

use dixit_grammar::Words;
use dixit_grammar::lexicon::{self, Class};
use dixit_text::{Scratch, Span, SpanSet, Spans};
use dixit_tokens::{Quoted, TokenKind, Tokens};
use rustc_hash::FxHashSet;

use super::View;
use super::edit::{Draft, Edit};
use super::nested::cut;
use crate::find::rules::{Inner, of_sentence};
use crate::{Quote, QuoteKind};

/// Probability that the rules name the right speaker of words left over.
const SCORE: f32 = 0.5;

/// Fewest words of a passage behind `…,” she said,` that goes on with the quotation.
const SECOND_HALF: usize = 4;

/// Bytes on either side of a passage in which quotations are looked at.
const REACH: u32 = 4096;

/// Claims made last that are looked at as well.
const RECENT: usize = 8;

/// Words of a quoted paragraph that is a quotation of its own, without cue and source.
const ALONE: usize = 12;

/// Fewest words of a quoted sentence that may be a paragraph of its own.
const SENTENCE: usize = 6;

/// Gives passages that no quotation holds to the one they go on, or to whom their sentence says.
pub(super) fn edits(view: View<'_>, quotes: &[Quote], scratch: &mut Scratch) -> Vec<Edit> {
    let tokens = view.words.tokens;
    let taken: SpanSet = quotes.iter().flat_map(Quote::spans).collect();
    let mut draft = Draft::of(quotes);
    // Of a quotation over several paragraphs, the first.
    let continued: FxHashSet<u32> = tokens.quoted().iter().filter_map(|q| q.continues).collect();
    let whole = |i: usize, q: &Quoted| q.closed || continued.contains(&(i as u32));
    let passages = tokens.quoted().iter().enumerate().filter(|(_, q)| q.depth == 0 && q.continues.is_none());
    for (_, passage) in passages.filter(|(i, q)| whole(*i, q)) {
        let outer = passage.outer;
        let n = n_words(tokens, passage.inner);
        if n < 2 {
            continue;
        }
        let place = Place::of(view.words, outer, n);
        if taken.touches(outer) {
            place.take_from_frame(&mut draft);
            continue;
        }
        // Words that an earlier claim took into its content are no longer left over.
        let held = |i: usize| draft.quotes()[i].spans().any(|s| s.overlaps(outer));
        if draft.is_changed() && place.near(&draft).any(held) {
            continue;
        }
        if place.is_bare() {
            let _ = place.go_on(&mut draft) || place.stand_alone(&mut draft);
        } else {
            let _ = place.second_half(&mut draft)
                || place.go_on_with_verb(&mut draft)
                || place.own_frame(&mut draft, scratch)
                || place.any_verb(&mut draft);
        }
    }
    draft.into_edits()
}

/// A quotation that no engine found.
pub(super) fn claim(content: Spans, cue: Span, source: Span) -> Quote {
    Quote {
        content,
        cue: cue.into(),
        source: source.into(),
        kind: QuoteKind::Indirect,
        parent: None,
        score: SCORE,
    }
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
    all: Words<'a>,
    passage: Span,
    /// Number of words in the passage.
    words: usize,
    /// Tokens of the sentence, of the sentences where the passage crosses a border.
    sentence: Range<u32>,
}

impl<'a> Place<'a> {
    fn of(all: Words<'a>, passage: Span, words: usize) -> Self {
        let range = all.tokens.tokens_in(passage);
        let last = range.end.max(range.start + 1) - 1;
        let sentence = all.sentence(range.start).start..all.sentence(last).end;
        Self { all, passage, words, sentence }
    }

    /// Indices of the quotations near by, so that the time stays linear in the text.
    fn near(&self, draft: &Draft<'_>) -> impl Iterator<Item = usize> + use<> {
        let (given, n) = (draft.given(), draft.quotes().len());
        let sorted = &draft.quotes()[..given];
        let start = |q: &Quote| q.content.first().map_or(0, |c| c.start());
        let first = sorted.partition_point(|q| start(q).saturating_add(REACH) < self.passage.start());
        let end = sorted.partition_point(|q| start(q) <= self.passage.end().saturating_add(REACH));
        (first..end.max(first)).chain(given.max(n.saturating_sub(RECENT))..n)
    }

    fn span(&self) -> Span {
        let all = self.all.tokens.tokens();
        all[self.sentence.start as usize].span.cover(all[self.sentence.end as usize - 1].span)
    }

    /// Whether the sentence is nothing but quoted.
    fn is_bare(&self) -> bool {
        let quoted = self.all.tokens.quoted_in(self.span());
        self.sentence.clone().all(|i| {
            let token = self.all.tokens.tokens()[i as usize];
            let mark = matches!(token.kind, TokenKind::Punct | TokenKind::QuoteMark | TokenKind::Symbol);
            mark || quoted.iter().any(|q| q.outer.covers(token.span))
        })
    }

    /// The quotation that ends last before the passage, and where.
    fn before(&self, draft: &Draft<'_>) -> Option<(usize, Span)> {
        let start = self.passage.start();
        let covers = self.near(draft).filter_map(|i| Some((i, cover(&draft.quotes()[i])?)));
        covers.filter(|(_, c)| c.end() <= start).max_by_key(|(_, c)| c.end())
    }

    /// `He called it a scandal. [“Nobody should cross it.”]`: a quoted sentence goes on with the one before it.
    fn go_on(&self, draft: &mut Draft<'_>) -> bool {
        let tokens = self.all.tokens;
        let Some((i, cover)) = self.before(draft) else { return false };
        let Some(last) = tokens.tokens_in(cover).end.checked_sub(1) else { return false };
        let next = tokens.sentence_of(last) + 1 == tokens.sentence_of(self.sentence.start);
        let same = tokens.paragraph_of(last) == tokens.paragraph_of(self.sentence.start);
        // Across paragraphs only a few words that were quoted go on in words that are, and a heading is none.
        let indirect = draft.quotes()[i].kind == QuoteKind::Indirect;
        let goes_on = next && (same || !indirect && self.words < ALONE && !self.is_heading());
        if goes_on {
            draft.extend(i, self.passage);
        }
        goes_on
    }

    /// A paragraph of nothing but quoted words, behind one in which somebody speaks, is a quotation without cue and source:
    /// whose it is, the text around it says.
    fn stand_alone(&self, draft: &mut Draft<'_>) -> bool {
        let tokens = self.all.tokens;
        let paragraph = tokens.paragraph_of(self.sentence.start);
        let whole = tokens.paragraphs()[paragraph as usize].tokens == self.sentence;
        let spoken = || {
            let (_, cover) = self.before(draft)?;
            let last = tokens.tokens_in(cover).end.checked_sub(1)?;
            Some(tokens.paragraph_of(last) + 1 >= paragraph)
        };
        let stands = whole && self.words >= ALONE && !self.is_heading() && spoken() == Some(true);
        if stands {
            let claim = claim(self.passage.into(), self.passage, self.passage);
            draft.add(Quote { cue: Spans::new(), source: Spans::new(), ..claim });
        }
        stands
    }

    /// Whether the passage looks like a heading or a title: short, or most of its words with capitals.
    fn is_heading(&self) -> bool {
        let words = self.all.doc.slice(self.passage).split_whitespace().skip(1);
        let lower = words.filter(|w| w.starts_with(char::is_lowercase)).count();
        self.words < SENTENCE || 2 * lower < self.words
    }

    /// `“Every time you say that,” she said, [“you lose.”]`; `went on about “the toll” and [“the night”]`.
    fn second_half(&self, draft: &mut Draft<'_>) -> bool {
        let sentence = self.span();
        let passage = self.passage;
        let Some((i, cover)) = self.before(draft) else { return false };
        let quote = &draft.quotes()[i];
        let Some(&first) = quote.content.first() else { return false };
        if quote.kind == QuoteKind::Indirect || first.start() < sentence.start() {
            return false;
        }
        let gap = self.all.doc.slice(Span::new(cover.end(), passage.start())).trim_end();
        let between = gap.trim_matches([',', ' ']);
        let joins = |word: Option<&str>| matches!(word, Some("and" | "or" | "but"));
        let list = between.is_empty() || joins(Some(between));
        let around = quote.cue.first().is_some_and(|cue| first.start() < cue.start());
        let no_verb = || !between.split(' ').any(|w| lexicon::cue(w).is_some() && !w.ends_with("ing"));
        let set_off =
            gap.ends_with(',') && self.words >= SECOND_HALF || joins(between.split(' ').next_back());
        let resumes = around && set_off && no_verb();
        if list || resumes {
            draft.extend(i, passage);
        }
        list || resumes
    }

    /// `Both sides saw the challenge, but [agreed to “keep the bridge open.”]`: a verb whose subject, behind `after`, has just
    /// spoken.
    fn second_verb(&self, draft: &Draft<'_>, after: u32) -> Option<Quote> {
        let (i, cover) = self.before(draft)?;
        let quote = &draft.quotes()[i];
        let (source, cue) = (*quote.source.first()?, *quote.cue.first()?);
        if source.start() < after || cue.start() < source.end() {
            return None;
        }
        let (from, to) =
            (self.all.tokens.tokens_in(cover).end, self.all.tokens.tokens_in(self.passage).start);
        let word = |i: u32| self.all.doc.slice(self.all.tokens.tokens()[i as usize].span);
        let joint = from + u32::from(from < to && word(from) == ",");
        let verb = joint + 1;
        if verb >= to || !matches!(word(joint), "and" | "but") || lexicon::cue(word(verb)).is_none() {
            return None;
        }
        let start = self.all.tokens.tokens()[verb as usize + 1].span.start();
        let content = Span::new(start, self.passage.end()).into();
        Some(claim(content, self.all.tokens.tokens()[verb as usize].span, source))
    }

    fn go_on_with_verb(&self, draft: &mut Draft<'_>) -> bool {
        let second = self.second_verb(draft, self.span().start());
        second.map(|second| draft.add(second)).is_some()
    }

    /// `As Xinhua reported, both sides saw the challenge, but agreed to [“keep the bridge open.”]`: not the outlet's words.
    fn take_from_frame(&self, draft: &mut Draft<'_>) {
        let quotes = draft.quotes();
        let holds = |&i: &usize| quotes[i].content.as_slice() == [self.passage];
        let Some(holder) = self.near(draft).find(holds) else { return };
        let frame = quotes[holder].source.iter().chain(&quotes[holder].cue).copied().reduce(Span::cover);
        let Some(frame) = frame.filter(|f| f.end() <= self.passage.start()) else { return };
        if let Some(second) = self.second_verb(draft, frame.end()) {
            draft.replace(holder, second);
        }
    }

    /// `According to Reuters, the bridge was [“a scandal.”]`: the rules read the sentence alone.
    fn own_frame(&self, draft: &mut Draft<'_>, scratch: &mut Scratch) -> bool {
        let found = of_sentence(self.all.doc, self.all.tokens, self.span(), scratch);
        let holds = |i: &Inner| i.content.iter().any(|c| c.covers(self.passage));
        let Some(inner) = found.into_iter().find(holds) else { return false };
        let Some(content) = self.left_by(draft, &inner) else { return false };
        draft.add(claim(content, inner.cue, inner.source));
        true
    }

    /// `[“Keep your hands in sight,”] Ruiz sings`: behind speech that opens the sentence and ends in a comma, any verb
    /// announces it.
    fn any_verb(&self, draft: &mut Draft<'_>) -> bool {
        /// Words of a name at most.
        const NAME: u32 = 4;
        let text = |i: u32| self.all.text(i);
        let passage = self.all.tokens.tokens_in(self.passage);
        let speech =
            passage.start == self.sentence.start && passage.len() >= 2 && text(passage.end - 2) == ",";
        let start = passage.end;
        let name = |i: &u32| self.all.is_capital(*i);
        let pronoun = u32::from(matches!(text(start), "he" | "she"));
        let verb = start + pronoun.max((start..start + NAME).take_while(name).count() as u32);
        let form = text(verb);
        let finite = form.ends_with("ed") || form.ends_with('s') && form.len() > 3;
        let open = form.starts_with(char::is_lowercase) && !lexicon::class(form).is(Class::SYNTAX);
        if !(speech && verb > start && verb < self.sentence.end && finite && open) {
            return false;
        }
        let (Some(source), Some(cue)) = (self.all.span(start..verb), self.all.span(verb..verb + 1)) else {
            return false;
        };
        draft.add(claim(self.passage.into(), cue, source));
        true
    }

    /// Returns the parts of this content that quotations wholly inside it leave over; `None` if others cross it.
    fn left_by(&self, draft: &Draft<'_>, inner: &Inner) -> Option<Spans> {
        let frame = inner.content.iter().fold(inner.cue, |all, &c| all.cover(c));
        let touches = |q: &&Quote| q.spans().any(|s| s.overlaps(frame));
        let mut within: Vec<Span> = Vec::new();
        for quote in self.near(draft).map(|i| &draft.quotes()[i]).filter(touches) {
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
                left.extend(cut(self.all.doc, start, hole.start()));
                start = start.max(hole.end());
            }
            left.extend(cut(self.all.doc, start, piece.end()));
        }
        left.retain(|l| l.covers(self.passage));
        (!left.is_empty()).then_some(left)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing;

    #[track_caller]
    fn check(marked: &str, expected: &str) {
        testing::check(super::edits, marked, expected);
    }

    #[track_caller]
    fn stays(marked: &str) {
        testing::stays(super::edits, marked);
    }

    #[test]
    fn a_quoted_sentence_goes_on() {
        check(
            "{s Ruiz} {q called} {c the bridge a disgrace}. “Nobody should cross it.”",
            "{s Ruiz} {q called} {c the bridge a disgrace}. {c “Nobody should cross it.”}",
        );
        check(
            "{c “It is old,”} {s Ruiz} {q said}.\n\n“Nobody should have to cross it.”",
            "{c “It is old,”} {s Ruiz} {q said}.\n\n{c “Nobody should have to cross it.”}",
        );
        // More words than a few are a quotation of their own.
        check(
            "{c “It is old,”} {s Ruiz} {q said}.\n\n“Nobody who has a family at home should ever have to cross it at night.”",
            "{c1 “It is old,”} {s1 Ruiz} {q1 said}.\n\n{c2 “Nobody who has a family at home should ever have to cross it at night.”}",
        );
        // A heading is nobody's, and a paragraph of its own does not go on with what was told without quotation marks, nor a
        // sentence with words farther back.
        stays("{c “It is old,”} {s Ruiz} {q said}.\n\n‘All Bets Are Off.’");
        stays("{s Ruiz} {q called} {c the bridge a disgrace}.\n\n“Nobody should have to cross it.”");
        stays("{c “It is old,”} {s Ruiz} {q said}. The night was cold. “Nobody should cross it.”");
    }

    #[test]
    fn the_second_half_belongs_to_the_first() {
        check(
            "{c “Every time you say that,”} {s Ruiz} {q said}, raising the plan, “you lose a voter here.”",
            "{c “Every time you say that,”} {s Ruiz} {q said}, raising the plan, {c “you lose a voter here.”}",
        );
        check(
            "{s Ruiz} {q went on about} {c “the unfair toll”} and “the long night” on the bridge.",
            "{s Ruiz} {q went on about} {c “the unfair toll”} and {c “the long night”} on the bridge.",
        );
        stays("{c “It is old,”} {s Ruiz} {q said} of the bridge that locals named “the rusty old lady”.");
    }

    #[test]
    fn a_second_verb_has_the_subject_of_the_first() {
        check(
            "As {s2 Xinhua} {q2 reported}, {s1 both sides} {q1 saw} {c1 the challenge}, but agreed to {c2 “keep the bridge open.”}",
            "As Xinhua reported, {s1 {s2 both sides}} {q1 saw} {c1 the challenge}, but {q2 agreed} {c2 to “keep the bridge open.”}",
        );
        check(
            "As Xinhua reported, {s both sides} {q saw} {c the challenge}, but agreed to “keep the bridge open.”",
            "As Xinhua reported, {s1 {s2 both sides}} {q1 saw} {c1 the challenge}, but {q2 agreed} {c2 to “keep the bridge open.”}",
        );
        stays(
            "As {s Xinhua} {q reported}, both sides saw the challenge, but agreed to {c “keep the bridge open.”}",
        );
    }

    #[test]
    fn a_frame_the_engine_did_not_see() {
        check(
            "According to Xinhua, the talks were “useful and frank,” with {s both sides} {q agreeing} {c to “go on.”}",
            "{q1 According to} {s1 Xinhua}, {c1 the talks were “useful and frank,”} with {s2 both sides} {q2 agreeing} \
             {c2 to “go on.”}",
        );
        check(
            "“Keep your hands in sight,” Ruiz sings to the crowd.",
            "{c “Keep your hands in sight,”} {s Ruiz} {q sings} to the crowd.",
        );
        // A title is nobody's words.
        stays("Ruiz sang “Over the Bridge” on stage.");
    }
}
