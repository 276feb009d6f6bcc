//! Groups of quotations and what is said of each.

use std::collections::BTreeMap;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::align::{Scratch, align};
use crate::words::{Piece, Words, spans};
use crate::{Corpus, Options, link};

/// Quotations that hold the same words.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Index in [`Corpus::quotations`] of the fullest form: of those with about the most words, the one that the others
    /// agree with best.
    pub fullest: usize,
    /// The texts it was given in, the fullest first, then the most frequent.
    pub variants: Vec<Variant>,
    /// Who said it, by quotations: the most first. Names that can be one person's are counted as one. Quotations
    /// without a named speaker do not vote.
    pub votes: Vec<Vote>,
    /// Index of the article that had it first: the earliest date, else the first added.
    pub first: usize,
    /// Number of articles.
    pub articles: usize,
    /// Publishers and how many quotations each has, the most first.
    pub outlets: Vec<(String, usize)>,
}

/// One text of a group.
#[derive(Clone, Debug, PartialEq)]
pub struct Variant {
    /// What sets it apart from the fullest form.
    pub kind: VariantKind,
    /// Indices of the quotations that have it, in [`Corpus::quotations`].
    pub quotations: Vec<usize>,
    /// The words that differ where no gap or bracket says so.
    pub changes: Vec<Change>,
}

/// What was done to a quotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum VariantKind {
    /// Nothing: the fullest form itself.
    Fullest,
    /// The same words with other punctuation or case.
    Punctuation,
    /// Cut at its ends, half or more is left.
    Cut,
    /// A part of less than half.
    Contained,
    /// Words left out at an ellipsis, or edited in brackets.
    Edited,
    /// Words changed, put in or left out without a sign.
    Changed,
}

impl VariantKind {
    /// The word for it in output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Fullest => "fullest",
            Self::Punctuation => "punctuation",
            Self::Cut => "cut",
            Self::Contained => "contained",
            Self::Edited => "edited",
            Self::Changed => "changed",
        }
    }
}

/// Words that differ from the fullest form; one side may be empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// As the fullest form has it.
    pub from: String,
    /// As the variant has it.
    pub to: String,
}

/// A speaker and how many quotations of a group name them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vote {
    /// The fullest of the names that were given.
    pub name: String,
    /// Quotations.
    pub quotations: usize,
}

impl Group {
    /// The vote that a quotation counts for; `None` where it names nobody.
    pub fn vote_of(&self, corpus: &Corpus, quotation: usize) -> Option<&Vote> {
        let name = name_words(corpus.quotations[quotation].speaker.as_deref()?);
        self.votes.iter().find(|v| is_part(&name, &name_words(&v.name)))
    }

    /// Number of quotations.
    pub fn quotations(&self) -> usize {
        self.variants.iter().map(|v| v.quotations.len()).sum()
    }

    /// Whether the quotations name different speakers.
    pub fn speakers_disagree(&self) -> bool {
        self.votes.len() > 1
    }

    /// Whether words differ where nothing says that they were edited.
    pub fn words_disagree(&self) -> bool {
        self.variants.iter().any(|v| v.kind == VariantKind::Changed)
    }
}

/// The groups of two and more quotations, those in most articles first.
pub fn cluster(corpus: &Corpus, options: &Options) -> Vec<Group> {
    let words: Vec<Words> = corpus.quotations.par_iter().map(|q| Words::of(&q.text)).collect();
    // Quotations by form. The longest forms come first, equal ones in the order of the corpus.
    let mut by_form: FxHashMap<&Words, Vec<usize>> = FxHashMap::default();
    for (i, w) in words.iter().enumerate().filter(|(_, w)| w.words.len() >= options.min_words.max(1)) {
        by_form.entry(w).or_default().push(i);
    }
    let mut forms: Vec<Vec<usize>> = by_form.into_values().collect();
    forms.sort_unstable_by_key(|of| (std::cmp::Reverse(words[of[0]].words.len()), of[0]));
    let form_words: Vec<Words> = forms.iter().map(|of| words[of[0]].clone()).collect();

    let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (form, group) in link::groups(&form_words, options).into_iter().enumerate() {
        members.entry(group).or_default().extend(&forms[form]);
    }
    let lists: Vec<Vec<usize>> = members.into_values().filter(|list| list.len() > 1).collect();
    let mut groups: Vec<Group> = lists
        .into_par_iter()
        .map_init(Scratch::default, |s, list| describe(corpus, &words, list, s))
        .collect();
    groups.sort_by_key(|g| (std::cmp::Reverse(g.articles), std::cmp::Reverse(g.quotations()), g.fullest));
    groups
}

