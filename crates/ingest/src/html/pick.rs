//! Which paragraphs of a page are its article, by the scores of Mozilla's Readability.
//!
//! Long paragraphs with commas speak for the block they stand in, half as much for the one around it, and less for those
//! further out; links and some names speak against. The best block is the article, with those beside it that come near or hold
//! paragraphs of the same style, without the lists, forms and asides in it. Where that gives little, the page is looked at
//! again, each time with less trust in the names of its blocks.

use std::collections::HashSet;

use super::scan::{Block, Page};
use super::tags::Tag;

/// A shorter paragraph says nothing about where the article is, in bytes.
const MIN_PARAGRAPH: u32 = 25;
/// The least length of a paragraph of prose, in bytes.
const PROSE: u32 = 80;
/// How far up a paragraph speaks for the blocks around it.
const LEVELS: usize = 5;
/// An article of fewer bytes may be one of which the better part was passed over for the names of its blocks.
const SHORT: usize = 500;
/// One of fewer bytes is next to nothing.
const NOTHING: usize = 140;

/// The criteria of a look at a page: Readability's flags.
#[derive(Clone, Copy)]
struct Look {
    /// Blocks with unlikely names are left out.
    unlikely: bool,
    /// Names weigh in the scores, and what speaks against a block clears it out.
    weights: bool,
    /// Lists of links, forms and the like are cleared out.
    clutter: bool,
}

const LOOKS: [Look; 4] = [
    Look { unlikely: true, weights: true, clutter: true },
    Look { unlikely: false, weights: true, clutter: true },
    Look { unlikely: false, weights: false, clutter: true },
    Look { unlikely: false, weights: false, clutter: false },
];

/// The article's blocks, in order.
pub(super) fn article(page: &Page) -> Vec<&Block> {
    let mut best = (0, Vec::new());
    for (number, look) in LOOKS.into_iter().enumerate() {
        let blocks = Pick::new(page, look).blocks();
        let bytes = blocks.iter().map(|b| (b.end - b.start) as usize).sum();
        if bytes > best.0 {
            best = (bytes, blocks);
        }
        if best.0 >= if number == 0 { SHORT } else { NOTHING } {
            break;
        }
    }
    best.1
}

