use dixit_entities::Entities;
use dixit_models::outlets::{OutletId, Outlets};
use dixit_quotes::Quote;
use dixit_speakers::Attribution;
use dixit_text::{Document, Span};
use dixit_tokens::Tokens;
use rustc_hash::FxHashMap;

use crate::article::{ArticleSources, article_sources};
use crate::confidence::LinkModels;
use crate::find::find_links;
use crate::govern::{Context, Found};
use crate::journalist::Journalists;
use crate::mention::{OutletMention, find_mentions, in_full};
use crate::passage::find_passages;
use crate::time::find_times;
use crate::words::Words;
use crate::{Chain, Via, carry, confidence, item, when, wide};

/// The layer of sources.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sources {
    /// One chain a quotation, in the same order.
    pub chains: Vec<Chain>,
    /// The article's own provenance.
    pub article: ArticleSources,
    /// Every outlet the text names, in order.
    pub mentions: Vec<OutletMention>,
}

/// Traces each quotation to where it came through.
pub fn trace(
    doc: &Document,
    tokens: &Tokens,
    entities: &Entities,
    quotes: &[Quote],
    attributions: &[Attribution],
    outlets: &Outlets,
) -> Sources {
    Tracer::new(outlets).trace(doc, tokens, entities, quotes, attributions)
}

/// [`trace`] with models of one's own.
#[derive(Clone, Copy, Debug)]
pub struct Tracer<'m> {
    outlets: &'m Outlets,
    links: &'m LinkModels,
}

impl<'m> Tracer<'m> {
    /// With this registry, and the models that are shipped.
    pub fn new(outlets: &'m Outlets) -> Self {
        Self { outlets, links: LinkModels::shipped() }
    }

    /// The same with these models.
    pub fn with_links(self, links: &'m LinkModels) -> Self {
        Self { links, ..self }
    }

    /// Traces each quotation to where it came through.
    pub fn trace(
        &self,
        doc: &Document,
        tokens: &Tokens,
        entities: &Entities,
        quotes: &[Quote],
        attributions: &[Attribution],
    ) -> Sources {
        let Self { outlets, links } = *self;
        with_rule_chains(
            doc,
            tokens,
            entities,
            quotes,
            attributions,
            outlets,
            |context, mut chains, mentions| {
                wide::propose(context, &mut chains);
                confidence::judge(context, &mut chains, links);
                let names = in_full(context.words, outlets, mentions);
                for via in chains.iter_mut().flat_map(|c| &mut c.via) {
                    name_in_full(via, &names);
                }
                let article = article_sources(context.words, outlets, mentions);
                Sources { chains, article, mentions: mentions.to_vec() }
            },
        )
    }
}

/// Names a link as the article does at its most explicit. A link that only a verb refers to stays unnamed.
pub(crate) fn name_in_full(via: &mut Via, names: &FxHashMap<OutletId, Span>) {
    if let Some(name) = via.outlet.and_then(|id| names.get(&id)) {
        via.name = *name;
    }
}

/// The chains that the rules alone propose, each link with confidence 1: for those who want every decision read off the text.
pub fn rule_chains(
    doc: &Document,
    tokens: &Tokens,
    entities: &Entities,
    quotes: &[Quote],
    attributions: &[Attribution],
    outlets: &Outlets,
) -> Vec<Chain> {
    with_rule_chains(doc, tokens, entities, quotes, attributions, outlets, |_, chains, _| chains)
}

/// Gives `then` the chains that the rules propose, with what they were read from.
pub(crate) fn with_rule_chains<T>(
    doc: &Document,
    tokens: &Tokens,
    entities: &Entities,
    quotes: &[Quote],
    attributions: &[Attribution],
    outlets: &Outlets,
    then: impl FnOnce(&Context<'_>, Vec<Chain>, &[OutletMention]) -> T,
) -> T {
    let words = Words::new(doc, tokens);
    let mentions = find_mentions(&words, outlets);
    let journalists = Journalists::find(&words, outlets, &mentions);
    let links = find_links(&words, outlets, &mentions, &journalists);
    let passages = find_passages(&words, outlets, &mentions, &links, &journalists);
    let times = find_times(&words);
    let items = item::read(&words, entities, quotes, attributions, outlets, &mentions);
    let context = Context::new(Found {
        words: &words,
        entities,
        outlets,
        links: &links,
        times: &times,
        items: &items,
        passages: &passages,
        mentions: &mentions,
        journalists: &journalists,
    });
    let mut chains = carry::chains(&context);
    // Times go by the links of the rules; proposed links give none.
    when::add_times(&context, &mut chains);
    then(&context, chains, &mentions)
}
