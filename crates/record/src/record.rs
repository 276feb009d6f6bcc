use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{Act, DecidedBy, Kind, MentionKind, Offsets, Polarity, Relation, SpeakerType, ViaKind};

/// A place in the article's text: `[start, end]`, half-open, counted in [`Record::offsets`].
pub type Place = [u32; 2];

/// Everything dixit says of one article: one line of JSONL.
///
/// Text fields borrow from the article while a record is written, and from the line while one is read.
/// A field that is unknown is `null`, never left out; `article.text` alone is there only on request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record<'a> {
    /// Name and version of this format: [`SCHEMA_ID`](crate::SCHEMA_ID).
    #[serde(borrow)]
    pub schema: Cow<'a, str>,
    /// The unit of every offset below.
    pub offsets: Offsets,
    /// The engine that made the record.
    #[serde(borrow)]
    pub engine: Engine<'a>,
    /// The article.
    #[serde(borrow)]
    pub article: Article<'a>,
    /// Its quotations, in the order of the text.
    #[serde(borrow)]
    pub quotations: Vec<Quotation<'a>>,
}

/// The engine and the models that made a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Engine<'a> {
    /// Name of the engine: `fast` or `rules`.
    #[serde(borrow)]
    pub name: Cow<'a, str>,
    /// Version of dixit.
    #[serde(borrow)]
    pub version: Cow<'a, str>,
    /// The models used, in the order of the stages; empty where rules did the work.
    #[serde(borrow)]
    pub models: Vec<Model<'a>>,
}

/// A model or a registry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Model<'a> {
    /// Its name.
    #[serde(borrow)]
    pub name: Cow<'a, str>,
    /// Its version.
    #[serde(borrow)]
    pub version: Cow<'a, str>,
}

/// The article a record speaks of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Article<'a> {
    /// The `id` of the input, or the path of the file (with `:LINE` where a file holds several).
    #[serde(borrow)]
    pub id: Cow<'a, str>,
    /// Headline, where the input gives one apart from the text.
    #[serde(borrow)]
    pub title: Option<Cow<'a, str>>,
    /// Who published it, as the input names it.
    #[serde(borrow)]
    pub publisher: Option<Cow<'a, str>>,
    /// Date of publication as the input gives it.
    #[serde(borrow)]
    pub date: Option<Cow<'a, str>>,
    /// Its address.
    #[serde(borrow)]
    pub url: Option<Cow<'a, str>>,
    /// Byline as the input gives it, else as the text has it.
    #[serde(borrow)]
    pub author: Option<Cow<'a, str>>,
    /// BCP 47 language tag.
    #[serde(borrow)]
    pub language: Option<Cow<'a, str>>,
    /// The agency of its dateline: `WASHINGTON (AP) —`.
    #[serde(borrow)]
    pub dateline: Option<Credit<'a>>,
    /// Where it says it was first published.
    #[serde(borrow)]
    pub republished_from: Option<Credit<'a>>,
    /// Contributors it credits, for example `Xinhua contributed to this report`.
    #[serde(borrow, default)]
    pub contributors: Vec<Credit<'a>>,
    /// The text all offsets count in. Only with `--with-text`.
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Cow<'a, str>>,
}

/// An outlet the article itself credits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credit<'a> {
    /// The outlet's canonical name if the registry knows it, else its name as the text has it.
    #[serde(borrow)]
    pub name: Cow<'a, str>,
    /// Its key in the registry of outlets.
    #[serde(borrow)]
    pub outlet_id: Option<Cow<'a, str>>,
    /// The range of the name.
    pub span: Place,
}

