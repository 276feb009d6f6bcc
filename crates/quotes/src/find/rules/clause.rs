//! Cues, and the clause each announces.

use std::ops::Range;

use dixit_grammar::lexicon::{Class, Cue, CueClass, Frames};
use dixit_text::{Document, Scratch, Span, Spans};
use dixit_tokens::Tokens;
use smallvec::smallvec;

use super::items::{Item, Items};
use super::phrase;
use crate::repair::normalize;
use crate::{Quote, QuoteKind};

/// Most items of a sentence, or words of a stretch read alone: what is longer is no prose, and reading it takes time that grows
/// with the square of its length.
const LONGEST: usize = 1000;

#[derive(Default)]
struct Buffers {
    items: Items,
    drafts: Vec<Draft>,
}

/// An attribution in the making: ranges of items of one outer sentence, turned into spans at once.
#[derive(Clone, Debug)]
struct Draft {
    source: Option<Span>,
    cue: Span,
    content: Spans,
    paragraph: u32,
    /// Whether content holds a passage between quotation marks that is speech, so that a following passage may carry it on.
    quoted: bool,
}

/// All quotations of a document.
pub(super) fn find(doc: &Document, tokens: &Tokens, scratch: &mut Scratch) -> Vec<Quote> {
    let mut buffers: Buffers = scratch.take();
    let Buffers { items, drafts } = &mut buffers;
    drafts.clear();
    items.read(doc, tokens);
    for s in 0..items.sentences.len() {
        let sentence = items.sentences[s].clone();
        let words = &items.items[sentence.items.start as usize..sentence.items.end as usize];
        for words in words.chunks(LONGEST) {
            let from = drafts.len();
            Reader { doc, items: words, paragraph: sentence.paragraph, relayed: false, drafts }.read();
            carry_on(words, sentence.paragraph, from, drafts);
        }
    }
    let quotes = drafts
        .drain(..)
        .map(|d| Quote {
            content: d.content,
            cue: smallvec![d.cue],
            source: d.source.into_iter().collect(),
            kind: QuoteKind::Indirect,
            parent: None,
            score: 0.5,
        })
        .collect();
    *scratch.get() = buffers;
    normalize(doc, tokens, quotes)
}

/// An attribution read in a stretch of text alone.
#[derive(Clone, Debug)]
pub(crate) struct Inner {
    pub(crate) source: Span,
    pub(crate) cue: Span,
    pub(crate) content: Spans,
}

impl Inner {
    /// A draft that says who speaks.
    fn of(draft: Draft) -> Option<Self> {
        Some(Self { source: draft.source?, cue: draft.cue, content: draft.content })
    }
}

/// The attributions to somebody within `span` that a verb announces, in the order of their verbs.
pub(crate) fn inside(doc: &Document, tokens: &Tokens, span: Span, scratch: &mut Scratch) -> Vec<Inner> {
    read_alone(doc, tokens, span, scratch, true).into_iter().filter_map(Inner::of).collect()
}

/// The cue and the content of each attribution within `span` that a verb announces, whoever speaks.
pub(crate) fn announced(
    doc: &Document,
    tokens: &Tokens,
    span: Span,
    scratch: &mut Scratch,
) -> impl Iterator<Item = (Span, Spans)> + use<> {
    read_alone(doc, tokens, span, scratch, true).into_iter().map(|d| (d.cue, d.content))
}

/// The attributions to somebody that the sentence `span` makes, whatever announces them.
pub(crate) fn of_sentence(doc: &Document, tokens: &Tokens, span: Span, scratch: &mut Scratch) -> Vec<Inner> {
    read_alone(doc, tokens, span, scratch, false).into_iter().filter_map(Inner::of).collect()
}

