//! One pass over the tokens of a page: its paragraphs, the tree of blocks they stand in, and what the head says.
//!
//! No DOM is built: of a block only its place in the tree and its names are kept, of inline elements nothing.

use html5gum::{State, Tokenizer, naive_next_state};

use super::emit::Emit;
use super::facts::Facts;
use super::input::{Input, Signals};
use super::names::{self, Names};

/// What the words in a block are to the article, whatever they say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Aside {
    /// In an element that never holds an article: navigation, a footer, a caption, something that is not shown.
    pub(super) outside: bool,
    /// In a block with a name that articles seldom have: `sidebar`, `related`.
    pub(super) unlikely: bool,
}

/// Kinds of elements, as far as they differ here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tag {
    /// `div`, `section`, `article`, `main` and what else holds blocks.
    Container,
    /// `p`, `pre`.
    Paragraph,
    /// `h1`.
    Title,
    /// `h2` to `h6`.
    Heading,
    /// `li`, `dt`, `dd`.
    Item,
    /// `ul`, `ol`, `dl`.
    List,
    /// `td`, `th`.
    Cell,
    /// `blockquote`.
    Quote,
    /// `table` and its rows.
    Table,
    /// `form` and its groups.
    Form,
    /// Never read: scripts, drawings, controls.
    Skipped,
    /// Read and kept out: `nav`, `aside`, `footer`, `figcaption`.
    Outside,
    Link,
    Inline,
}

/// A block-level element.
#[derive(Clone, Debug)]
pub(super) struct Node {
    /// The block around it, which comes before it; the root is its own.
    pub(super) parent: u32,
    pub(super) tag: Tag,
    /// What its class, id and role say.
    pub(super) names: Names,
}

/// A run of text without a block's end or beginning in it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Block {
    /// The block it stands in.
    pub(super) node: u32,
    /// Its bytes in [`Page::text`].
    pub(super) start: u32,
    pub(super) end: u32,
    /// Bytes that are links or dates.
    pub(super) linked: u32,
    pub(super) aside: Aside,
}

/// What a pass over a page found.
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

/// Reads a page. Never fails: any text is some page.
pub(super) fn page(html: &str) -> Page {
    let signals = Signals::default();
    let mut scan = Scan::new(&signals);
    let root = Node { parent: 0, tag: Tag::Container, names: Names::default() };
    scan.page.nodes.push(root);
    // No token comes of it, so one step goes to the end.
    for _ in Tokenizer::new_with_emitter(Input::new(html, &signals), Emit::new(&mut scan)) {}
    scan.end_block();
    scan.page
}

/// An open element.
struct Open {
    name: u64,
    tag: Tag,
    /// The innermost block: this one, or the one it stands in.
    node: u32,
    /// Where the innermost block is on the stack; past its end where there is none.
    block: usize,
    /// In a link of this block.
    linked: bool,
    /// In a script, a control or a drawing: its text is none of the page.
    skipped: bool,
    aside: Aside,
}

/// The attributes of a tag that are of use.
#[derive(Debug, Default)]
pub(super) struct Attributes {
    /// Class, id, role and `itemprop`.
    names: Vec<u8>,
    pub(super) key: String,
    pub(super) content: String,
    pub(super) rel: String,
    pub(super) href: String,
    pub(super) lang: String,
    pub(super) kind: String,
    /// Not shown, or not read aloud.
    hidden: bool,
    /// Not shown.
    unseen: bool,
}

/// What an attribute is good for.
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

/// A page as far as it is read.
pub(super) struct Scan<'a> {
    page: Page,
    /// Text is not to be read at all.
    pub(super) unread: bool,
    /// What the input is asked to pass over.
    pub(super) signals: &'a Signals,
    stack: Vec<Open>,
    /// Name and attributes of the last start tag.
    pub(super) name: Vec<u8>,
    pub(super) attributes: Attributes,
    /// Where the text of the current block begins, and how much of it is links.
    start: usize,
    linked_bytes: usize,
    /// White space has been read that may stand before the next word.
    space: bool,
}

/// Elements that a tag ends are looked for this far up; beyond it, the tag is taken for a stray one.
const LOOK: usize = 256;