/// The quotation to hold the others against. The one with the most words may have them by a slip of its own, so of
/// those that are about as long the one is taken from which the others differ in the fewest words.
///
/// `list` holds the quotations form by form, the longest first.
fn fullest(words: &[Words], list: &[usize], scratch: &mut Scratch) -> usize {
    /// Most forms that are tried, and most they are held against: a group may have thousands.
    const TRIED: usize = 16;
    const AGAINST: usize = 256;
    let forms: Vec<&[usize]> = list.chunk_by(|&a, &b| words[a] == words[b]).collect();
    let length = |form: &[usize]| words[form[0]].words.len();
    let longest = length(forms[0]);
    let least = longest.saturating_sub((longest / 8).max(2));
    let mut tried: Vec<&[usize]> = forms.iter().copied().filter(|f| length(f) >= least).collect();
    // What an editor left out cannot be held against.
    if tried.iter().any(|f| words[f[0]].gaps.is_empty()) {
        tried.retain(|f| words[f[0]].gaps.is_empty());
    }
    tried.sort_by_key(|f| std::cmp::Reverse(f.len()));
    tried.truncate(TRIED);
    let mut differ = |form: &[usize]| -> usize {
        let all = forms.iter().take(AGAINST).map(|other| {
            let (short, long) = if length(other) > length(form) { (form, *other) } else { (*other, form) };
            let found = align(&words[short[0]], &words[long[0]], 0, &|_| 0.0, scratch);
            usize::from(found.errors) * other.len()
        });
        all.sum()
    };
    match tried.as_slice() {
        [one] => one[0],
        _ => tried
            .into_iter()
            .min_by_key(|form| (differ(form), std::cmp::Reverse(length(form)), form[0]))
            .map_or(list[0], |form| form[0]),
    }
}

/// What there is to say of the quotations `list`, form by form, the longest first.
fn describe(corpus: &Corpus, words: &[Words], mut list: Vec<usize>, scratch: &mut Scratch) -> Group {
    let fullest = fullest(words, &list, scratch);
    list.sort_unstable();
    let said = &corpus.quotations;
    let mut by_text: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for &i in &list {
        by_text.entry(bare(&said[i].text)).or_default().push(i);
    }
    let mut variants: Vec<Variant> = by_text
        .into_values()
        .map(|quotations| {
            let of = quotations[0];
            let kind = if quotations.contains(&fullest) {
                VariantKind::Fullest
            } else {
                kind(&words[of], &words[fullest], scratch)
            };
            let changes = match kind {
                VariantKind::Changed => changes(&said[fullest].text, &said[of].text),
                _ => Vec::new(),
            };
            Variant { kind, quotations, changes }
        })
        .collect();
    variants.sort_by_key(|v| {
        (v.kind != VariantKind::Fullest, std::cmp::Reverse(v.quotations.len()), v.quotations[0])
    });
    let mut articles: Vec<usize> = list.iter().map(|&i| said[i].article).collect();
    articles.dedup();
    let dated =
        |a: &usize| corpus.articles[*a].date.clone().filter(|d| d.starts_with(|c: char| c.is_ascii_digit()));
    let first = articles
        .iter()
        .min_by_key(|a| (dated(a).is_none(), dated(a), **a))
        .copied()
        .expect("a group has quotations");
    let mut outlets: BTreeMap<&str, usize> = BTreeMap::new();
    for &i in &list {
        if let Some(publisher) = &corpus.articles[said[i].article].publisher {
            *outlets.entry(publisher).or_default() += 1;
        }
    }
    let mut outlets: Vec<(String, usize)> =
        outlets.into_iter().map(|(name, n)| (name.to_owned(), n)).collect();
    outlets.sort_by_key(|&(_, n)| std::cmp::Reverse(n));
    Group { fullest, variants, votes: votes(corpus, &list), first, articles: articles.len(), outlets }
}

/// The text without quotation marks and punctuation at its ends: what two printings of the same words share.
fn bare(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || "“”‘’\"'«»„,.;:".contains(c))
}

