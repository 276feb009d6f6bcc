//! Ranks the persons a pronoun may stand for, by what stands around pronoun and person.

use std::sync::LazyLock;

use dixit_entities::lexicon::WordClass;
use dixit_entities::{EntityId, Gender};

use crate::around;
use crate::context::Context;
use crate::discourse::{Event, Quoted};
use crate::pronoun::Personal;
use dixit_quotes::Quote;

/// Number of features of a candidate.
pub const N: usize = 126;

/// Persons farther back than this many mentions are not considered.
pub(crate) const LOOK_BACK: usize = 40;

/// At most this many persons are compared.
const MAX_CANDIDATES: usize = 12;

/// A person a pronoun may stand for.
pub(crate) struct Candidate {
    pub entity: EntityId,
    /// Token of its latest mention.
    token: u32,
    pub features: [f32; N],
}

/// What each feature says: the names under which weights are filed.
pub const NAMES: [&str; N] = [
    "same sentence",
    "sentence before",
    "two sentences before",
    "3-4 sentences before",
    "5 or more before",
    "named only later",
    "same paragraph",
    "paragraph before",
    "pronoun",
    "quoted",
    "first in sentence",
    "verb after",
    "object",
    "possessive",
    "nearest",
    "second nearest",
    "third nearest",
    "spoke last",
    "spoke last, near",
    "spoke before last",
    "log mentions",
    "share of mentions",
    "first in article",
    "gender fits",
    "gender unknown",
    "gender against",
    "source: spoke last",
    "source: first in sentence",
    "source: nearest",
    "source: same sentence",
    "source: object",
    "subject to subject",
    "object to subject",
    "possessive to subject",
    "same sentence, object",
    "sentence before, first",
    "pronoun of this gender",
    "source: quoted",
    "log tokens between",
    "in the quotation",
    "nearest that fits",
    "only one that fits",
    "opening pronoun to first",
    "same clause",
    "possessive, same clause",
    "clause subject to first",
    "no subject, not first",
    "named most",
    "later, same sentence",
    "later, nearest",
    "later, verb after",
    "later, after a comma",
    "later, log tokens between",
    "later, owned by the pronoun",
    "joint",
    "in brackets",
    "owned",
    "agent",
    "opens sentence",
    "full name",
    "log mentions before",
    "like the pronoun before",
    "like the last pronoun",
    "object of the clause's subject",
    "reflexive of the clause's subject",
    "possessive to opening subject",
    "possessive to object",
    "subject to nearest",
    "object to nearest",
    "possessive to nearest",
    "in a relative clause",
    "clauses between",
    "commas between",
    "both quoted",
    "object to object",
    "opening possessive to opening",
    "opening pronoun to opening",
    "possessive to possessive",
    "pronouns resolved to it",
    "opens paragraph",
    "object to subject, sentence before",
    "possessive to subject, sentence before",
    "later, opening pronoun",
    "later, full name",
    "joined to the pronoun",
    "possessive of a person, subject",
    "possessive of a person, object",
    "source: spoke in this sentence",
    "again, same sentence",
    "again, near",
    "again, after a comma with a verb",
    "again, next sentence",
    "again, next sentence first",
    "after of",
    "after a preposition",
    "after a verb",
    "who follows",
    "listed",
    "bare surname",
    "subject in this sentence",
    "subject of the sentence before",
    "opened the sentence before",
    "opened this sentence",
    "last subject here",
    "first in this sentence",
    "first of the sentence before",
    "persons that fit",
    "own, subject",
    "times subject",
    "times object",
    "infinitive, possessive",
    "infinitive, object",
    "looks like a man's given name",
    "last subject, subject",
    "last subject, object",
    "last subject, possessive",
    "first before, opening subject",
    "again, opens next",
    "namesake of the other gender",
    "last object",
    "last object, subject",
    "last object, possessive",
    "apposition follows",
    "shown gender fits",
    "shown gender against",
    "kin owned",
];

