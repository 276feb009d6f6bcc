//! The other side of a run whose workers are processes.

use std::io::{self, Read, Write};
use std::sync::mpsc;
use std::thread;

use dixit_ingest::Raw;
use dixit_text::Scratch;

use super::article::Article;
use super::seen::Key;
use super::work::Todo;
use super::{Job, LARGE, STACK, THREAD_NAME, wire};

/// Analyses the articles that a run with [`Processes`](super::Processes) sends, until it sends no more. `job` says how; its number
/// of workers and its limits are the affair of the run.
///
/// The process ends with its `input`, whatever it is doing: where the run is gone, so is its use. Call it on the standard input and
/// output of a process that writes nothing else there.
///
/// # Errors
/// Those of the output, and of starting threads.
pub fn serve(job: &Job, input: impl Read + Send + 'static, output: impl Write + Send) -> io::Result<()> {
    let (to_work, requests) = mpsc::channel();
    let (to_answer, answers) = mpsc::channel();
    thread::Builder::new().name("dixit-requests".to_owned()).spawn(move || {
        let mut input = io::BufReader::with_capacity(1 << 16, input);
        while let Ok(Some((kind, content))) = wire::read_frame(&mut input) {
            let sent = match kind {
                wire::ANSWER => to_answer.send(content == [1]).is_ok(),
                kind => to_work.send((kind, content)).is_ok(),
            };
            if !sent {
                break;
            }
        }
        std::process::exit(0);
    })?;
    thread::scope(|scope| {
        let work = move || work(job, requests, &answers, output);
        let worker = thread::Builder::new().name(format!("{THREAD_NAME}0")).stack_size(STACK);
        worker
            .spawn_scoped(scope, work)?
            .join()
            .unwrap_or_else(|_| Err(io::Error::other("the worker panicked")))
    })
}

fn work(
    job: &Job,
    requests: mpsc::Receiver<(u8, Vec<u8>)>,
    answers: &mpsc::Receiver<bool>,
    mut output: impl Write,
) -> io::Result<()> {
    let Some(recipe) = job.recipe() else { return Err(io::Error::other("a job without an analyzer")) };
    let hello = serde_json::to_vec(job.engine())?;
    send(&mut output, wire::HELLO, &hello)?;
    let mut scratch = Scratch::default();
    for (kind, content) in requests {
        let raw = Raw::from_bytes(&content).ok_or(io::ErrorKind::InvalidData)?;
        drop(content);
        let article = match kind {
            wire::KEY_OF => Article { key: recipe.key(raw), ..Article::default() },
            _ => {
                let large = raw.body.len() > LARGE;
                let is_known = |key: Key| {
                    let asked = send(&mut output, wire::KEY, &key.to_bytes());
                    asked.is_ok() && answers.recv().unwrap_or_default()
                };
                let article = recipe.article(Todo::unhashed(raw), &mut scratch, is_known);
                if large {
                    scratch = Scratch::default();
                }
                article
            }
        };
        send(&mut output, wire::DONE, &article.to_bytes())?;
    }
    Ok(())
}

fn send(output: &mut impl Write, kind: u8, content: &[u8]) -> io::Result<()> {
    // In one piece: each is a call to the system.
    let mut frame = Vec::with_capacity(content.len() + 16);
    wire::write_frame(&mut frame, kind, content)?;
    output.write_all(&frame)?;
    output.flush()
}
