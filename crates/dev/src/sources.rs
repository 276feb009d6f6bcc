//! `dixit-dev train sources`: the models that say how sure a link of a chain is.

use std::path::Path;

use crate::links::{Quotations, fit, set};
use anyhow::Context;
use clap::Args;

use crate::model_path;

/// Trains the models of links on PolNeAR train, world train and the seed article, and measures them by five folds of the articles.
#[derive(Debug, Args)]
pub(crate) struct TrainArgs {
    /// Only measure; write nothing
    #[arg(long)]
    cross: bool,
}

pub(crate) fn train(data: &Path, options: &TrainArgs) -> anyhow::Result<()> {
    let mut sets = Vec::new();
    for quotations in [Quotations::Found, Quotations::Given] {
        // The guide of the article the project began with has a link where an outlet itself speaks, which the records of the others
        // leave out.
        for name in ["polnear/train", "world/train", "seed/gold"] {
            sets.push(set(data, name, quotations)?);
        }
    }
    let (file, report) = fit(&sets);
    print!("{report}");
    if !options.cross {
        let path = model_path("sources/links.bin");
        std::fs::write(&path, &file).with_context(|| format!("cannot write {}", path.display()))?;
        println!("{}: {} bytes", path.display(), file.len());
    }
    Ok(())
}
