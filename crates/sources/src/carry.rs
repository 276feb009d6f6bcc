//! Carrying links on: from one quotation to the next of the same speaker, and over the passage they open.

use dixit_entities::NameKind;
use dixit_quotes::QuoteKind;

use crate::govern::{Context, as_via, tidy};
use crate::item::{Item, Key, overlap};
use crate::link::{Form, Link};
use crate::passage::passage_of;
use crate::provenance::Origins;
use crate::words::{Class, Words};
use crate::{Chain, Relation, Via, ViaKind};

/// The state of the passage a speaker is quoted from.
#[derive(Clone, Debug)]
struct Live {
    key: Key,
    via: Vec<Via>,
    /// The place at which it was last said or carried on.
    paragraph: u32,
    /// The word after which a new time or section breaks it.
    token: u32,
}

/// Paragraphs without the speaker that an interview survives.
const LONG: u32 = 3;

/// The links of every quotation.
pub(crate) fn chains(context: &Context) -> Vec<Chain> {
    let mut carrier = Carrier { context, live: Vec::new(), pending: None, origins: Origins::default() };
    let mut chains: Vec<Chain> = Vec::with_capacity(context.items.len());
    chains.resize(context.items.len(), Chain::default());
    let mut used = vec![false; context.links.len()];
    let order = context.in_text_order();
    let mut sentence = 0;
    for &q in &order {
        let item = &context.items[q];
        // What the sentences on the way here said of speakers, beside what their quotations took up.
        while sentence < item.sentences.start {
            carrier.introduce(sentence, &used);
            sentence += 1;
        }
        carrier.pass(item);
        let explicit = context.explicit(q, &mut used);
        let named = explicit.iter().any(|v| v.kind == ViaKind::Outlet);
        let mut via = if explicit.is_empty() { carrier.carried(item) } else { carrier.keep(item, explicit) };
        if !named {
            via.extend(carrier.origins.links(context, item));
        }
        if item.outlet.is_none() {
            via.extend(passage_of(context.passages, item.cue.start).map(|p| p.via.clone()));
        }
        tidy(&mut via);
        chains[q].via = via;
        chains[q].outlet_speaker = item.outlet.clone();
    }
    said_afterwards(context, &order, &mut chains);
    lead(context, &order, &mut chains);
    chains
}

struct Carrier<'a> {
    context: &'a Context<'a>,
    live: Vec<Live>,
    pending: Option<Pending>,
    origins: Origins,
}

/// Links said before anybody is known who speaks through them: `The AP interviewed 20 former aides.`
#[derive(Clone, Debug)]
struct Pending {
    via: Vec<Via>,
    paragraph: u32,
    /// Paragraphs it reaches.
    reach: u32,
    scope: Scope,
}

/// The speakers who may turn out to speak through a pending link.
#[derive(Clone, Copy, Debug)]
enum Scope {
    /// Anybody.
    Anyone,
    /// Somebody without a name.
    Unnamed,
    /// A pronoun.
    Pronoun,
    /// Anybody but a newcomer: `a third person`.
    Definite,
    /// Somebody who writes.
    Writer,
}

