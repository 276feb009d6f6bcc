//! The quotations as the page's script reads them: columns of numbers and strings, every name once.
//!
//! They stand in parts. The first comes before the script, which shows it at once; the others come after it, so that the
//! page is there long before a browser has read them all.

use dixit_record::{DecidedBy, Relation};

use super::ReportOptions;
use super::gather::{Corpus, Said};
use super::tally::{Tally, kind_index};
use crate::words::{decided, relation, thousandths};

/// Quotations in the first part: more than are in sight.
const FIRST: usize = 100;
/// Quotations in each other part: some milliseconds of a browser's time.
const PART: usize = 2_000;

/// Most names offered while typing, and most links in the list of them.
const OFFERED: usize = 500;

/// What the script needs before any quotation: sums, names, and the order in which filters offer them.
pub(super) fn head(corpus: &Corpus, tally: &Tally, options: &ReportOptions) -> String {
    let mut object = Object::new();
    object.member("held", &held(corpus, options).len());
    object.member("low", &options.low);
    object.member("speakers", &corpus.speakers.list);
    object.member("publishers", &corpus.publishers.list);
    object.member("links", &corpus.links.list);
    object.member("roles", &corpus.roles.list);
    object.member("decisions", &DecidedBy::ALL.iter().map(|&d| decided(d)).collect::<Vec<_>>());
    object.member("relations", &Relation::ALL.iter().map(|&r| relation(r)).collect::<Vec<_>>());
    let speakers: Vec<u32> = tally.speakers.iter().take(OFFERED).map(|s| s.speaker).collect();
    object.member("speakerOrder", &speakers);
    let publishers: Vec<u32> = tally.publishers.iter().map(|p| p.publisher).collect();
    object.member("publisherOrder", &publishers);
    let by_kind = [&tally.outlets, &tally.platforms, &tally.events, &tally.documents];
    let mut links: Vec<u32> = by_kind.into_iter().flatten().map(|l| l.name).collect();
    let mut seen = std::collections::HashSet::new();
    links.retain(|&l| seen.insert(l));
    links.truncate(OFFERED);
    object.member("linkOrder", &links);
    object.close()
}

/// The quotations: in each part columns of one length, and the articles that no part before has.
///
/// `sure` is in thousandths; `content` are places in `context`; `via` are pairs of a link and its relation; `article` counts
/// the articles of all parts.
pub(super) fn parts(corpus: &Corpus, options: &ReportOptions) -> impl Iterator<Item = String> {
    let held = held(corpus, options);
    let (first, others) = held.split_at(held.len().min(FIRST));
    let mut articles = 0;
    std::iter::once(first).chain(others.chunks(PART)).map(move |part| {
        let new = articles..part.last().map_or(0, |q| q.article as usize + 1);
        articles = new.end;
        let new: Vec<_> =
            corpus.articles[new].iter().map(|a| (&a.id, &a.title, a.publisher, &a.date, &a.url)).collect();
        let mut object = Object::new();
        object.member("articles", &new);
        object.column("article", part, |q| q.article);
        object.column("id", part, |q| &q.id);
        object.column("kind", part, |q| kind_index(q.kind));
        object.column("speaker", part, |q| &q.speakers);
        object.column("sure", part, |q| thousandths(q.certainty));
        object.column("context", part, |q| &q.context);
        object.column("content", part, |q| &q.content);
        object.column("via", part, |q| q.via.iter().map(|v| (v.name, v.relation as u8)).collect::<Vec<_>>());
        object.column("surface", part, |q| &q.surface);
        object.column("role", part, |q| q.role);
        object.column("cue", part, |q| &q.cue);
        object.column("when", part, |q| &q.when);
        object.column("decided", part, |q| q.decided.map(|d| d as u8));
        object.close()
    })
}

/// The quotations the page has room for.
fn held<'a>(corpus: &'a Corpus, options: &ReportOptions) -> &'a [Said] {
    &corpus.quotations[..corpus.quotations.len().min(options.most)]
}

/// Writes a JSON object member by member, without `<`, so that it can stand in a page.
struct Object(String);

impl Object {
    fn new() -> Self {
        Self("{".to_owned())
    }

    fn member(&mut self, name: &str, value: &impl serde::Serialize) {
        let json = serde_json::to_string(value).expect("strings and numbers can be written");
        let comma = if self.0.len() > 1 { "," } else { "" };
        self.0.push_str(&format!("{comma}\"{name}\":"));
        // `</script>` and `<!--` end or change a script element; JSON has no other place for `<` than a string.
        self.0.push_str(&json.replace('<', "\\u003c"));
    }

    fn column<'a, T: serde::Serialize>(&mut self, name: &str, part: &'a [Said], of: impl Fn(&'a Said) -> T) {
        self.member(name, &part.iter().map(of).collect::<Vec<T>>());
    }

    fn close(mut self) -> String {
        self.0.push('}');
        self.0
    }
}
