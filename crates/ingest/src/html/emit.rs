//! From the tokenizer's pieces to whole tags and texts: what is of no use is dropped where it comes up.

use html5gum::{Emitter, Error, State, naive_next_state};

use super::attributes::Attribute;
use super::scan::Scan;

/// Attributes of a tag that are read. No page needs so many, and the tokenizer calls itself for each further one.
const MAX_ATTRIBUTES: usize = 256;

/// Hands tags and texts to a [`Scan`].
pub(super) struct Emit<'a, 'b> {
    scan: &'a mut Scan<'b>,
    /// Text since the last tag.
    text: Vec<u8>,
    /// Name of the end tag that is read; that of a start tag goes to the scan at once.
    end_tag: Vec<u8>,
    in_end_tag: bool,
    /// The last tag was a start tag: an end tag of its name ends a script.
    after_start: bool,
    /// Name of the attribute that is read, until its value begins.
    attribute: Vec<u8>,
    kind: Attribute,
    value: Vec<u8>,
    /// Attributes of the tag so far.
    attributes: usize,
}

impl<'a, 'b> Emit<'a, 'b> {
    pub(super) fn new(scan: &'a mut Scan<'b>) -> Self {
        Self {
            scan,
            text: Vec::new(),
            end_tag: Vec::new(),
            in_end_tag: false,
            after_start: false,
            attribute: Vec::new(),
            kind: Attribute::Other,
            value: Vec::new(),
            attributes: 0,
        }
    }

    fn end_text(&mut self) {
        if !self.text.is_empty() {
            self.scan.string(&self.text);
            self.text.clear();
        }
    }

    fn attribute_is_named(&mut self) {
        self.kind = if self.in_end_tag { Attribute::Other } else { self.scan.attribute(&self.attribute) };
        self.attribute.clear();
    }

    fn end_attribute(&mut self) {
        if !self.attribute.is_empty() {
            self.attribute_is_named();
        }
        if !self.value.is_empty() {
            self.scan.attributes.set(self.kind, &self.value);
            self.value.clear();
        }
    }
}

impl Emitter for Emit<'_, '_> {
    type Token = ();

    fn set_last_start_tag(&mut self, _: Option<&[u8]>) {}

    fn emit_eof(&mut self) {
        self.end_text();
    }

    fn emit_error(&mut self, _: Error) {}

    fn should_emit_errors(&mut self) -> bool {
        false
    }

    fn pop_token(&mut self) -> Option<()> {
        None
    }

    fn emit_string(&mut self, text: &[u8]) {
        if !self.scan.unread {
            self.text.extend_from_slice(text);
        }
    }

    fn init_start_tag(&mut self) {
        self.end_text();
        self.scan.name.clear();
        self.scan.attributes.clear();
        self.in_end_tag = false;
    }

    fn init_end_tag(&mut self) {
        self.end_tag.clear();
        self.in_end_tag = true;
    }

    fn init_comment(&mut self) {
        self.end_text();
    }

    fn emit_current_tag(&mut self) -> Option<State> {
        self.end_attribute();
        self.attributes = 0;
        self.scan.signals.overfull.set(false);
        self.after_start = !self.in_end_tag;
        if self.in_end_tag {
            self.end_text();
            self.scan.close(&self.end_tag);
            return None;
        }
        self.scan.open();
        naive_next_state(&self.scan.name)
    }

    fn emit_current_comment(&mut self) {}

    fn emit_current_doctype(&mut self) {}

    fn set_self_closing(&mut self) {}

    fn set_force_quirks(&mut self) {}

    fn push_tag_name(&mut self, name: &[u8]) {
        let tag = if self.in_end_tag { &mut self.end_tag } else { &mut self.scan.name };
        tag.extend_from_slice(name);
    }

    fn push_comment(&mut self, _: &[u8]) {}

    fn push_doctype_name(&mut self, _: &[u8]) {}

    fn init_doctype(&mut self) {
        self.end_text();
    }

    fn init_attribute(&mut self) {
        self.end_attribute();
        self.attributes += 1;
        self.scan.signals.overfull.set(self.attributes > MAX_ATTRIBUTES);
    }

    fn init_attribute_value(&mut self) {
        self.attribute_is_named();
    }

    fn push_attribute_name(&mut self, name: &[u8]) {
        self.attribute.extend_from_slice(name);
    }

    fn push_attribute_value(&mut self, value: &[u8]) {
        if self.kind != Attribute::Other {
            self.value.extend_from_slice(value);
        }
    }

    fn set_doctype_public_identifier(&mut self, _: &[u8]) {}

    fn set_doctype_system_identifier(&mut self, _: &[u8]) {}

    fn push_doctype_public_identifier(&mut self, _: &[u8]) {}

    fn push_doctype_system_identifier(&mut self, _: &[u8]) {}

    fn current_is_appropriate_end_tag_token(&mut self) -> bool {
        self.in_end_tag && self.after_start && self.end_tag == self.scan.name
    }
}
