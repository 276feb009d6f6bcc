use dixit_learn::ContainerBuilder;
use rustc_hash::{FxHashMap, FxHashSet};

use super::Sample;
use crate::lemma::{KEYS, Lemma, Lemmas, keys};
use crate::tag::Tag;
use crate::word::{self, Clusters};

/// How much a lemma that people chose counts beside one of a program.
const GOLD: u32 = 20;

/// Learns the rules of lemmas and writes them.
pub(super) fn write(samples: &[Sample], builder: &mut ContainerBuilder) {
    let clusters = Clusters::embedded().expect("the embedded lexicon is sound");
    // How often each edit came with a word and a tag.
    let mut counts: FxHashMap<(&str, Tag), FxHashMap<Lemma, u32>> = FxHashMap::default();
    for sample in samples {
        for ((word, tag), lemma) in sample.words.iter().zip(&sample.tags).zip(&sample.lemmas) {
            let (Some(tag), Some(lemma)) = (tag, lemma) else { continue };
            let Some(edit) = Lemma::between(word, lemma) else { continue };
            *counts.entry((word, *tag)).or_default().entry(edit).or_default() +=
                if sample.gold { GOLD } else { 1 };
        }
    }
    // The same by key. A word counts once for what its end tells, however often it came.
    let mut by_key: [FxHashMap<u64, FxHashMap<Lemma, u32>>; KEYS] = Default::default();
    let mut words: Vec<[u64; KEYS]> = Vec::new();
    #[allow(clippy::iter_over_hash_type)] // words are sorted below, and sums have no order
    for (&(word, tag), edits) in &counts {
        let keys = keys(&word::read(word, &clusters), tag);
        words.push(keys);
        let Some(best) = most(edits) else { continue };
        #[allow(clippy::iter_over_hash_type)] // sums have no order
        for (edit, n) in edits {
            *by_key[0].entry(keys[0]).or_default().entry(*edit).or_default() += n;
        }
        for k in 1..KEYS {
            *by_key[k].entry(keys[k]).or_default().entry(best).or_default() += 1;
        }
    }
    words.sort_unstable();
    // From what all words of a tag share to the word itself: only what the rule before does not say.
    let mut rules: FxHashMap<u64, Lemma> = FxHashMap::default();
    let mut done: FxHashSet<u64> = FxHashSet::default();
    for k in (0..KEYS).rev() {
        for keys in &words {
            let Some(edits) = by_key[k].get(&keys[k]).filter(|_| keys[k] != 0) else { continue };
            if !done.insert(keys[k]) || k > 0 && edits.values().sum::<u32>() < 2 {
                continue;
            }
            let before = keys[k + 1..].iter().find_map(|key| rules.get(key));
            if let Some(best) = most(edits).filter(|best| Some(best) != before) {
                rules.insert(keys[k], best);
            }
        }
    }
    let mut rules: Vec<(u64, Lemma)> = rules.into_iter().collect();
    rules.sort_unstable();
    Lemmas::write(builder, &rules);
}

/// The commonest edit.
fn most(edits: &FxHashMap<Lemma, u32>) -> Option<Lemma> {
    edits.iter().max_by_key(|(edit, n)| (**n, std::cmp::Reverse(**edit))).map(|e| *e.0)
}
