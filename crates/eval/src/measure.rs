use std::ops::AddAssign;

use crate::{Kind, Mention, ViaKind};

/// Defines [`Measure`] and the table of its keys, labels and shapes in one place.
macro_rules! measures {
    ($($(#[doc = $doc:literal])* $name:ident, $key:literal, $label:literal, $shape:ident, $group:ident;)*) => {
        /// One figure of the report. The docs of each say what it counts.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Measure { $($(#[doc = $doc])* $name,)* }

        impl Measure {
            /// All measures, in the order of the report.
            pub const ALL: &[Measure] = &[$(Measure::$name,)*];

            const INFO: &[(&str, &str, Shape, Group)] = &[$(($key, $label, Shape::$shape, Group::$group),)*];
        }
    };
}

measures! {
    /// Contiguous pieces of sources, each on its own: same first and last letter, no linking.
    SourceSpans, "source_spans", "source spans exact", Prf, Spans;
    /// The same for cues.
    CueSpans, "cue_spans", "cue spans exact", Prf, Spans;
    /// The same for contents.
    ContentSpans, "content_spans", "content spans exact", Prf, Spans;
    /// Contents whose letters are equal, matched one to one.
    ContentStrict, "content_strict", "content strict", Prf, Quotations;
    /// Span coverage of Johansson & Moschitti (2010).
    ContentSoft, "content_soft", "content soft", Prf, Quotations;
    /// Contents matched one to one at intersection over union of at least 0.5.
    ContentIou, "content_iou", "content IoU>=.5", Prf, Quotations;
    /// Matched, and the source right: half of the shorter one shared.
    JointLenient, "joint_lenient", "joint lenient", Prf, Quotations;
    /// Matched, and the source's letters equal.
    JointStrict, "joint_strict", "joint strict", Prf, Quotations;
    /// Of matched contents, those whose cue shares half of the shorter one.
    CueOfMatched, "cue_of_matched", "cue (of matched) %", Rate, Quotations;
    /// Equal contents where both are direct.
    DirectStrict, "direct_strict", "direct content strict", Prf, Quotations;
    /// Joint lenient where both are direct.
    DirectLenient, "direct_joint_lenient", "direct joint lenient", Prf, Quotations;
    /// Joint strict where both are direct.
    DirectJointStrict, "direct_joint_strict", "direct joint strict", Prf, Quotations;
    /// Attributions inside another one: found, and inside the right one.
    Nested, "nested", "nested in the right one", Prf, Quotations;
    /// Joint lenient recall over direct gold.
    RecallDirect, "joint_recall_direct", "joint recall direct %", Rate, Quotations;
    /// Joint lenient recall over mixed gold.
    RecallMixed, "joint_recall_mixed", "joint recall mixed %", Rate, Quotations;
    /// Joint lenient recall over indirect gold.
    RecallIndirect, "joint_recall_indirect", "joint recall indirect %", Rate, Quotations;
    /// Direct and mixed speech with a named speaker whose content was found.
    SpeakerFound, "speaker_found", "quote found %", Rate, Speakers;
    /// The same, with the right name.
    SpeakerRight, "speaker_right", "speaker right %", Rate, Speakers;
    /// The same, with the whole name.
    SpeakerFull, "speaker_full", "speaker full name %", Rate, Speakers;
    /// Of those found and named, the right ones.
    SpeakerOfNamed, "speaker_of_named", "right of named %", Rate, Speakers;
    /// Speaker right where the source is a name.
    SpeakerName, "speaker_name", "  by name %", Rate, Speakers;
    /// Speaker right where the source is a title.
    SpeakerTitle, "speaker_title", "  by title %", Rate, Speakers;
    /// Speaker right where the source is a pronoun.
    SpeakerPronoun, "speaker_pronoun", "  by pronoun %", Rate, Speakers;
    /// Speaker right where the source is a description.
    SpeakerNominal, "speaker_nominal", "  by nominal %", Rate, Speakers;
    /// Speaker right where there is no source.
    SpeakerNone, "speaker_none", "  without source %", Rate, Speakers;
    /// Of direct and mixed speech whose speaker the article does not name, what was found and given no name.
    SpeakerUnnamed, "speaker_unnamed", "unnamed kept unnamed %", Rate, Speakers;
    /// Outlet as the speaker of direct and mixed speech.
    OutletSpeaker, "outlet_speaker", "outlet as speaker", Prf, Speakers;
    /// Of resolved attributions found, those whose speaker is of the right type.
    SpeakerType, "speaker_type", "type right (of found) %", Rate, Speakers;
    /// Roles the article states.
    Role, "role", "role", Prf, Speakers;
    /// Bodies the article says speakers belong to.
    Affiliation, "affiliation", "affiliation", Prf, Speakers;
    /// Of matched attributions with an act on both sides, those whose act is right.
    ActRight, "act", "act right (of matched) %", Rate, Speakers;
    /// Statements among matched attributions with an act on both sides.
    ActStatement, "act_statement", "  statement", Prf, Speakers;
    /// Of matched attributions whose gold has an act, those that are statements.
    MatchedStatement, "matched_statement", "matched are statements %", Rate, Speakers;
    /// Times the article states, by date, else by words.
    When, "when", "when", Prf, Sources;
    /// Outlets and platforms a statement came through; far-away gold evidence is optional, generic "reporters" count neither way.
    Via, "via", "via outlet, platform", Prf, Sources;
    /// Of the outlets and platforms found, those with the right relation.
    ViaRelation, "via_relation", "  relation right %", Rate, Sources;
    /// Outlets alone.
    ViaOutlet, "via_outlet", "  outlet", Prf, Sources;
    /// Platforms alone.
    ViaPlatform, "via_platform", "  platform", Prf, Sources;
    /// Events alone.
    ViaEvent, "via_event", "  event", Prf, Sources;
    /// Documents alone.
    ViaDocument, "via_document", "  document", Prf, Sources;
    /// Links told to an outlet, any kind.
    ViaTold, "via_told", "  told", Prf, Sources;
    /// Links through an interview.
    ViaInterview, "via_interview", "  interview", Prf, Sources;
    /// Links reported by an outlet.
    ViaReportedBy, "via_reported_by", "  reported by", Prf, Sources;
    /// Links posted on a platform.
    ViaPostedOn, "via_posted_on", "  posted on", Prf, Sources;
    /// Links published in a document or outlet.
    ViaPublishedIn, "via_published_in", "  published in", Prf, Sources;
    /// Links said at an event.
    ViaSaidAt, "via_said_at", "  said at", Prf, Sources;
    /// Links obtained by an outlet.
    ViaObtainedBy, "via_obtained_by", "  obtained by", Prf, Sources;
    /// Names of all types: same span and type.
    Names, "names", "names", Prf, Names;
    /// People.
    NamesPer, "names_per", "  PER", Prf, Names;
    /// Organizations.
    NamesOrg, "names_org", "  ORG", Prf, Names;
    /// Places.
    NamesLoc, "names_loc", "  LOC", Prf, Names;
    /// Other names.
    NamesMisc, "names_misc", "  MISC", Prf, Names;
    /// Tokens, exact spans.
    Tokens, "tokens", "tokens", Prf, Tokens;
    /// Sentences, exact spans but for white space at the edges.
    Sentences, "sentences", "sentences", Prf, Tokens;
}

/// What a measure reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Precision, recall and F1.
    Prf,
    /// One share: hits of gold.
    Rate,
}

/// Measures that stand together in the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Group {
    /// Pieces on their own.
    Spans,
    /// Contents and their sources.
    Quotations,
    /// Who speaks.
    Speakers,
    /// Through whom.
    Sources,
    /// Names in the text.
    Names,
    /// Words and sentences.
    Tokens,
}

