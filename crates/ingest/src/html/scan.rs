//! One pass over the tokens of a page: its paragraphs, the tree of blocks that holds them, and the metadata of the head.
//!
//! No DOM is built: of a block only its place in the tree and its names are kept, of inline elements nothing.

use html5gum::{State, naive_next_state};

use super::attributes::{Attribute, Attributes};
use super::facts::Facts;
use super::input::Signals;
use super::names::{self, Names};
use super::tags::{self, Tag};

/// A block-level element.
#[derive(Clone, Debug)]
pub(super) struct Node {
    /// The block around it, which comes before it; the root is its own.
    pub(super) parent: u32,
    pub(super) tag: Tag,
    /// The meaning of its class, id and role.
    pub(super) names: Names,
    /// Stands for its class, id and role as they are; 0 if it has none. Blocks that are alike are mostly of one article.
    pub(super) style: u32,
}

/// A run of text without a block's end or beginning in it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Block {
    /// The block that holds it.
    pub(super) node: u32,
    /// Its bytes in [`Page::text`].
    pub(super) start: u32,
    pub(super) end: u32,
    /// Bytes that are links or dates.
    pub(super) linked: u32,
    /// In an element that never holds an article: navigation, a footer, a caption, something that is not shown.
    pub(super) outside: bool,
}

/// The results of a pass over a page.
#[derive(Debug, Default)]
pub(super) struct Page {
    pub(super) text: String,
    pub(super) nodes: Vec<Node>,
    pub(super) blocks: Vec<Block>,
    pub(super) facts: Facts,
}

impl Page {
    /// The words of a block.
    pub(super) fn words(&self, block: &Block) -> &str {
        &self.text[block.start as usize..block.end as usize]
    }
}

/// An open element.
struct Open {
    name: u64,
    tag: Tag,
    /// The innermost block: this one, or the one that holds it.
    node: u32,
    /// The index of the innermost block on the stack; past its end if there is none.
    block: usize,
    /// In a link of this block.
    linked: bool,
    /// In a script, a control or a drawing: its text is not the page's.
    skipped: bool,
    /// In an element that never holds an article.
    outside: bool,
    /// In a `blockquote`.
    quoted: bool,
    /// In a `pre`, where line breaks stay.
    lines: bool,
}

/// A page as far as it is read.
pub(super) struct Scan<'a> {
    page: Page,
    /// Text is not to be read at all.
    pub(super) unread: bool,
    /// Tells the input what to skip.
    pub(super) signals: &'a Signals,
    stack: Vec<Open>,
    /// Name and attributes of the last start tag.
    pub(super) name: Vec<u8>,
    pub(super) attributes: Attributes,
    /// Where the text of the current block begins, and how much of it is links.
    start: usize,
    linked_bytes: usize,
    /// White space has been read that may go before the next word.
    space: bool,
}

/// Elements that a tag ends are looked for this far up; beyond it, the tag is taken for a stray one.
const LOOK: usize = 256;

impl<'a> Scan<'a> {
    pub(super) fn new(signals: &'a Signals) -> Self {
        let root = Node { parent: 0, tag: Tag::Container, names: Names::default(), style: 0 };
        Self {
            page: Page { nodes: vec![root], ..Page::default() },
            unread: false,
            signals,
            stack: Vec::new(),
            name: Vec::new(),
            attributes: Attributes::default(),
            start: 0,
            linked_bytes: 0,
            space: false,
        }
    }

    /// The results so far.
    pub(super) fn into_page(mut self) -> Page {
        self.end_block();
        self.page
    }

    /// The kind of the attribute that begins.
    pub(super) fn attribute(&mut self, name: &[u8]) -> Attribute {
        match (name, &self.name[..]) {
            (b"class" | b"id" | b"role", _) => Attribute::Name,
            (b"itemprop", _) => Attribute::Property,
            (b"style", _) => Attribute::Style,
            (b"aria-hidden", _) => Attribute::AriaHidden,
            (b"hidden", _) => {
                self.attributes.hidden = true;
                self.attributes.unseen = true;
                Attribute::Other
            }
            (b"property" | b"name", b"meta") => Attribute::Key,
            (b"content", b"meta") | (b"datetime", b"time") => Attribute::Content,
            (b"rel", b"link") => Attribute::Rel,
            (b"href", b"link") => Attribute::Href,
            (b"lang", b"html") => Attribute::Lang,
            (b"type", b"script") => Attribute::Kind,
            _ => Attribute::Other,
        }
    }

