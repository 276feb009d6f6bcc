//! The path between two words, as the bits of a mask: a comma, a mark that opens, a "that".
//!
//! Both passes gather it word by word, going away from where they look.

use dixit_grammar::lexicon::Class;

pub(super) const COMMA: u64 = 1;
/// More than one comma.
pub(super) const COMMAS: u64 = 1 << 1;
pub(super) const OPEN: u64 = 1 << 2;
pub(super) const CLOSE: u64 = 1 << 3;
pub(super) const THAT: u64 = 1 << 4;
pub(super) const CONJUNCTION: u64 = 1 << 5;
pub(super) const SUBORDINATOR: u64 = 1 << 6;
/// A semicolon, colon or dash.
pub(super) const BREAK: u64 = 1 << 7;
pub(super) const TO: u64 = 1 << 8;
pub(super) const CUE: u64 = 1 << 9;
/// The end of a sentence.
pub(super) const SENTENCE: u64 = 1 << 10;

/// The bits of one word, by its class and its place in a quoted passage.
pub(super) fn step(class: Class, place: u8) -> u64 {
    let marks = match place {
        1 => OPEN,
        3 => CLOSE,
        _ => 0,
    };
    let classes = [
        (Class::COMMA, COMMA),
        (Class::THAT, THAT),
        (Class::CONJUNCTION, CONJUNCTION),
        (Class::SUBORDINATOR | Class::WH, SUBORDINATOR),
        (Class::SEMICOLON | Class::DASH | Class::COLON, BREAK),
        (Class::TO, TO),
    ];
    classes.iter().filter(|(c, _)| class.is(*c)).fold(marks, |mask, (_, bit)| mask | bit)
}

/// The path `mask`, longer by a word.
pub(super) fn join(mask: u64, step: u64) -> u64 {
    let again = if mask & step & COMMA != 0 { COMMAS } else { 0 };
    mask | step | again
}
