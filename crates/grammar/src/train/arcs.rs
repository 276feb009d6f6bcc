use dixit_learn::train::KernelTrainer;
use dixit_learn::{ContainerBuilder, Random, Triples, Weights};
use rustc_hash::FxHashMap;

use super::{Config, Sample, order};
use crate::features::{places, sum};
use crate::parse::oracle::{Tree, free, some};
use crate::parse::{Action, Node, State, Sure, WEIGHTS, best};
use crate::tree::NONE;

/// A state is settled where it was met so often, and this share of its actions was free.
const LEAST: u32 = 20;
const SHARE: f64 = 0.997;
/// Lanes of the weights in training: an action each, and one to spare; and how many lines, as a power of two.
const LANES: usize = 4;
const TRAINED: u32 = 21;
/// One in so many errors of the parser is put right before it goes on.
const PUT_RIGHT: u64 = 8;

/// Trains the weights of the parser on sentences as it will see them, and adds them.
pub(super) fn train(
    samples: &[Sample],
    nodes: &[Vec<Node>],
    config: &Config,
    builder: &mut ContainerBuilder,
    log: &dyn Fn(&str),
) {
    let trees: Vec<Tree> = samples.iter().map(tree).collect();
    let sure = sure(samples, &trees, nodes, log);
    sure.write(builder);
    let mut trainer = KernelTrainer::<LANES>::new(TRAINED);
    let mut seen = Seen::default();
    let (mut random, mut state) = (Random::new(config.seed), State::default());
    for epoch in 1..=config.epochs {
        let (mut right, mut of, mut errors, mut steps) = (0u64, 0u64, 0u64, 0u64);
        for i in order(samples, config, &mut random) {
            let tree = &trees[i as usize];
            state.begin(nodes[i as usize].iter().copied());
            while !state.done() {
                let (allowed, free) = (state.allowed(), free(&state, tree));
                if let Some(action) = sure.get(state.key()).filter(|a| allowed[*a as usize]) {
                    state.act(action);
                    continue;
                }
                let features = state.features();
                if epoch == config.epochs {
                    seen.count(&features);
                }
                let places = places(&trainer, &features);
                let scores = Action::ALL.map(|action| sum(&trainer, &places, action as u8));
                let mut action = best(allowed, scores);
                trainer.tick();
                steps += 1;
                let good = [0, 1, 2].map(|a| free[a] && allowed[a]);
                let bad = [0, 1, 2].map(|a| !free[a] && allowed[a]);
                if good.contains(&true) && bad.contains(&true) {
                    let (better, worse) = (best(good, scores), best(bad, scores));
                    if scores[better as usize] - scores[worse as usize] <= config.margin {
                        trainer.learn(&features, better as u8, worse as u8);
                    }
                    if !free[action as usize] {
                        errors += 1;
                        if epoch == 1 || random.next_u64().is_multiple_of(PUT_RIGHT) {
                            action = better;
                        }
                    }
                }
                state.act(action);
            }
            let each = state.heads.iter().zip(&tree.heads).filter(|(_, gold)| **gold != NONE);
            each.for_each(|(ours, gold)| {
                of += 1;
                right += u64::from(ours == gold);
            });
        }
        let share = |n: u64, of: u64| 100.0 * n as f64 / of.max(1) as f64;
        log(&format!(
            "arcs, pass {epoch}: {:.2} % of heads, {:.2} % of steps wrong, {} weights",
            share(right, of),
            share(errors, steps),
            trainer.active()
        ));
    }
    let weights = trainer.finish();
    let mut features: Vec<(u64, u64, [i8; 3])> = Vec::new();
    #[allow(clippy::iter_over_hash_type)] // sorted below
    for (feature, count) in seen.counts {
        let place = trainer.place(feature);
        let weights = [0, 1, 2].map(|action| weights[place + action]);
        let spread = weights.iter().max().unwrap_or(&0).abs_diff(*weights.iter().min().unwrap_or(&0));
        if spread > 1 {
            features.push((u64::from(spread) * u64::from(count), feature, weights));
        }
    }
    features.sort_unstable_by_key(|f| (std::cmp::Reverse(f.0), f.1));
    let n = features.len();
    let taken = Triples::write(builder, WEIGHTS, config.arc_bits, features.into_iter().map(|f| (f.1, f.2)));
    log(&format!("arcs: {taken} of {n} features kept"));
}

/// How often features come, of those that come more than once.
#[derive(Default)]
struct Seen {
    /// A bit for each run of hashes: whether one of them came.
    once: Vec<u64>,
    counts: FxHashMap<u64, u32>,
}

impl Seen {
    /// Bits of a hash that name its bit.
    const BITS: u32 = 28;

    fn count(&mut self, features: &[u64]) {
        self.once.resize(1 << (Self::BITS - 6), 0);
        for &feature in features {
            let bit = feature >> (64 - Self::BITS);
            let word = &mut self.once[(bit / 64) as usize];
            match *word >> (bit % 64) & 1 {
                0 => *word |= 1 << (bit % 64),
                _ => *self.counts.entry(feature).or_insert(1) += 1,
            }
        }
    }
}

/// What is nearly always done, counted on gold trees.
fn sure(samples: &[Sample], trees: &[Tree], nodes: &[Vec<Node>], log: &dyn Fn(&str)) -> Sure {
    let mut counts = vec![[0u32; 4]; Sure::KEYS];
    let mut state = State::default();
    for ((_, tree), nodes) in samples.iter().zip(trees).zip(nodes).filter(|((s, _), _)| s.gold) {
        state.begin(nodes.iter().copied());
        while !state.done() {
            let (allowed, free) = (state.allowed(), free(&state, tree));
            let Some(action) = some(free, allowed) else {
                let any = some(allowed, allowed).expect("something may be done");
                state.act(any);
                continue;
            };
            if allowed.iter().filter(|a| **a).count() > 1 {
                let of = &mut counts[state.key()];
                of[3] += 1;
                (0..3).for_each(|a| of[a] += u32::from(free[a] && allowed[a]));
            }
            state.act(action);
        }
    }
    let (mut sure, mut steps, mut settled) = (Sure::new(), 0, 0);
    for (key, of) in counts.iter().enumerate().filter(|(_, of)| of[3] > 0) {
        steps += of[3];
        let often = Action::ALL.into_iter().max_by_key(|a| of[*a as usize]).expect("three");
        if of[3] >= LEAST && f64::from(of[often as usize]) >= f64::from(of[3]) * SHARE {
            sure.set(key, often);
            settled += of[3];
        }
    }
    log(&format!(
        "arcs: {:.1} % of steps are settled by tags alone",
        100.0 * f64::from(settled) / f64::from(steps.max(1))
    ));
    sure
}

/// The tree of a sample, its root behind the last word.
fn tree(sample: &Sample) -> Tree {
    let n = sample.words.len() as u32;
    let head = |head: &Option<u32>| match head {
        None => NONE,
        Some(0) => n,
        Some(head) => head - 1,
    };
    Tree::new(sample.heads.iter().map(head).collect())
}
