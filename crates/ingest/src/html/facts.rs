//! Metadata of a page: from `<meta>`, from schema.org's JSON-LD, from its title.

use super::ld::{self, Thing};

use super::attributes::Attributes;

/// A longer fact is cut, in bytes.
const LONGEST: usize = 2000;

/// Where a fact was stated; a better place overrides a worse one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Fact {
    value: Option<String>,
    /// 0 is best.
    rank: usize,
}

impl Fact {
    fn offer(&mut self, value: &str, rank: usize) {
        let value = value.trim();
        // A page may name a million authors.
        let value = &value[..value.floor_char_boundary(LONGEST)];
        if !value.is_empty() && (self.value.is_none() || rank < self.rank) {
            *self = Self { value: Some(value.to_owned()), rank };
        }
    }
}

/// The metadata of an article, each fact from the best place that states it.
#[derive(Debug, Default)]
pub(super) struct Facts {
    title: Fact,
    author: Fact,
    publisher: Fact,
    date: Fact,
    url: Fact,
    language: Fact,
    /// The article's text in JSON-LD, for pages that are filled in by scripts, and the posts of one that is written as it goes.
    body: Option<String>,
    posts: Vec<String>,
}

/// JSON-LD comes before all `<meta>` but the canonical address.
const JSON_LD: usize = 0;
/// Names of `<meta>` for each fact, best first; their ranks begin at 1.
const TITLE: &[&str] = &["og:title", "dc:title", "dc.title", "twitter:title", "parsely-title"];
const AUTHOR: &[&str] =
    &["author", "dc:creator", "dc.creator", "parsely-author", "sailthru.author", "byl", "article:author"];
const PUBLISHER: &[&str] = &["og:site_name", "dc:publisher", "dc.publisher", "application-name"];
const DATE: &[&str] = &[
    "article:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date.issued",
    "dc:date",
    "dc.date",
    "pubdate",
    "publish-date",
    "date",
];
/// Behind all of the above.
const LAST: usize = 99;

impl Facts {
    pub(super) fn into_values(self) -> [Option<String>; 6] {
        [self.title, self.author, self.publisher, self.date, self.url, self.language].map(|fact| fact.value)
    }

    pub(super) fn meta(&mut self, tag: &Attributes) {
        if tag.key.is_empty() || tag.content.is_empty() {
            return;
        }
        let key = tag.key.to_ascii_lowercase();
        let rank = |names: &[&str]| names.iter().position(|n| *n == key).map(|at| at + 1);
        if let Some(rank) = rank(TITLE) {
            self.title.offer(&tag.content, rank);
        } else if let Some(rank) = rank(AUTHOR) {
            // A profile's address is no name.
            if !tag.content.contains("://") {
                self.author.offer(&tag.content, rank);
            }
        } else if let Some(rank) = rank(PUBLISHER) {
            self.publisher.offer(&tag.content, rank);
        } else if let Some(rank) = rank(DATE) {
            self.date.offer(&tag.content, rank);
        } else if key == "og:url" {
            self.url.offer(&tag.content, 1);
        }
    }

    pub(super) fn link(&mut self, tag: &Attributes) {
        if tag.rel.eq_ignore_ascii_case("canonical") && tag.href.contains("://") {
            self.url.offer(&tag.href, 0);
        }
    }

    pub(super) fn language(&mut self, lang: &str) {
        self.language.offer(lang, 0);
    }

    /// The time an element states: good where nothing better is said; the first is mostly the article's.
    pub(super) fn time(&mut self, datetime: &str) {
        self.date.offer(datetime, LAST);
    }

    /// `<title>`, which often ends in the name of the site.
    pub(super) fn title(&mut self, title: &str) {
        let cut = [" | ", " - ", " – ", " — ", " » ", " :: "].iter().filter_map(|s| title.rfind(s)).max();
        // A short beginning is more likely the site than the headline.
        let headline = match cut {
            Some(at) if title[..at].split(' ').count() >= 3 => &title[..at],
            _ => title,
        };
        self.title.offer(headline, LAST);
    }

    /// A first-rank heading or a byline in the page.
    pub(super) fn heading(&mut self, heading: &str) {
        self.title.offer(heading, LAST);
    }

    pub(super) fn byline(&mut self, byline: &str) {
        let name = byline.trim();
        let name =
            if name.get(..3).is_some_and(|by| by.eq_ignore_ascii_case("by ")) { &name[3..] } else { name };
        self.author.offer(name, LAST);
    }

    /// A script of JSON-LD; broken ones are passed over, as browsers do.
    pub(super) fn json_ld(&mut self, script: &[u8]) {
        // Few scripts are of an article; the others are not parsed.
        if ["Article", "Posting", "Report"]
            .iter()
            .any(|t| memchr::memmem::find(script, t.as_bytes()).is_some())
        {
            ld::read(script, &mut |thing| self.thing(thing));
        }
    }

    fn thing(&mut self, thing: Thing) {
        if !thing.is_article() {
            return;
        }
        let facts = [&mut self.title, &mut self.author, &mut self.publisher, &mut self.date];
        for (fact, value) in
            facts.into_iter().zip([thing.headline, thing.author, thing.publisher, thing.date])
        {
            if let Some(value) = value {
                fact.offer(&value, JSON_LD);
            }
        }
        if let Some(body) = thing.body.filter(|body| !body.trim().is_empty()) {
            self.body.get_or_insert(body);
        }
        if self.posts.is_empty() {
            self.posts = thing.posts;
        }
    }

    /// The article's text as JSON-LD has it.
    pub(super) fn body(&mut self) -> Option<String> {
        let posts = std::mem::take(&mut self.posts);
        if posts.is_empty() { self.body.take() } else { Some(posts.join("\n\n")) }
    }
}
