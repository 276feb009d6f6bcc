//! Scores tags, lemmas and trees against CoNLL-U.

use std::collections::HashMap;

use crate::Tally;
use crate::conllu::Sentence;

/// What is counted of words, as in the CoNLL 2018 shared task (Zeman et al.): a word counts where both have a word at the same
/// place of the text, whatever their tokens and sentences.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(usize)]
pub enum TreeMeasure {
    /// Words at the same place.
    Words,
    /// With the same universal part of speech.
    Upos,
    /// With the same tag of the treebank.
    Xpos,
    /// With the same lemma.
    Lemmas,
    /// With the same head: unlabelled attachment score.
    Uas,
    /// With the same head and relation, subtypes aside: labelled attachment score.
    Las,
}

impl TreeMeasure {
    // Names of measures, not words of the language.
    /// All measures with their names.
    pub const ALL: [(TreeMeasure, &'static str); 6] = [
        (TreeMeasure::Words, "words"),
        (TreeMeasure::Upos, "upos"),
        (TreeMeasure::Xpos, "xpos"),
        (TreeMeasure::Lemmas, "lemmas"),
        (TreeMeasure::Uas, "uas"),
        (TreeMeasure::Las, "las"),
    ];
}

/// Where the words of a file are: by sentence and word, characters counted through the file without spaces.
pub fn places(sentences: &[Sentence]) -> Vec<Vec<(usize, usize)>> {
    let mut at = 0;
    let mut place = |form: &str| {
        let start = at;
        at += form.chars().filter(|c| !c.is_whitespace()).count();
        (start, at)
    };
    sentences.iter().map(|s| s.words.iter().map(|w| place(&w.form)).collect()).collect()
}

/// Counts every measure of [`TreeMeasure`], in its order. Both sides must be of the same text.
///
/// ```
/// use dixit_eval::{conllu, trees};
///
/// let gold = conllu::read("1\tIt\tit\tPRON\tPRP\t_\t2\tnsubj\t_\t_\n2\trains\train\tVERB\tVBZ\t_\t0\troot\t_\t_\n").unwrap();
/// let pred = conllu::read("1\tIt\tit\tPRON\tPRP\t_\t2\tnsubj\t_\t_\n2\trains\train\tNOUN\tNNS\t_\t0\troot\t_\t_\n").unwrap();
/// let counts = trees::score(&gold, &pred);
/// assert_eq!(counts[trees::TreeMeasure::Upos as usize].f1(), 0.5);
/// ```
pub fn score(gold: &[Sentence], pred: &[Sentence]) -> [Tally; 6] {
    let (gold_places, pred_places) = (places(gold), places(pred));
    let mut at = HashMap::new();
    for (s, words) in pred_places.iter().enumerate() {
        at.extend(words.iter().enumerate().map(|(w, place)| (*place, (s, w))));
    }
    let count = |places: &[Vec<(usize, usize)>]| places.iter().map(Vec::len).sum::<usize>() as f64;
    let (all_gold, all_pred) = (count(&gold_places), count(&pred_places));
    let mut hits = [0.0; 6];
    for (sentence, words) in gold.iter().zip(&gold_places) {
        for (word, place) in sentence.words.iter().zip(words) {
            let Some(&(s, w)) = at.get(place) else { continue };
            let ours = &pred[s].words[w];
            let of_gold = head(word.head, words);
            let of_ours = head(ours.head, &pred_places[s]);
            let same_head = of_gold.is_some() && of_gold == of_ours;
            let plain = |relation: &str| relation.split(':').next().unwrap_or_default().to_owned();
            let right = [
                true,
                word.upos == ours.upos,
                word.xpos == ours.xpos,
                word.lemma == ours.lemma,
                same_head,
                same_head && plain(&word.relation) == plain(&ours.relation),
            ];
            hits.iter_mut().zip(right).for_each(|(hits, right)| *hits += f64::from(u8::from(right)));
        }
    }
    hits.map(|hits| Tally { hits_pred: hits, pred: all_pred, hits_gold: hits, gold: all_gold })
}

/// Where the head of a word is; the root is nowhere, at the end of all.
fn head(head: Option<u32>, words: &[(usize, usize)]) -> Option<(usize, usize)> {
    match head? {
        0 => Some((usize::MAX, usize::MAX)),
        head => words.get(head as usize - 1).copied(),
    }
}
