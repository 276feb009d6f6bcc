//! `dixit eval diff`: what got better and worse between two runs.

use std::io::{self, Write};

use dixit_eval::{Article, Measure, Predictions, Row, compare, evaluate_each, rows};
use dixit_text::OffsetUnit;

use super::args::DiffArgs;
use super::files::{read_gold, read_predictions};
use super::report::verdict;
use crate::exit::ExitStatus;

pub(super) fn run(args: &DiffArgs) -> anyhow::Result<ExitStatus> {
    let gold = read_gold(&args.gold, true, OffsetUnit::Chars)?;
    let before = read_predictions(&args.before, &gold, OffsetUnit::Chars)?;
    let after = read_predictions(&args.after, &gold, OffsetUnit::Chars)?;

    let mut out = io::stdout().lock();
    Comparison { gold: &gold, before: &before, after: &after }.print(&mut out, |_| true, args.list)?;
    Ok(ExitStatus::Success)
}

/// Two runs over the same gold.
pub(crate) struct Comparison<'a> {
    pub(crate) gold: &'a [Article],
    pub(crate) before: &'a Predictions,
    pub(crate) after: &'a Predictions,
}

impl Comparison<'_> {
    /// Prints the measures that are let through, and up to `list` quotations that got better and as many that got worse.
    pub(crate) fn print(
        &self,
        out: &mut impl Write,
        measures: impl Fn(Measure) -> bool,
        list: usize,
    ) -> io::Result<()> {
        let Self { gold, before, after } = *self;
        let changes = compare(&evaluate_each(gold, before), &evaluate_each(gold, after));
        writeln!(
            out,
            "{:26} {:>7} {:>7} {:>7}  {:>15}  {:>6}",
            "", "before", "after", "change", "95 % interval", "p"
        )?;
        for c in changes.iter().filter(|c| measures(c.measure) && (c.before > 0.0 || c.after > 0.0)) {
            let [before, after, low, high] =
                [c.before, c.after, c.interval.low, c.interval.high].map(|v| 100.0 * v);
            let sure = if c.p_value < 0.05 { " *" } else { "" };
            writeln!(
                out,
                "{:26} {before:7.2} {after:7.2} {:+7.2}  {low:+7.2}–{high:+7.2}  {:6.3}{sure}",
                c.measure.label(),
                after - before,
                c.p_value
            )?;
        }
        let (better, worse) = moved(gold, before, after);
        for (name, moved) in [("better", better), ("worse", worse)] {
            writeln!(out, "\n== {name} ({})", moved.len())?;
            for (article, before, after) in moved.iter().take(list) {
                let content: String = after.gold.content.chars().take(60).collect();
                writeln!(
                    out,
                    "{article} {}: {} → {}: {content}",
                    after.gold.id,
                    verdict(&before.faults),
                    verdict(&after.faults)
                )?;
            }
        }
        Ok(())
    }
}

type Moved<'a> = Vec<(&'a str, Row, Row)>;

/// Gold quotations with fewer faults than before, and with more.
fn moved<'a>(gold: &'a [Article], before: &Predictions, after: &Predictions) -> (Moved<'a>, Moved<'a>) {
    let (mut better, mut worse) = (Vec::new(), Vec::new());
    for article in gold {
        let id = article.id.as_str();
        for (b, a) in rows(article, before.get(id)).into_iter().zip(rows(article, after.get(id))) {
            match a.badness().cmp(&b.badness()) {
                std::cmp::Ordering::Less => better.push((id, b, a)),
                std::cmp::Ordering::Greater => worse.push((id, b, a)),
                std::cmp::Ordering::Equal => {}
            }
        }
    }
    (better, worse)
}
