use dixit_grammar::lexicon::{self, Class, Key};
use rustc_hash::FxHashMap;

use super::build::{Builder, Index};
use super::name::Name;
use crate::entity::outlet_at;
use crate::{Gender, NameKind};

/// Files a full name with its person, or opens a new one.
pub(super) fn full_name(b: &mut Builder, m: usize) {
    let gender = title_gender(b, m);
    let name = &b.names[m];
    let surname = name.family();
    let same = b
        .find(surname.key, Index::Surname)
        .find(|&c| compatible(&b.names[b.clusters[c].fullest], name) && agree(b.clusters[c].gender, gender));
    // A family name that comes first: Xi Jinping, then only whole names agree; so do misspelt surnames.
    let same = same.or_else(|| {
        b.find(letters(b, m), Index::Letters).find(|&c| {
            let other = &b.names[b.clusters[c].fullest];
            other.words[0].key == name.words[0].key
                && other.suffix == name.suffix
                && surnames_one_letter_apart(b, b.clusters[c].fullest, m)
        })
    });
    let (first, surname) = (b.names[m].words[0].key, surname.key);
    let c = match same {
        Some(c) => c,
        None => b.open(NameKind::Person, m),
    };
    b.add(m, c);
    b.clusters[c].full_mentions.push(m as u32);
    if b.clusters[c].gender == Gender::Unknown {
        b.clusters[c].gender = gender;
    }
    b.file(surname, Index::Surname, c);
    b.file(first, Index::GivenName, c);
    b.file(letters(b, m), Index::Letters, c);
}

/// Files a single word with the person it names. Says no where it is no person's name.
pub(super) fn single_name(b: &mut Builder, m: usize) -> bool {
    let kind = b.mentions[m].kind;
    let word = b.names[m].words[0];
    if kind == NameKind::Location && lexicon::entry(word.key).class.is(Class::PLACE) {
        return false;
    }
    let mut gender = title_gender(b, m);
    if gender == Gender::Unknown {
        gender = b.titled.get(&word.key).copied().unwrap_or_default();
    }
    let by_surname = best(b, m, gender, Index::Surname, word.key);
    // Somebody known by the surname alone, of whom no full name so far: `President Obama`, before Michelle Obama.
    let alone = b
        .find(word.key, Index::Whole)
        .find(|&c| b.clusters[c].kind == NameKind::Person && agree(b.clusters[c].gender, gender));
    let by_surname = by_surname.filter(|&c| alone.is_none() || full_name_is_near(b, c, m));
    let found =
        by_surname.or(alone).or_else(|| best(b, m, gender, Index::GivenName, word.key)).or_else(|| {
            (kind == NameKind::Person && word.len >= 5)
                .then(|| {
                    b.find(letters(b, m), Index::Letters)
                        .find(|&c| surnames_one_letter_apart(b, b.clusters[c].fullest, m))
                })
                .flatten()
        });
    let c = match found {
        Some(c) => c,
        // `Instagram`, where nobody has the name.
        None if kind == NameKind::Person && is_outlet(b, m) => {
            b.mentions[m].kind = NameKind::Organization;
            return false;
        }
        None if kind == NameKind::Person => {
            let c = b.open(NameKind::Person, m);
            b.file(word.key, Index::Whole, c);
            b.file(letters(b, m), Index::Letters, c);
            c
        }
        None => return false,
    };
    b.add(m, c);
    if b.clusters[c].gender == Gender::Unknown {
        b.clusters[c].gender = gender;
    }
    true
}

/// Whether a name is an outlet's or a platform's, and nothing else's: `Transport Topics`.
pub(super) fn is_outlet(b: &Builder, m: usize) -> bool {
    outlet_at(&b.outlets, b.mentions[m].span).is_some()
}

