//! The tagger of names.

use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::{Context as _, ensure};
use dixit_entities::train::{NamesConfig, TaggedText, train_names};
use dixit_entities::{LearnedTagger, NameKind};
use dixit_eval::{Article, Group};
use dixit_pipeline::Analyzer;
use dixit_text::{OffsetMap, OffsetUnit, Span};
use dixit_tokens::tokenize;

use super::args::NamesArgs;
use super::{Gold, Progress, articles};
use crate::exit::ExitStatus;

pub(super) fn run(args: &NamesArgs) -> anyhow::Result<ExitStatus> {
    let NamesArgs { common, no_copies } = args;
    let progress = Progress::new(common.quiet);
    let base = common.base.read(LearnedTagger::embedded, LearnedTagger::from_model)?;
    let marked = |a: &Article| a.gold.names.is_some();
    let what =
        "names: `names` in the gold format, or a .bio file; quotations are trained by dixit train quotes";
    let gold = Gold::read(common, marked, what)?;
    let mut left_out = LeftOut::default();
    let texts: Vec<TaggedText> = gold.train.iter().map(|a| text(a, &mut left_out)).collect();
    let names: usize = texts.iter().map(|t| t.names.len()).sum();
    ensure!(
        names > 0,
        "none of {} has a name of type PER, ORG, LOC or MISC{left_out}",
        articles(texts.len())
    );
    let output = super::open(common)?;
    progress.say(&format!("{}, {names} names{left_out}", articles(texts.len())));
    let config = NamesConfig { copies: !no_copies, ..NamesConfig::default() };
    let lexicon = dixit_models::ner::LEXICON;
    let model = train_names(&texts, lexicon, base.as_ref(), &config, &mut |line| progress.say(line))?;
    super::write(output, &model, common, &progress)?;

    let tagger = LearnedTagger::from_model(&model).context("the new model cannot be read")?;
    let before = base.unwrap_or_else(LearnedTagger::embedded);
    let with = |tagger| Analyzer::builder().entity_tagger(Arc::new(tagger)).build();
    gold.report(&with(before), &with(tagger), |m| m.group() == Group::Names, common)
}

/// Names that cannot be learned.
#[derive(Default)]
struct LeftOut {
    of_other_types: BTreeMap<String, usize>,
    /// Overlapping others, or going over the end of a sentence.
    misplaced: usize,
}

impl std::fmt::Display for LeftOut {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (kind, n) in &self.of_other_types {
            write!(f, "; {n} of type {kind} left out")?;
        }
        if self.misplaced > 0 {
            write!(f, "; {} left out that overlap others or cross the end of a sentence", self.misplaced)?;
        }
        Ok(())
    }
}

/// A text with the program's own tokens. A name that begins or ends inside a token grows to hold it.
fn text(article: &Article, left_out: &mut LeftOut) -> TaggedText {
    let tokens = tokenize(&article.text);
    let map = OffsetMap::new(&article.text);
    let mut gold = article.gold.names.clone().unwrap_or_default();
    gold.sort();
    let mut names: Vec<(std::ops::Range<u32>, NameKind)> = Vec::new();
    for ((start, end), label) in gold {
        let kind = match label.as_str() {
            "PER" => NameKind::Person,
            "ORG" => NameKind::Organization,
            "LOC" => NameKind::Location,
            "MISC" => NameKind::Misc,
            _ => {
                *left_out.of_other_types.entry(label).or_default() += 1;
                continue;
            }
        };
        // Offsets were checked when the gold was read.
        let byte = |offset| map.to_bytes(offset, OffsetUnit::Chars).unwrap_or_default();
        let range = tokens.tokens_in(Span::new(byte(start), byte(end)));
        let fits = !range.is_empty()
            && names.last().is_none_or(|(last, _)| last.end <= range.start)
            && tokens.sentence_of(range.start) == tokens.sentence_of(range.end - 1);
        if fits {
            names.push((range, kind));
        } else {
            left_out.misplaced += 1;
        }
    }
    TaggedText {
        text: article.text.clone(),
        tokens: tokens.tokens().to_vec(),
        sentences: tokens.sentences().iter().map(|s| s.tokens.clone()).collect(),
        names,
        foreign: false,
    }
}
