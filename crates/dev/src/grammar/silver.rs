//! Analyses that CoreNLP made of news, in the tokens of dixit and the terms of Universal Dependencies.

use std::collections::HashSet;

use anyhow::Context;
use dixit_grammar::train::Sample;
use dixit_grammar::{Penn, Relation, Tag, Upos};
use dixit_text::{OffsetMap, OffsetUnit};
use dixit_tokens::tokenize;
use serde_json::Value;

/// A token of CoreNLP.
#[derive(Clone, Debug)]
struct Item {
    /// Bytes.
    start: u32,
    end: u32,
    penn: String,
    lemma: String,
    /// Index of the head.
    head: Option<usize>,
    relation: String,
}

/// The sentences of an article, given its text and the line of its analysis.
pub(crate) fn sentences(text: &str, line: &Value, given: &HashSet<&str>) -> anyhow::Result<Vec<Sample>> {
    let map = OffsetMap::new(text);
    let tokens = tokenize(text);
    let mut samples = Vec::new();
    for sentence in line["sentences"].as_array().context("no sentences")? {
        let items: Vec<Item> = sentence
            .as_array()
            .context("no sentence")?
            .iter()
            .map(|t| item(t, &map))
            .collect::<Option<_>>()
            .context("no token")?;
        let Some((first, last)) = items.first().zip(items.last()) else { continue };
        let ours = &tokens.tokens()[tokens.tokens().partition_point(|t| t.span.end() <= first.start)..];
        let ours = &ours[..ours.partition_point(|t| t.span.start() < last.end)];
        let spans: Vec<(u32, u32)> = ours.iter().map(|t| (t.span.start(), t.span.end())).collect();
        let words = ours.iter().map(|t| text[t.span.range()].to_owned()).collect();
        samples.push(sample(words, &spans, &converted(items, text, given)));
    }
    Ok(samples)
}

fn item(token: &Value, map: &OffsetMap<'_>) -> Option<Item> {
    let byte = |i: usize| map.to_bytes(token[i].as_u64()? as u32, OffsetUnit::Chars);
    Some(Item {
        start: byte(0)?,
        end: byte(1)?,
        penn: token[2].as_str()?.to_owned(),
        lemma: token[3].as_str()?.to_owned(),
        head: usize::try_from(token[4].as_i64()?).ok(),
        relation: token[5].as_str()?.to_owned(),
    })
}

/// The analysis in terms of version 2 of Universal Dependencies.
fn converted(mut items: Vec<Item>, text: &str, given: &HashSet<&str>) -> Vec<Item> {
    let heads: Vec<Option<usize>> = items.iter().map(|t| t.head).collect();
    let relations: Vec<String> = items.iter().map(|t| t.relation.clone()).collect();
    // A conjunction hangs on the conjunct after it, not on the first one.
    for i in 0..items.len() {
        let commas = relations[i] == "punct" && (items[i].penn == "," || items[i].penn == ":");
        if relations[i] != "cc" && !commas {
            continue;
        }
        let conjuncts = (i + 1..items.len()).filter(|&j| relations[j] == "conj" && heads[j] == heads[i]);
        let next = conjuncts.min();
        // A comma only right before a conjunct, or before its conjunction.
        let near = |j: usize| {
            !commas
                || !(i + 1..j).any(|k| relations[k] == "conj" && heads[k] == heads[i])
                    && heads[i].is_some_and(|h| h < i)
        };
        if let Some(j) = next.filter(|&j| near(j)) {
            items[i].head = Some(j);
        }
    }
    names(&mut items, text, given);
    for i in 0..items.len() {
        let head = items[i].head.map(|h| items[h].penn.clone()).unwrap_or_default();
        let cased = (0..items.len()).any(|j| items[j].head == Some(i) && items[j].relation == "case");
        let nominal = head.starts_with('N') || head.starts_with("PRP") || head == "CD" || head == "DT";
        let relation = match (items[i].relation.as_str(), nominal) {
            ("nmod", false) if cased => "obl",
            ("nmod", false) => "obl:unmarked",
            ("nmod:tmod" | "nmod:npmod", true) => "nmod:unmarked",
            (other, _) => other,
        };
        items[i].relation = relation.to_owned();
    }
    items
}

