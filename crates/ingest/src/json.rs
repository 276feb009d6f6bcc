//! One JSON object into the fields of an article.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::fields::{Field, FieldMap};

/// The fields of an article in an object: values in the order of [`Field::ALL`].
#[derive(Debug, Default)]
pub(crate) struct Fields {
    pub(crate) values: [Option<String>; 8],
    /// The rank of the name under which each was found; 0 is best.
    ranks: [usize; 8],
    /// Names of the fields that no value was taken from; to tell the user what is there.
    pub(crate) others: Vec<String>,
    pub(crate) text_of: TextOf,
}

/// Where the text of an article comes from, which says who may count in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum TextOf {
    /// A field or cell of the input: offsets are those of the input.
    #[default]
    Input,
    /// A form of its own, such as a feed, whose texts may be HTML.
    Form,
    /// A page or the like: the text was made in reading it.
    #[cfg_attr(
        not(any(feature = "html", feature = "markdown")),
        allow(dead_code, reason = "nothing else makes texts")
    )]
    Page,
}

impl Fields {
    /// Those of a page or the like.
    #[cfg(any(feature = "html", feature = "markdown"))]
    pub(crate) fn of_page() -> Self {
        Self { text_of: TextOf::Page, ..Self::default() }
    }

    pub(crate) fn take(&mut self, field: Field) -> Option<String> {
        self.values[field as usize].take()
    }

    /// Takes a value that stood under a name of this rank, unless there is one from a better name. Of one name the last counts.
    pub(crate) fn offer(&mut self, field: Field, rank: usize, value: String) {
        let at = field as usize;
        // An empty value is as good as none, but it says that the field is there.
        let better = match &self.values[at] {
            Some(have) if value.trim().is_empty() => have.trim().is_empty(),
            Some(have) => have.trim().is_empty() || rank <= self.ranks[at],
            None => true,
        };
        if better && (field == Field::Text || !value.is_empty()) {
            self.values[at] = Some(value);
            self.ranks[at] = rank;
        }
    }
}

/// Parses one object, taking the fields of `map`.
pub(crate) fn parse(json: &str, map: &FieldMap) -> serde_json::Result<Fields> {
    let mut de = serde_json::Deserializer::from_str(json);
    let mut fields = Fields::default();
    TextSeed::object(Object { map, within: "", fields: &mut fields }).deserialize(&mut de)?;
    de.end()?;
    let id = &mut fields.values[Field::Id as usize];
    // A number above what 64 bits hold was read as one with fewer digits.
    if let Some(rounded) = id.as_deref().filter(|id| id.len() >= 20 && id.bytes().all(|b| b.is_ascii_digit()))
    {
        *id = Some(digits_of(json, rounded, map).to_owned());
    }
    Ok(fields)
}

/// Replaces escapes of half surrogate pairs (`\ud83d` alone), which no string can hold, by `\ufffd`; returns
/// the count beside the result. Offsets in the line stay as they are.
pub(crate) fn mend_surrogates(json: &str) -> (String, usize) {
    let bytes = json.as_bytes();
    let unit = |at: usize| -> Option<u16> {
        let hex = json.get(at + 2..at + 6)?;
        (bytes.get(at..at + 2)? == b"\\u").then(|| u16::from_str_radix(hex, 16).ok())?
    };
    let mut out = String::with_capacity(json.len());
    let (mut at, mut from, mut mended) = (0, 0, 0);
    while let Some(step) = memchr::memchr(b'\\', &bytes[at..]) {
        at += step;
        match unit(at) {
            Some(0xD800..=0xDBFF) if matches!(unit(at + 6), Some(0xDC00..=0xDFFF)) => at += 12,
            Some(0xD800..=0xDFFF) => {
                out.push_str(&json[from..at]);
                out.push_str("\\ufffd");
                at += 6;
                from = at;
                mended += 1;
            }
            // Any other escape: the backslash and the byte it escapes.
            _ => at = (at + 2).min(bytes.len()),
        }
    }
    out.push_str(&json[from..]);
    (out, mended)
}

