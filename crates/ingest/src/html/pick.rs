//! Which paragraphs of a page are its article, by the scores of Mozilla's Readability.
//!
//! Long paragraphs with commas speak for the block they stand in, half as much for the one around it, and less for those
//! further out; links speak against. The best block and those beside it that come near are the article, without the
//! lists, forms and asides in it.

use super::scan::{Block, Page, Tag};

/// A shorter paragraph says nothing about where the article is, in bytes.
const MIN_PARAGRAPH: u32 = 25;
/// How far up a paragraph speaks for the blocks around it.
const LEVELS: usize = 5;
/// An article of fewer bytes may be one of which the better part was passed over for the names of its blocks.
const SHORT: usize = 500;

/// The article's text, paragraphs apart by an empty line. `title` is left out.
pub(super) fn article(page: &Page, title: Option<&str>) -> String {
    let strict = collect(page, title, false);
    if strict.len() >= SHORT {
        return strict;
    }
    let lenient = collect(page, title, true);
    if lenient.len() > strict.len() { lenient } else { strict }
}

impl Page {
    /// What stands in the page itself, for facts that its head leaves out: the first heading and the byline.
    pub(super) fn read_head(&mut self) {
        let shown = |b: &&Block| !b.aside.outside;
        // A class may also tell of an article who wrote it: so a byline is short, and no sentence.
        let named = |b: &&Block| {
            let node = &self.nodes[b.node as usize];
            let words = self.words(b);
            (node.names.byline || self.nodes[node.parent as usize].names.byline)
                && node.tag != Tag::Title
                && words.split(' ').count() <= 8
                && !words.contains(|c: char| c.is_ascii_digit())
                && !words.ends_with(['.', '?', '!', '”', '"'])
        };
        let heading =
            self.blocks.iter().filter(shown).find(|b| self.nodes[b.node as usize].tag == Tag::Title);
        let byline = self.blocks.iter().filter(shown).find(named);
        if let Some(heading) = heading {
            self.facts.heading(&self.text[heading.start as usize..heading.end as usize]);
        }
        if let Some(byline) = byline {
            self.facts.byline(&self.text[byline.start as usize..byline.end as usize]);
        }
    }
}

/// What is known of a node.
#[derive(Clone, Copy, Default)]
struct Sum {
    score: f32,
    scored: bool,
    bytes: u32,
    linked: u32,
    commas: u32,
    /// Blocks with text in them, directly inside.
    children: u32,
    /// Chosen as part of the article.
    chosen: bool,
    /// Cleared out of it.
    cleared: bool,
}

impl Sum {
    fn link_density(&self) -> f32 {
        self.linked as f32 / self.bytes.max(1) as f32
    }
}

fn collect(page: &Page, title: Option<&str>, lenient: bool) -> String {
    let usable = |b: &&Block| !b.aside.outside && (lenient || !b.aside.unlikely);
    let mut sums = sums(page, page.blocks.iter().filter(usable));
    score(page, &mut sums, page.blocks.iter().filter(usable));
    let top = top(page, &sums);
    choose(page, &mut sums, top);
    let mut text = String::new();
    // What a heading stands over decides whether it is of the article.
    let mut heading: Option<&str> = None;
    for block in page.blocks.iter().filter(usable) {
        let sum = &sums[block.node as usize];
        let (words, node) = (page.words(block), &page.nodes[block.node as usize]);
        // An invitation to read elsewhere is mostly link, a list of them is all link.
        let bytes = block.end - block.start;
        let elsewhere = block.linked * 3 > bytes * 2 && (bytes < 200 || block.linked * 10 > bytes * 9);
        if !sum.chosen || sum.cleared || elsewhere || node.tag == Tag::Title || Some(words) == title {
            continue;
        }
        if node.tag == Tag::Heading {
            heading = Some(words);
            continue;
        }
        for piece in heading.take().into_iter().chain([words]) {
            if !text.is_empty() {
                text.push_str("\n\n");
            }
            text.push_str(piece);
        }
    }
    text
}

/// Bytes, links and commas of each node with all that is in it.
fn sums<'p>(page: &'p Page, blocks: impl Iterator<Item = &'p Block>) -> Vec<Sum> {
    let mut sums = vec![Sum::default(); page.nodes.len()];
    for block in blocks {
        let sum = &mut sums[block.node as usize];
        sum.bytes += block.end - block.start;
        sum.linked += block.linked;
        sum.commas += commas(page.words(block));
    }
    // Children come behind their parents.
    for at in (1..sums.len()).rev() {
        let child = sums[at];
        let parent = &mut sums[page.nodes[at].parent as usize];
        parent.bytes += child.bytes;
        parent.linked += child.linked;
        parent.commas += child.commas;
        parent.children += u32::from(child.bytes > 0);
    }
    sums
}

