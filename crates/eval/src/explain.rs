//! Where gold and prediction part, with the sentence and both answers.

use std::fmt;

use crate::alignment::{Alignment, Prepared};
use crate::chain::same_link;
use crate::names::Fit;
use crate::score::{counts_speaker, is_unnamed, lenient, speaker_fit};
use crate::{Annotation, Article, Attribution, CharSpan, Kind, ViaKind};

/// What kind of mistake it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MistakeKind {
    /// A gold quotation nobody found.
    Missed,
    /// A predicted quotation that is none.
    Spurious,
    /// Found, with the wrong beginning or end.
    Boundary,
    /// Found, attributed to the wrong words.
    WrongSource,
    /// Found, spoken by somebody else or by nobody known.
    WrongSpeaker,
    /// Found, known through other outlets or platforms.
    WrongOutlet,
}

impl MistakeKind {
    /// All kinds, in the order of the report.
    pub const ALL: &[Self] = &[
        Self::Missed,
        Self::Spurious,
        Self::Boundary,
        Self::WrongSource,
        Self::WrongSpeaker,
        Self::WrongOutlet,
    ];

    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Missed => "missed",
            Self::Spurious => "spurious",
            Self::Boundary => "boundary",
            Self::WrongSource => "wrong source",
            Self::WrongSpeaker => "wrong speaker",
            Self::WrongOutlet => "wrong outlet",
        }
    }
}

/// One side's answer, as text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// Identifier of the attribution.
    pub id: String,
    /// The words quoted; pieces joined by ` … `.
    pub content: String,
    /// The words that name the source.
    pub source: String,
    /// The words that announce it.
    pub cue: String,
    /// Who speaks.
    pub speakers: Vec<String>,
    /// Outlets and platforms it came through.
    pub via: Vec<String>,
}

/// One place where the two part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// What kind of mistake.
    pub kind: MistakeKind,
    /// Kind of the quotation: gold's, or the prediction's where there is no gold.
    pub quote: Kind,
    /// The sentence or sentences around.
    pub sentence: String,
    /// What people say; `None` for a spurious one.
    pub gold: Option<Answer>,
    /// What was predicted; `None` for a missed one.
    pub pred: Option<Answer>,
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let or_dash = |s: &str| if s.is_empty() { "—".to_owned() } else { s.to_owned() };
        write!(f, "{} | {} | {}", or_dash(&self.source), or_dash(&self.cue), self.content)?;
        if !self.speakers.is_empty() {
            write!(f, " | by {}", self.speakers.join(", "))?;
        }
        if !self.via.is_empty() {
            write!(f, " | via {}", self.via.join(", "))?;
        }
        Ok(())
    }
}

/// All mistakes in one article, in the order of the text of each side's list. A quotation can be wrong in several ways.
pub fn mistakes(article: &Article, pred: Option<&Annotation>) -> Vec<Mistake> {
    let empty = Annotation::default();
    let pred = pred.unwrap_or(&empty);
    let alignment = Alignment::new(&article.text, &article.gold.attributions, &pred.attributions);
    let view = View::new(&article.text);
    let mut out = Vec::new();
    let mut add = |kind, gold: Option<&Prepared<'_>>, pred: Option<&Prepared<'_>>| {
        let anchor = gold.or(pred).expect("a mistake has at least one side");
        let side = |p: &Prepared<'_>| view.answer(p.attribution);
        out.push(Mistake {
            kind,
            quote: stated_kind(anchor),
            sentence: view.sentence(anchor.attribution),
            gold: gold.map(side),
            pred: pred.map(side),
        });
    };

    let mut pred_used = vec![false; alignment.pred.len()];
    for (g, found) in alignment.gold.iter().zip(alignment.pred_of_gold()) {
        if let Some(j) = found {
            pred_used[j] = true;
            let p = &alignment.pred[j];
            for kind in faults(g, p) {
                add(kind, Some(g), Some(p));
            }
            continue;
        }
        // What overlaps too little to match is still no miss.
        let free = (0..alignment.pred.len())
            .filter(|&j| !alignment.pairs.iter().any(|pair| pair.1 == j) && !pred_used[j]);
        let best = free.max_by_key(|&j| g.content.shared(&alignment.pred[j].content));
        match best.filter(|&j| g.content.shared(&alignment.pred[j].content) > 0) {
            Some(j) => {
                pred_used[j] = true;
                add(MistakeKind::Boundary, Some(g), Some(&alignment.pred[j]));
            }
            None => add(MistakeKind::Missed, Some(g), None),
        }
    }
    for (p, used) in alignment.pred.iter().zip(pred_used) {
        if !used {
            add(MistakeKind::Spurious, None, Some(p));
        }
    }
    out
}

