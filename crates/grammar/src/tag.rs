//! Parts of speech.

use std::fmt;
use std::str::FromStr;

/// Defines an enum of one byte whose values have a name in the treebanks.
macro_rules! named {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $value:ident = $word:literal,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum $name { $($(#[$doc])* $value,)* }

        impl $name {
            /// All values in order.
            pub const ALL: &'static [$name] = &[$($name::$value,)*];

            /// The name in the treebanks.
            pub const fn as_str(self) -> &'static str {
                match self { $($name::$value => $word,)* }
            }
        }

        impl FromStr for $name {
            type Err = UnknownName;

            fn from_str(name: &str) -> Result<Self, UnknownName> {
                match name { $($word => Ok($name::$value),)* _ => Err(UnknownName) }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }
    };
}
pub(crate) use named;

/// A name that no part of speech or relation has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownName;

impl fmt::Display for UnknownName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no such tag")
    }
}

impl std::error::Error for UnknownName {}

named! {
    /// The universal parts of speech (<https://universaldependencies.org/u/pos/>).
    Upos {
        /// Adjective.
        Adj = "ADJ",
        /// Preposition.
        Adp = "ADP",
        /// Adverb.
        Adv = "ADV",
        /// Auxiliary, modal, copula.
        Aux = "AUX",
        /// `and`, `or`, `but`.
        Cconj = "CCONJ",
        /// Article, demonstrative, quantifier before a noun.
        Det = "DET",
        /// Interjection.
        Intj = "INTJ",
        /// Noun.
        Noun = "NOUN",
        /// Number.
        Num = "NUM",
        /// `to` of an infinitive, `not`, possessive `'s`.
        Part = "PART",
        /// Pronoun.
        Pron = "PRON",
        /// Word of a name.
        Propn = "PROPN",
        /// Mark.
        Punct = "PUNCT",
        /// `that`, `if`, `because`.
        Sconj = "SCONJ",
        /// Currency, operator, emoji.
        Sym = "SYM",
        /// Verb.
        Verb = "VERB",
        /// Anything else.
        X = "X",
    }
}

named! {
    /// The tags of the Penn Treebank (Marcus et al., 1993) with those the English Web Treebank adds.
    #[allow(missing_docs, reason = "their names are their documentation")]
    Penn {
        Nn = "NN", In = "IN", Dt = "DT", Prp = "PRP", Nnp = "NNP", Jj = "JJ", Stop = ".", Rb = "RB", Nns = "NNS", Vb = "VB",
        Comma = ",", Cc = "CC", Cd = "CD", Vbn = "VBN", Vbd = "VBD", Md = "MD", To = "TO", Vbg = "VBG", PrpS = "PRP$",
        Vbz = "VBZ", Vbp = "VBP", Rrb = "-RRB-", Lrb = "-LRB-", Wdt = "WDT", Colon = ":", Wrb = "WRB", Open = "``",
        Close = "''", Wp = "WP", Rp = "RP", Uh = "UH", Pos = "POS", Hyph = "HYPH", Nnps = "NNPS", Jjr = "JJR", Jjs = "JJS",
        Ex = "EX", Rbr = "RBR", Dollar = "$", Add = "ADD", Nfp = "NFP", Gw = "GW", Sym = "SYM", Pdt = "PDT", Ls = "LS",
        Rbs = "RBS", Fw = "FW", Afx = "AFX", WpS = "WP$", Xx = "XX",
    }
}

/// The part of speech of a token, universal and Penn together, in one byte.
///
/// ```
/// use dixit_grammar::{Penn, Tag, Upos};
/// let tag = Tag::of(Upos::Aux, Penn::Vbz);
/// assert_eq!((tag.upos(), tag.penn()), (Upos::Aux, Penn::Vbz));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Tag(u8);

