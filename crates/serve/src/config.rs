use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use dixit_pipeline::Analyzer;
use dixit_pipeline::bulk::{Digest, Job, Work};
use dixit_pipeline::ingest::Decoder;
use dixit_pipeline::record::Format;
use dixit_pipeline::{Offsets, Options};

/// Takes the lines of the access log, without a line break.
pub type Log = Arc<dyn Fn(&str) + Send + Sync>;

/// How a server serves.
#[derive(Clone)]
pub struct Config {
    /// How articles are analysed. Its number of workers is that of the analysis threads, its limit of time that of each article.
    /// It writes one format, [`Format::Jsonl`], with the text.
    pub job: Job,
    /// Where it listens. Port 0 takes one that is free. Default: 127.0.0.1:8017.
    pub address: SocketAddr,
    /// What requests must bear as `Authorization: Bearer TOKEN`. Needed wherever other machines can reach the server.
    pub token: Option<String>,
    /// Requests that may be in work or wait at once; further ones are answered with 429. Default: 64.
    pub queue: NonZeroUsize,
    /// Longest body of a request, in bytes; longer ones are answered with 413. Default: 8 MB.
    pub max_body: usize,
    /// Longest time in which a request must have come in whole; a slower one is answered with 408. Default: 30 s.
    pub read_limit: Duration,
    /// Longest time that requests in work are waited for when the server stops. Default: 30 s.
    pub grace: Duration,
    /// Articles to be corrected at `/review`. The offsets of the job must be in characters then.
    pub review: Option<ReviewConfig>,
    /// Takes the access log, a line a request. Default: nobody.
    pub log: Option<Log>,
}

/// What is corrected, and where the result is kept.
#[derive(Clone)]
pub struct ReviewConfig {
    /// Folder (or file) of the articles, in any form that is read.
    pub articles: PathBuf,
    /// Folder of the gold: in it a folder an annotator, in that a file an article.
    pub gold: PathBuf,
    /// Reads the articles too: those that it reads most otherwise come first. Without it, those with the least sure quotation do.
    pub against: Option<Analyzer>,
}

impl Config {
    /// All as it is by default, with a thread a core and 30 s an article.
    pub fn new(work: Work) -> Self {
        let job = Job {
            work,
            decoder: Decoder::default().english_only(true),
            formats: vec![Format::Jsonl],
            options: Options { offsets: Offsets::Chars, with_text: true, ..Options::default() },
            workers: thread::available_parallelism().unwrap_or(NonZeroUsize::MIN),
            ordered: true,
            dedup: None,
            time_limit: Some(Duration::from_secs(30)),
            after: Digest::default(),
            stop: Arc::default(),
            abort: Arc::default(),
        };
        Self {
            job,
            address: (Ipv4Addr::LOCALHOST, 8017).into(),
            token: None,
            queue: const { NonZeroUsize::new(64).expect("it is not 0") },
            max_body: 8_000_000,
            read_limit: Duration::from_secs(30),
            grace: Duration::from_secs(30),
            review: None,
            log: None,
        }
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The token is nobody's business.
        f.debug_struct("Config")
            .field("address", &self.address)
            .field("queue", &self.queue)
            .finish_non_exhaustive()
    }
}
