//! The same words told otherwise, as whoever compares texts has found them.

use maud::{Markup, html};

use super::counted;
use crate::words::visible;

/// Words that several articles have, and what they disagree on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Disputed {
    /// The fullest form of the words.
    pub words: String,
    /// Quotations that have them, in whatever form.
    pub quotations: usize,
    /// Articles these stand in.
    pub articles: usize,
    /// The speakers they are given to, the most frequent first; empty where nobody disagrees on it.
    pub speakers: Vec<Told>,
    /// The words that are changed, the most frequent first.
    pub wordings: Vec<Told>,
}

/// One side of a disagreement.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Told {
    /// A speaker, or words and what stands for them.
    pub what: String,
    /// Quotations that have it so.
    pub quotations: usize,
    /// The outlets and articles of these.
    pub places: String,
}

/// Rows of the section.
const ROWS: usize = 20;

/// The disagreements that stand in most articles.
pub(super) fn section(disputed: &[Disputed]) -> Markup {
    let side = |told: &Told| {
        html! { li {
            bdi.what { (visible(&told.what)) }
            " " span.count { (counted(told.quotations, "quotation")) }
            " " bdi.places { (visible(&told.places)) }
        } }
    };
    html! {
        @if disputed.is_empty() { p.none { "No two articles give the same words to different speakers or in other words." } } @else {
            p.lead { (counted(disputed.len(), "passage")) " that articles give to different speakers, or in other words without brackets or an ellipsis. Those in most articles:" }
            ol.disputed { @for one in disputed.iter().take(ROWS) { li {
                p.text dir="auto" { (visible(&one.words)) }
                p.line { (counted(one.quotations, "quotation")) " in " (counted(one.articles, "article")) }
                @if !one.speakers.is_empty() { p.head { "Who says it" } ul { @for told in &one.speakers { (side(told)) } } }
                @if !one.wordings.is_empty() { p.head { "In other words" } ul { @for told in &one.wordings { (side(told)) } } }
            } } }
        }
    }
}