/// The persons that `personal` at `token` may stand for, with their features.
pub(crate) fn candidates(
    cx: &Context,
    token: u32,
    personal: Personal,
    quote: Option<&Quote>,
) -> Vec<Candidate> {
    let start = cx.tokens.tokens()[token as usize].span.start();
    let sentence = cx.sentence_of(token);
    let paragraph = cx.paragraph_of(token);
    let in_content = |e: &Event| quote.is_some_and(|q| q.content.iter().any(|c| c.contains(e.start)));
    let spoke = cx.last_person();
    let before_last = spoke
        .and_then(|last| {
            cx.history.iter().rev().filter(|s| s.person && s.entity != last.entity).map(|s| s.entity).next()
        })
        .flatten();
    let mut out: Vec<Candidate> = Vec::with_capacity(MAX_CANDIDATES);
    let mut seen = 0;
    let names = cx.discourse.names();
    let after = names.partition_point(|e| e.start <= start);
    let later = names[after..].iter().take_while(|e| e.sentence <= sentence + 1).take(3);
    for (event, is_later) in
        cx.events_before(start).take(LOOK_BACK).map(|e| (e, false)).chain(later.map(|e| (e, true)))
    {
        if out.len() >= MAX_CANDIDATES {
            break;
        }
        if out.iter().any(|c| c.entity == event.entity) {
            continue;
        }
        let inside = in_content(event);
        // A person named only inside the quotation is hardly its speaker, but may have been named before it.
        if inside
            && cx.events_before(start).take(LOOK_BACK).any(|e| e.entity == event.entity && !in_content(e))
        {
            continue;
        }
        if is_later && in_content(event) {
            continue;
        }
        let shared = cx.shared_surname(event.entity, personal.gender);
        if shared.is_some_and(|surname| !may_be_the_namesake(cx, event, surname, personal.gender)) {
            continue;
        }
        if !is_later {
            seen += 1;
        }
        let mut f = [0.0; N];
        let distance = sentence.saturating_sub(event.sentence);
        if is_later {
            f[5] = 1.0;
        } else {
            let bucket = match distance {
                0 => 0,
                1 => 1,
                2 => 2,
                3 | 4 => 3,
                _ => 4,
            };
            f[bucket] = 1.0;
            f[38] = ln_1p((token - event.token) as usize) / 4.0;
        }
        let same = distance == 0 && !is_later;
        f[6] = f32::from(event.paragraph == paragraph);
        f[7] = f32::from(event.paragraph + 1 == paragraph);
        f[8] = f32::from(event.pronoun);
        f[9] = f32::from(event.quoted);
        f[10] = f32::from(event.first);
        f[11] = f32::from(event.verb);
        f[12] = f32::from(event.object);
        f[13] = f32::from(event.possessive);
        if !is_later && (1..=3).contains(&seen) {
            f[13 + seen] = 1.0;
        }
        let last = spoke.is_some_and(|s| s.entity == Some(event.entity));
        f[17] = f32::from(last);
        f[18] = f32::from(last && spoke.is_some_and(|s| sentence.saturating_sub(s.sentence) <= 2));
        f[19] = f32::from(before_last == Some(event.entity));
        let entity = cx.entities.entity(event.entity);
        f[20] = ln_1p(entity.mentions.len()) / 3.0;
        f[21] = entity.mentions.len() as f32 / cx.entities.mentions.len() as f32;
        f[22] = f32::from(cx.discourse.names().first().is_some_and(|n| n.entity == event.entity));
        match cx.gender(event.entity) {
            Gender::Unknown => f[24] = 1.0,
            g if g == personal.gender => f[23] = 1.0,
            // A surname may look like a man's given name (`Allen`), hardly ever like a woman's.
            Gender::Masculine if cx.known_gender(event.entity) == Gender::Unknown => f[112] = 1.0,
            // `John Patey` may be her husband, and `Patey` she.
            _ if shared.is_some() => f[118] = 1.0,
            _ => f[25] = 1.0,
        }
        let source = quote.is_some();
        f[26] = f32::from(source && last);
        f[27] = f32::from(source && event.first);
        f[28] = f32::from(source && seen == 1 && !is_later);
        f[29] = f32::from(source && same);
        f[30] = f32::from(source && event.object);
        let subject = event.first || event.verb;
        f[31] = f32::from(personal.subject && same && subject);
        f[32] = f32::from(!personal.subject && !personal.possessive && same && subject);
        f[33] = f32::from(personal.possessive && same && subject);
        f[34] = f32::from(same && event.object);
        f[35] = f32::from(distance == 1 && event.first && !is_later);
        f[36] = f32::from(event.pronoun && cx.gender(event.entity) == personal.gender);
        f[37] = f32::from(source && event.quoted);
        f[39] = f32::from(inside);
        f[87] = f32::from(source && last && spoke.is_some_and(|s| s.sentence == sentence));
        syntax(cx, token, personal, event, is_later, &mut f);
        around::add(cx, token, personal, event, &mut f);
        out.push(Candidate { entity: event.entity, token: event.token, features: f });
    }
    // A known gender that does not fit rules a person out, unless nobody else is left.
    if out.iter().any(|c| c.features[25] == 0.0) {
        out.retain(|c| c.features[25] == 0.0);
    }
    relate(cx, token, personal, &mut out);
    out
}

