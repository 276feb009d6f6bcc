//! Noun phrases.

use std::ops::Range;

use crate::relation::Relation;
use crate::tag::{Tag, Upos};
use crate::tree::{NONE, Tree};

/// A base noun phrase: a nominal head with what stands before it and belongs to it (articles, adjectives, numbers, titles, compounds,
/// possessors) and the later words of a name; without preposition, and without what follows.
///
/// `the former mayor of Oldtown` is two phrases, `the former mayor` and `Oldtown`; the first has `full` reach to the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase {
    /// Its tokens, half-open.
    pub tokens: Range<u32>,
    /// The token that it is about: `mayor`. Of a person's name the first word, as in Universal Dependencies.
    pub head: u32,
    /// The same with all that hangs on the head: prepositional phrases, relative clauses, appositions. Half-open.
    pub full: Range<u32>,
}

/// Buffers for the phrases of a sentence.
#[derive(Debug, Default)]
pub(crate) struct Bounds {
    /// First and last token of the base phrase of each token, and the first of its full phrase.
    bounds: Vec<(u32, u32, u32)>,
}

/// Whether a token with this relation stands within the phrase of its head, if before it.
fn is_premodifier(relation: Relation) -> bool {
    use Relation::*;
    matches!(relation, Det | DetPredet | Amod | Nummod | Compound | NmodPoss | NmodDesc | Flat | Goeswith)
}

/// Whether a token with this relation belongs to the phrase of its head, if after it.
fn is_later_part(relation: Relation) -> bool {
    matches!(relation, Relation::Flat | Relation::Goeswith | Relation::Fixed)
}

/// Whether a token heads a noun phrase.
pub(crate) fn is_head(tag: Tag, relation: Relation) -> bool {
    use Relation::*;
    match tag.upos() {
        Upos::Noun | Upos::Propn | Upos::Pron => !matches!(
            relation,
            Compound
                | Flat
                | Fixed
                | Goeswith
                | NmodDesc
                | Det
                | DetPredet
                | Amod
                | Nummod
                | Case
                | Advmod
                | Punct
                | Aux
                | AuxPass
                | Cop
                | Mark
                | Cc
                | CcPreconj
                | CompoundPrt
                | Expl
        ),
        Upos::Num | Upos::Sym | Upos::X | Upos::Det | Upos::Adj => matches!(
            relation,
            Nsubj
                | NsubjPass
                | NsubjOuter
                | Obj
                | Iobj
                | Obl
                | OblAgent
                | OblUnmarked
                | Nmod
                | NmodPoss
                | NmodUnmarked
                | Appos
                | Vocative
        ),
        _ => false,
    }
}

/// The noun phrases of a sentence whose tree is known: the tag of each token, how it hangs on its head, and the index of its head,
/// which is none of the sentence for the head of all. To make gold of trees that people drew.
pub fn phrases_of(words: &[(Tag, Relation, u32)]) -> Vec<Phrase> {
    let n = words.len();
    let mut reach: Vec<(u32, u32)> = (0..n as u32).map(|i| (i, i)).collect();
    for i in 0..n {
        // Up to the head of all; a circle ends after as many steps as there are words.
        let mut at = words[i].2 as usize;
        for _ in 0..n {
            let Some(word) = words.get(at) else { break };
            reach[at] = (reach[at].0.min(i as u32), reach[at].1.max(i as u32));
            at = word.2 as usize;
        }
    }
    let (tags, relations): (Vec<Tag>, Vec<Relation>) = words.iter().map(|w| (w.0, w.1)).unzip();
    let heads: Vec<u32> = words.iter().map(|w| if (w.2 as usize) < n { w.2 } else { NONE }).collect();
    let mut out = Vec::new();
    let tree = Tree { tags: &tags, relations: &relations, heads: &heads, reach: &reach };
    Bounds::default().phrases(&tree, 0, &mut out);
    out
}

impl Bounds {
    /// Appends the noun phrases of a sentence whose first token is `base`.
    pub(crate) fn phrases(&mut self, tree: &Tree<'_>, base: u32, out: &mut Vec<Phrase>) {
        let n = tree.tags.len() as u32;
        self.bounds.clear();
        self.bounds.extend((0..n).map(|i| (i, i, tree.reach[i as usize].0)));
        // Full phrases begin after prepositions, conjunctions and marks; from the right, so that the outermost is seen last.
        for child in (0..n).rev() {
            let (head, relation) = (tree.heads[child as usize], tree.relations[child as usize]);
            if head == NONE {
                continue;
            }
            let (first, last) = tree.reach[child as usize];
            let of = &mut self.bounds[head as usize];
            if child > head {
                if is_later_part(relation) {
                    of.1 = of.1.max(last);
                }
            } else if is_premodifier(relation) {
                of.0 = of.0.min(first);
            } else if matches!(relation, Relation::Case | Relation::Cc | Relation::Punct | Relation::Mark)
                && first == of.2
            {
                of.2 = last + 1;
            }
        }
        let first = out.len();
        for head in 0..n {
            let i = head as usize;
            if !is_head(tree.tags[i], tree.relations[i]) {
                continue;
            }
            let (start, end, full) = self.bounds[i];
            out.push(Phrase {
                tokens: base + start..base + end + 1,
                head: base + head,
                full: base + full.min(start)..base + tree.reach[i].1.max(end) + 1,
            });
        }
        out[first..].sort_unstable_by_key(|p| (p.tokens.start, std::cmp::Reverse(p.tokens.end)));
    }
}
