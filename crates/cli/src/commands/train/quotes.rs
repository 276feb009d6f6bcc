//! The tagger of quotations.

use std::sync::Arc;

use anyhow::{Context as _, ensure};
use dixit_eval::{Group, Measure};
use dixit_pipeline::Analyzer;
use dixit_pipeline::train::train_quotations;
use dixit_quotes::LearnedQuoteTagger;

use super::args::CommonArgs;
use super::{Gold, Progress, articles};
use crate::exit::ExitStatus;

pub(super) fn run(args: &CommonArgs) -> anyhow::Result<ExitStatus> {
    let progress = Progress::new(args.quiet);
    let base = args.base.read(LearnedQuoteTagger::embedded, LearnedQuoteTagger::from_bytes)?;
    let gold = Gold::read(args, |_| true, "a text")?;
    let examples = gold.examples()?;
    let all: usize = examples.iter().map(|e| e.quotes.len()).sum();
    let with_cue = examples.iter().flat_map(|e| &e.quotes).filter(|q| !q.cue.is_empty()).count();
    ensure!(
        with_cue > 0,
        "none of {} marks a quotation with its cue, which is where learning starts{}",
        articles(examples.len()),
        if gold.train.iter().any(|a| a.gold.names.is_some()) {
            "; names are trained by dixit train names"
        } else {
            ""
        }
    );
    let output = super::open(args)?;
    progress.say(&format!(
        "{}, {all} quotations, {} without a cue",
        articles(examples.len()),
        all - with_cue
    ));
    let model = train_quotations(&examples, base.as_ref(), args.seed + 1, &|line| progress.say(&line));
    super::write(output, &model, args, &progress)?;

    let tagger = LearnedQuoteTagger::from_bytes(&model).context("the new model cannot be read")?;
    let before = base.unwrap_or_else(LearnedQuoteTagger::embedded);
    let with = |tagger| Analyzer::builder().quote_tagger(Arc::new(tagger)).build();
    let measures = |m: Measure| matches!(m.group(), Group::Spans | Group::Quotations);
    gold.report(&with(before), &with(tagger), measures, args)
}
