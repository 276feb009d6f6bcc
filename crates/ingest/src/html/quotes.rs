//! Block quotations: whose words they are stands beside them in markup, and is put into the text as newspapers write it.

use std::borrow::Cow;

use super::scan::{Block, Page};
use super::tags::Tag;

/// Blocks as paragraphs. A block quotation whose source is marked up (`cite`, `footer`, the last line of an embedded post) is put
/// in quotation marks where it has none, as `q` is, with the source behind it: `“Words.” — Name, office`.
pub(super) fn paragraphs<'p>(page: &'p Page, blocks: &[&'p Block]) -> Vec<Cow<'p, str>> {
    let mut out = Vec::with_capacity(blocks.len());
    // For each node, the outermost block quotation around it, and whether it names a source.
    let (mut quotes, mut cites) = (vec![0u32; page.nodes.len()], vec![false; page.nodes.len()]);
    for (at, node) in page.nodes.iter().enumerate().skip(1) {
        let parent = node.parent as usize;
        quotes[at] = if quotes[parent] == 0 && node.tag == Tag::Quote { at as u32 } else { quotes[parent] };
        cites[at] = cites[parent] || node.tag == Tag::Cite;
    }
    let mut rest = blocks;
    while let Some(first) = rest.first() {
        let quote = quotes[first.node as usize];
        let len = match quote {
            0 => 1,
            _ => rest.iter().take_while(|b| quotes[b.node as usize] == quote).count(),
        };
        let (group, behind) = rest.split_at(len);
        rest = behind;
        let named = |at: usize, b: &Block| {
            cites[b.node as usize] || (at > 0 && b.node == quote && page.words(b).starts_with(['—', '–']))
        };
        let words = group.iter().enumerate().position(|(at, b)| named(at, b)).unwrap_or(len);
        if quote == 0 || words == 0 || words == len {
            out.extend(group.iter().map(|b| Cow::Borrowed(page.words(b))));
            continue;
        }
        let source: Vec<&str> = group[words..].iter().map(|b| page.words(b)).collect();
        let source = source_of(&source.join(", "), page.nodes[quote as usize].names.platform());
        let marked = page.words(group[0]).starts_with(['“', '"', '‘', '«', '„']);
        for (at, block) in group[..words].iter().enumerate() {
            let mut paragraph = if marked { String::new() } else { "“".to_owned() };
            paragraph += page.words(block);
            if at + 1 == words {
                paragraph += if marked { " " } else { "” " };
                paragraph += &source;
            }
            out.push(Cow::Owned(paragraph));
        }
    }
    out
}

/// A source as written after its words: `— Name`, and the platform if it is a post.
fn source_of(source: &str, platform: Option<&str>) -> String {
    let source = source.trim_start_matches(['—', '–', '-', ' ']);
    let Some(platform) = platform else {
        // `she said` needs no dash.
        let dash = if source.starts_with(char::is_lowercase) { "" } else { "— " };
        return format!("{dash}{source}");
    };
    let name = source.strip_prefix("A post shared by ").unwrap_or(source);
    match name.split_once(')') {
        Some((name, rest)) if name.contains("(@") => format!("— {name}) on {platform}{}", dated(rest)),
        _ => format!("— {name}, on {platform}"),
    }
}

/// The text after the name in a post: when it was written.
fn dated(rest: &str) -> String {
    let rest = rest.trim();
    if rest.is_empty() { String::new() } else { format!(", {rest}") }
}
