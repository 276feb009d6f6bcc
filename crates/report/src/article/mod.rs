//! One article with its quotations marked by speaker.

mod card;
mod pieces;

use std::fmt::{self, Display};
use std::ops::Range;

use dixit_record::{Article, Record};
use maud::{Markup, html};

use crate::LOW_CONFIDENCE;
use crate::page::{Page, Reach, theme_button};
use crate::speakers::Speakers;
use crate::words::{certainty, safe_url, speaker_name, visible};
use pieces::Piece;

/// The one script an [`article_page`] runs, so that a page that frames it can allow it by its hash.
pub const SCRIPT: &str =
    concat!(include_str!("../../assets/theme.js"), include_str!("../../assets/article.js"));

/// How an article is shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ArticleOptions {
    /// Quotations with less certainty than this are marked as ones to check, `0..=1`.
    /// Default: [`LOW_CONFIDENCE`].
    pub low: f32,
}

impl Default for ArticleOptions {
    fn default() -> Self {
        Self { low: LOW_CONFIDENCE }
    }
}

/// The record holds no text, so there is no article to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoText;

impl Display for NoText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the record holds no text; make records with --with-text")
    }
}

impl std::error::Error for NoText {}

/// What every part of the page looks things up in.
struct Context<'a> {
    record: &'a Record<'a>,
    speakers: Speakers<'a>,
    low: f32,
}

impl Context<'_> {
    /// `q h3 direct low`: the classes of a quotation.
    fn class(&self, q: usize) -> String {
        let quotation = &self.record.quotations[q];
        let low = if certainty(quotation) < self.low { " low" } else { "" };
        format!("h{} {}{low}", self.speakers.colour(q), quotation.kind.as_str())
    }

    fn is_low(&self, q: usize) -> bool {
        certainty(&self.record.quotations[q]) < self.low
    }

    fn n_low(&self) -> usize {
        (0..self.record.quotations.len()).filter(|&q| self.is_low(q)).count()
    }

    /// The speakers of a quotation, joined as in speech.
    fn names(&self, q: usize) -> String {
        let names: Vec<&str> = self.record.quotations[q].speakers.iter().map(speaker_name).collect();
        match names.split_last() {
            None => "unknown speaker".to_owned(),
            Some((one, [])) => (*one).to_owned(),
            Some((last, others)) => format!("{} and {last}", others.join(", ")),
        }
    }
}

/// The page of one article, as a whole HTML file.
///
/// # Errors
///
/// [`NoText`] where the record was made without `--with-text`.
pub fn article_page(record: &Record<'_>, options: &ArticleOptions) -> Result<String, NoText> {
    let text = record.article.text.as_deref().ok_or(NoText)?;
    let context = Context { record, speakers: Speakers::gather(&record.quotations), low: options.low };
    let pieces = pieces::pieces(record, text);
    let article = &record.article;
    let title = article.title.as_deref().unwrap_or(&article.id);
    let body = html! {
        a.skip href="#list" { "Skip to the list of quotations" }
        div.layout {
            main {
                header.article {
                    h1.untitled[article.title.is_none()] dir="auto" { (visible(title)) }
                    (origin(article))
                }
                div.text lang=[language(article)] {
                    @for range in paragraphs(text) { (paragraph(&context, text, &pieces, range)) }
                }
            }
            aside aria-label="Legend and details" {
                (legend(&context))
                div.inspector hidden {
                    p.hint {
                        "Point at a quotation, or press " kbd { "j" } " and " kbd { "k" } " to move between them. "
                        kbd { "Esc" } " leaves."
                    }
                }
            }
            section.list aria-labelledby="list" {
                h2 #list tabindex="-1" { "Quotations" }
                @if record.quotations.is_empty() { p { "None were found." } }
                ol { @for q in 0..record.quotations.len() { (card::card(&context, q)) } }
            }
        }
        footer {
            p { "Made by dixit " (visible(&record.engine.version)) ", engine " (visible(&record.engine.name)) ". "
                "Confidence is the engine’s own estimate; check what matters." }
        }
    };
    let style = include_str!("../../assets/article.css");
    Ok(Page { title, style, script: SCRIPT, reach: Reach::Nothing, body, rest: html! {} }.render())
}

/// Publisher, author, date and address, as far as they are known.
fn origin(article: &Article<'_>) -> Markup {
    let fields = [&article.publisher, &article.author, &article.date];
    html! {
        p.origin {
            @for field in fields.into_iter().flatten() { bdi { (visible(field)) } " " }
            @if let Some(url) = article.url.as_deref().and_then(safe_url) {
                a href=(url) rel="noreferrer noopener" { "original" }
            }
        }
    }
}

