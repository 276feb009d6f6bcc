use dixit_learn::train::KernelTrainer;
use dixit_learn::{ContainerBuilder, Random};

use super::{Config, Sample, order};
use crate::features::{places, sum};
use crate::label::{LANES, Labeller, PAIRS, WEIGHTS, features, pair};
use crate::parse::{Node, State};
use crate::relation::Relation;
use crate::tag::Tag;
use crate::tagger::best;

/// A relation that a pair of tags has less often than this is taken for an error.
const LEAST: u32 = 3;

/// Trains the weights of relations on the right trees with tags as they will be found, and adds them.
pub(super) fn train(
    samples: &[Sample],
    tags: &[Vec<Tag>],
    nodes: &[Vec<Node>],
    config: &Config,
    builder: &mut ContainerBuilder,
    log: &dyn Fn(&str),
) {
    let allowed = allowed(samples, tags, config);
    Labeller::write(builder, &allowed);
    let mut trainer = KernelTrainer::<LANES>::new(config.relation_bits);
    let (mut random, mut state) = (Random::new(config.seed), State::default());
    for epoch in 1..=config.epochs {
        let (mut right, mut of) = (0u64, 0u64);
        for i in order(samples, config, &mut random) {
            let (sample, tags) = (&samples[i as usize], &tags[i as usize]);
            state.begin(nodes[i as usize].iter().copied());
            state.set(&sample.heads);
            for (word, gold) in sample.relations.iter().enumerate() {
                let (Some(gold), Some(head)) = (gold, sample.heads[word]) else { continue };
                let head = if head == 0 { state.len() } else { head - 1 };
                let mask = allowed[pair(word as u32, head, tags[word], tags.get(head as usize).copied())];
                of += 1;
                if mask.is_power_of_two() {
                    right += u64::from(mask == 1 << *gold as u8);
                    continue;
                }
                let features = features(&state, word as u32);
                let places = places(&trainer, &features);
                let score = |relation| sum(&trainer, &places, relation);
                let gold = *gold as u8;
                let rival = best(mask & !(1 << gold), score);
                let known = mask & 1 << gold != 0;
                let lead = if known { score(gold) - score(rival) } else { 0 };
                right += u64::from(known && lead > 0);
                trainer.tick();
                if known && lead <= config.margin {
                    trainer.learn(&features, gold, rival);
                }
            }
        }
        let share = 100.0 * right as f64 / of.max(1) as f64;
        log(&format!("relations, pass {epoch}: {share:.2} % right, {} weights", trainer.active()));
    }
    trainer.write(builder, WEIGHTS);
}

/// The relations that each pair of tags was seen with.
fn allowed(samples: &[Sample], tags: &[Vec<Tag>], config: &Config) -> Vec<u64> {
    let mut counts = vec![[0u32; Relation::ALL.len()]; PAIRS];
    for (sample, tags) in samples.iter().zip(tags) {
        let times = if sample.gold { config.gold_times as u32 } else { 1 };
        for (word, (relation, head)) in sample.relations.iter().zip(&sample.heads).enumerate() {
            let (Some(relation), Some(head)) = (relation, head) else { continue };
            let head = if *head == 0 { tags.len() as u32 } else { head - 1 };
            let pair = pair(word as u32, head, tags[word], tags.get(head as usize).copied());
            counts[pair][*relation as usize] += times;
        }
    }
    let mask = |counts: &[u32; Relation::ALL.len()]| {
        let total: u32 = counts.iter().sum();
        let often = |n: u32| n >= LEAST && n * 300 >= total;
        counts.iter().enumerate().filter(|&(_, &n)| often(n)).fold(0, |mask, (r, _)| mask | 1 << r)
    };
    counts.iter().map(mask).collect()
}
