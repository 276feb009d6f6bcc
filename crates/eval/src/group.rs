//! The same figures over parts of a corpus.

use std::collections::BTreeMap;

use crate::letters::Letters;
use crate::{Annotation, Article, Counts, Kind, Predictions, score};

/// How to part a corpus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// By who published the article.
    Publisher,
    /// By kind of quotation: gold and predictions of that kind alone.
    Kind,
    /// By words in the article: under 300, under 800, under 2,000, more.
    Length,
}

/// The counts of each part, in order of its name.
pub fn grouped(gold: &[Article], pred: &Predictions, by: By) -> Vec<(String, Counts)> {
    let mut groups: BTreeMap<String, Counts> = BTreeMap::new();
    for article in gold {
        let pred = pred.get(&article.id);
        if by == By::Kind {
            for kind in [Kind::Direct, Kind::Mixed, Kind::Indirect] {
                let part = Article { gold: of_kind(&article.text, &article.gold, kind), ..article.clone() };
                let pred = pred.map(|p| of_kind(&article.text, p, kind));
                *groups.entry(kind.name().to_owned()).or_default() += &score(&part, pred.as_ref());
            }
            continue;
        }
        let name = match by {
            By::Publisher => article.publisher.clone().unwrap_or_else(|| "unknown".to_owned()),
            _ => length_class(&article.text).to_owned(),
        };
        *groups.entry(name).or_default() += &score(article, pred);
    }
    groups.into_iter().collect()
}

fn length_class(text: &str) -> &'static str {
    match text.split_whitespace().count() {
        0..300 => "under 300 words",
        300..800 => "300–799 words",
        800..2000 => "800–1999 words",
        _ => "from 2000 words",
    }
}

fn of_kind(text: &str, annotation: &Annotation, kind: Kind) -> Annotation {
    let letters = Letters::new(text);
    let of_kind = annotation.attributions.iter().filter(|a| letters.kind(&a.content) == kind);
    Annotation { attributions: of_kind.cloned().collect(), ..Annotation::default() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Attribution, Measure};

    #[test]
    fn parts_add_up() {
        let said = |content| Attribution { content: vec![content], ..Attribution::default() };
        let gold = Annotation { attributions: vec![said((0, 5)), said((6, 9))], ..Annotation::default() };
        let article =
            Article {
                id: "a".into(), text: "“Hey” you".into(), gold: gold.clone(), ..Article::default()
            };
        let pred = Predictions::from_iter([("a".to_owned(), gold)]);
        let groups = grouped(&[article], &pred, By::Kind);
        let found: Vec<_> = groups
            .iter()
            .map(|(name, c)| (name.as_str(), c.tally(Measure::ContentStrict).hits_gold))
            .collect();
        assert_eq!(found, [("direct", 1.0), ("indirect", 1.0), ("mixed", 0.0)]);
    }
}
