use std::io;

/// An input that gave no document, and why.
#[derive(Debug, thiserror::Error)]
#[error("{name}: {error}")]
pub struct Failure {
    /// The file, or `file:line`.
    pub name: String,
    /// The error.
    #[source]
    pub error: InputError,
}

impl Failure {
    /// A failure of the input called `name`.
    pub fn new(name: impl Into<String>, error: impl Into<InputError>) -> Self {
        Self { name: name.into(), error: error.into() }
    }
}

/// Why an input gave no document.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InputError {
    /// There is nothing at that path.
    #[error("no such file or folder")]
    NotFound,
    /// The system refused to read it.
    #[error("cannot be read: {0}")]
    Io(io::Error),
    /// Bytes of some other kind of file.
    #[error("is not text but {what}; {remedy}")]
    NotText {
        /// Its apparent kind, for example `a PDF file` or `binary data`.
        what: &'static str,
        /// Advice for the user.
        remedy: &'static str,
    },
    /// A line or file above the limit of bytes.
    #[error("is longer than the {} MB one article may have; --max-size sets the limit", limit.div_ceil(1_000_000))]
    TooLong {
        /// The limit in bytes.
        limit: u64,
    },
    /// A line that is not a JSON object.
    #[error("is not valid JSON: {0}")]
    Json(String),
    /// A table that cannot be read on.
    #[error("is not a table that can be read: {0}")]
    Table(String),
    /// An object or row without a text.
    #[error(
        "has no field `{wanted}` with a text; it has {}; name the right one with --map text=FIELD",
        list(found)
    )]
    NoText {
        /// The field looked for.
        wanted: String,
        /// The fields that are there.
        found: Vec<String>,
    },
    /// A table whose first row is an article, so that nothing says which of the columns is the text.
    #[error(
        "has no heading that names its {columns} columns; say which is the text by its number: --map text=2"
    )]
    NoHeading {
        /// The number of its columns.
        columns: usize,
    },
    /// A file in a form that is not read.
    #[error("is {what}, which is not read; {remedy}")]
    Form {
        /// Its kind: XML of another kind, or mail without a text.
        what: String,
        /// Advice for the user.
        remedy: String,
    },
    /// A part of a web archive that is no page.
    #[error("is {what}")]
    NotAPage {
        /// Its kind, for example `an answer with status 404`.
        what: String,
    },
    /// A page that holds only what pages say beside articles: a reason to pass over it rather than an error.
    #[error("is a page without an article: {what}")]
    Boilerplate {
        /// The words that tell.
        what: &'static str,
    },
    /// A text in another language than English: a reason to pass over it rather than an error.
    #[error("is in {language}; --any-language reads it all the same")]
    Language {
        /// Its name in English.
        language: &'static str,
    },
    /// A web page without an article in it. A reason to pass over it rather than an error.
    #[error("is a page without a main text")]
    NoMainText,
    /// Nothing but white space. A reason to pass over the article rather than an error.
    #[error("is empty")]
    Empty,
}

impl InputError {
    /// One word for the kind of error, to count by.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::Io(_) => "unreadable",
            Self::NotText { .. } => "not_text",
            Self::TooLong { .. } => "too_long",
            Self::Json(_) => "json",
            Self::Table(_) => "table",
            Self::NoText { .. } => "no_text",
            Self::NoHeading { .. } => "no_heading",
            Self::Form { .. } => "form",
            Self::NotAPage { .. } => "not_a_page",
            Self::Boilerplate { .. } => "boilerplate",
            Self::Language { .. } => "language",
            Self::NoMainText => "no_main_text",
            Self::Empty => "empty",
        }
    }

    /// Whether the input is in order but holds nothing to analyse.
    pub fn is_skip(&self) -> bool {
        matches!(
            self,
            Self::Empty
                | Self::NoMainText
                | Self::NotAPage { .. }
                | Self::Boilerplate { .. }
                | Self::Language { .. }
        )
    }
}

impl From<io::Error> for InputError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::NotFound,
            _ => Self::Io(error),
        }
    }
}

/// `id, body and url`, cut after a few.
fn list(fields: &[String]) -> String {
    const SHOWN: usize = 8;
    if fields.is_empty() {
        return "no fields".to_owned();
    }
    let shown = fields.iter().take(SHOWN).map(|f| format!("`{f}`")).collect::<Vec<_>>().join(", ");
    if fields.len() > SHOWN { format!("{shown} and {} more", fields.len() - SHOWN) } else { shown }
}
