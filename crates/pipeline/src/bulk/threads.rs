//! Workers that are threads of this process.
//!
//! What a worker has in hand can be taken from it: where an engine does not heed the deadline, the writer gives the rest of the
//! batch to a new thread and leaves the old one to itself.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use dixit_text::Scratch;

use super::article::Article;
use super::digest::Digest;
use super::work::{Todo, todo, too_slow};
use super::{Done, Message, STACK, Shared, THREAD_NAME, late};

/// The work at hand of a worker; the writer can take it away.
#[derive(Default)]
pub(super) struct Hand(Mutex<InHand>);

#[derive(Default)]
struct InHand {
    /// Goes up when the work is taken away, so that the thread that had it notices.
    generation: u64,
    /// Articles of the batch that have not been begun.
    todo: std::vec::IntoIter<Todo>,
    done: Option<Done>,
    /// The article in work, and since when.
    at: Option<(String, Digest, Instant)>,
}

impl Hand {
    fn lock(&self) -> MutexGuard<'_, InHand> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives the article in work up where it has taken longer than `limit`; the rest is for another thread then.
    fn give_up(&self, limit: Duration) -> bool {
        let mut hand = self.lock();
        let Some((name, digest, _)) = hand.at.take_if(|(_, _, since)| since.elapsed() > late(limit)) else {
            return false;
        };
        hand.generation += 1;
        if let Some(done) = &mut hand.done {
            done.articles.push(too_slow(name, digest, limit));
        }
        true
    }
}

/// Lets a new thread go on wherever a worker is stuck in an article.
pub(super) fn relieve(shared: &Arc<Shared>, limit: Duration) -> std::io::Result<()> {
    for worker in 0..shared.hands.len() {
        if shared.hands[worker].give_up(limit) {
            let shared = Arc::clone(shared);
            thread::Builder::new()
                .name(format!("{THREAD_NAME}{worker}"))
                .stack_size(STACK)
                .spawn(move || work(&shared, worker))?;
        }
    }
    Ok(())
}

/// Works until there are no more batches, or the work is taken away.
pub(super) fn work(shared: &Shared, worker: usize) {
    let Some(recipe) = shared.job.recipe() else { return };
    let hand = &shared.hands[worker];
    let is_known = |key| shared.job.dedup.as_ref().is_some_and(|seen| seen.has(key));
    let mut scratch = Scratch::default();
    let generation = hand.lock().generation;
    loop {
        let mut in_hand = hand.lock();
        if in_hand.generation != generation {
            return;
        }
        if let Some(todo) = in_hand.todo.next() {
            in_hand.at = Some((todo.name.clone(), todo.digest, Instant::now()));
            drop(in_hand);
            let article: Article = recipe.article(todo, &mut scratch, is_known);
            let mut in_hand = hand.lock();
            if in_hand.generation != generation {
                return;
            }
            in_hand.at = None;
            if let Some(done) = &mut in_hand.done {
                done.articles.push(article);
            }
            continue;
        }
        let done = in_hand.done.take();
        drop(in_hand);
        if done.is_some_and(|done| shared.to_writer.send(Message::Done(done)).is_err()) {
            return;
        }
        let Some(batch) = shared.next_batch() else { return };
        let todo = self::todo(&recipe, batch.articles, &mut scratch);
        let mut in_hand = hand.lock();
        in_hand.done = Some(Done { number: batch.number, articles: Vec::with_capacity(todo.len()) });
        in_hand.todo = todo.into_iter();
    }
}
