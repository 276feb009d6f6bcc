//! The kind of name that a run of capitalized words is.

use dixit_grammar::lexicon::{self, Class, Key};

use super::{Pass, Shape, Word};
use crate::NameKind;

impl Pass<'_> {
    /// Names among the words before a title: `US Treasury | Secretary`.
    pub(super) fn parts(&mut self, from: usize, to: usize) {
        let mut i = from;
        while i < to {
            // Two words can name one place.
            let two = if i + 1 < to {
                lexicon::entry(self.b.words[i].key.then(Key::of(self.text(i + 1)))).class
            } else {
                Class::default()
            };
            let w = self.b.words[i];
            if two.is(Class::PLACE | Class::ORG_WORD) {
                let kind = if two.is(Class::PLACE) { NameKind::Location } else { NameKind::Organization };
                self.push(i, i + 2, kind, 0.9);
                i += 2;
                continue;
            }
            if w.class.is(Class::PLACE) {
                self.push(i, i + 1, NameKind::Location, 0.9);
            } else if w.class.is(Class::DEMONYM) {
                self.push(i, i + 1, NameKind::Misc, 0.9);
            } else if w.class.is(Class::ORG_WORD) || w.shape == Shape::AllCaps && !w.class.is(Class::TITLE) {
                self.push(i, i + 1, NameKind::Organization, 0.7);
            }
            i += 1;
        }
    }

    pub(super) fn person(&mut self, from: usize, to: usize) {
        let last =
            if to - from > 1 && self.b.words[to - 1].class.is(Class::SUFFIX) { to - 2 } else { to - 1 };
        let (first, last) = (self.b.words[from].key, self.b.words[last].key);
        self.b.person_words.insert(first);
        self.b.person_words.insert(last);
    }

    /// Gives one name its kind.
    pub(super) fn whole(&mut self, from: usize, to: usize, end: usize) {
        if from >= to {
            return;
        }
        let words = &self.b.words[from..to];
        let last = words[words.len() - 1];
        let phrase = words[1..]
            .iter()
            .enumerate()
            .fold(words[0].key, |key, (i, _)| key.then(Key::of(self.text(from + 1 + i))));
        let class = lexicon::entry(phrase).class;
        let joined = words.iter().any(|w| w.class.is(Class::CONNECTOR) && w.shape == Shape::Other);
        if class.is(Class::PLACE) {
            return self.push(from, to, NameKind::Location, 0.9);
        }
        if class.is(Class::DEMONYM) {
            return self.push(from, to, NameKind::Misc, 0.9);
        }
        if words.len() == 1 {
            return self.single(from, last, end);
        }
        if class.is(Class::ORG_WORD) || last.class.is(Class::ORG_WORD) || joined || self.text(to - 1) == "&" {
            return self.push(from, to, NameKind::Organization, 0.85);
        }
        let first = words[0];
        let initial = words[1..].iter().any(|w| w.shape == Shape::Initial) || first.shape == Shape::Initial;
        let capitals = words.iter().all(|w| w.shape == Shape::AllCaps);
        if first.class.is(Class::GIVEN) || initial || words.iter().any(|w| w.class.is(Class::PARTICLE)) {
            self.push(from, to, NameKind::Person, 0.93);
            self.person(from, to);
        } else if first.class.is(Class::DEMONYM | Class::PLACE) || first.class.is(Class::ORG_WORD) {
            self.push(
                from,
                to,
                if first.class.is(Class::DEMONYM) { NameKind::Misc } else { NameKind::Organization },
                0.5,
            );
        } else if capitals || words.len() > 3 {
            self.push(from, to, NameKind::Organization, 0.5);
        } else if self.is_in_marks(from, to) {
            self.push(from, to, NameKind::Misc, 0.5);
        } else {
            self.push(from, to, NameKind::Person, 0.6);
            self.person(from, to);
        }
    }

    fn single(&mut self, i: usize, w: Word, end: usize) {
        let text = self.text(i);
        let office = Class::TITLE | Class::PERSON | Class::GROUP;
        if w.class.is(office) && !w.class.is(Class::GIVEN) {
            return;
        }
        if w.class.is(Class::ORG_WORD) {
            return self.push(i, i + 1, NameKind::Organization, 0.75);
        }
        let before_person =
            i > 0 && self.b.words[i - 1].class.is(office) && self.b.words[i - 1].key != Key::NONE;
        let speaks = i + 1 < end && self.b.words[i + 1].class.is(Class::SAY);
        if w.class.is(Class::GIVEN) || before_person || speaks && w.shape == Shape::Capital {
            self.b.kinds.entry(w.key).or_insert(NameKind::Person);
            let score = if before_person { 0.9 } else { 0.7 };
            return self.push(i, i + 1, NameKind::Person, score);
        }
        // `KELMOUTH –`, `KELMOUTH (AP)`: where an article comes from.
        let dateline = w.shape == Shape::AllCaps
            && text.len() > 3
            && (i == 0 || i as u32 == self.paragraph_start(i))
            && i + 1 < end
            && matches!(self.text(i + 1), "–" | "—" | "-" | "--" | "(" | ",");
        let kind = if dateline {
            NameKind::Location
        } else if w.shape == Shape::AllCaps && text.len() <= 6 {
            NameKind::Organization
        } else {
            NameKind::Person
        };
        self.b.open.push((self.out.len(), w.key));
        self.push(i, i + 1, kind, 0.5);
    }
}
