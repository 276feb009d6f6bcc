//! Brat standoff, as PolNeAR keeps its annotations: one `.ann` file beside each text.
//!
//! ```text
//! T1  Source 24 34        Ann Lee
//! T2  Cue 18 22           said
//! T3  Content 0 11;40 52  “It rains,” “all day.”
//! E1  Attribution:T3 Source:T1 Cue:T2 Content:T3
//! #1  AnnotatorNotes E1   speaker: Ann Lee | type: person | mention: name | via: told outlet The Kelmouth Courier
//! ```
//!
//! Columns are separated by tabs; offsets count characters, unless the caller says otherwise. `T` lines name spans, `E` lines tie them into an attribution
//! (a role may be repeated: `Content2:T4`). Speakers, chains and what else PolNeAR does not have (`role`,
//! `affiliation`, `when`, `parent`) stand in notes.

use std::fmt::Write as _;

use dixit_text::OffsetUnit;
use rustc_hash::FxHashMap;

use crate::offsets::{Converter, RawSpan, UnitGuess};
use crate::problem::Problems;
use crate::{Annotation, Attribution, CharSpan, Mention, ReadError, Stated, Via, ViaKind};

/// Reads the annotation of one text. `file` is the name of the `.ann` file, for messages.
///
/// Attributions come in the order of their content; those without a content are left out, as PolNeAR's own are by
/// its users. Lines that are neither spans, attributions nor notes of attributions are passed over.
///
/// # Errors
/// Lines that cannot be read, spans out of range, ids that nothing bears, offsets clearly counted in another unit.
///
/// # Example
/// ```
/// let ann = "T1\tContent 0 11\t“It rains,”\nT2\tSource 17 20\tAnn\nE1\tAttribution:T1 Source:T2 Content:T1\n";
/// let read = dixit_eval::brat::read("a.ann", ann, "“It rains,” said Ann.", Default::default()).unwrap();
/// assert_eq!(read.attributions[0].source, [(17, 20)]);
/// ```
pub fn read(file: &str, ann: &str, text: &str, unit: OffsetUnit) -> Result<Annotation, ReadError> {
    let mut problems = Problems::new(file);
    let converter = Converter::new(text);
    let mut guess = UnitGuess::default();
    let mut spans: FxHashMap<&str, Vec<CharSpan>> = FxHashMap::default();
    let mut attributions: Vec<(usize, Attribution)> = Vec::new();
    let lines = || ann.trim_start_matches('\u{feff}').lines().enumerate().map(|(i, line)| (i + 1, line));
    for (at, line) in lines().filter(|(_, l)| l.starts_with('T')) {
        let mut columns = line.split('\t');
        let (id, place) = (columns.next().unwrap_or_default(), columns.next().unwrap_or_default());
        let mut pieces_of = |pieces: &str| {
            pieces
                .split(';')
                .map(|piece| {
                    let raw = raw_span(piece)?;
                    guess.add(&converter, raw, unit);
                    converter.span(raw, unit)
                })
                .collect::<Result<Vec<_>, _>>()
        };
        match place.split_once(' ').map(|(_, pieces)| pieces_of(pieces)) {
            Some(Ok(pieces)) => {
                spans.insert(id, pieces);
            }
            Some(Err(message)) => problems.add(Some(at), format!("{id}: {message}")),
            None => problems.add(Some(at), format!("{id} has no offsets")),
        }
    }
    for (at, line) in lines().filter(|(_, l)| l.starts_with('E')) {
        let Some((id, roles)) = line.split_once('\t') else {
            problems.add(Some(at), "an event without its parts");
            continue;
        };
        let mut a = Attribution { id: id.to_owned(), speech: true, ..Attribution::default() };
        // The first part names the trigger, which is the content itself.
        for part in roles.split_whitespace().skip(1) {
            let Some((role, span)) = part.split_once(':') else {
                problems.add(Some(at), format!("{id}: {part:?} is not Role:T1"));
                continue;
            };
            let role = role.trim_end_matches(|c: char| c.is_ascii_digit());
            let into = match role.to_ascii_lowercase().as_str() {
                "source" => &mut a.source,
                "cue" => &mut a.cue,
                "content" => &mut a.content,
                _ => continue,
            };
            match spans.get(span) {
                Some(pieces) => into.extend(pieces),
                None => problems.add(Some(at), format!("{id}: there is no {span}")),
            }
        }
        for role in [&mut a.source, &mut a.cue, &mut a.content] {
            role.sort_unstable();
        }
        attributions.push((at, a));
    }
    for (at, line) in lines().filter(|(_, l)| l.starts_with('#')) {
        let mut columns = line.split('\t').skip(1);
        let (kind, note) = (columns.next().unwrap_or_default(), columns.next().unwrap_or_default());
        let Some(id) = kind.strip_prefix("AnnotatorNotes ").filter(|id| id.starts_with('E')) else {
            continue;
        };
        match attributions.iter_mut().find(|(_, a)| a.id == id) {
            Some((_, a)) => {
                if let Err(message) = read_note(note, a) {
                    problems.add(Some(at), format!("{id}: {message}"));
                }
            }
            None => problems.add(Some(at), format!("a note on {id}, which is not there")),
        }
    }
    let mut attributions: Vec<Attribution> =
        attributions.into_iter().map(|(_, a)| a).filter(|a| !a.content.is_empty()).collect();
    attributions.sort_by(|a, b| a.content[0].cmp(&b.content[0]).then_with(|| a.id.cmp(&b.id)));
    guess.report(unit, &mut problems);
    problems.or(Annotation { attributions, ..Annotation::default() })
}

