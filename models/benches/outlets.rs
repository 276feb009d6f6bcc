//! What it costs to read the registry of outlets, and to search a text with ten times as many outlets.
//!
//! `cargo bench -p dixit-models --bench outlets`

use std::fmt::Write as _;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use dixit_models::outlets::Outlets;

const SHIPPED: &str = include_str!("../outlets/outlets.tsv");
const ARTICLE: &str = include_str!("../../tests/fixtures/us-china-trade-2025-12.txt");

/// The shipped table with only its first `n` outlets, or with invented ones added up to `n`.
fn table(n: usize) -> String {
    let rows: Vec<&str> = SHIPPED.lines().filter(|l| !l.is_empty() && !l.starts_with('#')).collect();
    let mut out = String::new();
    for row in rows.iter().take(n + 1) {
        // A parent may be cut off with the rest of the table.
        let mut columns: Vec<&str> = row.split('\t').collect();
        if *row != rows[0] {
            columns[5] = "";
        }
        out.push_str(&columns.join("\t"));
        out.push('\n');
    }
    let places = ["North", "South", "East", "West", "Upper", "Lower", "Old", "New", "Great", "Little"];
    let papers =
        ["Courier", "Gazette", "Herald", "Mercury", "Star", "Echo", "Argus", "Leader", "Dispatch", "Argosy"];
    for i in rows.len() - 1..n {
        let (place, paper) = (places[i % 10], papers[i / 10 % 10]);
        let name = format!("{place} {}shire {paper} {i}", letters(i));
        let _ = writeln!(
            out,
            "{name}\tnewspaper\tGB\ten\t{}{i}.example\t\t\t{} {i} Online",
            letters(i),
            letters(i)
        );
    }
    out
}

/// A pronounceable word for a number.
fn letters(mut i: usize) -> String {
    let mut word = String::new();
    for _ in 0..3 {
        word.push(b"bdfgklmnprstvz"[i % 14] as char);
        word.push(b"aeiou"[i / 14 % 5] as char);
        i /= 3;
    }
    word
}

fn outlets(c: &mut Criterion) {
    let words = ARTICLE.split_whitespace().count() as u64;
    let mut group = c.benchmark_group("outlets");
    group.bench_function("read the shipped table", |b| {
        b.iter(|| Outlets::parse(SHIPPED, "outlets.tsv").map(|o| o.len()))
    });
    group.throughput(Throughput::Elements(words));
    for n in [700, 7000] {
        let outlets = Outlets::parse(&table(n), "table").unwrap_or_else(|e| panic!("{}", e.problems[0].what));
        assert_eq!(outlets.len(), n);
        group.bench_function(format!("search an article for {n} outlets"), |b| {
            b.iter(|| outlets.find(ARTICLE).count())
        });
    }
    group.finish();
}

criterion_group!(benches, outlets);
criterion_main!(benches);
