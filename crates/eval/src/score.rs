//! What is counted of predictions aligned with gold.

use std::collections::BTreeSet;

use crate::alignment::{Alignment, Prepared};
use crate::chain::count_chains;
use crate::letters::LetterSet;
use crate::names::{Fit, same_name};
use crate::words::FUNCTION_WORDS;
use crate::{Act, Annotation, Article, Attribution, CharSpan, Counts, Kind, Measure, Stated};

/// Whether a predicted source or cue shares half of the shorter one; two empty ones agree.
pub(crate) fn lenient(gold: &LetterSet, pred: &LetterSet) -> bool {
    if gold.is_empty() || pred.is_empty() {
        return gold.is_empty() && pred.is_empty();
    }
    f64::from(gold.shared(pred)) / f64::from(gold.len().min(pred.len())) >= 0.5
}

/// Counts every measure on one article; `None` counts as predicted empty.
///
/// # Example
/// ```
/// use dixit_eval::{Annotation, Article, Attribution, Measure, score};
///
/// let said = Attribution { content: vec![(0, 9)], source: vec![(16, 19)], ..Attribution::default() };
/// let text = "“It rains,” said Ann.".to_owned();
/// let gold = Annotation { attributions: vec![said], ..Annotation::default() };
/// let article = Article { text, gold: gold.clone(), ..Article::default() };
/// assert_eq!(score(&article, Some(&gold)).tally(Measure::JointLenient).f1(), 1.0);
/// assert_eq!(score(&article, None).tally(Measure::JointLenient).f1(), 0.0);
/// ```
pub fn score(article: &Article, pred: Option<&Annotation>) -> Counts {
    let empty = Annotation::default();
    let pred = pred.unwrap_or(&empty);
    let alignment = Alignment::new(&article.text, &article.gold.attributions, &pred.attributions);
    let mut counts = Counts::default();
    count_spans(&mut counts, &alignment, &article.gold.attributions, &pred.attributions);
    count_quotations(&mut counts, &alignment);
    count_speakers(&mut counts, &alignment);
    count_acts(&mut counts, &alignment);
    count_chains(&mut counts, &alignment);
    count_stated(&mut counts, &alignment);
    count_nested(&mut counts, &alignment);
    count_layers(&mut counts, article, pred);
    counts
}

fn count_spans(counts: &mut Counts, alignment: &Alignment<'_>, gold: &[Attribution], pred: &[Attribution]) {
    type Role = fn(&Attribution) -> &[CharSpan];
    let roles: [(Measure, Role); 3] = [
        (Measure::SourceSpans, |a| &a.source),
        (Measure::CueSpans, |a| &a.cue),
        (Measure::ContentSpans, |a| &a.content),
    ];
    for (measure, role) in roles {
        let pieces = |attributions: &[Attribution]| {
            let mut out = BTreeSet::new();
            for a in attributions.iter().filter(|a| !alignment.is_border(a)) {
                alignment.letters.add_pieces(role(a), &mut out);
            }
            out
        };
        let (gold, pred) = (pieces(gold), pieces(pred));
        counts.prf(measure, gold.intersection(&pred).count(), pred.len(), gold.len());
    }
}

