//! Trains the model on sentences with their analysis.

mod arcs;
mod dictionary;
mod lemmas;
mod relations;
mod tags;

use std::cell::RefCell;

use dixit_learn::{Container, ContainerBuilder, Random};

use crate::grammar::node;
use crate::parse::Node;
use crate::relation::Relation;
use crate::tag::Tag;
use crate::tagger::{Reader, Tagger};

/// A sentence with its analysis, or what is known of it.
#[derive(Clone, Debug, Default)]
pub struct Sample {
    /// The words as written.
    pub words: Vec<String>,
    /// The tag of each, where known.
    pub tags: Vec<Option<Tag>>,
    /// The lemma of each, where known.
    pub lemmas: Vec<Option<String>>,
    /// The head of each, where known: its index from 1, 0 for the root.
    pub heads: Vec<Option<u32>>,
    /// How each hangs on its head, where known.
    pub relations: Vec<Option<Relation>>,
    /// Whether people made the analysis, rather than a program.
    pub gold: bool,
}

/// How to train.
#[derive(Clone, Debug)]
pub struct Config {
    /// Passes over the data.
    pub epochs: usize,
    /// Lines of weights for tags, for arcs and for relations, as powers of two.
    pub tag_bits: u32,
    /// See `tag_bits`.
    pub arc_bits: u32,
    /// See `tag_bits`.
    pub relation_bits: u32,
    /// How often a pass reads each gold sentence.
    pub gold_times: usize,
    /// One in so many sentences is read in another casing.
    pub recased: u64,
    /// Parts of the gold sentences of which each is tagged by what was trained on the others, so that the parser learns from tags
    /// as they will be.
    pub folds: usize,
    /// Learn also where the right answer leads by no more than this.
    pub margin: i32,
    /// Decides the order of sentences and which are written another way.
    pub seed: u64,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            epochs: 5,
            tag_bits: 14,
            arc_bits: 17,
            relation_bits: 12,
            gold_times: 4,
            recased: 8,
            folds: 4,
            margin: 100,
            seed: 1,
        }
    }
}

/// Trains on `samples` and returns the file of the model. `log` is told how it goes.
///
/// The parser learns from tags as they will be: of gold sentences by a tagger of the other ones, of the rest by a tagger of gold alone.
pub fn train(samples: &[Sample], config: &Config, log: &dyn Fn(&str)) -> Vec<u8> {
    let gold: Vec<Sample> = samples.iter().filter(|s| s.gold).cloned().collect();
    let tagger = |samples: &[Sample], log: &dyn Fn(&str)| {
        let mut builder = ContainerBuilder::default();
        dictionary::write(samples, &mut builder);
        tags::train(samples, config, &mut builder, log);
        builder
    };
    let quiet = |_: &str| ();
    log("taggers from gold alone");
    let first = reader(&tagger(&gold, &quiet));
    let mut of_gold = fold_tags(&gold, config, &|part| reader(&tagger(part, &quiet)));
    let tags_of = |s: &Sample| match s.gold {
        true => of_gold.next().expect("a gold sentence"),
        false => first.tag(&s.words),
    };
    let tags: Vec<Vec<Tag>> = samples.iter().map(tags_of).collect();
    log("the tagger");
    let mut builder = tagger(samples, log);
    lemmas::write(samples, &mut builder);
    let last = reader(&builder);
    let nodes: Vec<Vec<Node>> = samples.iter().zip(&tags).map(|(s, t)| last.nodes(&s.words, t)).collect();
    log("the parser");
    arcs::train(samples, &nodes, config, &mut builder, log);
    relations::train(samples, &tags, &nodes, config, &mut builder, log);
    builder.finish()
}

/// Tags of gold sentences, each by a tagger that has not seen it.
fn fold_tags(
    gold: &[Sample],
    config: &Config,
    train: &dyn Fn(&[Sample]) -> TagReader,
) -> impl Iterator<Item = Vec<Tag>> + use<> {
    // Runs of sentences, as those of one document are alike.
    let fold = |i: usize| i / 200 % config.folds.max(2);
    let mut tags = vec![Vec::new(); gold.len()];
    for part in 0..config.folds.max(2) {
        let others: Vec<Sample> =
            gold.iter().enumerate().filter(|(i, _)| fold(*i) != part).map(|(_, s)| s.clone()).collect();
        let tagger = train(&others);
        for i in (0..gold.len()).filter(|&i| fold(i) == part) {
            tags[i] = tagger.tag(&gold[i].words);
        }
    }
    tags.into_iter()
}

/// A tagger just made.
struct TagReader {
    tagger: Tagger,
    reader: RefCell<Reader>,
}

fn reader(builder: &ContainerBuilder) -> TagReader {
    let file = builder.finish();
    let tagger = Container::parse(&file).and_then(|c| Tagger::read(&c)).expect("made just now");
    TagReader { tagger, reader: RefCell::default() }
}

impl TagReader {
    fn tag(&self, words: &[String]) -> Vec<Tag> {
        let mut tags = Vec::new();
        self.tagger.tag(words.iter().map(String::as_str), &mut self.reader.borrow_mut(), &mut tags);
        tags
    }

    fn nodes(&self, words: &[String], tags: &[Tag]) -> Vec<Node> {
        let mut reader = self.reader.borrow_mut();
        let words = words.iter().map(String::as_str);
        reader.read(words, &self.tagger.clusters, &self.tagger.dictionary);
        tags.iter().enumerate().map(|(i, &tag)| node(&reader, i, tag)).collect()
    }
}

/// The numbers of a pass over the samples, in an order of its own.
fn order(samples: &[Sample], config: &Config, random: &mut Random) -> Vec<u32> {
    let times = |s: &Sample| if s.gold { config.gold_times } else { 1 };
    let each = samples.iter().enumerate();
    let mut order: Vec<u32> = each.flat_map(|(i, s)| std::iter::repeat_n(i as u32, times(s))).collect();
    random.shuffle(&mut order);
    order
}

/// The words of a sample, once in a while as a headline, a shout or a careless writer would have them.
fn rewritten(sample: &Sample, config: &Config, random: &mut Random) -> Vec<String> {
    let roll = random.next_u64();
    if config.recased == 0 || !roll.is_multiple_of(config.recased) {
        return sample.words.clone();
    }
    let title = |w: &String| {
        let mut chars = w.chars();
        let first: String = chars.next().into_iter().flat_map(char::to_uppercase).collect();
        first + chars.as_str()
    };
    let each = sample.words.iter();
    match roll / config.recased % 4 {
        0 => each.map(|w| w.to_uppercase()).collect(),
        1 => each.map(|w| w.to_lowercase()).collect(),
        2 => each.map(|w| w.replace('\'', "’").replace("``", "“").replace("''", "”")).collect(),
        _ => each.map(|w| if w.len() < 4 { w.clone() } else { title(w) }).collect(),
    }
}
