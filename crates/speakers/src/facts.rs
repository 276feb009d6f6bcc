//! The facts about one candidate that the table of features draws on.

use crate::bodies::Sort;
use crate::discourse::Event;

/// Whether the gender of a candidate agrees with what asks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Agreement {
    /// No gender is asked for, or the candidate is no person.
    #[default]
    Open,
    Fits,
    Unknown,
    /// A surname that looks like a man's given name: `Allen`; hardly ever like a woman's.
    Looks,
    /// The surname may be a namesake's: `Patey` is perhaps the wife of John Patey.
    Namesake,
    Against,
}

/// The fit of a person's roles with a noun phrase.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct RoleFit {
    /// The person has a role at all.
    pub any: bool,
    /// One holds the head of the phrase.
    pub has_head: bool,
    /// Words of the phrase that the best role holds.
    pub shared: u8,
    /// Words of the phrase that it does not hold.
    pub missing: u8,
    /// The phrase holds a name that no role holds: `the president of Ruiz & Vega`.
    pub lacks_name: bool,
    /// Only the registry knows the role.
    pub registered: bool,
    /// No other candidate's role fits better.
    pub best: bool,
    /// None fits as well.
    pub alone: bool,
}

/// The facts about one candidate; those that do not apply are false or zero.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Facts {
    /// The latest mention; the next, where it is named only later.
    pub event: Event,
    /// There is a mention.
    pub some: bool,
    /// It comes after the words that ask.
    pub later: bool,
    /// It comes before them.
    pub before: bool,
    /// In their sentence.
    pub same: bool,
    /// In their sentence, before them.
    pub here: bool,
    /// Sentences back.
    pub back: Option<u32>,
    pub tokens_between: f32,
    pub tokens_until: f32,
    /// Named in the quotation alone.
    pub inside: bool,
    pub subject: bool,
    pub opens_paragraph: bool,
    /// Counted from the words that ask: the nearest is 1.
    pub rank: u8,
    pub nearest_fitting: bool,
    pub nearest_later: bool,
    /// Candidates before that may be meant by their gender.
    pub fitting: u8,
    pub log_mentions: f32,
    pub share: f32,
    pub first_in_article: bool,
    pub named_most: bool,
    pub log_mentions_before: f32,
    pub pronouns_before: f32,
    pub times_subject: f32,
    pub times_object: f32,
    pub gender: Agreement,
    pub pronoun_of_gender: bool,
    pub like_pronoun_here: bool,
    pub like_pronoun_near: bool,
    /// The evidence of pronouns for the gender asked for (above 0) or against it (below).
    pub shown: f32,
    pub spoke_last: bool,
    pub spoke_near: bool,
    pub spoke_here: bool,
    pub spoke_before: bool,
    pub spoke_far: bool,
    /// No clause begins between the mention and the words that ask, commas counted.
    pub same_clause: bool,
    /// The same, commas not counted.
    pub one_clause: bool,
    pub breaks: u8,
    pub commas: u8,
    pub joined: bool,
    pub subject_here: bool,
    pub subject_before: bool,
    pub opened_before: bool,
    pub opened_here: bool,
    pub last_subject: bool,
    pub last_object: bool,
    pub first_here: bool,
    pub first_before: bool,
    pub owned_by_pronoun: bool,
    pub again_here: bool,
    pub again_near: bool,
    pub again_subject: bool,
    pub again_next: bool,
    pub again_first: bool,
    pub again_opens: bool,
    pub is_person: bool,
    pub is_body: bool,
    pub is_place: bool,
    pub outlet: bool,
    /// Two names joined.
    pub is_pair: bool,
    /// An earlier speaker in the words used then: no single name.
    pub is_earlier: bool,
    /// Several speak.
    pub several: bool,
    /// A report or the like.
    pub document: bool,
    /// Somebody who only asks: `a reporter`.
    pub asked: bool,
    pub named_since: bool,
    /// Named since the last quotation.
    pub since: bool,
    pub is_nobody: bool,
    pub role: RoleFit,
    pub name_has_head: bool,
    pub owns_noun: bool,
    /// The text calls the body by the noun: `the retailer Dunmore`.
    pub called_so: bool,
    /// The fund in `IMF`.
    pub has_initial: bool,
    /// The sort of body by its name.
    pub sort: Sort,
    /// A phrase, no name: `the Utica consulate`.
    pub is_phrase: bool,
}
