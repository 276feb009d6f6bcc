//! Finds the phrases that say through whom, where or in what something was said, once over the whole text.

use dixit_models::outlets::Outlets;

use crate::ViaKind;
use crate::journalist::Journalists;
use crate::link::{Link, MOST_WORDS};
use crate::mention::OutletMention;
use crate::named_outlet::outlet_links;
use crate::place::{place, spoken_at};
use crate::told::{spoken_of, told_somebody};
use crate::unnamed::{posted, unnamed};
use crate::words::{Class, Words};

/// Finds all links of a document, in the order of their words.
pub(crate) fn find_links(
    words: &Words,
    outlets: &Outlets,
    mentions: &[OutletMention],
    journalists: &Journalists,
) -> Vec<Link> {
    let mut links = outlet_links(words, outlets, mentions);
    let n_outlets = links.len();
    let twitter = outlets.by_name("Twitter");
    let heads = Class::EVENT
        .or(Class::DOCUMENT)
        .or(Class::POST)
        .or(Class::INTERVIEW)
        .or(Class::TWEET)
        .or(Class::UNNAMED)
        .or(Class::OUTLET_NOUN)
        .or(Class::TELL)
        .or(Class::SPEAK);
    // Links of outlets are few and in order; those that may hold the word in hand begin here.
    let mut near = 0;
    for i in 0..words.len() {
        if !words.is(i, heads) {
            continue;
        }
        while links[..n_outlets].get(near).is_some_and(|l| l.tokens.end + MOST_WORDS < i) {
            near += 1;
        }
        let taken = links[near..n_outlets].iter().take_while(|l| l.tokens.start <= i).any(|l| {
            l.tokens.contains(&i)
                && (l.kind == ViaKind::Outlet || words.is(i, Class::POST.or(Class::POST_NOUN)))
        });
        if taken && !words.is(i, Class::EVENT) {
            continue;
        }
        let found = posted(words, i, twitter)
            .or_else(|| told_somebody(words, i, outlets, mentions, journalists))
            .or_else(|| spoken_of(words, i, outlets, mentions))
            .or_else(|| unnamed(words, i))
            .or_else(|| place(words, i))
            .or_else(|| spoken_at(words, i));
        links.extend(found);
    }
    links.sort_by_key(|l| (l.tokens.start, l.tokens.end));
    links
}
