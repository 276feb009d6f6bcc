//! When two names mean the same speaker, word for word as the Python scorer `score_speakers.py` decides it.

use crate::words::TITLES;

/// How well a predicted name fits a gold name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// Somebody else.
    No,
    /// The same person by surname: `Trump` for `Donald Trump`.
    Surname,
    /// All words of the gold name are there.
    Full,
}

/// The words of a name in lower case, without possessives, titles and punctuation; the titles stay where nothing else is left.
pub(crate) fn words(name: &str) -> Vec<String> {
    let name = name.to_lowercase().replace("’s", "").replace("'s", "");
    let all: Vec<String> = name
        .split(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '’' | '\'' | '-')))
        .filter(|w| !w.is_empty())
        .map(|w| w.trim_matches(['\'', '’', '-']).to_owned())
        .collect();
    let kept: Vec<String> =
        all.iter().filter(|w| !w.is_empty() && !TITLES.contains(w.as_str())).cloned().collect();
    if kept.is_empty() { all } else { kept }
}

/// Whether `pred` names whom `gold` names.
///
/// ```
/// use dixit_eval::{Fit, same_name};
/// assert_eq!(same_name("President Donald Trump", "Donald Trump"), Fit::Full);
/// assert_eq!(same_name("Trump", "Donald Trump"), Fit::Surname);
/// assert_eq!(same_name("Melania Trump", "Donald Trump"), Fit::No);
/// ```
pub fn same_name(pred: &str, gold: &str) -> Fit {
    let (p, g) = (words(pred), words(gold));
    let (Some(p_last), Some(g_last)) = (p.last(), g.last()) else { return Fit::No };
    if p == g {
        return Fit::Full;
    }
    let all_in = |a: &[String], b: &[String]| a.iter().all(|w| b.contains(w));
    if p_last == g_last {
        if all_in(&g, &p) {
            return Fit::Full;
        }
        let initial = |w: &[String]| w[0].chars().next();
        if all_in(&p, &g) || (initial(&p) == initial(&g) && p.len() > 1 && g.len() > 1) {
            return if p.len() >= g.len() { Fit::Full } else { Fit::Surname };
        }
    }
    if g.len() > 1 && all_in(&p, &g) && all_in(&g, &p) { Fit::Full } else { Fit::No }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fits() {
        let check = |p, g, fit| assert_eq!(same_name(p, g), fit, "{p} for {g}");
        check("Scott Bessent", "Bessent", Fit::Full);
        check("Scott J. Bessent", "Scott Bessent", Fit::Full);
        check("S. Bessent", "Scott Bessent", Fit::Full);
        check("Bessent’s", "Scott Bessent", Fit::Surname);
        check("Trump Donald", "Donald Trump", Fit::Full);
        check("the president", "president", Fit::Full);
        check("", "Scott Bessent", Fit::No);
        check("—", "Scott Bessent", Fit::No);
    }
}
