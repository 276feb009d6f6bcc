//! Reads queries off the text: the words that ask who speaks, and their surroundings.

use dixit_entities::Gender;
use dixit_entities::lexicon::WordClass;
use dixit_quotes::{Quote, QuoteKind};
use smallvec::SmallVec;

use crate::context::Context;
use crate::discourse::Quoted;
use crate::personal::Personal;
use crate::query::{Kind, Pointing, Query};
use crate::source_phrase::Description;
use crate::title::{is_small, office};
use crate::words::{self, Words, is_possessive};

impl<'q> Query<'q> {
    fn at(cx: &Context, kind: Kind, token: u32, personal: Personal, quote: Option<&'q Quote>) -> Self {
        let sentence = cx.sentence_of(token);
        let range = &cx.tokens.sentences()[sentence as usize].tokens;
        let start = cx.tokens.tokens()[token as usize].span.start();
        let before = if token > range.start { cx.text(token - 1) } else { "" };
        let person_follows = || {
            let mut nouns = (token + 1..(token + 4).min(range.end)).take_while(|&i| cx.is_word(i));
            nouns.any(|i| cx.class(i).any(WordClass::PERSON))
        };
        Query {
            kind,
            token,
            start,
            sentence,
            paragraph: cx.paragraph_of(token),
            quote,
            source: quote.is_some(),
            gender: personal.gender,
            subject: personal.subject,
            possessive: personal.possessive,
            object: !personal.subject && !personal.possessive,
            reflexive: personal.reflexive,
            opening: token == range.start || token == range.start + 1 && cx.is_capital(range.start),
            opens: token <= range.start + 1,
            early: token <= range.start + 2,
            clause_subject: personal.subject && (before == "," || words::is(before, Words::CLAUSE_OPENER)),
            owns_own: personal.possessive && token + 1 < range.end && cx.text(token + 1) == "own",
            owns_person: personal.possessive && person_follows(),
            quoted: Quoted::new(cx.tokens).at(start),
            head: token,
            class: WordClass::default(),
            pointing: Pointing::Bare,
            words: SmallVec::new(),
            names: SmallVec::new(),
            owner: None,
            noun_owned: false,
            noun_qualified: false,
            noun_generic: false,
            noun_medium: false,
            noun_trading: false,
            noun_in_roles: false,
            noun_in_names: false,
            noun_called: false,
            pause: u32::MAX,
            alone: false,
            asked: false,
            in_turn: false,
            direct: quote.is_some_and(|q| q.kind == QuoteKind::Direct),
            first_words: cx.history.is_empty(),
        }
    }

    /// `he` or `she` at `token`, as the source of `quote` or in the text around.
    pub(crate) fn personal(cx: &Context, token: u32, personal: Personal, quote: Option<&'q Quote>) -> Self {
        Self::at(cx, Kind::Personal, token, personal, quote)
    }

    /// `they` or `it` at `token`.
    pub(crate) fn pronoun(cx: &Context, kind: Kind, token: u32, quote: &'q Quote) -> Self {
        Self::at(cx, kind, token, Personal::subject(Gender::Unknown), Some(quote))
    }

    /// The noun at `head`, as if `the` and it stood at `token`: for training.
    pub(crate) fn body_noun(cx: &Context, token: u32, head: u32, quote: &'q Quote) -> Self {
        let words = std::iter::once(office(cx.text(head))).collect();
        Query { pointing: Pointing::Definite, words, ..Self::of_head(cx, token, head, quote) }
    }

    /// A noun phrase that begins at `token`, as far as its head tells.
    fn of_head(cx: &Context, token: u32, head: u32, quote: &'q Quote) -> Self {
        let class = cx.class(head);
        let gender = match (class.any(WordClass::MASCULINE), class.any(WordClass::FEMININE)) {
            (true, false) => Gender::Masculine,
            (false, true) => Gender::Feminine,
            _ => Gender::Unknown,
        };
        let word = cx.text(head);
        Query {
            head,
            class,
            noun_generic: words::is(word, Words::GENERIC),
            noun_medium: words::is(word, Words::MEDIUM),
            noun_trading: words::is(word, Words::TRADING),
            noun_in_roles: cx.roles().holds(office(word)),
            ..Self::at(cx, Kind::Noun, token, Personal::subject(gender), Some(quote))
        }
    }

    /// A noun phrase.
    pub(crate) fn noun(cx: &Context, d: &Description, quote: &'q Quote) -> Self {
        let phrase = d.start..d.full_end.max(d.end);
        let qualified = !cx.entities.mentions_in(cx.span(d.start, d.end)).is_empty();
        Query {
            pointing: pointing(cx, d),
            words: phrase
                .filter(|&i| cx.is_word(i) && !is_small(cx.text(i)))
                .map(|i| office(cx.text(i)))
                .collect(),
            names: phrase_names(cx, d),
            owner: d.owner,
            noun_owned: d.owner.is_some() || words::is(cx.text(d.start), Words::POSSESSIVE),
            noun_qualified: qualified,
            ..Self::of_head(cx, d.start, d.head, quote)
        }
    }

    /// A quotation without a source.
    pub(crate) fn without_source(cx: &Context, quote: &'q Quote) -> Self {
        let token = cx.token_at(cx.anchor(quote)).min(cx.tokens.tokens().len() as u32 - 1);
        let mut query = Self::at(cx, Kind::Missing, token, Personal::subject(Gender::Unknown), Some(quote));
        let paragraph = &cx.tokens.paragraphs()[query.paragraph as usize].tokens;
        query.alone = token <= paragraph.start + 1;
        let Some(last) = cx.history.last() else { return query };
        query.pause = query.paragraph.saturating_sub(last.paragraph);
        query.asked = last.question;
        let turns: SmallVec<[_; 4]> = cx.history.iter().rev().take(3).collect();
        if let [a, b, c] = turns[..] {
            query.in_turn = a.entity.is_some()
                && b.entity.is_some()
                && a.entity == c.entity
                && a.entity != b.entity
                && query.paragraph > a.paragraph
                && a.paragraph > b.paragraph
                && b.paragraph > c.paragraph;
        }
        query
    }
}

fn pointing(cx: &Context, d: &Description) -> Pointing {
    let first = cx.text(d.start);
    if words::is(first, Words::DEFINITE.union(Words::POSSESSIVE)) {
        Pointing::Definite
    } else if words::is(first, Words::INDEFINITE) {
        Pointing::Indefinite
    } else if d.owner.is_some() && (d.start..d.head).any(|i| is_possessive(cx.text(i))) {
        Pointing::Definite
    } else {
        Pointing::Bare
    }
}

/// The words of names in a noun phrase and what belongs to it.
fn phrase_names(cx: &Context, d: &Description) -> SmallVec<[u64; 4]> {
    let mentions = cx.entities.mentions_in(cx.span(d.start, d.full_end.max(d.end)));
    let tokens = cx.entities.mentions[mentions].iter().flat_map(|m| m.tokens.clone());
    tokens.filter(|&t| cx.is_word(t) && !is_small(cx.text(t))).map(|t| office(cx.text(t))).collect()
}
