//! The same words across articles: exact, nearly the same and contained quotations in one group.
//!
//! [`Corpus::add`] takes records, [`cluster`] groups their quotations. Each [`Group`] has its fullest form, the
//! variants with what was done to each (cut, edited in brackets, words left out or changed), a vote on who spoke,
//! and where outlets disagree on words or speaker, which is where misquotes and wrong attributions are found.
//!
//! How it works, in time that grows with the corpus and not with its square:
//!
//! 1. Quotations become words, without case and punctuation; brackets and ellipses become gaps ([`words`]).
//!    Those with the same words are one form.
//! 2. Every form is looked up by the rarest pairs of neighbouring words it has. That finds contained quotations,
//!    which sketches of whole sets such as MinHash (Broder 1997) miss; asking by the rarest features first is the
//!    prefix filter of Bayardo, Ma and Srikant, *Scaling up all pairs similarity search* (WWW 2007).
//! 3. What is found is aligned word by word ([`align`]), with gaps free, and kept where few words differ and those in
//!    common are too rare together to be chance.
//! 4. Forms of nearly the same length are joined; a much shorter one goes to the one form it fits best, so that a
//!    slogan does not tie together all speeches it stands in.
//!
//! It compares words, not meanings: a paraphrase is not found.
//!
//! ```
//! use dixit_cluster::{Corpus, Options, cluster};
//!
//! # fn group(lines: &[&str]) -> Result<(), serde_json::Error> {
//! let mut corpus = Corpus::default();
//! for line in lines {
//!     corpus.add(&serde_json::from_str(line)?);
//! }
//! for group in cluster(&corpus, &Options::default()) {
//!     println!("{}: {} variants", corpus.quotations[group.fullest].text, group.variants.len());
//! }
//! # Ok(()) }
//! ```

pub mod align;
mod corpus;
mod group;
mod index;
mod link;
pub mod words;

pub use corpus::{Article, Corpus, Said};
pub use group::{Change, Group, Variant, VariantKind, Vote, cluster};

/// What counts as the same words.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Options {
    /// Quotations of fewer words are left alone: too many people say the same by chance. Default: 4.
    pub min_words: usize,
    /// Share of the shorter quotation's words that may differ, `0..=1`; one may in any of six words and more.
    /// Default: 0.12, one in eight.
    pub max_changed: f32,
}

impl Options {
    /// How many of `n` words may differ.
    fn changed(&self, n: usize) -> usize {
        ((self.max_changed * n as f32) as usize).max(usize::from(n >= 6))
    }
}

impl Default for Options {
    fn default() -> Self {
        Self { min_words: 4, max_changed: 0.12 }
    }
}