fn score<'p>(page: &'p Page, sums: &mut [Sum], blocks: impl Iterator<Item = &'p Block>) {
    for block in blocks.filter(|b| b.end - b.start >= MIN_PARAGRAPH) {
        if !matches!(
            page.nodes[block.node as usize].tag,
            Tag::Paragraph | Tag::Container | Tag::Cell | Tag::Quote
        ) {
            continue;
        }
        let length = ((block.end - block.start) / 100).min(3);
        let points = (1 + commas(page.words(block)) + length) as f32;
        // A block with nothing but text in it is a paragraph, whatever it is called.
        let mut at = block.node as usize;
        if sums[at].children == 0 {
            at = page.nodes[at].parent as usize;
        }
        for level in 0..LEVELS {
            let sum = &mut sums[at];
            if !sum.scored {
                sum.scored = true;
                sum.score = f32::from(page.nodes[at].names.weight) + initial(page.nodes[at].tag);
            }
            sum.score += points / [1.0, 2.0, 6.0, 9.0, 12.0][level];
            let parent = page.nodes[at].parent as usize;
            if parent == at {
                break;
            }
            at = parent;
        }
    }
    for sum in sums {
        sum.score *= 1.0 - sum.link_density();
    }
}

fn initial(tag: Tag) -> f32 {
    match tag {
        Tag::Container => 5.0,
        Tag::Paragraph | Tag::Cell | Tag::Quote => 3.0,
        Tag::List | Tag::Item | Tag::Form => -3.0,
        Tag::Title | Tag::Heading => -5.0,
        _ => 0.0,
    }
}

/// The block that holds most of the article.
fn top(page: &Page, sums: &[Sum]) -> usize {
    let mut top = 0;
    for (at, sum) in sums.iter().enumerate() {
        if sum.scored && (!sums[top].scored || sum.score > sums[top].score) {
            top = at;
        }
    }
    // An article cut in pieces scores higher around them than in any, if only further up.
    let (mut last, least) = (sums[top].score, sums[top].score / 3.0);
    let mut at = top;
    while at != 0 {
        at = page.nodes[at].parent as usize;
        if !sums[at].scored {
            continue;
        }
        if sums[at].score < least {
            break;
        }
        if sums[at].score > last {
            top = at;
            break;
        }
        last = sums[at].score;
    }
    // One that is alone in another has its neighbours further up.
    while top != 0 && sums[page.nodes[top].parent as usize].children == 1 {
        top = page.nodes[top].parent as usize;
    }
    top
}

/// Marks the article's blocks: the best one, those beside it that come near, and what is in them.
fn choose(page: &Page, sums: &mut [Sum], top: usize) {
    let parent = page.nodes[top].parent;
    let least = (sums[top].score * 0.2).max(10.0);
    for at in 0..sums.len() {
        let (sum, node) = (sums[at], &page.nodes[at]);
        let within = at > 0 && sums[node.parent as usize].chosen;
        let beside = at > 0 && node.parent == parent && top != 0;
        let near = beside && ((sum.scored && sum.score >= least) || is_prose(node.tag, &sum));
        sums[at].chosen = at == top || within || near;
        let outer = at > 0 && sums[node.parent as usize].cleared;
        sums[at].cleared = sums[at].chosen && (outer || (at != top && is_clutter(page, at, &sum)));
    }
}

/// A paragraph of words beside the article.
fn is_prose(tag: Tag, sum: &Sum) -> bool {
    tag == Tag::Paragraph && sum.bytes > 80 && sum.link_density() < 0.25
}

/// Lists of links, forms, buttons and the like within an article.
fn is_clutter(page: &Page, at: usize, sum: &Sum) -> bool {
    let node = &page.nodes[at];
    let names = node.names;
    if names.byline && sum.bytes < 100 || names.trimming && sum.bytes < SHORT as u32 {
        return true;
    }
    if !matches!(node.tag, Tag::Container | Tag::List | Tag::Table | Tag::Form) {
        return false;
    }
    let most = if names.weight >= 25 { 0.5 } else { 0.2 };
    names.weight < 0
        || (sum.commas < 10 && sum.link_density() > most)
        || (node.tag == Tag::Form && sum.commas < 10)
}

fn commas(words: &str) -> u32 {
    memchr::memchr_iter(b',', words.as_bytes()).count() as u32
}
