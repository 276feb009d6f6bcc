use dixit_learn::train::KernelTrainer;
use dixit_learn::{Container, ContainerBuilder, Random};

use super::{Config, Sample, order, rewritten};
use crate::dictionary::{Dictionary, OPEN};
use crate::features::{places, sum};
use crate::tagger::{LANES, Reader, WEIGHTS, best};
use crate::word::Clusters;

/// Trains the weights of the tagger, whose dictionary `builder` holds, and adds them.
pub(super) fn train(samples: &[Sample], config: &Config, builder: &mut ContainerBuilder, log: &dyn Fn(&str)) {
    let file = builder.finish();
    let container = Container::parse(&file).expect("made just now");
    let dictionary = Dictionary::read(&container).expect("made just now");
    let clusters = Clusters::embedded().expect("the embedded lexicon is sound");
    let mut trainer = KernelTrainer::<LANES>::new(config.tag_bits);
    let (mut random, mut reader) = (Random::new(config.seed), Reader::default());
    for epoch in 1..=config.epochs {
        let (mut right, mut of, mut skipped, mut barred) = (0u64, 0u64, 0u64, 0u64);
        for i in order(samples, config, &mut random) {
            let sample = &samples[i as usize];
            let words = rewritten(sample, config, &mut random);
            reader.read(words.iter().map(String::as_str), &clusters, &dictionary);
            let mut before = [u8::MAX; 2];
            for (i, gold) in sample.tags.iter().enumerate() {
                let gold = gold.map(|g| g.index());
                let tag = match reader.fixed(i) {
                    OPEN => decide(&mut trainer, &reader, i, before, gold, config.margin, &mut barred),
                    tag => {
                        skipped += 1;
                        tag
                    }
                };
                before = [tag, before[0]];
                of += u64::from(gold.is_some());
                right += u64::from(gold == Some(tag));
            }
        }
        let share = |n: u64| 100.0 * n as f64 / of as f64;
        log(&format!(
            "tags, pass {epoch}: {:.2} % right, {:.1} % fixed, {:.2} % barred, {} weights",
            share(right),
            share(skipped),
            share(barred),
            trainer.active()
        ));
    }
    trainer.write(builder, WEIGHTS);
}

/// Decides on a word and learns from it.
fn decide(
    trainer: &mut KernelTrainer<LANES>,
    reader: &Reader,
    i: usize,
    before: [u8; 2],
    gold: Option<u8>,
    margin: i32,
    barred: &mut u64,
) -> u8 {
    let mask = reader.mask(i);
    let (alone, around) = (reader.alone(i), reader.around(i, before));
    let (a, b) = (places(trainer, &alone), places(trainer, &around));
    let score = |tag| sum(trainer, &a, tag) + sum(trainer, &b, tag);
    let tag = best(mask, score);
    let Some(gold) = gold else { return tag };
    if mask & 1 << gold == 0 {
        *barred += 1;
        return tag;
    }
    let rival = if tag == gold { best(mask & !(1 << gold), score) } else { tag };
    let close = rival != gold && score(gold) - score(rival) <= margin;
    trainer.tick();
    if close {
        trainer.learn(&alone, gold, rival);
        trainer.learn(&around, gold, rival);
    }
    tag
}
