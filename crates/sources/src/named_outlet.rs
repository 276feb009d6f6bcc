//! Links by the name of an outlet: what the words around it say of it.

use std::ops::Range;

use dixit_models::outlets::{OutletKind, Outlets};

use crate::link::{Form, Link};
use crate::mention::OutletMention;
use crate::phrase;
use crate::phrase::names_document;
use crate::words::{Class, Words};
use crate::{Relation, ViaKind};
use Answer::{Found, NoLink};

/// The links that name an outlet of the registry.
pub(crate) fn outlet_links(words: &Words, outlets: &Outlets, mentions: &[OutletMention]) -> Vec<Link> {
    let mut links: Vec<Link> = Vec::new();
    // If the name of a parent opens the phrase (`CNN's “State of the Union”`), the programme is what counts.
    let mut whole_start = None;
    for (n, mention) in mentions.iter().enumerate() {
        let start = whole_start.take().unwrap_or(mention.tokens.start);
        if let Some(next) = mentions.get(n + 1)
            && opens_programme(words, outlets, mention, next)
        {
            whole_start = Some(start);
            continue;
        }
        if let Some(before) = n.checked_sub(1).map(|b| &mentions[b])
            && names_the_network(words, outlets, before, mention)
        {
            continue;
        }
        if let Some((relation, form, tokens)) = relation_of(words, outlets, mention, start) {
            let platform = mention.outlet.is_some_and(|id| outlets.get(id).kind == OutletKind::Platform);
            let kind = if platform { ViaKind::Platform } else { ViaKind::Outlet };
            links.push(Link::of_mention(words, (kind, relation, form), mention, tokens));
        }
    }
    links
}

/// `Fox News's “Fox and Friends”`, `CNN's State of the Union`.
fn opens_programme(words: &Words, outlets: &Outlets, parent: &OutletMention, next: &OutletMention) -> bool {
    let programme = next.outlet.is_some_and(|id| outlets.get(id).kind == OutletKind::Programme);
    let between = parent.tokens.end..next.tokens.start;
    programme
        && between.len() <= 4
        && between.clone().all(|i| {
            words.is_possessive(i)
                || words.is_mark(i) && !words.one_of(i, &[",", ".", ";"])
                || words.one_of(i, &["show", "program", "programme", "the"])
        })
}

/// `“Hannity” on Fox News`, `The Sun newspaper and its website`: the second name adds nothing.
fn names_the_network(
    words: &Words,
    outlets: &Outlets,
    before: &OutletMention,
    network: &OutletMention,
) -> bool {
    let programme = before.outlet.is_some_and(|id| outlets.get(id).kind == OutletKind::Programme);
    let mut between = before.tokens.end..network.tokens.start;
    programme && between.len() <= 3 && between.any(|i| words.one_of(i, &["on", "of"]))
}

/// The answer of a rule about a name.
enum Answer {
    /// The relation of the quotation to the outlet, its form, and the words that show it.
    Found(Relation, Form, Range<u32>),
    /// There is no link, whatever the rules below would say.
    NoLink,
}

/// Looks for one construction around a name. `None` means that it is absent.
type Rule = fn(&Around) -> Option<Answer>;

