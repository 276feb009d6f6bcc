//! From articles that people annotated to models of quotations, speakers and sources.
//!
//! Gold is read by [`dixit_eval::read`]; each model is trained from nothing or, as a few articles are enough for that, further from
//! one that there is. Names are trained by [`entities::train`](crate::entities::train), which reads other gold.

mod gold;
mod quotations;
mod sources;
mod speakers;

pub use gold::{GivenQuotes, Gold};
pub use quotations::train_quotations;
pub use sources::{annotation, judged, train_sources};
pub use speakers::train_speakers;
