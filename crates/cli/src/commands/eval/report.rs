//! The text printed with the table of figures.

use std::io::{self, Write};

use dixit_eval::{Answer, Article, Counts, Measure, MistakeKind, Predictions, Reliability};
use serde_json::{Value, json};

/// Reliability bins as JSON.
pub(super) fn reliability(table: &Reliability) -> Value {
    let bins: Vec<Value> = table
        .bins()
        .iter()
        .map(|b| json!({"n": b.n, "confidence": b.confidence(), "right": b.accuracy()}))
        .collect();
    json!({"ece": table.ece(), "n": table.n(), "bins": bins})
}

/// The main figures of each part of the corpus, one part a line.
pub(super) fn groups(out: &mut impl Write, groups: &[(String, Counts)]) -> io::Result<()> {
    let measures = [
        Measure::JointLenient,
        Measure::DirectLenient,
        Measure::ContentSoft,
        Measure::SpeakerRight,
        Measure::Via,
    ];
    let width = groups.iter().map(|(name, _)| name.chars().count()).max().unwrap_or_default();
    write!(out, "\n{:width$} {:>6}", "", "gold")?;
    measures.iter().try_for_each(|m| write!(out, "  {:>20}", m.label()))?;
    writeln!(out)?;
    for (name, counts) in groups {
        write!(out, "{name:width$} {:6}", counts.gold)?;
        for m in measures {
            let tally = counts.tally(m);
            if tally.gold > 0.0 {
                write!(out, "  {:20.2}", 100.0 * tally.value(m.shape()))?;
            } else {
                write!(out, "  {:>20}", "–")?;
            }
        }
        writeln!(out)?;
    }
    Ok(())
}

/// Mistakes by kind, at most `shown` of each.
pub(super) fn mistakes(
    out: &mut impl Write,
    gold: &[Article],
    pred: &Predictions,
    shown: usize,
) -> io::Result<()> {
    let all: Vec<_> = gold
        .iter()
        .flat_map(|a| dixit_eval::mistakes(a, pred.get(&a.id)).into_iter().map(|m| (a.id.as_str(), m)))
        .collect();
    for &kind in MistakeKind::ALL {
        let of_kind: Vec<_> = all.iter().filter(|(_, m)| m.kind == kind).collect();
        writeln!(out, "\n== {} ({})", kind.name(), of_kind.len())?;
        for (article, m) in of_kind.iter().take(shown) {
            writeln!(out, "\n{article}, {}: {}", m.quote.name(), m.sentence)?;
            let answer = |a: &Option<Answer>| a.as_ref().map_or("—".to_owned(), Answer::to_string);
            writeln!(out, "  gold: {}\n  pred: {}", answer(&m.gold), answer(&m.pred))?;
        }
    }
    Ok(())
}

/// Characters of a quotation shown in a row of the table.
const SHOWN: usize = 48;

/// One row a gold quotation, tab-separated.
pub(super) fn rows(gold: &[Article], pred: &Predictions) -> String {
    let mut out = "article\tid\tkind\tquotation\tspeaker\twe say\tverdict\n".to_owned();
    let cell = |s: &str| if s.is_empty() { "–".to_owned() } else { s.replace('\t', " ") };
    for article in gold {
        for row in dixit_eval::rows(article, pred.get(&article.id)) {
            let said = row.pred.as_ref().map(|p| p.speakers.join(" & ")).unwrap_or_default();
            let content: String = row.gold.content.chars().take(SHOWN).collect();
            let cells = [
                &article.id,
                &row.gold.id,
                row.quote.name(),
                &cell(&content),
                &cell(&row.gold.speakers.join(" & ")),
                &cell(&said),
                &verdict(&row.faults),
            ];
            out.push_str(&cells.join("\t"));
            out.push('\n');
        }
    }
    out
}

/// `right`, or what is wrong.
pub(super) fn verdict(faults: &[MistakeKind]) -> String {
    if faults.is_empty() {
        return "right".to_owned();
    }
    faults.iter().map(|f| f.name()).collect::<Vec<_>>().join(", ")
}
