//! Documents that an outlet got hold of or was the first to publish, and what is quoted from them.

use dixit_entities::NameKind;

use crate::govern::Context;
use crate::item::{Item, Key};
use crate::link::Form;
use crate::words::Class;
use crate::{Relation, Via, ViaKind};

/// A sentence that says where a document came from: `NBC News first published the video`.
#[derive(Debug)]
struct Origin {
    via: Vec<Via>,
    /// The first word behind that sentence.
    token: u32,
    paragraph: u32,
    /// The speakers that were heard in the document.
    heard: Vec<Key>,
}

/// Paragraphs after which a document is out of mind.
const REACH: u32 = 2;

/// The origins of documents told of so far.
#[derive(Debug, Default)]
pub(crate) struct Origins {
    last: Option<Origin>,
    /// Links before this one have been read.
    read: usize,
}

impl Origins {
    /// The links of quotation `item`, where it comes from a document whose origin was told.
    pub(crate) fn links(&mut self, context: &Context, item: &Item) -> Vec<Via> {
        self.read_up_to(context, item.sentences.start);
        let words = context.words;
        let Some(origin) = &mut self.last else { return Vec::new() };
        if item.paragraph > origin.paragraph + REACH || item.cue.start < origin.token {
            return Vec::new();
        }
        let document = Class::DOCUMENT.or(Class::RECORDING);
        let source = item.source.clone();
        let head =
            source.clone().find(|&i| words.is(i, Class::PREP) || words.is_mark(i)).unwrap_or(source.end);
        let shows = item.cue.clone().any(|i| words.is(i, Class::SHOW));
        let it = source.len() == 1 && words.one_of(source.start, &["it", "they"]) && shows;
        let named = head > source.start && words.is(head - 1, document);
        let (first, _) = words.sentence(item.cue.start.min(words.len().saturating_sub(1)));
        let heard = (first..item.cue.end).any(|i| words.one_of(i, &["heard", "seen"]))
            && (first..item.cue.end).any(|i| words.is(i, Class::BE));
        let goes_on = origin.heard.iter().any(|k| k.same(item.key))
            || (origin.token..item.cue.start)
                .filter(|&i| words.one_of(i, &["heard", "seen"]))
                .any(|i| heard_there(context, i).is_some_and(|k| k.same(item.key)));
        if !(it || named || heard || goes_on) {
            return Vec::new();
        }
        origin.paragraph = item.paragraph;
        if heard && !goes_on {
            origin.heard.push(item.key);
        }
        origin.via.clone()
    }

    /// Reads the sentences before this one.
    fn read_up_to(&mut self, context: &Context, sentence: u32) {
        let words = context.words;
        let Some(end) = words.tokens.sentences().get(sentence as usize).map(|s| s.tokens.start) else {
            return;
        };
        while let Some(link) = context.links.get(self.read).filter(|l| l.tokens.end <= end) {
            self.read += 1;
            let origin = link.form == Form::Origin || link.relation == Relation::ObtainedBy;
            if !origin || link.kind != ViaKind::Outlet {
                continue;
            }
            let (_, token) = words.sentence(link.tokens.start);
            let via = Via { carried: true, ..crate::govern::as_via(link, true) };
            match &mut self.last {
                Some(last) if last.token == token => last.via.push(via),
                _ => {
                    let paragraph = words.tokens.paragraph_of(link.tokens.start);
                    self.last = Some(Origin { via: vec![via], token, paragraph, heard: Vec::new() });
                }
            }
        }
    }
}

/// Who is heard or seen at word `i`: the first person in its sentence.
fn heard_there(context: &Context, i: u32) -> Option<Key> {
    let words = context.words;
    let (first, end) = words.sentence(i);
    let mut mentions = context.entities.mentions_in(words.cover(first, end));
    let person = mentions.find(|&m| context.entities.mentions[m].kind == NameKind::Person)?;
    Key::of_person(words, context.entities, person)
}
