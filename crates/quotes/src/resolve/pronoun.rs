use dixit_entities::lexicon::WordClass;
use dixit_entities::{EntityId, Gender, NameKind};
use dixit_tokens::TokenKind;
use smallvec::SmallVec;

use super::parties;
use super::ranker;
use super::scene::Scene;
use super::speaker::{self, attribution};
use super::turns;
use super::types::{Attribution, Credit, DecidedBy, MentionKind, Speaker, SpeakerType};
use crate::Quote;

/// A personal pronoun of the third person singular.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Personal {
    pub gender: Gender,
    /// his, her
    pub possessive: bool,
    /// he, she
    pub subject: bool,
    /// himself, herself
    pub reflexive: bool,
}

impl Personal {
    /// What stands for a person of this gender as a subject.
    pub(super) fn subject(gender: Gender) -> Self {
        Personal { gender, possessive: false, subject: true, reflexive: false }
    }

    /// Reads a pronoun; of `her` alone only what follows tells whether it owns something: see [`at`](Self::at).
    pub(super) fn read(word: &str) -> Option<Self> {
        let reflexive = word.ends_with("self");
        let make = |gender, possessive, subject| Some(Personal { gender, possessive, subject, reflexive });
        match word {
            "he" | "He" | "HE" => make(Gender::Masculine, false, true),
            "him" | "Him" | "himself" => make(Gender::Masculine, false, false),
            "his" | "His" => make(Gender::Masculine, true, false),
            "she" | "She" | "SHE" => make(Gender::Feminine, false, true),
            "her" | "Her" | "hers" => make(Gender::Feminine, true, false),
            "herself" | "Herself" => make(Gender::Feminine, false, false),
            _ => None,
        }
    }
}

impl Personal {
    /// Reads the pronoun at `token`.
    pub(super) fn at(scene: &Scene, token: u32) -> Option<Self> {
        let mut personal = Self::read(scene.text(token))?;
        if personal.possessive && matches!(scene.text(token), "her" | "Her") {
            let next = scene.tokens.tokens().get(token as usize + 1);
            personal.possessive = next.is_some_and(|t| {
                matches!(t.kind, TokenKind::Word | TokenKind::Number | TokenKind::QuoteMark)
                    && !cannot_be_owned(scene.doc.slice(t.span))
            });
        }
        Some(personal)
    }
}

/// Words that begin no noun phrase after a possessive: after `her` they tell that it is an object.
fn cannot_be_owned(word: &str) -> bool {
    matches!(
        word,
        "a" | "an"
            | "the"
            | "and"
            | "or"
            | "but"
            | "to"
            | "of"
            | "in"
            | "on"
            | "at"
            | "for"
            | "from"
            | "with"
            | "by"
            | "about"
            | "as"
            | "into"
            | "after"
            | "before"
            | "during"
            | "when"
            | "while"
            | "that"
            | "because"
            | "if"
            | "so"
            | "out"
            | "up"
            | "off"
            | "away"
            | "back"
            | "over"
            | "through"
            | "until"
            | "without"
            | "is"
            | "was"
            | "has"
            | "had"
            | "who"
            | "which"
            | "where"
            | "he"
            | "she"
            | "they"
            | "his"
            | "her"
            | "their"
            | "not"
            | "than"
            | "since"
            | "under"
            | "against"
            | "how"
            | "what"
            | "why"
            | "again"
            | "too"
            | "upon"
            | "onto"
            | "toward"
            | "towards"
            | "alone"
            | "allegedly"
            | "I"
            | "we"
            | "just"
            | "whose"
            | "once"
            | "even"
            | "did"
            | "would"
            | "will"
            | "could"
    )
}

/// A pronoun that stands as a source.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pronoun {
    pub kind: PronounKind,
    /// May stand before a noun: `his wife`, `this report`.
    pub may_own: bool,
    pub token: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PronounKind {
    Personal(Personal),
    /// they, them
    They,
    /// it, which, this
    It,
    /// I, me, we
    First,
    /// you
    Second,
    /// who, that
    Relative,
}

