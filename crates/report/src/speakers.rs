//! Who is who on a page: one entry a speaker, with a colour.

use std::borrow::Cow;
use std::collections::HashMap;

use dixit_record::{Quotation, Speaker, SpeakerType};

use crate::words::speaker_name;

/// Colours in the style sheet. Speakers past them share the neutral one, `h0`.
const COLOURS: usize = 10;

/// A speaker of the page.
pub(crate) struct Entry<'a> {
    pub(crate) name: &'a str,
    /// Somebody in particular, not `both sides`.
    pub(crate) named: bool,
    /// Index of the quotations, in the order of the text.
    pub(crate) quotations: Vec<usize>,
    /// Class of the colour, `h0` to `h10`.
    pub(crate) colour: usize,
}

/// The speakers of an article, those with most quotations first, and which of them each quotation belongs to.
pub(crate) struct Speakers<'a> {
    pub(crate) entries: Vec<Entry<'a>>,
    /// By quotation: index of its first speaker.
    pub(crate) of: Vec<usize>,
}

/// Whether the speaker is somebody in particular.
pub(crate) fn is_named(speaker: &Speaker<'_>) -> bool {
    speaker.name.is_some() && !matches!(speaker.kind, SpeakerType::Group | SpeakerType::Unnamed)
}

impl<'a> Speakers<'a> {
    /// Gathers by the first speaker; joint speakers stand under the one named first.
    pub(crate) fn gather(quotations: &'a [Quotation<'_>]) -> Self {
        let mut index: HashMap<Cow<'_, str>, usize> = HashMap::new();
        let mut entries: Vec<Entry<'a>> = Vec::new();
        let mut of = Vec::with_capacity(quotations.len());
        for (i, q) in quotations.iter().enumerate() {
            let first = q.speakers.first();
            let name = first.map_or("unknown speaker", speaker_name);
            let named = first.is_some_and(is_named);
            // `Both sides` begins a sentence, `both sides` does not.
            let key = if named { Cow::Borrowed(name) } else { Cow::Owned(name.to_lowercase()) };
            let at = *index.entry(key).or_insert_with(|| {
                entries.push(Entry { name, named, quotations: Vec::new(), colour: 0 });
                entries.len() - 1
            });
            entries[at].quotations.push(i);
            entries[at].named |= named;
            of.push(at);
        }
        let mut order: Vec<usize> = (0..entries.len()).collect();
        order.sort_by_key(|&i| (!entries[i].named, std::cmp::Reverse(entries[i].quotations.len()), i));
        let mut rank = vec![0; order.len()];
        for (r, &i) in order.iter().enumerate() {
            rank[i] = r;
            if r < COLOURS && entries[i].named {
                entries[i].colour = r + 1;
            }
        }
        let mut ranked: Vec<(usize, Entry<'a>)> = rank.iter().copied().zip(entries).collect();
        ranked.sort_by_key(|(rank, _)| *rank);
        let entries = ranked.into_iter().map(|(_, entry)| entry).collect();
        Self { entries, of: of.into_iter().map(|i| rank[i]).collect() }
    }

    /// The colour of a quotation.
    pub(crate) fn colour(&self, quotation: usize) -> usize {
        self.entries[self.of[quotation]].colour
    }
}
