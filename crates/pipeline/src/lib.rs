//! The facade of dixit: [`Analyzer`] for one document, [`bulk::run`] for many.
//!
//! ```
//! use dixit_pipeline::{Analyzer, Document, Scratch};
//!
//! let analyzer = Analyzer::fast();
//! let doc = Document::new("a1", "“It will rain,” said Ada Okoye.")?;
//! let analysis = analyzer.analyze(&doc, &mut Scratch::default());
//! let record = analyzer.record(&doc, &analysis, &Default::default());
//! assert_eq!(record.article.id, "a1");
//! # Ok::<(), dixit_pipeline::TooLong>(())
//! ```
//!
//! Whoever uses the whole names this crate alone: the types of a run are here, those of each stage in a module by its name.
//!
//! ```
//! use dixit_pipeline::{Analyzer, Document, Options, Outlets, QuoteKind, Scratch};
//! use std::sync::Arc;
//!
//! let table = "name\tkind\tcountry\tlanguage\tdomains\tparent\tflags\taliases\n\
//!              Harbour Gazette\tnewspaper\tNZ\ten\t\t\t\t\n";
//! let outlets = Arc::new(Outlets::with(table, "mine.tsv")?);
//! let analyzer = Analyzer::builder().outlets(outlets).build();
//! let text = "“It will rain,” Ada Okoye told the Harbour Gazette on Monday.";
//! let doc = Document::new("a1", text)?.with_date("2025-12-05");
//! let analysis = analyzer.analyze(&doc, &mut Scratch::default());
//! assert_eq!(analysis.quotes[0].kind, QuoteKind::Direct);
//! let record = analyzer.record(&doc, &analysis, &Options::default());
//! assert_eq!(record.quotations[0].via[0].name, "Harbour Gazette");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Features
//!
//! - `formats` (default): every form of input that there is a reader for.
//! - `train`: from articles that people annotated to models. Off by default.

mod analyzer;
pub mod bulk;
#[cfg(feature = "train")]
pub mod train;

pub use analyzer::{Analysis, Analyzer, AnalyzerBuilder, Stage};
pub use dixit_entities::{Entities, Entity, EntityTagger, Mention, NameKind, Registries};
pub use dixit_models::outlets::Outlets;
pub use dixit_models::people::People;
pub use dixit_quotes::{Quote, QuoteKind, QuoteTagger, Repairs};
pub use dixit_record::{Offsets, Options, Record};
pub use dixit_sources::Sources;
pub use dixit_speakers::Attribution;
pub use dixit_text::deadline::TimedOut;
pub use dixit_text::{Document, Scratch, Span, TooLong};
pub use dixit_tokens::Tokens;
#[doc(no_inline)]
pub use {
    dixit_entities as entities, dixit_grammar as grammar, dixit_ingest as ingest, dixit_models as models,
    dixit_quotes as quotes, dixit_record as record, dixit_sources as sources, dixit_speakers as speakers,
    dixit_text as text, dixit_tokens as tokens,
};
