use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, LazyLock};

/// The prefix under which forms pass on fields with names of their own.
const OWN: &str = "dixit:";

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

    /// The name under which forms that have names of their own hand the field on: it is known whatever a map says.
    pub(crate) fn own_name(self) -> String {
        format!("{OWN}{}", self.name())
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        Field::ALL.into_iter().find(|f| f.name() == name)
    }
}

/// Under which names an input keeps the fields of an article.
///
/// By default `id`, `title`, `text`, `publisher`, `date`, `url`, `author` and `language`, and the names that well-known data sets
/// have for them (`maintext`, `publishedAt`, `_source.title`, …; all are in `words/fields.tsv`), of which the first that is there
/// counts. Parsed from `text=body|content,title=_source.headline`: alternatives stand between `|`, and a dot leads into an object.
/// A field that is named is taken from nowhere else; what is not named keeps its default. The columns of a table without a heading
/// are numbered: `text=3`.
///
/// ```
/// let map: dixit_ingest::FieldMap = "text=body|content, title=_source.headline".parse()?;
/// assert!("txt=body".parse::<dixit_ingest::FieldMap>().is_err());
/// # Ok::<(), dixit_ingest::FieldMapError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldMap {
    /// The uses of each name; shared, since maps are moved about with other options.
    names: Arc<HashMap<String, Named>>,
    /// The first name for the text.
    text: Arc<str>,
}

/// The use of a name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Named {
    /// The field, and how many names come before this one.
    field: Option<(Field, usize)>,
    /// Whether longer names begin with this one and a dot.
    leads_on: bool,
}

static DEFAULT: LazyLock<FieldMap> = LazyLock::new(|| {
    let table = include_str!("../words/fields.tsv").lines().filter(|line| !line.starts_with('#'));
    let rows = table.filter_map(|line| {
        let (field, names) = line.split_once('\t')?;
        Some((Field::named(field)?, names.split('\t').map(str::to_owned).collect()))
    });
    FieldMap::of(rows.collect())
});

impl Default for FieldMap {
    fn default() -> Self {
        DEFAULT.clone()
    }
}

impl FieldMap {
    fn of(rows: Vec<(Field, Vec<String>)>) -> Self {
        let mut names: HashMap<String, Named> = HashMap::new();
        let mut text = Arc::from("text");
        for field in Field::ALL {
            names.entry(field.own_name()).or_default().field = Some((field, 0));
        }
        for (field, alternatives) in rows {
            if let (Field::Text, Some(first)) = (field, alternatives.first()) {
                text = Arc::from(first.as_str());
            }
            for (rank, name) in alternatives.into_iter().enumerate() {
                for (at, _) in name.match_indices('.') {
                    names.entry(name[..at].to_owned()).or_default().leads_on = true;
                }
                names.entry(name).or_default().field.get_or_insert((field, rank));
            }
        }
        Self { names: Arc::new(names), text }
    }

    /// The names of a field, the best first, without that of its own.
    pub(crate) fn names_of(&self, field: Field) -> Vec<&str> {
        let named = self.names.iter().filter_map(|(name, named)| Some((named.field?, name.as_str())));
        let mut names: Vec<(usize, &str)> = named
            .filter(|((of, _), name)| *of == field && !name.starts_with(OWN))
            .map(|((_, rank), name)| (rank, name))
            .collect();
        names.sort_unstable();
        names.into_iter().map(|(_, name)| name).collect()
    }

    /// Whether a name is one of ours, under which forms hand on what they call otherwise.
    pub(crate) fn is_own(&self, name: &str) -> bool {
        name.starts_with(OWN)
    }

    /// The first name under which the input keeps its texts.
    pub(crate) fn text_name(&self) -> &str {
        &self.text
    }

    /// The field an input keeps under `name`, and how many other names would be better.
    pub(crate) fn field(&self, name: &str) -> Option<(Field, usize)> {
        self.names.get(name)?.field
    }

    /// Whether fields lie within the object called `name`.
    pub(crate) fn leads_on(&self, name: &str) -> bool {
        self.names.get(name).is_some_and(|named| named.leads_on)
    }
}

/// As it is parsed; only what differs from the default is written.
impl fmt::Display for FieldMap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut comma = "";
        for field in Field::ALL {
            let names = self.names_of(field);
            if names != DEFAULT.names_of(field) {
                write!(f, "{comma}{}={}", field.name(), names.join("|"))?;
                comma = ",";
            }
        }
        Ok(())
    }
}

/// A field map that cannot be understood.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FieldMapError {
    /// A part without `=`, or with an empty name.
    #[error("`{0}` is not of the form FIELD=NAME or FIELD=NAME|NAME")]
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
        let mut said: Vec<(Field, Vec<String>)> = Vec::new();
        for part in s.split(',').map(str::trim).filter(|p| !p.is_empty()) {
            let form = || FieldMapError::Form(part.to_owned());
            let (field, names) = part.split_once('=').ok_or_else(form)?;
            let names: Vec<String> = names.split('|').map(|name| name.trim().to_owned()).collect();
            let field = field.trim();
            if field.is_empty() || names.iter().any(String::is_empty) {
                return Err(form());
            }
            let field = Field::named(field).ok_or_else(|| FieldMapError::Field(field.to_owned()))?;
            said.retain(|(earlier, _)| *earlier != field);
            said.push((field, names));
        }
        // The user's names come first: by default the same name may be that of another field.
        for field in Field::ALL.into_iter().filter(|f| said.iter().all(|(s, _)| s != f)).collect::<Vec<_>>() {
            said.push((field, DEFAULT.names_of(field).into_iter().map(str::to_owned).collect()));
        }
        Ok(Self::of(said))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_by_rank() {
        let map: FieldMap = "text=body|content, title=name".parse().unwrap();
        assert_eq!(map.field("content"), Some((Field::Text, 1)));
        assert_eq!(map.field("maintext"), None);
        assert_eq!(map.field("name"), Some((Field::Title, 0)));
        assert_eq!(map.field("publishedAt").map(|(field, _)| field), Some(Field::Date));
        assert!(map.leads_on("source") && !map.leads_on("content"));
        assert_eq!(FieldMap::default().text_name(), "text");
        assert_eq!("title=a|b".parse::<FieldMap>().unwrap().text_name(), "text");
        assert_eq!(map.to_string(), "title=name,text=body|content");
        assert_eq!(FieldMap::default().to_string(), "");
        let nested: FieldMap = "text=a.b.c".parse().unwrap();
        assert!(nested.leads_on("a") && nested.leads_on("a.b"));
        for wrong in ["text", "text=", "text=a|", "=a", "words=a"] {
            assert!(wrong.parse::<FieldMap>().is_err(), "{wrong}");
        }
    }
}
