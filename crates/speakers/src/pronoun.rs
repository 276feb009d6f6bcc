//! The speaker behind a pronoun.

use dixit_entities::lexicon::WordClass;
use dixit_entities::{EntityId, NameKind};

use crate::attribution::{Attribution, Credit, DecidedBy, MentionKind, Speaker, SpeakerType};
use crate::calibration::Ground;
use crate::case::Who;
use crate::context::Context;
use crate::personal::{Personal, Pronoun, PronounKind};
use crate::query::{Kind, Query};
use crate::ranker::{self, Choice};
use crate::speaker::{self, attribution};
use crate::transcript;
use dixit_quotes::Quote;

/// The speaker behind a pronoun that is the source of `quote`.
pub(crate) fn resolve(
    cx: &mut Context,
    quotes: &[Quote],
    index: u32,
    pronoun: Pronoun,
    earlier: &[Option<Attribution>],
) -> Attribution {
    let quote = &quotes[index as usize];
    match pronoun.kind {
        PronounKind::Personal(personal) => {
            let choice = choose(cx, Query::personal(cx, pronoun.token, personal, Some(quote)), earlier);
            if let Who::Entity(entity) = choice.who {
                cx.discourse.remember(&cx.layers, pronoun.token, entity, personal, choice.p);
            }
            answer(cx, &choice, Ground::Personal, earlier)
                .unwrap_or_else(|| unresolved(cx, pronoun, choice.p))
        }
        PronounKind::They | PronounKind::It => {
            let they = pronoun.kind == PronounKind::They;
            let (kind, ground) = if they { (Kind::They, Ground::They) } else { (Kind::It, Ground::It) };
            let choice = choose(cx, Query::pronoun(cx, kind, pronoun.token, quote), earlier);
            answer(cx, &choice, ground, earlier).unwrap_or_else(|| unresolved(cx, pronoun, choice.p))
        }
        PronounKind::First => {
            first_person(cx, quotes, index, pronoun, earlier).unwrap_or_else(|| unresolved(cx, pronoun, 0.5))
        }
        PronounKind::Relative => match antecedent(cx, pronoun.token) {
            Some(e) => of_pronoun(cx, [speaker::of_entity(cx, e, None)], (Ground::Relative, 0.5)),
            None => unresolved(cx, pronoun, 0.5),
        },
        PronounKind::Second => unresolved(cx, pronoun, 0.5),
    }
}

fn choose(cx: &Context, mut query: Query, earlier: &[Option<Attribution>]) -> Choice {
    ranker::choose(cx, &mut query, earlier)
}

/// Answers a pronoun with the likeliest candidate; `None` if that is nobody.
fn answer(
    cx: &Context,
    choice: &Choice,
    ground: Ground,
    earlier: &[Option<Attribution>],
) -> Option<Attribution> {
    Some(match choice.who {
        Who::Entity(e) => of_pronoun(cx, [speaker::of_entity(cx, e, None)], (ground, choice.p)),
        Who::Pair(pair) => of_pronoun(cx, pair.map(|e| speaker::of_entity(cx, e, None)), (ground, choice.p)),
        Who::Earlier(q) => {
            let a = earlier[q as usize].as_ref()?;
            of_pronoun(cx, a.speakers.clone(), (ground, choice.p * a.score))
        }
        Who::Phrase(words) => {
            let speaker = Speaker::unlinked(words, SpeakerType::Organization);
            of_pronoun(cx, [speaker], (ground, choice.p))
        }
        Who::Nobody => return None,
    })
}

fn of_pronoun(
    cx: &Context,
    speakers: impl IntoIterator<Item = Speaker>,
    ground: (Ground, f32),
) -> Attribution {
    attribution(cx, speakers, MentionKind::Pronoun, DecidedBy::Pronoun, ground)
}

/// The quotation around a word is looked for among so many that begin before it.
const DEEPEST: usize = 64;

