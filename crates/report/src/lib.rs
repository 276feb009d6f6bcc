//! Pages to look at what dixit found, each one HTML file that needs nothing else.
//!
//! [`article_page`] shows one article with its quotations marked by speaker; [`report_page`] shows a [`Corpus`]: who was
//! quoted, by whom and through whom, with every quotation at hand. Both read [`Record`](dixit_record::Record)s and nothing
//! behind them, so records of any engine, or ones read back from a file, can be shown.
//!
//! Everything an article or a record says reaches the page as text: templates escape it, control characters are
//! shown as symbols, names stand in elements that isolate their direction, only `http` addresses become links,
//! and a content security policy lets nothing run but the page's own script.
//!
//! ```
//! use dixit_report::{ArticleOptions, article_page};
//!
//! # fn page(line: &str) -> Result<String, Box<dyn std::error::Error>> {
//! // A record with its text: `dixit run --with-text`.
//! let record = serde_json::from_str(line)?;
//! let page = article_page(&record, &ArticleOptions::default())?;
//! # Ok(page) }
//! ```
//!
//! For reading by programs use the record itself; for a terminal, `dixit show`.

mod article;
mod corpus;
mod edit;
mod page;
mod speakers;
mod words;

pub use article::{ArticleOptions, NoText, SCRIPT as ARTICLE_SCRIPT, article_page};
pub use corpus::{Corpus, Disputed, ReportOptions, Told, report_page};
pub use edit::{edit_page, review_page};
pub use page::{BASE as BASE_STYLE, THEME as THEME_SCRIPT};
pub use words::{certainty, visible};

/// Below this a quotation is shown as one to check: it is more likely wrong than right.
pub const LOW_CONFIDENCE: f32 = 0.5;
