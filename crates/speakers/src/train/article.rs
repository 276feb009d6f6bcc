//! Articles whose speakers are known, as examples.

use dixit_entities::{Entities, EntityId};
use dixit_models::people::People;
use dixit_quotes::Quote;
use dixit_text::Document;
use dixit_tokens::Tokens;

use super::{Case, Example, Ground, Kind, Model, NAMES, Who, ground, quote_cases};
use crate::{Attribution, Speaker};

/// How much a name taken for a pronoun counts beside a real one: writers choose names where pronouns are unclear.
const NAME_WEIGHT: f32 = 0.4;

/// How much what a record tells counts beside a pronoun of GAP, by what asks: few records ask with a noun.
const RECORD_WEIGHT: [(Kind, f32); 5] =
    [(Kind::Personal, 2.0), (Kind::They, 4.0), (Kind::It, 4.0), (Kind::Noun, 4.0), (Kind::Missing, 4.0)];

/// How much the record of a speaker without a name counts: there are few.
const NAMELESS_WEIGHT: f32 = 3.0;

/// The same where a noun for a person asks: a wrong name for `the broker` is worse than none.
const NAMELESS_NOUN_WEIGHT: f32 = 6.0;

/// Who speaks a quotation.
#[derive(Clone, Debug)]
pub struct Known {
    /// The names that are right: the speaker, or each of several.
    pub names: Vec<String>,
    /// Whether the speaker has a name of its own: a person, a body, an outlet.
    pub named: bool,
}

impl Known {
    /// Who speaks where annotators wrote `names`: several in one entry (`A and B`) may be each of them.
    pub fn new(names: impl IntoIterator<Item = String>, named: bool) -> Self {
        let mut all: Vec<String> = names.into_iter().collect();
        let parts = |name: &String| name.split(" and ").map(str::to_owned).collect::<Vec<_>>();
        let several: Vec<String> = all.iter().filter(|n| n.contains(" and ")).flat_map(parts).collect();
        all.extend(several);
        Self { names: all, named }
    }
}

/// An article with its layers and with what is known of its speakers.
#[derive(Clone, Copy, Debug)]
pub struct Article<'a> {
    /// The text.
    pub doc: &'a Document,
    /// Its tokens.
    pub tokens: &'a Tokens,
    /// Its persons and bodies.
    pub entities: &'a Entities,
    /// Its quotations.
    pub quotes: &'a [Quote],
    /// Who speaks each of them; `None` where nobody knows.
    pub known: &'a [Option<Known>],
    /// Whether a name found means the same as one that is known.
    pub same: fn(&str, &str) -> bool,
}

impl<'a> Article<'a> {
    /// Who speaks by `model`, and what its ranker was asked.
    pub fn cases(&self, model: &Model) -> (Vec<Attribution>, Vec<Case>) {
        quote_cases(self.doc, self.tokens, self.entities, self.quotes, model)
    }

    /// The names that an attribution gives out.
    pub fn names<'b>(&self, a: &'b Attribution) -> impl Iterator<Item = &'b str>
    where
        'a: 'b,
    {
        let doc = self.doc;
        let named = move |s: &&Speaker| s.is_named(a.mention, doc);
        a.speakers.iter().filter(named).map(move |s| s.full_name(doc, People::builtin()))
    }

    /// Whether a name is one of those that are right.
    pub fn is_right(&self, known: &Known, name: &str) -> bool {
        known.names.iter().any(|right| (self.same)(name, right))
    }

    /// Its sources as examples. A name counts where the person was spoken of shortly before: there a pronoun might stand.
    pub fn examples(&self, model: &Model) -> Vec<Example> {
        let (speakers, cases) = self.cases(model);
        let example = |case: Case| {
            let right = self.labels(&case, &speakers)?;
            let nameless = self.known[case.quote as usize].as_ref().is_some_and(|k| !k.named);
            let weight = match case.known {
                Some(_) => NAME_WEIGHT,
                None if nameless && asks_for_person(&case) => NAMELESS_NOUN_WEIGHT,
                None if nameless => NAMELESS_WEIGHT,
                None => RECORD_WEIGHT.iter().find(|(kind, _)| *kind == case.kind)?.1,
            };
            let near = |((_, f), right): (&(Who, [f32; _]), &bool)| *right && f[..2].contains(&1.0);
            let counts = case.known.is_none() || case.candidates.iter().zip(&right).any(near);
            counts.then_some(Example { case, right, weight })
        };
        cases.into_iter().filter_map(example).collect()
    }

    /// Ground, raw probability and truth of each attribution.
    pub fn truths(&self, model: &Model) -> Vec<(Ground, f32, bool)> {
        let (speakers, _) = self.cases(model);
        let truth = |(a, known): (&Attribution, &Option<Known>)| {
            let known = known.as_ref()?;
            let mut names = self.names(a).peekable();
            let right =
                if names.peek().is_none() { !known.named } else { names.any(|n| self.is_right(known, n)) };
            let (ground, raw) = ground(a);
            Some((ground, raw, right))
        };
        speakers.iter().zip(self.known).filter_map(truth).collect()
    }

    /// By candidate, whether it is right; `None` where nothing is known.
    fn labels(&self, case: &Case, speakers: &[Attribution]) -> Option<Vec<bool>> {
        let (doc, entities) = (self.doc, self.entities);
        if let Some(known) = case.known {
            return Some(case.candidates.iter().map(|(who, _)| *who == Who::Entity(known)).collect());
        }
        let known = self.known[case.quote as usize].as_ref()?;
        let is = |name: &str| self.is_right(known, name);
        let entity = |e: EntityId| is(doc.slice(entities.entity(e).name));
        let right = |who: Who| match who {
            Who::Entity(e) => entity(e),
            Who::Pair(pair) => known.names.len() > 2 && pair.into_iter().all(entity),
            Who::Earlier(q) => speakers[q as usize].speakers.iter().any(|s| is(doc.slice(s.name))),
            Who::Phrase(words) => is(doc.slice(words)),
            Who::Nobody => false,
        };
        let mut labels: Vec<bool> = case.candidates.iter().map(|(who, _)| right(*who)).collect();
        if !labels.contains(&true) {
            *labels.last_mut()? = true;
        }
        Some(labels)
    }
}

/// Whether a noun for a person asks.
fn asks_for_person(case: &Case) -> bool {
    let feature = NAMES.iter().position(|n| *n == "nobody: noun for a person").expect("it is in the table");
    case.candidates.last().is_some_and(|(_, features)| features[feature] > 0.0)
}