fn kind(variant: &Words, fullest: &Words, scratch: &mut Scratch) -> VariantKind {
    if variant.words == fullest.words {
        return VariantKind::Punctuation;
    }
    let found = align(variant, fullest, 0, &|_| 0.0, scratch);
    let (n, m) = (variant.words.len(), fullest.words.len());
    if found.errors > 0 {
        VariantKind::Changed
    } else if !variant.gaps.is_empty() || !fullest.gaps.is_empty() {
        VariantKind::Edited
    } else if 2 * n < m {
        VariantKind::Contained
    } else {
        VariantKind::Cut
    }
}

/// The stretches of words that differ, by the longest common subsequence. What the variant lacks at its ends and at
/// its gaps is no change.
fn changes(fullest: &str, variant: &str) -> Vec<Change> {
    /// Longer texts are not compared word by word.
    const MOST: usize = 1000;
    let (a, b) = (spans(fullest), spans(variant));
    if a.len() > MOST || b.len() > MOST {
        return Vec::new();
    }
    let equal = |i: usize, j: usize| match (&a[i], &b[j]) {
        (Piece::Word(x), Piece::Word(y)) => Words::of(&fullest[x.clone()]) == Words::of(&variant[y.clone()]),
        (Piece::Gap, Piece::Gap) => true,
        _ => false,
    };
    let width = b.len() + 1;
    let mut common = vec![0_u16; (a.len() + 1) * width];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            common[i * width + j] = if equal(i, j) {
                common[(i + 1) * width + j + 1] + 1
            } else {
                common[(i + 1) * width + j].max(common[i * width + j + 1])
            };
        }
    }
    let (mut out, mut i, mut j) = (Vec::new(), 0, 0);
    let (mut from, mut to): (Vec<&Piece>, Vec<&Piece>) = Default::default();
    let text = |source: &str, pieces: &[&Piece]| -> String {
        let words = pieces.iter().map(|p| if let Piece::Word(r) = p { &source[r.clone()] } else { "…" });
        words.collect::<Vec<_>>().join(" ")
    };
    let mut keep = |from: &mut Vec<&Piece>, to: &mut Vec<&Piece>, at_end: bool| {
        let marked = from.iter().chain(to.iter()).any(|p| matches!(p, Piece::Gap));
        let cut = at_end && to.is_empty();
        if !(marked || cut || from.is_empty() && to.is_empty()) {
            out.push(Change { from: text(fullest, from), to: text(variant, to) });
        }
        from.clear();
        to.clear();
    };
    while i < a.len() && j < b.len() {
        if equal(i, j) {
            keep(&mut from, &mut to, j == 0);
            (i, j) = (i + 1, j + 1);
        } else if common[(i + 1) * width + j] >= common[i * width + j + 1] {
            from.push(&a[i]);
            i += 1;
        } else {
            to.push(&b[j]);
            j += 1;
        }
    }
    to.extend(&b[j..]);
    if to.is_empty() {
        from.clear();
    }
    keep(&mut from, &mut to, true);
    out
}

fn name_words(name: &str) -> Vec<String> {
    name.split_whitespace().map(str::to_lowercase).collect()
}

/// Whether all words of `name` are among those of `fuller`.
fn is_part(name: &[String], fuller: &[String]) -> bool {
    name.iter().all(|w| fuller.contains(w))
}

/// Counts the named speakers. A name whose words are all part of another (`Okoye`, `Ada Okoye`) is the same person.
fn votes(corpus: &Corpus, list: &[usize]) -> Vec<Vote> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for &i in list {
        if let Some(name) = corpus.quotations[i].speaker.as_deref() {
            *counts.entry(name).or_default() += 1;
        }
    }
    let mut names: Vec<(&str, usize)> = counts.into_iter().collect();
    // The fullest names first, so that shorter ones find them.
    names.sort_by_key(|&(name, n)| (std::cmp::Reverse(name_words(name).len()), std::cmp::Reverse(n)));
    let mut out: Vec<Vote> = Vec::new();
    for (name, quotations) in names {
        let words = name_words(name);
        match out.iter_mut().find(|v| is_part(&words, &name_words(&v.name))) {
            Some(vote) => vote.quotations += quotations,
            None => out.push(Vote { name: name.to_owned(), quotations }),
        }
    }
    out.sort_by_key(|v| std::cmp::Reverse(v.quotations));
    out
}