/// The rules for every name; the first that answers counts.
///
/// The order matters little: nearly every rule asks for a certain word right before the phrase of the name, and only one word can be
/// there, so rules for different words never both apply. Among rules for the same word, those that ask for more words beside it
/// come first: `leaked to` before `confirmed to` before `an interview to`, `obtained by` before `published by` before `as reported
/// by`. Names that relay nothing are sorted out at the top. A noun behind the name (`in a CNN interview`) says more than `on` or
/// `in` before it, so it comes first. What an outlet does itself (`CNN reported`) comes last, for outlets only, since no
/// preposition is there to say more.
const RULES: &[Rule] = &[
    // `a Twitter user`
    |a| {
        (a.platform && a.words.one_of(a.after, &["user", "users"]))
            .then(|| Found(Relation::PostedOn, Form::Adverbial, a.np..a.after + 1))
    },
    // `at the NBC forum`, `a CNN town hall`: an occasion.
    |a| {
        (a.left_one(1, &["at", "during"]) && a.names_occasion()
            || a.words.one_of(a.after, &["debate", "forum", "town"]))
        .then_some(NoLink)
    },
    // `told CNN`
    |a| a.left_is(1, Class::TELL).then(|| a.adverbial(Relation::Told, a.np - 1)),
    // `told Bob Hill of CNN`
    told_somebody_of,
    // `according to CNN`
    |a| (a.left_one(1, &["to"]) && a.left_one(2, &["according"])).then(|| a.according(2)),
    // `leaked to CNN`
    |a| {
        let handed = a.left_one(1, &["to"]).then(|| a.back(Class::OBTAIN, 5)).flatten();
        let handed = handed.filter(|&i| a.words.one_of(i, &["released", "leaked", "provided"]));
        handed.map(|i| a.adverbial(Relation::ObtainedBy, i))
    },
    // `took to Twitter`
    |a| {
        let took = a.left_one(1, &["to"]) && a.left_one(2, &["took", "takes", "taking", "turned"]);
        (a.platform && took).then(|| a.adverbial(Relation::PostedOn, a.np - 2))
    },
    // `confirmed to CNN`
    |a| {
        a.left_one(1, &["to"])
            .then(|| a.back(Class::SPEAK_TO, 6))
            .flatten()
            .map(|i| a.adverbial(Relation::Told, i))
    },
    // `in an interview with CNN`
    interview,
    // `a meeting with the editorial board of the Gazette`
    |a| {
        let board = a.left_one(1, &["of"]) && a.left_one(2, &["board"]);
        (board && a.back(Class::EVENT.or(Class::CONVERSE), 8).is_some())
            .then(|| a.adverbial(Relation::Told, a.np - 2))
    },
    // `spoke with CNN`, `sat down with CNN`
    |a| {
        let spoke = a.left_is(2, Class::SPEAK_TO) || a.left_one(2, &["down"]);
        (a.left_one(1, &["with"]) && spoke).then(|| a.adverbial(Relation::Told, a.np - 2))
    },
    // `(via CNN)`
    |a| (a.left_one(1, &["via"]) && a.left_one(2, &["("])).then(|| a.according(1)),
    // `combed through by CNN`
    |a| {
        let combed = a.left_one(2, &["through"]) && a.left_one(3, &["combed", "gone"]);
        (a.left_one(1, &["by"]) && combed).then(|| a.adverbial(Relation::ObtainedBy, a.np - 3))
    },
    // `obtained by CNN`
    |a| {
        (a.left_one(1, &["by"]) && a.left_is(2, Class::OBTAIN))
            .then(|| a.adverbial(Relation::ObtainedBy, a.np - 2))
    },
    // `published by CNN`, `a poll by CNN`
    |a| {
        let published = a.left_one(2, &["published", "broadcast", "aired", "conducted", "commissioned"]);
        (a.left_one(1, &["by"]) && (published || a.left_is(2, Class::POLL)))
            .then(|| a.adverbial(Relation::PublishedIn, a.np - 2))
    },
    // `as reported by CNN`
    |a| {
        let start = if a.left_one(3, &["as", "first", "according"]) { 3 } else { 2 };
        let relayed = a.left_is(2, Class::RELAYED.or(Class::ARTICLE));
        (a.left_one(1, &["by"]) && relayed).then(|| a.adverbial(Relation::ReportedBy, a.np - start))
    },
    // `citing CNN`
    |a| a.left_one(1, &["citing", "per", "quoting"]).then(|| a.according(1)),
    // `in a CNN interview`, `a Facebook post`
    before_noun,
    // `on CNN`, `via Twitter`
    on,
    // `an appearance during State of the Union`
    |a| {
        let broadcast = a
            .left_one(1, &["of", "from", "during", "in", "for"])
            .then(|| a.back(Class::BROADCAST, 4))
            .flatten();
        let broadcast =
            broadcast.filter(|&i| !a.words.is(i, Class::INTERVIEW) && a.kind != Some(OutletKind::Newspaper));
        broadcast.map(|i| a.adverbial(Relation::SaidAt, phrase::start(a.words, i)))
    },
];

