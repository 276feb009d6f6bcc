mod kind;

use dixit_grammar::lexicon::{self, Class, Key};
use dixit_text::{Document, Scratch};
use dixit_tokens::{TokenKind, Tokens};
use rustc_hash::{FxHashMap, FxHashSet};

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
    key: Key,
    class: Class,
    shape: Shape,
}

#[derive(Default)]
struct Buffers {
    words: Vec<Word>,
    /// Words seen in lower case: one of these with a capital at the start of a sentence is no name.
    lower: FxHashSet<Key>,
    /// Words seen with a capital inside a sentence: in a headline, one of these is a name.
    upper: FxHashSet<Key>,
    /// Last and first words of the full names of persons found so far.
    person_words: FxHashSet<Key>,
    /// Single words already given a kind by their neighbours.
    kinds: FxHashMap<Key, NameKind>,
    /// Single words that nothing has decided yet: index of the mention.
    open: Vec<(usize, Key)>,
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
        self.b.upper.clear();
        self.b.person_words.clear();
        self.b.kinds.clear();
        self.b.open.clear();
        for token in self.tokens.tokens() {
            let text = self.doc.slice(token.span);
            let word = if token.kind == TokenKind::Word {
                let (key, shape) = (Key::of(text), shape(text));
                if shape == Shape::Other {
                    self.b.lower.insert(key);
                }
                Word { key, class: lexicon::entry(key).class, shape }
            } else {
                Word { key: Key::NONE, class: Class::default(), shape: Shape::Other }
            };
            self.b.words.push(word);
        }
        for sentence in self.tokens.sentences() {
            let (start, end) = (sentence.tokens.start as usize, sentence.tokens.end as usize);
            if !self.is_headline(start, end) {
                for i in start + 1..end {
                    if self.b.words[i].shape == Shape::Capital && !self.opens(i, start) {
                        self.b.upper.insert(self.b.words[i].key);
                    }
                }
            }
        }
        for sentence in self.tokens.sentences() {
            dixit_text::deadline::check();
            self.sentence(sentence.tokens.start as usize, sentence.tokens.end as usize);
        }
        for (mention, key) in std::mem::take(&mut self.b.open) {
            let m = &mut self.out[mention];
            if self.b.person_words.contains(&key) {
                (m.kind, m.score) = (NameKind::Person, 0.9);
            } else if let Some(&kind) = self.b.kinds.get(&key) {
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
                || matches!(self.doc.slice(before.span), ":" | "•" | "*" | "—" | "…")
        }
    }

    fn is_name_word(&self, i: usize, start: usize, headline: bool) -> bool {
        let w = self.b.words[i];
        if w.shape == Shape::Other || w.class.is(Class::CALENDAR) && !w.class.is(Class::GIVEN) {
            return false;
        }
        if w.class.is(Class::CALENDAR) && self.is_date(i) {
            return false;
        }
        if w.shape == Shape::Initial {
            // `I` and `A` are names only as initials; `R` and `D` are parties in `(R-S.C.)`.
            let text = self.doc.slice(self.tokens.tokens()[i].span);
            if i > 0
                && self.text(i - 1) == "("
                && i + 1 < self.b.words.len()
                && matches!(self.text(i + 1), "-" | "–" | "," | ")")
            {
                return false;
            }
            return text.ends_with('.') || !w.class.is(Class::STARTER) && !matches!(text, "I" | "A");
        }
        if w.shape == Shape::Capital && self.text(i) == "New" {
            // New York, New Zealand; not a new thing in a headline.
            return !headline && self.b.words.get(i + 1).is_some_and(|n| n.shape == Shape::Capital);
        }
        let known = Class::GIVEN | Class::PLACE | Class::DEMONYM;
        if w.shape == Shape::AllCaps && self.b.lower.contains(&w.key) && !w.class.is(known) {
            return false;
        }
        if headline {
            let after_given = i > start && self.b.words[i - 1].class.is(Class::GIVEN);
            return !w.class.is(Class::STARTER)
                && (w.class.is(known | Class::TITLE | Class::SUFFIX)
                    || self.b.upper.contains(&w.key)
                    || after_given && !self.b.lower.contains(&w.key));
        }
        if self.opens(i, start) {
            let next_is_name =
                self.b.words.get(i + 1).is_some_and(|n| {
                    n.shape != Shape::Other && !n.class.is(Class::STARTER | Class::CALENDAR)
                });
            !w.class.is(Class::STARTER)
                && (w.class.is(known | Class::TITLE)
                    || w.shape == Shape::AllCaps
                    || self.b.upper.contains(&w.key)
                    || self.b.person_words.contains(&w.key)
                    || next_is_name)
        } else {
            // Inside a sentence a capital is a name, but for pronouns and the like in titles of works.
            !(w.class.is(Class::STARTER)
                && w.shape == Shape::Capital
                && !self.b.words[i - 1].class.is(Class::PERSON))
                || w.class.is(known | Class::ORG_WORD)
        }
    }

