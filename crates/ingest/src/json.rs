//! One JSON object into the fields of an article.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::fields::{Field, FieldMap};

/// What an object says of an article: values in the order of [`Field::ALL`].
#[derive(Debug, Default)]
pub(crate) struct Fields {
    pub(crate) values: [Option<String>; 8],
    /// How good the name was under which each stood; 0 is best.
    ranks: [usize; 8],
    /// Names of the fields that no value was taken from; to tell the user what is there.
    pub(crate) others: Vec<String>,
}

impl Fields {
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
    ObjectSeed { map, within: "", fields: &mut fields }.deserialize(&mut de)?;
    de.end()?;
    let id = &mut fields.values[Field::Id as usize];
    // A number above what 64 bits hold was read as one with fewer digits.
    if let Some(rounded) = id.as_deref().filter(|id| id.len() >= 20 && id.bytes().all(|b| b.is_ascii_digit()))
    {
        *id = Some(digits_of(json, rounded).to_owned());
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

/// The number in `json` that comes nearest to being `rounded`: the first of as many digits that begins alike.
fn digits_of<'j>(json: &'j str, rounded: &'j str) -> &'j str {
    let numbers = json.split(|c: char| !c.is_ascii_digit());
    let alike = |number: &&str| number.len() == rounded.len() && number[..15] == rounded[..15];
    numbers.into_iter().find(alike).unwrap_or(rounded)
}

/// An object, whose names begin with that of what it lies in.
struct ObjectSeed<'m> {
    map: &'m FieldMap,
    within: &'m str,
    fields: &'m mut Fields,
}

impl<'de> DeserializeSeed<'de> for ObjectSeed<'_> {
    type Value = Option<String>;

    fn deserialize<D: Deserializer<'de>>(self, de: D) -> Result<Option<String>, D::Error> {
        if self.within.is_empty() { de.deserialize_map(self) } else { de.deserialize_any(self) }
    }
}

impl<'de> Visitor<'de> for ObjectSeed<'_> {
    /// What it would be as a text: its `name`.
    type Value = Option<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object with the fields of one article")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Option<String>, A::Error> {
        let Self { map, within, fields } = self;
        let mut as_text = None;
        while let Some(key) = object.next_key::<std::borrow::Cow<'de, str>>()? {
            let is_name = !within.is_empty() && key == "name";
            let name = if within.is_empty() { key } else { format!("{within}.{key}").into() };
            let found = map.field(&name);
            let value = if map.leads_on(&name) {
                object.next_value_seed(ObjectSeed { map, within: &name, fields })?
            } else if is_name || found.is_some() {
                // A list of authors is a list of names, a list of texts is one of paragraphs.
                let is_text = found.is_some_and(|(field, _)| field == Field::Text);
                object
                    .next_value_seed(TextSeed { joint: if is_text { "\n\n" } else { ", " }, names: false })?
            } else {
                object.next_value::<IgnoredAny>()?;
                fields.others.push(name.into_owned());
                continue;
            };
            if is_name {
                as_text.clone_from(&value);
            }
            if let (Some((field, rank)), Some(value)) = (found, value) {
                fields.offer(field, rank, value);
            }
        }
        Ok(as_text)
    }

    // Under a name that leads on for some, others have the value itself.

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
        Ok(Some(v.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Self::Value, A::Error> {
        let is_text = self.map.field(self.within).is_some_and(|(field, _)| field == Field::Text);
        TextSeed { joint: if is_text { "\n\n" } else { ", " }, names: false }.visit_seq(seq)
    }
}

/// Any JSON value as text: strings as they are, numbers and booleans as written, lists joined, an object by
/// its `name` (as schema.org writes authors and publishers).
pub(crate) struct TextSeed {
    pub(crate) joint: &'static str,
    /// Only names are wanted, which addresses are none of.
    pub(crate) names: bool,
}

impl<'de> DeserializeSeed<'de> for TextSeed {
    type Value = Option<String>;

    fn deserialize<D: Deserializer<'de>>(self, de: D) -> Result<Option<String>, D::Error> {
        de.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for TextSeed {
    type Value = Option<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
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
        while let Some(item) = seq.next_element_seed(TextSeed { joint, names })? {
            match (&mut out, item) {
                (Some(out), Some(item)) => {
                    out.push_str(joint);
                    out.push_str(&item);
                }
                (None, item) => out = item,
                (Some(_), None) => {}
            }
        }
        Ok(out)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Self::Value, A::Error> {
        let mut name = None;
        while let Some(key) = object.next_key::<std::borrow::Cow<'de, str>>()? {
            if key == "name" || (key == "value" && name.is_none()) {
                name = object.next_value_seed(TextSeed { ..self })?;
            } else {
                object.next_value::<IgnoredAny>()?;
            }
        }
        Ok(name)
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
