//! Pronouns as words: whose gender they show, and whether they own, act or refer back.

use dixit_entities::Gender;
use dixit_tokens::TokenKind;

use crate::layers::Layers;
use crate::words::{self, Words};

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
    /// The subject pronoun for a person of this gender.
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

    /// Reads the pronoun at `token`.
    pub(crate) fn at(layers: &Layers, token: u32) -> Option<Self> {
        let mut personal = Self::read(layers.text(token))?;
        if personal.possessive && matches!(layers.text(token), "her" | "Her") {
            let next = layers.tokens.tokens().get(token as usize + 1);
            personal.possessive = next.is_some_and(|t| {
                matches!(t.kind, TokenKind::Word | TokenKind::Number | TokenKind::QuoteMark)
                    // Words that begin no noun phrase: after `her` they tell that it is an object.
                    && !words::is(layers.doc.slice(t.span), Words::UNOWNED)
            });
        }
        Some(personal)
    }
}

/// A pronoun used as a source.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pronoun {
    pub kind: PronounKind,
    /// May come before a noun: `his wife`, `this report`.
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
        let class = words::of(word);
        let kind = if let Some(personal) = Personal::read(word) {
            PronounKind::Personal(personal)
        } else if class.intersects(Words::THEY) {
            PronounKind::They
        } else if class.intersects(Words::IT) {
            PronounKind::It
        } else if class.intersects(Words::FIRST_PERSON) && word != "US" {
            PronounKind::First
        } else if class.intersects(Words::SECOND_PERSON) {
            PronounKind::Second
        } else if class.intersects(Words::RELATIVE_SUBJECT) && word != "That" {
            PronounKind::Relative
        } else {
            return None;
        };
        Some(Pronoun { kind, may_own: class.intersects(Words::OWNING), token: 0 })
    }

    /// he, she, they, I, we
    pub(crate) fn is_subject(self) -> bool {
        match self.kind {
            PronounKind::Personal(personal) => personal.subject,
            PronounKind::They | PronounKind::First => !self.may_own,
            _ => false,
        }
    }

    pub(crate) fn at(self, token: u32) -> Self {
        Pronoun { token, ..self }
    }
}
