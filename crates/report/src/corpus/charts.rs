//! Charts, drawn as SVG. Each has a name for those who do not see it, and its figures stand in a table beside it.

use std::collections::HashMap;

use maud::{Markup, html};

use super::days::days;
use super::gather::Corpus;
use super::tally::{Bin, Tally};
use super::{counted, thousands};

/// Direct, mixed and indirect: the classes of their colours.
// Names of kinds, not words of the language.
const KINDS: [(&str, &str); 3] = [("k0", "direct"), ("k1", "mixed"), ("k2", "indirect")];

fn number(x: f64) -> String {
    format!("{x:.1}")
}

fn precise(x: f64) -> String {
    format!("{x:.3}")
}

/// What the colours of kinds mean.
pub(super) fn kinds_legend() -> Markup {
    html! { p.key { @for (class, name) in KINDS { span { i.swatch.(class) aria-hidden="true" {} (name) } } } }
}

/// A bar as long as its share of the most.
pub(super) fn bar(n: usize, most: usize) -> Markup {
    let width = 100.0 * n as f64 / most.max(1) as f64;
    html! {
        svg.bar viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" {
            rect.k0 width=(number(width.max(0.8))) height="8" {}
        }
    }
}

/// A bar of the kinds, as long as its share of the most.
pub(super) fn kinds(kinds: [usize; 3], n: usize, most: usize) -> Markup {
    let scale = 100.0 / most.max(1) as f64;
    let label = format!("{} direct, {} mixed, {} indirect of {n}", kinds[0], kinds[1], kinds[2]);
    html! {
        svg.bar viewBox="0 0 100 8" preserveAspectRatio="none" role="img" aria-label=(label) {
            @for (i, (class, _)) in KINDS.iter().enumerate() {
                @let x = kinds[..i].iter().sum::<usize>() as f64 * scale;
                @let width = kinds[i] as f64 * scale;
                rect.(class) x=(number(x)) width=(number(width)) height="8" {}
            }
        }
    }
}

/// A small line of how often, bin by bin.
pub(super) fn spark(bins: &[usize]) -> Markup {
    let most = bins.iter().copied().max().unwrap_or(0).max(1) as f64;
    let step = 100.0 / (bins.len().max(2) - 1) as f64;
    let points: Vec<String> = bins
        .iter()
        .enumerate()
        .map(|(i, &n)| format!("{:.1},{:.1}", i as f64 * step, 22.0 - 20.0 * n as f64 / most))
        .collect();
    html! {
        @if bins.len() > 1 {
            svg.spark viewBox="0 0 100 24" preserveAspectRatio="none" aria-hidden="true" {
                polygon points={ "0,23 " (points.join(" ")) " 100,23" } {}
                polyline points=(points.join(" ")) {}
            }
        }
    }
}

/// Quotations by day, week or longer, kinds stacked. Each bar is a button that filters.
///
/// The bars stretch with the page, so words stand outside the drawing, where they keep their size.
pub(super) fn timeline(tally: &Tally) -> Markup {
    const STEP: f64 = 10.0;
    const HEIGHT: f64 = 100.0;
    if tally.bins.is_empty() {
        return html! { p.none { "No article has a date." } };
    }
    let total = |b: &Bin| b.kinds.iter().sum::<usize>();
    let top = round_up(tally.bins.iter().map(total).max().unwrap_or(0));
    // A few bars stay slim.
    let places = tally.bins.len().max(12) as f64;
    let width = places * STEP;
    let y = |n: usize| HEIGHT * (1.0 - n as f64 / top as f64);
    html! {
        (kinds_legend())
        div.chart {
            div.scale aria-hidden="true" { @for part in (0..=4_usize).rev() { span { (thousands(top * part / 4)) } } }
            svg.time viewBox={ "0 0 " (width) " " (HEIGHT) } preserveAspectRatio="none" role="group" aria-label="Quotations over time" {
                @for part in 0..=4_usize {
                    @let y = number(HEIGHT * part as f64 / 4.0);
                    line.grid x1="0" x2=(width) y1=(y) y2=(y) {}
                }
                @for (i, bin) in tally.bins.iter().enumerate() {
                    @let x = i as f64 * STEP;
                    @let [direct, mixed, indirect] = bin.kinds;
                    @let label = format!("{}, {direct} direct, {mixed} mixed, {indirect} indirect: {}", span(bin), counted(total(bin), "quotation"));
                    g.bin role="button" tabindex="-1" data-from=(bin.start) data-to=(bin.end) aria-label=(label) {
                        title { (label) }
                        rect.hit x=(number(x)) y="0" width=(STEP) height=(HEIGHT) {}
                        @for (k, (class, _)) in KINDS.iter().enumerate() {
                            @let from = bin.kinds[..k].iter().sum::<usize>();
                            @let to = from + bin.kinds[k];
                            rect.(class) x=(number(x + 1.0)) width=(number(STEP - 2.0)) y=(precise(y(to))) height=(precise(y(from) - y(to))) {}
                        }
                    }
                }
            }
            div.days aria-hidden="true" {
                @for day in days(&tally.bins) {
                    span style={ "left:" (number(100.0 * day.bin as f64 / places)) "%" } {
                        (day.label) @if let Some(year) = day.year { br; (year) }
                    }
                }
            }
        }
        p.hint { "Point at a bar, or press " kbd { "Enter" } " on it, to read the quotations of that time."
            @if tally.undated > 0 { " " (counted(tally.undated, "quotation")) " without a date." } }
    }
}

