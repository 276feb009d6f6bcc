use dixit_text::{Document, Scratch};
use dixit_tokens::{TokenKind, Tokens};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::lexicon::{self, WordClass, fold, fold_on};
use crate::{EntityTagger, Mention, NameKind};

/// Finds names by capital letters, titles, and lists of given names, places and words of organizations.
///
/// Runs of capitalized words are cut at titles and given a kind; a single word that no list knows gets its kind
/// from its neighbours or from a full name elsewhere in the document. Needs no model; scores are set by the rule
/// that decided, as measured on CoNLL-2003.
///
/// ```
/// use dixit_entities::{EntityTagger, RuleTagger};
/// use dixit_text::{Document, Scratch};
///
/// let doc = Document::new("a", "On Monday Senator Ana Ruiz met the Chamber of Commerce in Chicago.").unwrap();
/// let tokens = dixit_tokens::tokenize(doc.text());
/// let names = RuleTagger::default().tag(&doc, &tokens, &mut Scratch::default());
/// let names: Vec<_> = names.iter().map(|m| doc.slice(m.span)).collect();
/// assert_eq!(names, ["Ana Ruiz", "Chamber of Commerce", "Chicago"]);
/// ```
#[derive(Clone, Debug, Default)]
pub struct RuleTagger {
    _private: (),
}

/// How a word is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Shape {
    /// Starts with a capital: `Bessent`, `McCain`.
    Capital,
    /// Capitals only, two letters or more: `IMF`, `U.S.`
    AllCaps,
    /// One capital, with or without a full stop: `J.`
    Initial,
    /// Anything else.
    Other,
}

#[derive(Clone, Copy)]
struct Word {
    fold: u64,
    class: WordClass,
    shape: Shape,
}

#[derive(Default)]
struct Buffers {
    words: Vec<Word>,
    /// Words seen in lower case: one of these with a capital at the start of a sentence is no name.
    lower: FxHashSet<u64>,
    /// Last and first words of the full names of persons found so far.
    person_words: FxHashSet<u64>,
    /// Single words already given a kind by their neighbours.
    kinds: FxHashMap<u64, NameKind>,
    /// Single words that nothing has decided yet: index of the mention.
    open: Vec<(usize, u64)>,
}

impl EntityTagger for RuleTagger {
    fn tag(&self, doc: &Document, tokens: &Tokens, scratch: &mut Scratch) -> Vec<Mention> {
        let mut buffers = scratch.take::<Buffers>();
        let mentions = Pass { doc, tokens, out: Vec::new(), b: &mut buffers }.run();
        *scratch.get() = buffers;
        mentions
    }
}

fn shape(text: &str) -> Shape {
    let mut letters = text.chars().filter(|c| c.is_alphabetic());
    let Some(first) = letters.next() else { return Shape::Other };
    if !first.is_uppercase() || !text.starts_with(first) {
        return Shape::Other;
    }
    let mut any = false;
    for c in letters {
        any = true;
        if c.is_lowercase() {
            return Shape::Capital;
        }
    }
    if any { Shape::AllCaps } else { Shape::Initial }
}

struct Pass<'a> {
    doc: &'a Document,
    tokens: &'a Tokens,
    out: Vec<Mention>,
    b: &'a mut Buffers,
}