impl Carrier<'_> {
    fn set(&mut self, key: Key, via: Vec<Via>, paragraph: u32, token: u32) {
        self.live.retain(|l| !l.key.same(key));
        if key != Key::default() {
            self.live.push(Live { key, via, paragraph, token });
        }
    }

    /// Another's quotation ends what waits for a pronoun.
    fn pass(&mut self, item: &Item) {
        let words = self.context.words;
        self.pending.take_if(|p| match p.scope {
            Scope::Pronoun => !item.is_anonymous(words),
            Scope::Definite => words.one_of(item.source.start, &["a", "an", "another"]),
            Scope::Anyone | Scope::Unnamed | Scope::Writer => false,
        });
    }

    /// Remembers what the text says of this quotation for the ones that follow.
    fn keep(&mut self, item: &Item, mut via: Vec<Via>) -> Vec<Via> {
        let words = self.context.words;
        self.say_which_interview(&mut via);
        // An aside about another time leaves the passage as it was: “…,” she told the Times then. So does a document that
        // comes up in an interview.
        let state = self.live.iter().find(|l| l.key.same(item.key));
        let sentence = words.tokens.sentences().get(item.sentences.start as usize);
        let aside = sentence.is_some_and(|s| {
            let after_cue = item.cue.start.max(s.tokens.start)..s.tokens.end;
            self.context.times_in(&after_cue).any(|t| t.points_back)
        });
        let in_interview = state.is_some_and(|l| {
            l.via.iter().any(|v| {
                v.kind == ViaKind::Outlet && matches!(v.relation, Relation::Told | Relation::Interview)
            })
        });
        let minor = via.iter().all(|v| v.kind == ViaKind::Document);
        let leaves = aside || minor && in_interview;
        // If the speaker is unknown, or resolved wrongly, whoever goes on speaking does so through the same outlet.
        let spoken = |v: &&Via| {
            v.kind == ViaKind::Outlet
                && matches!(v.relation, Relation::Told | Relation::Interview | Relation::SaidAt)
        };
        let spoken: Vec<Via> =
            via.iter().filter(spoken).map(|v| Via { carried: true, ..v.clone() }).collect();
        let scope = if item.key.is_known() { Scope::Pronoun } else { Scope::Definite };
        let pending = Pending { via: spoken, paragraph: item.paragraph, reach: 1, scope };
        if !pending.via.is_empty() && !aside {
            self.pending = Some(pending);
        }
        if state.is_none() || !leaves {
            self.set(item.key, via.clone(), item.paragraph, self.end_of(item));
        }
        via
    }

    /// `the interview` is the one told of before.
    fn say_which_interview(&self, via: &mut [Via]) {
        let words = self.context.words;
        for link in via {
            let definite = link.outlet.is_none()
                && link.relation == Relation::Interview
                && words.one_of(words.tokens.tokens_in(link.name).start, &["the", "that"]);
            if definite && let Some(told) = self.interview_before(link.evidence.start()) {
                *link = Via { evidence: link.evidence, carried: link.carried, ..told };
            }
        }
    }

    /// The last interview before this place that names its outlet.
    fn interview_before(&self, at: u32) -> Option<Via> {
        let context = self.context;
        let until = context.links.partition_point(|l| l.evidence.start() < at);
        let told = |l: &&Link| l.outlet.is_some() && l.relation == Relation::Interview;
        let link = context.links[..until].iter().rfind(told)?;
        Some(as_via(link, false))
    }

    /// The end of the sentence that announces a quotation: a time in it is its own.
    fn end_of(&self, item: &Item) -> u32 {
        let last = (item.sentences.end as usize).checked_sub(1);
        let sentence = last.and_then(|last| self.context.words.tokens.sentences().get(last));
        sentence.map_or(item.cue.end, |s| s.tokens.end)
    }

    /// The links that go on from an earlier quotation of the same speaker.
    fn carried(&mut self, item: &Item) -> Vec<Via> {
        if item.outlet.is_some() {
            return Vec::new();
        }
        let Some(state) = self.live.iter().position(|l| l.key.same(item.key)) else {
            return self.adopted(item);
        };
        let (section, moved) = self.breaks(self.live[state].token, item.cue.start);
        let gap = item.paragraph.saturating_sub(self.live[state].paragraph);
        let anonymous = item.is_anonymous(self.context.words);
        let goes_on = |via: &&Via| {
            let long = via.kind == ViaKind::Outlet || via.relation == Relation::Interview;
            let near = match via.relation {
                Relation::Interview | Relation::Told | Relation::SaidAt => gap <= LONG,
                Relation::PostedOn | Relation::PublishedIn => gap <= 1 || gap <= 2 && anonymous,
                Relation::ReportedBy | Relation::ObtainedBy => gap == 0 || gap <= 1 && anonymous,
            };
            near && !section && (long || !moved)
        };
        let via: Vec<Via> = self.live[state]
            .via
            .iter()
            .filter(goes_on)
            .map(|via| Via { carried: true, ..via.clone() })
            .collect();
        if via.is_empty() {
            self.live.swap_remove(state);
            return self.adopted(item);
        } else {
            let end = self.end_of(item);
            let live = &mut self.live[state];
            (live.paragraph, live.token) = (item.paragraph, end);
            // Both ways of knowing the speaker serve from here on.
            live.key = live.key.with(item.key);
        }
        via
    }

    /// Looks for what may end a passage between two words: a rule between sections, or another time.
    fn breaks(&self, from: u32, to: u32) -> (bool, bool) {
        if to <= from {
            return (false, false);
        }
        let words = self.context.words;
        let paragraphs = words.tokens.paragraphs();
        let first = paragraphs.partition_point(|p| p.tokens.start < from);
        let section = paragraphs[first..].iter().take_while(|p| p.tokens.end <= to).any(|p| {
            p.tokens.len() <= 12
                && p.tokens
                    .clone()
                    .all(|i| words.is_mark(i) || words.text(i).chars().all(|c| !c.is_alphabetic()))
        });
        let moved = self
            .context
            .times_in(&(from..to))
            .any(|t| !t.background && !t.points_back && t.date.is_some() && !self.context.is_said(&t.tokens));
        (section, moved)
    }

    /// The links that were said before it was known who speaks.
    fn adopted(&mut self, item: &Item) -> Vec<Via> {
        let words = self.context.words;
        let Some(pending) = &self.pending else { return Vec::new() };
        let near = item.paragraph.saturating_sub(pending.paragraph) <= pending.reach;
        let fits = match pending.scope {
            Scope::Anyone | Scope::Definite => true,
            Scope::Unnamed => !item.source.clone().any(|i| words.is_capital(i) && i > words.sentence(i).0),
            Scope::Pronoun => item.is_anonymous(words),
            Scope::Writer => item.cue.clone().any(|i| words.is(i, Class::WRITE)),
        };
        if near && fits { pending.via.clone() } else { Vec::new() }
    }

    /// A sentence that says where its subject speaks without quoting it: `Obama issued a statement on Monday.`
    fn introduce(&mut self, sentence: u32, used: &[bool]) {
        let context = self.context;
        let range = context.links_in(&(sentence..sentence + 1));
        if range.is_empty() {
            return;
        }
        let s = &context.words.tokens.sentences()[sentence as usize];
        let paragraph = context.words.tokens.paragraph_of(s.tokens.start);
        if let Some(asked) = context.links[range.clone()].iter().find(|l| l.form == Form::Asked) {
            let via = vec![as_via(asked, true)];
            self.pending = Some(Pending { via, paragraph, reach: 2, scope: Scope::Unnamed });
            return;
        }
        // A link that opens a sentence holds for its paragraph: `In the Post’s long profile, colleagues were eager to talk.` An
        // occasion holds for the next one too: `At a forum on Monday, a farmer asked about taxes.`
        let opens = |l: &&Link| {
            matches!(l.kind, ViaKind::Outlet | ViaKind::Event)
                && l.form == Form::Adverbial
                && !(l.kind == ViaKind::Event && l.relation == Relation::Interview)
                && l.tokens.start <= s.tokens.start + 1
                && !context.is_said(&l.tokens)
        };
        if let Some(frame) = context.links[range.clone()].iter().find(opens) {
            // `In a meeting with the editorial board of the Post,`: it names both.
            let within = |l: &&Link| l.form == Form::Adverbial && overlap(&l.tokens, &frame.tokens);
            let mut via: Vec<Via> =
                context.links[range.clone()].iter().filter(within).map(|l| as_via(l, true)).collect();
            tidy(&mut via);
            let reach = u32::from(frame.kind == ViaKind::Event);
            self.pending = Some(Pending { via, paragraph, reach, scope: Scope::Anyone });
        }
        let writer = |l: &&Link| l.form == Form::Affiliation && context.prints(l) && context.joins_name(l);
        if let Some(writer) = context.links[range.clone()].iter().find(writer) {
            let via = vec![as_via(writer, true)];
            self.pending = Some(Pending { via, paragraph, reach: 1, scope: Scope::Writer });
        }
        // Who told an outlet is known even where the outlet counts for a quotation inside what was told.
        let told_by_somebody = |l: usize| context.links[l].relation == Relation::Told;
        let links = || {
            range.clone().filter(|&l| !used[l] || told_by_somebody(l)).map(|l| &context.links[l]).filter(
                |l| {
                    matches!(l.form, Form::Adverbial | Form::Made | Form::Verb) && !context.is_said(&l.tokens)
                },
            )
        };
        let mut via: Vec<Via> = links().map(|l| as_via(l, true)).collect();
        self.say_which_interview(&mut via);
        tidy(&mut via);
        if via.is_empty() {
            return;
        }
        // Who tells stands right before; who speaks otherwise is mostly the first one named.
        let mut people = context
            .entities
            .mentions_in(s.span)
            .filter(|&m| {
                let mention = &context.entities.mentions[m];
                let start = context.words.tokens.tokens_in(mention.span).start;
                let bracket = start > 0 && context.words.one_of(start - 1, &["("]);
                mention.kind == NameKind::Person
                    && !bracket
                    && !links().any(|l| l.evidence.overlaps(mention.span))
            })
            .collect::<Vec<_>>();
        let told = links().find(|l| l.relation == Relation::Told);
        if let Some(told) = told {
            people.retain(|&m| context.entities.mentions[m].span.end() <= told.evidence.start());
            people.reverse();
        }
        let subject = people.first().and_then(|&m| Key::of_person(context.words, context.entities, m));
        let known = |key: Key| {
            self.live
                .iter()
                .any(|l| l.key.same(key) && l.via.iter().any(|v| via.iter().any(|w| w.name == v.name)))
        };
        if let Some(key) = subject.filter(|&key| !known(key)) {
            self.set(key, via, paragraph, s.tokens.end);
        }
    }
}