/// The kind the annotation states, which knows single quotation marks and transcripts, else that of the marks.
fn stated_kind(a: &Prepared<'_>) -> Kind {
    a.attribution.kind.unwrap_or(a.kind)
}

/// What is wrong with a prediction whose content matches.
fn faults(gold: &Prepared<'_>, pred: &Prepared<'_>) -> Vec<MistakeKind> {
    let (g, p) = (gold.attribution, pred.attribution);
    let mut faults = Vec::new();
    if gold.content != pred.content {
        faults.push(MistakeKind::Boundary);
    }
    if !lenient(&gold.source, &pred.source) {
        faults.push(MistakeKind::WrongSource);
    }
    let misnamed = is_unnamed(gold) && !p.speakers.is_empty();
    if misnamed || (counts_speaker(gold) && speaker_fit(g, p) == Fit::No) {
        faults.push(MistakeKind::WrongSpeaker);
    }
    if g.resolved {
        let relays = |a: &'_ Attribution| -> Vec<_> {
            a.via.iter().filter(|v| matches!(v.kind, ViaKind::Outlet | ViaKind::Platform)).cloned().collect()
        };
        let (gold, pred) = (relays(g), relays(p));
        let missing = gold.iter().any(|g| g.near && !pred.iter().any(|p| same_link(g, p)));
        let wrong = pred.iter().any(|p| !gold.iter().any(|g| same_link(g, p)));
        if missing || wrong {
            faults.push(MistakeKind::WrongOutlet);
        }
    }
    faults
}

/// One row of a committed table: a gold quotation and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What people say.
    pub gold: Answer,
    /// Kind of the quotation.
    pub quote: Kind,
    /// What was predicted, where anything was.
    pub pred: Option<Answer>,
    /// What is wrong with it; empty where all is right.
    pub faults: Vec<MistakeKind>,
}

impl Row {
    /// How bad it is, to compare two runs: 0 all right, then one for each fault; a miss is worse than any.
    pub fn badness(&self) -> usize {
        if self.faults.contains(&MistakeKind::Missed) { MistakeKind::ALL.len() } else { self.faults.len() }
    }
}

/// One row a gold quotation of the article, in gold's order.
pub fn rows(article: &Article, pred: Option<&Annotation>) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let view = View::new(&article.text);
    let found = mistakes(article, pred);
    let empty = Annotation::default();
    let pred = pred.unwrap_or(&empty);
    let alignment = Alignment::new(&article.text, &article.gold.attributions, &pred.attributions);
    for (g, matched) in alignment.gold.iter().zip(alignment.pred_of_gold()) {
        let gold = view.answer(g.attribution);
        let mine: Vec<_> = found.iter().filter(|m| m.gold.as_ref() == Some(&gold)).collect();
        let pred = match matched {
            Some(j) => Some(view.answer(alignment.pred[j].attribution)),
            None => mine.iter().find_map(|m| m.pred.clone()),
        };
        rows.push(Row { quote: stated_kind(g), pred, faults: mine.iter().map(|m| m.kind).collect(), gold });
    }
    rows
}

/// The text of one article, ready to be cut by characters.
struct View<'t> {
    text: &'t str,
    /// Byte offset of every character, and of the end.
    bytes: Vec<u32>,
    tokens: dixit_tokens::Tokens,
}

impl<'t> View<'t> {
    fn new(text: &'t str) -> Self {
        let mut bytes: Vec<u32> = text.char_indices().map(|(i, _)| i as u32).collect();
        bytes.push(text.len() as u32);
        Self { text, bytes, tokens: dixit_tokens::tokenize(text) }
    }