/// Names of persons hang on their first word, and a title before them is no part of the name.
fn names(items: &mut [Item], text: &str, given: &HashSet<&str>) {
    let word = |t: &Item| text[t.start as usize..t.end as usize].to_owned();
    for last in 0..items.len() {
        // The run of words of a compound that end here.
        let mut first = last;
        while first > 0
            && items[first - 1].head == Some(last)
            && items[first - 1].relation == "compound"
            && items[first - 1].penn.starts_with("NNP")
        {
            first -= 1;
        }
        if first == last || !items[last].penn.starts_with("NNP") {
            continue;
        }
        let start = (first..last).find(|&i| given.contains(word(&items[i]).to_lowercase().as_str()));
        let (start, titled) = match start {
            Some(start) => (start, first..start),
            None if word(&items[last - 1]).ends_with('.') && word(&items[last - 1]).len() > 2 => {
                (last, first..last)
            }
            None => continue,
        };
        let (head, relation) = (items[last].head, items[last].relation.clone());
        for item in items.iter_mut().filter(|t| t.head == Some(last)) {
            item.head = Some(start);
        }
        for i in titled {
            items[i].head = Some(start);
            items[i].relation = "nmod:desc".to_owned();
        }
        for item in &mut items[start + 1..=last] {
            item.head = Some(start);
            item.relation = "flat".to_owned();
        }
        items[start].head = head;
        items[start].relation = relation;
    }
}

/// The analysis on our words. A token of theirs that is several of ours (`well-known`) hangs together, its last word as its
/// head; what tags the parts have is not known.
fn sample(words: Vec<String>, spans: &[(u32, u32)], items: &[Item]) -> Sample {
    let n = words.len();
    // The word of ours that stands for each of theirs: the last that overlaps.
    let of_item = |t: &Item| (0..n).rev().find(|&i| spans[i].0 < t.end && t.start < spans[i].1);
    let ours: Vec<Option<usize>> = items.iter().map(of_item).collect();
    let mut sample = Sample {
        words,
        tags: vec![None; n],
        lemmas: vec![None; n],
        heads: vec![None; n],
        relations: vec![None; n],
        gold: false,
    };
    for (t, our) in items.iter().zip(&ours) {
        let Some(our) = *our else { continue };
        let whole = spans[our] == (t.start, t.end);
        let head = match t.head {
            None => Some(0),
            Some(h) => ours[h].filter(|&h| h != our).map(|h| h as u32 + 1),
        };
        if sample.heads[our].is_none() || whole {
            sample.heads[our] = head;
            sample.relations[our] = head.map(|_| Relation::read(&t.relation));
        }
        if whole {
            sample.tags[our] = tag(t, items);
            sample.lemmas[our] = Some(t.lemma.clone());
        }
        for part in (0..our).filter(|&i| spans[i].0 >= t.start && spans[i].1 <= t.end) {
            let mark = !sample.words[part].chars().any(char::is_alphanumeric);
            sample.heads[part] = Some(our as u32 + 1);
            sample.relations[part] = Some(if mark { Relation::Punct } else { Relation::Compound });
            if mark && sample.words[part] == "-" {
                sample.tags[part] = Some(Tag::of(Upos::Punct, Penn::Hyph));
            }
        }
    }
    sample
}

/// The tag in terms of the English Web Treebank.
fn tag(t: &Item, items: &[Item]) -> Option<Tag> {
    let relation = t.relation.as_str();
    let helps = matches!(relation, "aux" | "auxpass" | "cop");
    let penn: Penn = t.penn.parse().ok()?;
    let modifies = t.head.is_some_and(|h| items[h].start >= t.end);
    let (upos, penn) = match penn {
        Penn::To if relation == "case" => (Upos::Adp, Penn::In),
        Penn::To if relation == "mark" => (Upos::Part, Penn::To),
        Penn::To => return None,
        Penn::In if relation == "mark" => (Upos::Sconj, penn),
        Penn::In => (Upos::Adp, penn),
        Penn::Dt if matches!(relation, "det" | "neg") => (Upos::Det, penn),
        // names, not words of the language
        Penn::Dt if matches!(relation, "nsubj" | "dobj" | "nsubjpass" | "nmod" | "root" | "conj") => {
            (Upos::Pron, penn)
        }
        Penn::Dt => return None,
        Penn::Wdt if relation == "det" && modifies => (Upos::Det, penn),
        Penn::Wdt => (Upos::Pron, penn),
        Penn::Vb | Penn::Vbd | Penn::Vbz | Penn::Vbp | Penn::Vbn | Penn::Vbg => {
            (if helps { Upos::Aux } else { Upos::Verb }, penn)
        }
        Penn::Rb if matches!(t.lemma.as_str(), "not" | "n't") => (Upos::Part, penn),
        // Here the two schemes part, or CoreNLP errs often.
        Penn::Ls | Penn::Sym | Penn::Fw | Penn::Uh => return None,
        penn => (Tag::all().find(|t| t.penn() == penn)?.upos(), penn),
    };
    Some(Tag::of(upos, penn))
}