/// The natural logarithm of `n` and one: of small numbers, as nearly all are, worked out beforehand.
pub(crate) fn ln_1p(n: usize) -> f32 {
    static KNOWN: LazyLock<[f32; 512]> = LazyLock::new(|| std::array::from_fn(|n| (n as f32).ln_1p()));
    KNOWN.get(n).copied().unwrap_or_else(|| (n as f32).ln_1p())
}

/// Features of how the mention stands in its sentence, and of the pronoun in its own.
fn syntax(cx: &Context, token: u32, personal: Personal, event: &Event, is_later: bool, f: &mut [f32; N]) {
    let flag = f32::from;
    let sentence = &cx.tokens.sentences()[cx.sentence_of(token) as usize].tokens;
    let same = event.sentence == cx.sentence_of(token);
    let object = !personal.subject && !personal.possessive;
    let subject = event.first || event.verb;
    if is_later {
        let gap = event.token - token;
        f[48] = flag(same);
        f[50] = flag(event.verb);
        f[51] = flag(event.comma);
        f[52] = ln_1p(gap as usize) / 4.0;
        let bare = !(token + 1..event.token).any(|i| matches!(cx.text(i), "and" | ";" | "." | "(" | "who"));
        f[53] = flag(personal.possessive && same && gap <= 5 && bare);
        f[82] = flag(token <= sentence.start + 2);
        f[83] = flag(event.full);
        return;
    }
    f[54] = flag(event.joint);
    f[55] = flag(event.bracketed);
    f[56] = flag(event.owned);
    f[57] = flag(event.agent);
    f[58] = flag(event.opens);
    f[59] = flag(event.full);
    let start = cx.tokens.tokens()[token as usize].span.start();
    let (mut mentions, mut pronouns) = (0u8, 0u8);
    for e in cx.events_before(start).take(LOOK_BACK).filter(|e| e.entity == event.entity).take(8) {
        mentions += 1;
        pronouns += u8::from(e.pronoun);
    }
    f[60] = ln_1p(mentions.into()) / 2.0;
    f[78] = f32::from(pronouns) / 4.0;
    // The pronoun of this gender before this one mostly means the same person.
    let like = |e: &&Event| {
        e.pronoun && Personal::read(cx.text(e.token)).is_some_and(|p| p.gender == personal.gender)
    };
    let last = cx.events_before(start).take(8).find(like);
    if let Some(last) = last.filter(|l| l.entity == event.entity) {
        f[61] = flag(last.sentence == cx.sentence_of(token));
        f[62] = flag(last.sentence + 2 >= cx.sentence_of(token));
    }
    // Only within a sentence: the way to a mention far back is long, and its clauses say nothing.
    let between = if same { event.token + 1..token } else { 0..0 };
    let breaks = between.clone().filter(|&i| is_clause_break(cx.text(i))).count();
    let one_clause = same && breaks == 0;
    f[63] = flag(one_clause && object && !personal.reflexive && subject);
    f[64] = flag(one_clause && personal.reflexive && subject);
    f[65] = flag(personal.possessive && same && event.opens);
    f[66] = flag(personal.possessive && same && event.object);
    let nearest = f[14];
    f[67] = nearest * flag(personal.subject);
    f[68] = nearest * flag(object);
    f[69] = nearest * flag(personal.possessive);
    f[70] = flag(event.relative);
    f[71] = if same { breaks as f32 / 4.0 } else { 0.0 };
    let commas = between.filter(|&i| cx.text(i) == ",").count();
    f[72] = if same { commas as f32 / 4.0 } else { 0.0 };
    f[73] = flag(event.quoted && Quoted::new(cx.tokens).at(start));
    f[74] = flag(object && event.object);
    let opening = token <= sentence.start + 1;
    f[75] = flag(opening && personal.possessive && event.opens);
    f[76] = flag(opening && personal.subject && event.opens);
    f[77] = flag(personal.possessive && event.possessive);
    // `Ruiz and her husband`, `Ruiz, with his wife`
    let end = if event.pronoun { event.token + 1 } else { name_end(cx, event) };
    let joined = |i: u32| matches!(cx.text(i), "and" | "with" | "," | "or" | "&");
    f[84] = flag(same && end < token && token - end <= 2 && (end..token).all(joined));
    // `her sister` is mostly the subject's, seldom the object's.
    let of_person = personal.possessive && same && {
        let nouns = token + 1..(token + 4).min(sentence.end);
        nouns.take_while(|&i| cx.is_word(i)).any(|i| cx.class(i).any(WordClass::PERSON))
    };
    f[85] = flag(of_person && subject);
    f[86] = flag(of_person && event.object);
    let paragraph = &cx.tokens.paragraphs()[event.paragraph as usize].tokens;
    f[79] = flag(event.token <= paragraph.start + 4);
    let before_this = event.sentence + 1 == cx.sentence_of(token);
    f[80] = flag(object && subject && before_this);
    f[81] = flag(personal.possessive && subject && before_this);
}