/// The number in `json` that is the id which was read as `rounded`: of as many digits, beginning alike, under a name of ids where
/// there are several.
fn digits_of<'j>(json: &'j str, rounded: &'j str, map: &FieldMap) -> &'j str {
    let is_id = |number: &str| {
        let before = &json[..number.as_ptr() as usize - json.as_ptr() as usize];
        let name = before.trim_end().strip_suffix(':').and_then(|b| b.trim_end().strip_suffix('"'));
        let name = name.and_then(|name| name.rsplit('"').next());
        name.is_some_and(|name| map.names_of(Field::Id).iter().any(|id| id.rsplit('.').next() == Some(name)))
    };
    let numbers = json.split(|c: char| !c.is_ascii_digit());
    let alike: Vec<&str> = numbers.filter(|n| n.len() == rounded.len() && n[..15] == rounded[..15]).collect();
    alike.iter().find(|n| is_id(n)).or(alike.first()).copied().unwrap_or(rounded)
}

/// Longest list of names that is read, in bytes: a page may name a million authors.
const LONGEST_NAMES: usize = 2000;

/// Any JSON value as text: strings as they are, numbers and booleans as written, lists joined, an object by
/// its `name` (as schema.org writes authors and publishers), or by nothing but its fields.
pub(crate) struct TextSeed<'m> {
    /// The separator of the members of a list.
    joint: &'static str,
    /// Only names are wanted, which addresses are none of.
    names: bool,
    /// Whose fields are taken, where the value is an object in which some lie.
    object: Option<Object<'m>>,
}

/// An object, whose names begin with that of what it lies in.
struct Object<'m> {
    map: &'m FieldMap,
    within: &'m str,
    fields: &'m mut Fields,
}

impl<'m> TextSeed<'m> {
    /// Members of a list are paragraphs.
    #[cfg(feature = "html")]
    pub(crate) fn paragraphs() -> Self {
        Self { joint: "\n\n", names: false, object: None }
    }

    /// Members of a list are names, with `joint` between them.
    #[cfg(feature = "html")]
    pub(crate) fn names(joint: &'static str) -> Self {
        Self { joint, names: true, object: None }
    }

    /// A list of authors is a list of names, a list of texts is one of paragraphs.
    fn of(field: Option<Field>) -> Self {
        let joint = if field == Some(Field::Text) { "\n\n" } else { ", " };
        Self { joint, names: false, object: None }
    }

    fn object(object: Object<'m>) -> Self {
        let field = object.map.field(object.within).map(|(field, _)| field);
        Self { object: Some(object), ..Self::of(field) }
    }
}

impl<'de> DeserializeSeed<'de> for TextSeed<'_> {
    type Value = Option<String>;

    fn deserialize<D: Deserializer<'de>>(self, de: D) -> Result<Option<String>, D::Error> {
        match &self.object {
            Some(whole) if whole.within.is_empty() => de.deserialize_map(self),
            _ => de.deserialize_any(self),
        }
    }
}

