//! Noun phrases around a head noun, found by word classes alone.

use std::ops::Range;

use crate::words::{Class, Words};

/// Words a noun phrase may reach to the left of its head.
const LONGEST_LEFT: u32 = 10;

/// Returns the first word of the noun phrase whose head is word `head`: `a tense [breakfast]` from `a`.
pub(crate) fn start(words: &Words, head: u32) -> u32 {
    let (first, _) = words.sentence(head);
    let floor = head.saturating_sub(LONGEST_LEFT).max(first);
    let function = Class::HAD.or(Class::PREP).or(Class::PRONOUN).or(Class::CONJ);
    let mut at = head;
    while at > floor {
        let left = at - 1;
        if words.is_possessive(left) {
            at = left;
            continue;
        }
        let hyphen = words.one_of(left, &["-", "–", "&", "/"]);
        if words.is(left, Class::DET) && !words.is_possessive(at) {
            return left;
        }
        if words.is_mark(left) && !hyphen
            || words.is(left, function)
            || words.is(left, Class::TELL) && !words.is_capital(left)
            || is_verb(words, left)
        {
            break;
        }
        at = left;
    }
    at
}

/// Whether word `i` is a lower-case verb that ends a noun phrase to its right.
fn is_verb(words: &Words, i: u32) -> bool {
    words.is(i, Class::MAKE.or(Class::REPORT).or(Class::BRING).or(Class::TWEET)) && !words.is_capital(i)
        || words.is(i, Class::PHRASE_STOP)
}

/// Returns the word past the noun phrase whose head is word `head`, with the place, the time and the company that go with it:
/// `a rally Friday in Coral Springs, Florida`.
pub(crate) fn end(words: &Words, head: u32) -> u32 {
    let (_, last) = words.sentence(head);
    let time = Class::WEEKDAY.or(Class::DAYPART).or(Class::MONTH).or(Class::TODAY);
    let mut at = head + 1;
    loop {
        while at < last && words.is(at, time) && (!words.is(at, Class::MONTH) || words.is_capital(at)) {
            at += 1;
        }
        let opens = words.is(at, Class::PHRASE_PREP)
            || words.one_of(at, &["held", "hosted", "organized", "sponsored"])
                && words.one_of(at + 1, &["by", "in", "at"]);
        // `a tour to talk with the police`: a verb follows.
        let infinitive =
            words.one_of(at, &["to"]) && !words.is(at + 1, Class::DET) && !words.is_capital(at + 1);
        if !opens || infinitive {
            return at;
        }
        let mut next = at + 1 + u32::from(words.one_of(at, &["held", "hosted", "organized", "sponsored"]));
        next += u32::from(words.is(next, Class::DET));
        let first = next;
        let stop = Class::TELL.or(Class::REPORT).or(Class::HAD).or(Class::PRONOUN).or(Class::PREP).or(time);
        let mut lower = 0;
        while next < last && next - first < 9 {
            let capital = words.is_capital(next) || words.kind(next) == Some(dixit_tokens::TokenKind::Number);
            let joins = words.is_possessive(next)
                || words.one_of(next, &["-", "&", "of", "the"]) && words.is_capital(next + 1);
            let place = words.one_of(next, &[","]) && is_place_tail(words, next + 1);
            if place {
                next += 2;
                if words.one_of(next, &["."]) && words.text(next - 1).len() <= 5 && next + 1 < last {
                    next += 1;
                }
                break;
            }
            // `in Cleveland [his aides forced]`: what has an owner of its own is another phrase.
            let owner = words.is(next, Class::OWNER);
            if owner && next > first || words.is_mark(next) && !joins || words.is(next, stop) && !capital {
                break;
            }
            if !capital && !joins {
                lower += 1;
                if lower > 3 {
                    break;
                }
            }
            next += 1;
        }
        if next == first {
            return at;
        }
        at = next;
    }
}

/// `Florida` in `Coral Springs, Florida,` or `Ohio` before the end of a sentence: one capitalized word, then a mark or a verb.
fn is_place_tail(words: &Words, i: u32) -> bool {
    let after = i + 1;
    words.is_capital(i)
        && !words.is(i, Class::WEEKDAY)
        && (words.is_mark(after) || words.is(after, Class::WEEKDAY))
}

/// Whether these words name a document that an outlet may have got hold of.
pub(crate) fn names_document(words: &Words, range: Range<u32>, recording: bool) -> bool {
    let class = if recording { Class::RECORDING } else { Class::RECORDING.or(Class::DOCUMENT) };
    range.into_iter().take_while(|&i| !words.one_of(i, &[",", ".", ";", ":"])).any(|i| words.is(i, class))
}
