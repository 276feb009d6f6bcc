//! Articles to be corrected, what is in doubt first.

use std::collections::{HashMap, HashSet};
use std::io;
use std::path::Path;

use dixit_pipeline::Record;
use dixit_pipeline::bulk::{self, Incident, Job, Severity, Sink, Work};
use dixit_pipeline::ingest::{Raw, Reader, ReaderOptions};
use dixit_report::certainty;

use crate::ReviewConfig;
use crate::disagree::disagreements;
use crate::gold::{Gold, file_name};

/// Articles of a folder, analysed, and where their gold is kept.
pub(crate) struct Review {
    pub(crate) articles: Vec<ToCorrect>,
    pub(crate) gold: Gold,
}

/// An article to be corrected.
pub(crate) struct ToCorrect {
    pub(crate) id: String,
    pub(crate) title: Option<String>,
    /// How sure the least sure of its quotations is, `0..=1`; 2 where there is none, which is looked at last.
    pub(crate) least: f32,
    /// How many quotations a second engine reads otherwise.
    pub(crate) disagreements: usize,
    /// Name of the file of its gold, without suffix.
    pub(crate) file: String,
    /// The record as JSON, with the text and with offsets in characters.
    pub(crate) record: Vec<u8>,
}

impl Review {
    /// Reads and analyses the articles; `say` takes what is to be said of those that fail.
    ///
    /// # Errors
    /// Those of analysing, and where there is no article.
    pub(crate) fn open(config: ReviewConfig, job: &Job, say: &dyn Fn(&str)) -> io::Result<Self> {
        let ReviewConfig { articles: folder, gold, against } = config;
        let mut articles = analysed(&folder, &gold, job, say)?;
        if let Some(analyzer) = against {
            let job = Job { work: Work::Threads(analyzer), ..job.clone() };
            let read: HashMap<String, Vec<u8>> =
                analysed(&folder, &gold, &job, &|_| ())?.into_iter().map(|a| (a.id, a.record)).collect();
            for article in &mut articles {
                let Some(other) = read.get(&article.id) else { continue };
                let (one, other) = (serde_json::from_slice(&article.record)?, serde_json::from_slice(other)?);
                article.disagreements = disagreements(&one, &other);
            }
        }
        // Sorting is stable: what is alike stays as it was read.
        articles.sort_by(|a, b| b.disagreements.cmp(&a.disagreements).then(a.least.total_cmp(&b.least)));
        let mut files = HashSet::new();
        articles.retain(|article| {
            let new = files.insert(article.file.clone());
            if !new {
                say(&format!("{}: another article has this name; it is left out", article.id));
            }
            new
        });
        if articles.is_empty() {
            return Err(io::Error::other(format!("{}: there is no article to correct", folder.display())));
        }
        Ok(Self { articles, gold: Gold::new(gold) })
    }
}

/// The articles of a folder, gold aside, in the order in which they are read.
fn analysed(folder: &Path, gold: &Path, job: &Job, say: &dyn Fn(&str)) -> io::Result<Vec<ToCorrect>> {
    let is_gold = {
        let gold = gold.to_owned();
        move |name: &str| name.ends_with(".gold.json") || Path::new(name).starts_with(&gold)
    };
    let reader = Reader::paths(vec![folder.to_owned()], ReaderOptions::default());
    let articles = reader.filter(move |item| match item {
        Ok(raw) => !is_gold(&raw.name),
        Err(failure) => !is_gold(&failure.name),
    });
    // An article is called the same from wherever the folder is looked at.
    let of = folder.to_owned();
    let articles = articles.map(move |item| {
        item.map(|raw| match Path::new(&raw.name).strip_prefix(&of).ok().and_then(Path::to_str) {
            Some(name) if !name.is_empty() => Raw { name: name.to_owned(), ..raw },
            _ => raw,
        })
    });
    let mut found = Found { say, articles: Vec::new() };
    bulk::run(articles, job, &mut found)?;
    Ok(found.articles)
}

struct Found<'a> {
    say: &'a dyn Fn(&str),
    articles: Vec<ToCorrect>,
}

impl Sink for Found<'_> {
    fn write(&mut self, _: usize, bytes: &[u8]) -> io::Result<()> {
        let record: Record<'_> = serde_json::from_slice(bytes)?;
        let least = record.quotations.iter().map(certainty).reduce(f32::min).unwrap_or(2.0);
        self.articles.push(ToCorrect {
            id: record.article.id.to_string(),
            title: record.article.title.as_deref().map(str::to_owned),
            least,
            disagreements: 0,
            file: file_name(&record.article.id),
            record: bytes.trim_ascii_end().to_vec(),
        });
        Ok(())
    }

    fn incident(&mut self, incident: &Incident) -> io::Result<()> {
        if incident.severity != Severity::Note {
            (self.say)(&format!("{} {}", incident.name, incident.message));
        }
        Ok(())
    }
}
