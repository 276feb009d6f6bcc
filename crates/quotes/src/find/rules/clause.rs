//! Verbs that announce something, and the clause each announces.

use std::ops::Range;

use dixit_grammar::lexicon::{Class, Cue, CueClass, Frames};
use dixit_text::{Document, Span, Spans};

use super::items::Item;
use super::phrase;

/// An attribution in the making: ranges of items of one outer sentence, turned into spans at once.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub(super) source: Option<Span>,
    pub(super) cue: Span,
    pub(super) content: Spans,
    pub(super) paragraph: u32,
    /// Whether content holds a passage between quotation marks that is speech, so that a following passage may carry it on.
    pub(super) quoted: bool,
}

/// Reads the items of one sentence.
pub(super) struct Reader<'a> {
    pub(super) doc: &'a Document,
    pub(super) items: &'a [Item],
    pub(super) paragraph: u32,
    /// The words are relayed by somebody: a quoted passage right behind a verb is content, whatever the lexicon says
    /// of the verb.
    pub(super) relayed: bool,
    pub(super) drafts: &'a mut Vec<Draft>,
}

impl Reader<'_> {
    pub(super) fn read(&mut self) {
        let n = self.items.len();
        // The start of the last attribution's right-hand content: a participle's subject is searched before it.
        let mut subject: Option<Range<usize>> = None;
        self.colon();
        self.signature();
        let mut i = 0;
        while i < n {
            let item = self.items[i];
            if self.text(i).eq_ignore_ascii_case("as")
                && let Some(end) = self.as_said(i)
            {
                i = end;
                continue;
            }
            if let Some(cue) = item.cue {
                let width = if item.two_words { 2 } else { 1 };
                if let Some(s) = self.verb(i, width, cue, subject.clone()) {
                    subject = Some(s);
                }
                i += width;
                continue;
            }
            if self.text(i).eq_ignore_ascii_case("according")
                && self.items.get(i + 1).is_some_and(|t| t.is(Class::TO))
            {
                self.according(i);
                i += 2;
                continue;
            }
            i += 1;
        }
    }

    /// The verbs alone: no label, signature, `as X said` or `according to X`.
    pub(super) fn verbs(&mut self) {
        let mut subject = None;
        let mut i = 0;
        while i < self.items.len() {
            let item = self.items[i];
            let width = if item.two_words { 2 } else { 1 };
            if let Some(cue) = item.cue
                && let Some(s) = self.verb(i, width, cue, subject.clone())
            {
                subject = Some(s);
            }
            i += width;
        }
    }

    pub(super) fn text(&self, i: usize) -> &str {
        self.doc.slice(self.items[i].span)
    }

    pub(super) fn span(&self, range: Range<usize>) -> Span {
        self.items[range.start].span.cover(self.items[range.end - 1].span)
    }

    /// The first item at or after `i` that is no adverb or auxiliary.
    fn next(&self, i: usize) -> Option<Item> {
        self.items.get(i).copied()
    }

    /// Returns the frame that the words from `i` on form.
    fn frame(&self, i: usize) -> Frames {
        let Some(item) = self.next(i) else { return Frames::END };
        let quote_next = self.items.get(i + 1).is_some_and(|n| n.is(Class::QUOTED));
        if item.is(Class::THAT) {
            Frames::THAT
        } else if item.is(Class::QUOTED) || (quote_next && item.is(Class::COMMA | Class::COLON)) {
            Frames::QUOTE
        } else if item.is(Class::COLON) {
            Frames::COLON
        } else if item.is(Class::COMMA) {
            Frames::COMMA
        } else if item.is(Class::STOP | Class::SEMICOLON | Class::BRACKET | Class::DASH | Class::MARK) {
            Frames::END
        } else if item.is(Class::TO) {
            Frames::INFINITIVE
        } else if item.is(Class::WH) {
            Frames::WH
        } else if item.is(Class::PREPOSITION | Class::SUBORDINATOR) {
            Frames::PREPOSITION
        } else {
            Frames::NOUN
        }
    }

    /// Extends a cue leftwards over auxiliaries and adverbs: "has also said".
    pub(super) fn cue_start(&self, i: usize) -> usize {
        let mut start = i;
        while start > 0 && self.items[start - 1].is(Class::AUXILIARY | Class::ADVERB) {
            start -= 1;
        }
        if start > 0 && start == i && self.items[start - 1].is(Class::TO) {
            // "declined to say": the infinitive hangs on another verb.
            return i;
        }
        start
    }

    /// Reads one verb. Returns its subject, for a participle that may follow.
    fn verb(
        &mut self,
        i: usize,
        width: usize,
        cue: Cue,
        carried: Option<Range<usize>>,
    ) -> Option<Range<usize>> {
        let n = self.items.len();
        let frame = self.frame(i + width);
        let start = self.cue_start(i);
        let before = start.checked_sub(1).map(|p| self.items[p]);
        let participle = self.items[i].is(Class::PARTICIPLE);
        // A noun: "a claim that", "his statement".
        // Not where quoted words follow: `a mother of three replied, “…”`
        let noun = before.is_some_and(|b| b.is(Class::DETERMINER | Class::POSSESSIVE))
            && !(self.relayed && frame == Frames::QUOTE);
        if start == i && noun && !participle {
            return None;
        }
        if before.is_some_and(|b| b.is(Class::PREPOSITION)) && !participle {
            return None;
        }

        // “…,” said Trump. / It will rain, says the weather office.
        if !participle
            && start == i
            && let Some(left) = self.left_content(start, true)
            && let Some(source) = phrase::after(self.items, i + width, n)
            && self.inverted(&left, source.end)
        {
            self.push(Some(source.clone()), i..i + width, left, self.right_quotes(source.end, i));
            return Some(source);
        }

        let passage_next = self.items[i + width..n.min(i + width + 2)].iter().any(|p| p.is(Class::QUOTED));
        let announces = cue.frames.has(frame) || self.relayed && passage_next;
        if !announces {
            return None;
        }
        let source = if let Some(subject) = participle.then(|| self.subject_after_with(start)).flatten() {
            Some(subject)
        } else if participle && before.is_none_or(|b| b.is(Class::COMMA | Class::AND | Class::DASH)) {
            carried.or_else(|| self.first_subject(start))
        } else if before.is_some_and(|b| b.is(Class::CONJUNCTION | Class::TO)) || (participle && start == i) {
            carried.or_else(|| self.first_subject(start))
        } else {
            phrase::before(self.items, start)
        };
        let at = match &source {
            Some(s) if s.end <= start => s.start,
            _ => start,
        };

        // “…,” Trump said. / It will rain, she said on Tuesday.
        if !participle
            && let Some(left) = self.left_content(at, false)
            && self.parenthetical(&left, cue, frame, i + width)
        {
            let right = self.right_quotes(i + width, i);
            self.push(source.clone(), start..i + width, left, right);
            return source;
        }
        // He said (that) …
        let content = self.right_content(i + width, cue, frame)?;
        self.push_right(source.clone(), start..i + width, content);
        source
    }

    /// The subject of a participle at `end` that a `with` brings in: `with [both sides] agreeing`.
    fn subject_after_with(&self, end: usize) -> Option<Range<usize>> {
        let phrase = phrase::before(self.items, end)?;
        let with = (phrase.start.saturating_sub(1)..end).rev().find(|&i| self.text(i) == "with")?;
        (with + 1 < end).then_some(with + 1..end)
    }

    /// Returns the content left of the words at `at`, set off by a comma or by being a quoted passage.
    pub(super) fn left_content(&self, at: usize, inverted: bool) -> Option<Range<usize>> {
        let last = self.items[..at].last()?;
        if last.is(Class::QUOTED) {
            // “…,” he said: the whole run of passages before.
            let mut start = at - 1;
            if !self.ends_in_comma(start) && !inverted && start > 0 && !self.opens_sentence(start) {
                // A short passage inside a clause is no speech of its own: `the “deal” Trump said`.
                return None;
            }
            while start > 0 && self.items[start - 1].is(Class::QUOTED) {
                start -= 1;
            }
            if start > 0 && !self.opens_sentence(start) {
                // The clause around the last passage: It is “a mistake,” he said.
                let clause = self.clause_start(start);
                if !self.has_cue(clause..start) {
                    start = clause;
                }
            }
            return Some(start..at);
        }
        if last.is(Class::COMMA) && at >= 2 {
            let start = self.clause_start(at - 1);
            return (start < at - 1).then_some(start..at - 1);
        }
        None
    }

    fn opens_sentence(&self, i: usize) -> bool {
        i == 0 || self.items[i - 1].is(Class::STOP | Class::COLON)
    }

    pub(super) fn has_cue(&self, range: Range<usize>) -> bool {
        self.items[range].iter().any(|i| i.cue.is_some_and(|c| c.class != CueClass::Act))
    }

    /// Whether the passage at item `i` ends in a comma, as speech before its cue does.
    fn ends_in_comma(&self, i: usize) -> bool {
        let text = self.text(i);
        let inner = text.trim_end_matches(|c: char| {
            !c.is_alphanumeric() && !matches!(c, ',' | '.' | '?' | '!' | '—' | '…')
        });
        inner.ends_with([',', '?', '!', '—', '…', '.'])
            || self.items.get(i + 1).is_some_and(|n| n.is(Class::COMMA))
    }

    /// Start of the clause that ends before `end`.
    pub(super) fn clause_start(&self, end: usize) -> usize {
        let mut start = end;
        while start > 0 {
            let item = self.items[start - 1];
            if item.is(Class::SEMICOLON | Class::COLON | Class::STOP) {
                break;
            }
            start -= 1;
        }
        // “But”, “And” announce the sentence, not the words.
        if start < end && self.items[start].is(Class::CONJUNCTION) {
            start += 1;
        }
        start
    }

    /// Whether `said X` with this much before it is an inversion.
    fn inverted(&self, left: &Range<usize>, after: usize) -> bool {
        let quoted = self.items[left.end - 1].is(Class::QUOTED);
        let ends = self
            .items
            .get(after)
            .is_none_or(|i| !i.is_open() && !i.is(Class::AUXILIARY | Class::THAT) || i.is(Class::TIME));
        ends && (quoted || self.plausible_clause(left))
    }

    /// Whether the words could be a clause of their own rather than an adverbial before the subject.
    fn plausible_clause(&self, range: &Range<usize>) -> bool {
        let words = &self.items[range.clone()];
        let adverbial =
            words[0].is(Class::PREPOSITION | Class::SUBORDINATOR | Class::TIME | Class::PARTICIPLE);
        words.len() >= 4 && !adverbial
    }

    /// Returns whether `S cue` follows or interrupts its content rather than coming before it.
    fn parenthetical(&self, left: &Range<usize>, cue: Cue, frame: Frames, after: usize) -> bool {
        let quoted = self.items[left.end - 1].is(Class::QUOTED);
        let rest = self.items.len().saturating_sub(after);
        if quoted {
            return true;
        }
        if !self.plausible_clause(left) {
            return false;
        }
        match frame {
            Frames::END => true,
            Frames::COMMA => true,
            Frames::PREPOSITION => rest <= 12,
            Frames::NOUN => {
                self.items[after].is(Class::TIME) || cue.class == CueClass::Tell && self.only_addressee(after)
            }
            _ => false,
        }
    }

    /// Whether from `after` on a sentence only says who was told, and when or where: `told [The Post on Monday].`
    fn only_addressee(&self, after: usize) -> bool {
        let n = self.items.len();
        let Some(addressee) = phrase::after(self.items, after, n) else { return false };
        let rest = &self.items[addressee.end..];
        let small = Class::TIME | Class::PREPOSITION | Class::NUMBER | Class::CAPITAL | Class::STOP;
        rest.iter().all(|i| i.is(small))
    }

    /// Quoted passages after a parenthetical: “…,” he said. “…” / “…,” he said, “…”
    fn right_quotes(&self, after: usize, cue: usize) -> Spans {
        let mut spans = Spans::new();
        for i in after..self.items.len() {
            let item = self.items[i];
            if i > cue + 1 && item.cue.is_some() {
                break;
            }
            if item.is(Class::QUOTED) {
                spans.push(item.span);
            }
        }
        spans
    }

    /// The clause a cue announces, to its right.
    fn right_content(&self, after: usize, cue: Cue, frame: Frames) -> Option<Range<usize>> {
        let n = self.items.len();
        let mut start = after;
        if frame == Frames::END {
            return None;
        }
        if cue.class == CueClass::Tell && frame == Frames::NOUN
            || frame == Frames::PREPOSITION && cue.class != CueClass::Judge
        {
            // Past the addressee or an adverbial: told reporters that; said in a statement that; said at a rally, “…”
            let stop = (after..n.min(after + 20)).find(|&i| {
                let item = self.items[i];
                item.is(Class::THAT | Class::QUOTED | Class::WH)
                    || item.is(Class::COLON)
                    || (item.is(Class::TO) && cue.class == CueClass::Tell)
            });
            start = match stop {
                Some(i) => i,
                None if cue.class == CueClass::Tell => {
                    phrase::after(self.items, after, n).map_or(after + 1, |p| p.end)
                }
                None => return None,
            };
        } else if frame == Frames::NOUN
            && cue.class == CueClass::Say
            && self.items[after].is(Class::TIME)
            && !self.items.get(after + 1).is_some_and(|i| i.is(Class::POSSESSIVE | Class::AUXILIARY))
        {
            // said Tuesday that
            let time_end = (after..n).find(|&i| !self.items[i].is(Class::TIME | Class::NUMBER)).unwrap_or(n);
            start = time_end;
        }
        while start < n && self.items[start].is(Class::COMMA | Class::COLON) {
            start += 1;
        }
        let end = self.content_end(start);
        (start < end).then_some(start..end)
    }

    /// Returns the end of the clause that starts at `start`.
    pub(super) fn content_end(&self, start: usize) -> usize {
        let n = self.items.len();
        let mut i = start;
        while i < n {
            let item = self.items[i];
            if item.is(Class::SEMICOLON) {
                break;
            }
            if item.is(Class::COMMA) && i + 1 < n {
                let next = self.items[i + 1];
                let new_attribution = next.is(Class::PARTICIPLE)
                    || self.text(i + 1).eq_ignore_ascii_case("according")
                    || (next.is(Class::CONJUNCTION | Class::SUBORDINATOR) && self.cue_within(i + 2, 6));
                if new_attribution {
                    break;
                }
            }
            i += 1;
        }
        while i > start && self.items[i - 1].is(Class::STOP | Class::COMMA | Class::MARK) {
            i -= 1;
        }
        i
    }

    fn cue_within(&self, from: usize, reach: usize) -> bool {
        let to = self.items.len().min(from + reach);
        from < to && self.has_cue(from..to)
    }

    /// The first noun phrase of the sentence, before `end`.
    fn first_subject(&self, end: usize) -> Option<Range<usize>> {
        (0..end).find_map(|i| phrase::after(self.items, i, end))
    }

    pub(super) fn push(
        &mut self,
        source: Option<Range<usize>>,
        cue: Range<usize>,
        left: Range<usize>,
        right: Spans,
    ) {
        let mut content = Spans::from(self.span(left.clone()));
        let quoted = self.items[left].iter().any(|i| i.is(Class::QUOTED)) || !right.is_empty();
        content.extend(right);
        self.draft(source, cue, content, quoted);
    }

    pub(super) fn push_right(
        &mut self,
        source: Option<Range<usize>>,
        cue: Range<usize>,
        content: Range<usize>,
    ) {
        let quoted = self.items[content.end - 1].is(Class::QUOTED) && content.len() <= 2;
        let span = self.span(content);
        self.draft(source, cue, span.into(), quoted);
    }

    fn draft(&mut self, source: Option<Range<usize>>, cue: Range<usize>, content: Spans, quoted: bool) {
        let source = source.map(|s| self.span(s));
        let cue = self.span(cue);
        self.drafts.push(Draft { source, cue, content, paragraph: self.paragraph, quoted });
    }
}
