//! `dixit cluster`: the same words across articles.

use std::collections::BTreeMap;
use std::io::{self, Write};

use dixit_cluster::{Change, Corpus, Group, Options, Variant, VariantKind, Vote, cluster};
use dixit_report::{Disputed, Told};
use serde_json::{Value, json};

use crate::args::{ClusterArgs, ClusterFormat, Disagreement};
use crate::exit::ExitStatus;
use crate::output::Output;
use crate::records;
use crate::table::{self, Width, counted, one_line};

/// Columns assumed where standard output is not a terminal.
const DEFAULT_WIDTH: usize = 100;
/// Wordings of a group that a table has room for.
const MOST_WORDINGS: usize = 8;

pub(crate) fn run(args: &ClusterArgs) -> anyhow::Result<ExitStatus> {
    let mut corpus = Corpus::default();
    let failed = records::each(&args.records, args.acts.into(), |record| corpus.add(record))?;
    let options = Options { min_words: args.min_words.get(), ..Options::default() };
    let mut groups = cluster(&corpus, &options);
    groups.retain(|g| g.articles >= args.min_articles && args.only.is_none_or(|only| only.holds(g)));

    let mut out = Output::open(args.output.as_deref(), &args.records)?;
    match args.format {
        ClusterFormat::Table => print(&mut out, &corpus, &groups, args.top)?,
        ClusterFormat::Jsonl => {
            for (i, group) in groups.iter().enumerate() {
                writeln!(out, "{}", json_of(&corpus, i, group))?;
            }
        }
        ClusterFormat::Csv => write_csv(&mut out, &corpus, &groups)?,
    }
    out.finish()?;
    Ok(if failed > 0 { ExitStatus::SomeFailed } else { ExitStatus::Success })
}

impl Disagreement {
    fn holds(self, group: &Group) -> bool {
        match self {
            Self::Speaker => group.speakers_disagree(),
            Self::Words => group.words_disagree(),
            Self::Any => group.speakers_disagree() || group.words_disagree(),
        }
    }
}

fn print(out: &mut impl Write, corpus: &Corpus, groups: &[Group], top: usize) -> io::Result<()> {
    let width =
        terminal_size::terminal_size_of(io::stdout()).map_or(DEFAULT_WIDTH, |(w, _)| usize::from(w.0));
    let count = |holds: fn(&Group) -> bool| groups.iter().filter(|g| holds(g)).count();
    writeln!(
        out,
        "{} in {}; {} of {}; {} disagree on the speaker, {} on words",
        counted(corpus.quotations.len() as u64, "quotation"),
        counted(corpus.articles.len() as u64, "article"),
        counted(groups.len() as u64, "group"),
        counted(groups.iter().map(Group::quotations).sum::<usize>() as u64, "quotation"),
        count(Group::speakers_disagree),
        count(Group::words_disagree),
    )?;
    if groups.is_empty() {
        return Ok(());
    }
    let heading = ["articles", "speaker", "quotation", "first seen", "differ"].map(str::to_owned).to_vec();
    let shown = &groups[..groups.len().min(top)];
    let rows: Vec<Vec<String>> =
        std::iter::once(heading).chain(shown.iter().map(|g| row(corpus, g))).collect();
    let widths = [Width::UpTo(8), Width::UpTo(22), Width::Rest, Width::UpTo(22), Width::UpTo(14)];
    writeln!(out)?;
    table::layout(&rows, &widths, width).iter().try_for_each(|line| writeln!(out, "{line}"))?;
    for group in shown.iter().filter(|g| Disagreement::Any.holds(g)) {
        print_disagreement(out, corpus, group)?;
    }
    if shown.len() < groups.len() {
        let more = counted((groups.len() - shown.len()) as u64, "more group");
        writeln!(out, "\n{more}; --top {} shows all", groups.len())?;
    }
    Ok(())
}

fn row(corpus: &Corpus, group: &Group) -> Vec<String> {
    let first = &corpus.articles[group.first];
    let seen: Vec<&str> = [&first.date, &first.publisher].into_iter().flatten().map(String::as_str).collect();
    let differ: Vec<&str> = [("speaker", group.speakers_disagree()), ("words", group.words_disagree())]
        .into_iter()
        .filter_map(|(word, holds)| holds.then_some(word))
        .collect();
    vec![
        group.articles.to_string(),
        one_line(group.votes.first().map_or("?", |v| &v.name)),
        one_line(&corpus.quotations[group.fullest].text),
        one_line(&seen.join(" ")),
        differ.join(", "),
    ]
}

/// The publishers that name each speaker, and those that have each wording.
fn print_disagreement(out: &mut impl Write, corpus: &Corpus, group: &Group) -> io::Result<()> {
    let Disputed { words, speakers, wordings, .. } = disputed(corpus, group);
    writeln!(out, "\n{words}")?;
    for Told { what, quotations, places } in &speakers {
        writeln!(out, "  {quotations} {what}: {places}")?;
    }
    for Told { what, places, .. } in wordings.iter().take(MOST_WORDINGS) {
        writeln!(out, "  {what}: {places}")?;
    }
    match wordings.len().saturating_sub(MOST_WORDINGS) {
        0 => Ok(()),
        more => writeln!(out, "  {}; --format jsonl has all", counted(more as u64, "more wording")),
    }
}

