//! Frames without a verb of their own: `as X put it`, `according to X`, labels and signatures.

use dixit_grammar::lexicon::{Class, CueClass};
use dixit_text::Spans;

use super::clause::Reader;
use super::phrase;

impl Reader<'_> {
    /// As X put it, … / …, as X noted. Returns the item behind the cue.
    pub(super) fn as_said(&mut self, i: usize) -> Option<usize> {
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
    pub(super) fn according(&mut self, i: usize) {
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
    pub(super) fn colon(&mut self) {
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
    pub(super) fn signature(&mut self) {
        let Some(dash) = self.items.iter().position(|i| i.is(Class::DASH)) else { return };
        let passages = self.items[..dash].iter().all(|i| i.is(Class::QUOTED | Class::STOP));
        let name = self.items.get(dash + 1).is_some_and(|i| i.is(Class::CAPITAL));
        let short = self.items.len() - dash <= 16 && !self.has_cue(dash + 1..self.items.len());
        if dash > 0 && passages && name && short {
            self.push(Some(dash + 1..self.items.len()), dash..dash + 1, 0..dash, Spans::new());
        }
    }
}
