use dixit_learn::ContainerBuilder;
use dixit_learn::train::KernelTrainer;

use super::{Config, Sample, order, random};
use crate::features::{places, sum};
use crate::parse::oracle::{Tree, free, some};
use crate::parse::{Action, LANES, Node, State, WEIGHTS, best};
use crate::tree::NONE;

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
    let mut trainer = KernelTrainer::<LANES>::new(config.arc_bits);
    let (mut random_state, mut state) = (config.seed, State::default());
    for epoch in 1..=config.epochs {
        let (mut right, mut of, mut errors, mut steps) = (0u64, 0u64, 0u64, 0u64);
        for i in order(samples, config, &mut random_state) {
            let tree = &trees[i as usize];
            state.begin(nodes[i as usize].iter().copied());
            while !state.done() {
                let (allowed, free) = (state.allowed(), free(&state, tree));
                let features = state.features();
                let places = places(&trainer, &features);
                let scores = Action::ALL.map(|action| sum(&trainer, &places, action as u8));
                let mut action = best(allowed, scores);
                trainer.tick();
                steps += 1;
                if !free[action as usize] && some(free, allowed).is_some() {
                    let free_ones = [0, 1, 2].map(|a| free[a] && allowed[a]);
                    let better = best(free_ones, scores);
                    trainer.learn(&features, better as u8, action as u8);
                    errors += 1;
                    if epoch == 1 || random(&mut random_state).is_multiple_of(PUT_RIGHT) {
                        action = better;
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
    trainer.write(builder, WEIGHTS);
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
