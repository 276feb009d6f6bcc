//! Floors that figures must not fall below.

use std::fmt::Write as _;

use crate::table::percent;
use crate::{Counts, Measure, Shape};

/// One floor: a field of a measure and the least it may be, in per cent.
#[derive(Clone, Debug, PartialEq)]
pub struct Floor {
    /// The measure.
    pub measure: Measure,
    /// `p`, `r`, `f1` or `rate`.
    pub field: String,
    /// In per cent.
    pub least: f64,
}

/// Reads floors, one a line: `joint_lenient.f1 = 48.0`. What follows a `#` is a comment.
///
/// # Errors
/// The line that cannot be read and what is known instead.
///
/// # Example
/// ```
/// let floors = dixit_eval::floors("# dev\njoint_lenient.f1 = 48\n").unwrap();
/// assert_eq!(floors[0].least, 48.0);
/// assert!(dixit_eval::floors("joint.f1 = 48").unwrap_err().starts_with("line 1: no figure"));
/// ```
pub fn floors(content: &str) -> Result<Vec<Floor>, String> {
    let mut floors = Vec::new();
    for (i, line) in content.lines().enumerate() {
        let line = line.split('#').next().unwrap_or_default().trim();
        if line.is_empty() {
            continue;
        }
        floors.push(floor(line).map_err(|message| format!("line {}: {message}", i + 1))?);
    }
    Ok(floors)
}

fn floor(line: &str) -> Result<Floor, String> {
    let wanted = "want: figure.field = per cent, as in joint_lenient.f1 = 48";
    let (name, least) = line.split_once('=').ok_or(wanted)?;
    let (key, field) = name.trim().split_once('.').ok_or(wanted)?;
    let measure = Measure::ALL.iter().copied().find(|m| m.key() == key).ok_or_else(|| {
        let known: Vec<_> = Measure::ALL.iter().map(|m| m.key()).collect();
        format!("no figure is called {key:?}; there are {}", known.join(", "))
    })?;
    let fields: &[&str] = match measure.shape() {
        Shape::Prf => &["p", "r", "f1"],
        Shape::Rate => &["rate"],
    };
    if !fields.contains(&field) {
        return Err(format!("{key} has no {field:?}, only {}", fields.join(", ")));
    }
    let least = least.trim().parse().map_err(|_| format!("{:?} is no number", least.trim()))?;
    Ok(Floor { measure, field: field.to_owned(), least })
}

impl Floor {
    /// The figure the floor is held against, in per cent.
    pub fn figure(&self, counts: &Counts) -> f64 {
        let tally = counts.tally(self.measure);
        percent(match self.field.as_str() {
            "p" => tally.precision(),
            "f1" => tally.f1(),
            _ => tally.recall(),
        })
    }
}

/// Holds figures against floors: a table of all of them, and whether none is broken.
pub fn gate(floors: &[Floor], counts: &Counts) -> (String, bool) {
    let mut out = format!("{:32} {:>8} {:>8}\n", "", "floor", "now");
    let mut holds = true;
    for floor in floors {
        let now = floor.figure(counts);
        let ok = now >= floor.least;
        holds &= ok;
        let name = format!("{}.{}", floor.measure.key(), floor.field);
        let _ = writeln!(out, "{name:32} {:8.2} {now:8.2}  {}", floor.least, if ok { "ok" } else { "FELL" });
    }
    (out, holds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fallen_figure_is_named() {
        let mut counts = Counts::default();
        counts.prf(Measure::JointLenient, 1, 2, 2);
        let (table, holds) =
            gate(&floors("joint_lenient.f1 = 50\njoint_lenient.p = 50.01").unwrap(), &counts);
        assert!(!holds);
        let fell: Vec<_> = table.lines().filter(|l| l.ends_with("FELL")).collect();
        assert_eq!(fell.len(), 1, "{table}");
        assert!(fell[0].starts_with("joint_lenient.p"), "{table}");
    }

    #[test]
    fn faulty_floors() {
        for (line, message) in [
            ("joint_lenient = 3", "want"),
            ("joint_lenient.rate = 3", "only p, r, f1"),
            ("speaker_right.rate = high", "is no number"),
        ] {
            assert!(floors(line).unwrap_err().contains(message), "{line}");
        }
    }
}
