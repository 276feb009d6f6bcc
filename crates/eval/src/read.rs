//! Reads gold and predictions in dixit's gold format.
//!
//! One JSON object an article: a file holds one object, an array of them, or one a line (JSONL).
//!
//! | field | meaning |
//! |---|---|
//! | `id`, `title`, `publisher`, `date`, `text` | the article; a prediction needs only `id` |
//! | `offsets` | unit of all spans: `chars` (Unicode characters, the default), `bytes` (UTF-8) or `utf16` |
//! | `attributions` | list of the following |
//! | `.id` | unique in the article |
//! | `.content`, `.source`, `.cue` | lists of pieces `[start, end]`, half open; `source` and `cue` may be empty or absent |
//! | `.kind` | `direct`, `mixed` or `indirect`; where absent, the quotation marks decide |
//! | `.speaker` or `.speakers` | canonical name, or a list of them; `null` where unnamed |
//! | `.mention` | how the source names the speaker: `name`, `title`, `pronoun`, `nominal`, `none` |
//! | `.type` | `person`, `organization`, `outlet`, `document`, `group`, `unnamed` |
//! | `.quoted_speech` | `false` for thoughts and findings; `true` where absent |
//! | `.via` | the chain from the speaker outward: `{name, kind, relation, near}`; `kind` is `outlet` where absent; `near: false` makes a gold link optional |
//! | `.confidence`, `.speaker_confidence` | how sure a prediction is of content and source, and of the speaker, `0.0..=1.0` |
//! | `names` | `[start, end, "PER"]` and so on |
//! | `tokens`, `sentences` | lists of `[start, end]` |
//!
//! Other fields are left alone. Gold must be without fault; a faulty prediction is scored as far as it can be
//! and named in a list of [`Problem`]s.

use dixit_text::OffsetUnit;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;

use crate::offsets::{Converter, RawSpan, UnitGuess, unit_name};
use crate::problem::Problems;
use crate::{
    Annotation, Article, Attribution, CharSpan, Kind, Mention, Predictions, Problem, ReadError, Via, ViaKind,
};

/// How to read a file.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Unit of the offsets where the file does not say.
    pub unit: OffsetUnit,
}

#[derive(Deserialize)]
struct RawArticle {
    id: String,
    title: Option<String>,
    publisher: Option<String>,
    date: Option<String>,
    text: Option<String>,
    offsets: Option<String>,
    #[serde(default)]
    attributions: Vec<RawAttribution>,
    tokens: Option<Vec<RawSpan>>,
    sentences: Option<Vec<RawSpan>>,
    names: Option<Vec<(i64, i64, String)>>,
}

#[derive(Deserialize)]
struct RawAttribution {
    id: Option<String>,
    content: Option<Vec<RawSpan>>,
    source: Option<Vec<RawSpan>>,
    cue: Option<Vec<RawSpan>>,
    kind: Option<String>,
    #[serde(default, deserialize_with = "present")]
    speaker: Option<Option<OneOrMore>>,
    speakers: Option<Vec<String>>,
    mention: Option<String>,
    r#type: Option<String>,
    quoted_speech: Option<bool>,
    via: Option<Vec<RawVia>>,
    confidence: Option<f64>,
    speaker_confidence: Option<f64>,
}

/// One line of a file of speakers.
#[derive(Deserialize)]
struct RawSpeaker {
    id: String,
    attribution: String,
    #[serde(flatten)]
    rest: RawAttribution,
}

#[derive(Deserialize)]
struct RawVia {
    name: Option<String>,
    kind: Option<String>,
    relation: Option<String>,
    near: Option<bool>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    One(String),
    More(Vec<String>),
}

/// Tells `"speaker": null` from no `speaker` at all.
fn present<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Deserialize<'de>,
{
    T::deserialize(deserializer).map(Some)
}

