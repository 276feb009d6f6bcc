//! Gathers the names of a document into persons, bodies and places.

mod body;
mod bounds;
mod build;
mod name;
mod person;

pub use person::one_letter_apart;

use dixit_grammar::Words;
use dixit_text::Document;
use dixit_tokens::Tokens;

use crate::cluster::build::Builder;
use crate::links::outlet_names;
use crate::{Entities, Mention, NameKind, Registries, roles};

/// Gathers the mentions of one person or body, and binds titles and appositions to names.
///
/// Persons with a full name come first, then single names are tied to them, wherever in the text the full name
/// stands: by surname, given name or short form, case and possessive aside, or but for one letter. Namesakes
/// stay apart: another given name, another title (`Mr.`, `Ms.`) or `Jr.` makes another person, and a bare surname goes
/// to whoever of them the article names most and last. Bodies are tied by acronym and by the first or last words of
/// a longer name.
///
/// ```
/// use dixit_entities::{EntityTagger, RuleTagger, cluster};
/// use dixit_text::{Document, Scratch};
///
/// let doc = Document::new("a", "Ruiz won. Mayor Ana Ruiz said so on Monday.").unwrap();
/// let tokens = dixit_tokens::tokenize(doc.text());
/// let mentions = RuleTagger::default().tag(&doc, &tokens, &mut Scratch::default());
/// let entities = cluster(&doc, &tokens, mentions);
/// assert_eq!(entities.name(entities.entity_of[0], &doc), "Ana Ruiz");
/// assert_eq!(doc.slice(entities.entities[0].roles[0]), "Mayor");
/// ```
pub fn cluster(doc: &Document, tokens: &Tokens, mentions: Vec<Mention>) -> Entities {
    cluster_with(Words { doc, tokens }, mentions, Registries::builtin())
}

