//! `dixit-dev eval pronouns`: the ranker of speakers on *he* and *she* of GAP.

use std::path::Path;

use anyhow::Result;
use clap::{Args, ValueEnum};
use dixit_speakers::train::Model;

use crate::speakers::{Data, Verdict, gap};

/// Measures the ranker of speakers on he and she of GAP.
#[derive(Debug, Args)]
pub(crate) struct EvalArgs {
    /// Which part, and with which weights
    #[arg(value_enum, default_value_t = Part::Development)]
    part: Part,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Part {
    /// The development part, with the shipped weights
    Development,
    /// The validation part, with the shipped weights
    Validation,
    /// Development by five folds, each with weights trained on the others
    Cross,
    /// The same for other folds, each time with networks that begin elsewhere
    Spread,
}

/// The less probable of GAP's two names is never chosen; the other is, from this probability on: that the task asks
/// about it speaks for it. Chosen on the validation part.
const ASKED: f32 = 0.15;

/// Other folds that `spread` measures.
const SPREAD: u64 = 5;

pub(crate) fn eval(data: &Path, options: &EvalArgs) -> Result<()> {
    let shipped = |part: &str| -> Result<Vec<Verdict>> {
        let lines = gap(&data.join(format!("gap/gap-{part}.tsv")))?;
        Ok(lines.iter().map(|g| g.judge(Model::shipped())).collect())
    };
    match options.part {
        Part::Development => report(&shipped("development")?),
        Part::Validation => report(&shipped("validation")?),
        Part::Cross => report(&Data::read(data)?.gap_crossed(0)),
        Part::Spread => {
            let data = Data::read(data)?;
            for seed in 1..=SPREAD {
                println!("seed {seed}");
                report(&data.gap_crossed(seed));
            }
        }
    }
    Ok(())
}

/// Right, predicted and gold "this name is meant".
type Counts = [usize; 3];

/// Counts for masculine and for feminine pronouns.
fn count(verdicts: &[Verdict]) -> [Counts; 2] {
    let mut counts = [[0usize; 3]; 2];
    for v in verdicts {
        let least = v.probable[0].max(v.probable[1]).max(ASKED);
        for (p, gold) in v.probable.into_iter().zip(v.gold) {
            let pred = p >= least;
            let c = &mut counts[usize::from(v.feminine)];
            c[0] += usize::from(pred && gold);
            c[1] += usize::from(pred);
            c[2] += usize::from(gold);
        }
    }
    counts
}

/// Prints precision, recall and F1 of "this name is meant", overall and by gender.
fn report(verdicts: &[Verdict]) {
    let [masculine, feminine] = count(verdicts);
    let overall = [0, 1, 2].map(|i| masculine[i] + feminine[i]);
    for (name, [right, pred, gold]) in
        [("overall", overall), ("masculine", masculine), ("feminine", feminine)]
    {
        let per = |a: usize, b: usize| 100.0 * a as f64 / b as f64;
        let f1 = 200.0 * right as f64 / (pred + gold) as f64;
        println!("{name:10} P {:.1}  R {:.1}  F1 {f1:.1}", per(right, pred), per(right, gold));
    }
}
