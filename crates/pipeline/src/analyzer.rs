use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use dixit_entities::{Entities, EntityTagger, LearnedTagger, Registries, cluster_with};
use dixit_grammar::{Grammar, Syntax, Words};
use dixit_models::outlets::Outlets;
use dixit_models::people::People;
use dixit_quotes::{Judgement, LearnedQuoteTagger, Quote, QuoteTagger, Repairs, View, judge_acts, repair};
use dixit_record::{Engine, Layers, Model, Options, Record};
use dixit_sources::{LinkModels, Sources, Tracer};
use dixit_speakers::{self as speakers, Attribution, Resolver};
use dixit_text::deadline::{self, TimedOut};
use dixit_text::{Document, Scratch};
use dixit_tokens::Tokens;

/// Everything the stages say of one document.
#[derive(Clone, Debug, Default)]
pub struct Analysis {
    /// Words, sentences, paragraphs, quotation marks.
    pub tokens: Tokens,
    /// Tags, lemmas, trees, noun phrases and clauses; empty unless [asked for](AnalyzerBuilder::grammar).
    pub syntax: Syntax,
    /// Names and who they are.
    pub entities: Entities,
    /// Quotations.
    pub quotes: Vec<Quote>,
    /// Whether they were expressed or only ascribed: one act per quotation.
    pub acts: Vec<Judgement>,
    /// Their speakers: one attribution per quotation.
    pub attributions: Vec<Attribution>,
    /// Through whom they came: one chain a quotation.
    pub sources: Sources,
}

/// A step of the analysis, in the order in which they run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Words, sentences, paragraphs, quotation marks.
    Tokens,
    /// Tags, trees, phrases and clauses, where they are asked for.
    Grammar,
    /// Names found.
    Names,
    /// Quotations found.
    Quotations,
    /// Names gathered into persons and bodies, and linked to the registries.
    Entities,
    /// Quotations repaired.
    Repairs,
    /// Speakers resolved.
    Speakers,
    /// Sources traced.
    Sources,
}

/// All stages, with an engine in each seam. Immutable and shared by all workers; cheap to clone.
#[derive(Clone)]
pub struct Analyzer {
    engine: Engine<'static>,
    /// `None` where grammar is not read: no stage needs it yet, and it takes half as long as all others together.
    grammar: Option<Arc<Grammar>>,
    entities: Arc<dyn EntityTagger>,
    quotes: Arc<dyn QuoteTagger>,
    /// The repairs made to quotations.
    repairs: Repairs,
    /// `None` is the embedded model.
    speakers: Option<Arc<speakers::Model>>,
    /// `None` is the embedded model.
    links: Option<Arc<LinkModels>>,
    /// `None` is the embedded registry.
    outlets: Option<Arc<Outlets>>,
    /// `None` is the embedded registry.
    people: Option<Arc<People>>,
}

impl Analyzer {
    /// The embedded engine: nothing to install, made for bulk.
    pub fn fast() -> Self {
        Self::builder().build()
    }

    /// An analyzer with engines of your own; what is not set is as in [`fast`](Self::fast).
    pub fn builder() -> AnalyzerBuilder {
        AnalyzerBuilder::default()
    }

    /// The same analyzer on quotations found elsewhere, which `quotes` gives back: they are taken as they stand, with no
    /// [repairs](dixit_quotes::repair).
    pub fn with_given_quotes(mut self, quotes: Arc<dyn QuoteTagger>) -> Self {
        self.quotes = quotes;
        self.repairs = Repairs::empty();
        self
    }

    /// The same analyzer without some of the repairs, to measure what they gain.
    pub fn without_repairs(mut self, repairs: Repairs) -> Self {
        self.repairs.remove(repairs);
        self
    }

    /// Whether the engine is faster where it can [read ahead](Self::read_ahead).
    pub fn prefers_batches(&self) -> bool {
        self.entities.prefers_batches()
    }