impl Pronoun {
    pub(super) fn read(word: &str) -> Option<Self> {
        let kind = match word {
            "they" | "They" | "them" | "Them" | "themselves" | "these" | "those" | "These" | "Those"
            | "their" | "Their" => PronounKind::They,
            "it" | "It" | "which" | "Which" | "this" | "This" | "its" | "Its" | "itself" => PronounKind::It,
            "I" | "me" | "Me" | "my" | "My" | "we" | "We" | "us" | "our" | "Our" | "i" => PronounKind::First,
            "you" | "You" | "your" | "Your" => PronounKind::Second,
            "who" | "Who" | "that" | "whom" | "whose" => PronounKind::Relative,
            _ => PronounKind::Personal(Personal::read(word)?),
        };
        let may_own = matches!(
            word,
            "his"
                | "His"
                | "her"
                | "Her"
                | "their"
                | "Their"
                | "its"
                | "Its"
                | "my"
                | "My"
                | "our"
                | "Our"
                | "your"
                | "Your"
                | "this"
                | "This"
                | "that"
                | "these"
                | "These"
                | "those"
                | "Those"
                | "whose"
                | "which"
                | "Which"
        );
        Some(Pronoun { kind, may_own, token: 0 })
    }

    /// he, she, they, I, we
    pub(super) fn is_subject(self) -> bool {
        match self.kind {
            PronounKind::Personal(personal) => personal.subject,
            PronounKind::They | PronounKind::First => !self.may_own,
            _ => false,
        }
    }

    /// he or she
    pub(super) fn personal(self) -> Option<Personal> {
        match self.kind {
            PronounKind::Personal(personal) => Some(personal),
            _ => None,
        }
    }

    pub(super) fn at(self, token: u32) -> Self {
        Pronoun { token, ..self }
    }
}

/// The speaker behind a pronoun that is the source of `quote`.
pub(super) fn resolve(
    scene: &mut Scene,
    quotes: &[Quote],
    index: u32,
    pronoun: Pronoun,
    earlier: &[Option<Attribution>],
) -> Attribution {
    let quote = &quotes[index as usize];
    let nobody = |scene: &Scene| unresolved(scene, pronoun);
    match pronoun.kind {
        PronounKind::Personal(personal) => match unnamed(scene, pronoun.token, personal, earlier)
            .map_or_else(|| best(scene, pronoun.token, personal, Some(quote)).map(Ok), |a| Some(Err(a)))
        {
            Some(Err(attribution)) => attribution,
            Some(Ok((entity, p))) => {
                scene.remember(pronoun.token, entity, personal, p);
                let speaker = speaker::of_entity(scene, entity, None);
                attribution([speaker], MentionKind::Pronoun, DecidedBy::Pronoun, p)
            }
            None => nobody(scene),
        },
        PronounKind::First => {
            first_person(scene, quotes, index, pronoun, earlier).unwrap_or_else(|| nobody(scene))
        }
        PronounKind::They => they(scene, pronoun.token, earlier).unwrap_or_else(|| nobody(scene)),
        PronounKind::It => body_before(scene, pronoun.token, earlier)
            .map(|e| {
                attribution(
                    [speaker::of_entity(scene, e, None)],
                    MentionKind::Pronoun,
                    DecidedBy::Pronoun,
                    0.5,
                )
            })
            .unwrap_or_else(|| nobody(scene)),
        PronounKind::Relative => antecedent(scene, pronoun.token)
            .map(|e| {
                attribution(
                    [speaker::of_entity(scene, e, None)],
                    MentionKind::Pronoun,
                    DecidedBy::Pronoun,
                    0.75,
                )
            })
            .unwrap_or_else(|| nobody(scene)),
        PronounKind::Second => nobody(scene),
    }
}

