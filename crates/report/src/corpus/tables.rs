//! Rankings. Each name is a button that filters the list of quotations; the page's script makes it work.

use maud::{Markup, html};

use super::gather::Corpus;
use super::tally::{LinkCount, SHOWN, Tally};
use super::{ReportOptions, charts, counted, share, thousands};
use crate::words::{decided, percent, relation};

/// Rows that stand open; the others are folded away.
const OPEN: usize = 12;

/// A table whose rows past [`OPEN`] unfold, and that says how many it has no room for.
fn ranking(caption: &str, heading: &Markup, rows: &[Markup], all: usize) -> Markup {
    let table = |rows: &[Markup], label: &str| {
        html! {
            div.scroll { table aria-label=(label) { thead { tr { (heading) } } tbody { @for row in rows { tr { (row) } } } } }
        }
    };
    html! {
        @if rows.is_empty() { p.none { "None." } } @else {
            (table(&rows[..rows.len().min(OPEN)], caption))
            @if rows.len() > OPEN {
                details {
                    summary { (thousands(rows.len() - OPEN)) " more" }
                    (table(&rows[OPEN..], &format!("{caption}, continued")))
                    @if all > rows.len() { p.none { (counted(all - rows.len(), "other")) " can be found by the filters below." } }
                }
            }
        }
    }
}

/// A button that filters by `field`: the number of a name.
fn filter(field: &str, value: u32, shown: &str) -> Markup {
    html! { button.pick type="button" data-field=(field) data-value=(value) { bdi { (shown) } } }
}

pub(super) fn speakers(corpus: &Corpus, tally: &Tally) -> Markup {
    let most = tally.speakers.first().map_or(1, |s| s.quotations);
    let heading = html! {
        th scope="col" { "Speaker" } th.num scope="col" { "Quotations" } th.wide scope="col" { "Kinds" }
        th.num.extra scope="col" { "Articles" } th.num scope="col" { "To check" } th.extra scope="col" { "Over time" }
    };
    let rows: Vec<Markup> = tally
        .speakers
        .iter()
        .take(SHOWN)
        .map(|s| {
            let name = corpus.speakers.get(s.speaker);
            html! {
                th scope="row" { (filter("speaker", s.speaker, name))
                    @if let Some(role) = s.role { span.role { bdi { (corpus.roles.get(role)) } } } }
                td.num data-count="speaker" { (thousands(s.quotations)) }
                td { (charts::kinds(s.kinds, s.quotations, most)) }
                td.num.extra { (thousands(s.articles)) }
                td.num { @if s.low > 0 { (thousands(s.low)) } }
                td.extra { (charts::spark(&s.bins)) }
            }
        })
        .collect();
    html! {
        (charts::kinds_legend())
        (ranking("Speakers by quotations", &heading, &rows, tally.speakers.len()))
        @if tally.named < tally.quotations {
            p.none { (counted(tally.quotations - tally.named, "quotation")) " without a named speaker." }
        }
    }
}

pub(super) fn publishers(corpus: &Corpus, tally: &Tally) -> Markup {
    let most = tally.publishers.first().map_or(1, |p| p.quotations);
    let heading = html! {
        th scope="col" { "Publisher" } th.num scope="col" { "Quotations" } th.wide scope="col" { span.hide { "Share" } }
        th.num.extra scope="col" { "Articles" } th.num scope="col" { "Relayed" }
    };
    let rows: Vec<Markup> = tally
        .publishers
        .iter()
        .take(SHOWN)
        .map(|p| {
            let name = corpus.publishers.get(p.publisher);
            html! {
                th scope="row" { (filter("publisher", p.publisher, name)) }
                td.num data-count="publisher" { (thousands(p.quotations)) }
                td { (charts::bar(p.quotations, most)) }
                td.num.extra { (thousands(p.articles)) }
                td.num { (share(p.relayed, p.quotations)) }
            }
        })
        .collect();
    ranking("Publishers by quotations", &heading, &rows, tally.publishers.len())
}

pub(super) fn relayed(corpus: &Corpus, tally: &Tally) -> Markup {
    links(corpus, &tally.outlets, "outlet")
}

/// Links of the chains, by the quotations that came through them, with how they came.
pub(super) fn links(corpus: &Corpus, counts: &[LinkCount], kind: &str) -> Markup {
    let most = counts.first().map_or(1, |l| l.quotations);
    let heading = html! {
        th scope="col" { "Name" } th.num scope="col" { "Quotations" } th.wide scope="col" { span.hide { "Share" } }
    };
    let rows: Vec<Markup> = counts
        .iter()
        .take(SHOWN)
        .map(|l| {
            // One way alone has the count of the row.
            let how: Vec<String> = match l.relations.len() {
                1 => l.relations.keys().map(|&r| relation(r).to_owned()).collect(),
                _ => l.relations.iter().map(|(&r, &n)| format!("{} {}", relation(r), thousands(n))).collect(),
            };
            html! {
                th scope="row" { (filter("via", l.name, corpus.links.get(l.name))) span.role { (how.join(" · ")) } }
                td.num data-count=(kind) { (thousands(l.quotations)) }
                td { (charts::bar(l.quotations, most)) }
            }
        })
        .collect();
    ranking(&format!("Each {kind} by quotations"), &heading, &rows, counts.len())
}

/// The quotations one would look at first.
pub(super) fn check_first(corpus: &Corpus, tally: &Tally, options: &ReportOptions) -> Markup {
    const ROWS: usize = 8;
    let mut order: Vec<usize> =
        (0..corpus.quotations.len()).filter(|&i| corpus.quotations[i].certainty < options.low).collect();
    order.sort_by(|&a, &b| {
        corpus.quotations[a].certainty.total_cmp(&corpus.quotations[b].certainty).then(a.cmp(&b))
    });
    let likely = if tally.low == 1 { "is" } else { "are" };
    html! {
        @if order.is_empty() { p.none { "No quotation has low confidence." } } @else {
            p.lead { (counted(tally.low, "quotation")) " " (likely) " more likely wrong than right by the engine’s own estimate. The least sure:" }
            ol.check { @for &i in order.iter().take(ROWS) {
                @let q = &corpus.quotations[i];
                @let name = q.speakers.first().map(|&s| corpus.speakers.get(s)).or(q.surface.as_deref());
                li {
                    p.line {
                        span.sure { (percent(q.certainty)) }
                        bdi.name { (name.unwrap_or("unknown speaker")) }
                        @if let Some(cue) = &q.cue { span.why { bdi { (cue) } } }
                        @if let Some(by) = q.decided { span.why { "decided by " (decided(by)) } }
                    }
                    // What the list below does not hold cannot be opened in it.
                    @if i < options.most { button.text type="button" data-quotation=(i) dir="auto" { (beginning(&q.words())) } }
                    @else { p.text dir="auto" { (beginning(&q.words())) } }
                }
            } }
            p { button.pick type="button" data-field="sure" data-value="low" { "Show all to check, the least sure first" } }
        }
    }
}

/// As much of a text as a row has room for, to the end of a word.
fn beginning(text: &str) -> String {
    const MOST: usize = 200;
    let Some((end, _)) = text.char_indices().nth(MOST) else { return text.to_owned() };
    let whole = text[..end].rfind(char::is_whitespace).unwrap_or(end);
    format!("{}…", text[..whole].trim_end())
}
