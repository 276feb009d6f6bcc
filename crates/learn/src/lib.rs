//! Pure-Rust scoring of small trained models: container, feature hashing, sequence decoding, trainers.
//!
//! For models that are linear in sparse features and must be fast: taggers that read every token of millions
//! of articles, and classifiers that choose among a few candidates. For neural networks look elsewhere.
//!
//! - [`hash`] names features by 64-bit numbers, without making strings; [`Features`] holds those of a sequence.
//! - [`SequenceModel`] tags a sequence: one table row a feature, 8-bit weights, Viterbi, and probabilities of
//!   labels and spans. [`Lattice`] holds its buffers.
//! - [`GroupedFeatures`] keeps what groups of features weigh that come together again and again; templates written against
//!   [`FeatureSink`] serve it and training alike.
//! - [`LinearModel`] is logistic or softmax regression over hashed features with values.
//! - [`Kernel`] holds weights of features and classes without keys, for greedy taggers and parsers.
//! - [`Table`] is the map from hashes to short rows beneath them, also good for word lists and clusters.
//! - [`Container`] is the file format: it borrows, and any bytes give a model or an error, never a panic.
//! - [`Random`] gives the numbers without pattern of trainers and resampling.
//! - `train` (feature `train`) makes both kinds of models, the same bytes for the same data and seed.
//!
//! # Example
//!
//! Train a tagger for names, write it, read it back, tag. Real models have more features and more data.
//!
//! ```
//! # #[cfg(feature = "train")] {
//! use dixit_learn::train::{CrfConfig, SequenceData, train_crf};
//! use dixit_learn::{Container, ContainerBuilder, Features, Lattice, SequenceModel, Transitions, hash};
//!
//! // One function makes the features, for training and for use.
//! fn features(words: &[&str], out: &mut Features) {
//!     out.clear();
//!     for (i, word) in words.iter().enumerate() {
//!         out.push(hash::feature(0, hash::bytes(word.as_bytes())));
//!         out.push(hash::feature(1, u64::from(word.starts_with(char::is_uppercase))));
//!         if let Some(next) = words.get(i + 1) {
//!             out.push(hash::feature(2, hash::bytes(next.as_bytes())));
//!         }
//!         out.end_item();
//!     }
//! }
//!
//! let labels: Vec<String> = ["O", "B-PER", "I-PER"].map(String::from).to_vec();
//! let mut data = SequenceData::new(Transitions::bio(&labels), labels);
//! let mut buffer = Features::default();
//! for (words, gold) in [(&["Ann", "Lee", "said", "so"], [1, 2, 0, 0]), (&["then", "Bo", "said", "no"], [0, 1, 0, 0])] {
//!     features(words, &mut buffer);
//!     data.push(&buffer, &gold);
//! }
//! let trained = train_crf(&data, &CrfConfig { epochs: 50, min_count: 1, ..CrfConfig::default() }, &mut |_| ());
//!
//! let mut builder = ContainerBuilder::default();
//! trained.write(&mut builder, "names", 8.0);
//! let file = builder.finish();
//!
//! let model = SequenceModel::read(&Container::parse(&file).unwrap(), "names").unwrap();
//! let mut lattice = Lattice::default();
//! features(&["Cy", "Lee", "said", "yes"], &mut buffer);
//! assert_eq!(model.decode(&buffer, &mut lattice), [1, 2, 0, 0]);
//! model.infer(&mut lattice);
//! assert!(model.probability(&lattice, 0, [1, 2]) > 0.5);
//! # }
//! ```
//!
//! # Features
//!
//! - `train`: the trainers, for `dixit-dev` and for `dixit train`. Off by default.

mod container;
mod decode;
mod error;
mod features;
mod grouped;
pub mod hash;
mod kernel;
mod layout;
mod linear;
mod pages;
mod prefetch;
mod random;
mod sequence;
mod sums;
mod table;
#[cfg(feature = "train")]
pub mod train;
mod transitions;
mod triples;

pub use container::{Container, ContainerBuilder};
pub use decode::Lattice;
pub use error::ModelError;
pub use features::Features;
pub use grouped::{FeatureSink, GroupedFeatures};
pub use kernel::{Kernel, Weights};
pub use layout::FORMAT_VERSION;
pub use linear::{LinearModel, MAX_CLASSES, Valued};
pub use prefetch::prefetch;
pub use random::Random;
pub use sequence::{MAX_FEATURES, MAX_LABELS, SequenceModel};
pub use sums::Sums;
pub use table::{MAX_ROW, Table};
pub use transitions::Transitions;
pub use triples::Triples;