    fn slice(&self, (start, end): CharSpan) -> &'t str {
        let at = |offset: u32| self.bytes[(offset as usize).min(self.bytes.len() - 1)] as usize;
        &self.text[at(start)..at(end.max(start))]
    }

    fn words(&self, spans: &[CharSpan]) -> String {
        let pieces: Vec<_> = spans.iter().map(|&s| one_line(self.slice(s))).collect();
        pieces.join(" … ")
    }

    fn answer(&self, a: &Attribution) -> Answer {
        let relays = a.via.iter().filter(|v| matches!(v.kind, ViaKind::Outlet | ViaKind::Platform));
        Answer {
            id: a.id.clone(),
            content: self.words(&a.content),
            source: self.words(&a.source),
            cue: self.words(&a.cue),
            speakers: a.speakers.clone(),
            via: relays.map(|v| v.name.clone()).collect(),
        }
    }

    /// The run of sentences that holds content, source and cue.
    fn sentence(&self, a: &Attribution) -> String {
        let spans = || a.content.iter().chain(&a.source).chain(&a.cue);
        let byte = |offset: u32| self.bytes[(offset as usize).min(self.bytes.len() - 1)];
        let start = byte(spans().map(|s| s.0).min().unwrap_or_default());
        let end = byte(spans().map(|s| s.1).max().unwrap_or_default());
        let around =
            self.tokens.sentences().iter().map(|s| s.span).filter(|s| s.end() > start && s.start() < end);
        let (mut low, mut high) = (start, end);
        for span in around {
            (low, high) = (low.min(span.start()), high.max(span.end()));
        }
        one_line(&self.text[low as usize..high as usize])
    }
}

/// The text with each run of white space as one space.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read;

    const TEXT: &str = "“It rains,” said Ann Lee. Bob Roe denied that it does. Tea is hot, he added.";

    fn kinds(pred: &str) -> Vec<(MistakeKind, Kind)> {
        let gold = format!(
            r#"{{"id": "a", "text": "{TEXT}", "attributions": [
            {{"id": "q1", "content": [[0, 11]], "cue": [[12, 16]], "source": [[17, 24]], "speaker": "Ann Lee", "via": []}},
            {{"id": "q2", "content": [[41, 53]], "source": [[26, 33]]}}]}}"#
        );
        let gold = read::gold("g", &gold, &read::Options::default()).unwrap();
        let pred = format!(r#"{{"id": "a", "attributions": [{pred}]}}"#);
        let (pred, _) = read::predictions("p", &pred, &gold, &read::Options::default()).unwrap();
        mistakes(&gold[0], pred.get("a")).iter().map(|m| (m.kind, m.quote)).collect()
    }

    #[test]
    fn each_kind_of_mistake() {
        use MistakeKind::*;
        let second = r#"{"content": [[41, 53]], "source": [[26, 33]]}"#;
        let first = r#"{"content": [[0, 11]], "source": [[17, 24]], "speaker": "Lee"}"#;
        assert_eq!(kinds(&format!("{first}, {second}")), []);
        assert_eq!(kinds(second), [(Missed, Kind::Direct)]);
        let spurious = r#"{"content": [[55, 65]]}"#;
        assert_eq!(kinds(&format!("{first}, {second}, {spurious}")), [(Spurious, Kind::Indirect)]);
        let wrong = r#"{"content": [[0, 11]], "source": [[26, 33]], "speaker": "Bob Roe", "via": [{"name": "Reuters"}]}"#;
        let expected = [WrongSource, WrongSpeaker, WrongOutlet].map(|k| (k, Kind::Direct));
        assert_eq!(kinds(&format!("{wrong}, {second}")), expected);
        let short = r#"{"content": [[49, 53]], "source": [[26, 33]]}"#;
        assert_eq!(kinds(&format!("{first}, {short}")), [(Boundary, Kind::Indirect)], "little overlap");
        let long = r#"{"content": [[34, 53]], "source": [[26, 33]]}"#;
        assert_eq!(kinds(&format!("{first}, {long}")), [(Boundary, Kind::Indirect)]);
    }
}
