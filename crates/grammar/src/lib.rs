//! Grammar of English text at bulk speed: parts of speech, lemmas, dependency trees, noun phrases and clauses.
//!
//! [`Grammar::read`] takes the tokens of a text and returns [`Syntax`], a layer of plain data: a [`Tag`], a [`Lemma`], a head and a
//! [`Relation`] by token, then [`Phrase`]s and [`Clause`]s as ranges of tokens. It never fails on text, takes time linear in its length,
//! and allocates nothing by token. [`Grammar::read_words`] does the same for words from elsewhere.
//!
//! ```
//! use dixit_grammar::{ClauseKind, Grammar};
//!
//! let text = "The minister who resigned on Friday refused to answer.";
//! let tokens = dixit_tokens::tokenize(text);
//! let syntax = Grammar::embedded().read(text, &tokens, &mut Default::default());
//! let kinds: Vec<ClauseKind> = syntax.clauses().iter().map(|c| c.kind).collect();
//! assert_eq!(kinds, [ClauseKind::Relative, ClauseKind::Main, ClauseKind::Open]);
//! ```
//!
//! # What it follows
//! Tags, lemmas and relations are those of Universal Dependencies 2 as the English Web Treebank has them, with the tags of the Penn
//! Treebank beside the universal ones. What a noun phrase is stands at [`Phrase`], what a clause is at [`Clause`].
//!
//! # How it works
//! Three greedy perceptrons over tables of hashed features ([`dixit_learn::Kernel`], [`dixit_learn::Triples`]): one chooses among the tags that a dictionary allows a word, from
//! left to right; one builds a projective tree (arc-hybrid, trained with a dynamic oracle); one names each arc. Phrases and clauses are
//! read off the tree. Scores and speed stand in the card `models/grammar/README.md`.
//!
//! # When to use something else
//! For other languages than English; for trees as good as can be had, whatever they cost (spaCy's transformer models, Stanza).
//!
//! [`lexicon`] has the words that mean something to dixit, by class.
//!
//! # Features
//! - `train`: the trainer, for `dixit-dev`. Off by default.

pub mod lexicon;

mod casing;
mod clause;
mod dictionary;
mod features;
mod grammar;
mod label;
mod lemma;
mod parse;
mod phrase;
mod relation;
mod syntax;
mod tag;
mod tagger;
#[cfg(feature = "train")]
pub mod train;
mod tree;
mod vocabulary;
mod word;
mod words;

pub use clause::{Clause, ClauseKind};
pub use grammar::Grammar;
pub use lemma::Lemma;
pub use phrase::{Phrase, phrases_of};
pub use relation::Relation;
pub use syntax::Syntax;
pub use tag::{Penn, Tag, UnknownName, Upos};
pub use words::Words;
