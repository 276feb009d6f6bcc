//! News outlets, agencies, broadcasters, programmes and platforms.
//!
//! The registry is one reviewable table, `models/outlets/outlets.tsv`; its card `models/outlets/README.md` explains the
//! columns. [`Outlets::builtin`] is that table; [`Outlets::parse`] reads another, [`Outlets::with`] puts a user's table on
//! top. [`Outlets::find`] finds names, acronyms, domains and handles in a text.
//!
//! ```
//! use dixit_models::outlets::{OutletKind, Outlets};
//!
//! let outlets = Outlets::builtin();
//! let found = outlets.find("Xinhua said so, as SCMP.com readers know.").next().unwrap();
//! let outlet = outlets.get(found.candidates[0]);
//! assert_eq!((outlet.name.as_str(), outlet.kind), ("Xinhua News Agency", OutletKind::Agency));
//! ```

mod load;
mod search;
#[cfg(test)]
mod tests;

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

pub use load::{OutletsError, Problem};
pub use search::{Found, Written};

use search::Search;

/// The registry this crate ships, one outlet a line.
const BUILTIN: &str = include_str!("../outlets/outlets.tsv");

/// Index into [`Outlets`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OutletId(pub u32);

/// What an outlet is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum OutletKind {
    /// A wire service that others republish: Reuters, Xinhua.
    Agency,
    /// A newspaper, on paper or not.
    Newspaper,
    /// A broadcaster or network.
    Broadcaster,
    /// A magazine or journal.
    Magazine,
    /// A news site without a paper.
    Site,
    /// A programme or podcast of a broadcaster.
    Programme,
    /// Where anybody can post: X, Weibo.
    Platform,
    /// The organ of a party, a government or a church: People's Daily.
    Organ,
}

impl OutletKind {
    /// All kinds with the word that stands for each in the table.
    pub const ALL: [(OutletKind, &'static str); 8] = [
        (OutletKind::Agency, "agency"),
        (OutletKind::Newspaper, "newspaper"),
        (OutletKind::Broadcaster, "broadcaster"),
        (OutletKind::Magazine, "magazine"),
        (OutletKind::Site, "site"),
        (OutletKind::Programme, "programme"),
        (OutletKind::Platform, "platform"),
        (OutletKind::Organ, "organ"),
    ];

    /// The word that stands for it in the table.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _)| *kind == self).map_or("", |(_, word)| word)
    }
}

/// One outlet of the registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outlet {
    /// Its usual English name, unique in the registry.
    pub name: String,
    /// What it is.
    pub kind: OutletKind,
    /// ISO 3166-1 code of the country it works from; `None` where it has none.
    pub country: Option<String>,
    /// Language it mostly publishes in: ISO 639-1, or `mul` for several.
    pub language: String,
    /// Web domains in lower case, without `www.`.
    pub domains: Vec<String>,
    /// The outlet it belongs to: CNN for a programme of CNN.
    pub parent: Option<OutletId>,
    /// Whether its name is also a common word or the name of much else: Time, The Hill, X. Such a name counts only where
    /// the context asks for an outlet.
    pub common: bool,
}

/// The registry of outlets.
#[derive(Clone, Debug)]
pub struct Outlets {
    outlets: Vec<Outlet>,
    /// By name.
    names: FxHashMap<String, OutletId>,
    search: Search,
}

impl Outlets {
    /// The registry that ships with dixit, read on first use.
    pub fn builtin() -> &'static Outlets {
        static OUTLETS: OnceLock<Outlets> = OnceLock::new();
        OUTLETS.get_or_init(|| {
            Outlets::parse(BUILTIN, "models/outlets/outlets.tsv").expect("a test checks the shipped table")
        })
    }

    /// Reads a table of its own; `file` is what errors call it.
    ///
    /// # Errors
    /// [`OutletsError`] lists everything that is wrong, each with its line.
    pub fn parse(table: &str, file: &str) -> Result<Self, OutletsError> {
        load::load(&[(table, file)])
    }

    /// The shipped registry with a user's table on top: an outlet of the same name is replaced, the rest is added.
    ///
    /// # Errors
    /// [`OutletsError`] lists everything that is wrong, each with its line.
    ///
    /// ```
    /// # use dixit_models::outlets::Outlets;
    /// let mine = "name\tkind\tcountry\tlanguage\tdomains\tparent\tflags\taliases\n\
    ///             Harbour Gazette\tnewspaper\tNZ\ten\tharbourgazette.example\t\t\tHG Online\n";
    /// let outlets = Outlets::with(mine, "mine.tsv").unwrap();
    /// assert!(outlets.by_name("Harbour Gazette").is_some());
    /// assert!(outlets.by_name("Reuters").is_some());
    /// ```
    pub fn with(table: &str, file: &str) -> Result<Self, OutletsError> {
        load::load(&[(BUILTIN, "models/outlets/outlets.tsv"), (table, file)])
    }

    /// The outlet with this id.
    ///
    /// # Panics
    /// If the id comes from another registry and is out of range.
    #[inline]
    pub fn get(&self, id: OutletId) -> &Outlet {
        &self.outlets[id.0 as usize]
    }

    /// Number of outlets.
    pub fn len(&self) -> usize {
        self.outlets.len()
    }

    /// Whether the registry is empty.
    pub fn is_empty(&self) -> bool {
        self.outlets.is_empty()
    }

    /// All outlets in the order of the table.
    pub fn iter(&self) -> impl Iterator<Item = (OutletId, &Outlet)> {
        self.outlets.iter().enumerate().map(|(i, outlet)| (OutletId(i as u32), outlet))
    }

    /// Number of names, acronyms, domains and handles that [`find`](Self::find) looks for.
    pub fn n_spellings(&self) -> usize {
        self.search.len()
    }

    /// The outlet that goes by this name, acronym or domain, where only one does.
    ///
    /// ```
    /// # use dixit_models::outlets::Outlets;
    /// let outlets = Outlets::builtin();
    /// let id = outlets.by_name("nytimes.com").unwrap();
    /// assert_eq!(outlets.get(id).name, "The New York Times");
    /// ```
    pub fn by_name(&self, name: &str) -> Option<OutletId> {
        let name = name.trim().trim_start_matches("www.");
        if let Some(&id) = self.names.get(name) {
            return Some(id);
        }
        let found = self.search.at(name, 0)?;
        (found.end == name.len() && found.candidates.len() == 1).then(|| found.candidates[0])
    }

    /// Finds spellings of outlets on word borders, from left to right, the longest at each place.
    ///
    /// Sure ones do not overlap; within an [ambiguous](Written::Ambiguous) one others are found as well, for where it turns
    /// out to be none.
    ///
    /// The cost depends on the text, hardly on the size of the registry.
    pub fn find<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Found<'a>> {
        self.search.find(text)
    }
}
