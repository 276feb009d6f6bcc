//! Scores grammar against trees that people drew.

use std::collections::HashSet;
use std::io::{self, Write};
use std::path::Path;

use anyhow::{Context as _, bail};
use dixit_eval::conllu::{Sentence, Word};
use dixit_eval::trees::{self, TreeMeasure};
use dixit_eval::{Tally, conllu};
use dixit_grammar::{Grammar, Penn, Relation, Syntax, Tag, Upos, phrases_of};
use dixit_pipeline::Scratch;
use dixit_tokens::tokenize;
use serde_json::{Value, json};

use super::args::ScoreArgs;
use super::files::read_file;
use crate::exit::ExitStatus;
use crate::models::grammar;

/// Whether a file of gold holds trees.
pub(super) fn is_trees(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    [".conllu", ".conllu.gz", ".conllu.zst"].iter().any(|suffix| name.ends_with(suffix))
}

/// Figures by name: of predictions from a file, or of our own, with the words of the gold and from its text.
pub(super) fn score(args: &ScoreArgs) -> anyhow::Result<ExitStatus> {
    let mut gold = Vec::new();
    for path in &args.gold.gold {
        if !is_trees(path) {
            bail!("{} is no CoNLL-U: trees and quotations are measured in runs of their own", path.display());
        }
        gold.extend(read(path)?);
    }
    let runs: Vec<(&str, Vec<Sentence>)> = match &args.pred {
        Some(path) => vec![("predictions", read(path)?)],
        None => {
            let grammar = match &args.engine.model[..] {
                [] => grammar(None)?,
                [path] => grammar(Some(path))?,
                [_, other, ..] => bail!("{}: trees are read with one model", other.display()),
            };
            vec![("words given", given(&grammar, &gold)), ("from text", raw(&grammar, &gold))]
        }
    };
    let figures: Vec<(&str, Vec<(&str, Tally)>)> =
        runs.iter().map(|(name, pred)| (*name, tallies(&gold, pred))).collect();
    let mut out = io::stdout().lock();
    if args.json {
        let run = |tallies: &[(&str, Tally)]| -> Value {
            let each = tallies.iter().map(|(name, t)| {
                ((*name).to_owned(), json!({"precision": t.precision(), "recall": t.recall(), "f1": t.f1()}))
            });
            each.collect()
        };
        let all: Value =
            figures.iter().map(|(name, tallies)| (name.replace(' ', "_"), run(tallies))).collect();
        writeln!(out, "{all}")?;
        return Ok(ExitStatus::Success);
    }
    let words: usize = gold.iter().map(|s| s.words.len()).sum();
    writeln!(out, "{} sentences, {words} words; F1\n", gold.len())?;
    write!(out, "{:14}", "")?;
    figures.iter().try_for_each(|(name, _)| write!(out, "{name:>14}"))?;
    writeln!(out)?;
    for (i, (name, _)) in figures[0].1.iter().enumerate() {
        write!(out, "{name:14}")?;
        figures.iter().try_for_each(|(_, tallies)| write!(out, "{:14.2}", 100.0 * tallies[i].1.f1()))?;
        writeln!(out)?;
    }
    Ok(ExitStatus::Success)
}

fn read(path: &Path) -> anyhow::Result<Vec<Sentence>> {
    conllu::read(&read_file(path)?).with_context(|| path.display().to_string())
}

fn tallies(gold: &[Sentence], pred: &[Sentence]) -> Vec<(&'static str, Tally)> {
    let names = TreeMeasure::ALL.iter().map(|(_, name)| *name);
    let mut all: Vec<(&str, Tally)> = names.zip(trees::score(gold, pred)).collect();
    let (of_gold, of_pred) = (phrases(gold), phrases(pred));
    let tally = |gold: HashSet<Place>, pred: HashSet<Place>| {
        let hits = gold.intersection(&pred).count() as f64;
        Tally { hits_pred: hits, pred: pred.len() as f64, hits_gold: hits, gold: gold.len() as f64 }
    };
    let heads = |phrases: &[(Place, Place)]| phrases.iter().map(|p| p.0).collect();
    let whole = |phrases: &[(Place, Place)]| phrases.iter().map(|p| p.1).collect();
    all.push(("phrase heads", tally(heads(&of_gold), heads(&of_pred))));
    all.push(("phrases", tally(whole(&of_gold), whole(&of_pred))));
    all
}

/// Characters of a file without spaces, half-open.
type Place = (usize, usize);

/// The heads and the whole of the noun phrases of trees.
fn phrases(sentences: &[Sentence]) -> Vec<(Place, Place)> {
    let mut out = Vec::new();
    for (sentence, places) in sentences.iter().zip(trees::places(sentences)) {
        let analysis = |w: &Word| {
            let penn = w.xpos.parse().unwrap_or(Penn::Xx);
            let tag = Tag::of(w.upos.parse().unwrap_or(Upos::X), penn);
            (tag, Relation::read(&w.relation), w.head.and_then(|h| h.checked_sub(1)).unwrap_or(u32::MAX))
        };
        let words: Vec<_> = sentence.words.iter().map(analysis).collect();
        for phrase in phrases_of(&words) {
            let (first, last) = (phrase.tokens.start as usize, phrase.tokens.end as usize - 1);
            out.push((places[phrase.head as usize], (places[first].0, places[last].1)));
        }
    }
    out
}

/// Our analysis of the words of the gold.
fn given(grammar: &Grammar, gold: &[Sentence]) -> Vec<Sentence> {
    let words = gold.iter().map(|s| s.words.iter().map(|w| w.form.as_str()));
    let syntax = grammar.read_words(words, &mut Scratch::default());
    let mut first = 0;
    let sentence = |s: &Sentence| {
        let words = s.words.iter().enumerate();
        let words = words.map(|(i, w)| word(&syntax, first, first + i as u32, &w.form)).collect();
        first += s.words.len() as u32;
        Sentence { words, ..Sentence::default() }
    };
    gold.iter().map(sentence).collect()
}

/// Our analysis of the text of the gold, document by document.
fn raw(grammar: &Grammar, gold: &[Sentence]) -> Vec<Sentence> {
    let mut scratch = Scratch::default();
    let mut out = Vec::new();
    for document in gold.chunk_by(|_, next| next.document.is_none()) {
        let mut text = String::new();
        for sentence in document {
            if sentence.paragraph && !text.is_empty() {
                text.push_str("\n\n");
            }
            for word in &sentence.words {
                text.push_str(&word.form);
                text.push_str(if word.space_after { " " } else { "" });
            }
        }
        let tokens = tokenize(&text);
        let syntax = grammar.read(&text, &tokens, &mut scratch);
        for sentence in tokens.sentences() {
            let first = sentence.tokens.start;
            let form = |i: u32| &text[tokens.tokens()[i as usize].span.range()];
            let words = sentence.tokens.clone().map(|i| word(&syntax, first, i, form(i))).collect();
            out.push(Sentence { words, ..Sentence::default() });
        }
    }
    out
}

/// A word of a sentence that begins at token `first`.
fn word(syntax: &Syntax, first: u32, i: u32, form: &str) -> Word {
    let tag = syntax.tags()[i as usize];
    Word {
        form: form.to_owned(),
        lemma: syntax.lemmas()[i as usize].of(form).into_owned(),
        upos: tag.upos().to_string(),
        xpos: tag.penn().to_string(),
        head: Some(syntax.head(i).map_or(0, |head| head + 1 - first)),
        relation: syntax.relations()[i as usize].to_string(),
        space_after: true,
    }
}