fn span(bin: &Bin) -> String {
    if bin.start == bin.end { bin.start.clone() } else { format!("{} to {}", bin.start, bin.end) }
}

/// The next number that a scale in four parts reads well with.
fn round_up(n: usize) -> usize {
    let mut step = 1;
    loop {
        for factor in [4, 8, 12, 16, 20] {
            if factor * step >= n {
                return factor * step;
            }
        }
        step *= 10;
    }
}

/// A side of the graph of relays: names from the top, with their weight.
struct Side<'a> {
    names: Vec<(&'a str, usize)>,
    place: HashMap<&'a str, usize>,
    /// Where the ribbon of each name goes on.
    next: Vec<f64>,
    scale: f64,
}

const GAP: f64 = 14.0;

impl<'a> Side<'a> {
    fn new(
        edges: &[(&'a str, &'a str, usize)],
        of: impl Fn(&(&'a str, &'a str, usize)) -> &'a str,
        height: f64,
    ) -> Self {
        let mut sums: HashMap<&str, usize> = HashMap::new();
        for edge in edges {
            *sums.entry(of(edge)).or_default() += edge.2;
        }
        let mut names: Vec<(&str, usize)> = sums.into_iter().collect();
        names.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        let total: usize = names.iter().map(|n| n.1).sum();
        let scale = (height - GAP * names.len() as f64) / total.max(1) as f64;
        let mut y = GAP / 2.0;
        let mut next = Vec::new();
        for (_, n) in &names {
            next.push(y);
            y += *n as f64 * scale + GAP;
        }
        let place = names.iter().enumerate().map(|(i, n)| (n.0, i)).collect();
        Self { names, place, next, scale }
    }

    /// Takes the next stretch for `n` quotations of a name: its top and its height.
    fn take(&mut self, name: &str, n: usize) -> (f64, f64) {
        let next = &mut self.next[self.place[name]];
        let (top, height) = (*next, n as f64 * self.scale);
        *next += height;
        (top, height)
    }
}