impl Measure {
    /// Its name in JSON output and in files of thresholds.
    pub fn key(self) -> &'static str {
        Self::INFO[self as usize].0
    }

    /// Its name in the table.
    pub fn label(self) -> &'static str {
        Self::INFO[self as usize].1
    }

    /// What it reports.
    pub fn shape(self) -> Shape {
        Self::INFO[self as usize].2
    }

    /// Where it stands in the report.
    pub fn group(self) -> Group {
        Self::INFO[self as usize].3
    }

    pub(crate) fn recall_of(kind: Kind) -> Self {
        match kind {
            Kind::Direct => Self::RecallDirect,
            Kind::Mixed => Self::RecallMixed,
            Kind::Indirect => Self::RecallIndirect,
        }
    }

    pub(crate) fn speaker_by(mention: Mention) -> Self {
        match mention {
            Mention::Name => Self::SpeakerName,
            Mention::Title => Self::SpeakerTitle,
            Mention::Pronoun => Self::SpeakerPronoun,
            Mention::Nominal => Self::SpeakerNominal,
            Mention::None => Self::SpeakerNone,
        }
    }

    pub(crate) fn via_of(kind: ViaKind) -> Self {
        match kind {
            ViaKind::Outlet => Self::ViaOutlet,
            ViaKind::Platform => Self::ViaPlatform,
            ViaKind::Event => Self::ViaEvent,
            ViaKind::Document => Self::ViaDocument,
        }
    }

    pub(crate) fn via_by(relation: &str) -> Option<Self> {
        Some(match relation {
            "told" => Self::ViaTold,
            "interview" => Self::ViaInterview,
            "reported_by" => Self::ViaReportedBy,
            "posted_on" => Self::ViaPostedOn,
            "published_in" => Self::ViaPublishedIn,
            "said_at" => Self::ViaSaidAt,
            "obtained_by" => Self::ViaObtainedBy,
            _ => return None,
        })
    }

    pub(crate) fn names_of(label: &str) -> Option<Self> {
        Some(match label {
            "PER" => Self::NamesPer,
            "ORG" => Self::NamesOrg,
            "LOC" => Self::NamesLoc,
            "MISC" => Self::NamesMisc,
            _ => return None,
        })
    }
}

