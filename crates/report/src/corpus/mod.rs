//! Many articles: who was quoted, by whom and through whom, with every quotation at hand.

mod charts;
mod data;
mod days;
mod disputed;
mod gather;
mod tables;
mod tally;

pub use disputed::{Disputed, Told};
pub use gather::Corpus;

use maud::{Markup, PreEscaped, html};

use crate::LOW_CONFIDENCE;
use crate::page::{Page, Reach, theme_button};
use crate::words::visible;
use tally::Tally;

/// How a report is made.
#[derive(Clone, Debug, PartialEq)]
pub struct ReportOptions {
    /// Heading of the page. Default: `Quotations`.
    pub title: String,
    /// Quotations with less certainty than this are counted and marked as ones to check, `0..=1`.
    /// Default: [`LOW_CONFIDENCE`].
    pub low: f32,
    /// Most quotations the page holds for reading and searching: browsers take their time with more. Figures and
    /// charts count all. Default: 100,000.
    pub most: usize,
}

impl Default for ReportOptions {
    fn default() -> Self {
        Self { title: "Quotations".to_owned(), low: LOW_CONFIDENCE, most: 100_000 }
    }
}

/// The page over a corpus, as a whole HTML file.
pub fn report_page(corpus: &Corpus, options: &ReportOptions) -> String {
    let tally = Tally::of(corpus, options.low);
    let mut parts = data::parts(corpus, options);
    let body = html! {
        a.skip href="#quotations" { "Skip to the quotations" }
        header.top {
            div.bar { h1 dir="auto" { (visible(&options.title)) } (theme_button()) }
            p.sub { (span_of(&tally)) }
        }
        nav aria-label="Sections" {
            @for (id, name) in SECTIONS.iter().filter(|(id, _)| *id != "disputed" || corpus.disputed.is_some()) {
                a href={ "#" (id) } { (name) }
            }
        }
        main {
            (figures(&tally))
            section #time { h2 { "Over time" } (charts::timeline(&tally)) }
            section #speakers { h2 { "Speakers" } (tables::speakers(corpus, &tally)) }
            section #outlets {
                h2 { "Outlets" }
                div.columns {
                    div { h3 { "Who publishes" } (tables::publishers(corpus, &tally)) }
                    div { h3 { "Who is relayed" } (tables::relayed(corpus, &tally)) }
                }
                h3 { "Who relays whom" }
                (charts::relays(corpus, &tally))
            }
            section #venues {
                h2 { "Venues" }
                div.columns {
                    div { h3 { "Platforms" } (tables::links(corpus, &tally.platforms, "platform")) }
                    div { h3 { "Events" } (tables::links(corpus, &tally.events, "event")) }
                    div { h3 { "Documents" } (tables::links(corpus, &tally.documents, "document")) }
                }
            }
            @if let Some(disputed) = &corpus.disputed {
                section #disputed { h2 { "Told otherwise" } (disputed::section(disputed)) }
            }
            section #check { h2 { "Check first" } (tables::check_first(corpus, &tally, options)) }
            section #quotations { h2 #list tabindex="-1" { "Quotations" } (reader(corpus, &tally, options)) }
        }
        footer {
            p { "Made by dixit " (env!("CARGO_PKG_VERSION")) " from records of " (engines(corpus))
                ". Confidence is the engine’s own estimate." }
        }
        script #data type="application/json" { (PreEscaped(data::head(corpus, &tally, options))) }
        @for part in parts.by_ref().take(1) { (data_part(&part)) }
    };
    let rest = html! { @for part in parts { (data_part(&part)) } };
    let style = include_str!("../../assets/report.css");
    let script = concat!(include_str!("../../assets/theme.js"), include_str!("../../assets/report.js"));
    Page { title: &options.title, style, script, reach: Reach::Nothing, body, rest }.render()
}

fn data_part(json: &str) -> Markup {
    html! { script.part type="application/json" { (PreEscaped(json)) } }
}

// Headings, not words of the language.
const SECTIONS: [(&str, &str); 7] = [
    ("time", "Over time"),
    ("speakers", "Speakers"),
    ("outlets", "Outlets"),
    ("venues", "Venues"),
    ("disputed", "Told otherwise"),
    ("check", "Check first"),
    ("quotations", "Quotations"),
];

/// `1,234`.
pub(crate) fn thousands(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() * 4 / 3);
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

/// `1 quotation`, `1,234 quotations`.
pub(crate) fn counted(n: usize, what: &str) -> String {
    format!("{} {what}{}", thousands(n), if n == 1 { "" } else { "s" })
}

