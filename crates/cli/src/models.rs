//! Models that users bring: `--model FILE`.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, bail};
use dixit_entities::LearnedTagger;
use dixit_grammar::Grammar;
use dixit_learn::Container;
use dixit_pipeline::sources::LinkModels;
use dixit_pipeline::{AnalyzerBuilder, speakers};
use dixit_quotes::LearnedQuoteTagger;

use crate::commands::eval::files::unpacked;

/// The kind of a model, told by the sections of its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Names,
    Quotes,
    Speakers,
    Sources,
}

/// Models that take the place of the embedded ones.
#[derive(Default)]
pub(crate) struct Models {
    pub(crate) names: Option<LearnedTagger>,
    pub(crate) quotes: Option<LearnedQuoteTagger>,
    speakers: Option<speakers::Model>,
    sources: Option<LinkModels>,
    /// Of each file in turn, the sum over its bytes.
    versions: Vec<(Kind, String)>,
}

impl Models {
    /// # Errors
    /// If a file is no model, or two are of one kind.
    pub(crate) fn read(paths: &[impl AsRef<Path>]) -> anyhow::Result<Self> {
        let mut models = Self::default();
        for path in paths {
            let path = path.as_ref();
            let bytes = unpacked(path)?;
            let named = || no_model(path, "--model");
            let container = Container::parse(&bytes).with_context(named)?;
            let has = |section| container.section(section).is_ok();
            let Some(kind) = Kind::ALL.into_iter().find(|kind| has(kind.section())) else {
                bail!(
                    "{}: it finds neither names nor quotations, and says neither who speaks nor through whom",
                    named()
                );
            };
            if let Some(other) = models.versions.iter().position(|(k, _)| *k == kind) {
                let (other, path) = (paths[other].as_ref().display(), path.display());
                bail!("{other} and {path} are both models of {}: give one", kind.name());
            }
            match kind {
                Kind::Names => models.names = Some(LearnedTagger::from_model(&bytes).with_context(named)?),
                Kind::Quotes => {
                    models.quotes = Some(LearnedQuoteTagger::from_bytes(&bytes).with_context(named)?);
                }
                Kind::Speakers => {
                    models.speakers = Some(speakers::Model::from_bytes(&bytes).with_context(named)?);
                }
                Kind::Sources => models.sources = Some(LinkModels::from_bytes(&bytes).with_context(named)?),
            }
            models.versions.push((kind, format!("{:016x}", container.checksum())));
        }
        Ok(models)
    }

    /// Puts those that nobody has taken in the place of what the engine has there.
    pub(crate) fn put_into(self, mut builder: AnalyzerBuilder) -> AnalyzerBuilder {
        if let Some(names) = self.names {
            builder = builder.entity_tagger(Arc::new(names));
        }
        if let Some(quotes) = self.quotes {
            builder = builder.quote_tagger(Arc::new(quotes));
        }
        if let Some(speakers) = self.speakers {
            builder = builder.speakers(Arc::new(speakers));
        }
        if let Some(sources) = self.sources {
            builder = builder.links(Arc::new(sources));
        }
        self.versions
            .into_iter()
            .fold(builder, |builder, (kind, version)| builder.model(kind.name(), version))
    }
}

/// The grammar in a file, or the one that is built in.
pub(crate) fn grammar(path: Option<&Path>) -> anyhow::Result<Grammar> {
    match path {
        Some(path) => Grammar::new(&unpacked(path)?).with_context(|| path.display().to_string()),
        None => Ok(Grammar::embedded()),
    }
}

/// The error for a file that should have been a model.
pub(crate) fn no_model(path: &Path, flag: &str) -> String {
    format!("{} cannot be used as a model: {flag} takes what dixit train has written", path.display())
}

impl Kind {
    const ALL: [Self; 4] = [Self::Names, Self::Quotes, Self::Speakers, Self::Sources];

    fn name(self) -> &'static str {
        match self {
            Self::Names => "names",
            Self::Quotes => "quotations",
            Self::Speakers => "speakers",
            Self::Sources => "sources",
        }
    }

    /// A section that models of this kind alone have.
    fn section(self) -> &'static str {
        match self {
            Self::Names => "names.head",
            Self::Quotes => "cues.head",
            Self::Speakers => "speakers.rank",
            Self::Sources => "together.head",
        }
    }
}
