//! Speakers of gold quotations, or of those an engine finds, for `score_speakers.py`.
//!
//! usage: `speakers ARTICLES.jsonl [--rules] [--shake HOW] [--find ENGINE] [ID] > PRED.jsonl`
//!
//! `--find fast` or `--find rules` lets that engine find the quotations.
//! `--shake` spoils every source span first, as an engine might: `left` or `right` take a word more, `first` or `last` drop
//! one of several, `none` drops the source.
//!
//! Takes content, cue and source spans from the articles as they are, resolves who speaks, and writes a gold line
//! an article. Names are found by the embedded model, or by the rules. For articles whose id contains ID, their entities go to stderr. What each stage costs goes to stderr.

use std::io::{BufWriter, Write};

use anyhow::{Context, Result, bail};
use dixit_dev::gold;
use dixit_entities::{EntityTagger, LearnedTagger, RuleTagger, cluster};
use dixit_grammar::Words;
use dixit_models::outlets::Outlets;
use dixit_models::people::People;
use dixit_quotes::{LearnedQuoteTagger, Quote, QuoteTagger, Repairs, RuleQuoteTagger, View, repair};
use dixit_speakers::{Attribution, resolve};
use dixit_text::{Document, OffsetMap, OffsetUnit, Scratch, Spans};
use dixit_tokens::Tokens;
use serde_json::{Value, json};

#[expect(clippy::print_stderr, reason = "a program")]
fn main() -> Result<()> {
    let mut args: Vec<String> = std::env::args().skip(1).collect();
    let rules = args.iter().any(|a| a == "--rules");
    args.retain(|a| a != "--rules");
    let shake = match args.iter().position(|a| a == "--shake") {
        Some(at) if at + 1 < args.len() => Some(args.drain(at..at + 2).nth(1).unwrap_or_default()),
        _ => None,
    };
    let finder: Option<Box<dyn QuoteTagger>> = match args.iter().position(|a| a == "--find") {
        Some(at) if at + 1 < args.len() => match args.drain(at..at + 2).nth(1).as_deref() {
            Some("rules") => Some(Box::new(RuleQuoteTagger::default())),
            Some("fast") => Some(Box::new(LearnedQuoteTagger::embedded())),
            _ => bail!("--find takes fast or rules"),
        },
        _ => None,
    };
    let path = args.first().context(
        "usage: speakers ARTICLES.jsonl [--rules] [--shake HOW] [--find ENGINE] [ID] > PRED.jsonl",
    )?;
    let tagger: Box<dyn EntityTagger> =
        if rules { Box::new(RuleTagger::default()) } else { Box::new(LearnedTagger::embedded()) };
    let content = std::fs::read_to_string(path).with_context(|| path.clone())?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut scratch = Scratch::default();
    let (mut words, mut tagging, mut clustering, mut resolving) = (0, 0.0, 0.0, 0.0);
    for line in content.lines() {
        let article: Value = serde_json::from_str(line)?;
        let gold::Article { doc, mut ids, mut quotes, .. } = gold::article(&article)?;
        let tokens = dixit_tokens::tokenize(doc.text());
        if let Some(how) = &shake {
            quotes.iter_mut().for_each(|q| spoil(q, &tokens, how));
        }
        words += tokens.tokens().len();
        let clock = std::time::Instant::now();
        let mentions = tagger.tag(&doc, &tokens, &mut scratch);
        tagging += clock.elapsed().as_secs_f64();
        let found = finder.as_ref().map(|finder| finder.tag(&doc, &tokens, &mentions, &mut scratch));
        let clock = std::time::Instant::now();
        let entities = cluster(&doc, &tokens, mentions);
        clustering += clock.elapsed().as_secs_f64();
        if let Some(found) = found {
            let words = Words { doc: &doc, tokens: &tokens };
            let view = View { words, entities: &entities, outlets: Outlets::builtin() };
            quotes = repair(view, found, Repairs::all(), &mut scratch);
            ids = (1..=quotes.len()).map(|i| format!("q{i}")).collect();
        }
        let clock = std::time::Instant::now();
        let speakers = resolve(&doc, &tokens, &entities, &quotes);
        resolving += clock.elapsed().as_secs_f64();
        if args.get(1).is_some_and(|id| doc.id.contains(id)) {
            for e in &entities.entities {
                let roles: Vec<_> = e.roles.iter().map(|&r| doc.slice(r)).collect();
                eprintln!(
                    "{:?} {} x{} {:?} {roles:?}",
                    e.kind,
                    doc.slice(e.name),
                    e.mentions.len(),
                    e.gender
                );
            }
        }
        let map = OffsetMap::new(doc.text());
        let attributions: Vec<Value> = quotes
            .iter()
            .zip(&speakers)
            .zip(&ids)
            .map(|((q, a), id)| {
                let spans = |s: &Spans| s.iter().map(|s| [map.from_bytes(s.start(), OffsetUnit::Chars), map.from_bytes(s.end(), OffsetUnit::Chars)]).collect::<Vec<_>>();
                json!({
                    "id": id, "content": spans(&q.content), "cue": spans(&q.cue), "source": spans(&q.source), "speaker": names(&doc, a),
                    "confidence": a.score, "decided_by": format!("{:?}", a.decided_by),
                })
            })
            .collect();
        writeln!(out, "{}", json!({"id": doc.id, "attributions": attributions}))?;
    }
    let per = |s: f64| 1e6 * s / words as f64;
    eprintln!(
        "{words} tokens; µs a token: tag {:.3}, cluster {:.3}, resolve {:.3}",
        per(tagging),
        per(clustering),
        per(resolving)
    );
    Ok(())
}

/// Moves the borders of a source by a word, or drops the source.
fn spoil(quote: &mut Quote, tokens: &Tokens, how: &str) {
    if how == "none" {
        quote.source.clear();
    }
    let Some(span) = quote.source.first_mut() else { return };
    let mut range = tokens.tokens_in(*span);
    match how {
        "left" => range.start = range.start.saturating_sub(1),
        "right" => range.end = (range.end + 1).min(tokens.tokens().len() as u32),
        "first" if range.len() > 1 => range.start += 1,
        "last" if range.len() > 1 => range.end -= 1,
        _ => return,
    }
    let all = tokens.tokens();
    *span = all[range.start as usize].span.cover(all[range.end as usize - 1].span);
}

/// The names of the speakers: one as a string, several as a list, null where nobody is named.
fn names(doc: &Document, a: &Attribution) -> Value {
    let named: Vec<&str> = a
        .speakers
        .iter()
        .filter(|s| s.is_named(a.mention, doc))
        .map(|s| s.full_name(doc, People::builtin()))
        .collect();
    match named[..] {
        [] => Value::Null,
        [one] => json!(one),
        _ => json!(named),
    }
}