/// `0 11` as offsets.
fn raw_span(piece: &str) -> Result<RawSpan, String> {
    let offsets = piece.split_once(' ').and_then(|(s, e)| Some([s.parse().ok()?, e.trim().parse().ok()?]));
    offsets.ok_or_else(|| format!("{piece:?} is not two offsets"))
}

/// `speaker: Ann Lee & Bob Roe | via: told outlet The Courier`. A note of other words is an annotator's remark.
fn read_note(note: &str, a: &mut Attribution) -> Result<(), String> {
    for field in note.split(" | ") {
        let Some((key, value)) = field.split_once(": ") else { continue };
        let (key, value) = (key.trim(), value.trim());
        match key {
            "speaker" => {
                a.speakers = value.split(" & ").filter(|v| *v != "-").map(str::to_owned).collect();
                a.resolved = true;
            }
            "type" => a.speaker_type = Some(value.to_owned()),
            "role" => a.role = stated(value),
            "affiliation" => a.affiliation = stated(value),
            "when" => a.when = stated(value),
            "parent" => a.parent = Some(value.to_owned()),
            "mention" => {
                a.mention = Some(Mention::parse(value).ok_or_else(|| format!("unknown mention {value:?}"))?);
            }
            "speech" => a.speech = value != "no",
            "via" | "via?" => {
                let mut words = value.splitn(3, ' ');
                let (relation, kind, name) = (words.next(), words.next(), words.next());
                let (Some(relation), Some(kind), Some(name)) =
                    (relation, kind.and_then(ViaKind::parse), name)
                else {
                    return Err(format!("{value:?} is not relation, kind and name"));
                };
                a.via.push(Via {
                    name: name.to_owned(),
                    kind,
                    relation: Some(relation.to_owned()),
                    near: key == "via",
                });
                a.resolved = true;
            }
            _ => {}
        }
    }
    Ok(())
}

/// `A / B` as forms that are both right, `-` as none.
fn stated(value: &str) -> Stated {
    Some(value.split(" / ").filter(|v| *v != "-").map(str::to_owned).collect())
}

/// Writes an annotation of `text` so that [`read`] gives it back, and brat shows it.
///
/// # Panics
/// Where a span reaches past the text.
pub fn write(text: &str, annotation: &Annotation) -> String {
    let chars: Vec<char> = text.chars().collect();
    let (mut out, mut n) = (String::new(), 0);
    for (i, a) in annotation.attributions.iter().enumerate() {
        let mut roles = Vec::new();
        for (role, spans) in [("Source", &a.source), ("Cue", &a.cue), ("Content", &a.content)] {
            if spans.is_empty() {
                continue;
            }
            n += 1;
            let offsets: Vec<String> = spans.iter().map(|(s, e)| format!("{s} {e}")).collect();
            let words: Vec<String> =
                spans.iter().map(|&(s, e)| chars[s as usize..e as usize].iter().collect()).collect();
            let words = words.join(" ").replace(['\n', '\t', '\r'], " ");
            let _ = writeln!(out, "T{n}\t{role} {}\t{words}", offsets.join(";"));
            roles.push(format!("{role}:T{n}"));
        }
        let event = i + 1;
        let _ = writeln!(out, "E{event}\tAttribution:T{n} {}", roles.join(" "));
        let note = note(a, &annotation.attributions);
        if !note.is_empty() {
            let _ = writeln!(out, "#{event}\tAnnotatorNotes E{event}\t{note}");
        }
    }
    out
}

