//! Models that users bring: `--model FILE`.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, bail};
use dixit_entities::LearnedTagger;
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

/// Puts models in the place of what the engine has there.
///
/// # Errors
/// If a file is no model, or two are of one kind.
pub(crate) fn with_models(
    mut builder: AnalyzerBuilder,
    paths: &[impl AsRef<Path>],
) -> anyhow::Result<AnalyzerBuilder> {
    let mut seen: Vec<(Kind, &Path)> = Vec::new();
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
        if let Some((_, other)) = seen.iter().find(|(k, _)| *k == kind) {
            bail!("{} and {} are both models of {}: give one", other.display(), path.display(), kind.name());
        }
        seen.push((kind, path));
        builder = match kind {
            Kind::Names => {
                builder.entity_tagger(Arc::new(LearnedTagger::from_model(&bytes).with_context(named)?))
            }
            Kind::Quotes => {
                builder.quote_tagger(Arc::new(LearnedQuoteTagger::from_bytes(&bytes).with_context(named)?))
            }
            Kind::Speakers => {
                builder.speakers(Arc::new(speakers::Model::from_bytes(&bytes).with_context(named)?))
            }
            Kind::Sources => builder.links(Arc::new(LinkModels::from_bytes(&bytes).with_context(named)?)),
        };
        builder = builder.model(kind.name(), format!("{:016x}", container.checksum()));
    }
    Ok(builder)
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
