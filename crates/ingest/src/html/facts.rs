//! What a page says of itself: in `<meta>`, in schema.org's JSON-LD, in its title.

use serde_json::Value;

use super::scan::Attributes;

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
        if !value.is_empty() && (self.value.is_none() || rank < self.rank) {
            *self = Self { value: Some(value.to_owned()), rank };
        }
    }
}

/// What a page says of its article, from the best place that says it.
#[derive(Debug, Default)]
pub(super) struct Facts {
    title: Fact,
    author: Fact,
    publisher: Fact,
    date: Fact,
    url: Fact,
    language: Fact,
    /// The article's text in JSON-LD: for pages that are filled in by scripts.
    pub(super) body: Option<String>,
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
            .all(|t| memchr::memmem::find(script, t.as_bytes()).is_none())
        {
            return;
        }
        if let Ok(value) = serde_json::from_slice::<Value>(script.trim_ascii()) {
            self.object(&value, 0);
        }
    }

    fn object(&mut self, value: &Value, depth: usize) {
        match value {
            Value::Array(items) if depth < 4 => items.iter().for_each(|v| self.object(v, depth + 1)),
            Value::Object(object) => {
                if object.get("@type").is_some_and(is_article) {
                    let set = |fact: &mut Fact, key: &str| {
                        if let Some(text) = object.get(key).and_then(names) {
                            fact.offer(&text, JSON_LD);
                        }
                    };
                    set(&mut self.title, "headline");
                    set(&mut self.author, "author");
                    set(&mut self.publisher, "publisher");
                    set(&mut self.date, "datePublished");
                    if let Some(body) = object.get("articleBody").and_then(Value::as_str) {
                        self.body.get_or_insert_with(|| body.to_owned());
                    }
                }
                if let Some(graph) = object.get("@graph").filter(|_| depth < 4) {
                    self.object(graph, depth + 1);
                }
            }
            _ => {}
        }
    }
}

fn is_article(kind: &Value) -> bool {
    match kind {
        Value::String(s) => s.ends_with("Article") || s.ends_with("Posting") || s == "Report",
        Value::Array(kinds) => kinds.iter().any(|k| matches!(k, Value::String(_)) && is_article(k)),
        _ => false,
    }
}

/// A text, the `name` of an object, or those of several.
fn names(value: &Value) -> Option<String> {
    match value {
        Value::String(s) if !s.contains("://") => Some(s.clone()),
        Value::Object(object) => object.get("name").filter(|v| v.is_string()).and_then(names),
        Value::Array(items) => {
            let names: Vec<String> = items.iter().filter(|v| !v.is_array()).filter_map(names).collect();
            (!names.is_empty()).then(|| names.join(", "))
        }
        _ => None,
    }
}