    /// Lets an engine that is faster on many documents at once read those that will be analysed next with this scratch.
    pub fn read_ahead(&self, docs: &[&Document], scratch: &mut Scratch) {
        let tokens: Vec<Tokens> = docs.iter().map(|doc| dixit_tokens::tokenize(doc.text())).collect();
        let batch: Vec<_> = docs.iter().copied().zip(&tokens).collect();
        self.entities.tag_batch(&batch, scratch);
    }

    /// Reads one document. Never fails; the same document always gives the same analysis.
    pub fn analyze(&self, doc: &Document, scratch: &mut Scratch) -> Analysis {
        self.analyze_watched(doc, scratch, |_| ())
    }

    /// The same, unless it takes longer than `limit`. The stages look at the clock wherever they go on to the next sentence or quotation;
    /// an engine of your own does where it asks [`dixit_text::deadline::check`].
    ///
    /// # Errors
    /// [`TimedOut`] where `limit` had passed; the scratch is fresh then.
    pub fn analyze_within(
        &self,
        doc: &Document,
        scratch: &mut Scratch,
        limit: Duration,
    ) -> Result<Analysis, TimedOut> {
        let done = deadline::within(limit, || self.analyze(doc, scratch));
        if done.is_err() {
            *scratch = Scratch::default();
        }
        done
    }

    /// The same; `done` is called after each stage, in order, for those who measure.
    pub fn analyze_watched(
        &self,
        doc: &Document,
        scratch: &mut Scratch,
        mut done: impl FnMut(Stage),
    ) -> Analysis {
        let mut done = |stage| {
            deadline::check_now();
            done(stage);
        };
        let mut tokens = Tokens::default();
        dixit_tokens::tokenize_into(doc.text(), scratch, &mut tokens);
        done(Stage::Tokens);
        let read = |grammar: &Arc<Grammar>| grammar.read(doc.text(), &tokens, scratch);
        let syntax = self.grammar.as_ref().map(read).unwrap_or_default();
        done(Stage::Grammar);
        let mentions = self.entities.tag(doc, &tokens, scratch);
        done(Stage::Names);
        let quotes = self.quotes.tag(doc, &tokens, &mentions, scratch);
        done(Stage::Quotations);
        let words = Words { doc, tokens: &tokens };
        let registries = Registries { outlets: self.outlets(), people: self.people() };
        let entities = cluster_with(words, mentions, registries);
        done(Stage::Entities);
        let view = View { words, entities: &entities, outlets: self.outlets() };
        let quotes = repair(view, quotes, self.repairs, scratch);
        let acts = judge_acts(doc, &tokens, &quotes);
        done(Stage::Repairs);
        let speakers = self.speakers.as_deref().unwrap_or_else(|| speakers::Model::shipped());
        let resolver = Resolver::new(self.people()).with_model(speakers);
        let attributions = resolver.resolve(doc, &tokens, &entities, &quotes);
        done(Stage::Speakers);
        let links = self.links.as_deref().unwrap_or_else(|| LinkModels::shipped());
        let tracer = Tracer::new(self.outlets()).with_links(links);
        let sources = tracer.trace(doc, &tokens, &entities, &quotes, &attributions);
        done(Stage::Sources);
        Analysis { tokens, syntax, entities, quotes, acts, attributions, sources }
    }

    /// The record of an analysed document: what is written out.
    pub fn record<'a>(&'a self, doc: &'a Document, analysis: &'a Analysis, options: &Options) -> Record<'a> {
        let layers = Layers {
            doc,
            tokens: &analysis.tokens,
            entities: &analysis.entities,
            quotes: &analysis.quotes,
            acts: &analysis.acts,
            attributions: &analysis.attributions,
            sources: &analysis.sources,
            outlets: self.outlets(),
            people: self.people(),
        };
        Record::from_layers(&layers, &self.engine, options)
    }

    /// Name, version and models of the engine, as records carry them.
    pub fn engine(&self) -> &Engine<'static> {
        &self.engine
    }

    /// The registry of outlets that analyses point into.
    pub fn outlets(&self) -> &Outlets {
        self.outlets.as_deref().unwrap_or_else(|| Outlets::builtin())
    }

    /// The registry of people that analyses point into.
    pub fn people(&self) -> &People {
        self.people.as_deref().unwrap_or_else(|| People::builtin())
    }
}