/// I: whoever speaks the quotation around it, has the turn, or wrote the article.
pub(super) fn first_person(
    scene: &Scene,
    quotes: &[Quote],
    index: u32,
    pronoun: Pronoun,
    earlier: &[Option<Attribution>],
) -> Option<Attribution> {
    if pronoun.kind != PronounKind::First {
        return None;
    }
    let word = scene.tokens.tokens()[pronoun.token as usize].span;
    let holds = |q: &Quote| q.content.iter().any(|c| c.covers(word));
    let around = || (0..quotes.len()).rev().find(|&q| q != index as usize && holds(&quotes[q]));
    let outer = quotes[index as usize].parent.map(|p| p as usize).or_else(around);
    if let Some(outer) = outer {
        let a = earlier[outer].as_ref().filter(|a| !a.speakers.is_empty())?;
        return Some(Attribution {
            speakers: a.speakers.clone(),
            mention: MentionKind::Pronoun,
            decided_by: DecidedBy::Pronoun,
            score: a.score * 0.9,
        });
    }
    if let Some(turn) = turns::turn(scene, pronoun.token) {
        return Some(Attribution { mention: MentionKind::Pronoun, ..turn });
    }
    let singular = matches!(scene.text(pronoun.token), "I" | "me" | "Me" | "my" | "My" | "i");
    let author = speaker::credited(scene, word, Credit::Author).filter(|s| s.kind == SpeakerType::Person)?;
    singular.then(|| attribution([author], MentionKind::Pronoun, DecidedBy::Pronoun, 0.7))
}

/// A person without a name who spoke last: `“…,” a senior official said. “…,” he added.`
///
/// Not where a person with a name has since been the subject of a sentence.
fn unnamed(
    scene: &Scene,
    token: u32,
    personal: Personal,
    earlier: &[Option<Attribution>],
) -> Option<Attribution> {
    let last = scene.history.last()?;
    let a = earlier[last.quote as usize].as_ref()?;
    let [speaker] = &a.speakers[..] else { return None };
    // Of those who ask, the answer is somebody else's.
    let asks = |i| {
        matches!(
            scene.text(i),
            "questioner" | "caller" | "interviewer" | "moderator" | "reporter" | "heckler"
        )
    };
    let described = speaker.kind == SpeakerType::Unnamed
        && speaker.role.is_some()
        && a.mention != MentionKind::None
        && !last.question
        && !scene.tokens.tokens_in(speaker.name).any(asks);
    let near = scene.sentence_of(token).saturating_sub(last.sentence) <= UNNAMED_WITHIN;
    if !described || !near {
        return None;
    }
    let class = scene.tokens.tokens_in(speaker.name).fold(WordClass::default(), |c, i| c | scene.class(i));
    let against = match personal.gender {
        Gender::Masculine => class.any(WordClass::FEMININE),
        Gender::Feminine => class.any(WordClass::MASCULINE),
        Gender::Unknown => false,
    };
    let start = scene.tokens.tokens()[token as usize].span.start();
    let since = scene.events_before(start).take_while(|e| e.start > last.anchor);
    let named_since = since.filter(|e| !e.pronoun && !e.quoted).any(|e| e.first || e.verb);
    (!against && !named_since).then(|| Attribution {
        mention: MentionKind::Pronoun,
        decided_by: DecidedBy::Pronoun,
        score: a.score * 0.8,
        ..a.clone()
    })
}

/// Sentences within which a person without a name is remembered.
const UNNAMED_WITHIN: u32 = 3;

/// A pronoun that stays one: the speaker has no name.
fn unresolved(scene: &Scene, pronoun: Pronoun) -> Attribution {
    let kind = match pronoun.kind {
        PronounKind::They => SpeakerType::Group,
        PronounKind::It => SpeakerType::Document,
        _ => SpeakerType::Unnamed,
    };
    let name = scene.span(pronoun.token, pronoun.token + 1);
    attribution([Speaker::unlinked(name, kind)], MentionKind::Pronoun, DecidedBy::Nothing, 0.3)
}

/// The most probable person for `he` or `she` at `token`, and that probability.
pub(super) fn best(
    scene: &Scene,
    token: u32,
    personal: Personal,
    quote: Option<&Quote>,
) -> Option<(EntityId, f32)> {
    let candidates = ranker::candidates(scene, token, personal, quote);
    let scores: SmallVec<[f32; 16]> = candidates.iter().map(|c| scene.network.score(&c.features)).collect();
    let max = scores.iter().copied().fold(f32::MIN, f32::max);
    let total: f32 = scores.iter().map(|s| (s - max).exp()).sum();
    let (i, &score) = scores.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(&a.0)))?;
    Some((candidates[i].entity, (score - max).exp() / total))
}

