//! Clauses.

use std::ops::Range;

use crate::relation::Relation;
use crate::tag::Upos;
use crate::tree::{NONE, Tree};

/// What a clause is to the one it stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum ClauseKind {
    /// The clause of the sentence.
    Main,
    /// Complement: `said that …`, `said …`.
    Complement,
    /// Complement without a subject of its own: `refused to …`.
    Open,
    /// Subject: `that he left surprised …`.
    Subject,
    /// Adverbial: `when …`, `if …`, `to …`.
    Adverbial,
    /// Relative: `who …`.
    Relative,
    /// Other clause on a noun: `the plan to …`, `a man named …`.
    Adnominal,
    /// Joined by `and`, `but`, a comma.
    Coordinate,
    /// Loosely joined, as a reporting clause after what it reports: `…, he said`.
    Parataxis,
}

/// A predicate with its subject and what hangs on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// Everything in it, clauses within it too; half-open range of tokens.
    pub tokens: Range<u32>,
    /// The predicate: a verb, or the noun or adjective after a copula.
    pub verb: u32,
    /// What it is to the clause it stands in.
    pub kind: ClauseKind,
    /// Whether the verb is passive.
    pub passive: bool,
    /// Head of its subject. A coordinate clause without one has that of the clause before it.
    pub subject: Option<u32>,
    /// Head of its object.
    pub object: Option<u32>,
    /// Index of the clause that is its complement.
    pub complement: Option<u32>,
    /// The word that opens it: `that`, `if`, `to`.
    pub marker: Option<u32>,
    /// Index of the clause it stands in.
    pub parent: Option<u32>,
}

/// Bits of what hangs on a token.
const SUBJECT: u8 = 1;
const AUXILIARY: u8 = 2;

/// Buffers for the clauses of a sentence.
#[derive(Debug, Default)]
pub(crate) struct Finder {
    /// By token: what hangs on it.
    has: Vec<u8>,
    path: Vec<u32>,
}

/// What a predicate with this relation makes of its clause; `None` where it makes none.
fn kind(relation: Relation) -> Option<ClauseKind> {
    Some(match relation {
        Relation::Root => ClauseKind::Main,
        Relation::Ccomp => ClauseKind::Complement,
        Relation::Xcomp => ClauseKind::Open,
        Relation::Csubj => ClauseKind::Subject,
        Relation::Advcl => ClauseKind::Adverbial,
        Relation::AclRelcl => ClauseKind::Relative,
        Relation::Acl => ClauseKind::Adnominal,
        Relation::Conj => ClauseKind::Coordinate,
        Relation::Parataxis | Relation::List | Relation::Dep | Relation::Appos => ClauseKind::Parataxis,
        _ => return None,
    })
}

impl Finder {
    /// Appends the clauses of a sentence whose first token is `base`, and the clause of each of its tokens.
    pub(crate) fn clauses(
        &mut self,
        tree: &Tree<'_>,
        base: u32,
        out: &mut Vec<Clause>,
        clause_of: &mut Vec<u32>,
    ) {
        let n = tree.tags.len();
        self.has.clear();
        self.has.resize(n, 0);
        for (&head, relation) in tree.heads.iter().zip(tree.relations).filter(|(h, _)| **h != NONE) {
            use Relation::*;
            self.has[head as usize] |= match relation {
                Nsubj | NsubjPass | NsubjOuter | Csubj | Expl => SUBJECT,
                Aux | AuxPass | Cop => AUXILIARY,
                _ => 0,
            };
        }
        let first = clause_of.len();
        let first_clause = out.len();
        clause_of.resize(first + n, 0);
        let of = &mut clause_of[first..];
        for (i, of) in of.iter_mut().enumerate() {
            let verbal = matches!(tree.tags[i].upos(), Upos::Verb | Upos::Aux) || self.has[i] != 0;
            if let Some(kind) = kind(tree.relations[i]).filter(|_| verbal) {
                let (start, end) = tree.reach[i];
                out.push(Clause {
                    tokens: base + start..base + end + 1,
                    verb: base + i as u32,
                    kind,
                    passive: false,
                    subject: None,
                    object: None,
                    complement: None,
                    marker: None,
                    parent: None,
                });
                *of = out.len() as u32;
            }
        }
        if out.len() == first_clause {
            return;
        }
        self.spread(tree, of);
        fill(tree, base, of, out, first_clause);
    }

    /// Gives each token the clause of the nearest predicate above it.
    fn spread(&mut self, tree: &Tree<'_>, of: &mut [u32]) {
        // Tokens that are known to stand in no clause.
        const NO: u32 = u32::MAX;
        for i in 0..of.len() {
            let mut at = i as u32;
            self.path.clear();
            let found = loop {
                match (at, of.get(at as usize)) {
                    (NONE, _) | (_, None) => break NO,
                    (_, Some(0)) => {
                        self.path.push(at);
                        at = tree.heads[at as usize];
                    }
                    (_, Some(&clause)) => break clause,
                }
            };
            self.path.iter().for_each(|&token| of[token as usize] = found);
        }
        of.iter_mut().filter(|c| **c == NO).for_each(|c| *c = 0);
    }
}

/// Fills in what hangs on each predicate of a sentence, whose clauses begin at `first`.
fn fill(tree: &Tree<'_>, base: u32, of: &[u32], out: &mut [Clause], first: usize) {
    for (i, (&head, &relation)) in
        tree.heads.iter().zip(tree.relations).enumerate().filter(|(_, (h, _))| **h != NONE)
    {
        use Relation::*;
        let token = base + i as u32;
        let above = of[head as usize];
        let Some(at) = (above as usize).checked_sub(1) else { continue };
        let own = (of[i] as usize).checked_sub(1).filter(|&own| out[own].verb == token);
        if let Some(own) = own {
            out[own].parent = Some(at as u32);
        }
        if out[at].verb != base + head {
            continue;
        }
        let clause = &mut out[at];
        match relation {
            Nsubj | NsubjPass => clause.subject = clause.subject.or(Some(token)),
            Obj => clause.object = clause.object.or(Some(token)),
            Mark => clause.marker = clause.marker.or(Some(token)),
            Ccomp => clause.complement = own.map(|own| own as u32),
            Xcomp => clause.complement = clause.complement.or(own.map(|own| own as u32)),
            _ => (),
        }
        clause.passive |= matches!(relation, AuxPass | NsubjPass);
    }
    for i in first..out.len() {
        if out[i].kind == ClauseKind::Coordinate && out[i].subject.is_none() {
            out[i].subject = out[i].parent.and_then(|p| out[p as usize].subject);
        }
    }
}