/// What [`read_note`] reads.
fn note(a: &Attribution, all: &[Attribution]) -> String {
    let mut fields = Vec::new();
    if a.resolved {
        let names = if a.speakers.is_empty() { "-".to_owned() } else { a.speakers.join(" & ") };
        fields.push(format!("speaker: {names}"));
        fields.extend(a.speaker_type.as_ref().map(|kind| format!("type: {kind}")));
        fields.extend(a.mention.map(|mention| format!("mention: {}", mention.name())));
    }
    for (key, stated) in [("role", &a.role), ("affiliation", &a.affiliation), ("when", &a.when)] {
        let forms = stated.as_ref().map(|f| if f.is_empty() { "-".to_owned() } else { f.join(" / ") });
        fields.extend(forms.map(|forms| format!("{key}: {forms}")));
    }
    // An event is numbered by its place.
    let parent = all.iter().position(|p| a.parent.as_ref() == Some(&p.id));
    fields.extend(parent.map(|i| format!("parent: E{}", i + 1)));
    if !a.speech {
        fields.push("speech: no".to_owned());
    }
    for via in &a.via {
        let (key, relation) =
            (if via.near { "via" } else { "via?" }, via.relation.as_deref().unwrap_or("reported_by"));
        fields.push(format!("{key}: {relation} {} {}", via.kind.name(), via.name));
    }
    fields.join(" | ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "“It rains,” said Ann Lee, “all day.”";

    #[test]
    fn what_is_written_reads_back() {
        let a = Attribution {
            id: "E1".into(),
            content: vec![(0, 11), (26, 36)],
            source: vec![(17, 24)],
            cue: vec![(12, 16)],
            speakers: vec!["Ann Lee".into(), "Bob".into()],
            resolved: true,
            speech: false,
            role: Some(vec!["farmer".into(), "baker".into()]),
            affiliation: Some(vec![]),
            when: Some(vec!["2026-03-02".into()]),
            parent: Some("E1".into()),
            mention: Some(Mention::Name),
            speaker_type: Some("person".into()),
            via: vec![Via {
                name: "The Kelmouth Courier".into(),
                kind: ViaKind::Outlet,
                relation: Some("told".into()),
                near: false,
            }],
            ..Attribution::default()
        };
        let annotation = Annotation { attributions: vec![a], ..Annotation::default() };
        let ann = write(TEXT, &annotation);
        assert!(ann.contains("T3\tContent 0 11;26 36\t“It rains,” “all day.”"), "{ann}");
        assert_eq!(read("a", &ann, TEXT, OffsetUnit::Chars).unwrap(), annotation);
    }

    #[test]
    fn faults_are_named() {
        let check = |ann: &str, message: &str| {
            let error = read("a.ann", ann, TEXT, OffsetUnit::Chars).unwrap_err().to_string();
            assert_eq!(error, message);
        };
        check("T1\tContent 0 99\tx", "a.ann:1: T1: 0..99 ends past the text, which has 36 chars");
        check("T1\tContent x 9\tx", "a.ann:1: T1: \"x 9\" is not two offsets");
        check("\nE1\tAttribution:T1 Content:T1", "a.ann:2: E1: there is no T1");
        check("#1\tAnnotatorNotes E7\tspeaker: Ann", "a.ann:1: a note on E7, which is not there");
    }

    #[test]
    fn the_unit_is_guessed_and_named() {
        let ann = "T1\tContent 0 15\tx\nT2\tCue 16 20\tsaid\nT3\tSource 21 28\tx\nE1\tAttribution:T1 Content:T1 Cue:T2 Source:T3";
        let error = read("a.ann", ann, TEXT, OffsetUnit::Chars).unwrap_err().to_string();
        assert!(
            error.starts_with("a.ann: the spans fit words when counted in bytes, not in chars"),
            "{error}"
        );
        let counted = read("a.ann", ann, TEXT, OffsetUnit::Bytes).unwrap();
        assert_eq!(counted.attributions[0].source, [(17, 24)]);
    }

    #[test]
    fn content_that_is_not_there_leaves_the_attribution_out() {
        assert_eq!(
            read("a", "T1\tSource 17 24\tAnn Lee\nE1\tAttribution:T1 Source:T1", TEXT, OffsetUnit::Chars)
                .unwrap(),
            Annotation::default()
        );
    }
}