/// The cue and the content of a verb that goes on with the subject before it: `and [warned] [against hackers]`.
///
/// `span` begins with the conjunction.
pub(crate) fn second_verb(
    doc: &Document,
    tokens: &Tokens,
    span: Span,
    scratch: &mut Scratch,
) -> Option<(Span, Spans)> {
    let first = read_alone(doc, tokens, span, scratch, true).into_iter().next()?;
    let own_subject = first.source.is_some();
    let behind = first.content.iter().all(|c| c.start() >= first.cue.end());
    (!own_subject && behind).then_some((first.cue, first.content))
}

/// Reads one span as a sentence. Of what somebody relays, only verbs announce anything.
fn read_alone(
    doc: &Document,
    tokens: &Tokens,
    span: Span,
    scratch: &mut Scratch,
    relayed: bool,
) -> Vec<Draft> {
    if tokens.tokens_in(span).len() > LONGEST {
        return Vec::new();
    }
    let mut buffers: Buffers = scratch.take();
    let Buffers { items, drafts } = &mut buffers;
    drafts.clear();
    items.read_span(doc, tokens, span);
    let mut reader = Reader { doc, items: &items.items, paragraph: 0, relayed, drafts };
    if relayed {
        reader.verbs();
    } else {
        reader.read();
    }
    let found = std::mem::take(drafts);
    *scratch.get() = buffers;
    found
}

/// A sentence that is nothing but a quoted passage carries on the quotation before it.
fn carry_on(words: &[Item], paragraph: u32, from: usize, drafts: &mut [Draft]) {
    if drafts.len() > from {
        return;
    }
    let bare = words.iter().all(|i| i.is(Class::QUOTED | Class::STOP | Class::MARK));
    if !bare {
        return;
    }
    let Some(last) = drafts.iter_mut().rev().find(|d| d.quoted) else { return };
    if last.paragraph == paragraph || last.paragraph + 1 == paragraph {
        last.paragraph = paragraph;
        last.content.extend(words.iter().filter(|i| i.is(Class::QUOTED)).map(|i| i.span));
    }
}

struct Reader<'a> {
    doc: &'a Document,
    items: &'a [Item],
    paragraph: u32,
    /// What is read is relayed by somebody: a quoted passage right behind a verb is what is said, whatever the lexicon says
    /// of the verb.
    relayed: bool,
    drafts: &'a mut Vec<Draft>,
}

