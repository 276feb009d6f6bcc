//! Which forms belong together.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::Options;
use crate::align::{Alignment, MAX_SHORT, Scratch, align};
use crate::index::{Index, shared};
use crate::words::Words;

/// A form this long beside another is the same statement; a shorter one is contained in it.
const SAME_LENGTH: f32 = 0.8;
/// Share of the shorter form's words that must be seen in the longer; the others may fall into a gap of it.
const MOST: f32 = 0.6;
/// Nats that common words must say beyond what singles out one form among all.
const SPARE: f32 = 11.0;
/// Nats more for each word that differs.
const PER_ERROR: f32 = 6.0;

/// Two forms that hold the same words.
#[derive(Clone, Copy, Debug)]
struct Link {
    short: usize,
    long: usize,
    errors: u16,
    matched: u16,
    /// Nats that the common words say beyond what is asked.
    spare: f32,
    /// The set of same forms that `short` belongs to.
    set: usize,
}

/// Groups forms, which must be sorted by length, the longest first. Returns for each the smallest form of its group.
pub(crate) fn groups(forms: &[Words], options: &Options) -> Vec<usize> {
    let links = links(forms, options);
    let mut sets = Sets::new(forms.len());
    let same = |l: &Link| forms[l.short].words.len() as f32 >= SAME_LENGTH * forms[l.long].words.len() as f32;
    for link in links.iter().filter(|l| same(l)) {
        sets.join(link.short, link.long);
    }
    // Each set of same forms goes to one longer form at most: the one with the fewest changes, then the most words in
    // common, then nearest in length. The longest go first, so that it is known which of the longer ones are one.
    let mut contained: Vec<Link> = links.into_iter().filter(|l| !same(l)).collect();
    for link in &mut contained {
        link.set = sets.find(link.short);
    }
    contained.sort_unstable_by_key(|l| {
        (l.set, l.errors, std::cmp::Reverse(l.matched), std::cmp::Reverse(l.long), l.short)
    });
    for of_set in contained.chunk_by(|a, b| a.set == b.set) {
        let best = of_set[0];
        let home = sets.find(best.long);
        let elsewhere = of_set.iter().any(|l| l.errors == best.errors && sets.find(l.long) != home);
        // Words that stand in several statements and say little are a set phrase of theirs.
        if !elsewhere || best.spare >= SPARE {
            sets.join(best.short, best.long);
        }
    }
    (0..forms.len()).map(|form| sets.find(form)).collect()
}

/// All pairs found to hold the same words.
fn links(forms: &[Words], options: &Options) -> Vec<Link> {
    let index = Index::new(forms);
    let information = Information::new(forms);
    let enough = (forms.len().max(2) as f32).ln() + SPARE;
    forms
        .par_iter()
        .enumerate()
        .map_init(Scratch::default, |scratch, (short, words)| {
            let n = words.words.len().min(MAX_SHORT);
            let changed = options.changed(n);
            // Each changed word touches up to four features, and a gap of the longer one hides words.
            let needed = index.of(short).len().saturating_sub(4 * changed) / 2;
            let accept = |long: usize| {
                let found = compare(short, long, forms, &index, &information, scratch);
                let kept = f32::from(found.matched) >= MOST * n as f32
                    && usize::from(found.matched) >= options.min_words.min(n).max(1)
                    && usize::from(found.errors) <= changed;
                let says = found.information >= enough + PER_ERROR * f32::from(found.errors);
                (kept && says).then_some(Link {
                    short,
                    long,
                    errors: found.errors,
                    matched: found.matched,
                    spare: found.information - enough,
                    set: short,
                })
            };
            index.candidates(short, needed.max(1)).into_iter().filter_map(accept).collect::<Vec<_>>()
        })
        .flatten_iter()
        .collect()
}

/// Aligns where that is affordable; of two very long forms the features are compared.
fn compare(
    short: usize,
    long: usize,
    forms: &[Words],
    index: &Index,
    information: &Information,
    scratch: &mut Scratch,
) -> Alignment {
    let (a, b) = (&forms[short], &forms[long]);
    if a.words.len() <= MAX_SHORT {
        // Where the rarest word of the short one stands in the long one.
        let rarest = a.words.iter().copied().max_by(|&x, &y| information.of(x).total_cmp(&information.of(y)));
        let near = rarest.and_then(|word| b.words.iter().position(|&w| w == word)).unwrap_or(0);
        return align(a, b, near, &|word| information.of(word), scratch);
    }
    let (a, b) = (index.of(short), index.of(long));
    let share = shared(a, b) as f32 / a.len().max(1) as f32;
    // A changed word touches four features of the two that each word has.
    let errors = (1.0 - share) * MAX_SHORT as f32 / 2.0;
    Alignment { matched: (share * MAX_SHORT as f32) as u16, errors: errors as u16, information: f32::MAX }
}

/// What a word says: the logarithm of how seldom it is.
struct Information {
    counts: FxHashMap<u32, u32>,
    total: f32,
}

impl Information {
    fn new(forms: &[Words]) -> Self {
        let mut counts: FxHashMap<u32, u32> = FxHashMap::default();
        let mut total = 0_u64;
        for form in forms {
            total += form.words.len() as u64;
            for &word in &form.words {
                *counts.entry(word).or_default() += 1;
            }
        }
        // A handful of quotations says little of how frequent words are: as if a page of text had been read.
        Self { counts, total: total.max(2000) as f32 }
    }

    fn of(&self, word: u32) -> f32 {
        (self.total / self.counts.get(&word).copied().unwrap_or(1) as f32).ln()
    }
}

/// Disjoint sets with path halving; a set is named by its smallest member.
struct Sets(Vec<usize>);

impl Sets {
    fn new(n: usize) -> Self {
        Self((0..n).collect())
    }

    fn find(&mut self, mut i: usize) -> usize {
        while self.0[i] != i {
            self.0[i] = self.0[self.0[i]];
            i = self.0[i];
        }
        i
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.find(a), self.find(b));
        self.0[a.max(b)] = a.min(b);
    }
}
