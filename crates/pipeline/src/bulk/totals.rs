use std::borrow::Cow;

/// Sums over a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Articles analysed.
    pub articles: u64,
    /// Articles that failed.
    pub failed: u64,
    /// Articles skipped because there was nothing to analyse.
    pub skipped: u64,
    /// Tokens of the analysed articles that are not punctuation.
    pub words: u64,
    /// Bytes of their text, as UTF-8.
    pub text_bytes: u64,
    /// Quotations written.
    pub quotations: u64,
    /// Quotations written that have a speaker with a name.
    pub named: u64,
    /// Nanoseconds of processor time all workers together spent in the analysis, without reading and writing.
    pub analysis_nanos: u64,
}

impl Totals {
    /// Articles met, whatever became of them: the number of items taken from the input.
    pub fn inputs(&self) -> u64 {
        self.articles + self.failed + self.skipped
    }

    pub(super) const FIELDS: usize = 8;

    /// The sums in the order of the fields.
    pub(super) fn to_array(self) -> [u64; Self::FIELDS] {
        let Totals { articles, failed, skipped, words, text_bytes, quotations, named, analysis_nanos } = self;
        [articles, failed, skipped, words, text_bytes, quotations, named, analysis_nanos]
    }

    pub(super) fn from_array(sums: [u64; Self::FIELDS]) -> Self {
        let [articles, failed, skipped, words, text_bytes, quotations, named, analysis_nanos] = sums;
        Self { articles, failed, skipped, words, text_bytes, quotations, named, analysis_nanos }
    }

    /// Adds the sums of another part of the run.
    pub fn add(&mut self, other: &Totals) {
        let Totals { articles, failed, skipped, words, text_bytes, quotations, named, analysis_nanos } =
            other;
        self.articles += articles;
        self.failed += failed;
        self.skipped += skipped;
        self.words += words;
        self.text_bytes += text_bytes;
        self.quotations += quotations;
        self.named += named;
        self.analysis_nanos += analysis_nanos;
    }
}

/// How bad an incident is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Severity {
    /// The article was analysed, with something lost or guessed on the way.
    Note,
    /// There was nothing to analyse.
    Skipped,
    /// The article could not be analysed.
    Failed,
}

/// Something the user should know of one article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incident {
    /// The file, or `file:line`.
    pub name: String,
    /// How bad it is.
    pub severity: Severity,
    /// One word for its kind, to count by: that of [`dixit_ingest::InputError::kind`] or [`dixit_ingest::Note::kind`], or `panic`,
    /// `crash`, `memory`, `time_limit` or `duplicate`.
    pub kind: Cow<'static, str>,
    /// What happened, to be read after the name: `is empty`.
    pub message: String,
}