impl Reader<'_> {
    fn read(&mut self) {
        let n = self.items.len();
        // Where the last attribution's right-hand content began: a participle's subject is looked for before it.
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
    fn verbs(&mut self) {
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

    fn text(&self, i: usize) -> &str {
        self.doc.slice(self.items[i].span)
    }

    fn span(&self, range: Range<usize>) -> Span {
        self.items[range.start].span.cover(self.items[range.end - 1].span)
    }

    /// The first item at or after `i` that is no adverb or auxiliary.
    fn next(&self, i: usize) -> Option<Item> {
        self.items.get(i).copied()
    }

    /// Which frame the words from `i` on are.
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
    fn cue_start(&self, i: usize) -> usize {
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

    /// What stands left of the words at `at`, set off by a comma or by being a quoted passage.
    fn left_content(&self, at: usize, inverted: bool) -> Option<Range<usize>> {
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

    fn has_cue(&self, range: Range<usize>) -> bool {
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
    fn clause_start(&self, end: usize) -> usize {
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

    /// Whether `S cue` stands behind or in the middle of what is said rather than before it.
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

    /// Where the clause that starts at `start` ends.
    fn content_end(&self, start: usize) -> usize {
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

    /// As X put it, … / …, as X noted. Returns the item behind the cue.
    fn as_said(&mut self, i: usize) -> Option<usize> {
        let n = self.items.len();
        let cue =
            (i + 2..n.min(i + 14)).find(|&k| self.items[k].cue.is_some_and(|c| c.class == CueClass::Say))?;
        let source = phrase::before(self.items, self.cue_start(cue)).filter(|s| s.start == i + 1)?;
        if i == 0 {
            let comma = (cue + 1..n).find(|&k| self.items[k].is(Class::COMMA))?;
            let end = self.content_end(comma + 1);
            if comma + 1 < end {
                self.push_right(Some(source), cue..cue + 1, comma + 1..end);
            }
        } else {
            let left = self.left_content(i, false)?;
            self.push(Some(source), cue..cue + 1, left, Spans::new());
        }
        Some(cue + 1)
    }

    /// According to X, … / …, according to X.
    fn according(&mut self, i: usize) {
        let n = self.items.len();
        let Some(source) = phrase::after(self.items, i + 2, n) else { return };
        let lead = i == 0 || self.items[i - 1].is(Class::CONJUNCTION | Class::DASH);
        let comma = self.items.get(source.end).is_some_and(|c| c.is(Class::COMMA));
        if lead && comma {
            let end = self.content_end(source.end + 1);
            if source.end + 1 < end {
                self.push_right(Some(source.clone()), i..i + 2, source.end + 1..end);
            }
            return;
        }
        let stop = if i > 0 && self.items[i - 1].is(Class::COMMA) { i - 1 } else { i };
        let start = self.clause_start(stop);
        if start < stop {
            self.push(Some(source), i..i + 2, start..stop, Spans::new());
        }
    }

    /// Former minister: the plan is dead. / BLITZER: …
    fn colon(&mut self) {
        let n = self.items.len();
        let Some(colon) = (1..n.min(8)).find(|&i| self.items[i].is(Class::COLON)) else { return };
        let source = 0..colon;
        let name = self.items[source.clone()]
            .iter()
            .all(|i| i.is(Class::CAPITAL) || (i.is(Class::PREPOSITION) && !i.is(Class::TIME)));
        let rest = self.items.get(colon + 1);
        let says = rest.is_some_and(|r| r.is(Class::QUOTED))
            || self.doc.text()[self.span(source.clone()).range()].len() < 40;
        if name && says && colon + 1 < n && !self.has_cue(source.clone()) {
            let mut end = n;
            while end > colon + 1 && self.items[end - 1].is(Class::STOP) {
                end -= 1;
            }
            if end > colon + 1 {
                self.push_right(Some(source), colon..colon + 1, colon + 1..end);
            }
        }
    }

    /// “…” — Jane Smith, a voter
    fn signature(&mut self) {
        let Some(dash) = self.items.iter().position(|i| i.is(Class::DASH)) else { return };
        let passages = self.items[..dash].iter().all(|i| i.is(Class::QUOTED | Class::STOP));
        let name = self.items.get(dash + 1).is_some_and(|i| i.is(Class::CAPITAL));
        let short = self.items.len() - dash <= 16 && !self.has_cue(dash + 1..self.items.len());
        if dash > 0 && passages && name && short {
            self.push(Some(dash + 1..self.items.len()), dash..dash + 1, 0..dash, Spans::new());
        }
    }

    fn push(&mut self, source: Option<Range<usize>>, cue: Range<usize>, left: Range<usize>, right: Spans) {
        let mut content: Spans = smallvec![self.span(left.clone())];
        let quoted = self.items[left].iter().any(|i| i.is(Class::QUOTED)) || !right.is_empty();
        content.extend(right);
        self.draft(source, cue, content, quoted);
    }

    fn push_right(&mut self, source: Option<Range<usize>>, cue: Range<usize>, content: Range<usize>) {
        let quoted = self.items[content.end - 1].is(Class::QUOTED) && content.len() <= 2;
        let span = self.span(content);
        self.draft(source, cue, smallvec![span], quoted);
    }

    fn draft(&mut self, source: Option<Range<usize>>, cue: Range<usize>, content: Spans, quoted: bool) {
        let source = source.map(|s| self.span(s));
        let cue = self.span(cue);
        self.drafts.push(Draft { source, cue, content, paragraph: self.paragraph, quoted });
    }
}