/// Among the persons who bear the word, the one the article names most, and the latest before this mention.
fn best(b: &Builder, m: usize, gender: Gender, index: Index, word: Key) -> Option<usize> {
    let here = b.sentence(m);
    // Of two who were introduced, the later one.
    let introduced = |c: usize| just_introduced(b, c, m).then(|| b.clusters[c].full_mentions[0]);
    let latest = b.find(word, index).filter_map(introduced).max();
    b.find(word, index)
        .filter(|&c| {
            agree(b.clusters[c].gender, gender) && gender_by_name(b, c, gender) && holds_office(b, c, m)
        })
        .map(|c| {
            let full = &b.clusters[c].full_mentions;
            let before = full.partition_point(|&f| (f as usize) < m);
            let near = before > 0 && here - b.sentence(full[before - 1] as usize) <= 1;
            let earliest = b.find(word, index).all(|o| b.clusters[o].full_mentions[0] >= full[0]);
            let score =
                2 * full.len() + 2 * usize::from(near) + usize::from(before > 0) + 2 * usize::from(earliest);
            let introduced = introduced(c);
            (
                c,
                score
                    + 6 * usize::from(introduced.is_some())
                    + 3 * usize::from(introduced.is_some() && introduced == latest),
            )
        })
        .max_by_key(|&(c, score)| (score, std::cmp::Reverse(c)))
        .map(|(c, _)| c)
}

/// Whether a person was first named shortly before, with an office, and has been spoken of since: `Secretary Jeh Johnson said
/// … Johnson added`, whatever other Johnson the article knows.
fn just_introduced(b: &Builder, c: usize, m: usize) -> bool {
    /// Sentences since the first mention, and since the last.
    const SINCE: (u32, u32) = (10, 2);
    let first = b.clusters[c].full_mentions[0] as usize;
    let here = b.sentence(m);
    if first > m || here - b.sentence(first) > SINCE.0 {
        return false;
    }
    let start = b.mentions[first].tokens.start as usize;
    let before = start.checked_sub(1).map(|i| b.doc.slice(b.tokens.tokens()[i].span));
    let office = before.is_some_and(|w| lexicon::class(w).is(Class::TITLE | Class::PERSON))
        || is_introduced_after(b, first);
    let mentions = b.clusters[c].mentions.iter().map(|&o| o as usize);
    let last = mentions.filter(|&o| o < m).max().unwrap_or(first);
    office && here - b.sentence(last) <= SINCE.1
}

/// Whether an apposition with an office follows a name: `Ana Ruiz, the trade minister,`.
fn is_introduced_after(b: &Builder, m: usize) -> bool {
    let end = b.mentions[m].tokens.end as usize;
    let words = b.tokens.tokens().iter().skip(end).take(7).map(|t| b.doc.slice(t.span));
    let mut words = words.peekable();
    words.next() == Some(",")
        && matches!(words.peek(), Some(&("the" | "a" | "an")))
        && words.take_while(|w| *w != ",").any(|w| lexicon::class(w).is(Class::PERSON))
}

/// Whether a person's full name is in this sentence or the one before, ahead of the mention.
fn full_name_is_near(b: &Builder, c: usize, m: usize) -> bool {
    let full = &b.clusters[c].full_mentions;
    let before = full.partition_point(|&f| (f as usize) < m);
    before > 0 && b.sentence(m) - b.sentence(full[before - 1] as usize) <= 1
}

/// Whether a person may bear the office before a bare surname. Only the registry says no: `President Obama` is not
/// Michelle Obama.
fn holds_office(b: &Builder, c: usize, m: usize) -> bool {
    let start = b.mentions[m].tokens.start as usize;
    if start == 0 {
        return true;
    }
    let title = b.doc.slice(b.tokens.tokens()[start - 1].span);
    let class = lexicon::class(title);
    if !class.is(Class::PERSON) || class.is(Class::MASCULINE | Class::FEMININE) {
        return true;
    }
    let people = b.people;
    match people.find(b.doc.slice(b.mentions[b.clusters[c].fullest].span)) {
        [person] => people
            .get(*person)
            .roles
            .iter()
            .any(|r| r.title.split(' ').any(|w| w.eq_ignore_ascii_case(title))),
        _ => true,
    }
}

/// Whether a person's given name allows a gender that a title tells.
fn gender_by_name(b: &Builder, c: usize, gender: Gender) -> bool {
    let women = lexicon::percent_women(b.names[b.clusters[c].fullest].words[0].key);
    match (gender, women) {
        (Gender::Masculine, Some(p)) => p < 95,
        (Gender::Feminine, Some(p)) => p > 5,
        _ => true,
    }
}

fn agree(a: Gender, b: Gender) -> bool {
    a == Gender::Unknown || b == Gender::Unknown || a == b
}

