use std::sync::Arc;

use dixit_eval::{Annotation, Article, Attribution, Via, judged_links};
use dixit_quotes::Quote;
use dixit_sources::LinkModels;
use dixit_sources::train::{self, Proposal, Trained, proposals};
use dixit_text::{Document, OffsetMap, OffsetUnit, Scratch, Spans};

use super::{GivenQuotes, Gold};
use crate::{Analysis, Analyzer, Outlets};

/// Parts that articles are cut into: the second model learns from what the first says of articles it has not seen.
const FOLDS: usize = 5;

/// Trains what says how sure a link to an outlet, event or document is; `base` is trained further.
///
/// Each article is read twice, with its own quotations and with those that `analyzer` finds: a link must be judged well where
/// quotations are cut wrongly too.
pub fn train_sources(
    articles: &[Article],
    gold: &[Gold<'_>],
    analyzer: &Analyzer,
    base: Option<&LinkModels>,
) -> Trained {
    let given = analyzer.clone().with_given_quotes(Arc::new(GivenQuotes::new(gold)));
    let mut scratch = Scratch::default();
    let (mut read, mut folds) = (Vec::new(), Vec::new());
    for (i, (article, gold)) in articles.iter().zip(gold).enumerate() {
        let found = analyzer.analyze(&gold.doc, &mut scratch);
        for analysis in [found, given.analyze(&gold.doc, &mut scratch)] {
            read.push(judged(article, &gold.doc, &analysis, analyzer.outlets()));
            folds.push(i % FOLDS);
        }
    }
    train::train(&read, &folds, base)
}

/// The links proposed for an article, and which of them are right.
pub fn judged(article: &Article, doc: &Document, analysis: &Analysis, outlets: &Outlets) -> train::Article {
    let Analysis { tokens, entities, quotes, attributions, .. } = analysis;
    let proposals = proposals(doc, tokens, entities, quotes, attributions, outlets);
    let mut right = vec![None; proposals.len()];
    for judged in judged_links(article, &annotation(doc, quotes, &proposals, outlets)) {
        let first = proposals.partition_point(|l| l.quote < judged.attribution);
        right[first + judged.link] = Some(judged.right);
    }
    train::Article { proposals, right }
}

/// Quotations with all links proposed for them, as a prediction.
pub fn annotation(doc: &Document, quotes: &[Quote], links: &[Proposal], outlets: &Outlets) -> Annotation {
    let map = OffsetMap::new(doc.text());
    let chars = |s: &Spans| -> Vec<(u32, u32)> {
        let at = |o| map.from_bytes(o, OffsetUnit::Chars);
        s.iter().map(|s| (at(s.start()), at(s.end()))).collect()
    };
    let attribution = |(i, q): (usize, &Quote)| Attribution {
        id: i.to_string(),
        content: chars(&q.content),
        source: chars(&q.source),
        cue: chars(&q.cue),
        resolved: true,
        ..Attribution::default()
    };
    let mut attributions: Vec<Attribution> = quotes.iter().enumerate().map(attribution).collect();
    for link in links {
        use dixit_eval::ViaKind as Gold;
        use dixit_sources::ViaKind;
        attributions[link.quote].via.push(Via {
            name: link.via.called(doc).unwrap_or(link.via.label(doc, outlets)).to_owned(),
            kind: match link.via.kind {
                ViaKind::Outlet => Gold::Outlet,
                ViaKind::Platform => Gold::Platform,
                ViaKind::Event => Gold::Event,
                ViaKind::Document => Gold::Document,
            },
            relation: Some(link.via.relation.as_str().to_owned()),
            near: true,
        });
    }
    Annotation { attributions, ..Annotation::default() }
}