/// A sentence right after a statement that says where it was made: `This move, revealed during an event …`.
fn said_afterwards(context: &Context, order: &[usize], chains: &mut [Chain]) {
    let words = context.words;
    for link in context.links {
        if link.form != Form::Adverbial {
            continue;
        }
        let (first, _) = words.sentence(link.tokens.start);
        let takes_up = |&i: &u32| {
            words.is(i, Class::SAID_THING)
                && i > first
                && (words.is(i - 1, Class::DEMONSTRATIVE) || words.is_possessive(i - 1))
        };
        let Some(noun) = (first..link.tokens.start).find(takes_up) else { continue };
        let opens = noun == first + 1
            || words.is_possessive(noun - 1) && !(first..noun - 1).any(|i| words.one_of(i, &[",", ";", ":"]));
        let made_before = noun >= first + 2 && words.is(noun - 2, Class::MAKE);
        let placed = (noun + 1..link.tokens.start).any(|i| words.is(i, Class::BRING.or(Class::MAKE)));
        if !(opens && placed || made_before) {
            continue;
        }
        // The statement is the last one before that sentence, and the speaker's others in its paragraph.
        let at = order.partition_point(|&q| context.items[q].cue.start < first);
        let Some(&last) = at.checked_sub(1).map(|i| &order[i]) else { continue };
        let statement = &context.items[last];
        if words.tokens.paragraph_of(first).saturating_sub(statement.paragraph) > 1 {
            continue;
        }
        for &q in order[..at].iter().rev() {
            let item = &context.items[q];
            if item.paragraph != statement.paragraph {
                break;
            }
            if item.key.same(statement.key) && chains[q].via.is_empty() {
                chains[q].via.push(as_via(link, q != last));
            }
        }
    }
}