/// Whether two full names with one surname can be one person's.
fn compatible(a: &Name, b: &Name) -> bool {
    if a.suffix != b.suffix {
        return false;
    }
    if a.is_family_first() && b.is_family_first() {
        return a.keys().eq(b.keys());
    }
    let (x, y) = (a.words[0], b.words[0]);
    if x.initial || y.initial {
        return x.letter == y.letter
            || a.words[1..].iter().any(|w| w.key == y.key)
            || b.words[1..].iter().any(|w| w.key == x.key);
    }
    lexicon::same_given_name(x.key, y.key)
        // `H. Ross Perot` and `Ross Perot`; `Hillary Rodham Clinton` has her given name first.
        || a.words[..a.words.len() - 1].iter().any(|w| w.key == y.key)
        || b.words[..b.words.len() - 1].iter().any(|w| w.key == x.key)
}

/// The gender by which titles speak of bare surnames in the article: `Mr. Obama` throughout makes `Obama` a man.
pub(super) fn titled_surnames(b: &Builder) -> FxHashMap<Key, Gender> {
    let mut titled = FxHashMap::default();
    for m in 0..b.mentions.len() {
        if b.names[m].words.len() != 1 {
            continue;
        }
        let gender = title_gender(b, m);
        if gender != Gender::Unknown {
            let known = titled.entry(b.names[m].words[0].key).or_insert(gender);
            if *known != gender {
                *known = Gender::Unknown;
            }
        }
    }
    titled
}

/// The gender that the title before a mention tells: `Ms. Ruiz`, `Congressman Lee`.
fn title_gender(b: &Builder, m: usize) -> Gender {
    let start = b.mentions[m].tokens.start as usize;
    let sentence = &b.tokens.sentences()[b.sentence(m) as usize];
    let tokens = b.tokens.tokens();
    let mut i = start;
    while i > sentence.tokens.start as usize && start - i < 2 {
        i -= 1;
        let text = b.doc.slice(tokens[i].span);
        if text == "." {
            continue;
        }
        let class = lexicon::class(text);
        if !class.is(Class::TITLE | Class::PERSON) {
            break;
        }
        if class.is(Class::MASCULINE) {
            return Gender::Masculine;
        }
        if class.is(Class::FEMININE) {
            return Gender::Feminine;
        }
    }
    Gender::Unknown
}

/// The key under which surnames that may differ by a letter meet: their first two letters.
fn letters(b: &Builder, m: usize) -> Key {
    let surname = surname_text(b, m);
    let end = surname.char_indices().nth(2).map_or(surname.len(), |(i, _)| i);
    Key::of("surname").then(Key::of(&surname[..end]))
}

fn surname_text<'b>(b: &'b Builder, m: usize) -> &'b str {
    let range = &b.mentions[m].tokens;
    let wanted = b.names[m].family().key;
    b.tokens.tokens()[range.start as usize..range.end as usize]
        .iter()
        .map(|t| b.doc.slice(t.span))
        .rfind(|t| Key::of(t) == wanted)
        .unwrap_or("")
}

fn surnames_one_letter_apart(b: &Builder, a: usize, m: usize) -> bool {
    one_letter_apart(surname_text(b, a), surname_text(b, m))
}

/// Whether two surnames of five letters or more are one but for a letter put in, left out or changed, case aside.
///
/// The first two letters must agree.
///
/// ```
/// use dixit_entities::one_letter_apart;
///
/// assert!(one_letter_apart("Bernstein", "Bernsten"));
/// assert!(!one_letter_apart("Barker", "Parker"));
/// assert!(!one_letter_apart("Ruiz", "Rui"));
/// ```
pub fn one_letter_apart(a: &str, b: &str) -> bool {
    let (x, y) = (a.as_bytes(), b.as_bytes());
    let (x, y) = if x.len() < y.len() { (x, y) } else { (y, x) };
    if x.len() < 5 || y.len() - x.len() > 1 {
        return false;
    }
    let same = x.iter().zip(y).take_while(|(p, q)| p.eq_ignore_ascii_case(q)).count();
    let tail = if x.len() == y.len() { same + 1 } else { same };
    same >= 2 && tail <= x.len() && x[tail..].eq_ignore_ascii_case(&y[same + 1..])
}