/// Reads gold articles. `file` is the name to use in messages.
///
/// # Errors
/// Everything wrong with the file: JSON that does not parse, a missing text, a doubled id, spans that are empty or out
/// of range, unknown words in a field, offsets that were clearly counted in another unit.
pub fn gold(file: &str, content: &str, options: &Options) -> Result<Vec<Article>, ReadError> {
    let mut problems = Problems::new(file);
    let mut articles = Vec::new();
    let mut seen = FxHashSet::default();
    let mut guess = UnitGuess::default();
    for (line, raw) in parse::<RawArticle>(content, &mut problems) {
        if !seen.insert(raw.id.clone()) {
            problems.add(Some(line), format!("article {} is there twice", raw.id));
            continue;
        }
        let Some(text) = raw.text.clone() else {
            problems.add(Some(line), format!("article {} has no \"text\"", raw.id));
            continue;
        };
        let mut reader = Reader::new(&raw, &text, line, options, &mut problems, &mut guess);
        let gold = reader.annotation(&raw);
        reader.check_gold(&gold);
        articles.push(Article {
            id: raw.id,
            title: raw.title,
            publisher: raw.publisher,
            date: raw.date,
            text,
            gold,
        });
    }
    name_unit(&guess, options, &mut problems);
    if articles.is_empty() && problems.list.is_empty() {
        problems.add(None, "holds no article");
    }
    problems.or(articles)
}

/// Reads predictions for gold articles already read.
///
/// What is wrong with single articles or spans comes back beside the predictions; a span that reaches
/// past the text is cut there, any other faulty span is left out, and of a doubled article the last counts.
///
/// # Errors
/// Where nothing in the file could be read.
pub fn predictions(
    file: &str,
    content: &str,
    gold: &[Article],
    options: &Options,
) -> Result<(Predictions, Vec<Problem>), ReadError> {
    let mut problems = Problems::new(file);
    let by_id: FxHashMap<&str, &Article> = gold.iter().map(|a| (a.id.as_str(), a)).collect();
    let mut predictions = Predictions::default();
    let mut guess = UnitGuess::default();
    let mut read = 0;
    for (line, raw) in parse::<RawArticle>(content, &mut problems) {
        read += 1;
        let Some(article) = by_id.get(raw.id.as_str()) else {
            problems.add(Some(line), format!("no gold article has the id {}; left out", raw.id));
            continue;
        };
        let mut reader = Reader::new(&raw, &article.text, line, options, &mut problems, &mut guess);
        let annotation = reader.annotation(&raw);
        if predictions.insert(raw.id.clone(), annotation).is_some() {
            problems.add(Some(line), format!("article {} is there twice; the later one counts", raw.id));
        }
    }
    name_unit(&guess, options, &mut problems);
    if read == 0 && !problems.list.is_empty() {
        return Err(ReadError { problems: problems.list });
    }
    Ok((predictions, problems.list))
}

/// Adds speakers and chains kept in a file of their own, one JSON object a line: `id` of the article,
/// `attribution` (its id), and `speaker`, `type`, `mention`, `quoted_speech`, `via` as in the gold format.
///
/// # Errors
/// JSON that does not parse, ids that no gold article or attribution has, unknown words.
pub fn speakers(file: &str, content: &str, gold: &mut [Article]) -> Result<(), ReadError> {
    let mut problems = Problems::new(file);
    let mut place = FxHashMap::default();
    for (i, article) in gold.iter().enumerate() {
        for (j, attribution) in article.gold.attributions.iter().enumerate() {
            place.insert((article.id.clone(), attribution.id.clone()), (i, j));
        }
    }
    for (line, raw) in parse::<RawSpeaker>(content, &mut problems) {
        let key = (raw.id, raw.attribution);
        let Some(&(i, j)) = place.get(&key) else {
            problems.add(Some(line), format!("no gold attribution {} in an article {}", key.1, key.0));
            continue;
        };
        let place = format!("article {}, attribution {}", key.0, key.1);
        let attribution = &mut gold[i].gold.attributions[j];
        resolve(attribution, &raw.rest, &mut |message| {
            problems.add(Some(line), format!("{place}: {message}"))
        });
        attribution.resolved = true;
    }
    problems.or(())
}

