//! The layer of grammar.

use std::borrow::Cow;
use std::ops::Range;

use dixit_tokens::Token;

use crate::clause::Clause;
use crate::lemma::Lemma;
use crate::phrase::Phrase;
use crate::relation::Relation;
use crate::tag::Tag;
use crate::tree::NONE;

/// What grammar says of a text: plain data by token, then phrases and clauses as ranges of tokens.
///
/// Token indices are those of [`Tokens::tokens`](dixit_tokens::Tokens::tokens); all lists are sorted by where they start.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Syntax {
    pub(crate) tags: Vec<Tag>,
    pub(crate) lemmas: Vec<Lemma>,
    pub(crate) heads: Vec<u32>,
    pub(crate) relations: Vec<Relation>,
    pub(crate) phrases: Vec<Phrase>,
    pub(crate) clauses: Vec<Clause>,
    /// By token: one more than the index of the clause whose predicate it is, or that it stands in.
    pub(crate) clause_of: Vec<u32>,
}

impl Syntax {
    /// The part of speech of each token.
    #[inline]
    pub fn tags(&self) -> &[Tag] {
        &self.tags
    }

    /// How the lemma of each token is made from the token.
    #[inline]
    pub fn lemmas(&self) -> &[Lemma] {
        &self.lemmas
    }

    /// The lemma of a token of `text`. Allocates only where it differs from what is written.
    ///
    /// # Panics
    /// If there is no such token.
    pub fn lemma<'t>(&self, token: u32, tokens: &[Token], text: &'t str) -> Cow<'t, str> {
        let i = token as usize;
        self.lemmas[i].of(&text[tokens[i].span.range()])
    }

    /// The token that a token hangs on; `None` for the head of a sentence.
    ///
    /// # Panics
    /// If there is no such token.
    #[inline]
    pub fn head(&self, token: u32) -> Option<u32> {
        Some(self.heads[token as usize]).filter(|&h| h != NONE)
    }

    /// How each token hangs on its head.
    #[inline]
    pub fn relations(&self) -> &[Relation] {
        &self.relations
    }

    /// Noun phrases, by where they start; one within another (a possessor) comes after it.
    #[inline]
    pub fn phrases(&self) -> &[Phrase] {
        &self.phrases
    }

    /// The smallest noun phrase that holds a token.
    pub fn phrase_at(&self, token: u32) -> Option<&Phrase> {
        let end = self.phrases.partition_point(|p| p.tokens.start <= token);
        // Phrases overlap only where one holds the other, and possessors are few: the first that fits is near.
        self.phrases[..end].iter().rev().take(8).find(|p| p.tokens.contains(&token))
    }

    /// The noun phrase with this head.
    pub fn phrase_of(&self, head: u32) -> Option<&Phrase> {
        self.phrase_at(head).filter(|p| p.head == head)
    }

    /// Clauses, by their predicates.
    #[inline]
    pub fn clauses(&self) -> &[Clause] {
        &self.clauses
    }

    /// Index of the clause that a token stands in, or whose predicate it is; `None` outside all, as in a headline without a verb.
    ///
    /// # Panics
    /// If there is no such token.
    #[inline]
    pub fn clause_at(&self, token: u32) -> Option<u32> {
        self.clause_of[token as usize].checked_sub(1)
    }

    /// The tokens that hang on `token`, within its sentence, which is `sentence`.
    pub fn children(&self, token: u32, sentence: Range<u32>) -> impl Iterator<Item = u32> {
        sentence.filter(move |&i| self.heads[i as usize] == token)
    }

    /// Empties the layer and keeps its memory.
    pub fn clear(&mut self) {
        self.tags.clear();
        self.lemmas.clear();
        self.heads.clear();
        self.relations.clear();
        self.phrases.clear();
        self.clauses.clear();
        self.clause_of.clear();
    }
}