/// The same with registries of your own: they tell which names are outlets, and who holds which office.
pub fn cluster_with(words: Words<'_>, mut mentions: Vec<Mention>, registries: Registries<'_>) -> Entities {
    bounds::mend(words.doc, words.tokens, &mut mentions);
    let outlets = outlet_names(words.doc, registries.outlets);
    let mut builder = Builder::new(words, mentions, outlets, registries.people);
    builder.titled = person::titled_surnames(&builder);
    for m in 0..builder.mentions.len() {
        if builder.mentions[m].kind == NameKind::Person && builder.names[m].words.len() > 1 {
            if person::is_outlet(&builder, m) {
                builder.mentions[m].kind = NameKind::Organization;
            } else {
                person::full_name(&mut builder, m);
            }
        }
    }
    for m in 0..builder.mentions.len() {
        if builder.mentions[m].kind != NameKind::Person && builder.names[m].words.len() > 1 {
            body::long_name(&mut builder, m);
        }
    }
    for m in 0..builder.mentions.len() {
        if builder.names[m].words.len() == 1 && !person::single_name(&mut builder, m) {
            body::short_name(&mut builder, m);
        }
    }
    let mut entities = builder.finish();
    roles::bind(words, &mut entities);
    entities
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{EntityTagger, RuleTagger};
    use dixit_text::Scratch;

    /// Checks which names are one: `a a b` says that the first two mentions are one entity and the third another.
    #[track_caller]
    fn check(text: &str, expected: &str) {
        let doc = Document::new("t", text).unwrap();
        let tokens = dixit_tokens::tokenize(text);
        let mentions = RuleTagger::default().tag(&doc, &tokens, &mut Scratch::default());
        let names: Vec<_> = mentions.iter().map(|m| doc.slice(m.span).to_owned()).collect();
        let e = cluster(&doc, &tokens, mentions);
        let got: Vec<_> = e.entity_of.iter().map(|id| ((b'a' + id.0 as u8) as char).to_string()).collect();
        assert_eq!(got.join(" "), expected, "{names:?}");
        for (i, entity) in e.entities.iter().enumerate() {
            assert!(entity.mentions.iter().all(|&m| e.entity_of[m as usize].0 as usize == i));
        }
    }

    #[test]
    fn persons() {
        check("Ana Ruiz won. Later Ruiz spoke, and Ruiz's aides left.", "a a a");
        check("Later RUIZ spoke. Mayor Ana Ruiz won.", "a a");
        check("William Brown met reporters. Then Bill Brown left with Bill.", "a a a");
        check("Senator Ana Maria Ruiz won. A friend of Ana Ruiz cheered.", "a a");
        check(
            "Senator Ana Ruiz won. Her brother Carlos Ruiz lost. Congresswoman Ruiz smiled. Congressman Ruiz did not.",
            "a b a b",
        );
        check("Senator John Doe met Sen. John Doe Jr. on Monday.", "a b");
        check("Sen. Ana M. Ruiz won. A friend of Ana Ruiz cheered.", "a a");
        // Nobody by the full name Barack Obama here, and the registry knows that Michelle was no president.
        check("President Obama spoke. Later Michelle Obama sang, and Mr. Obama left.", "a b a");
        // A Chinese name with an English one before it: the family name is in the middle.
        check("Lawmaker Bernard Lai Chi-wah met Raymond Cheuk Ho-yin. Lai left.", "a b a");
        check("Lawmaker Winnie Cheuk Sau-ling met Raymond Cheuk Ho-yin. Later Winnie Cheuk left.", "a b a");
        check("Doctor Harold Bernstein wrote it. Doctor Bernsten signed.", "a a");
    }

    /// Checks the names that result from mentions, marked by `[` and `]`, some of which have wrong borders.
    #[track_caller]
    fn check_names(marked: &str, expected: &str) {
        let (mut text, mut spans, mut open) = (String::new(), Vec::new(), 0);
        for c in marked.chars() {
            match c {
                '[' => open = text.len() as u32,
                ']' => spans.push(dixit_text::Span::new(open, text.len() as u32)),
                c => text.push(c),
            }
        }
        let doc = Document::new("t", text.as_str()).unwrap();
        let tokens = dixit_tokens::tokenize(&text);
        let mention =
            |&span| Mention { span, tokens: tokens.tokens_in(span), kind: NameKind::Person, score: 1.0 };
        let e = cluster(&doc, &tokens, spans.iter().map(mention).collect());
        let names: Vec<_> = e.entities.iter().map(|e| doc.slice(e.name)).collect();
        assert_eq!(names.join("; "), expected, "{text}");
    }

    #[test]
    fn surnames_that_look_like_function_words() {
        check_names("The envoy, He [Anqi], came.", "He Anqi");
        check_names("To [Minh] said that the port was open.", "To Minh");
        check_names("The mayor, To [Minh], told [Ana Ruiz] to wait.", "To Minh; Ana Ruiz");
        check_names("An [Ruolan], a teacher, agreed.", "An Ruolan");
        check_names("So [Ana Ruiz] left.", "Ana Ruiz");
        check_names("Will [Ruiz] go, and when?", "Ruiz");
        check_names("An [Obama] aide left.", "Obama");
        check_names("“We won,[” Ruiz] said.", "Ruiz");
    }

    #[test]
    fn family_names_that_come_first() {
        check_names("[Han Mi-rae] met [Han Ji-won]. [Han Mi-rae] left.", "Han Mi-rae; Han Ji-won");
    }

    #[test]
    fn who_was_just_introduced() {
        check(
            "Wang Fei, the mayor, spoke. Wang Fei smiled. Wang Jinlan, the treasurer, told Ana Ruiz to wait. Wang left.",
            "a a b c b",
        );
    }

    #[test]
    fn bodies() {
        check("The International Trade Bank met. The ITB said so.", "a a");
        check("The United Nations Security Council met. The Security Council said so.", "a a");
        check("Peabody Energy closed. Buyers of Peabody Energy shares wept.", "a a");
        check("Ana Ruiz wrote to Transport Topics. Later Transport Topics replied.", "a b b");
        check("Many in the United States agree. The U.S. does.", "a a");
    }
}
