//! Titles and appositions, bound to the persons next to them.

use dixit_grammar::Words;
use dixit_grammar::lexicon::{self, Class, Key};
use dixit_text::{Document, Span};
use dixit_tokens::{TokenKind, Tokens};

use crate::{Entities, Gender, NameKind};

/// Longest title or apposition taken, in tokens.
const MAX_TOKENS: usize = 14;

/// Words of a clause, which no description holds.
const FUNCTION: Class = Class::WH.union(Class::THAT).union(Class::AUXILIARY);

/// Fills the roles and the gender of every person.
pub(crate) fn bind(words: Words<'_>, entities: &mut Entities) {
    let Words { doc, tokens } = words;
    let reader = Reader { doc, tokens };
    for m in 0..entities.mentions.len() {
        if entities.entities[entities.entity_of[m].0 as usize].kind != NameKind::Person {
            continue;
        }
        let mention = &entities.mentions[m];
        let range = mention.tokens.start as usize..mention.tokens.end as usize;
        let before = reader.title_before(range.start);
        let after = reader.apposition_after(range.end);
        let entity = &mut entities.entities[entities.entity_of[m].0 as usize];
        for role in [before, after].into_iter().flatten() {
            if entity.gender == Gender::Unknown {
                entity.gender = reader.gender(role);
            }
            if !entity.roles.iter().any(|&r| doc.slice(r).eq_ignore_ascii_case(doc.slice(role))) {
                entity.roles.push(role);
            }
        }
    }
    for entity in entities.entities.iter_mut().filter(|e| e.kind == NameKind::Person) {
        if entity.gender == Gender::Unknown {
            entity.gender = name_gender(doc.slice(entity.name));
        }
    }
}

/// The gender that nine in ten bearers of the given name have.
fn name_gender(name: &str) -> Gender {
    let mut words = name.split(' ').filter(|w| w.trim_end_matches('.').chars().count() > 1);
    let (Some(first), Some(_)) = (words.next(), words.next()) else { return Gender::Unknown };
    // `Jean-Marc`: the parts decide where the whole is not known.
    let percent = lexicon::percent_women(Key::of(first))
        .or_else(|| first.rsplit('-').next().and_then(|part| lexicon::percent_women(Key::of(part))));
    match percent {
        Some(0..=10) => Gender::Masculine,
        Some(90..) => Gender::Feminine,
        _ => Gender::Unknown,
    }
}

struct Reader<'a> {
    doc: &'a Document,
    tokens: &'a Tokens,
}