/// The rules for outlets that are no platforms, asked after the others.
const RULES_OF_OUTLETS: &[Rule] = &[
    // `wrote in the Gazette`
    |a| {
        let wrote = a
            .left_one(1, &["in", "for", "at"])
            .then(|| a.back(Class::WRITE.or(Class::ARTICLE).or(Class::PUBLISH), 6));
        wrote.flatten().map(|i| a.adverbial(Relation::PublishedIn, i))
    },
    // `in the Gazette`
    |a| a.left_one(1, &["in"]).then(|| a.adverbial(Relation::PublishedIn, a.np - 1)),
    // `a report from the Gazette`
    |a| {
        let article =
            a.left_one(1, &["by", "from"]).then(|| a.back(Class::ARTICLE.or(Class::POLL), 4)).flatten();
        article.map(|i| a.adverbial(Relation::ReportedBy, phrase::start(a.words, i)))
    },
    // `a columnist at the Gazette`
    |a| {
        a.left_one(1, &["at", "for", "with", "of"])
            .then(|| Found(Relation::PublishedIn, Form::Affiliation, a.np - 1..a.end))
    },
    // `the Gazette's Bob Hill`
    |a| {
        (a.possessive || a.words.is(a.after, Class::JOURNALIST)).then_some(Found(
            Relation::PublishedIn,
            Form::Affiliation,
            a.np..a.end,
        ))
    },
    // `The Gazette interviewed`
    |a| {
        let (_, did) = a.verbs();
        let asked = did < a.last && a.words.one_of(did, &["interviewed"]);
        asked.then(|| Found(Relation::Interview, Form::Asked, a.np..did + 1))
    },
    // `The Gazette, which obtained a recording`
    |a| {
        let (_, did) = a.verbs();
        let obtained = a.words.is(did, Class::OBTAIN) && names_document(a.words, a.object(did), false);
        obtained.then(|| Found(Relation::ObtainedBy, Form::Origin, a.np..did + 1))
    },
    // `The Gazette first published the video`
    |a| {
        let (_, did) = a.verbs();
        let published = a.words.is(did, Class::PUBLISH) && names_document(a.words, a.object(did), true);
        published.then(|| Found(Relation::PublishedIn, Form::Origin, a.np..did + 1))
    },
    // `as the Gazette reported`
    |a| {
        let (verb, _) = a.verbs();
        let start = a.np - u32::from(a.left_one(1, &["as"]));
        let reports = verb < a.last && a.words.is(verb, Class::REPORT) && !a.words.is_capital(verb);
        reports.then(|| Found(Relation::ReportedBy, Form::Reports, start..verb + 1))
    },
    // `reported The Hill`, at the end of a sentence.
    |a| {
        let reported = a.left_one(1, &["reported", "reports"]) && a.words.is_mark(a.end);
        reported.then(|| Found(Relation::ReportedBy, Form::Reports, a.np - 1..a.end))
    },
];

/// Reads the relation to an outlet from the words around its name; the half-open range is that of the evidence.
fn relation_of(
    words: &Words,
    outlets: &Outlets,
    mention: &OutletMention,
    start: u32,
) -> Option<(Relation, Form, Range<u32>)> {
    let around = Around::new(words, outlets, mention, start);
    let of_outlets = if around.platform { &[] } else { RULES_OF_OUTLETS };
    match RULES.iter().chain(of_outlets).find_map(|rule| rule(&around))? {
        Found(relation, form, evidence) => Some((relation, form, evidence)),
        NoLink => None,
    }
}

