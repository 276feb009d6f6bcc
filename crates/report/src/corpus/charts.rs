//! Charts, drawn as SVG. Each has a name for those who do not see it, and its figures stand in a table beside it.

use std::collections::HashMap;

use maud::{Markup, html};

use super::gather::Corpus;
use super::tally::{Bin, Tally};
use super::thousands;

/// Direct, mixed and indirect: the classes of their colours.
const KINDS: [(&str, &str); 3] = [("k0", "direct"), ("k1", "mixed"), ("k2", "indirect")];

fn number(x: f64) -> String {
    format!("{x:.1}")
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
pub(super) fn timeline(tally: &Tally) -> Markup {
    const WIDTH: f64 = 960.0;
    const HEIGHT: f64 = 180.0;
    const LEFT: f64 = 44.0;
    const BOTTOM: f64 = 24.0;
    if tally.bins.is_empty() {
        return html! { p.none { "No article has a date." } };
    }
    let total = |b: &Bin| b.kinds.iter().sum::<usize>();
    let most = tally.bins.iter().map(total).max().unwrap_or(0);
    let top = round_up(most);
    let step = (WIDTH - LEFT) / tally.bins.len() as f64;
    let y = |n: usize| HEIGHT * (1.0 - n as f64 / top as f64) + 6.0;
    // At most eight dates below.
    let every = tally.bins.len().div_ceil(8);
    html! {
        (kinds_legend())
        svg.time viewBox={ "0 0 " (WIDTH) " " (HEIGHT + BOTTOM + 6.0) } role="group" aria-label="Quotations over time" {
            @for part in 0..=4_usize {
                @let n = top * part / 4;
                line.grid x1=(LEFT) x2=(WIDTH) y1=(number(y(n))) y2=(number(y(n))) {}
                text.tick x=(LEFT - 8.0) y=(number(y(n) + 4.0)) text-anchor="end" { (thousands(n)) }
            }
            @for (i, bin) in tally.bins.iter().enumerate() {
                @let x = LEFT + i as f64 * step;
                @let [direct, mixed, indirect] = bin.kinds;
                @let label = format!("{}, {direct} direct, {mixed} mixed, {indirect} indirect: {} quotations", span(bin), thousands(total(bin)));
                g.bin role="button" tabindex="-1" data-from=(bin.start) data-to=(bin.end) aria-label=(label) {
                    title { (label) }
                    rect.hit x=(number(x)) y="6" width=(number(step)) height=(HEIGHT) {}
                    @for (k, (class, _)) in KINDS.iter().enumerate() {
                        @let from = bin.kinds[..k].iter().sum::<usize>();
                        @let to = from + bin.kinds[k];
                        rect.(class) x=(number(x + step * 0.1)) width=(number(step * 0.8)) y=(number(y(to)))
                            height=(number(y(from) - y(to))) {}
                    }
                }
                @if i % every == 0 { text.tick x=(number(x + step * 0.1)) y=(HEIGHT + 24.0) { (bin.start) } }
            }
        }
        p.hint { "Point at a bar, or press " kbd { "Enter" } " on it, to read the quotations of that time."
            @if tally.undated > 0 { " " (thousands(tally.undated)) " quotations have no date." } }
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
    let nodes = |side: &Side<'_>, x: f64, text_x: f64, anchor: &str| {
        html! { @for (i, (name, n)) in side.names.iter().enumerate() {
            @let size = *n as f64 * side.scale;
            rect.node x=(number(x)) y=(number(side.next[i])) width="8" height=(number(size.max(1.0))) {}
            text.name x=(number(text_x)) y=(number(side.next[i] + size / 2.0 + 4.0)) text-anchor=(anchor) { (short(name)) tspan.count { " " (thousands(*n)) } }
        } }
    };
    let labels =
        html! { (nodes(&from_side, x0 - 8.0, x0 - 16.0, "end")) (nodes(&to_side, x1, x1 + 16.0, "start")) };
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
        svg.relays viewBox={ "0 0 " (WIDTH) " " (number(height)) } role="img" aria-label=(label) {
            text.side x=(number(x0)) y="0" {}
            @for (d, hue, title) in &ribbons { path class={ "h" (hue) } d=(d) { title { (title) } } }
            (labels)
        }
        p.hint { "Words came from the left and were relayed by the right." @if shown < all { " " (thousands(all - shown)) " relays among smaller names are not drawn." } }
        details {
            summary { "The same as a table" }
            div.scroll { table aria-label="Who relays whom" {
                thead { tr { th scope="col" { "From" } th scope="col" { "Relayed by" } th.num scope="col" { "Quotations" } } }
                tbody { @for (from, to, n) in tally.edges.iter().take(200) {
                    tr { td { (via_button(corpus, from)) } td { bdi { (to) } } td.num data-count="edge" { (thousands(*n)) } }
                } }
            } }
        }
    }
}

/// A name as a filter, where it is one of the links.
fn via_button(corpus: &Corpus, name: &str) -> Markup {
    match corpus.links.list.iter().position(|l| l == name) {
        Some(i) => html! { button.pick type="button" data-field="via" data-value=(i) { bdi { (name) } } },
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
