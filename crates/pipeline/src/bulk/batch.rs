use dixit_ingest::{Failure, Raw};

/// A batch is full with this many bytes or articles: large enough that handing it over costs nothing beside
/// the work, small enough that two workers share even a small corpus evenly.
const BATCH_BYTES: usize = 64 << 10;
const BATCH_ARTICLES: usize = 64;

/// Some articles in input order.
pub(super) struct Batch {
    /// Place among all batches, from 0.
    pub(super) number: u64,
    pub(super) articles: Vec<Result<Raw, Failure>>,
}

/// Groups articles into batches.
pub(super) struct Batches<I> {
    inputs: I,
    number: u64,
}

impl<I> Batches<I> {
    pub(super) fn new(inputs: I) -> Self {
        Self { inputs, number: 0 }
    }
}

impl<I: Iterator<Item = Result<Raw, Failure>>> Iterator for Batches<I> {
    type Item = Batch;

    fn next(&mut self) -> Option<Batch> {
        let mut articles = Vec::new();
        let mut bytes = 0;
        while articles.len() < BATCH_ARTICLES && bytes < BATCH_BYTES {
            let Some(article) = self.inputs.next() else { break };
            bytes += article.as_ref().map_or(0, |raw| raw.body.len());
            articles.push(article);
        }
        if articles.is_empty() {
            return None;
        }
        self.number += 1;
        Some(Batch { number: self.number - 1, articles })
    }
}