/// The name of an outlet and its surroundings.
struct Around<'a> {
    words: &'a Words<'a>,
    kind: Option<OutletKind>,
    platform: bool,
    /// The sentence, from its first word to before its last.
    first: u32,
    last: u32,
    /// First word of the phrase of the name, determiner included: `Russia's propagandistic network RT`.
    np: u32,
    /// Past the name, and past the marks that close it.
    end: u32,
    after: u32,
    possessive: bool,
    /// The noun that the name modifies: `a Bloomberg interview`, `Trump's RT appearance`, `a Facebook post`.
    noun: Option<u32>,
}

impl<'a> Around<'a> {
    fn new(words: &'a Words<'a>, outlets: &Outlets, mention: &OutletMention, start: u32) -> Self {
        let kind = mention.outlet.map(|id| outlets.get(id).kind);
        let end = mention.tokens.end;
        let (first, last) = words.sentence(mention.tokens.start);
        let mut after = end;
        while after < last && words.one_of(after, &["”", "\"", "’", "'", ")", "''"]) {
            after += 1;
        }
        let around = Around {
            words,
            kind,
            platform: kind == Some(OutletKind::Platform),
            first,
            last,
            np: phrase_start(words, start, first),
            end,
            after,
            possessive: words.is_possessive(end),
            noun: None,
        };
        Around { noun: around.noun(), ..around }
    }

    /// The noun right behind the name, or a word or two further.
    fn noun(&self) -> Option<u32> {
        let words = self.words;
        let noun = (self.after..(self.after + 4).min(self.last))
            .take_while(|&i| !words.is_mark(i) && !words.is(i, Class::PREP.or(Class::TELL).or(Class::HAD)))
            .find(|&i| {
                words.is(i, Class::INTERVIEW.or(Class::ARTICLE).or(Class::POLL).or(Class::POST_NOUN))
                    && !words.is_capital(i)
                    && !words.one_of(i, &["interviewed"])
                    || words.one_of(i, &SHOWS)
            })?;
        // `Slate reports that`, where `Slate reports say` has the noun.
        let verb = Class::REPORT.or(Class::BE).or(Class::SHOW).or(Class::HAD);
        let is_noun = self.possessive
            || noun > self.after
            || !words.one_of(noun, &["reports"])
            || words.is(noun + 1, verb);
        (is_noun && noun <= self.after + 2 + u32::from(self.possessive)).then_some(noun)
    }

    /// Whether the name names an occasion: `the NBC forum`.
    fn names_occasion(&self) -> bool {
        let words = self.words;
        (self.after..(self.after + 5).min(self.last))
            .take_while(|&i| !words.is_mark(i) || words.one_of(i, &["-", "/"]))
            .any(|i| words.is(i, Class::EVENT) && !words.one_of(i, &["appearance", "call"]))
    }

    /// The word so many places before the phrase, not across a sentence.
    fn left(&self, n: u32) -> Option<u32> {
        self.np.checked_sub(n).filter(|&i| i >= self.first)
    }

    fn left_is(&self, n: u32, class: Class) -> bool {
        self.left(n).is_some_and(|i| self.words.is(i, class))
    }

    fn left_one(&self, n: u32, list: &[&str]) -> bool {
        self.left(n).is_some_and(|i| self.words.one_of(i, list))
    }

    /// The nearest word of a class within so many before the phrase.
    fn back(&self, class: Class, most: u32) -> Option<u32> {
        (1..=most).find_map(|n| self.left(n).filter(|&i| self.words.is(i, class)))
    }

    /// From this word to the end of the name, as an adverbial.
    fn adverbial(&self, relation: Relation, from: u32) -> Answer {
        Found(relation, Form::Adverbial, from..self.end)
    }

    /// From so many words before the phrase to the end of the name: `according to`.
    fn according(&self, words: u32) -> Answer {
        Found(Relation::ReportedBy, Form::According, self.np - words..self.end)
    }

