use dixit_entities::lexicon::WordClass;
use dixit_entities::{EntityId, Gender, NameKind};
use dixit_tokens::TokenKind;
use smallvec::SmallVec;

use crate::attribution::{Attribution, Credit, DecidedBy, MentionKind, Speaker, SpeakerType};
use crate::context::Context;
use crate::features;
use crate::group;
use crate::speaker::{self, attribution};
use crate::transcript;
use dixit_quotes::Quote;

/// A personal pronoun of the third person singular.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Personal {
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
    pub(crate) fn subject(gender: Gender) -> Self {
        Personal { gender, possessive: false, subject: true, reflexive: false }
    }

    /// Reads a pronoun; of `her` alone only what follows tells whether it owns something: see [`at`](Self::at).
    pub(crate) fn read(word: &str) -> Option<Self> {
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
    pub(crate) fn at(cx: &Context, token: u32) -> Option<Self> {
        let mut personal = Self::read(cx.text(token))?;
        if personal.possessive && matches!(cx.text(token), "her" | "Her") {
            let next = cx.tokens.tokens().get(token as usize + 1);
            personal.possessive = next.is_some_and(|t| {
                matches!(t.kind, TokenKind::Word | TokenKind::Number | TokenKind::QuoteMark)
                    && !cannot_be_owned(cx.doc.slice(t.span))
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
pub(crate) struct Pronoun {
    pub kind: PronounKind,
    /// May stand before a noun: `his wife`, `this report`.
    pub may_own: bool,
    pub token: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PronounKind {
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
    pub(crate) fn read(word: &str) -> Option<Self> {
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
    pub(crate) fn is_subject(self) -> bool {
        match self.kind {
            PronounKind::Personal(personal) => personal.subject,
            PronounKind::They | PronounKind::First => !self.may_own,
            _ => false,
        }
    }

    /// he or she
    pub(crate) fn personal(self) -> Option<Personal> {
        match self.kind {
            PronounKind::Personal(personal) => Some(personal),
            _ => None,
        }
    }

    pub(crate) fn at(self, token: u32) -> Self {
        Pronoun { token, ..self }
    }
}

/// The speaker behind a pronoun that is the source of `quote`.
pub(crate) fn resolve(
    cx: &mut Context,
    quotes: &[Quote],
    index: u32,
    pronoun: Pronoun,
    earlier: &[Option<Attribution>],
) -> Attribution {
    let quote = &quotes[index as usize];
    let nobody = |cx: &Context| unresolved(cx, pronoun);
    match pronoun.kind {
        PronounKind::Personal(personal) => match unnamed(cx, pronoun.token, personal, earlier)
            .map_or_else(|| best(cx, pronoun.token, personal, Some(quote)).map(Ok), |a| Some(Err(a)))
        {
            Some(Err(attribution)) => attribution,
            Some(Ok((entity, p))) => {
                cx.remember(pronoun.token, entity, personal, p);
                let speaker = speaker::of_entity(cx, entity, None);
                attribution([speaker], MentionKind::Pronoun, DecidedBy::Pronoun, p)
            }
            None => nobody(cx),
        },
        PronounKind::First => first_person(cx, quotes, index, pronoun, earlier).unwrap_or_else(|| nobody(cx)),
        PronounKind::They => they(cx, pronoun.token, earlier).unwrap_or_else(|| nobody(cx)),
        PronounKind::It => body_before(cx, pronoun.token, earlier)
            .map(|e| {
                attribution([speaker::of_entity(cx, e, None)], MentionKind::Pronoun, DecidedBy::Pronoun, 0.5)
            })
            .unwrap_or_else(|| nobody(cx)),
        PronounKind::Relative => antecedent(cx, pronoun.token)
            .map(|e| {
                attribution([speaker::of_entity(cx, e, None)], MentionKind::Pronoun, DecidedBy::Pronoun, 0.75)
            })
            .unwrap_or_else(|| nobody(cx)),
        PronounKind::Second => nobody(cx),
    }
}

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
    if let Some(turn) = transcript::turn(cx, pronoun.token) {
        return Some(Attribution { mention: MentionKind::Pronoun, ..turn });
    }
    let singular = matches!(cx.text(pronoun.token), "I" | "me" | "Me" | "my" | "My" | "i");
    let author = speaker::credited(cx, word, Credit::Author).filter(|s| s.kind == SpeakerType::Person)?;
    singular.then(|| attribution([author], MentionKind::Pronoun, DecidedBy::Pronoun, 0.7))
}

/// A person without a name who spoke last: `“…,” a senior official said. “…,” he added.`
///
/// Not where a person with a name has since been the subject of a sentence.
fn unnamed(
    cx: &Context,
    token: u32,
    personal: Personal,
    earlier: &[Option<Attribution>],
) -> Option<Attribution> {
    let last = cx.history.last()?;
    let a = earlier[last.quote as usize].as_ref()?;
    let [speaker] = &a.speakers[..] else { return None };
    // Of those who ask, the answer is somebody else's.
    let asks = |i| {
        matches!(cx.text(i), "questioner" | "caller" | "interviewer" | "moderator" | "reporter" | "heckler")
    };
    let described = speaker.kind == SpeakerType::Unnamed
        && speaker.role.is_some()
        && a.mention != MentionKind::None
        && !last.question
        && !cx.tokens.tokens_in(speaker.name).any(asks);
    let near = cx.sentence_of(token).saturating_sub(last.sentence) <= UNNAMED_WITHIN;
    if !described || !near {
        return None;
    }
    let class = cx.tokens.tokens_in(speaker.name).fold(WordClass::default(), |c, i| c | cx.class(i));
    let against = match personal.gender {
        Gender::Masculine => class.any(WordClass::FEMININE),
        Gender::Feminine => class.any(WordClass::MASCULINE),
        Gender::Unknown => false,
    };
    let start = cx.tokens.tokens()[token as usize].span.start();
    let since = cx.events_before(start).take_while(|e| e.start > last.anchor);
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
fn unresolved(cx: &Context, pronoun: Pronoun) -> Attribution {
    let kind = match pronoun.kind {
        PronounKind::They => SpeakerType::Group,
        PronounKind::It => SpeakerType::Document,
        _ => SpeakerType::Unnamed,
    };
    let name = cx.span(pronoun.token, pronoun.token + 1);
    attribution([Speaker::unlinked(name, kind)], MentionKind::Pronoun, DecidedBy::Nothing, 0.3)
}

/// The most probable person for `he` or `she` at `token`, and that probability.
pub(crate) fn best(
    cx: &Context,
    token: u32,
    personal: Personal,
    quote: Option<&Quote>,
) -> Option<(EntityId, f32)> {
    let candidates = features::candidates(cx, token, personal, quote);
    let scores: SmallVec<[f32; 16]> = candidates.iter().map(|c| cx.network.score(&c.features)).collect();
    let max = scores.iter().copied().fold(f32::MIN, f32::max);
    let total: f32 = scores.iter().map(|s| (s - max).exp()).sum();
    let (i, &score) = scores.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(&a.0)))?;
    Some((candidates[i].entity, (score - max).exp() / total))
}

/// The several people or the body that `they` stands for: the last that spoke, or was named, before.
fn they(cx: &Context, token: u32, earlier: &[Option<Attribution>]) -> Option<Attribution> {
    let sentence = cx.sentence_of(token);
    for spoken in cx.history.iter().rev().take(3).filter(|s| sentence - s.sentence.min(sentence) <= 2) {
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
    if let Some(pair) = group::joined(cx, token, NameKind::Person) {
        let both = pair.map(|e| speaker::of_entity(cx, e, None));
        return Some(attribution(both, MentionKind::Pronoun, DecidedBy::Pronoun, 0.5));
    }
    let body = body_before(cx, token, earlier)?;
    Some(attribution([speaker::of_entity(cx, body, None)], MentionKind::Pronoun, DecidedBy::Pronoun, 0.4))
}

fn mention_at(cx: &Context, token: u32) -> usize {
    cx.entities.mentions.partition_point(|m| m.tokens.end <= token)
}

/// The body last spoken of before `token`: one that spoke before all, or the first of the sentence.
fn body_before(cx: &Context, token: u32, _earlier: &[Option<Attribution>]) -> Option<EntityId> {
    let sentence = cx.sentence_of(token);
    let is_body = |e: EntityId| cx.entities.entity(e).kind == NameKind::Organization;
    let spoke = cx.history.iter().rev().take(2).find(|s| sentence - s.sentence.min(sentence) <= 2);
    if let Some(e) = spoke.and_then(|s| s.entity).filter(|&e| is_body(e)) {
        return Some(e);
    }
    let n = mention_at(cx, token);
    let near = cx.entities.mentions[..n]
        .iter()
        .enumerate()
        .rev()
        .take(20)
        .take_while(|(_, m)| sentence - cx.sentence_of(m.tokens.start) <= 2);
    near.map(|(i, _)| cx.entities.entity_of[i]).find(|&e| is_body(e))
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
