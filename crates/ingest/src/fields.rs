use std::str::FromStr;

/// A field of a document that an input may name differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Field {
    Id,
    Title,
    Text,
    Publisher,
    Date,
    Url,
    Author,
    Language,
}

impl Field {
    pub(crate) const ALL: [Field; 8] = [
        Field::Id,
        Field::Title,
        Field::Text,
        Field::Publisher,
        Field::Date,
        Field::Url,
        Field::Author,
        Field::Language,
    ];

    fn name(self) -> &'static str {
        match self {
            Field::Id => "id",
            Field::Title => "title",
            Field::Text => "text",
            Field::Publisher => "publisher",
            Field::Date => "date",
            Field::Url => "url",
            Field::Author => "author",
            Field::Language => "language",
        }
    }
}

/// Under which names an input keeps the fields of an article.
///
/// By default `id`, `title`, `text`, `publisher`, `date`, `url`, `author` and `language`. Parsed from
/// `text=body,title=headline`; what is not named keeps its default.
///
/// ```
/// let map: dixit_ingest::FieldMap = "text=body, title=headline".parse()?;
/// assert!("txt=body".parse::<dixit_ingest::FieldMap>().is_err());
/// # Ok::<(), dixit_ingest::FieldMapError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldMap {
    /// Input names, in the order of [`Field::ALL`]; boxed, since maps are moved about with other options.
    names: Box<[String; 8]>,
}

impl Default for FieldMap {
    fn default() -> Self {
        Self { names: Box::new(Field::ALL.map(|f| f.name().to_owned())) }
    }
}

impl FieldMap {
    /// The name under which the input keeps `field`.
    pub(crate) fn name(&self, field: Field) -> &str {
        &self.names[field as usize]
    }

    /// The field an input keeps under `name`.
    pub(crate) fn field(&self, name: &str) -> Option<Field> {
        Field::ALL.into_iter().find(|&f| self.name(f) == name)
    }
}

/// A field map that cannot be understood.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FieldMapError {
    /// A part without `=`, or with an empty name.
    #[error("`{0}` is not of the form FIELD=NAME")]
    Form(String),
    /// A field that documents do not have.
    #[error(
        "`{0}` is no field of an article; the fields are id, title, text, publisher, date, url, author, language"
    )]
    Field(String),
}

impl FromStr for FieldMap {
    type Err = FieldMapError;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let mut map = Self::default();
        for part in s.split(',').map(str::trim).filter(|p| !p.is_empty()) {
            let (field, name) = part
                .split_once('=')
                .map(|(f, n)| (f.trim(), n.trim()))
                .filter(|(f, n)| !f.is_empty() && !n.is_empty())
                .ok_or_else(|| FieldMapError::Form(part.to_owned()))?;
            let field = Field::ALL
                .into_iter()
                .find(|f| f.name() == field)
                .ok_or_else(|| FieldMapError::Field(field.to_owned()))?;
            map.names[field as usize] = name.to_owned();
        }
        Ok(map)
    }
}
