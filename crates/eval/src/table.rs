//! Figures as a table to read and as JSON.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use crate::{Counts, Interval, Measure, Shape, Tally};

/// A share in per cent, rounded to the second decimal as Python's `round` does.
pub(crate) fn percent(share: f64) -> f64 {
    format!("{:.2}", 100.0 * share).parse().unwrap_or_default()
}

/// Whether the gold says anything a measure could count.
fn has_gold(tally: &Tally) -> bool {
    tally.gold > 0.0
}

/// The figures as a table: precision, recall and F1 in per cent, the 95 % interval of the last, and how many there were.
///
/// Measures the gold says nothing about are left out. `intervals` are those of [`intervals`](crate::intervals), or none.
pub fn figures_table(counts: &Counts, intervals: &[Interval]) -> String {
    let mut out = String::new();
    let _ = writeln!(
        out,
        "{:26} {:>7} {:>7} {:>7}  {:13} {:>8} {:>8}",
        "", "P", "R", "F1", "95 % interval", "gold", "pred"
    );
    let mut group = None;
    for &measure in Measure::ALL {
        let tally = counts.tally(measure);
        if !has_gold(tally) {
            continue;
        }
        if group.replace(measure.group()).is_some_and(|last| last != measure.group()) {
            out.push('\n');
        }
        let range = intervals
            .get(measure as usize)
            .map_or_else(String::new, |i| format!("{:6.2}–{:<6.2}", percent(i.low), percent(i.high)));
        let (label, recall) = (measure.label(), percent(tally.recall()));
        let line = match measure.shape() {
            Shape::Prf => {
                let (precision, f1) = (percent(tally.precision()), percent(tally.f1()));
                let (gold, pred) = (tally.gold, tally.pred);
                format!("{label:26} {precision:7.2} {recall:7.2} {f1:7.2}  {range:13} {gold:8} {pred:8}")
            }
            Shape::Rate => {
                format!("{label:26} {:7} {recall:7.2} {:7}  {range:13} {:8}", "", "", tally.gold)
            }
        };
        let _ = writeln!(out, "{}", line.trim_end());
    }
    out
}

/// The figures as JSON, in per cent.
///
/// `{"gold": n, "pred": n, "figures": {key: {"p", "r", "f1", "gold", "pred"} or {"rate", "of"}}}`; with intervals each
/// figure also has `"interval": [low, high]`, that of its F1 or rate.
pub fn figures_json(counts: &Counts, intervals: &[Interval]) -> Value {
    let mut figures = Map::new();
    for &measure in Measure::ALL {
        let tally = counts.tally(measure);
        if !has_gold(tally) {
            continue;
        }
        let mut value = match measure.shape() {
            Shape::Prf => json!({
                "p": percent(tally.precision()),
                "r": percent(tally.recall()),
                "f1": percent(tally.f1()),
                "gold": tally.gold as u64,
                "pred": tally.pred as u64,
            }),
            Shape::Rate => json!({"rate": percent(tally.recall()), "of": tally.gold as u64}),
        };
        if let Some(i) = intervals.get(measure as usize) {
            value["interval"] = json!([percent(i.low), percent(i.high)]);
        }
        figures.insert(measure.key().to_owned(), value);
    }
    json!({"gold": counts.gold, "pred": counts.pred, "figures": figures})
}
