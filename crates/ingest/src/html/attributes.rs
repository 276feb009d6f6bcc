//! Attributes of tags.

/// The attributes of a tag that are of use.
#[derive(Debug, Default)]
pub(super) struct Attributes {
    /// Class, id, role and `itemprop`.
    pub(super) names: Vec<u8>,
    pub(super) key: String,
    pub(super) content: String,
    pub(super) rel: String,
    pub(super) href: String,
    pub(super) lang: String,
    pub(super) kind: String,
    /// Not shown, or not read aloud.
    pub(super) hidden: bool,
    /// Not shown.
    pub(super) unseen: bool,
}

/// The use of an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Attribute {
    Other,
    Name,
    Key,
    /// `itemprop`: a name of a block and a key of a fact.
    Property,
    Content,
    Rel,
    Href,
    Lang,
    Kind,
    Style,
    AriaHidden,
}

impl Attributes {
    pub(super) fn clear(&mut self) {
        self.names.clear();
        for field in
            [&mut self.key, &mut self.content, &mut self.rel, &mut self.href, &mut self.lang, &mut self.kind]
        {
            field.clear();
        }
        self.hidden = false;
        self.unseen = false;
    }

    pub(super) fn set(&mut self, attribute: Attribute, value: &[u8]) {
        let text = |field: &mut String| {
            field.clear();
            field.push_str(&String::from_utf8_lossy(value));
        };
        match attribute {
            Attribute::Other => {}
            Attribute::Name => self.name(value),
            Attribute::Property => {
                self.name(value);
                text(&mut self.key);
            }
            Attribute::Key => text(&mut self.key),
            Attribute::Content => text(&mut self.content),
            Attribute::Rel => text(&mut self.rel),
            Attribute::Href => text(&mut self.href),
            Attribute::Lang => text(&mut self.lang),
            Attribute::Kind => text(&mut self.kind),
            Attribute::Style => {
                let none = memchr::memmem::find(value, b"display").is_some_and(|at| {
                    let value = value[at + b"display".len()..].trim_ascii_start();
                    value.strip_prefix(b":").is_some_and(|v| v.trim_ascii_start().starts_with(b"none"))
                });
                self.hidden |= none;
                self.unseen |= none;
            }
            Attribute::AriaHidden => self.hidden |= value == b"true",
        }
    }

    fn name(&mut self, value: &[u8]) {
        self.names.push(b' ');
        self.names.extend_from_slice(value);
        self.names.push(b' ');
    }
}