/// The pairs there are; a tag is an index. Part of the model's format: add at the end, to 64.
static PAIRS: [(Upos, Penn); 63] = {
    use Penn::*;
    use Upos::*;
    [
        (Noun, Nn),
        (Adp, In),
        (Det, Dt),
        (Pron, Prp),
        (Propn, Nnp),
        (Adj, Jj),
        (Punct, Stop),
        (Adv, Rb),
        (Noun, Nns),
        (Verb, Vb),
        (Punct, Comma),
        (Cconj, Cc),
        (Num, Cd),
        (Sconj, In),
        (Verb, Vbn),
        (Verb, Vbd),
        (Aux, Md),
        (Part, To),
        (Verb, Vbg),
        (Pron, PrpS),
        (Aux, Vbz),
        (Aux, Vbp),
        (Verb, Vbp),
        (Aux, Vbd),
        (Part, Rb),
        (Verb, Vbz),
        (Aux, Vb),
        (Punct, Rrb),
        (Punct, Lrb),
        (Pron, Wdt),
        (Punct, Colon),
        (Adv, Wrb),
        (Punct, Open),
        (Pron, Dt),
        (Punct, Close),
        (Pron, Wp),
        (Adp, Rp),
        (Intj, Uh),
        (Part, Pos),
        (Punct, Hyph),
        (Adj, Nnp),
        (Propn, Nnps),
        (Pron, Nn),
        (Adj, Jjr),
        (Adj, Jjs),
        (Pron, Ex),
        (Aux, Vbn),
        (Adv, Rbr),
        (Upos::Sym, Dollar),
        (Propn, Add),
        (Punct, Nfp),
        (X, Gw),
        (Upos::Sym, Penn::Sym),
        (Det, Pdt),
        (Aux, Vbg),
        (Num, Ls),
        (Upos::Sym, Nfp),
        (Adv, Rbs),
        (Det, Wdt),
        (Noun, Fw),
        (X, Afx),
        (Pron, WpS),
        (X, Fw),
    ]
};

impl Tag {
    /// Number of tags.
    pub const COUNT: usize = PAIRS.len();

    /// The tag of a pair; where no token has it, one with the same universal part, and else the commonest with the same Penn tag.
    pub fn of(upos: Upos, penn: Penn) -> Self {
        let find = |fits: &dyn Fn(&(Upos, Penn)) -> bool| PAIRS.iter().position(fits);
        let found = find(&|p| *p == (upos, penn));
        let found = found.or_else(|| find(&|p| p.0 == upos)).or_else(|| find(&|p| p.1 == penn));
        Self(found.unwrap_or(0) as u8)
    }

    /// All tags in order.
    pub fn all() -> impl Iterator<Item = Tag> {
        (0..Self::COUNT as u8).map(Tag)
    }

    /// The universal part of speech.
    #[inline]
    pub fn upos(self) -> Upos {
        PAIRS[self.0 as usize].0
    }

    /// The Penn tag.
    #[inline]
    pub fn penn(self) -> Penn {
        PAIRS[self.0 as usize].1
    }

    /// Number of the tag, below [`Tag::COUNT`].
    #[inline]
    pub fn index(self) -> u8 {
        self.0
    }

    /// The tag with a number; the last one where there is none.
    #[inline]
    pub(crate) fn from_index(index: u8) -> Self {
        Self(index.min(Self::COUNT as u8 - 1))
    }

    /// Whether it is a verb or an auxiliary in a form that shows tense: `said`, `is`, `will`.
    pub fn is_finite(self) -> bool {
        matches!(self.penn(), Penn::Vbd | Penn::Vbz | Penn::Vbp | Penn::Md)
    }

    /// Whether it is a noun, a name or a pronoun.
    pub fn is_nominal(self) -> bool {
        matches!(self.upos(), Upos::Noun | Upos::Propn | Upos::Pron)
    }
}

impl fmt::Debug for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.upos(), self.penn())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_back() {
        for tag in Tag::all() {
            assert_eq!(tag.upos().as_str().parse(), Ok(tag.upos()));
            assert_eq!(tag.penn().as_str().parse(), Ok(tag.penn()));
            assert_eq!(Tag::of(tag.upos(), tag.penn()), tag);
        }
        assert_eq!("NOPE".parse::<Upos>(), Err(UnknownName));
    }

    #[test]
    fn strange_pairs_keep_their_universal_part() {
        assert_eq!(Tag::of(Upos::Verb, Penn::Gw).upos(), Upos::Verb);
    }
}
