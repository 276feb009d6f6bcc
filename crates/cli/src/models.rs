//! Models that users bring: `--model FILE`.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, bail};
use dixit_entities::LearnedTagger;
use dixit_learn::Container;
use dixit_pipeline::AnalyzerBuilder;
use dixit_quotes::LearnedQuoteTagger;

use crate::commands::eval::files::unpacked;

/// What a model finds, told by what its file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Names,
    Quotes,
}

/// Puts models in the place of what the engine has there.
///
/// # Errors
/// Where a file is no model, or two are of one kind.
pub(crate) fn with_models(
    mut builder: AnalyzerBuilder,
    paths: &[impl AsRef<Path>],
) -> anyhow::Result<AnalyzerBuilder> {
    let mut seen: Vec<(Kind, &Path)> = Vec::new();
    for path in paths {
        let path = path.as_ref();
        let bytes = unpacked(path)?;
        let named = || {
            format!(
                "{} cannot be used as a model: --model takes what dixit train has written",
                path.display()
            )
        };
        let container = Container::parse(&bytes).with_context(named)?;
        let has = |section| container.section(section).is_ok();
        let kind = match (has("names.head"), has("cues.head")) {
            (true, _) => Kind::Names,
            (_, true) => Kind::Quotes,
            _ => bail!("{}: it finds neither names nor quotations", named()),
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
        };
        builder = builder.model(kind.name(), format!("{:016x}", container.checksum()));
    }
    Ok(builder)
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Names => "names",
            Self::Quotes => "quotations",
        }
    }
}