/// The language tag, where it has the form of one.
fn language<'a>(article: &'a Article<'_>) -> Option<&'a str> {
    let tag = article.language.as_deref()?;
    let formed = !tag.is_empty() && tag.split('-').all(|p| (1..=8).contains(&p.len()));
    (formed && tag.bytes().all(|b| b == b'-' || b.is_ascii_alphanumeric())).then_some(tag)
}

/// Paragraphs: parted by blank lines, or in a text without blank lines by line breaks.
fn paragraphs(text: &str) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        lines.push((start..start + line.len(), line.trim().is_empty()));
        start += line.len();
    }
    let inner_blank = lines.iter().skip_while(|l| l.1).any(|l| l.1);
    let mut out: Vec<Range<usize>> = Vec::new();
    let mut joins = false;
    for (range, blank) in lines {
        match out.last_mut() {
            Some(last) if joins && !blank => last.end = range.end,
            _ if !blank => out.push(range),
            _ => {}
        }
        joins = inner_blank && !blank;
    }
    out
}

fn paragraph(context: &Context<'_>, text: &str, pieces: &[Piece], range: Range<usize>) -> Markup {
    let first = pieces.partition_point(|p| p.range.end <= range.start);
    let past = pieces.partition_point(|p| p.range.start < range.end);
    html! {
        p dir="auto" {
            @for piece in &pieces[first..past] {
                @for &q in piece.begins.iter().filter(|_| piece.range.start >= range.start) {
                    (marker(context, q))
                }
                @let part = &text[piece.range.start.max(range.start)..piece.range.end.min(range.end)];
                (stretch(context, piece, part))
            }
        }
    }
}

/// The number before a quotation: a link to its entry in the list, so it works by keyboard and on paper.
fn marker(context: &Context<'_>, q: usize) -> Markup {
    let low = if context.is_low(q) { ", low confidence" } else { "" };
    let label = format!("Quotation {}, {}{low}", q + 1, visible(&context.names(q)));
    html! {
        a.n.(context.class(q)) #{ "n" (q + 1) } href={ "#d" (q + 1) } data-n=(q + 1) aria-label=(label) {
            (q + 1) @if context.is_low(q) { "?" }
        }
    }
}

fn stretch(context: &Context<'_>, piece: &Piece, part: &str) -> Markup {
    let numbers = |list: &[usize]| {
        let list: Vec<String> = list.iter().map(|q| (q + 1).to_string()).collect();
        (!list.is_empty()).then(|| list.join(" "))
    };
    let class = piece.content.first().map(|&q| format!("q {}", context.class(q)));
    let attributes = [&piece.content, &piece.cue, &piece.source].map(|list| numbers(list));
    let [content, cue, source] = attributes;
    let part = visible(part);
    html! {
        @if class.is_none() && cue.is_none() && source.is_none() { (part) }
        @else { span class=[class] data-q=[content] data-c=[cue] data-s=[source] { (part) } }
    }
}

/// Which quotations are shown: all, or only those that are likely right, or only those to check.
fn which(context: &Context<'_>) -> Markup {
    let (all, low) = (context.record.quotations.len(), context.n_low());
    let choices = [("all", "All", all), ("likely", "Likely right", all - low), ("low", "To check", low)];
    html! {
        // Where all are alike there is nothing to choose; without the script nothing could be chosen.
        @if low > 0 && low < all {
            fieldset.which hidden {
                legend.hide { "Quotations shown" }
                @for (value, name, n) in choices {
                    label { input type="radio" name="which" value=(value) checked[value == "all"]; span { (name) " " span.count { (n) } } }
                }
            }
        }
    }
}

/// Who speaks, in which colour, and what lines and stripes mean.
fn legend(context: &Context<'_>) -> Markup {
    html! {
        section.legend aria-labelledby="legend" {
            div.bar { h2 #legend { "Speakers" } (theme_button()) }
            (which(context))
            div.speakers {
                (speakers(context, true))
                @if context.speakers.entries.iter().any(|s| !s.named) { h3 { "Not named" } (speakers(context, false)) }
            }
            ul.kinds {
                li { span.q.h0.direct { "direct" } }
                li { span.q.h0.mixed { "mixed" } }
                li { span.q.h0.indirect { "indirect" } }
                li { span.q.h0.direct.low { "low confidence" } span.n.h0.low { "?" } }
            }
        }
    }
}

fn speakers(context: &Context<'_>, named: bool) -> Markup {
    html! {
        ul {
            @for (i, speaker) in context.speakers.entries.iter().enumerate().filter(|(_, s)| s.named == named) {
                li {
                    button type="button" data-speaker=(i) aria-pressed="false" class={ "h" (speaker.colour) } {
                        span.swatch aria-hidden="true" {}
                        bdi.name { (visible(speaker.name)) }
                        span.count { (speaker.quotations.len()) }
                    }
                }
            }
        }
    }
}
