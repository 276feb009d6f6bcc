//! Feature templates: what the tagger sees of a token.
//!
//! The word with its affixes and shape, its neighbours, word clusters (Miller et al., 2004; Turian et al., 2010),
//! lists, the words around a run of capitals, and what the rest of the document shows of the word (Chieu and Ng, 2003;
//! Ratinov and Roth, 2009).
//!
//! Most features depend on one word and on its place relative to the token: those are summed up once per word. The
//! rest are looked up for each token.

use dixit_learn::hash;

use super::clusters::flag;
use super::memory::{CONTEXTS, Memory};
use super::word::{Casing, Word};

/// Numbers of the templates. They are part of trained models: add at the end, never reorder.
#[derive(Clone, Copy)]
#[repr(u32)]
enum T {
    Word,
    Form,
    Prefix,
    Suffix,
    Brown,
    Cluster,
    Around,
    AroundBrown,
    AroundCluster,
    PairM1,
    PairP1,
    Shape,
    ShapesM1,
    Shapes3,
    BrownPairM1,
    BrownPairP1,
    ClusterPairM1,
    ClusterPairP1,
    Lists,
    ListsM1,
    ListsP1,
    Before,
    After,
    BeforeAfter,
    Run,
    Seen,
    Shown,
    Place,
    ShapeWordM1,
    ShapeWordP1,
    First,
    Topic,
    Style,
    StyleLists,
    Clusters3,
    FinePairM1,
    FinePairP1,
    ShapeCluster,
    ShapeSuffix,
    ListsCluster,
    ElsewhereM1,
    ElsewhereP1,
}

/// The place of a word relative to the token that is labelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Role {
    /// It is the token, in a sentence whose capitals mean something.
    Cased,
    /// It is the token, in a sentence all in capitals or without any.
    Uncased,
    /// One before, one after, two before, two after.
    M1,
    P1,
    M2,
    P2,
}

/// Number of [`Role`]s.
pub(crate) const ROLES: usize = 6;

/// Most features that [`alone`] makes of a word.
pub(crate) const MOST_ALONE: usize = 24;

/// Lists of places.
const PLACES: u16 = flag::PLACE | flag::TOWN | flag::COUNTRY;

#[inline]
fn path(w: &Word, bits: u32) -> u64 {
    // Paths begin at the lowest bit; the first bits are coarser clusters.
    u64::from(w.brown & ((1 << bits) - 1)) | u64::from(bits) << 32
}

#[inline]
fn cluster(w: &Word, grain: usize) -> u64 {
    u64::from(w.clusters[grain]) | (grain as u64) << 32
}

/// The features of a word in a role by itself.
pub(crate) fn alone(w: &Word, role: Role, push: &mut impl FnMut(u64)) {
    let around = match role {
        Role::Cased | Role::Uncased => {
            let mut push = |t: T, value: u64| push(hash::feature(t as u32, value));
            push(T::Word, w.lower);
            if role == Role::Cased {
                push(T::Form, w.form);
            }
            for (k, &p) in w.prefix.iter().enumerate().filter(|(_, p)| **p != 0) {
                push(T::Prefix, hash::pair(p, k as u64));
            }
            for (k, &p) in w.suffix.iter().enumerate().filter(|(_, p)| **p != 0) {
                push(T::Suffix, hash::pair(p, k as u64));
            }
            for bits in [4, 8, 12, 20] {
                push(T::Brown, path(w, bits));
            }
            for grain in 0..3 {
                push(T::Cluster, cluster(w, grain));
            }
            return;
        }
        Role::M1 => 0,
        Role::P1 => 1,
        Role::M2 => 2,
        Role::P2 => 3,
    };
    let mut push = |t: T, value: u64| push(hash::feature(t as u32, hash::pair(value, around)));
    push(T::Around, w.lower);
    push(T::AroundBrown, path(w, 20));
    push(T::AroundCluster, cluster(w, 2));
    if around < 2 {
        push(T::AroundBrown, path(w, 8));
        push(T::AroundCluster, cluster(w, 0));
        push(T::AroundCluster, cluster(w, 1));
    }
}

