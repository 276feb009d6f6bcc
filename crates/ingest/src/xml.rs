//! News in XML: RSS, Atom, NewsML-G2 and NITF, whose elements are told by `xml-elements.tsv`. Other XML is refused by its root.
//!
//! Own code around quick-xml: the crates for feeds know no news forms, and refuse a whole file for one fault in it.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::article::Article;
use crate::fields::Field;
use crate::{InputError, encoding};

/// The use of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Item,
    Field(Field, usize),
}

static ROLES: LazyLock<HashMap<&'static str, Role>> = LazyLock::new(|| {
    let table = include_str!("../words/xml-elements.tsv").lines().filter(|line| !line.starts_with('#'));
    let row = |line: &'static str| {
        let (element, role) = line.split_once('\t')?;
        let (field, rank) = role.split_once('\t')?;
        let role = match Field::named(field) {
            Some(field) => Role::Field(field, rank.parse().ok()?),
            None => Role::Item,
        };
        Some((element, role))
    };
    table.filter_map(row).collect()
});

/// The articles of a file.
pub(crate) fn articles(bytes: Vec<u8>) -> Result<Vec<Article>, InputError> {
    let text = decoded(bytes)?;
    let mut reader = Reader::from_str(&text);
    let config = reader.config_mut();
    (config.check_end_names, config.allow_unmatched_ends, config.allow_dangling_amp) = (false, true, true);
    let mut scan = Scan::default();
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) => scan.open(&tag, false),
            Ok(Event::Empty(tag)) => scan.open(&tag, true),
            Ok(Event::End(tag)) => scan.close(tag.name().0),
            Ok(Event::Text(text)) => scan.text(&text.into_inner()),
            Ok(Event::CData(text)) => scan.text(&text.into_inner()),
            Ok(Event::GeneralRef(name)) => {
                // It is resolved by the readers of the text, as entities within `CDATA` are.
                let entity = format!("&{};", name.into_inner());
                scan.text(&crate::markup::decoded(&entity).unwrap_or(entity));
            }
            Ok(Event::Eof) => break,
            Ok(_) => {}
            // The part before is read, and the loss is reported.
            Err(error) => {
                scan.ended = Some(error.to_string());
                break;
            }
        }
    }
    scan.articles()
}

/// The text of a file, in the encoding it says.
fn decoded(bytes: Vec<u8>) -> Result<String, InputError> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]).into_owned();
    let said = head.split_once("encoding=").and_then(|(_, said)| said.get(1..)?.split(['"', '\'']).next());
    let said = said.and_then(|said| encoding_rs::Encoding::for_label(said.as_bytes()));
    Ok(match said.filter(|said| encoding::may_be(said, &bytes)) {
        Some(said) => encoding::with(said, &bytes).0,
        None => encoding::decode(bytes)?.0,
    })
}

/// A file as far as it is read.
#[derive(Default)]
struct Scan {
    root: Option<String>,
    /// Name of the feed.
    publisher: Option<String>,
    articles: Vec<Article>,
    /// The article that is read.
    article: Option<Article>,
    /// The field that is read, and how deep within it we are.
    taking: Option<(Field, usize, String)>,
    depth: usize,
    /// Depth at which something began that is no text: the head of a page.
    passing: Option<usize>,
    ended: Option<String>,
}

impl Scan {
    fn open(&mut self, tag: &BytesStart<'_>, empty: bool) {
        let name = tag.name();
        let name = name.0;
        self.root.get_or_insert_with(|| name.to_owned());
        if self.taking.is_some() {
            if !empty {
                self.depth += 1;
            }
            return self.inner(tag.local_name().into_inner(), empty);
        }
        let role = ROLES
            .get(name)
            .or_else(|| ROLES.get(tag.local_name().into_inner()).filter(|_| !name.contains(':')));
        match role {
            Some(Role::Item) => {
                self.end_article();
                self.article = Some(Article::default());
                self.attributes(name, tag);
            }
            Some(&Role::Field(field, rank)) if self.article.is_some() || field == Field::Title => {
                let is_link_elsewhere =
                    name == "link" && attribute(tag, "rel").is_some_and(|rel| rel != "alternate");
                if is_link_elsewhere {
                    return;
                }
                self.attributes(name, tag);
                if !empty {
                    self.taking = Some((field, rank, String::new()));
                    self.depth = 0;
                    self.passing = None;
                }
            }
            _ => self.attributes(name, tag),
        }
    }