/// `7 %`, `0.4 %`, `99.6 %`: only none is 0 and only all is 100.
pub(crate) fn share(n: usize, of: usize) -> String {
    let p = 100.0 * n as f64 / of.max(1) as f64;
    let near_an_end = n > 0 && n < of && !(1.0..=99.0).contains(&p);
    if near_an_end { format!("{:.1} %", p.clamp(0.1, 99.9)) } else { format!("{p:.0} %") }
}

fn span_of(tally: &Tally) -> String {
    match (&tally.first, &tally.last) {
        (Some(first), Some(last)) if first != last => format!("Articles from {first} to {last}"),
        (Some(day), _) => format!("Articles of {day}"),
        _ => "Articles without a date".to_owned(),
    }
}

fn engines(corpus: &Corpus) -> Markup {
    html! {
        @for (i, engine) in corpus.engines.iter().enumerate() { @if i > 0 { ", " } (visible(engine)) }
        @if corpus.engines.is_empty() { "no article" }
    }
}

/// The sums of the corpus.
fn figures(tally: &Tally) -> Markup {
    let [direct, mixed, indirect] = tally.kinds;
    // The word has the number of its figure.
    let figure = |id: &str, n: usize, one: &str, many: &str, more: String| {
        let what = if n == 1 { one } else { many };
        html! { div.figure {
            span.number data-figure=(id) { (thousands(n)) }
            @if id == "low" && n > 0 { button.what.pick type="button" data-field="sure" data-value="low" { (what) } }
            @else { span.what { (what) } }
            span.more { (more) }
        } }
    };
    let of_quotations = |n: usize| share(n, tally.quotations);
    let quoting = match tally.articles - tally.quoting {
        0 => "each with quotations".to_owned(),
        without => format!("{} with quotations, {} without", thousands(tally.quoting), thousands(without)),
    };
    html! {
        section.figures aria-label="Sums" {
            (figure("quotations", tally.quotations, "quotation", "quotations", format!(
                "{} direct, {} mixed, {} indirect", thousands(direct), thousands(mixed), thousands(indirect))))
            (figure("articles", tally.articles, "article", "articles", quoting))
            (figure("speakers", tally.speakers.len(), "named speaker", "named speakers",
                format!("of {} of the quotations", of_quotations(tally.named))))
            (figure("publishers", tally.publishers.len(), "publisher", "publishers", format!(
                "relaying {} and {}", counted(tally.outlets.len(), "outlet"), counted(tally.platforms.len(), "platform"))))
            (figure("relayed", tally.relayed, "relayed", "relayed",
                format!("{} came through an outlet or platform", of_quotations(tally.relayed))))
            (figure("low", tally.low, "to check", "to check", format!("{} with low confidence", of_quotations(tally.low))))
        }
    }
}

/// Search, filters, the list and the quotation in hand; the page's script fills them.
fn reader(corpus: &Corpus, tally: &Tally, options: &ReportOptions) -> Markup {
    let held = corpus.quotations.len().min(options.most);
    html! {
        noscript { p { "Reading and searching needs JavaScript; the figures above do not." } }
        @if held < corpus.quotations.len() {
            p.note { "The list holds the first " (thousands(held)) " of " (counted(tally.quotations, "quotation"))
                "; the figures above count all." }
        }
        form.filters role="search" aria-label="Filter the quotations" {
            label.wide { span { "Words" } input type="search" name="words" autocomplete="off"
                placeholder="in quotation, speaker or headline"; }
            label { span { "Speaker" } input type="search" name="speaker" list="names" autocomplete="off" placeholder="anybody"; }
            label { span { "Publisher" } select name="publisher" { option value="" { "all" } } }
            label { span { "Through" } select name="via" { option value="" { "all" } option value="-1" { "nobody" } } }
            label { span { "Kind" } select name="kind" {
                option value="" { "all" } option value="0" { "direct" } option value="1" { "mixed" } option value="2" { "indirect" }
            } }
            label { span { "Confidence" } select name="sure" {
                option value="" { "all" } option value="likely" { "likely right" } option value="low" { "to check" }
            } }
            label { span { "From" } input type="date" name="from"; }
            label { span { "To" } input type="date" name="to"; }
            label { span { "Order" } select name="order" {
                option value="" { "as read" } option value="low" { "least sure first" } option value="new" { "newest first" }
                option value="old" { "oldest first" } option value="speaker" { "by speaker" }
            } }
            button type="reset" { "Clear" }
        }
        datalist #names {}
        p.status role="status" aria-live="polite" {}
        section.portrait aria-label="The speaker" hidden {}
        div.reader {
            div.rows role="listbox" tabindex="0" aria-label="Quotations" { div.space role="presentation" {} }
            div.hand role="region" aria-label="Quotation in hand" tabindex="0" {}
        }
    }
}
