//! Training and measuring how sure links are: articles with records, the links that rules propose, folds.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result};
use dixit_eval::{Annotation, Article, Measure, Predictions, evaluate, read};
use dixit_pipeline::Analyzer;
use dixit_pipeline::train::{GivenQuotes, Gold, annotation, judged};
use dixit_sources::train::{self, least};
use dixit_text::Scratch;
use serde_json::Value;

/// Folds of cross-validation, over articles.
const FOLDS: usize = 5;

/// Whose quotations links are proposed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Quotations {
    /// Those of the gold.
    Given,
    /// Those that the default engine finds.
    Found,
}

/// An article with what the rules propose for it.
#[derive(Debug)]
struct Case {
    fold: usize,
    gold: Article,
    /// Predicted attributions with all proposed links.
    pred: Annotation,
    /// The proposals, in the order of the links of `pred`.
    links: train::Article,
}

/// A set of articles, with quotations given or found.
#[derive(Debug)]
pub(crate) struct Set {
    name: String,
    cases: Vec<Case>,
}

/// Reads the articles of a set that have records, and what the rules propose for them: `NAME.jsonl` with `NAME.sources.jsonl`, or
/// one article with its chains in `NAME.json`.
///
/// # Errors
/// Where a file cannot be read, or is of another form.
pub(crate) fn set(data: &Path, name: &str, quotations: Quotations) -> Result<Set> {
    let load = |suffix: &str| {
        let path = data.join(format!("{name}.{suffix}"));
        std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))
    };
    let alone = data.join(format!("{name}.json")).exists();
    let articles =
        if alone { serde_json::from_str::<Value>(&load("json")?)?.to_string() } else { load("jsonl")? };
    let options = read::Options::default();
    let mut annotated = read::gold(name, &articles, &options).map_err(|e| anyhow::anyhow!("{name}: {e}"))?;
    if !alone {
        read::speakers(name, &load("sources.jsonl")?, &mut annotated)
            .map_err(|e| anyhow::anyhow!("{name}: {e}"))?;
    }
    annotated.retain(|article| article.gold.attributions.iter().any(|a| a.resolved));
    let gold: Vec<Gold> = annotated.iter().map(Gold::new).collect::<Result<_, _>>()?;
    let mut analyzer = Analyzer::fast();
    if quotations == Quotations::Given {
        analyzer = analyzer.with_given_quotes(Arc::new(GivenQuotes::new(&gold)));
    }
    let (mut cases, mut scratch) = (Vec::new(), Scratch::default());
    for (article, Gold { doc, .. }) in annotated.iter().zip(&gold) {
        let analysis = analyzer.analyze(doc, &mut scratch);
        let links = judged(article, doc, &analysis, analyzer.outlets());
        let pred = annotation(doc, &analysis.quotes, &links.proposals, analyzer.outlets());
        cases.push(Case { fold: cases.len() % FOLDS, gold: article.clone(), pred, links });
    }
    let how = if quotations == Quotations::Given { "quotations given" } else { "end to end" };
    Ok(Set { name: format!("{name}, {how}"), cases })
}

/// The least confidence of a link that is given out, by its kind and by whether a rule ties it to the quotation.
type Least = fn(dixit_sources::ViaKind, bool) -> f32;

/// Measures by five folds and trains on all: the models' file, and what to print of them.
pub(crate) fn fit(sets: &[Set]) -> (Vec<u8>, String) {
    let cases: Vec<&Case> = sets.iter().flat_map(|s| &s.cases).collect();
    let articles: Vec<train::Article> = cases.iter().map(|c| c.links.clone()).collect();
    let folds: Vec<usize> = cases.iter().map(|c| c.fold).collect();
    let trained = train::train(&articles, &folds, None);
    let judged = articles.iter().zip(&trained.crossed).flat_map(|(a, p)| a.right.iter().zip(p));
    let judged: Vec<(f32, bool)> = judged.filter_map(|(right, &p)| Some((p, (*right)?))).collect();
    let links =
        articles.iter().zip(&trained.crossed).flat_map(|(a, p)| a.proposals.iter().zip(&a.right).zip(p));
    let given = links.filter(|((x, _), p)| **p >= least(x.via.kind, x.by_rule()));
    let given = given.filter_map(|((_, right), &p)| Some((p, (*right)?)));
    let mut report = format!(
        "{} links, {} right; calibration {:?}; expected error {:.3}, of those given out {:.3}\n",
        judged.len(),
        judged.iter().filter(|j| j.1).count(),
        trained.calibration,
        expected_error(judged.iter().copied()),
        expected_error(given)
    );
    let mut at = 0;
    for set in sets {
        let p = &trained.crossed[at..at + set.cases.len()];
        let thresholds: [(&str, Least); 3] =
            [("all that is proposed", |_, _| 0.0), ("as given out", least), ("from 0.5", |_, _| 0.5)];
        for (which, least) in thresholds {
            report += &format!("{}, {which}: {}\n", set.name, figures(set, p, least));
        }
        at += set.cases.len();
    }
    (trained.file, report)
}

/// How far confidence is from how often it is right, over ten bins.
fn expected_error(judged: impl Iterator<Item = (f32, bool)>) -> f32 {
    let (mut bins, mut all) = ([(0.0f32, 0.0f32); 10], 0.0f32);
    for (p, right) in judged {
        let bin = &mut bins[((p * 10.0) as usize).min(9)];
        *bin = (bin.0 + p, bin.1 + f32::from(u8::from(right)));
        all += 1.0;
    }
    bins.iter().map(|(p, right)| (p - right).abs()).sum::<f32>() / all.max(1.0)
}

/// Precision, recall and F1 of the links that are sure enough, and precision of the carried ones.
fn figures(set: &Set, p: &[Vec<f32>], least: Least) -> String {
    let (mut gold, mut pred) = (Vec::new(), Predictions::default());
    let (mut carried, mut right) = (0u32, 0u32);
    for (case, p) in set.cases.iter().zip(p) {
        let mut annotation = case.pred.clone();
        let mut links = case.links.proposals.iter().zip(&case.links.right).zip(p);
        for attribution in &mut annotation.attributions {
            attribution.via.retain(|_| {
                let Some(((link, judged), &p)) = links.next() else { return false };
                let least = least(link.via.kind, link.by_rule());
                if p >= least && link.via.carried {
                    carried += u32::from(judged.is_some());
                    right += u32::from(*judged == Some(true));
                }
                p >= least
            });
        }
        pred.insert(case.gold.id.clone(), annotation);
        gold.push(case.gold.clone());
    }
    let counts = evaluate(&gold, &pred);
    let one = |name: &str, measure: Measure| {
        let t = counts.tally(measure);
        format!("{name} P {:.1} R {:.1} F {:.1}", 100.0 * t.precision(), 100.0 * t.recall(), 100.0 * t.f1())
    };
    format!(
        "{}; {}; {}; carried right {:.1} of {carried}",
        one("outlets", Measure::Via),
        one("events", Measure::ViaEvent),
        one("documents", Measure::ViaDocument),
        100.0 * f64::from(right) / f64::from(carried.max(1)),
    )
}