/// The several people or the body that `they` stands for: the last that spoke, or was named, before.
fn they(scene: &Scene, token: u32, earlier: &[Option<Attribution>]) -> Option<Attribution> {
    let sentence = scene.sentence_of(token);
    for spoken in scene.history.iter().rev().take(3).filter(|s| sentence - s.sentence.min(sentence) <= 2) {
        let Some(a) = &earlier[spoken.quote as usize] else { continue };
        let plural = a.speakers.len() > 1
            || a.speakers.first().is_some_and(|s| {
                matches!(s.kind, SpeakerType::Group | SpeakerType::Organization | SpeakerType::Outlet)
            });
        if plural {
            let score = a.score * 0.7;
            return Some(Attribution {
                mention: MentionKind::Pronoun,
                decided_by: DecidedBy::Pronoun,
                score,
                ..a.clone()
            });
        }
    }
    if let Some(pair) = parties::joined(scene, token, NameKind::Person) {
        let both = pair.map(|e| speaker::of_entity(scene, e, None));
        return Some(attribution(both, MentionKind::Pronoun, DecidedBy::Pronoun, 0.5));
    }
    let body = body_before(scene, token, earlier)?;
    Some(attribution([speaker::of_entity(scene, body, None)], MentionKind::Pronoun, DecidedBy::Pronoun, 0.4))
}

fn mention_at(scene: &Scene, token: u32) -> usize {
    scene.entities.mentions.partition_point(|m| m.tokens.end <= token)
}

/// The body last spoken of before `token`: one that spoke before all, or the first of the sentence.
fn body_before(scene: &Scene, token: u32, _earlier: &[Option<Attribution>]) -> Option<EntityId> {
    let sentence = scene.sentence_of(token);
    let is_body = |e: EntityId| scene.entities.entity(e).kind == NameKind::Organization;
    let spoke = scene.history.iter().rev().take(2).find(|s| sentence - s.sentence.min(sentence) <= 2);
    if let Some(e) = spoke.and_then(|s| s.entity).filter(|&e| is_body(e)) {
        return Some(e);
    }
    let n = mention_at(scene, token);
    let near = scene.entities.mentions[..n]
        .iter()
        .enumerate()
        .rev()
        .take(20)
        .take_while(|(_, m)| sentence - scene.sentence_of(m.tokens.start) <= 2);
    near.map(|(i, _)| scene.entities.entity_of[i]).find(|&e| is_body(e))
}

/// The name a relative pronoun follows: `Ruiz, who said`.
fn antecedent(scene: &Scene, token: u32) -> Option<EntityId> {
    let sentence = scene.tokens.sentences()[scene.sentence_of(token) as usize].tokens.start;
    let n = mention_at(scene, token);
    // `Ruiz, now the mayor of Utica, who said`: the name before an apposition.
    if token > sentence && scene.text(token - 1) == "," {
        let before = scene.entities.mentions[..n].iter().enumerate().rev();
        let near = before.take_while(|(_, m)| m.tokens.start >= sentence && token - m.tokens.end <= 14);
        let apposed = |m: &dixit_entities::Mention| {
            m.kind == NameKind::Person && matches!(scene.text(m.tokens.end), "," | "(")
        };
        if let Some((m, _)) = near.filter(|(_, m)| apposed(m)).last() {
            return Some(scene.entities.entity_of[m]);
        }
    }
    let m = n.checked_sub(1)?;
    let mention = &scene.entities.mentions[m];
    let gap = mention.tokens.end..token;
    let near = mention.tokens.start >= sentence && gap.len() <= 12;
    // A common noun between is the antecedent, not the name: `Ruiz's critics, who said`.
    let noun = gap.clone().any(|i| {
        scene.class(i).any(WordClass::GROUP | WordClass::BODY)
            || scene.class(i).any(WordClass::PERSON) && gap.len() < 4 && scene.text(mention.tokens.end) != ","
    });
    (near && !noun).then(|| scene.entities.entity_of[m])
}