/// The values of a file with the line each starts on: one value, an array, or values one after another.
fn parse<T: for<'de> Deserialize<'de>>(content: &str, problems: &mut Problems<'_>) -> Vec<(usize, T)> {
    let content = content.trim_start_matches('\u{feff}');
    let is_jsonl = is_jsonl(content);
    let mut out = Vec::new();
    if is_jsonl {
        for (i, line) in content.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
            match serde_json::from_str(line) {
                Ok(value) => out.push((i + 1, value)),
                Err(e) => problems.add(Some(i + 1), json_message(&e)),
            }
        }
    } else if content.trim_start().starts_with('[') {
        match serde_json::from_str::<Vec<T>>(content) {
            Ok(values) => out.extend(values.into_iter().map(|v| (1, v))),
            Err(e) => problems.add(Some(e.line()), json_message(&e)),
        }
    } else {
        let mut values = serde_json::Deserializer::from_str(content).into_iter::<T>();
        loop {
            let rest = &content[values.byte_offset()..];
            let at = content.len() - rest.trim_start().len();
            let line = 1 + content.as_bytes()[..at].iter().filter(|&&b| b == b'\n').count();
            match values.next() {
                Some(Ok(value)) => out.push((line, value)),
                Some(Err(e)) => {
                    problems.add(Some(e.line()), json_message(&e));
                    break;
                }
                None => break,
            }
        }
    }
    out
}

/// Whether each line is an object of its own, judged by the first two: also where the first is broken. An object inside
/// another is indented.
fn is_jsonl(content: &str) -> bool {
    let mut lines = content.lines().filter(|l| !l.trim().is_empty());
    let Some(first) = lines.next().filter(|l| l.starts_with('{')) else { return false };
    serde_json::from_str::<serde::de::IgnoredAny>(first).is_ok()
        || (first.trim().len() > 1 && lines.next().is_some_and(|l| l.starts_with('{')))
}

fn json_message(error: &serde_json::Error) -> String {
    // The place is already in the problem.
    let text = error.to_string();
    let text = text.rsplit_once(" at line ").map_or(text.as_str(), |(message, _)| message);
    format!("{text} (column {})", error.column())
}

fn name_unit(guess: &UnitGuess, options: &Options, problems: &mut Problems<'_>) {
    if let Some(unit) = guess.other_unit() {
        let (unit, stated) = (unit_name(unit), unit_name(options.unit));
        let message = format!(
            "the spans fit words when counted in {unit}, not in {stated}: say \"offsets\": \"{unit}\" in each article or name the unit on the command line"
        );
        problems.list.insert(0, Problem { file: problems.file().to_owned(), line: None, message });
    }
}

/// Reads one article.
struct Reader<'a, 'f> {
    id: &'a str,
    line: usize,
    unit: OffsetUnit,
    converter: Converter<'a>,
    problems: &'a mut Problems<'f>,
    guess: &'a mut UnitGuess,
}

impl<'a, 'f> Reader<'a, 'f> {
    fn new(
        raw: &'a RawArticle,
        text: &'a str,
        line: usize,
        options: &Options,
        problems: &'a mut Problems<'f>,
        guess: &'a mut UnitGuess,
    ) -> Self {
        let unit = match raw.offsets.as_deref() {
            None => options.unit,
            Some("chars") => OffsetUnit::Chars,
            Some("bytes") => OffsetUnit::Bytes,
            Some("utf16") => OffsetUnit::Utf16,
            Some(other) => {
                let message = format!(
                    "article {}: unknown offset unit {other:?}; chars, bytes and utf16 are known",
                    raw.id
                );
                problems.add(Some(line), message);
                options.unit
            }
        };
        Self { id: &raw.id, line, unit, converter: Converter::new(text), problems, guess }
    }

    fn problem(&mut self, place: &str, message: &str) {
        let comma = if place.is_empty() { "" } else { ", " };
        self.problems.add(Some(self.line), format!("article {}{comma}{place}: {message}", self.id));
    }

    fn annotation(&mut self, raw: &RawArticle) -> Annotation {
        let attributions = raw.attributions.iter().enumerate().map(|(i, a)| self.attribution(i, a)).collect();
        let names = raw.names.as_ref().map(|names| {
            let spans = names
                .iter()
                .filter_map(|(start, end, label)| Some((self.span([*start, *end], "names")?, label.clone())));
            spans.collect()
        });
        Annotation {
            attributions,
            tokens: raw.tokens.as_ref().map(|spans| self.spans(spans, "tokens")),
            sentences: raw.sentences.as_ref().map(|spans| self.spans(spans, "sentences")),
            names,
        }
    }