/// From whom the words came to whom relayed them: ribbons as wide as the quotations, and the same as a table.
pub(super) fn relays(corpus: &Corpus, tally: &Tally) -> Markup {
    const WIDTH: f64 = 960.0;
    const MARGIN: f64 = 210.0;
    const NAMES: usize = 14;
    if tally.edges.is_empty() {
        return html! { p.none { "No quotation was relayed." } };
    }
    // The names of the strongest edges, as many as there is room for.
    let mut edges: Vec<(&str, &str, usize)> = Vec::new();
    let (mut left, mut right): (Vec<&str>, Vec<&str>) = Default::default();
    for (from, to, n) in &tally.edges {
        for (side, name) in [(&mut left, from.as_str()), (&mut right, to.as_str())] {
            if side.len() < NAMES && !side.contains(&name) {
                side.push(name);
            }
        }
        if left.contains(&from.as_str()) && right.contains(&to.as_str()) && edges.len() < 120 {
            edges.push((from, to, *n));
        }
    }
    let height = 34.0 * left.len().max(right.len()) as f64 + 20.0;
    let mut from_side = Side::new(&edges, |e| e.0, height);
    let mut to_side = Side::new(&edges, |e| e.1, height);
    let (x0, x1) = (MARGIN + 12.0, WIDTH - MARGIN - 12.0);
    let middle = f64::midpoint(x0, x1);
    let nodes = |side: &Side<'_>, x: f64, text_x: f64, anchor: &str, order: [Field; 3]| {
        html! { @for (i, (name, n)) in side.names.iter().enumerate() {
            @let size = *n as f64 * side.scale;
            @let filter = filter_of(corpus, tally, name, order);
            rect.node x=(number(x)) y=(number(side.next[i])) width="8" height=(number(size.max(1.0))) {}
            text.name x=(number(text_x)) y=(number(side.next[i] + size / 2.0 + 4.0)) text-anchor=(anchor) data-field=[filter.as_ref().map(|f| f.0)] data-value=[filter.as_ref().map(|f| &f.1)] {
                title { (name) } (short(name)) tspan.count { " " (thousands(*n)) }
            }
        } }
    };
    let labels = html! { (nodes(&from_side, x0 - 8.0, x0 - 16.0, "end", FROM)) (nodes(&to_side, x1, x1 + 16.0, "start", TO)) };
    // Ribbons leave a name in the order of where they go, so that they cross little.
    let order = |e: &&(&str, &str, usize)| (from_side.place[e.0], to_side.place[e.1]);
    let mut sorted: Vec<&(&str, &str, usize)> = edges.iter().collect();
    sorted.sort_by_key(order);
    let mut starts = HashMap::new();
    for e in &sorted {
        starts.insert((e.0, e.1), from_side.take(e.0, e.2));
    }
    sorted.sort_by_key(|e| (to_side.place[e.1], from_side.place[e.0]));
    let ribbons: Vec<(String, usize, String)> = sorted
        .iter()
        .map(|e| {
            let (a, high_a) = starts[&(e.0, e.1)];
            let (b, high_b) = to_side.take(e.1, e.2);
            let d = format!(
                "M{x0:.1},{a:.1} C{middle:.1},{a:.1} {middle:.1},{b:.1} {x1:.1},{b:.1} V{:.1} C{middle:.1},{:.1} {middle:.1},{:.1} {x0:.1},{:.1} Z",
                b + high_b.max(0.6), b + high_b.max(0.6), a + high_a.max(0.6), a + high_a.max(0.6)
            );
            (d, from_side.place[e.0] % 10 + 1, format!("{} → {}: {}", e.0, e.1, thousands(e.2)))
        })
        .collect();
    let shown: usize = edges.iter().map(|e| e.2).sum();
    let all: usize = tally.edges.iter().map(|e| e.2).sum();
    let label = format!(
        "Who relays whom: {} of {} relays are drawn; the table below lists them",
        thousands(shown),
        thousands(all)
    );
    html! {
        div.scroll tabindex="0" role="group" aria-label="Drawing of who relays whom" {
            svg.relays viewBox={ "0 -26 " (WIDTH) " " (number(height + 26.0)) } role="img" aria-label=(label) {
                text.side x=(number(x0)) y="-10" text-anchor="end" { "words came from" }
                text.side x=(number(x1)) y="-10" { "and were relayed by" }
                @for (d, hue, title) in &ribbons { path class={ "h" (hue) } d=(d) { title { (title) } } }
                (labels)
            }
        }
        @if shown < all { p.hint { (counted(all - shown, "relay")) " among smaller names " (if all - shown == 1 { "is" } else { "are" }) " not drawn." } }
        (relay_table(corpus, tally))
    }
}

/// The table that says the same as the ribbons.
fn relay_table(corpus: &Corpus, tally: &Tally) -> Markup {
    html! {
        details {
            summary { "The same as a table" }
            div.scroll { table aria-label="Who relays whom" {
                thead { tr { th scope="col" { "From" } th scope="col" { "Relayed by" } th.num scope="col" { "Quotations" } } }
                tbody { @for (from, to, n) in tally.edges.iter().take(200) {
                    tr { td { (name_button(corpus, tally, from, FROM)) } td { (name_button(corpus, tally, to, TO)) } td.num data-count="edge" { (thousands(*n)) } }
                } }
            } }
        }
    }
}

/// What a name of the graph can be.
#[derive(Clone, Copy)]
enum Field {
    Via,
    Publisher,
    Speaker,
}

/// Where names are looked for: words come from a link or an outlet that speaks, and reach a publisher or another link.
const FROM: [Field; 3] = [Field::Via, Field::Speaker, Field::Publisher];
const TO: [Field; 3] = [Field::Publisher, Field::Via, Field::Speaker];

/// The filter that finds a name of the graph, and its value.
fn filter_of(
    corpus: &Corpus,
    tally: &Tally,
    name: &str,
    order: [Field; 3],
) -> Option<(&'static str, String)> {
    order.into_iter().find_map(|field| match field {
        Field::Via => {
            let links = tally.outlets.iter().chain(&tally.platforms);
            links.map(|l| l.name).find(|&l| corpus.links.get(l) == name).map(|l| ("via", l.to_string()))
        }
        Field::Publisher => corpus.publishers.position(name).map(|p| ("publisher", p.to_string())),
        Field::Speaker => {
            corpus.speakers.list.iter().position(|s| s == name).map(|s| ("speaker", s.to_string()))
        }
    })
}

fn name_button(corpus: &Corpus, tally: &Tally, name: &str, order: [Field; 3]) -> Markup {
    match filter_of(corpus, tally, name, order) {
        Some((field, value)) => {
            html! { button.pick type="button" data-field=(field) data-value=(value) { bdi { (name) } } }
        }
        None => html! { bdi { (name) } },
    }
}

/// As much of a name as the margin has room for.
fn short(name: &str) -> String {
    const MOST: usize = 24;
    if name.chars().count() <= MOST {
        return name.to_owned();
    }
    let cut: String = name.chars().take(MOST - 1).collect();
    format!("{}…", cut.trim_end())
}
