//! Puts batches in order and writes them, and watches over all else meanwhile.

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use super::feed::Feed;
use super::{Digest, Done, Ended, Message, Reached, Shared, Sink, Totals, Work, threads};

/// The interval of checks on events without a message: signals, pauses of the input, slow articles.
const LOOK_EVERY: Duration = Duration::from_millis(20);

pub(super) struct Writer<'a> {
    shared: &'a Arc<Shared>,
    feed: &'a Feed,
    permits: &'a Receiver<()>,
    totals: Totals,
    digest: Digest,
    /// When all was last looked after.
    looked: Instant,
    /// Number of batches, and whether a stop made it so, once it is known.
    end: Option<(u64, bool)>,
}

impl<'a> Writer<'a> {
    pub(super) fn new(shared: &'a Arc<Shared>, feed: &'a Feed, permits: &'a Receiver<()>) -> Self {
        let (totals, digest) = (Totals::default(), shared.job.after);
        Self { shared, feed, permits, totals, digest, looked: Instant::now(), end: None }
    }

    pub(super) fn write_all(mut self, results: &Receiver<Message>, sink: &mut dyn Sink) -> io::Result<Ended> {
        let mut waiting: BTreeMap<u64, Done> = BTreeMap::new();
        let mut next = 0;
        while self.end.is_none_or(|(batches, _)| next < batches) {
            if self.shared.job.abort.load(Ordering::Relaxed) {
                self.end = Some((next, true));
                break;
            }
            match self.receive(results)? {
                None => {}
                Some(Message::Failed(error)) => return Err(error),
                Some(Message::End { batches, stopped }) => {
                    self.end.get_or_insert((batches, stopped));
                }
                Some(Message::Done(done)) if !self.shared.job.ordered => {
                    next += 1;
                    self.write(done, sink)?;
                }
                Some(Message::Done(done)) => {
                    waiting.insert(done.number, done);
                    while let Some(done) = waiting.remove(&next) {
                        next += 1;
                        self.write(done, sink)?;
                    }
                }
            }
        }
        let stopped = self.end.is_some_and(|(_, stopped)| stopped);
        Ok(Ended { totals: self.totals, digest: self.digest, stopped })
    }

    /// The next message; `None` where none came for a moment.
    fn receive(&mut self, results: &Receiver<Message>) -> io::Result<Option<Message>> {
        if self.looked.elapsed() >= LOOK_EVERY {
            self.looked = Instant::now();
            let job = &self.shared.job;
            self.feed.look();
            if job.stop.load(Ordering::Relaxed) && self.end.is_none() {
                self.end = self.feed.try_close().map(|batches| (batches, true));
                // There may be nothing left to wait for.
                return Ok(None);
            }
            if let (Some(limit), Work::Threads(_)) = (job.time_limit, &job.work) {
                threads::relieve(self.shared, limit)?;
            }
        }
        match results.recv_timeout(LOOK_EVERY) {
            Ok(message) => Ok(Some(message)),
            Err(RecvTimeoutError::Timeout) => Ok(None),
            Err(RecvTimeoutError::Disconnected) => {
                Err(io::Error::other("the workers ended early; please report it"))
            }
        }
    }

    fn write(&mut self, mut done: Done, sink: &mut dyn Sink) -> io::Result<()> {
        for article in &mut done.articles {
            // Only here is it settled which of two equal articles came first.
            if let (Some(seen), Some(key)) = (&self.shared.job.dedup, article.key.take())
                && !seen.is_new(key)
            {
                article.is_duplicate();
            }
            article.write(sink)?;
            self.totals.add(&article.totals);
            self.digest = self.digest.then(article.digest);
        }
        if let Some(last) = done.articles.last() {
            sink.progress(&Reached { totals: &self.totals, last: &last.name, digest: self.digest })?;
        }
        // The reader sent a permit before it sent the batch.
        self.permits.recv().map_err(io::Error::other)
    }
}
