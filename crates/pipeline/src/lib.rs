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

mod analyzer;
pub mod bulk;

pub use analyzer::{Analysis, Analyzer, AnalyzerBuilder, Stage};
pub use dixit_text::{Document, Scratch, TooLong};
