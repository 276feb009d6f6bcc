//! What says how sure a link to an outlet, event or document is.

use std::sync::Arc;

use anyhow::Context as _;
use dixit_eval::{Article, Group};
use dixit_pipeline::Analyzer;
use dixit_pipeline::sources::LinkModels;
use dixit_pipeline::train::train_sources;

use super::args::CommonArgs;
use super::{Gold, Progress, articles};
use crate::exit::ExitStatus;

pub(super) fn run(args: &CommonArgs) -> anyhow::Result<ExitStatus> {
    let progress = Progress::new(args.quiet);
    let base = args.base.read(|| LinkModels::shipped().clone(), LinkModels::from_bytes)?;
    let traced = |a: &Article| a.gold.attributions.iter().any(|a| a.resolved && !a.via.is_empty());
    let gold = Gold::read(args, traced, "chains: `via` in the gold format")?;
    let learned = gold.examples()?;
    let output = super::open(args)?;
    let links: usize = learned.iter().flat_map(|g| &g.attributions).map(|a| a.via.len()).sum();
    progress.say(&format!("{}, {links} links", articles(learned.len())));
    let model = train_sources(&gold.train, &learned, &Analyzer::fast(), base.as_ref()).file;
    super::write(output, &model, args, &progress)?;

    let models = LinkModels::from_bytes(&model).context("the new model cannot be read")?;
    let before = base.unwrap_or_else(|| LinkModels::shipped().clone());
    let with = |models| Analyzer::builder().links(Arc::new(models)).build();
    gold.report(&with(before), &with(models), |m| m.group() == Group::Sources, args)
}