/// What a group disagrees on.
pub(super) fn disputed(corpus: &Corpus, group: &Group) -> Disputed {
    let all = || group.variants.iter().flat_map(|v| &v.quotations).copied();
    let votes = if group.speakers_disagree() { &group.votes[..] } else { &[] };
    let speaker = |vote: &Vote| {
        let by = all().filter(|&i| group.vote_of(corpus, i) == Some(vote));
        Told { what: one_line(&vote.name), quotations: vote.quotations, places: places(corpus, by) }
    };
    // Printings that differ in nothing but punctuation have the same words changed.
    let mut by_change: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for variant in group.variants.iter().filter(|v| v.kind == VariantKind::Changed) {
        let changes: Vec<String> = variant.changes.iter().map(change).collect();
        by_change.entry(one_line(&changes.join("; "))).or_default().extend(&variant.quotations);
    }
    let wording = |(change, quotations): (String, Vec<usize>)| Told {
        // Next to an ellipsis it is unknown which words correspond.
        what: if change.is_empty() { "words differ at an ellipsis".to_owned() } else { change },
        quotations: quotations.len(),
        places: places(corpus, quotations.iter().copied()),
    };
    let mut wordings: Vec<Told> = by_change.into_iter().map(wording).collect();
    wordings.sort_by_key(|told| std::cmp::Reverse(told.quotations));
    Disputed {
        words: one_line(&corpus.quotations[group.fullest].text),
        quotations: group.quotations(),
        articles: group.articles,
        speakers: votes.iter().map(speaker).collect(),
        wordings,
    }
}

fn change(change: &Change) -> String {
    let words = |side: &str| if side.is_empty() { "∅".to_owned() } else { side.to_owned() };
    format!("{} → {}", words(&change.from), words(&change.to))
}

/// `Bay Herald (a1, a7), a9`: the articles by publisher, at most a few.
fn places(corpus: &Corpus, quotations: impl Iterator<Item = usize>) -> String {
    const MOST: usize = 6;
    let mut by: BTreeMap<Option<&str>, Vec<&str>> = BTreeMap::new();
    let mut n = 0;
    for i in quotations {
        let article = &corpus.articles[corpus.quotations[i].article];
        n += 1;
        if n <= MOST {
            by.entry(article.publisher.as_deref()).or_default().push(&article.id);
        }
    }
    let mut parts: Vec<String> = by
        .into_iter()
        .map(|(publisher, ids)| match publisher {
            Some(publisher) => format!("{publisher} ({})", ids.join(", ")),
            None => ids.join(", "),
        })
        .collect();
    if n > MOST {
        parts.push(format!("{} more", n - MOST));
    }
    one_line(&parts.join(", "))
}

fn json_of(corpus: &Corpus, i: usize, group: &Group) -> Value {
    let quotation = |&q: &usize| {
        let said = &corpus.quotations[q];
        let article = &corpus.articles[said.article];
        json!({
            "article": article.id, "id": said.id, "publisher": article.publisher, "date": article.date,
            "speaker": said.speaker,
        })
    };
    let variant = |v: &Variant| {
        let changes: Vec<Value> = v.changes.iter().map(|c| json!({"from": c.from, "to": c.to})).collect();
        json!({
            "text": corpus.quotations[v.quotations[0]].text,
            "kind": v.kind.as_str(),
            "changes": changes,
            "quotations": v.quotations.iter().map(quotation).collect::<Vec<_>>(),
        })
    };
    let first = &corpus.articles[group.first];
    json!({
        "id": format!("c{}", i + 1),
        "text": corpus.quotations[group.fullest].text,
        "quotations": group.quotations(),
        "articles": group.articles,
        "speaker": group.votes.first().map(|v| &v.name),
        "speakers": group.votes.iter().map(|v| json!({"name": v.name, "quotations": v.quotations})).collect::<Vec<_>>(),
        "disagree": {"speaker": group.speakers_disagree(), "words": group.words_disagree()},
        "first_seen": {"article": first.id, "publisher": first.publisher, "date": first.date},
        "outlets": group.outlets.iter().map(|(name, n)| json!({"name": name, "quotations": n})).collect::<Vec<_>>(),
        "variants": group.variants.iter().map(variant).collect::<Vec<_>>(),
    })
}

fn write_csv(out: &mut impl Write, corpus: &Corpus, groups: &[Group]) -> anyhow::Result<()> {
    let mut rows = csv::Writer::from_writer(out);
    // Names of columns, not words of the language.
    rows.write_record([
        "group",
        "kind",
        "article_id",
        "quotation_id",
        "publisher",
        "date",
        "speaker",
        "text",
    ])?;
    for (i, group) in groups.iter().enumerate() {
        let id = format!("c{}", i + 1);
        for variant in &group.variants {
            for &q in &variant.quotations {
                let said = &corpus.quotations[q];
                let article = &corpus.articles[said.article];
                rows.write_record([
                    &id,
                    variant.kind.as_str(),
                    &article.id,
                    &said.id,
                    article.publisher.as_deref().unwrap_or_default(),
                    article.date.as_deref().unwrap_or_default(),
                    said.speaker.as_deref().unwrap_or_default(),
                    &said.text,
                ])?;
            }
        }
    }
    rows.flush()?;
    Ok(())
}
