//! From flags about input and engine to the objects the library takes.

use std::collections::HashSet;
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, bail};
use dixit_bert::{BackendKind, Cascade};
use dixit_entities::{LearnedTagger, RuleTagger};
use dixit_ingest::{Decoder, Reader, ReaderOptions};
use dixit_models::outlets::Outlets;
use dixit_models::people::{Format, People};
use dixit_pipeline::Analyzer;
use dixit_pipeline::bulk::Digest;
use dixit_quotes::{Ensemble, LearnedQuoteTagger, RuleQuoteTagger};

use crate::args::{
    Backend, Delimiter, Engine, EngineArgs, InputArgs, InputFormat, Precision, SelectArgs, Shard,
};
use crate::models::Models;

/// The share of words that the transformer reads in --engine auto.
const BUDGET: f32 = 0.25;

impl InputArgs {
    pub(crate) fn decoder(&self) -> Decoder {
        Decoder::new(self.map.clone()).english_only(!self.any_language).max_page_bytes(self.max_bytes())
    }

    fn max_bytes(&self) -> u64 {
        self.max_size.saturating_mul(1_000_000)
    }

    pub(crate) fn reader_options(&self) -> ReaderOptions {
        ReaderOptions {
            format: match self.input {
                InputFormat::Auto => dixit_ingest::InputFormat::Auto,
                InputFormat::Text => dixit_ingest::InputFormat::Text,
                InputFormat::Markdown => dixit_ingest::InputFormat::Markdown,
                InputFormat::Json => dixit_ingest::InputFormat::Json,
                InputFormat::Parquet => dixit_ingest::InputFormat::Parquet,
                InputFormat::Warc => dixit_ingest::InputFormat::Warc,
                InputFormat::Tar => dixit_ingest::InputFormat::Tar,
                InputFormat::Zip => dixit_ingest::InputFormat::Zip,
                InputFormat::Html => dixit_ingest::InputFormat::Html,
                InputFormat::Jsonl => dixit_ingest::InputFormat::Jsonl,
                InputFormat::Csv => dixit_ingest::InputFormat::Csv,
                InputFormat::Tsv => dixit_ingest::InputFormat::Tsv,
                InputFormat::Xml => dixit_ingest::InputFormat::Xml,
                InputFormat::Mail => dixit_ingest::InputFormat::Mail,
                InputFormat::Subtitles => dixit_ingest::InputFormat::Subtitles,
                InputFormat::Docx => dixit_ingest::InputFormat::Docx,
                InputFormat::Story => dixit_ingest::InputFormat::Story,
            },
            max_article_bytes: self.max_bytes(),
            delimiter: self.delimiter.map(|Delimiter(byte)| byte),
        }
    }
}

impl EngineArgs {
    /// The analyzer these flags ask for, or the reason why it cannot be made.
    pub(crate) fn analyzer(&self) -> anyhow::Result<Analyzer> {
        let of_bert = self.backend.is_some() || self.device.is_some() || self.precision.is_some();
        if of_bert && !self.has_transformer() {
            bail!(
                "--backend, --device and --precision are for the transformer: they go with --engine bert or auto"
            );
        }
        if self.budget.is_some() && !matches!(self.engine, Engine::Auto) {
            bail!("--budget is the transformer's share where two engines read: it goes with --engine auto");
        }
        let mut models = Models::read(&self.model)?;
        // Beside the transformer, a model of one's own takes the place of the embedded one, not of the network.
        let mut embedded = || models.quotes.take().unwrap_or_else(LearnedQuoteTagger::embedded);
        let mut builder = match self.engine {
            Engine::Bert => {
                let engine = Arc::new(self.transformer().context("--engine bert cannot be had")?);
                let builder = Analyzer::builder().engine_name("bert").model("bert", engine.version());
                let embedded = embedded().with_threshold(Ensemble::FLOOR);
                let quotes = Ensemble::new(Arc::clone(&engine) as _, Arc::new(embedded));
                let embedded = models.names.take().unwrap_or_else(LearnedTagger::embedded);
                let names = dixit_entities::Ensemble::new(engine, Arc::new(embedded));
                builder.entity_tagger(Arc::new(names)).quote_tagger(Arc::new(quotes))
            }
            Engine::Auto => {
                let engine = Arc::new(self.transformer().context("--engine auto cannot be had")?);
                let builder = Analyzer::builder().engine_name("auto").model("bert", engine.version());
                let quotes = Cascade::new(engine, embedded(), self.budget.unwrap_or(BUDGET));
                builder.quote_tagger(Arc::new(quotes))
            }
            Engine::Fast => Analyzer::builder(),
            Engine::Rules => {
                let builder = Analyzer::builder().engine_name("rules");
                builder
                    .entity_tagger(Arc::new(RuleTagger::default()))
                    .quote_tagger(Arc::new(RuleQuoteTagger::default()))
            }
        };
        builder = models.put_into(builder);
        if let Some(path) = &self.outlets {
            builder = builder.model("outlets", version(path)?).outlets(Arc::new(read_outlets(path)?));
        }
        if let Some(path) = &self.people {
            builder = builder.model("people", version(path)?);
            builder = builder.people(Arc::new(People::builtin().with(&read_people(path)?)));
        }
        Ok(builder.build())
    }

    /// Another engine, as it is shipped, with the same registries.
    #[cfg(feature = "serve")]
    pub(crate) fn other(&self, engine: Engine) -> Self {
        let (outlets, people) = (self.outlets.clone(), self.people.clone());
        Self {
            engine,
            outlets,
            people,
            budget: None,
            backend: None,
            device: None,
            precision: None,
            model: Vec::new(),
        }
    }

