//! Figures as a table to read and as JSON.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use crate::{Counts, Measure, Shape, Tally};

/// A share in per cent, rounded to the second decimal as Python's `round` does.
pub(crate) fn percent(share: f64) -> f64 {
    format!("{:.2}", 100.0 * share).parse().unwrap_or_default()
}

/// Whether the gold says anything a measure could count.
pub(crate) fn has_gold(tally: &Tally) -> bool {
    tally.gold > 0.0 || tally.pred > 0.0
}

/// The figures as a table: precision, recall and F1 in per cent, and how many there were.
///
/// Measures the gold says nothing about are left out.
pub fn figures_table(counts: &Counts) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "{:26} {:>7} {:>7} {:>7} {:>8} {:>8}", "", "P", "R", "F1", "gold", "pred");
    let mut group = None;
    for &measure in Measure::ALL {
        let tally = counts.tally(measure);
        if !has_gold(tally) {
            continue;
        }
        if group.replace(measure.group()).is_some_and(|last| last != measure.group()) {
            out.push('\n');
        }
        let _ = match measure.shape() {
            Shape::Prf => writeln!(
                out,
                "{:26} {:7.2} {:7.2} {:7.2} {:8} {:8}",
                measure.label(),
                percent(tally.precision()),
                percent(tally.recall()),
                percent(tally.f1()),
                tally.gold,
                tally.pred
            ),
            Shape::Rate => writeln!(
                out,
                "{:26} {:7} {:7.2} {:7} {:8}",
                measure.label(),
                "",
                percent(tally.recall()),
                "",
                tally.gold
            ),
        };
    }
    out
}

/// The figures as JSON: `{"gold": n, "pred": n, "figures": {key: {"p", "r", "f1", "gold", "pred"} or {"rate", "of"}}}`, per cent.
pub fn figures_json(counts: &Counts) -> Value {
    let mut figures = Map::new();
    for &measure in Measure::ALL {
        let tally = counts.tally(measure);
        if !has_gold(tally) {
            continue;
        }
        let value = match measure.shape() {
            Shape::Prf => json!({
                "p": percent(tally.precision()),
                "r": percent(tally.recall()),
                "f1": percent(tally.f1()),
                "gold": tally.gold as u64,
                "pred": tally.pred as u64,
            }),
            Shape::Rate => json!({"rate": percent(tally.recall()), "of": tally.gold as u64}),
        };
        figures.insert(measure.key().to_owned(), value);
    }
    json!({"gold": counts.gold, "pred": counts.pred, "figures": figures})
}