/// Whether a mention of somebody may be of a namesake with this gender: the bare surname, or a pronoun.
fn may_be_the_namesake(cx: &Context, event: &Event, surname: &str, gender: Gender) -> bool {
    let word = cx.text(event.token);
    if event.pronoun {
        Personal::read(word).is_some_and(|p| p.gender == gender)
    } else {
        !event.full && word == surname
    }
}

/// Past the last token of the name that an event is.
fn name_end(cx: &Context, event: &Event) -> u32 {
    let mention = cx.entities.mentions_in(cx.tokens.tokens()[event.token as usize].span).start;
    cx.entities.mentions.get(mention).map_or(event.token + 1, |m| m.tokens.end)
}

/// Words that end one clause and begin another.
fn is_clause_break(word: &str) -> bool {
    matches!(
        word,
        ";" | ":"
            | "and"
            | "but"
            | "that"
            | "who"
            | "whom"
            | "when"
            | "while"
            | "as"
            | "because"
            | "after"
            | "before"
            | "if"
            | "where"
            | "which"
            | "although"
            | "though"
            | "until"
            | "since"
            | "to"
            | "whose"
            | "–"
            | "—"
            | "so"
    )
}

/// Features that compare the candidates with each other, and clauses.
fn relate(cx: &Context, token: u32, personal: Personal, out: &mut [Candidate]) {
    let fits = |c: &Candidate| c.features[25] == 0.0 && c.features[5] == 0.0;
    let nearest = out.iter().position(fits);
    let only = out.iter().filter(|c| fits(c)).count() == 1;
    let most = out.iter().map(|c| c.features[20]).fold(0.0, f32::max);
    let sentence = &cx.tokens.sentences()[cx.sentence_of(token) as usize].tokens;
    let opening = token == sentence.start
        || token == sentence.start + 1 && cx.text(sentence.start).starts_with(char::is_uppercase);
    let in_clause = |from: u32| {
        !(from..token).any(|i| {
            matches!(
                cx.text(i),
                "," | ";"
                    | "and"
                    | "but"
                    | "that"
                    | "who"
                    | "when"
                    | "while"
                    | "as"
                    | "because"
                    | "after"
                    | "before"
                    | "if"
                    | "where"
                    | "which"
            )
        })
    };
    let before = if token > sentence.start { cx.text(token - 1) } else { "" };
    let clause_subject = personal.subject
        && matches!(
            before,
            "and"
                | "but"
                | ","
                | "when"
                | "that"
                | "while"
                | "as"
                | "because"
                | "after"
                | "before"
                | "if"
                | "where"
                | "until"
                | "since"
                | "which"
        );
    let nearest_later = out.iter().position(|c| c.features[5] == 1.0);
    let fitting = out.iter().filter(|c| fits(c)).count();
    for (i, c) in out.iter_mut().enumerate() {
        let f = &mut c.features;
        f[106] = fitting as f32 / 8.0;
        f[49] = f32::from(nearest_later == Some(i));
        f[40] = f32::from(nearest == Some(i));
        f[41] = f32::from(only && nearest == Some(i));
        f[42] = f32::from(opening && personal.subject && f[35] == 1.0);
        let same_clause = f[0] == 1.0 && in_clause(c.token + 1);
        f[43] = f32::from(same_clause);
        f[44] = f32::from(same_clause && personal.possessive);
        f[45] = f32::from(clause_subject && f[0] == 1.0 && f[10] == 1.0);
        f[46] = f32::from(!personal.subject && f[0] == 1.0 && f[10] == 0.0);
        f[47] = f32::from(f[20] == most);
    }
}