    fn attribution(&mut self, index: usize, raw: &RawAttribution) -> Attribution {
        let id = raw.id.clone().unwrap_or_else(|| format!("#{}", index + 1));
        let mut spans = |role: &str, spans: &Option<Vec<RawSpan>>| {
            self.spans(spans.as_deref().unwrap_or_default(), &format!("attribution {id}, {role}"))
        };
        let mut out = Attribution {
            content: spans("content", &raw.content),
            source: spans("source", &raw.source),
            cue: spans("cue", &raw.cue),
            speech: true,
            confidence: raw.confidence,
            speaker_confidence: raw.speaker_confidence,
            ..Attribution::default()
        };
        let place = format!("attribution {id}");
        resolve(&mut out, raw, &mut |message| self.problem(&place, &message));
        out.resolved = raw.speaker.is_some() || raw.speakers.is_some() || raw.via.is_some();
        out.id = id;
        out
    }

    fn spans(&mut self, spans: &[RawSpan], place: &str) -> Vec<CharSpan> {
        spans.iter().filter_map(|&s| self.span(s, place)).collect()
    }

    /// The span in characters; of a faulty one what lies inside the text.
    fn span(&mut self, span: RawSpan, place: &str) -> Option<CharSpan> {
        self.guess.add(&self.converter, span, self.unit);
        match self.converter.span(span, self.unit) {
            Ok(span) => Some(span),
            Err(message) => {
                self.problem(place, &message);
                self.converter.clamped(span, self.unit)
            }
        }
    }

    /// What predictions may lack and gold may not.
    fn check_gold(&mut self, gold: &Annotation) {
        let mut seen = FxHashSet::default();
        for a in &gold.attributions {
            let place = format!("attribution {}", a.id);
            if !seen.insert(a.id.as_str()) {
                self.problem(&place, "the id is there twice");
            }
            let chars = &self.converter.chars;
            if !a
                .content
                .iter()
                .any(|&(s, e)| chars[s as usize..e as usize].iter().any(|c| c.is_alphanumeric()))
            {
                self.problem(&place, "the content holds no letter or digit");
            }
        }
    }
}

/// Fills what a gold line or a line of speakers says about the speaker and the chain.
fn resolve(out: &mut Attribution, raw: &RawAttribution, problem: &mut dyn FnMut(String)) {
    let mut known = |field: &str, value: &Option<String>, ok: &dyn Fn(&str) -> bool| {
        if let Some(value) = value.as_deref().filter(|v| !ok(v)) {
            problem(format!("unknown {field} {value:?}"));
        }
    };
    known("kind", &raw.kind, &|v| Kind::parse(v).is_some());
    known("mention", &raw.mention, &|v| Mention::parse(v).is_some());
    let types = ["person", "organization", "outlet", "document", "group", "unnamed"];
    known("type", &raw.r#type, &|v| types.contains(&v));
    if let Some(kind) = raw.kind.as_deref().and_then(Kind::parse) {
        out.kind = Some(kind);
    }
    out.mention = raw.mention.as_deref().and_then(Mention::parse);
    out.speaker_type = raw.r#type.clone();
    out.speech = raw.quoted_speech.unwrap_or(true);
    out.speakers = match (&raw.speakers, &raw.speaker) {
        (Some(names), _) | (None, Some(Some(OneOrMore::More(names)))) => names.clone(),
        (None, Some(Some(OneOrMore::One(name)))) => vec![name.clone()],
        (None, _) => Vec::new(),
    };
    out.speakers.retain(|name| !name.is_empty());
    for via in raw.via.iter().flatten() {
        let kind = via.kind.as_deref().unwrap_or("outlet");
        match ViaKind::parse(kind) {
            Some(kind) => out.via.push(Via {
                name: via.name.clone().unwrap_or_default(),
                kind,
                relation: via.relation.clone(),
                near: via.near.unwrap_or(true),
            }),
            None => problem(format!("unknown kind {kind:?} in via")),
        }
    }
}
