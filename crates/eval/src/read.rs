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
//! | `.act` | `statement`, `attitude` or `none` (neither); where given, it decides what counts as speech |
//! | `.border` | `true` where a careful second reader might leave it out: counts neither way, found or not |
//! | `.via` | the chain from the speaker outward: `{name, kind, relation, near}`; `kind` is `outlet` where absent; `near: false` makes a gold link optional |
//! | `.role`, `.affiliation`, `.when` | what the article states; a list gives several right forms; `null` where it states nothing, left out where nobody looked |
//! | `.parent` | `id` of the quotation this one stands in |
//! | `.confidence`, `.speaker_confidence` | how sure a prediction is of content and source, and of the speaker, `0.0..=1.0` |
//! | `names` | `[start, end, "PER"]` and so on |
//! | `tokens`, `sentences` | lists of `[start, end]` |
//!
//! Other fields are left alone.
//!
//! Other layouts of JSON are told by their fields and read the same way: dixit's own records, as `dixit run` writes
//! them; the JSON of BBC Citron (`quotes` with `cue`, `sources`, `contents`, each `{start, end, text}`); articles of
//! GenderGapTracker (`body`, `quotes`) and its bare lists of quotes (`quote_index: "(0,11)"`), whose text and id
//! [`Options`] give; spans with labels and relations as doccano, Label Studio, Prodigy and INCEpTION (UIMA CAS JSON) export them, labelled
//! content, cue and source. Where a layout repeats the words of a span, they are held against the text.
//!
//! Gold must be without fault; a faulty prediction is scored as far as it can be
//! and named in a list of [`Problem`]s.

use dixit_text::OffsetUnit;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::bio;
use crate::offsets::{Converter, RawSpan, UnitGuess};
use crate::problem::Problems;
use crate::raw::{OneOrMore, RawArticle, RawAttribution, RawSpeaker};
use crate::{
    Act, Annotation, Article, Attribution, CharSpan, Kind, Measure, Mention, Predictions, Problem, ReadError,
    Stated, Via, ViaKind, layout,
};

/// How to read a file.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options<'a> {
    /// Unit of the offsets where the file does not say.
    pub unit: OffsetUnit,
    /// Id of the article where the file does not say, usually the name of the file.
    pub id: Option<&'a str>,
    /// Text of the article where the file does not hold it, usually that of a file beside it.
    pub text: Option<&'a str>,
}

/// Reads gold articles. `file` is the name to use in messages.
///
/// # Errors
/// Everything wrong with the file: JSON that does not parse, a missing text, a doubled id, spans that are empty or out
/// of range, unknown words in a field, offsets that were clearly counted in another unit.
pub fn gold(file: &str, content: &str, options: &Options<'_>) -> Result<Vec<Article>, ReadError> {
    let mut problems = Problems::new(file);
    let mut articles = Vec::new();
    let mut seen = FxHashSet::default();
    let mut guess = UnitGuess::default();
    for (line, raw) in articles_of(content, options, &mut problems) {
        if !seen.insert(raw.id.clone()) {
            problems.add(Some(line), format!("article {} is there twice", raw.id));
            continue;
        }
        let Some(text) = raw.text.as_deref().or(options.text).map(str::to_owned) else {
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
    guess.report(options.unit, &mut problems);
    if articles.is_empty() && problems.list.is_empty() {
        problems.add(None, "holds no article");
    }
    problems.or(articles)
}

/// Reads predictions for gold articles already read.
///
/// An article belongs to the gold article of the same id, else to the only one whose id is the same file name without
/// folders and suffix ([`Ids`]). What is wrong with single articles or spans comes back beside the predictions; a span that
/// reaches past the text is cut there, any other faulty span is left out, and of a doubled article the last counts.
///
/// # Errors
/// Where nothing in the file could be read, or none of its articles is in the gold.
pub fn predictions(
    file: &str,
    content: &str,
    gold: &[Article],
    options: &Options<'_>,
) -> Result<(Predictions, Vec<Problem>), ReadError> {
    let mut problems = Problems::new(file);
    let ids = Ids::new(gold);
    let mut predictions = Predictions::default();
    let mut guess = UnitGuess::default();
    let mut read = 0;
    for (line, raw) in articles_of(content, options, &mut problems) {
        read += 1;
        let Some(article) = ids.find(&raw.id) else {
            problems.add(Some(line), format!("no gold article has the id {}; left out", raw.id));
            continue;
        };
        let mut reader = Reader::new(&raw, &article.text, line, options, &mut problems, &mut guess);
        let annotation = reader.annotation(&raw);
        if predictions.insert(article.id.clone(), annotation).is_some() {
            problems.add(Some(line), format!("article {} is there twice; the later one counts", raw.id));
        }
    }
    guess.report(options.unit, &mut problems);
    if predictions.is_empty() && !problems.list.is_empty() {
        if let (true, Some(first)) = (read > 0, gold.first()) {
            let message = format!("none of its articles is in the gold, whose ids are like {}", first.id);
            problems.list.insert(0, Problem { file: file.to_owned(), line: None, message });
        }
        return Err(ReadError { problems: problems.list });
    }
    Ok((predictions, problems.list))
}

/// Finds gold articles by id.
///
/// # Example
/// ```
/// use dixit_eval::{Article, read::Ids};
///
/// let gold = [Article { id: "port-strike".into(), ..Article::default() }];
/// let ids = Ids::new(&gold);
/// assert!(ids.find("port-strike").is_some());
/// assert!(ids.find("corpus/port-strike.txt").is_some());
/// assert!(ids.find("strike").is_none());
/// ```
pub struct Ids<'g> {
    by_id: FxHashMap<&'g str, &'g Article>,
    /// `None` where several ids have the stem.
    by_stem: FxHashMap<&'g str, Option<&'g Article>>,
}

impl<'g> Ids<'g> {
    /// The ids of these articles.
    pub fn new(gold: &'g [Article]) -> Self {
        let mut by_stem: FxHashMap<&str, Option<&Article>> = FxHashMap::default();
        for article in gold {
            by_stem.entry(stem(&article.id)).and_modify(|a| *a = None).or_insert(Some(article));
        }
        Self { by_id: gold.iter().map(|a| (a.id.as_str(), a)).collect(), by_stem }
    }

    /// The article of this id; else the only one with the same stem, which is the name of a file without folders and the
    /// suffixes of articles and compression.
    pub fn find(&self, id: &str) -> Option<&'g Article> {
        let by_stem = || self.by_stem.get(stem(id)).copied().flatten();
        self.by_id.get(id).copied().or_else(by_stem)
    }
}