    fn outside(&self) -> bool {
        self.stack.last().is_some_and(|e| e.outside)
    }

    fn quoted(&self) -> bool {
        self.stack.last().is_some_and(|e| e.quoted)
    }

    /// Whether the last tag begins a script that holds what schema.org says of the page.
    fn is_json_ld(&self) -> bool {
        self.name == b"script" && self.attributes.kind.contains("ld+json")
    }

    fn skipped(&self) -> bool {
        self.stack.last().is_some_and(|e| e.skipped)
    }

    fn linked(&self) -> bool {
        self.stack.last().is_some_and(|e| e.linked)
    }

    fn block(&self) -> usize {
        self.stack.last().map_or(usize::MAX, |e| e.block)
    }

    fn node(&self) -> u32 {
        self.stack.last().map_or(0, |e| e.node)
    }

    /// Takes the start tag whose name and attributes have been read.
    pub(super) fn open(&mut self) {
        let Some(tag) = tags::of(&self.name) else {
            self.void();
            return;
        };
        match &self.name[..] {
            b"html" => self.page.facts.language(&self.attributes.lang),
            b"time" if !self.outside() => self.page.facts.time(&self.attributes.content),
            b"q" => self.push_str("“"),
            _ => {}
        }
        if self.name == b"html" || self.name == b"body" {
            // Their names are of the site, and they need no end.
            return;
        }
        let at_start = self.page.text.len() == self.start;
        let tag = match &self.name[..] {
            // The contents of a drawing or a control are part of it.
            _ if self.skipped() && tag != Tag::Skipped => Tag::Inline,
            b"footer" if self.quoted() => Tag::Cite,
            b"cite" if self.quoted() && at_start => Tag::Cite,
            _ => tag,
        };
        let block = tag.is_block();
        if block {
            self.end_block();
            self.close_implied(tag);
        }
        let names = names::of(&self.attributes.names);
        let unseen = self.attributes.unseen || names.hover() || (at_start && names.caption());
        let mut open = Open {
            name: packed(&self.name),
            tag,
            node: self.node(),
            block: if block { self.stack.len() } else { self.block() },
            skipped: tag == Tag::Skipped || self.skipped() || (unseen && !block),
            linked: tag == Tag::Link || (!block && self.linked()),
            outside: self.outside() || self.attributes.hidden || matches!(tag, Tag::Outside | Tag::Skipped),
            quoted: tag == Tag::Quote || self.quoted(),
            lines: tag == Tag::Lines || self.stack.last().is_some_and(|e| e.lines),
        };
        if block {
            open.outside |= names.outside();
            let style =
                if self.attributes.names.is_empty() { 0 } else { packed(&self.attributes.names) as u32 | 1 };
            self.page.nodes.push(Node { parent: open.node, tag, names, style });
            open.node = (self.page.nodes.len() - 1) as u32;
        }
        self.unread = open.skipped && !self.is_json_ld();
        let no_tags = matches!(naive_next_state(&self.name), Some(State::ScriptData | State::RawText));
        self.signals.unwanted.set(self.unread && no_tags);
        self.stack.push(open);
    }

    /// An element without an end.
    fn void(&mut self) {
        match &self.name[..] {
            b"meta" => self.page.facts.meta(&self.attributes),
            b"link" => self.page.facts.link(&self.attributes),
            b"br" => self.end_line(),
            b"hr" => self.end_block(),
            _ => {}
        }
    }

    /// Two in a row are the end of a paragraph.
    fn end_line(&mut self) {
        if self.page.text[self.start..].ends_with('\n') {
            self.end_block();
        } else if self.page.text.len() > self.start {
            self.page.text.push('\n');
            self.space = false;
        }
    }

