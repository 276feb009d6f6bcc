//! How a word hangs on another.

use crate::tag::{UnknownName, named};
use std::fmt;
use std::str::FromStr;

named! {
    /// The relations of Universal Dependencies (<https://universaldependencies.org/en/dep/>) that English news needs.
    Relation {
        /// The head of the sentence.
        Root = "root",
        /// Mark.
        Punct = "punct",
        /// Preposition, possessive `'s`.
        Case = "case",
        /// Subject.
        Nsubj = "nsubj",
        /// Subject of a passive verb.
        NsubjPass = "nsubj:pass",
        /// Subject of a predicate that is a clause.
        NsubjOuter = "nsubj:outer",
        /// Clause as subject.
        Csubj = "csubj",
        /// Object.
        Obj = "obj",
        /// Indirect object.
        Iobj = "iobj",
        /// Nominal with a preposition that hangs on a verb.
        Obl = "obl",
        /// The one who acts, after `by`.
        OblAgent = "obl:agent",
        /// The same as `obl` without a preposition: `last week`.
        OblUnmarked = "obl:unmarked",
        /// Clause as complement: `said that …`.
        Ccomp = "ccomp",
        /// Complement whose subject is that of another: `wants to …`.
        Xcomp = "xcomp",
        /// Adverbial clause.
        Advcl = "advcl",
        /// Adverb.
        Advmod = "advmod",
        /// Auxiliary.
        Aux = "aux",
        /// Auxiliary of a passive.
        AuxPass = "aux:pass",
        /// Copula.
        Cop = "cop",
        /// `that`, `to`, `if`.
        Mark = "mark",
        /// Particle of a verb.
        CompoundPrt = "compound:prt",
        /// `it`, `there` without meaning.
        Expl = "expl",
        /// Nominal that hangs on a nominal.
        Nmod = "nmod",
        /// Possessor.
        NmodPoss = "nmod:poss",
        /// Title before a name.
        NmodDesc = "nmod:desc",
        /// The same as `nmod` without a preposition.
        NmodUnmarked = "nmod:unmarked",
        /// Apposition.
        Appos = "appos",
        /// Adjective.
        Amod = "amod",
        /// Article, demonstrative.
        Det = "det",
        /// `all` before an article.
        DetPredet = "det:predet",
        /// Number.
        Nummod = "nummod",
        /// Clause that hangs on a nominal.
        Acl = "acl",
        /// Relative clause.
        AclRelcl = "acl:relcl",
        /// Noun within a compound.
        Compound = "compound",
        /// Later words of a name.
        Flat = "flat",
        /// Later words of a fixed expression.
        Fixed = "fixed",
        /// Conjunct.
        Conj = "conj",
        /// `and`, `or`.
        Cc = "cc",
        /// `both`, `either`.
        CcPreconj = "cc:preconj",
        /// Loosely joined clause: `…, he said`.
        Parataxis = "parataxis",
        /// Item of a list.
        List = "list",
        /// Interjection.
        Discourse = "discourse",
        /// One who is addressed.
        Vocative = "vocative",
        /// Rest of a word that was written apart.
        Goeswith = "goeswith",
        /// Anything else.
        Dep = "dep",
    }
}

impl Relation {
    /// The relation of this name, without its subtype where only that is unknown; [`Relation::Dep`] for others. Names of older versions
    /// of the scheme are understood.
    pub fn read(name: &str) -> Self {
        let exact = match name {
            "dobj" => Ok(Self::Obj),
            "nsubjpass" => Ok(Self::NsubjPass),
            "csubjpass" => Ok(Self::Csubj),
            "auxpass" => Ok(Self::AuxPass),
            "mwe" => Ok(Self::Fixed),
            "neg" => Ok(Self::Advmod),
            "nmod:tmod" | "obl:tmod" | "nmod:npmod" | "obl:npmod" => Ok(Self::OblUnmarked),
            _ => name.parse(),
        };
        exact.or_else(|_| name.split(':').next().unwrap_or_default().parse()).unwrap_or(Self::Dep)
    }

    /// The relation with a number; [`Relation::Dep`] where there is none.
    #[inline]
    pub(crate) fn from_index(index: u8) -> Self {
        Self::ALL.get(usize::from(index)).copied().unwrap_or(Self::Dep)
    }
}