impl Page {
    /// Facts from the page itself, for those that its head leaves out: the first heading and the byline.
    pub(super) fn read_head(&mut self) {
        let shown = |b: &&Block| !b.outside;
        // A class may also tell of an article who wrote it: so a byline is short, and no sentence.
        let named = |b: &&Block| {
            let node = &self.nodes[b.node as usize];
            let words = self.words(b);
            (node.names.byline() || self.nodes[node.parent as usize].names.byline())
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

/// The sums of a node, with all that is in it.
#[derive(Clone, Copy, Default)]
struct Sum {
    score: f32,
    scored: bool,
    /// Left out of this look.
    excluded: bool,
    /// In a post of a platform.
    posted: bool,
    /// Bytes of such posts in it.
    posts: u32,
    bytes: u32,
    linked: u32,
    commas: u32,
    /// Bytes of paragraphs of prose.
    prose: u32,
    /// Those in the style of the best block.
    alike: u32,
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

/// A look at a page.
struct Pick<'p> {
    page: &'p Page,
    look: Look,
    sums: Vec<Sum>,
}

impl<'p> Pick<'p> {
    fn new(page: &'p Page, look: Look) -> Self {
        let mut pick = Self { page, look, sums: vec![Sum::default(); page.nodes.len()] };
        pick.exclude();
        pick.add_up();
        pick.score();
        pick
    }

    /// Blocks that may be of the article.
    fn usable(&self) -> impl Iterator<Item = &'p Block> + use<'_, 'p> {
        self.page.blocks.iter().filter(|b| !b.outside && !self.sums[b.node as usize].excluded)
    }

    /// Leaves out blocks whose names are those of other things, unless they hold most of the page's prose. What readers wrote
    /// and what is offered to them may well be most of it.
    fn exclude(&mut self) {
        let page = self.page;
        let mut prose = vec![0; page.nodes.len()];
        for block in page.blocks.iter().filter(|b| !b.outside && is_prose(b)) {
            prose[block.node as usize] += block.end - block.start;
        }
        // Whether a post of a platform is in it, which is there because the article speaks of it.
        let mut posts: Vec<bool> = page.nodes.iter().map(|node| node.names.post()).collect();
        for at in (1..prose.len()).rev() {
            let parent = page.nodes[at].parent as usize;
            prose[parent] += prose[at];
            posts[parent] |= posts[at];
        }
        let all = prose[0];
        for at in 1..prose.len() {
            let names = page.nodes[at].names;
            let unlikely = names.unlikely() && !posts[at] && (names.apart() || prose[at] / 3 < all / 4);
            let bio = names.bio() && prose[at] < all / 3;
            let outer = self.sums[page.nodes[at].parent as usize].excluded;
            self.sums[at].posted = self.sums[page.nodes[at].parent as usize].posted || names.post();
            self.sums[at].excluded = outer || (self.look.unlikely && unlikely) || bio;
        }
    }

    /// Bytes, links and commas of each node with all that is in it.
    fn add_up(&mut self) {
        let page = self.page;
        for block in page.blocks.iter().filter(|b| !b.outside) {
            let sum = &mut self.sums[block.node as usize];
            if sum.excluded {
                continue;
            }
            sum.bytes += block.end - block.start;
            sum.linked += block.linked;
            sum.posts += if sum.posted { block.end - block.start } else { 0 };
            sum.commas += commas(page.words(block));
            sum.prose += if is_prose(block) { block.end - block.start } else { 0 };
        }
        // Children come after their parents.
        for at in (1..self.sums.len()).rev() {
            let child = self.sums[at];
            let parent = &mut self.sums[page.nodes[at].parent as usize];
            parent.bytes += child.bytes;
            parent.linked += child.linked;
            parent.posts += child.posts;
            parent.commas += child.commas;
            parent.prose += child.prose;
            parent.children += u32::from(child.bytes > 0);
        }
    }

    fn score(&mut self) {
        let page = self.page;
        for block in page.blocks.iter().filter(|b| !b.outside && b.end - b.start >= MIN_PARAGRAPH) {
            let tag = page.nodes[block.node as usize].tag;
            let speaks = matches!(
                tag,
                Tag::Paragraph | Tag::Lines | Tag::Container | Tag::Cell | Tag::Quote | Tag::Cite
            );
            if !speaks || self.sums[block.node as usize].excluded {
                continue;
            }
            let length = ((block.end - block.start) / 100).min(3);
            let points = (1 + commas(page.words(block)) + length) as f32;
            // A block with nothing but text in it is a paragraph, whatever it is called.
            let mut at = block.node as usize;
            if self.sums[at].children == 0 {
                at = page.nodes[at].parent as usize;
            }
            for level in 0..LEVELS {
                let node = &page.nodes[at];
                let weight = if self.look.weights { node.names.weight() } else { 0.0 };
                let sum = &mut self.sums[at];
                if !sum.scored {
                    sum.scored = true;
                    sum.score = weight + initial(node.tag);
                }
                sum.score += points / [1.0, 2.0, 6.0, 9.0, 12.0][level];
                if node.parent as usize == at {
                    break;
                }
                at = node.parent as usize;
            }
        }
        for sum in &mut self.sums {
            sum.score *= 1.0 - sum.link_density();
        }
    }

    /// The block that holds most of the article.
    fn top(&self) -> usize {
        let (page, sums) = (self.page, &self.sums);
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

    /// The outermost block around `top` up to which other blocks hold prose of the same style: an article cut in pieces, each in
    /// a block of its own.
    fn widest(&mut self, top: usize) -> usize {
        let page = self.page;
        // For each node, the innermost block around both it and `top`: itself where it is one of them.
        let mut around = vec![0u32; page.nodes.len()];
        let mut is_around = vec![false; page.nodes.len()];
        let mut at = top;
        while at != 0 {
            is_around[at] = true;
            at = page.nodes[at].parent as usize;
        }
        let mut styles = vec![0; page.nodes.len()];
        for (at, node) in page.nodes.iter().enumerate().skip(1) {
            around[at] = if is_around[at] { at as u32 } else { around[node.parent as usize] };
            styles[at] = if node.style == 0 { styles[node.parent as usize] } else { node.style };
        }
        let prose = |b: &&Block| is_prose(b);
        let within: HashSet<u32> = self
            .usable()
            .filter(prose)
            .filter(|b| around[b.node as usize] == top as u32)
            .map(|b| styles[b.node as usize])
            .filter(|&style| style != styles[top] || page.nodes[top].style != 0)
            .filter(|&style| style != 0)
            .collect();
        let mut gains = std::collections::HashMap::<u32, u32>::new();
        let alike: Vec<&Block> =
            self.usable().filter(prose).filter(|b| within.contains(&styles[b.node as usize])).collect();
        for block in alike {
            self.sums[block.node as usize].alike += block.end - block.start;
            *gains.entry(around[block.node as usize]).or_default() += block.end - block.start;
        }
        for at in (1..self.sums.len()).rev() {
            let alike = self.sums[at].alike;
            self.sums[page.nodes[at].parent as usize].alike += alike;
        }
        let (mut widest, mut have, mut at) = (top, gains.get(&(top as u32)).copied().unwrap_or(0), top);
        while at != 0 {
            at = page.nodes[at].parent as usize;
            let gain = gains.get(&(at as u32)).copied().unwrap_or(0);
            if gain * 10 > have {
                widest = at;
            }
            have += gain;
        }
        widest
    }

    /// Marks the article's blocks: the best one, those beside it that come near or are alike, and what is in them.
    fn choose(&mut self) {
        let page = self.page;
        let top = self.top();
        let widest = self.widest(top);
        let mut beside = vec![false; page.nodes.len()];
        let mut at = top;
        while at != 0 {
            at = page.nodes[at].parent as usize;
            beside[at] = true;
            if at == widest || (widest == top) {
                break;
            }
        }
        let least = (self.sums[top].score * 0.2).max(10.0);
        let most = self.sums[top].prose.max(1);
        let around_top = page.nodes[top].parent as usize;
        for at in 0..self.sums.len() {
            let (sum, node) = (self.sums[at], &page.nodes[at]);
            let parent = node.parent as usize;
            let within = at > 0 && self.sums[parent].chosen;
            let near = at > 0 && beside[parent] && !beside[at] && {
                let scored = parent == around_top && sum.scored && sum.score >= least;
                let prose = node.tag == Tag::Paragraph && sum.bytes > PROSE && sum.link_density() < 0.25;
                let between = widest != top && node.tag == Tag::Heading;
                scored || prose || between || (widest != top && sum.alike > 0)
            };
            self.sums[at].chosen = at == top || within || near;
            let outer = at > 0 && self.sums[parent].cleared;
            self.sums[at].cleared =
                self.sums[at].chosen && (outer || (at != top && self.is_clutter(at, &sum, most)));
        }
    }

    /// The blocks of the article.
    fn blocks(mut self) -> Vec<&'p Block> {
        self.choose();
        let page = self.page;
        let mut blocks = Vec::new();
        // The text under a heading decides whether it belongs to the article.
        let mut heading = None;
        for block in self.usable() {
            let sum = &self.sums[block.node as usize];
            let tag = page.nodes[block.node as usize].tag;
            // An invitation to read elsewhere is mostly link, a list of them is all link.
            let bytes = block.end - block.start;
            let elsewhere = block.linked * 3 > bytes * 2 && (bytes < 200 || block.linked * 10 > bytes * 9);
            if !sum.chosen || sum.cleared || (elsewhere && !sum.posted) || tag == Tag::Title {
                continue;
            }
            if tag == Tag::Heading {
                heading = Some(block);
                continue;
            }
            blocks.extend(heading.take());
            blocks.push(block);
        }
        blocks
    }

    /// Lists of links, forms, buttons and the like within an article of which the best block has `most` bytes of prose.
    fn is_clutter(&self, at: usize, sum: &Sum, most: u32) -> bool {
        let node = &self.page.nodes[at];
        let names = node.names;
        if names.byline() && sum.bytes < 100 || names.trimming() && sum.bytes < SHORT as u32 {
            return true;
        }
        let clears = matches!(node.tag, Tag::Container | Tag::List | Tag::Table | Tag::Form);
        // A block with a good part of the article is none of these, whatever its name.
        let good_part = sum.prose * 4 > most && !names.unlikely();
        if !self.look.clutter || !clears || sum.posts * 2 > sum.bytes || good_part {
            return false;
        }
        // A name may speak against a block, but not against one that is nothing but paragraphs.
        let all_prose = sum.prose == sum.bytes && sum.prose > 0;
        let weight = if self.look.weights && !all_prose { names.weight() } else { 0.0 };
        let linked = if weight >= 25.0 { 0.5 } else { 0.2 };
        weight < 0.0
            || (sum.commas < 10 && sum.link_density() > linked)
            || (node.tag == Tag::Form && sum.commas < 10)
    }
}

/// Whether a block is a paragraph of prose.
fn is_prose(block: &Block) -> bool {
    let bytes = block.end - block.start;
    bytes >= PROSE && block.linked * 4 < bytes
}

fn initial(tag: Tag) -> f32 {
    match tag {
        Tag::Container => 5.0,
        Tag::Paragraph | Tag::Lines | Tag::Cell | Tag::Quote => 3.0,
        Tag::List | Tag::Item | Tag::Form => -3.0,
        Tag::Title | Tag::Heading => -5.0,
        _ => 0.0,
    }
}

fn commas(words: &str) -> u32 {
    memchr::memchr_iter(b',', words.as_bytes()).count() as u32
}
