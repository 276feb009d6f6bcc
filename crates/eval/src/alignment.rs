//! Gold and predicted attributions of one article, matched one to one by content.

use crate::letters::{LetterSet, Letters};
use crate::{Attribution, Kind};

/// Contents match where they share at least this part of their union.
const MATCH_FLOOR: f64 = 0.5;

/// One attribution made ready for comparison.
pub(crate) struct Prepared<'a> {
    pub(crate) attribution: &'a Attribution,
    pub(crate) content: LetterSet,
    pub(crate) source: LetterSet,
    pub(crate) cue: LetterSet,
    pub(crate) kind: Kind,
}

/// The gold and predicted attributions of one article, matched one to one by content.
pub(crate) struct Alignment<'a> {
    pub(crate) letters: Letters,
    pub(crate) gold: Vec<Prepared<'a>>,
    pub(crate) pred: Vec<Prepared<'a>>,
    /// Pairs of indices into `gold` and `pred`, best match first.
    pub(crate) pairs: Vec<(usize, usize)>,
    /// Predictions that matched border gold: they count neither way, as does that gold.
    border: Vec<&'a Attribution>,
}

impl<'a> Alignment<'a> {
    pub(crate) fn new(text: &str, gold: &'a [Attribution], pred: &'a [Attribution]) -> Self {
        let letters = Letters::new(text);
        let mut gold = prepare(&letters, gold);
        let mut pred = prepare(&letters, pred);
        let mut pairs = match_contents(&gold, &pred);
        let mut border = Vec::new();
        if gold.iter().any(|g| g.attribution.border) {
            let on_border = pairs.iter().filter(|&&(g, _)| gold[g].attribution.border);
            border = on_border.map(|&(_, p)| pred[p].attribution).collect();
            gold.retain(|g| !g.attribution.border);
            pred.retain(|p| !border.iter().any(|&b| std::ptr::eq(b, p.attribution)));
            // What is left is matched as before: a greedy matching loses no pair when others go.
            pairs = match_contents(&gold, &pred);
        }
        Self { letters, gold, pred, pairs, border }
    }

    /// Whether an attribution of either side is on the border and counts neither way.
    pub(crate) fn is_border(&self, attribution: &Attribution) -> bool {
        attribution.border || self.border.iter().any(|&b| std::ptr::eq(b, attribution))
    }

    /// The prediction matched to each gold attribution.
    pub(crate) fn pred_of_gold(&self) -> Vec<Option<usize>> {
        let mut of_gold = vec![None; self.gold.len()];
        for &(g, p) in &self.pairs {
            of_gold[g] = Some(p);
        }
        of_gold
    }
}

/// Attributions without a letter of content are left out.
fn prepare<'a>(letters: &Letters, attributions: &'a [Attribution]) -> Vec<Prepared<'a>> {
    let prepare = |attribution: &'a Attribution| Prepared {
        attribution,
        content: letters.set(&attribution.content),
        source: letters.set(&attribution.source),
        cue: letters.set(&attribution.cue),
        kind: letters.kind(&attribution.content),
    };
    attributions.iter().map(prepare).filter(|a| !a.content.is_empty()).collect()
}

/// Greedy one-to-one matching, highest intersection over union first, ties in order of the text's lists.
fn match_contents(gold: &[Prepared<'_>], pred: &[Prepared<'_>]) -> Vec<(usize, usize)> {
    let mut candidates = Vec::new();
    for (i, g) in gold.iter().enumerate() {
        for (j, p) in pred.iter().enumerate() {
            let both = g.content.shared(&p.content);
            let iou = f64::from(both) / f64::from(g.content.len() + p.content.len() - both);
            if iou >= MATCH_FLOOR {
                candidates.push((iou, i, j));
            }
        }
    }
    candidates.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    let (mut gold_taken, mut pred_taken) = (vec![false; gold.len()], vec![false; pred.len()]);
    let mut pairs = Vec::new();
    for (_, i, j) in candidates {
        if !gold_taken[i] && !pred_taken[j] {
            (gold_taken[i], pred_taken[j]) = (true, true);
            pairs.push((i, j));
        }
    }
    pairs
}