/// What one measure counted. Hits may be fractions (content soft), and may differ on the two sides.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Tally {
    /// Predictions that are right.
    pub hits_pred: f64,
    /// Predictions.
    pub pred: f64,
    /// Gold that was found.
    pub hits_gold: f64,
    /// Gold.
    pub gold: f64,
}

impl Tally {
    /// Precision, `0.0..=1.0`; 0 where nothing was predicted.
    pub fn precision(&self) -> f64 {
        if self.pred > 0.0 { self.hits_pred / self.pred } else { 0.0 }
    }

    /// Recall, `0.0..=1.0`; 0 where there is no gold.
    pub fn recall(&self) -> f64 {
        if self.gold > 0.0 { self.hits_gold / self.gold } else { 0.0 }
    }

    /// Harmonic mean of the two.
    pub fn f1(&self) -> f64 {
        let (p, r) = (self.precision(), self.recall());
        if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 }
    }
}

impl AddAssign<&Tally> for Tally {
    fn add_assign(&mut self, other: &Tally) {
        self.hits_pred += other.hits_pred;
        self.pred += other.pred;
        self.hits_gold += other.hits_gold;
        self.gold += other.gold;
    }
}

/// The tallies of all measures over one article or many.
#[derive(Clone, Debug, PartialEq)]
pub struct Counts {
    /// Gold attributions with at least one letter of content.
    pub gold: u32,
    /// The same for predicted ones.
    pub pred: u32,
    tallies: [Tally; Measure::ALL.len()],
}

impl Default for Counts {
    fn default() -> Self {
        Self { gold: 0, pred: 0, tallies: [Tally::default(); Measure::ALL.len()] }
    }
}

impl Counts {
    /// What one measure counted.
    pub fn tally(&self, measure: Measure) -> &Tally {
        &self.tallies[measure as usize]
    }

    pub(crate) fn tally_mut(&mut self, measure: Measure) -> &mut Tally {
        &mut self.tallies[measure as usize]
    }

    /// One more gold item of a rate, hit or not.
    pub(crate) fn rate(&mut self, measure: Measure, hit: bool) {
        let tally = self.tally_mut(measure);
        tally.gold += 1.0;
        tally.hits_gold += f64::from(u8::from(hit));
    }

    /// Adds a measure whose hits are the same on both sides.
    pub(crate) fn prf(&mut self, measure: Measure, hits: usize, pred: usize, gold: usize) {
        let (hits, pred, gold) = (hits as f64, pred as f64, gold as f64);
        *self.tally_mut(measure) += &Tally { hits_pred: hits, pred, hits_gold: hits, gold };
    }
}

impl AddAssign<&Counts> for Counts {
    fn add_assign(&mut self, other: &Counts) {
        self.gold += other.gold;
        self.pred += other.pred;
        for (mine, theirs) in self.tallies.iter_mut().zip(&other.tallies) {
            *mine += theirs;
        }
    }
}