impl Pass<'_> {
    fn run(mut self) -> Vec<Mention> {
        self.b.words.clear();
        self.b.lower.clear();
        self.b.person_words.clear();
        self.b.kinds.clear();
        self.b.open.clear();
        for token in self.tokens.tokens() {
            let text = self.doc.slice(token.span);
            let word = if token.kind == TokenKind::Word {
                let (fold, shape) = (fold(text), shape(text));
                if shape == Shape::Other {
                    self.b.lower.insert(fold);
                }
                Word { fold, class: lexicon::class(fold), shape }
            } else {
                Word { fold: 0, class: WordClass::default(), shape: Shape::Other }
            };
            self.b.words.push(word);
        }
        for sentence in self.tokens.sentences() {
            self.sentence(sentence.tokens.start as usize, sentence.tokens.end as usize);
        }
        for (mention, fold) in std::mem::take(&mut self.b.open) {
            let m = &mut self.out[mention];
            if self.b.person_words.contains(&fold) {
                (m.kind, m.score) = (NameKind::Person, 0.9);
            } else if let Some(&kind) = self.b.kinds.get(&fold) {
                (m.kind, m.score) = (kind, 0.7);
            }
        }
        self.out
    }

    /// Whether a capital at this place says nothing: the start of a sentence, of a quotation, after a colon.
    fn opens(&self, i: usize, start: usize) -> bool {
        i == start || {
            let before = &self.tokens.tokens()[i - 1];
            before.kind == TokenKind::QuoteMark
                || matches!(self.doc.slice(before.span), ":" | "•" | "*" | "—" | "-" | "…")
        }
    }

    fn is_name_word(&self, i: usize, start: usize, headline: bool) -> bool {
        let w = self.b.words[i];
        if w.shape == Shape::Other || w.class.any(WordClass::CALENDAR) && !w.class.any(WordClass::GIVEN) {
            return false;
        }
        if w.shape == Shape::Initial {
            // `I` and `A` are names only as initials.
            let text = self.doc.slice(self.tokens.tokens()[i].span);
            return text.ends_with('.') || !w.class.any(WordClass::STARTER) && !matches!(text, "I" | "A");
        }
        let known = WordClass::GIVEN | WordClass::PLACE | WordClass::DEMONYM;
        if self.opens(i, start) || headline {
            let next_is_name = self.b.words.get(i + 1).is_some_and(|n| {
                n.shape != Shape::Other && !n.class.any(WordClass::STARTER | WordClass::CALENDAR)
            });
            !w.class.any(WordClass::STARTER)
                && (w.class.any(known | WordClass::TITLE)
                    || w.shape == Shape::AllCaps && !headline
                    || !self.b.lower.contains(&w.fold) && (!headline || next_is_name)
                    || next_is_name && !headline)
        } else {
            // Inside a sentence a capital is a name, but for pronouns and the like in titles of works.
            !(w.class.any(WordClass::STARTER)
                && w.shape == Shape::Capital
                && !self.b.words[i - 1].class.any(WordClass::PERSON))
                || w.class.any(known | WordClass::ORG_WORD)
        }
    }

    fn sentence(&mut self, start: usize, end: usize) {
        let words = &self.b.words[start..end];
        let long = words
            .iter()
            .filter(|w| w.fold != 0 && !w.class.any(WordClass::STARTER | WordClass::CONNECTOR))
            .count();
        let capital =
            words.iter().filter(|w| w.shape != Shape::Other && !w.class.any(WordClass::STARTER)).count();
        // A headline: nearly every word of weight has a capital.
        let headline = long >= 5 && capital * 10 >= long * 9;
        let mut i = start;
        while i < end {
            if !self.is_name_word(i, start, headline) {
                i += 1;
                continue;
            }
            let from = i;
            i += 1;
            while i < end {
                if self.is_name_word(i, start, headline) {
                    i += 1;
                } else if let Some(next) = self.joined(from, i, start, end, headline) {
                    i = next;
                } else {
                    break;
                }
            }
            self.name(from, i, start, end);
        }
    }

    /// Where a run that stopped at `i` goes on, past a particle (`de la`) or the `of` of an organization.
    fn joined(&self, from: usize, i: usize, start: usize, end: usize, headline: bool) -> Option<usize> {
        let words = &self.b.words;
        let name_at = |j: usize| j < end && self.is_name_word(j, start, headline);
        let last = words[i - 1];
        if words[i].class.any(WordClass::PARTICLE) && last.shape != Shape::AllCaps {
            let next = if i + 1 < end && words[i + 1].class.any(WordClass::PARTICLE) { i + 2 } else { i + 1 };
            return name_at(next).then_some(next + 1);
        }
        let text = self.doc.slice(self.tokens.tokens()[i].span);
        let organization = last.class.any(WordClass::ORG_WORD)
            || words[from..i].iter().any(|w| w.class.any(WordClass::CONNECTOR));
        match text {
            "of" | "for" | "on"
                if last.class.any(WordClass::ORG_WORD | WordClass::BODY)
                    || last.shape == Shape::Capital
                        && !self.opens(i - 1, start)
                        && self.text(i - 1).len() > 4
                        && text == "of"
                        && !last.class.any(
                            WordClass::PERSON
                                | WordClass::TITLE
                                | WordClass::GIVEN
                                | WordClass::PLACE
                                | WordClass::DEMONYM,
                        ) =>
            {
                let next = if i + 1 < end && self.doc.slice(self.tokens.tokens()[i + 1].span) == "the" {
                    i + 2
                } else {
                    i + 1
                };
                (name_at(next) && !words[next].class.any(WordClass::TITLE | WordClass::GIVEN))
                    .then_some(next + 1)
            }
            "&" => name_at(i + 1).then_some(i + 2),
            "and" if organization && words[from..i].iter().any(|w| w.class.any(WordClass::CONNECTOR)) => {
                (name_at(i + 1)
                    && !words[i + 1].class.any(
                        WordClass::PLACE
                            | WordClass::GIVEN
                            | WordClass::PERSON
                            | WordClass::TITLE
                            | WordClass::DEMONYM,
                    ))
                .then_some(i + 2)
            }
            _ => None,
        }
    }

    fn push(&mut self, from: usize, to: usize, kind: NameKind, score: f32) {
        let tokens = self.tokens.tokens();
        let span = tokens[from].span.cover(tokens[to - 1].span);
        self.out.push(Mention { span, tokens: from as u32..to as u32, kind, score });
    }

    /// Cuts a run of capitalized words into names.
    fn name(&mut self, mut from: usize, mut to: usize, start: usize, end: usize) {
        let office = WordClass::TITLE | WordClass::PERSON;
        // Particles and connectors may not end a name.
        while to > from && self.b.words[to - 1].shape == Shape::Other {
            to -= 1;
        }
        // What follows the last title is a person; before it stand places and bodies.
        if let Some(title) =
            (from..to).rev().find(|&i| self.b.words[i].class.any(office) && !self.is_given(i, to))
        {
            let person = title + 1;
            let joined = (from..to).any(|i| self.b.words[i].class.any(WordClass::CONNECTOR));
            if person < to && !joined && !self.b.words[to - 1].class.any(WordClass::ORG_WORD) {
                self.parts(from, title);
                self.push(person, to, NameKind::Person, 0.97);
                self.person(person, to);
                return;
            }
            if person == to && !joined {
                self.parts(from, title);
                return;
            }
        }
        // `Chinese President`: done above. `American Ana Ruiz`:
        if to - from >= 2
            && self.b.words[from].class.any(WordClass::DEMONYM)
            && self.b.words[from + 1].class.any(WordClass::GIVEN)
        {
            self.push(from, from + 1, NameKind::Misc, 0.9);
            from += 1;
        }
        if self.opens(from, start) && to - from >= 2 && self.b.words[from].class.any(WordClass::STARTER) {
            from += 1;
        }
        self.whole(from, to, end);
    }

    /// Whether the word at `i` is a given name rather than an office: `Dean Smith`, `Judge` alone.
    fn is_given(&self, i: usize, to: usize) -> bool {
        let w = self.b.words[i].class;
        w.any(WordClass::GIVEN)
            && !w.any(WordClass::TITLE)
            && i + 1 < to
            && !self.b.words[i + 1].class.any(WordClass::GIVEN)
    }

    /// Names among the words before a title: `US Treasury | Secretary`.
    fn parts(&mut self, from: usize, to: usize) {
        let mut i = from;
        while i < to {
            // Two words can name one place.
            let two = if i + 1 < to {
                lexicon::class(fold_on(fold_on(self.b.words[i].fold, " "), self.text(i + 1)))
            } else {
                WordClass::default()
            };
            let w = self.b.words[i];
            if two.any(WordClass::PLACE | WordClass::ORG_WORD) {
                let kind =
                    if two.any(WordClass::PLACE) { NameKind::Location } else { NameKind::Organization };
                self.push(i, i + 2, kind, 0.9);
                i += 2;
                continue;
            }
            if w.class.any(WordClass::PLACE) {
                self.push(i, i + 1, NameKind::Location, 0.9);
            } else if w.class.any(WordClass::DEMONYM) {
                self.push(i, i + 1, NameKind::Misc, 0.9);
            } else if w.class.any(WordClass::ORG_WORD)
                || w.shape == Shape::AllCaps && !w.class.any(WordClass::TITLE)
            {
                self.push(i, i + 1, NameKind::Organization, 0.7);
            }
            i += 1;
        }
    }

    fn text(&self, i: usize) -> &str {
        self.doc.slice(self.tokens.tokens()[i].span)
    }

    fn person(&mut self, from: usize, to: usize) {
        let last =
            if to - from > 1 && self.b.words[to - 1].class.any(WordClass::SUFFIX) { to - 2 } else { to - 1 };
        let (first, last) = (self.b.words[from].fold, self.b.words[last].fold);
        self.b.person_words.insert(first);
        self.b.person_words.insert(last);
    }

    /// Gives one name its kind.
    fn whole(&mut self, from: usize, to: usize, end: usize) {
        if from >= to {
            return;
        }
        let words = &self.b.words[from..to];
        let last = words[words.len() - 1];
        let phrase = words[1..]
            .iter()
            .enumerate()
            .fold(words[0].fold, |h, (i, _)| fold_on(fold_on(h, " "), self.text(from + 1 + i)));
        let class = lexicon::class(phrase);
        let joined = words.iter().any(|w| w.class.any(WordClass::CONNECTOR) && w.shape == Shape::Other);
        if class.any(WordClass::PLACE) {
            return self.push(from, to, NameKind::Location, 0.9);
        }
        if class.any(WordClass::DEMONYM) {
            return self.push(from, to, NameKind::Misc, 0.9);
        }
        if words.len() == 1 {
            return self.single(from, last, end);
        }
        if class.any(WordClass::ORG_WORD)
            || last.class.any(WordClass::ORG_WORD)
            || joined
            || self.text(to - 1) == "&"
        {
            return self.push(from, to, NameKind::Organization, 0.85);
        }
        let first = words[0];
        let initial = words[1..].iter().any(|w| w.shape == Shape::Initial) || first.shape == Shape::Initial;
        let capitals = words.iter().all(|w| w.shape == Shape::AllCaps);
        if first.class.any(WordClass::GIVEN)
            || initial
            || words.iter().any(|w| w.class.any(WordClass::PARTICLE))
        {
            self.push(from, to, NameKind::Person, 0.93);
            self.person(from, to);
        } else if first.class.any(WordClass::DEMONYM | WordClass::PLACE)
            || first.class.any(WordClass::ORG_WORD)
        {
            self.push(
                from,
                to,
                if first.class.any(WordClass::DEMONYM) { NameKind::Misc } else { NameKind::Organization },
                0.5,
            );
        } else if capitals || words.len() > 3 {
            self.push(from, to, NameKind::Organization, 0.5);
        } else {
            self.push(from, to, NameKind::Person, 0.6);
            self.person(from, to);
        }
    }

    fn single(&mut self, i: usize, w: Word, end: usize) {
        let text = self.text(i);
        let office = WordClass::TITLE | WordClass::PERSON | WordClass::GROUP;
        if w.class.any(office) && !w.class.any(WordClass::GIVEN) {
            return;
        }
        if w.class.any(WordClass::ORG_WORD) {
            return self.push(i, i + 1, NameKind::Organization, 0.75);
        }
        let before_person = i > 0 && self.b.words[i - 1].class.any(office) && self.b.words[i - 1].fold != 0;
        let speaks = i + 1 < end && self.b.words[i + 1].class.any(WordClass::SAY);
        if w.class.any(WordClass::GIVEN) || before_person || speaks && w.shape == Shape::Capital {
            self.b.kinds.entry(w.fold).or_insert(NameKind::Person);
            let score = if before_person { 0.9 } else { 0.7 };
            return self.push(i, i + 1, NameKind::Person, score);
        }
        let kind = if w.shape == Shape::AllCaps && text.len() <= 6 {
            NameKind::Organization
        } else {
            NameKind::Person
        };
        self.b.open.push((self.out.len(), w.fold));
        self.push(i, i + 1, kind, 0.5);
    }
}