    /// Whether a month that is also a given name is the month: `in April`, `June 3`.
    fn is_date(&self, i: usize) -> bool {
        let after = self.tokens.tokens().get(i + 1).is_some_and(|t| t.kind == TokenKind::Number);
        let before = i > 0 && self.b.words[i - 1].class.is(Class::BEFORE_DATE);
        let next_is_name = self.b.words.get(i + 1).is_some_and(|n| n.shape == Shape::Capital);
        after || before && !next_is_name
    }

    /// Whether a name is in quotation marks, an article aside: the title of a work, for example `“The Salt Road”`.
    fn is_in_marks(&self, from: usize, to: usize) -> bool {
        let mark = |i: usize| self.tokens.tokens().get(i).is_some_and(|t| t.kind == TokenKind::QuoteMark);
        let open =
            if from > 0 && matches!(self.text(from - 1), "The" | "A" | "An") { from - 1 } else { from };
        let close = if to < self.b.words.len() && matches!(self.text(to), "," | ".") { to + 1 } else { to };
        open > 0 && mark(open - 1) && mark(close)
    }

    /// Whether nearly every word of weight has a capital.
    fn is_headline(&self, start: usize, end: usize) -> bool {
        let small = Class::STARTER | Class::CONNECTOR;
        let words = self.b.words[start..end].iter().filter(|w| w.key != Key::NONE && !w.class.is(small));
        let (all, capital) =
            words.fold((0, 0), |(all, capital), w| (all + 1, capital + usize::from(w.shape != Shape::Other)));
        // Headlines in title case have few small words, and hardly an article.
        let article = (start + 1..end).any(|i| matches!(self.text(i), "the" | "a" | "an"));
        all >= 5 && capital * 10 >= all * if article { 9 } else { 8 }
    }

    fn sentence(&mut self, start: usize, end: usize) {
        let headline = self.is_headline(start, end);
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
        if words[i].class.is(Class::PARTICLE) && last.shape != Shape::AllCaps {
            let next = if i + 1 < end && words[i + 1].class.is(Class::PARTICLE) { i + 2 } else { i + 1 };
            return name_at(next).then_some(next + 1);
        }
        let text = self.text(i);
        if text == "-" {
            return self.hyphenated(from, i, end);
        }
        let person = Class::TITLE | Class::GIVEN | Class::PERSON;
        if words[from..i].iter().any(|w| w.class.is(person)) {
            return None;
        }
        let organization =
            last.class.is(Class::ORG_WORD) || words[from..i].iter().any(|w| w.class.is(Class::CONNECTOR));
        match text {
            "of" | "for" | "on"
                if last.class.is(Class::ORG_WORD | Class::BODY)
                    || last.shape == Shape::Capital
                        && !self.opens(i - 1, start)
                        && self.text(i - 1).len() > 4
                        && text == "of"
                        && !last.class.is(Class::PLACE | Class::DEMONYM) =>
            {
                let next = if i + 1 < end && self.text(i + 1) == "the" { i + 2 } else { i + 1 };
                (name_at(next) && !words[next].class.is(Class::TITLE | Class::GIVEN)).then_some(next + 1)
            }
            "&" => name_at(i + 1).then_some(i + 2),
            "and" if organization && words[from..i].iter().any(|w| w.class.is(Class::CONNECTOR)) => {
                (name_at(i + 1)
                    && !words[i + 1].class.is(Class::PLACE
                        | Class::GIVEN
                        | Class::PERSON
                        | Class::TITLE
                        | Class::DEMONYM))
                .then_some(i + 2)
            }
            _ => None,
        }
    }

    /// Goes on over the hyphen of one name: `Jean-Marc`, `Ban Ki-moon`; not of `U.S.-China`, `Clinton-era`.
    fn hyphenated(&self, from: usize, i: usize, end: usize) -> Option<usize> {
        let tokens = self.tokens.tokens();
        if i + 1 >= end
            || tokens[i - 1].span.end() != tokens[i].span.start()
            || tokens[i].span.end() != tokens[i + 1].span.start()
        {
            return None;
        }
        let (last, next) = (self.b.words[i - 1], self.b.words[i + 1]);
        let place = Class::PLACE | Class::DEMONYM;
        let whole = match next.shape {
            Shape::Other => {
                next.key != Key::NONE
                    && i - from >= 2
                    && !next.class.is(Class::PERSON | Class::BODY | Class::STARTER)
                    && tokens[i + 1].span.len() <= 4
            }
            Shape::Capital => last.shape == Shape::Capital && !last.class.is(place) && !next.class.is(place),
            _ => false,
        };
        whole.then_some(i + 2)
    }