fn stem(id: &str) -> &str {
    const SUFFIXES: [&str; 12] =
        [".gz", ".zst", ".bz2", ".txt", ".md", ".html", ".htm", ".json", ".jsonl", ".gold", ".ann", ".xml"];
    let mut stem = id.rsplit(['/', '\\']).next().unwrap_or(id);
    while let Some(shorter) = SUFFIXES.iter().find_map(|s| stem.strip_suffix(s)).filter(|s| !s.is_empty()) {
        stem = shorter;
    }
    stem
}

/// The articles of a file, those without an id named as the options say.
fn articles_of(
    content: &str,
    options: &Options<'_>,
    problems: &mut Problems<'_>,
) -> Vec<(usize, RawArticle)> {
    let mut articles = layout::articles(content, problems);
    articles.retain_mut(|(line, raw)| {
        if raw.id.is_empty() {
            raw.id = options.id.unwrap_or_default().to_owned();
        }
        if raw.id.is_empty() {
            problems.add(Some(*line), "an article has no \"id\"");
        }
        !raw.id.is_empty()
    });
    articles
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
    for (line, raw) in layout::values::<RawSpeaker>(content, &mut problems) {
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
        options: &Options<'_>,
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
            let spans = names.iter().filter_map(|(start, end, label)| {
                Some((self.span([*start, *end], "names")?, bio::label(label)))
            });
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
        self.check_words(&place, &raw.words);
        for (field, value) in [("confidence", raw.confidence), ("speaker_confidence", raw.speaker_confidence)]
        {
            if let Some(value) = value.filter(|v| !(0.0..=1.0).contains(v)) {
                self.problem(&place, &format!("{field} {value} is not from 0 to 1"));
            }
        }
        out.resolved = raw.speaker.is_some() || raw.speakers.is_some() || raw.via.is_some();
        out.id = id;
        out
    }

    /// Whether the text holds what the file says it does, by letters and digits.
    fn check_words(&mut self, place: &str, words: &[(RawSpan, String)]) {
        for (span, stated) in words {
            let Ok((start, end)) = self.converter.span(*span, self.unit) else { continue };
            let found: String = self.converter.chars[start as usize..end as usize].iter().collect();
            let letters = |s: &str| s.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
            if letters(&found) != letters(stated) {
                let short = |s: &str| s.chars().take(40).collect::<String>();
                let (found, stated, [start, end]) = (short(&found), short(stated), span);
                self.problem(place, &format!("at {start}..{end} stands {found:?}, not {stated:?}"));
            }
        }
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
            if let Some(parent) = &a.parent
                && (*parent == a.id || !gold.attributions.iter().any(|p| p.id == *parent))
            {
                self.problem(&place, &format!("its parent {parent:?} is no other attribution"));
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
    known("act", &raw.act, &|v| Act::parse(v).is_some());
    // Names in gold files, not words of the language.
    let types = ["person", "organization", "outlet", "document", "group", "unnamed"];
    known("type", &raw.r#type, &|v| types.contains(&v));
    if let Some(kind) = raw.kind.as_deref().and_then(Kind::parse) {
        out.kind = Some(kind);
    }
    out.mention = raw.mention.as_deref().and_then(Mention::parse);
    out.speaker_type = raw.r#type.clone();
    out.speech = raw.quoted_speech.unwrap_or(true);
    out.act = raw.act.as_deref().and_then(Act::parse);
    out.border |= raw.border.unwrap_or(false);
    out.speakers = match (&raw.speakers, &raw.speaker) {
        (Some(names), _) => names.iter().filter(|name| !name.is_empty()).cloned().collect(),
        (None, Some(Some(names))) => names.list(),
        (None, _) => Vec::new(),
    };
    // What a line of speakers leaves out stays as it was.
    let stated = |field: &Option<Option<OneOrMore>>, old: &mut Stated| {
        if let Some(forms) = field {
            *old = Some(forms.as_ref().map_or_else(Vec::new, OneOrMore::list));
        }
    };
    stated(&raw.role, &mut out.role);
    stated(&raw.affiliation, &mut out.affiliation);
    stated(&raw.when, &mut out.when);
    if raw.parent.is_some() {
        out.parent = raw.parent.clone();
    }
    for via in raw.via.iter().flatten() {
        if let Some(relation) = via.relation.as_deref().filter(|r| Measure::via_by(r).is_none()) {
            problem(format!("unknown relation {relation:?} in via"));
        }
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