impl<'de> Visitor<'de> for TextSeed<'_> {
    type Value = Option<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.object.is_some() {
            "a JSON object with the fields of one article"
        } else {
            "a value"
        })
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_bool<E>(self, v: bool) -> Result<Self::Value, E> {
        Ok(Some(v.to_string()))
    }

    fn visit_i64<E>(self, v: i64) -> Result<Self::Value, E> {
        Ok(Some(v.to_string()))
    }

    fn visit_u64<E>(self, v: u64) -> Result<Self::Value, E> {
        Ok(Some(v.to_string()))
    }

    fn visit_f64<E>(self, v: f64) -> Result<Self::Value, E> {
        Ok(Some(v.to_string()))
    }

    fn visit_str<E>(self, v: &str) -> Result<Self::Value, E> {
        Ok((!self.names || !v.contains("://")).then(|| v.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let (joint, names) = (self.joint, self.names);
        let mut out: Option<String> = None;
        while let Some(item) = seq.next_element_seed(TextSeed { joint, names, object: None })? {
            match (&mut out, item) {
                (Some(out), Some(item)) if !names || out.len() < LONGEST_NAMES => {
                    out.push_str(joint);
                    out.push_str(&item);
                }
                (None, item) => out = item,
                (Some(_), _) => {}
            }
        }
        Ok(out)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Self::Value, A::Error> {
        let Self { joint, names, object: whole } = self;
        if let Some(whole) = whole {
            return whole.visit(object);
        }
        let mut name = None;
        while let Some(key) = object.next_key::<Cow<'de, str>>()? {
            if key == "name" || (key == "value" && name.is_none()) {
                name = object.next_value_seed(TextSeed { joint, names, object: None })?;
            } else {
                object.next_value::<IgnoredAny>()?;
            }
        }
        Ok(name)
    }
}

impl Object<'_> {
    /// Takes the fields; the object is its `name` where it is a text itself.
    fn visit<'de, A: MapAccess<'de>>(self, mut object: A) -> Result<Option<String>, A::Error> {
        let Self { map, within, fields } = self;
        let mut as_text = None;
        while let Some(key) = object.next_key::<Cow<'de, str>>()? {
            let is_name = !within.is_empty() && key == "name";
            let name = if within.is_empty() { key } else { format!("{within}.{key}").into() };
            let found = map.field(&name);
            let value = if map.leads_on(&name) {
                let inner = Object { map, within: &name, fields };
                object.next_value_seed(TextSeed::object(inner))?
            } else if is_name || found.is_some() {
                object.next_value_seed(TextSeed::of(found.map(|(field, _)| field)))?
            } else {
                object.next_value::<IgnoredAny>()?;
                fields.others.push(name.into_owned());
                continue;
            };
            if is_name {
                as_text.clone_from(&value);
            }
            if let (Some((field, rank)), Some(value)) = (found, value) {
                if field == Field::Text && map.is_own(&name) {
                    fields.text_of = TextOf::Form;
                }
                fields.offer(field, rank, value);
            }
        }
        Ok(as_text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(json: &str, want: [(Field, Option<&str>); 2]) {
        let mut got = parse(json, &FieldMap::default()).unwrap();
        for (field, value) in want {
            assert_eq!(got.take(field).as_deref(), value, "{field:?} of {json}");
        }
    }

    #[test]
    fn values_of_any_kind_become_text() {
        use Field::{Author, Id, Text};
        check(r#"{"id": 7, "text": "a"}"#, [(Id, Some("7")), (Text, Some("a"))]);
        check(r#"{"id": null, "text": ["a", "b"]}"#, [(Id, None), (Text, Some("a\n\nb"))]);
        check(
            r#"{"id": 12345678901234567890123, "text": "a"}"#,
            [(Id, Some("12345678901234567890123")), (Text, Some("a"))],
        );
        check(
            r#"{"parent": 12345678901234567890999, "_id" : 12345678901234567890123, "text": "a"}"#,
            [(Id, Some("12345678901234567890123")), (Text, Some("a"))],
        );
        check(r#"{"content": "b", "text": "a", "maintext": "c"}"#, [(Text, Some("a")), (Author, None)]);
        check(r#"{"content": "b", "text": "", "authors": ["A"]}"#, [(Text, Some("b")), (Author, Some("A"))]);
        check(
            r#"{"_source": {"text": "a", "x": {"id": 1}}, "source": {"id": null, "name": "P"}}"#,
            [(Text, Some("a")), (Id, None)],
        );
        check(r#"{"author": ["A", null, "B"], "x": {"text": "no"}}"#, [(Author, Some("A, B")), (Text, None)]);
        check(
            r#"{"author": {"@type": "Person", "name": "A"}, "text": ""}"#,
            [(Author, Some("A")), (Text, Some(""))],
        );
    }

    #[test]
    fn half_surrogate_pairs_are_mended_and_whole_ones_kept() {
        for (json, want, count) in [
            (r"a \ud83d b", r"a \ufffd b", 1),
            (r"\ude00\ud83d", r"\ufffd\ufffd", 2),
            (r"\ud83d\ude00", r"\ud83d\ude00", 0),
            (r"\ud83d\ud83d\ude00", r"\ufffd\ud83d\ude00", 1),
            (r"\\ud83d \n", r"\\ud83d \n", 0),
            (r"\ud83", r"\ud83", 0),
            ("\\", "\\", 0),
            (r"é\uD800é", r"é\ufffdé", 1),
        ] {
            assert_eq!(mend_surrogates(json), (want.to_owned(), count), "{json}");
        }
    }
}