/// I: whoever speaks the quotation around it, has the turn, or wrote the article.
pub(crate) fn first_person(
    cx: &Context,
    quotes: &[Quote],
    index: u32,
    pronoun: Pronoun,
    earlier: &[Option<Attribution>],
) -> Option<Attribution> {
    if pronoun.kind != PronounKind::First {
        return None;
    }
    let word = cx.tokens.tokens()[pronoun.token as usize].span;
    let holds = |q: &Quote| q.content.iter().any(|c| c.covers(word));
    // Quotations are in the order in which their contents begin.
    let begun = quotes.partition_point(|q| q.content.first().is_none_or(|c| c.start() <= word.start()));
    let around = || {
        let near = begun.saturating_sub(DEEPEST)..begun;
        near.rev().find(|&q| q != index as usize && holds(&quotes[q]))
    };
    let outer = quotes[index as usize].parent.map(|p| p as usize).or_else(around);
    if let Some(outer) = outer {
        let a = earlier[outer].as_ref().filter(|a| !a.speakers.is_empty())?;
        return Some(of_pronoun(cx, a.speakers.clone(), (Ground::First, a.score)));
    }
    if let Some(turn) = transcript::turn(cx, pronoun.token) {
        return Some(Attribution { mention: MentionKind::Pronoun, ..turn });
    }
    let singular = !matches!(cx.text(pronoun.token), "we" | "We" | "us" | "our" | "Our");
    let author = speaker::credited(cx, word, Credit::Author).filter(|s| s.kind == SpeakerType::Person)?;
    singular.then(|| of_pronoun(cx, [author], (Ground::First, 0.5)))
}

/// A pronoun that stays one: the speaker has no name.
fn unresolved(cx: &Context, pronoun: Pronoun, p: f32) -> Attribution {
    let kind = match pronoun.kind {
        PronounKind::They => SpeakerType::Group,
        PronounKind::It => SpeakerType::Document,
        _ => SpeakerType::Unnamed,
    };
    let name = cx.span(pronoun.token, pronoun.token + 1);
    let ground = (Ground::Unresolved, p);
    attribution(cx, [Speaker::unlinked(name, kind)], MentionKind::Pronoun, DecidedBy::Nothing, ground)
}

/// The most probable person for `he` or `she` in the text around quotations, and that probability.
pub(crate) fn best(cx: &Context, token: u32, personal: Personal) -> Option<(EntityId, f32)> {
    let choice = choose(cx, Query::personal(cx, token, personal, None), &[]);
    match choice.who {
        Who::Entity(entity) => Some((entity, choice.p)),
        _ => None,
    }
}

fn mention_at(cx: &Context, token: u32) -> usize {
    cx.entities.mentions.partition_point(|m| m.tokens.end <= token)
}

/// The name a relative pronoun follows: `Ruiz, who said`.
fn antecedent(cx: &Context, token: u32) -> Option<EntityId> {
    let sentence = cx.tokens.sentences()[cx.sentence_of(token) as usize].tokens.start;
    let n = mention_at(cx, token);
    // `Ruiz, now the mayor of Utica, who said`: the name before an apposition.
    if token > sentence && cx.text(token - 1) == "," {
        let before = cx.entities.mentions[..n].iter().enumerate().rev();
        let near = before.take_while(|(_, m)| m.tokens.start >= sentence && token - m.tokens.end <= 14);
        let apposed = |m: &dixit_entities::Mention| {
            m.kind == NameKind::Person && matches!(cx.text(m.tokens.end), "," | "(")
        };
        if let Some((m, _)) = near.filter(|(_, m)| apposed(m)).last() {
            return Some(cx.entities.entity_of[m]);
        }
    }
    let m = n.checked_sub(1)?;
    let mention = &cx.entities.mentions[m];
    let gap = mention.tokens.end..token;
    let near = mention.tokens.start >= sentence && gap.len() <= 12;
    // A common noun between is the antecedent, not the name: `Ruiz's critics, who said`.
    let noun = gap.clone().any(|i| {
        cx.class(i).any(WordClass::GROUP | WordClass::BODY)
            || cx.class(i).any(WordClass::PERSON) && gap.len() < 4 && cx.text(mention.tokens.end) != ","
    });
    (near && !noun).then(|| cx.entities.entity_of[m])
}
