//! JSON-LD: what schema.org has pages say of their article, read as it comes, since a page may list a million of anything.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::json::TextSeed;

/// The statements about one thing.
#[derive(Debug, Default)]
pub(super) struct Thing {
    kind: String,
    pub(super) headline: Option<String>,
    pub(super) author: Option<String>,
    pub(super) publisher: Option<String>,
    pub(super) date: Option<String>,
    pub(super) body: Option<String>,
    /// The posts of a live blog, each with its time.
    pub(super) posts: Vec<String>,
}

impl Thing {
    pub(super) fn is_article(&self) -> bool {
        let is = |kind: &str| kind.ends_with("Article") || kind.ends_with("Posting") || kind == "Report";
        self.kind.split(' ').any(is)
    }

    /// As a post of a live blog: when, under which heading, what.
    fn into_post(self) -> String {
        let mut post = String::new();
        // `2025-11-10T10:15:00Z` without the seconds, which no reader is shown.
        let date = self.date.map(|date| date.get(..16).unwrap_or(&date).replace('T', " "));
        for part in
            [date, self.headline, self.body].into_iter().flatten().filter(|part| !part.trim().is_empty())
        {
            if !post.is_empty() {
                post.push_str("\n\n");
            }
            post.push_str(part.trim());
        }
        post
    }
}

/// Hands each thing to `take`: those of a list and of a `@graph`. What is broken ends the reading.
pub(super) fn read(script: &[u8], take: &mut dyn FnMut(Thing)) {
    let script = script.trim_ascii();
    let read = |script: &[u8], take: &mut dyn FnMut(Thing)| {
        Things { take }.deserialize(&mut serde_json::Deserializer::from_slice(script))
    };
    // Line breaks within a string are the fault that is met most.
    if read(script, take).is_err() && script.iter().any(u8::is_ascii_control) {
        let mended: Vec<u8> = script.iter().map(|&b| if b.is_ascii_control() { b' ' } else { b }).collect();
        drop(read(&mended, take));
    }
}

/// A thing or a list of things.
struct Things<'t> {
    take: &'t mut dyn FnMut(Thing),
}

impl<'de> DeserializeSeed<'de> for Things<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, de: D) -> Result<(), D::Error> {
        de.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Things<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a thing of schema.org")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while seq.next_element_seed(Things { take: &mut *self.take })?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<(), A::Error> {
        let mut thing = Thing::default();
        let text = || TextSeed::names(", ");
        while let Some(key) = object.next_key::<Cow<'de, str>>()? {
            match &*key {
                "@type" => {
                    let kinds = object.next_value_seed(TextSeed::names(" "))?;
                    thing.kind = kinds.unwrap_or_default();
                }
                "headline" => thing.headline = object.next_value_seed(text())?,
                "author" => thing.author = object.next_value_seed(text())?,
                "publisher" => thing.publisher = object.next_value_seed(text())?,
                "datePublished" => thing.date = object.next_value_seed(text())?,
                "articleBody" => thing.body = object.next_value_seed(TextSeed::paragraphs())?,
                "liveBlogUpdate" => {
                    let posts = &mut thing.posts;
                    object.next_value_seed(Things { take: &mut |post| posts.push(post.into_post()) })?;
                }
                "@graph" | "mainEntity" | "mainEntityOfPage" => {
                    object.next_value_seed(Things { take: &mut *self.take })?;
                }
                _ => drop(object.next_value::<IgnoredAny>()?),
            }
        }
        (self.take)(thing);
        Ok(())
    }
}
