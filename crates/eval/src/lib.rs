//! Measures quotation attribution against gold annotations.
//!
//! For people who want to know how well a program finds who said what on their own articles, whichever
//! program made the predictions: both sides come as JSON or JSONL in one documented format ([`read`]), and what comes
//! out are the figures of the field ([`Measure`]). Whoever only wants quotations does not need this crate.
//!
//! The crate reads no files and runs no engine; the program `dixit eval` does both.
//!
//! ```
//! use dixit_eval::{Measure, evaluate, read};
//!
//! let gold = r#"{"id": "a", "text": "“It rains,” said Ann.", "attributions":
//!     [{"id": "q1", "content": [[1, 9]], "source": [[17, 20]], "cue": [[12, 16]]}]}"#;
//! let pred = r#"{"id": "a", "attributions": [{"content": [[0, 11]], "source": [[12, 20]]}]}"#;
//!
//! let gold = read::gold("gold.json", gold, &read::Options::default()).unwrap();
//! let (pred, problems) = read::predictions("pred.jsonl", pred, &gold, &read::Options::default()).unwrap();
//! assert!(problems.is_empty());
//! let counts = evaluate(&gold, &pred);
//! assert_eq!(counts.tally(Measure::JointLenient).f1(), 1.0);
//! assert_eq!(counts.tally(Measure::JointStrict).f1(), 0.0); // “said Ann” is not “Ann”
//! ```

mod alignment;
pub mod bio;
pub mod brat;
mod calibration;
mod chain;
mod citron;
pub mod conllu;
mod explain;
mod gate;
mod gendergap;
mod gold_json;
mod group;
mod interval;
mod labelled;
mod layout;
mod letters;
mod measure;
mod model;
mod names;
mod offsets;
mod problem;
mod raw;
pub mod read;
mod record;
mod score;
mod table;
pub mod trees;
mod words;

pub use calibration::{Bin, Reliability, calibration};
pub use chain::{JudgedLink, judged_links};
pub use explain::{Answer, Mistake, MistakeKind, Row, mistakes, rows};
pub use gate::{Floor, floors, gate};
pub use gold_json::{gold_file_name, gold_json};
pub use group::{By, grouped};
pub use interval::{Change, Interval, RESAMPLES, compare, intervals};
pub use measure::{Counts, Group, Measure, Shape, Tally};
pub use model::{
    Act, Annotation, Article, Attribution, CharSpan, Kind, Mention, Predictions, Stated, Via, ViaKind,
};
pub use names::{Fit, same_name};
pub use problem::{Problem, ReadError};
pub use score::score;
pub use table::{figures_json, figures_table};

/// Counts every measure over a corpus. An article without predictions counts as predicted empty.
pub fn evaluate(gold: &[Article], pred: &Predictions) -> Counts {
    total(&evaluate_each(gold, pred))
}

/// The counts of each article, in the order of `gold`.
pub fn evaluate_each(gold: &[Article], pred: &Predictions) -> Vec<Counts> {
    gold.iter().map(|article| score(article, pred.get(&article.id))).collect()
}

/// The sum of counts.
pub fn total(articles: &[Counts]) -> Counts {
    let mut sum = Counts::default();
    articles.iter().for_each(|counts| sum += counts);
    sum
}
