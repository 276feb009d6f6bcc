use std::sync::Arc;
use std::time::Duration;

use dixit_pipeline::bulk::Work;
use tokio::sync::Semaphore;

use crate::guard::Guard;
use crate::metrics::Metrics;
use crate::pool::Pool;
use crate::review::Review;

/// What all requests share.
pub(crate) type Shared = Arc<State>;

pub(crate) struct State {
    pub(crate) pool: Pool,
    pub(crate) guard: Guard,
    pub(crate) metrics: Arc<Metrics>,
    /// A permit a request in work.
    pub(crate) admission: Semaphore,
    /// Permits in all.
    pub(crate) queue: usize,
    pub(crate) max_body: usize,
    pub(crate) read_limit: Duration,
    /// Name and version of the engine, as one word each.
    pub(crate) engine: (String, String),
    pub(crate) work: Work,
    pub(crate) review: Option<Review>,
}