impl<'a> Scan<'a> {
    fn new(signals: &'a Signals) -> Self {
        Self {
            page: Page::default(),
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

    /// What kind of attribute begins.
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

    fn aside(&self) -> Aside {
        self.stack.last().map_or(Aside::default(), |e| e.aside)
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
        let Some(tag) = tag(&self.name) else {
            self.void();
            return;
        };
        match &self.name[..] {
            b"html" => self.page.facts.language(&self.attributes.lang),
            b"time" if !self.aside().outside => self.page.facts.time(&self.attributes.content),
            b"q" => self.push_str("“"),
            _ => {}
        }
        if self.name == b"html" || self.name == b"body" {
            // Their names are of the site, and they need no end.
            return;
        }
        // What is within a drawing or a control is part of it.
        let tag = if self.skipped() && tag != Tag::Skipped { Tag::Inline } else { tag };
        let block = tag.is_block();
        if block {
            self.end_block();
            self.close_implied(tag);
        }
        let mut open = Open {
            name: packed(&self.name),
            tag,
            node: self.node(),
            block: if block { self.stack.len() } else { self.block() },
            skipped: tag == Tag::Skipped || self.skipped() || (self.attributes.unseen && !block),
            linked: tag == Tag::Link || (!block && self.linked()),
            aside: self.aside(),
        };
        open.aside.outside |= self.attributes.hidden || matches!(tag, Tag::Outside | Tag::Skipped);
        if block {
            let names = names::of(&self.attributes.names);
            open.aside.outside |= names.outside;
            open.aside.unlikely |= names.unlikely;
            self.page.nodes.push(Node { parent: open.node, tag, names });
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
            b"br" => {
                // Two in a row are the end of a paragraph.
                if self.page.text[self.start..].ends_with('\n') {
                    self.end_block();
                } else if self.page.text.len() > self.start {
                    self.page.text.push('\n');
                    self.space = false;
                }
            }
            b"hr" => self.end_block(),
            _ => {}
        }
    }

    /// Ends what cannot go on where a block begins: a paragraph in all, an item or cell at the next one.
    fn close_implied(&mut self, tag: Tag) {
        if let Some(open) = self.stack.get(self.block()) {
            let (at, open) = (open.block, open.tag);
            let same = open == tag && matches!(tag, Tag::Item | Tag::Cell | Tag::Title | Tag::Heading);
            if open == Tag::Paragraph || same {
                self.stack.truncate(at);
            }
        }
    }

    pub(super) fn close(&mut self, name: &[u8]) {
        self.signals.unwanted.set(false);
        let skipped = self.skipped();
        let block = tag(name).is_some_and(Tag::is_block);
        if block && !skipped {
            self.end_block();
        }
        if name == b"q" {
            self.push_str("”");
        }
        let packed = packed(name);
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

    /// Adds text to the block, with white space made one space.
    fn push_str(&mut self, text: &str) {
        if self.skipped() {
            return;
        }
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
                aside: self.aside(),
            };
            self.page.blocks.push(block);
        }
        self.start = end;
        self.linked_bytes = 0;
    }
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

impl Tag {
    pub(super) fn is_block(self) -> bool {
        !matches!(self, Tag::Skipped | Tag::Link | Tag::Inline)
    }
}

/// What kind an element is of; `None` for those without an end.
fn tag(name: &[u8]) -> Option<Tag> {
    Some(match name {
        b"area" | b"base" | b"br" | b"col" | b"embed" | b"hr" | b"img" | b"input" | b"link" | b"meta"
        | b"param" | b"source" | b"track" | b"wbr" => return None,
        b"p" | b"pre" => Tag::Paragraph,
        // A date that stands alone is no more prose than a link is.
        b"a" | b"time" => Tag::Link,
        b"div" | b"section" | b"article" | b"main" | b"header" | b"figure" | b"address" | b"details"
        | b"summary" | b"hgroup" | b"center" => Tag::Container,
        b"h1" => Tag::Title,
        b"h2" | b"h3" | b"h4" | b"h5" | b"h6" => Tag::Heading,
        b"li" | b"dt" | b"dd" => Tag::Item,
        b"ul" | b"ol" | b"dl" | b"menu" => Tag::List,
        b"td" | b"th" | b"caption" => Tag::Cell,
        b"table" | b"tr" | b"thead" | b"tbody" | b"tfoot" => Tag::Table,
        b"blockquote" => Tag::Quote,
        b"form" | b"fieldset" => Tag::Form,
        b"nav" | b"aside" | b"footer" | b"figcaption" | b"dialog" => Tag::Outside,
        b"script" | b"style" | b"noscript" | b"template" | b"svg" | b"math" | b"iframe" | b"object"
        | b"select" | b"button" | b"textarea" | b"audio" | b"video" | b"canvas" => Tag::Skipped,
        _ if name.starts_with(b"amp-") => Tag::Skipped,
        _ => Tag::Inline,
    })
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