    fn push(&mut self, from: usize, to: usize, kind: NameKind, score: f32) {
        let tokens = self.tokens.tokens();
        let span = tokens[from].span.cover(tokens[to - 1].span);
        self.out.push(Mention { span, tokens: from as u32..to as u32, kind, score });
    }

    /// Cuts a run of capitalized words into names.
    fn name(&mut self, mut from: usize, mut to: usize, start: usize, end: usize) {
        let office = Class::TITLE | Class::PERSON;
        // Particles and connectors may not end a name.
        while to > from && self.b.words[to - 1].shape == Shape::Other && self.text(to - 2) != "-" {
            to -= 1;
        }
        // `Charlie King`, `Howard Dean`: a name that ends like a title.
        let last = self.b.words[to - 1];
        if to - from >= 2
            && self.b.words[from].class.is(Class::GIVEN)
            && last.class.is(office)
            && !self.b.words[from].class.is(office)
        {
            return self.whole(from, to, end);
        }
        // A person follows the last title; places and bodies come before it.
        if to - from == 1 && self.b.person_words.contains(&last.key) {
            return self.push(from, to, NameKind::Person, 0.9);
        }
        let named =
            to - from >= 2 && self.b.words[to - 2].class.is(Class::TITLE) && last.shape == Shape::Capital;
        if named {
            // `Mr. King`
            self.parts(from, to - 2);
            self.push(to - 1, to, NameKind::Person, 0.95);
            return self.person(to - 1, to);
        }
        if let Some(title) =
            (from..to).rev().find(|&i| self.b.words[i].class.is(office) && !self.is_given(i, to))
        {
            let person = title + 1;
            let joined = (from..to).any(|i| self.b.words[i].class.is(Class::CONNECTOR));
            if person < to && !joined && !self.b.words[to - 1].class.is(Class::ORG_WORD) {
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
        // `of State John Kerry`: bodies and places before a given name.
        let body = Class::BODY | Class::ORG_WORD | Class::PLACE;
        if let Some(given) =
            (from + 1..to.saturating_sub(1)).find(|&i| self.b.words[i].class.is(Class::GIVEN))
            && (from..given)
                .all(|i| self.b.words[i].class.is(body) && !self.b.words[i].class.is(Class::GIVEN))
            && !self.b.words[to - 1].class.is(Class::ORG_WORD)
        {
            self.parts(from, given);
            self.push(given, to, NameKind::Person, 0.85);
            return self.person(given, to);
        }
        // `American Ana Ruiz`:
        if to - from >= 2
            && self.b.words[from].class.is(Class::DEMONYM)
            && self.b.words[from + 1].class.is(Class::GIVEN)
        {
            self.push(from, from + 1, NameKind::Misc, 0.9);
            from += 1;
        }
        // `Bemoaning Donald Trump`: a word that is no name elsewhere, before a given name.
        if self.opens(from, start) && to - from >= 3 {
            let (first, second) = (self.b.words[from], self.b.words[from + 1]);
            let known = Class::GIVEN | Class::PLACE | Class::DEMONYM | Class::ORG_WORD;
            if !first.class.is(known)
                && first.shape == Shape::Capital
                && !self.b.upper.contains(&first.key)
                && second.class.is(Class::GIVEN)
            {
                from += 1;
            }
        }
        self.whole(from, to, end);
    }

    /// Whether the word at `i` is a given name rather than an office: `Dean Smith`, `Judge` alone.
    fn is_given(&self, i: usize, to: usize) -> bool {
        let w = self.b.words[i].class;
        w.is(Class::GIVEN) && !w.is(Class::TITLE) && i + 1 < to && !self.b.words[i + 1].class.is(Class::GIVEN)
    }

    fn text(&self, i: usize) -> &str {
        self.doc.slice(self.tokens.tokens()[i].span)
    }

    /// The first token of the paragraph that holds token `i`.
    fn paragraph_start(&self, i: usize) -> u32 {
        let paragraphs = self.tokens.paragraphs();
        let at = paragraphs.partition_point(|p| p.tokens.end <= i as u32);
        paragraphs.get(at).map_or(0, |p| p.tokens.start)
    }
}