fn count_quotations(counts: &mut Counts, alignment: &Alignment<'_>) {
    let Alignment { gold, pred, pairs, .. } = alignment;
    counts.gold += gold.len() as u32;
    counts.pred += pred.len() as u32;

    let covered = |x: &Prepared<'_>, by: &[Prepared<'_>]| {
        let shared: u32 = by.iter().map(|y| x.content.shared(&y.content)).sum();
        (f64::from(shared) / f64::from(x.content.len())).min(1.0)
    };
    let soft = counts.tally_mut(Measure::ContentSoft);
    soft.gold += gold.len() as f64;
    soft.pred += pred.len() as f64;
    soft.hits_gold += gold.iter().map(|g| covered(g, pred)).sum::<f64>();
    soft.hits_pred += pred.iter().map(|p| covered(p, gold)).sum::<f64>();

    let mut hits = [0; 7];
    let is_direct = |a: &&Prepared<'_>| a.kind == Kind::Direct;
    let mut right = vec![false; gold.len()];
    for &(i, j) in pairs {
        let (g, p) = (&gold[i], &pred[j]);
        let equal = g.content == p.content;
        let (joint, joint_strict) = (lenient(&g.source, &p.source), g.source == p.source);
        let direct = g.kind == Kind::Direct && p.kind == Kind::Direct;
        let flags =
            [true, equal, joint, joint_strict, direct && equal, direct && joint, direct && joint_strict];
        for (hits, flag) in hits.iter_mut().zip(flags) {
            *hits += usize::from(flag);
        }
        counts.rate(Measure::CueOfMatched, lenient(&g.cue, &p.cue));
        right[i] = joint;
    }
    for (g, right) in gold.iter().zip(right) {
        counts.rate(Measure::recall_of(g.kind), right);
    }
    let (n_gold, n_pred) = (gold.len(), pred.len());
    let (direct_gold, direct_pred) =
        (gold.iter().filter(is_direct).count(), pred.iter().filter(is_direct).count());
    counts.prf(Measure::ContentIou, hits[0], n_pred, n_gold);
    counts.prf(Measure::ContentStrict, hits[1], n_pred, n_gold);
    counts.prf(Measure::JointLenient, hits[2], n_pred, n_gold);
    counts.prf(Measure::JointStrict, hits[3], n_pred, n_gold);
    counts.prf(Measure::DirectStrict, hits[4], direct_pred, direct_gold);
    counts.prf(Measure::DirectLenient, hits[5], direct_pred, direct_gold);
    counts.prf(Measure::DirectJointStrict, hits[6], direct_pred, direct_gold);
}

/// How well predicted speakers fit the gold ones: the best of all pairs, as `score_speakers.py` has it.
pub(crate) fn speaker_fit(gold: &Attribution, pred: &Attribution) -> Fit {
    let golds = gold.speakers.iter().flat_map(|name| {
        let parts = name.contains(" and ").then(|| name.split(" and "));
        std::iter::once(name.as_str()).chain(parts.into_iter().flatten())
    });
    golds.flat_map(|g| pred.speakers.iter().map(move |p| same_name(p, g))).max().unwrap_or(Fit::No)
}

/// Whether an attribution counts towards the figures of speakers: direct or mixed speech of somebody named.
pub(crate) fn counts_speaker(gold: &Prepared<'_>) -> bool {
    let a = gold.attribution;
    let nameable = match (a.act, a.speaker_type.as_deref()) {
        (Some(_), kind) => matches!(kind, Some("person" | "organization" | "outlet")),
        (None, _) => true,
    };
    is_speech(gold) && nameable && !a.speakers.is_empty()
}

/// Direct or mixed speech whose speaker the article does not name.
pub(crate) fn is_unnamed(gold: &Prepared<'_>) -> bool {
    is_speech(gold) && gold.attribution.speakers.is_empty()
}

fn is_speech(gold: &Prepared<'_>) -> bool {
    let a = gold.attribution;
    let speech = a.act.map_or(a.speech, |act| act == Act::Statement);
    a.resolved && speech && a.kind.unwrap_or(gold.kind) != Kind::Indirect
}

fn count_speakers(counts: &mut Counts, alignment: &Alignment<'_>) {
    for (g, found) in alignment.gold.iter().zip(alignment.pred_of_gold()) {
        let pred = found.map(|j| alignment.pred[j].attribution);
        if let Some(pred) = pred.filter(|_| is_unnamed(g)) {
            counts.rate(Measure::SpeakerUnnamed, pred.speakers.is_empty());
        }
        if !counts_speaker(g) {
            continue;
        }
        let fit = pred.map_or(Fit::No, |p| speaker_fit(g.attribution, p));
        counts.rate(Measure::SpeakerFound, pred.is_some());
        counts.rate(Measure::SpeakerRight, fit > Fit::No);
        counts.rate(Measure::SpeakerFull, fit == Fit::Full);
        if pred.is_some_and(|p| !p.speakers.is_empty()) {
            counts.rate(Measure::SpeakerOfNamed, fit > Fit::No);
        }
        if let Some(mention) = g.attribution.mention {
            counts.rate(Measure::speaker_by(mention), fit > Fit::No);
        }
        let is_outlet = |a: &Attribution| a.speaker_type.as_deref() == Some("outlet");
        let (gold, pred) = (is_outlet(g.attribution), pred.is_some_and(is_outlet));
        let hit = usize::from(gold && pred && fit > Fit::No);
        counts.prf(Measure::OutletSpeaker, hit, usize::from(pred), usize::from(gold));
    }
}