impl Reader<'_> {
    fn text(&self, i: usize) -> &str {
        self.doc.slice(self.tokens.tokens()[i].span)
    }

    fn class(&self, i: usize) -> Class {
        lexicon::class(self.text(i))
    }

    fn is_capital(&self, i: usize) -> bool {
        self.text(i).starts_with(char::is_uppercase)
    }

    /// The title directly before a name: `US Treasury Secretary`, `campaign manager`, `Secretary of State`.
    fn title_before(&self, name: usize) -> Option<Span> {
        let sentence = &self.tokens.sentences()[self.tokens.sentence_of(name as u32) as usize];
        let first = sentence.tokens.start as usize;
        if name == first {
            return None;
        }
        let office = Class::TITLE | Class::PERSON;
        // A full stop that the tokenizer cut from `Sen.` and the comma of `manager, Jo` are passed over.
        let mut last = name - 1;
        if matches!(self.text(last), "." | ",") && last > first {
            last -= 1;
        }
        let comma = self.text(name - 1) == ",";
        let mut i = last;
        if !self.class(i).any(office) {
            // `Secretary of State John Kerry`, `attorney general of Oklahoma Scott Pruitt`.
            while i > first && last - i < 4 && self.is_capital(i) {
                i -= 1;
            }
            if i == first
                || i == last
                || !matches!(self.text(i), "of" | "for")
                || !self.class(i - 1).any(office)
                || !self.is_capital(i - 1)
            {
                return None;
            }
            i -= 1;
        }
        let mut start = i;
        while start > first && last - start < MAX_TOKENS && self.in_title(start - 1) {
            start -= 1;
        }
        // With a comma between, only a whole description is meant: `his lawyer, Ana Ruiz,`; not `he told the doctor, Ana ...`
        if comma && !(start > first && self.class(start - 1).is(Class::DETERMINER | Class::POSSESSIVE)) {
            return None;
        }
        Some(self.span(start, last + 1))
    }

    /// Whether a word goes on a title to the left: nouns, adjectives and names, no verbs or function words.
    fn in_title(&self, i: usize) -> bool {
        let class = self.class(i);
        let text = self.text(i);
        if self.tokens.tokens()[i].kind != TokenKind::Word {
            return false;
        }
        if matches!(text, "'s" | "’s") {
            return true;
        }
        if text.eq_ignore_ascii_case("former") || text.eq_ignore_ascii_case("then") {
            return true;
        }
        // `US` is also a pronoun in lower case.
        let place = self.is_capital(i) && class.is(Class::PLACE);
        if !place && class.is(Class::SAY | Class::STARTER | Class::CALENDAR) {
            return false;
        }
        self.is_capital(i) || class.is(Class::PERSON | Class::BODY | Class::TITLE | Class::MODIFIER)
    }

    /// The description after a name: `, the Republican attorney general of Oklahoma,`; `is the mayor of Utica`.
    fn apposition_after(&self, end: usize) -> Option<Span> {
        let n = self.tokens.tokens().len();
        if end >= n {
            return None;
        }
        let sentence =
            self.tokens.sentences()[self.tokens.sentence_of(end as u32 - 1) as usize].tokens.end as usize;
        let mut i = end;
        // `Jim Jordan (R-Ohio), an oversight panel member`; an age: `Ana Ruiz, 63, a nurse`.
        if i < sentence && self.text(i) == "(" {
            let close = (i..sentence.min(i + 8)).find(|&j| self.text(j) == ")")?;
            i = close + 1;
        }
        if i + 2 < sentence
            && self.text(i) == ","
            && self.tokens.tokens()[i + 1].kind == TokenKind::Number
            && self.text(i + 2) == ","
        {
            i += 2;
        }
        let copula = i < sentence && matches!(self.text(i), "is" | "was" | "became" | "remains");
        if i >= sentence || !(self.text(i) == "," || copula) {
            return None;
        }
        let start = i + 1;
        if start >= sentence || self.text(start) == "who" {
            return None;
        }
        let article = self.class(start).is(Class::ARTICLE) && !self.is_capital(start);
        if copula && !article {
            return None;
        }
        // The head noun comes before any verb, comma or relative clause.
        let mut head = None;
        let mut j = if article { start + 1 } else { start };
        while j < sentence && j - start < 9 {
            let class = self.class(j);
            // Without an article only words of a title go before the noun, not a verb: `63, stood before the judge`.
            let bare = !article && !self.is_capital(j) && !class.is(Class::MODIFIER);
            if class.is(Class::PERSON) {
                head = Some(j);
            } else if head.is_some()
                || bare && !class.is(Class::BODY | Class::TITLE)
                || self.tokens.tokens()[j].kind != TokenKind::Word
                || class.is(Class::SAY)
                || !self.is_capital(j)
                    && class.is(FUNCTION | Class::PREPOSITION | Class::CONJUNCTION | Class::TO)
            {
                break;
            }
            j += 1;
        }
        let mut stop = head? + 1;
        // `Vega, his wife Ana Ruiz and …`: the next of a list.
        let owned = matches!(self.text(start), "his" | "her" | "their");
        if owned && stop < sentence && self.is_capital(stop) {
            return None;
        }
        // Without an article a description must go on to its body: `president of the NAACP`, `head of …`, or be a title.
        while stop < sentence && stop - start < MAX_TOKENS {
            let text = self.text(stop);
            let token = self.tokens.tokens()[stop];
            if !matches!(token.kind, TokenKind::Word | TokenKind::Number) && !matches!(text, "&" | "-")
                || !self.is_capital(stop) && (self.class(stop).is(FUNCTION) || text == "but")
                || self.class(stop).is(Class::SAY)
            {
                break;
            }
            stop += 1;
        }
        // A clause, not a description: `in Utica, mayor Ruiz also said`.
        let closed = stop == sentence
            || !matches!(self.tokens.tokens()[stop].kind, TokenKind::Word | TokenKind::Number)
            || matches!(self.text(stop), "who" | "whose");
        if !closed || stop - start >= MAX_TOKENS {
            return None;
        }
        let skip = usize::from(article && matches!(self.text(start), "the" | "a" | "an"));
        Some(self.span(start + skip, stop))
    }

    fn gender(&self, role: Span) -> Gender {
        let range = self.tokens.tokens_in(role);
        // The head noun, not a possessor inside: `Trump's spokeswoman`, `mother of the chairman`.
        for i in range.start as usize..range.end as usize {
            if matches!(self.text(i), "of" | "for" | "at" | "to") {
                break;
            }
            let class = self.class(i);
            let possessor = i + 1 < range.end as usize && matches!(self.text(i + 1), "'s" | "’s" | "’" | "'");
            if possessor {
                continue;
            }
            if class.is(Class::MASCULINE) {
                return Gender::Masculine;
            }
            if class.is(Class::FEMININE) {
                return Gender::Feminine;
            }
        }
        Gender::Unknown
    }

    fn span(&self, from: usize, to: usize) -> Span {
        let tokens = self.tokens.tokens();
        tokens[from].span.cover(tokens[to - 1].span)
    }
}
