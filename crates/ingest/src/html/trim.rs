//! From the blocks of an article to its text: without what stands between and behind its paragraphs in every article of a site.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::quotes;
use super::scan::{Block, Page};
use super::tags::Tag;

/// Furniture of pages, by its words: `furniture.tsv`.
struct Furniture {
    /// Blocks that are nothing but these words.
    lines: HashSet<&'static str>,
    /// Words of a block after the article.
    ends: Vec<&'static str>,
    /// The end of a line that credits a picture.
    credits: Vec<&'static str>,
    /// Words that pages put in the place of an article.
    pages: Vec<&'static str>,
}

static FURNITURE: LazyLock<Furniture> = LazyLock::new(|| {
    let (mut lines, mut ends, mut credits, mut pages) = (HashSet::new(), Vec::new(), Vec::new(), Vec::new());
    for line in include_str!("../../words/furniture.tsv").lines().filter(|line| !line.starts_with('#')) {
        match line.split_once('\t') {
            Some((words, "line")) => drop(lines.insert(words)),
            Some((words, "end")) => ends.push(words),
            Some((words, "credit")) => credits.push(words),
            Some((words, "page")) => pages.push(words),
            _ => {}
        }
    }
    Furniture { lines, ends, credits, pages }
});

/// A longer block is prose, whatever words are in it, in bytes.
const LONGEST: usize = 400;
/// The number of blocks at its end that are checked for text outside the article.
const LAST: usize = 6;

/// The article's text, paragraphs apart by an empty line. `title` is left out.
pub(super) fn text(page: &Page, blocks: &[&Block], title: Option<&str>) -> String {
    let again = repeated(page, blocks);
    let kept: Vec<&Block> = blocks
        .iter()
        .enumerate()
        .filter(|(at, block)| {
            let words = page.words(block);
            !again.contains(at) && Some(words) != title && !is_furniture(words)
        })
        .map(|(_, block)| *block)
        .collect();
    let is_end = |block: &&Block| is_behind(page.words(block));
    let end = kept.len() - kept.iter().rev().take(LAST).take_while(|b| is_end(b)).count();
    let start = kept
        .iter()
        .take_while(|b| page.nodes[b.node as usize].tag != Tag::Heading && is_before(page.words(b)))
        .count();
    let mut text = String::new();
    for paragraph in quotes::paragraphs(page, kept.get(start..end).unwrap_or_default()) {
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        text.push_str(&paragraph);
    }
    text
}

/// The blocks that say the same as earlier ones, where they are a good part of all: a page may hold its article twice, for wide
/// screens and for narrow ones. A few that come again belong where they are.
fn repeated(page: &Page, blocks: &[&Block]) -> HashSet<usize> {
    const LONG: usize = 80;
    let mut seen = HashSet::new();
    let (mut again, mut bytes, mut all) = (HashSet::new(), 0, 0);
    for (at, block) in blocks.iter().enumerate() {
        let words = page.words(block);
        all += words.len();
        if !seen.insert(words) {
            bytes += if words.len() > LONG { words.len() } else { 0 };
            again.insert(at);
        }
    }
    if bytes * 10 < all * 4 {
        again.clear();
    }
    again
}

/// The words of a block in lower case, without marks around them.
fn bare(words: &str) -> String {
    words.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
}

fn is_furniture(words: &str) -> bool {
    const LONGEST: usize = 90;
    if words.len() > LONGEST {
        return false;
    }
    let bare = bare(words);
    FURNITURE.lines.contains(bare.as_str())
        || (!words.ends_with('.') && FURNITURE.credits.iter().any(|credit| bare.ends_with(credit)))
}

/// An invitation to write, follow or subscribe, or a notice of rights. Quotations are never among these.
fn is_behind(words: &str) -> bool {
    if words.len() > LONGEST || words.contains(['“', '"']) {
        return false;
    }
    let lower = words.to_lowercase();
    FURNITURE.ends.iter().any(|end| lower.contains(end))
}

/// The words that show a short text to be that of a page without an article; one with quotations is never such.
pub(super) fn boilerplate(text: &str) -> Option<&'static str> {
    const LONGEST: usize = 600;
    if text.len() > LONGEST || text.contains(['“', '"']) {
        return None;
    }
    let text = text.to_lowercase();
    FURNITURE.pages.iter().copied().find(|words| text.contains(words))
}

/// A line with who wrote the article and when, before its first sentence.
fn is_before(words: &str) -> bool {
    const LONGEST: usize = 120;
    let ends = words.ends_with(['.', '!', '?', '”', '"', ':', '…', ')', '»', '’']);
    let digits = |w: &[u8]| w.iter().all(u8::is_ascii_digit);
    let clock = words.as_bytes().windows(4).any(|w| digits(&w[..1]) && w[1] == b':' && digits(&w[2..]));
    // A post of a live blog begins with a time alone.
    let lower = words.to_lowercase();
    let dated = lower.contains(" am") || lower.contains(" pm") || words.as_bytes().windows(4).any(digits);
    words.len() <= LONGEST && !ends && ((clock && dated) || words.starts_with("By "))
}
