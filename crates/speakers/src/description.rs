//! Sources that describe the speaker: titles, nouns for persons and bodies, groups, documents.

use dixit_entities::lexicon::{self, WordClass};
use dixit_quotes::Quote;

use crate::attribution::{Attribution, DecidedBy, MentionKind, Speaker, SpeakerType};
use crate::calibration::Ground;
use crate::case::Who;
use crate::context::Context;
use crate::query::Query;
use crate::source_phrase::{Description, is_participle};
use crate::speaker::{self, attribution};
use crate::words::{self, Words};
use crate::{group, ranker};

/// A name that no role ties to a noun for a person must be as probable as this.
const LEAST: f32 = 0.5;

/// Resolves a description: to somebody with a name, or to nobody but the description itself.
pub(crate) fn resolve(
    cx: &Context,
    quote: &Quote,
    d: &Description,
    earlier: &[Option<Attribution>],
) -> Attribution {
    let class = cx.class(d.head);
    let all = group::is_all_parties(cx, d.start, d.end);
    if all || class.any(WordClass::GROUP) && !class.any(WordClass::PERSON) || is_plural(cx, d.head) {
        return group::named(cx, d)
            .unwrap_or_else(|| described(cx, d, SpeakerType::Group, Ground::Group, 0.5));
    }
    let mut query = Query::noun(cx, d, quote);
    let choice = ranker::choose(cx, &mut query, earlier);
    let (mention, decided) = if choice.titled {
        (MentionKind::Title, DecidedBy::Title)
    } else {
        (MentionKind::Nominal, DecidedBy::Nominal)
    };
    // No name is better than a wrong one. `My mother` is the author's.
    let sure = choice.titled || !query.noun_person() || choice.p >= LEAST;
    let tied = sure && !words::is(cx.text(d.start), Words::FIRST_PERSON);
    match choice.who {
        Who::Entity(e) if tied => {
            let speaker = speaker::of_entity(cx, e, None);
            attribution(cx, [speaker], mention, decided, (Ground::Noun, choice.p))
        }
        Who::Phrase(words) => {
            let speaker = Speaker::unlinked(words, SpeakerType::Organization);
            attribution(cx, [speaker], mention, decided, (Ground::Noun, choice.p))
        }
        // `the consulate` where `the Utica consulate` spoke.
        Who::Earlier(q) => {
            let a = earlier[q as usize].as_ref().expect("a candidate has spoken");
            let ground = (Ground::Noun, choice.p * a.score);
            attribution(cx, a.speakers.clone(), MentionKind::Nominal, DecidedBy::Description, ground)
        }
        _ => {
            let kind = if query.noun_person() {
                SpeakerType::Unnamed
            } else if query.noun_body() {
                SpeakerType::Organization
            } else {
                SpeakerType::Document
            };
            described(cx, d, kind, Ground::Described, choice.p)
        }
    }
}

/// A speaker without a name: the description as it is.
fn described(cx: &Context, d: &Description, kind: SpeakerType, ground: Ground, p: f32) -> Attribution {
    let article = |&i: &u32| words::is(cx.text(i), Words::ARTICLE);
    let start = (d.start..d.head).find(|i| !article(i)).unwrap_or(d.head);
    // A participle identifies people (`officials briefed on the matter`), but adds nothing to the name of a report.
    let dated = kind == SpeakerType::Document && d.end < d.full_end && is_participle(cx.text(d.end));
    let end = if dated { d.end } else { d.full_end };
    let name = cx.span(start, end.max(d.head + 1));
    let person = kind == SpeakerType::Unnamed && cx.class(d.head).any(WordClass::PERSON);
    let role = person.then_some(name);
    let affiliation = role.and_then(|r| speaker::affiliation(cx, r));
    let speaker = Speaker { role, affiliation, ..Speaker::unlinked(name, kind) };
    attribution(cx, [speaker], MentionKind::Nominal, DecidedBy::Description, (ground, p))
}

/// Whether a noun means several: `brokers`, and what the lexicon does not know: `towns`.
fn is_plural(cx: &Context, head: u32) -> bool {
    let Some(singular) = cx.text(head).strip_suffix('s').filter(|s| !s.ends_with('s')) else { return false };
    let (one, class) = (lexicon::class(lexicon::fold(singular)), cx.class(head));
    let known = WordClass::PERSON | WordClass::BODY | WordClass::DOCUMENT | WordClass::TITLE;
    one.any(WordClass::PERSON) && !class.any(WordClass::PERSON) || !class.any(known) && !cx.is_capital(head)
}