/// One quotation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Quotation<'a> {
    /// `q1`, `q2`, … in the order of the text; the same whatever `--min-confidence` leaves out.
    #[serde(borrow)]
    pub id: Cow<'a, str>,
    /// Direct, mixed or indirect.
    pub kind: Kind,
    /// Whether it was expressed (a statement) or only ascribed (an attitude).
    #[serde(default)]
    pub act: Act,
    /// Probability that the act is right, `0..=1`, three decimals; 0 if it was not judged.
    #[serde(default)]
    pub act_confidence: f32,
    /// Whether the source stands by the words.
    #[serde(default)]
    pub polarity: Polarity,
    /// The words, with their quotation marks; pieces of a discontinuous quotation are joined by one space.
    #[serde(borrow)]
    pub text: Cow<'a, str>,
    /// The words that announce it (`said`, `according to`), pieces joined by one space.
    #[serde(borrow)]
    pub cue_text: Option<Cow<'a, str>>,
    /// The ranges of the quotation.
    pub content: Vec<Place>,
    /// The ranges of the announcing words; empty if there are none.
    pub cue: Vec<Place>,
    /// The ranges of the words that name its source, title and apposition included; empty if there are none.
    pub source: Vec<Place>,
    /// The sentence that encloses content, cue and source, or the run of sentences where they lie in several.
    pub sentence: Place,
    /// `id` of the quotation that holds this one.
    #[serde(borrow)]
    pub parent: Option<Cow<'a, str>>,
    /// Probability that content and source are right, `0..=1`, three decimals.
    pub confidence: f32,
    /// The speakers: several if they speak jointly, none if nobody could be determined.
    #[serde(borrow)]
    pub speakers: Vec<Speaker<'a>>,
    /// Through whom the words are known, from the speaker outward.
    #[serde(borrow)]
    pub via: Vec<Via<'a>>,
    /// When they were said.
    #[serde(borrow)]
    pub when: Option<When<'a>>,
}

/// A speaker of one quotation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Speaker<'a> {
    /// Fullest name the article (or the registry) gives; `null` for a speaker the article does not name.
    #[serde(borrow)]
    pub name: Option<Cow<'a, str>>,
    /// The words of the source next to this quotation, for example `He` or `a senior official`.
    #[serde(borrow)]
    pub surface: Option<Cow<'a, str>>,
    /// The kind of speaker.
    #[serde(rename = "type")]
    pub kind: SpeakerType,
    /// How the source refers to the speaker.
    pub mention: MentionKind,
    /// Title or role as the article states it: `US Treasury Secretary`.
    #[serde(borrow)]
    pub role: Option<Cow<'a, str>>,
    /// The body the speaker belongs to, as the article states it.
    #[serde(borrow)]
    pub affiliation: Option<Cow<'a, str>>,
    /// Key in a registry of people or bodies.
    #[serde(borrow)]
    pub registry_id: Option<Cow<'a, str>>,
    /// The people of the registry the name may mean, if nothing settles which; else empty.
    #[serde(borrow, default)]
    pub candidates: Vec<Candidate<'a>>,
    /// Probability that the speaker is right, `0..=1`, three decimals.
    pub confidence: f32,
    /// The evidence that settled it.
    pub decided_by: DecidedBy,
}

/// One of several people of the registry whom a name may mean.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate<'a> {
    /// Full name.
    #[serde(borrow)]
    pub name: Cow<'a, str>,
    /// Key in the registry of people.
    #[serde(borrow)]
    pub registry_id: Option<Cow<'a, str>>,
}

/// One link between speaker and reader.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Via<'a> {
    /// Canonical name if the registry knows the outlet, else as the text has it.
    #[serde(borrow)]
    pub name: Cow<'a, str>,
    /// The most explicit name in the article; `None` if only a verb or a common noun refers to it.
    #[serde(default, borrow, skip_serializing_if = "Option::is_none")]
    pub called: Option<Cow<'a, str>>,
    /// Its kind.
    pub kind: ViaKind,
    /// How the words came through it.
    pub relation: Relation,
    /// Key in the registry of outlets.
    #[serde(borrow)]
    pub outlet_id: Option<Cow<'a, str>>,
    /// The words that say so: `as reported by Transport Topics`.
    pub span: Place,
    /// Whether it was said of an earlier quotation and carried on to this one.
    pub carried: bool,
    /// Calibrated probability that it is right, three decimals; `None` if the engine gives none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<f32>,
}

/// When a quotation was said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct When<'a> {
    /// The time expression as the text has it.
    #[serde(borrow)]
    pub text: Cow<'a, str>,
    /// The day it means, ISO 8601, as precisely as text and date of the article allow: `2025-12-05`, `2025-12`.
    #[serde(borrow)]
    pub date: Option<Cow<'a, str>>,
    /// The range of the expression.
    pub span: Place,
}

/// A confidence with the three decimals that the record has, and no more: those of the nearest 32-bit number would come with it, and
/// nobody who looks for 0.662 would find it.
pub(crate) fn decimal(x: f32) -> f64 {
    (f64::from(x) * 1e3).round() / 1e3
}
