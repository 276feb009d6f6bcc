//! What says who speaks.

use std::sync::Arc;

use dixit_eval::{Article, Group};
use dixit_pipeline::Analyzer;
use dixit_pipeline::speakers::Model;
use dixit_pipeline::train::{GivenQuotes, train_speakers};

use super::args::CommonArgs;
use super::{Gold, Progress, articles, examples};
use crate::exit::ExitStatus;

pub(super) fn run(args: &CommonArgs) -> anyhow::Result<ExitStatus> {
    let progress = Progress::new(args.quiet);
    let base = args.base.read(|| Model::shipped().clone(), Model::from_bytes)?;
    let named = |a: &Article| a.gold.attributions.iter().any(|a| a.resolved && !a.speakers.is_empty());
    let gold = Gold::read(args, named, "speakers: `speaker` in the gold format")?;
    let learned = gold.examples()?;
    let output = super::open(args)?;
    let known = learned.iter().flat_map(|g| &g.attributions).filter(|a| !a.speakers.is_empty()).count();
    progress.say(&format!("{}, {known} quotations with their speaker", articles(learned.len())));
    let model = train_speakers(&learned, base.as_ref(), args.seed);
    super::write(output, &model.to_bytes(), args, &progress)?;

    let before = base.unwrap_or_else(|| Model::shipped().clone());
    let given = Arc::new(GivenQuotes::new(&examples(&gold.held_out)?));
    let with = |model| Analyzer::builder().speakers(Arc::new(model)).build().with_given_quotes(given.clone());
    gold.report(&with(before), &with(model), |m| m.group() == Group::Speakers, args)
}