    /// Returns the word behind the name, adverbs and the like skipped, and the verb of a relative clause there, or else the
    /// same word.
    fn verbs(&self) -> (u32, u32) {
        let words = self.words;
        let mut verb = self.after;
        while words.is(verb, Class::BEFORE_VERB) {
            verb += 1;
        }
        let relative = verb + u32::from(words.one_of(verb, &[","]));
        let did = if words.one_of(relative, &["which", "that", "who"]) { relative + 1 } else { verb };
        (verb, did + u32::from(words.one_of(did, &["first", "had"])))
    }

    /// Returns the half-open range of words behind a verb that is searched for its object.
    fn object(&self, verb: u32) -> Range<u32> {
        verb + 1..self.last.min(verb + 8)
    }
}

/// Nouns for what is aired.
const SHOWS: [&str; 5] = ["appearance", "show", "broadcast", "special", "podcast"];

/// Returns the first word of the phrase of a name that begins at `start`, marks and determiner included.
fn phrase_start(words: &Words, start: u32, first: u32) -> u32 {
    let mut np = start;
    loop {
        let before = np;
        while np > first && words.one_of(np - 1, &["“", "\"", "‘", "'", "''", "``", "@"]) {
            np -= 1;
        }
        if np > first && (words.is(np - 1, Class::DET.or(Class::OUTLET_NOUN)) || words.is_possessive(np - 1))
        {
            let left = phrase::start(words, np);
            if start - left <= 8 {
                np = left;
            }
        }
        if np == before {
            return np;
        }
    }
}

fn told_somebody_of(a: &Around) -> Option<Answer> {
    let tell = a.left_is(1, Class::OF_TOLD).then(|| a.back(Class::TELL, 6)).flatten()?;
    let name = |i: u32| a.words.is_capital(i) || a.words.is(i, Class::DET.or(Class::JOURNALIST));
    (tell + 1..a.np - 1).all(name).then(|| a.adverbial(Relation::Told, tell))
}

fn interview(a: &Around) -> Option<Answer> {
    let noun = a.left_is(1, Class::INTERVIEW_PREP).then(|| a.back(Class::INTERVIEW, 9)).flatten()?;
    let parted = (noun + 1..a.np).any(|i| a.words.one_of(i, &[",", ";", "“", "”"]));
    (!parted).then(|| a.adverbial(Relation::Interview, interview_start(a.words, noun)))
}

fn before_noun(a: &Around) -> Option<Answer> {
    let noun = a.noun?;
    let is = |class| a.words.is(noun, class);
    let relation = if is(Class::INTERVIEW) {
        Relation::Interview
    } else if a.platform && is(Class::POST_NOUN) {
        Relation::PostedOn
    } else if a.words.one_of(noun, &SHOWS) {
        Relation::SaidAt
    } else if !a.platform {
        Relation::PublishedIn
    } else {
        return Some(NoLink);
    };
    let start = a.left(1).filter(|&i| a.words.is(i, Class::PREP)).unwrap_or(a.np);
    let start = if a.left_one(2, &["according"]) { a.np - 2 } else { start };
    Some(Found(relation, Form::Adverbial, start..noun + 1))
}

fn on(a: &Around) -> Option<Answer> {
    if !a.left_one(1, &["on", "via", "through", "over"]) {
        return None;
    }
    if a.platform {
        return Some(a.adverbial(Relation::PostedOn, a.np - 1));
    }
    let relation = match a.kind {
        Some(OutletKind::Broadcaster | OutletKind::Programme) => Relation::SaidAt,
        _ => Relation::PublishedIn,
    };
    Some(a.adverbial(relation, a.np - if a.left_is(2, Class::BROADCAST) { 2 } else { 1 }))
}

/// From `in` of `in a recent interview with`, or from the noun or verb.
fn interview_start(words: &Words, noun: u32) -> u32 {
    let start = phrase::start(words, noun);
    match start.checked_sub(1) {
        Some(prep) if words.is(prep, Class::FRAME_PREP) => prep,
        _ => start,
    }
}
