use std::net::IpAddr;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::Args;
use dixit_ingest::FieldMap;

use crate::args::{Engine, EngineArgs, InputArgs, InputFormat, Unit, Workers, jobs, probability, seconds};

/// Answers over HTTP: articles in, records out, and a page to paste one.
///
/// POST /v1/attribute takes one article or many as JSON, in the fields that dixit run reads, or one as text/plain, text/html or
/// text/markdown, and answers with the records of docs/record.md. GET / is a page to paste an article; /v1/health, /metrics (for
/// Prometheus) and /v1/openapi.json are for machines. Nothing is kept but
/// what people correct with --review.
///
/// It listens on this machine alone. Where --host lets others reach it, each request must bear the token, and what stands
/// before it should speak TLS. The first Ctrl-C (or SIGTERM) lets it answer what it has been asked, the second ends it.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  dixit serve
  dixit serve --port 9000 --jobs 4 --engine bert
  dixit serve --review articles/ --against bert
  dixit serve --review articles/ && dixit eval agree articles/gold/ann articles/gold/bob
  DIXIT_TOKEN=$(openssl rand -hex 16) dixit serve --host 0.0.0.0
  curl -s -H 'Content-Type: text/plain' --data-binary @article.txt localhost:8017/v1/attribute | jq '.quotations[].speakers[].name'
  curl -s -H 'Content-Type: application/x-ndjson' --data-binary @news.jsonl 'localhost:8017/v1/attribute?text=false' > quotes.jsonl")]
pub(crate) struct ServeArgs {
    /// Folder whose articles are to be corrected, at /review: what is in doubt comes first.
    ///
    /// Each annotator has a name, and a folder of that name in that of the gold, with a file an article in the gold format, saved
    /// with each correction: dixit eval, dixit eval agree and dixit train take them as they are.
    #[arg(long, value_name = "FOLDER")]
    pub(crate) review: Option<PathBuf>,

    /// Folder to keep the gold of --review in [default: the folder gold in that of the articles].
    #[arg(long, value_name = "FOLDER", requires = "review")]
    pub(crate) gold: Option<PathBuf>,

    /// A second engine for --review: articles that it reads most otherwise come first, before those in doubt.
    #[arg(long, value_name = "ENGINE", requires = "review")]
    pub(crate) against: Option<Engine>,

    /// Address to listen on.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    pub(crate) host: IpAddr,

    /// Port to listen on; 0 takes one that is free.
    #[arg(long, value_name = "PORT", default_value_t = 8017)]
    pub(crate) port: u16,

    /// What requests must bear as `Authorization: Bearer TOKEN`; needed wherever other machines can reach the server.
    ///
    /// In the environment it is seen by fewer eyes than on the command line.
    #[arg(long, value_name = "TOKEN", env = "DIXIT_TOKEN", hide_env_values = true)]
    pub(crate) token: Option<String>,

    /// Number of articles analysed at once [default: one per core].
    #[arg(short = 'j', long, value_name = "N", value_parser = jobs)]
    pub(crate) jobs: Option<NonZeroUsize>,

    /// Requests that may be in work or wait at once; further ones get 429.
    #[arg(long, value_name = "N", default_value = "64")]
    pub(crate) queue: NonZeroUsize,

    /// Longest request, in megabytes; a longer one gets 413.
    #[arg(long, value_name = "MB", default_value = "8")]
    pub(crate) max_size: NonZeroUsize,

    /// Longest time one article may take, in seconds; 0 sets no limit.
    #[arg(long, value_name = "SECONDS", default_value_t = 30.0, value_parser = seconds)]
    pub(crate) time_limit: f64,

    /// Where articles are analysed.
    #[arg(long, value_name = "WHERE", default_value = "auto", hide_short_help = true)]
    pub(crate) workers: Workers,

    /// Most memory one article may take in a worker process, in megabytes; 0 sets no limit. Linux alone heeds it.
    #[arg(long, value_name = "MB", default_value_t = 1000, hide_short_help = true)]
    pub(crate) max_memory: u64,

    /// What offsets count; the records name it.
    #[arg(long, value_name = "UNIT", default_value = "chars")]
    pub(crate) offsets: Unit,

    /// Leave out quotations with less confidence.
    #[arg(long, value_name = "0..1", default_value_t = 0.0, value_parser = probability)]
    pub(crate) min_confidence: f32,

    /// Names the articles have for their fields, as for dixit run: text=body|content,title=headline.
    #[arg(long, value_name = "FIELD=NAME,…", default_value = "", hide_default_value = true)]
    pub(crate) map: FieldMap,

    /// Read texts in other languages than English too, which are refused otherwise.
    #[arg(long)]
    pub(crate) any_language: bool,

    /// No access log.
    #[arg(short, long)]
    pub(crate) quiet: bool,

    #[command(flatten)]
    pub(crate) engine: EngineArgs,
}

impl ServeArgs {
    /// What of it is said of the input of other commands.
    pub(crate) fn input(&self) -> InputArgs {
        InputArgs {
            input: InputFormat::Auto,
            map: self.map.clone(),
            delimiter: None,
            max_size: self.max_size.get() as u64,
            any_language: self.any_language,
        }
    }
}