/// Builds an [`Analyzer`].
#[derive(Default)]
pub struct AnalyzerBuilder {
    name: Option<String>,
    models: Vec<Model<'static>>,
    grammar: Option<Arc<Grammar>>,
    entities: Option<Arc<dyn EntityTagger>>,
    quotes: Option<Arc<dyn QuoteTagger>>,
    speakers: Option<Arc<speakers::Model>>,
    links: Option<Arc<LinkModels>>,
    outlets: Option<Arc<Outlets>>,
    people: Option<Arc<People>>,
}

impl AnalyzerBuilder {
    /// Name of the engine in records. Default: `fast`.
    pub fn engine_name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Adds a model or a registry to those that records name; those that are part of the program are named without it.
    pub fn model(mut self, name: impl Into<String>, version: impl Into<String>) -> Self {
        self.models.push(Model { name: Cow::Owned(name.into()), version: Cow::Owned(version.into()) });
        self
    }

    /// Reads grammar too, into [`Analysis::syntax`]. Default: not, as no other stage reads it.
    pub fn grammar(mut self, grammar: Arc<Grammar>) -> Self {
        self.grammar = Some(grammar);
        self
    }

    /// Sets the tagger that finds names. Default: the embedded engine.
    pub fn entity_tagger(mut self, tagger: Arc<dyn EntityTagger>) -> Self {
        self.entities = Some(tagger);
        self
    }

    /// Sets the tagger that finds quotations. Default: the embedded engine.
    pub fn quote_tagger(mut self, tagger: Arc<dyn QuoteTagger>) -> Self {
        self.quotes = Some(tagger);
        self
    }

    /// Sets the model that decides who speaks. Default: the embedded model.
    pub fn speakers(mut self, model: Arc<speakers::Model>) -> Self {
        self.speakers = Some(model);
        self
    }

    /// Sets the models that score links to outlets, events and documents. Default: the embedded models.
    pub fn links(mut self, models: Arc<LinkModels>) -> Self {
        self.links = Some(models);
        self
    }

    /// The registry of outlets. Default: the embedded one.
    pub fn outlets(mut self, outlets: Arc<Outlets>) -> Self {
        self.outlets = Some(outlets);
        self
    }

    /// The registry of people. Default: the embedded one.
    pub fn people(mut self, people: Arc<People>) -> Self {
        self.people = Some(people);
        self
    }

    /// The analyzer.
    pub fn build(mut self) -> Analyzer {
        use dixit_models::versions;
        let mut embedded = vec![("data", versions::DATA)];
        if self.quotes.is_none() {
            embedded.insert(0, ("quotations", versions::QUOTATIONS));
        }
        if self.entities.is_none() {
            embedded.insert(0, ("names", versions::NAMES));
        }
        let model = |(name, version)| Model { name: Cow::Borrowed(name), version: Cow::Borrowed(version) };
        self.models.splice(0..0, embedded.into_iter().map(model));
        Analyzer {
            engine: Engine {
                name: self.name.map_or(Cow::Borrowed("fast"), Cow::Owned),
                version: Cow::Borrowed(env!("CARGO_PKG_VERSION")),
                models: self.models,
            },
            grammar: self.grammar,
            entities: self.entities.unwrap_or_else(|| Arc::new(LearnedTagger::embedded())),
            quotes: self.quotes.unwrap_or_else(|| Arc::new(LearnedQuoteTagger::embedded())),
            repairs: Repairs::all(),
            speakers: self.speakers,
            links: self.links,
            outlets: self.outlets,
            people: self.people,
        }
    }
}