fn count_acts(counts: &mut Counts, alignment: &Alignment<'_>) {
    for &(g, p) in &alignment.pairs {
        let Some(gold) = alignment.gold[g].attribution.act else { continue };
        counts.rate(Measure::MatchedStatement, gold == Act::Statement);
        let Some(pred) = alignment.pred[p].attribution.act else { continue };
        counts.rate(Measure::ActRight, gold == pred);
        let [gold, pred] = [gold, pred].map(|act| act == Act::Statement);
        counts.prf(Measure::ActStatement, usize::from(gold && pred), usize::from(pred), usize::from(gold));
    }
}

/// Counts what the article states of the speaker and the time, over all gold and the predictions that match it.
fn count_stated(counts: &mut Counts, alignment: &Alignment<'_>) {
    type Field = fn(&Attribution) -> &Stated;
    type Same = fn(&str, &str) -> bool;
    let fields: [(Measure, Field, Same); 3] = [
        (Measure::Role, |a| &a.role, same_words),
        (Measure::Affiliation, |a| &a.affiliation, same_words),
        (Measure::When, |a| &a.when, same_time),
    ];
    for (g, found) in alignment.gold.iter().zip(alignment.pred_of_gold()) {
        let pred = found.map(|j| alignment.pred[j].attribution);
        for (measure, field, same) in fields {
            let Some(gold) = field(g.attribution) else { continue };
            let pred = pred.and_then(|p| field(p).as_deref()).unwrap_or_default();
            let hit = usize::from(gold.iter().any(|g| pred.iter().any(|p| same(g, p))));
            counts.prf(measure, hit, usize::from(!pred.is_empty()), usize::from(!gold.is_empty()));
        }
        let types = (&g.attribution.speaker_type, pred.and_then(|p| p.speaker_type.as_ref()));
        if let (true, (Some(gold), Some(pred))) = (g.attribution.resolved, types) {
            counts.rate(Measure::SpeakerType, gold == pred);
        }
    }
}