/// A token among others.
pub(crate) struct Place<'a> {
    pub(crate) word: &'a Word,
    pub(crate) before: &'a Word,
    pub(crate) after: &'a Word,
    pub(crate) casing: Casing,
    /// Whether it begins its sentence.
    pub(crate) first: bool,
    /// In a run of capitalized words: the words before and after the run, and how many of its own stand before and after.
    pub(crate) run: Option<(u64, u64, usize, usize)>,
    /// Entries in lists of the pair it ends, and of the pair it begins.
    pub(crate) pairs: (u16, u16),
    /// The evidence of its words in the whole document.
    pub(crate) memory: &'a Memory,
    /// Index of the token, by which the memory tells it from its like.
    pub(crate) at: usize,
    /// The first word of the document: newswire begins with its desk (`SOCCER -`).
    pub(crate) topic: u64,
    /// How many words without and with capitals and how many numbers its sentence has: tables and results stand out.
    pub(crate) style: u8,
}

/// The features of a token that no word has by itself.
pub(crate) fn together(place: &Place<'_>, push: &mut impl FnMut(u64)) {
    let Place { word: w, before: m1, after: p1, casing, .. } = *place;
    let mut push = |t: T, value: u64| push(hash::feature(t as u32, value));
    let case = casing as u64;
    let shape = |w: &Word| match casing {
        Casing::Normal | Casing::Title => w.shape,
        _ => w.caps as u64 | case << 4,
    };
    push(T::PairM1, hash::pair(m1.lower, w.lower));
    push(T::PairP1, hash::pair(w.lower, p1.lower));
    let (s, sm1, sp1) = (shape(w), shape(m1), shape(p1));
    push(T::Shape, hash::pair(s, case));
    push(T::ShapesM1, hash::pair(sm1, s));
    push(T::Shapes3, hash::pair(hash::pair(sm1, s), sp1));
    push(T::ShapeWordM1, hash::pair(s, m1.lower));
    push(T::ShapeWordP1, hash::pair(s, p1.lower));
    let first = u64::from(place.first);
    push(T::First, hash::pair(s, first << 8 | case));
    push(T::BrownPairM1, hash::pair(path(m1, 20), path(w, 20)));
    push(T::BrownPairP1, hash::pair(path(w, 20), path(p1, 20)));
    push(T::ClusterPairM1, hash::pair(cluster(m1, 1), cluster(w, 1)));
    push(T::ClusterPairP1, hash::pair(cluster(w, 1), cluster(p1, 1)));
    push(T::Lists, hash::pair(u64::from(w.flags), s));
    push(T::ListsM1, hash::pair(u64::from(m1.flags), u64::from(w.flags)));
    push(T::ListsP1, hash::pair(u64::from(w.flags), u64::from(p1.flags)));
    let (ends, begins) = place.pairs;
    if ends | begins != 0 {
        push(T::Place, u64::from(ends) << 8 | u64::from(begins));
    }
    if let Some((before, after, from, to)) = place.run {
        push(T::Before, before);
        push(T::After, after);
        push(T::BeforeAfter, hash::pair(before, after));
        push(T::Run, (from.min(3) << 4 | to.min(3)) as u64 | case << 8);
    }
    push(T::Topic, hash::pair(place.topic, hash::pair(u64::from(w.flags & PLACES), s)));
    let style = u64::from(place.style);
    push(T::Style, hash::pair(style, s));
    push(T::StyleLists, hash::pair(style << 32 | first << 16 | u64::from(w.flags), s));
    push(T::Clusters3, hash::pair(hash::pair(cluster(m1, 0), cluster(w, 0)), cluster(p1, 0)));
    push(T::FinePairM1, hash::pair(cluster(m1, 2), cluster(w, 2)));
    push(T::FinePairP1, hash::pair(cluster(w, 2), cluster(p1, 2)));
    push(T::ShapeCluster, hash::pair(s, cluster(w, 1)));
    push(T::ShapeSuffix, hash::pair(s, w.suffix[2]));
    push(T::ListsCluster, hash::pair(u64::from(w.flags), cluster(w, 1)));
    let (mut before, mut after) = ([0; CONTEXTS], [0; CONTEXTS]);
    for (k, c) in place.memory.contexts(w, place.at).enumerate() {
        if !before[..k].contains(&c.before) {
            push(T::ElsewhereM1, hash::pair(u64::from(c.before), case));
        }
        if !after[..k].contains(&c.after) {
            push(T::ElsewhereP1, hash::pair(u64::from(c.after), case));
        }
        (before[k], after[k]) = (c.before, c.after);
    }
    let seen = place.memory.get(w);
    push(T::Seen, hash::pair(s, u64::from(seen.how()) << 8 | first << 4 | case));
    let mut shown = seen.shown;
    while shown != 0 {
        let bit = shown.trailing_zeros();
        push(T::Shown, u64::from(bit) | case << 8 | first << 12);
        shown &= shown - 1;
    }
}
