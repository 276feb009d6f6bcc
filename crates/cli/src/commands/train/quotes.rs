//! The tagger of quotations.

use std::sync::Arc;

use anyhow::{Context as _, ensure};
use dixit_entities::{EntityTagger as _, LearnedTagger};
use dixit_eval::{Article, Measure};
use dixit_pipeline::{Analyzer, Document, Scratch};
use dixit_quotes::{Example, LearnedQuoteTagger};
use dixit_tokens::tokenize;

use super::args::CommonArgs;
use super::{Gold, Progress, articles};
use crate::commands::eval::given;
use crate::exit::ExitStatus;

const MEASURES: [Measure; 7] = [
    Measure::JointLenient,
    Measure::DirectLenient,
    Measure::ContentSoft,
    Measure::ContentStrict,
    Measure::SourceSpans,
    Measure::CueSpans,
    Measure::ContentSpans,
];

pub(super) fn run(args: &CommonArgs) -> anyhow::Result<ExitStatus> {
    let progress = Progress::new(args.quiet);
    let gold = Gold::read(args, |_| true, "a text")?;
    let examples: Vec<Example> = gold.train.iter().map(example).collect::<anyhow::Result<_>>()?;
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
    let model = dixit_quotes::train(&examples, 2, &|line| progress.say(&line));
    super::write(output, &model, &args.output)?;
    progress.say(&format!("{}: {} bytes", args.output.display(), model.len()));

    let tagger = LearnedQuoteTagger::from_bytes(&model).context("the new model cannot be read")?;
    let columns = [
        ("this model", Analyzer::builder().quote_tagger(Arc::new(tagger)).build()),
        ("shipped model", Analyzer::builder().quote_tagger(Arc::new(LearnedQuoteTagger::embedded())).build()),
    ];
    super::report(&gold.held_out, &columns, &MEASURES)?;
    Ok(ExitStatus::Success)
}

fn example(article: &Article) -> anyhow::Result<Example> {
    let doc = Document::new(&article.id, &article.text).with_context(|| article.id.clone())?;
    let tokens = tokenize(doc.text());
    // What finds names when the model is used.
    let mentions = LearnedTagger::embedded().tag(&doc, &tokens, &mut Scratch::default());
    Ok(Example { doc, tokens, mentions, quotes: given::quotes(article), border: Vec::new(), weight: 1 })
}