    fn attributes(&mut self, name: &str, tag: &BytesStart<'_>) {
        let Some(article) = &mut self.article else { return };
        for attribute in tag.attributes().flatten() {
            if let Some(&Role::Field(field, rank)) = ROLES.get(format!("{name}@{}", attribute.key.0).as_str())
            {
                article.offer(field, rank, &attribute.value);
            }
        }
    }

    /// An element within a field.
    fn inner(&mut self, name: &str, empty: bool) {
        let Some((field, _, text)) = &mut self.taking else { return };
        if self.passing.is_some() {
            return;
        }
        match name {
            "head" | "script" | "style" | "media" | "table" if *field == Field::Text && !empty => {
                self.passing = Some(self.depth);
            }
            // Of a person only the name, which comes with addresses.
            "name" if *field == Field::Author => text.clear(),
            // Names of elements, not words of the language.
            "p" | "div" | "br" | "li" | "h1" | "h2" | "h3" | "hl2" | "blockquote" | "block"
                if *field == Field::Text =>
            {
                text.truncate(text.trim_end().len());
                if !text.is_empty() {
                    text.push_str("\n\n");
                }
            }
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        let local = name.rsplit(':').next().unwrap_or(name);
        if self.taking.is_some() && self.depth > 0 {
            if self.passing == Some(self.depth) {
                self.passing = None;
            }
            self.depth -= 1;
            let ends = matches!(&self.taking, Some((Field::Author, ..)) if local == "name");
            if !ends {
                return;
            }
        }
        if let Some((field, rank, text)) = self.taking.take() {
            match &mut self.article {
                Some(article) => article.offer(field, rank, &text),
                None if self.publisher.is_none() => self.publisher = Some(text.trim().to_owned()),
                None => {}
            }
            return;
        }
        if matches!(ROLES.get(local), Some(Role::Item)) {
            self.end_article();
        }
    }

    fn text(&mut self, piece: &str) {
        if let Some((.., text)) = &mut self.taking
            && self.passing.is_none()
        {
            text.push_str(piece);
        }
    }

    fn end_article(&mut self) {
        if let Some(mut article) = self.article.take() {
            if let Some(publisher) = &self.publisher {
                article.offer(Field::Publisher, 0, publisher);
            }
            self.articles.push(article);
        }
    }

    fn articles(mut self) -> Result<Vec<Article>, InputError> {
        if let Some((field, rank, text)) = self.taking.take()
            && let Some(article) = &mut self.article
        {
            article.offer(field, rank, &text);
        }
        self.end_article();
        if let Some(what) = self.ended {
            self.articles.push(Article::broken(format!("is XML that cannot be read on: {what}")));
        }
        if self.articles.is_empty() {
            let root = self.root.as_deref().unwrap_or("nothing");
            return Err(InputError::Form {
                what: format!("XML of another kind (`{root}`)"),
                remedy: "RSS, Atom, NewsML-G2 and NITF are; convert others to JSONL, an article a line"
                    .to_owned(),
            });
        }
        Ok(self.articles)
    }
}

fn attribute<'t>(tag: &'t BytesStart<'_>, name: &str) -> Option<Cow<'t, str>> {
    tag.attributes().flatten().find(|a| a.key.0 == name).map(|a| a.value)
}

/// The paragraphs of a word processor's `document.xml`.
#[cfg(feature = "zip")]
pub(crate) fn paragraphs(xml: &str) -> String {
    let mut reader = Reader::from_str(xml);
    let (mut out, mut in_text) = (String::new(), false);
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) => in_text = tag.name().0 == "w:t",
            Ok(Event::Empty(tag)) if matches!(tag.name().0, "w:tab" | "w:br") => {
                out.push(if tag.name().0 == "w:br" { '\n' } else { ' ' });
            }
            Ok(Event::Text(text)) if in_text => out.push_str(&text.into_inner()),
            Ok(Event::GeneralRef(name)) if in_text => {
                let entity = format!("&{};", name.into_inner());
                out.push_str(&crate::markup::decoded(&entity).unwrap_or(entity));
            }
            Ok(Event::End(tag)) => {
                in_text &= tag.name().0 != "w:t";
                if tag.name().0 == "w:p" {
                    out.truncate(out.trim_end().len());
                    if !out.is_empty() {
                        out.push_str("\n\n");
                    }
                }
            }
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
    }
    out.truncate(out.trim_end().len());
    out
}