/// The first paragraph of each section: of the article, and behind each rule (`___`) and the hour of a live blog.
fn sections(words: &Words) -> Vec<u32> {
    let mut starts = vec![0];
    for (p, paragraph) in words.tokens.paragraphs().iter().enumerate() {
        let tokens = &paragraph.tokens;
        let letters = |i: u32| words.text(i).chars().any(char::is_alphabetic);
        let rule = !tokens.clone().any(letters);
        let hour = tokens.len() <= 4
            && words.text(tokens.start).starts_with(|c: char| c.is_ascii_digit())
            && tokens.clone().any(|i| words.one_of(i, &["a.m", "a.m.", "p.m", "p.m."]));
        if rule || hour {
            starts.push(p as u32 + 1);
        }
    }
    starts
}

/// The opening of a story sums up what the next paragraph gives in full: its chain holds for the summary too.
fn lead(context: &Context, order: &[usize], chains: &mut [Chain]) {
    /// Number of paragraphs from the top that may be the opening; a headline may come before it.
    const OPENING: u32 = 2;
    /// Quotations looked at: more than any opening has, and few enough that a book in one paragraph takes no longer.
    const LOOK: usize = 64;
    let sections = sections(context.words);
    for (n, &q) in order.iter().enumerate() {
        let item = &context.items[q];
        let section = sections[sections.partition_point(|&s| s <= item.paragraph) - 1];
        if item.paragraph >= section + OPENING {
            continue;
        }
        // Words in full say for themselves where they were said, and so does what has a time of its own.
        let own = item.kind == QuoteKind::Direct
            || context.times_in(&context.announced(item)).any(|t| !context.is_said(&t.tokens));
        if own || item.outlet.is_some() || !chains[q].via.is_empty() {
            continue;
        }
        let next = order[n + 1..]
            .iter()
            .take(LOOK)
            .take_while(|&&next| context.items[next].paragraph <= item.paragraph + 2)
            .find(|&&next| {
                context.items[next].key.same(item.key) && chains[next].via.iter().any(|via| !via.carried)
            });
        let Some(&next) = next else { continue };
        let spoken = |via: &&Via| {
            matches!(
                via.relation,
                Relation::Told | Relation::Interview | Relation::SaidAt | Relation::PostedOn
            ) && !via.carried
        };
        chains[q].via =
            chains[next].via.iter().filter(spoken).map(|via| Via { carried: true, ..via.clone() }).collect();
    }
}
