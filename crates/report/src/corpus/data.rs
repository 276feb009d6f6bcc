//! The quotations as the page's script reads them: columns of numbers and strings, every name once.

use super::ReportOptions;
use super::gather::{Corpus, Said};
use super::tally::{Tally, kind_index};

/// JSON without `<`, so that it can stand in a page.
///
/// `quotations` is a list of columns, all of one length: article, id, kind, speakers, certainty (thousandths), context,
/// content (places in the context), links, and what is told beside: surface, role, cue, when, decided by.
pub(super) fn json(corpus: &Corpus, tally: &Tally, options: &ReportOptions) -> String {
    let held = &corpus.quotations[..corpus.quotations.len().min(options.most)];
    let mut out = String::with_capacity(held.len() * 300 + 1024);
    let mut object = Object { out: &mut out, first: true };
    object.open();
    object.member("total", &corpus.quotations.len());
    object.member("low", &options.low);
    object.member("speakers", &corpus.speakers.list);
    object.member("publishers", &corpus.publishers.list);
    object.member("links", &corpus.links.list);
    object.member("roles", &corpus.roles.list);
    let order: Vec<u32> = tally.publishers.iter().map(|p| p.publisher).collect();
    object.member("publisherOrder", &order);
    let by_kind = [&tally.outlets, &tally.platforms, &tally.events, &tally.documents];
    let links: Vec<u32> = by_kind.into_iter().flatten().map(|l| l.name).collect();
    object.member("linkOrder", &links);
    let last = held.last().map_or(0, |q| q.article as usize + 1);
    let articles: Vec<_> =
        corpus.articles[..last].iter().map(|a| (&a.id, &a.title, a.publisher, &a.date, &a.url)).collect();
    object.member("articles", &articles);
    column(&mut object, "article", held, |q| q.article);
    column(&mut object, "id", held, |q| &q.id);
    column(&mut object, "kind", held, |q| kind_index(q.kind));
    column(&mut object, "speaker", held, |q| &q.speakers);
    column(&mut object, "sure", held, |q| (q.certainty * 1000.0).round() as u32);
    column(&mut object, "context", held, |q| &q.context);
    column(&mut object, "content", held, |q| &q.content);
    column(&mut object, "via", held, |q| {
        q.via.iter().map(|v| (v.name, v.relation as u8)).collect::<Vec<_>>()
    });
    column(&mut object, "surface", held, |q| &q.surface);
    column(&mut object, "role", held, |q| q.role);
    column(&mut object, "cue", held, |q| &q.cue);
    column(&mut object, "when", held, |q| &q.when);
    column(&mut object, "decided", held, |q| q.decided);
    let relations: Vec<&str> =
        dixit_record::Relation::ALL.iter().map(|&r| crate::words::relation(r)).collect();
    object.member("relations", &relations);
    object.close();
    out
}

fn column<'a, T: serde::Serialize>(
    object: &mut Object<'_>,
    name: &str,
    held: &'a [Said],
    of: impl Fn(&'a Said) -> T,
) {
    let list: Vec<T> = held.iter().map(of).collect();
    object.member(name, &list);
}

/// Writes a JSON object member by member.
struct Object<'a> {
    out: &'a mut String,
    first: bool,
}

impl Object<'_> {
    fn open(&mut self) {
        self.out.push('{');
    }

    fn member(&mut self, name: &str, value: &impl serde::Serialize) {
        let json = serde_json::to_string(value).expect("strings and numbers can be written");
        if !std::mem::take(&mut self.first) {
            self.out.push(',');
        }
        self.out.push_str(&format!("\"{name}\":"));
        // `</script>` and `<!--` end or change a script element; JSON has no other place for `<` than a string.
        self.out.push_str(&json.replace('<', "\\u003c"));
    }

    fn close(&mut self) {
        self.out.push('}');
    }
}