    /// Ends what cannot go on where a block begins: a paragraph in all, an item or cell at the next one.
    fn close_implied(&mut self, tag: Tag) {
        if let Some(open) = self.stack.get(self.block()) {
            let (at, open) = (open.block, open.tag);
            let same = open == tag && matches!(tag, Tag::Item | Tag::Cell | Tag::Title | Tag::Heading);
            if matches!(open, Tag::Paragraph | Tag::Lines) || same {
                self.stack.truncate(at);
            }
        }
    }

    pub(super) fn close(&mut self, name: &[u8]) {
        self.signals.unwanted.set(false);
        let skipped = self.skipped();
        let packed = packed(name);
        let cites = |e: &Open| e.tag == Tag::Cite && e.name == packed;
        let block = tags::of(name).is_some_and(Tag::is_block)
            || (self.quoted() && self.stack.iter().rev().take(9).any(cites));
        if block && !skipped {
            self.end_block();
        }
        if name == b"q" {
            self.push_str("”");
        }
        for (at, open) in self.stack.iter().enumerate().rev().take(LOOK) {
            if open.name == packed {
                self.stack.truncate(at);
                self.unread = self.skipped();
                return;
            }
            // The end of an inline element does not end the block it is in, nor that of any one what it is drawn in.
            if (!block && open.tag.is_block()) || (skipped && open.tag == Tag::Skipped) {
                return;
            }
        }
    }

    pub(super) fn string(&mut self, value: &[u8]) {
        if self.skipped() {
            if self.is_json_ld() {
                self.page.facts.json_ld(value);
            }
            return;
        }
        // The input was UTF-8 and is cut at ASCII.
        let text = String::from_utf8_lossy(value);
        if self.stack.last().is_some_and(|e| e.name == TITLE) {
            let title: Vec<&str> = text.split(is_space).filter(|w| !w.is_empty()).collect();
            self.page.facts.title(&title.join(" "));
        } else {
            self.push_str(&text);
        }
    }

    /// Adds text to the block.
    fn push_str(&mut self, text: &str) {
        if self.skipped() {
            return;
        }
        if !self.stack.last().is_some_and(|e| e.lines) {
            return self.push_words(text);
        }
        for (i, line) in text.split('\n').enumerate() {
            if i > 0 {
                self.end_line();
            }
            self.push_words(line);
        }
    }

    /// The same, with white space made one space.
    fn push_words(&mut self, text: &str) {
        let before = self.page.text.len();
        self.space |= text.starts_with(is_space);
        for word in text.split(is_space).filter(|w| !w.is_empty()) {
            let at_start = self.page.text.len() == self.start || self.page.text.ends_with('\n');
            if self.space && !at_start {
                self.page.text.push(' ');
            }
            self.page.text.push_str(word);
            self.space = true;
        }
        self.space = text.ends_with(is_space) || (self.space && self.page.text.len() == before);
        if self.linked() {
            self.linked_bytes += self.page.text.len() - before;
        }
    }

    fn end_block(&mut self) {
        self.space = false;
        let end = self.start + self.page.text[self.start..].trim_end().len();
        self.page.text.truncate(end);
        if end > self.start {
            let block = Block {
                node: self.node(),
                start: self.start as u32,
                end: end as u32,
                linked: self.linked_bytes as u32,
                outside: self.outside(),
            };
            self.page.blocks.push(block);
        }
        self.start = end;
        self.linked_bytes = 0;
    }
}

const TITLE: u64 = packed(b"title");

/// A name as a number: the same for the same name.
const fn packed(name: &[u8]) -> u64 {
    let (mut hash, mut i) = (0xCBF2_9CE4_8422_2325u64, 0);
    while i < name.len() {
        hash = (hash ^ name[i] as u64).wrapping_mul(0x0100_0000_01B3);
        i += 1;
    }
    hash
}

/// White space of HTML; a no-break space is a character.
fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\x0C')
}