fn count_nested(counts: &mut Counts, alignment: &Alignment<'_>) {
    let Alignment { gold, pred, pairs, .. } = alignment;
    let parent = |all: &[Prepared<'_>], i: usize| {
        let id = all[i].attribution.parent.as_deref()?;
        all.iter().position(|p| p.attribution.id == id)
    };
    let right = |&&(g, p): &&(usize, usize)| match (parent(gold, g), parent(pred, p)) {
        (Some(g), Some(p)) => pairs.contains(&(g, p)),
        _ => false,
    };
    let nested = |all: &[Prepared<'_>]| all.iter().filter(|a| a.attribution.parent.is_some()).count();
    counts.prf(Measure::Nested, pairs.iter().filter(right).count(), nested(pred), nested(gold));
}

/// Whether two descriptions mean the same: they share half of the words of the shorter one, small words aside.
fn same_words(gold: &str, pred: &str) -> bool {
    let plain = |text: &str| -> BTreeSet<String> {
        let text = text.to_lowercase();
        let words = text
            .split(|c: char| !c.is_alphanumeric())
            .filter(|w| !w.is_empty() && !FUNCTION_WORDS.contains(w));
        words.map(str::to_owned).collect()
    };
    let (g, p) = (plain(gold), plain(pred));
    let shared = g.intersection(&p).count();
    shared > 0 && 2 * shared >= g.len().min(p.len())
}

/// Whether two times are the same: dates where both are dates, else by their words.
fn same_time(gold: &str, pred: &str) -> bool {
    let is_date = |s: &str| s.len() >= 4 && s.chars().all(|c| c.is_ascii_digit() || c == '-');
    if is_date(gold) || is_date(pred) { gold == pred } else { same_words(gold, pred) }
}

fn count_layers(counts: &mut Counts, article: &Article, pred: &Annotation) {
    let trim = Trim::new(&article.text);
    let layers = [
        (Measure::Tokens, &article.gold.tokens, &pred.tokens),
        (Measure::Sentences, &article.gold.sentences, &pred.sentences),
    ];
    for (measure, gold, pred) in layers {
        let Some(gold) = gold else { continue };
        let set = |spans: &[CharSpan]| spans.iter().map(|&s| trim.span(s)).collect::<BTreeSet<_>>();
        let (gold, pred_set) = (set(gold), set(pred.as_deref().unwrap_or_default()));
        counts.prf(measure, gold.intersection(&pred_set).count(), pred_set.len(), gold.len());
    }
    if let Some(gold) = &article.gold.names {
        let set = |names: &[(CharSpan, String)]| names.iter().cloned().collect::<BTreeSet<_>>();
        let (gold, pred) = (set(gold), set(pred.names.as_deref().unwrap_or_default()));
        counts.prf(Measure::Names, gold.intersection(&pred).count(), pred.len(), gold.len());
        let labels: BTreeSet<&str> = gold.iter().chain(&pred).map(|n| n.1.as_str()).collect();
        for label in labels {
            let Some(measure) = Measure::names_of(label) else { continue };
            let of = |set: &BTreeSet<(CharSpan, String)>| set.iter().filter(|n| n.1 == label).count();
            let hits = gold.intersection(&pred).filter(|n| n.1 == label).count();
            counts.prf(measure, hits, of(&pred), of(&gold));
        }
    }
}

/// Takes white space off the edges of spans.
struct Trim {
    space: Vec<bool>,
}

impl Trim {
    fn new(text: &str) -> Self {
        // Python's `str.isspace` also takes the four ASCII separators.
        Self { space: text.chars().map(|c| c.is_whitespace() || ('\x1c'..='\x1f').contains(&c)).collect() }
    }

    fn span(&self, (mut start, mut end): CharSpan) -> CharSpan {
        end = end.min(self.space.len() as u32);
        while start < end && self.space[start as usize] {
            start += 1;
        }
        while end > start && self.space[end as usize - 1] {
            end -= 1;
        }
        (start, end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Tally, read};

    #[test]
    fn what_is_stated_and_nested() {
        let text = "“He told me, ‘Go,’” said Ann.";
        let gold = r#"{"id": "a", "text": "TEXT", "attributions": [
            {"id": "q1", "content": [[0, 19]], "speaker": "Ann", "type": "person", "role": ["chief executive", "boss"],
             "affiliation": null, "when": "2026-01-22"},
            {"id": "q2", "content": [[13, 18]], "speaker": null, "type": "unnamed", "when": "last week", "parent": "q1"}]}"#;
        let gold = read::gold("g", &gold.replace("TEXT", text), &read::Options::default()).unwrap();
        let pred = r#"{"id": "a", "attributions": [
            {"id": "x", "content": [[0, 19]], "type": "person", "role": "the Boss of Norvane", "affiliation": "Norvane",
             "when": ["2026-01", "this month"]},
            {"id": "y", "content": [[13, 18]], "type": "person", "when": ["2026-01-15", "last week"], "parent": "x"}]}"#;
        let (pred, _) = read::predictions("p", pred, &gold, &read::Options::default()).unwrap();
        let counts = score(&gold[0], pred.get("a"));
        let check = |measure: Measure, hits: f64, pred: f64, gold: f64| {
            let expected = Tally { hits_pred: hits, pred, hits_gold: hits, gold };
            assert_eq!(counts.tally(measure), &expected, "{}", measure.key());
        };
        check(Measure::Role, 1.0, 1.0, 1.0);
        check(Measure::Affiliation, 0.0, 1.0, 0.0);
        check(Measure::When, 1.0, 2.0, 2.0);
        check(Measure::Nested, 1.0, 1.0, 1.0);
        assert_eq!(counts.tally(Measure::SpeakerType).recall(), 0.5);
    }

    #[test]
    fn roles_differ_by_their_words() {
        assert!(same_words("US Treasury Secretary", "Treasury secretary"));
        assert!(same_words("Chinese Vice Premier", "vice-premier"));
        assert!(!same_words("US Treasury Secretary", "US Trade Representative"));
        assert!(same_time("2025-12-05", "2025-12-05") && !same_time("2025-12-05", "2025-12"));
        assert!(same_time("at the time of the Busan summit", "at the time"));
    }
}
