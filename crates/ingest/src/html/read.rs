//! Reads a page: the tokenizer between its input and what is made of its tokens.

use html5gum::Tokenizer;

use super::emit::Emit;
use super::input::{Input, Signals};
use super::scan::{Page, Scan};

/// Reads a page. Never fails: any text is some page.
pub(super) fn page(html: &str) -> Page {
    let signals = Signals::default();
    let mut scan = Scan::new(&signals);
    // No token comes of it, so one step goes to the end.
    for _ in Tokenizer::new_with_emitter(Input::new(html, &signals), Emit::new(&mut scan)) {
        dixit_text::deadline::check();
    }
    scan.into_page()
}