    /// Whether it computes on a graphics card.
    pub(crate) fn uses_graphics_card(&self) -> bool {
        self.has_transformer() && self.device.is_some_and(|device| device != dixit_bert::Device::Cpu)
    }

    fn has_transformer(&self) -> bool {
        matches!(self.engine, Engine::Bert | Engine::Auto)
    }

    fn transformer(&self) -> Result<dixit_bert::Engine, dixit_bert::LoadError> {
        let options = dixit_bert::Options {
            backend: self.backend.map(|backend| match backend {
                Backend::Rten => BackendKind::Rten,
                Backend::Torch => BackendKind::Torch,
            }),
            device: self.device.unwrap_or_default(),
            precision: self.precision.map(|precision| match precision {
                Precision::Int8 => dixit_bert::Precision::Int8,
                Precision::Half => dixit_bert::Precision::Half,
                Precision::Single => dixit_bert::Precision::Single,
            }),
            threshold: Some(Ensemble::FLOOR),
        };
        dixit_bert::Engine::open(&dixit_bert::model_folder()?, &options)
    }
}

/// The version of a user's registry: a digest of the file.
fn version(path: &Path) -> anyhow::Result<String> {
    let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(Digest::of_bytes(&bytes).to_string())
}

/// A user's table of outlets on top of the shipped one.
pub(crate) fn read_outlets(path: &Path) -> anyhow::Result<Outlets> {
    let table = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    Outlets::with(&table, &path.display().to_string())
        .map_err(|error| anyhow::anyhow!("the table of outlets is not right\n{error}"))
}

/// A user's file of people.
pub(crate) fn read_people(path: &Path) -> anyhow::Result<People> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    People::parse(&path.display().to_string(), &text, Format::of(path))
        .map_err(|error| anyhow::anyhow!("the file of people is not right\n{error}"))
}

/// The input of a run: paths, and which of the articles in them.
pub(crate) struct Selection {
    pub(crate) paths: Vec<PathBuf>,
    only: Option<HashSet<String>>,
    shard: Option<Shard>,
}

impl Selection {
    pub(crate) fn new(paths: &[PathBuf], select: &SelectArgs) -> anyhow::Result<Self> {
        let (mut only, mut paths) = (None, paths.to_vec());
        if let Some(list) = &select.from_failed {
            let names = failed_names(list)?;
            paths = files_of(&names);
            only = Some(names.into_iter().collect());
        } else if let Some(list) = &select.files_from {
            paths.extend(listed(list)?);
        } else {
            paths = paths_or_stdin(&paths)?;
        }
        Ok(Self { paths, only, shard: select.shard })
    }

    /// The names of the only articles that are wanted, sorted.
    pub(crate) fn names(&self) -> Option<Vec<String>> {
        let mut names: Vec<String> = self.only.as_ref()?.iter().cloned().collect();
        names.sort_unstable();
        Some(names)
    }

    pub(crate) fn reader(&self, options: ReaderOptions) -> Reader {
        let mut reader = Reader::paths(self.paths.clone(), options);
        if let Some(only) = &self.only {
            reader = reader.only(only.clone());
        }
        match self.shard {
            Some(Shard { index, count }) => reader.shard(index, count),
            None => reader,
        }
    }
}

fn read_list(path: &Path) -> anyhow::Result<String> {
    let text = if path == Path::new("-") {
        std::io::read_to_string(std::io::stdin())
    } else {
        std::fs::read_to_string(path)
    };
    text.with_context(|| format!("cannot read {}", path.display()))
}

/// The paths in a list of files.
fn listed(list: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let text = read_list(list)?;
    Ok(text.lines().filter(|line| !line.is_empty()).map(PathBuf::from).collect())
}

/// The names in a list of failures.
fn failed_names(list: &Path) -> anyhow::Result<Vec<String>> {
    let text = read_list(list)?;
    let name = |(i, line): (usize, &str)| {
        let value: serde_json::Value = serde_json::from_str(line).unwrap_or_default();
        let name = value["name"].as_str().map(str::to_owned);
        name.with_context(|| {
            format!("{}:{} is no line of a list that --failed has written", list.display(), i + 1)
        })
    };
    text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()).map(name).collect()
}

/// The files that articles with these names lie in, each once, in order: `a.jsonl` for `a.jsonl:3`, `b.zip` for `b.zip/c.txt`.
fn files_of(names: &[String]) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = Vec::new();
    let mut known = HashSet::new();
    for name in names {
        let mut end = name.len();
        let file = loop {
            if Path::new(&name[..end]).exists() {
                break &name[..end];
            }
            match name[..end].rfind(['/', ':']) {
                Some(at) if at > 0 => end = at,
                // Gone for good: reading it says so.
                _ => break name.as_str(),
            }
        };
        // A folder above a file that is gone would bring in all the rest of it.
        let file = if Path::new(file).is_dir() { name.as_str() } else { file };
        if known.insert(file) {
            files.push(file.into());
        }
    }
    files
}

/// The paths given, or standard input where none are given and something is piped in.
pub(crate) fn paths_or_stdin(paths: &[PathBuf]) -> anyhow::Result<Vec<PathBuf>> {
    if !paths.is_empty() {
        return Ok(paths.to_vec());
    }
    if std::io::stdin().is_terminal() {
        anyhow::bail!("nothing to read: give files or folders, or pipe something in");
    }
    Ok(vec![PathBuf::from("-")])
}
