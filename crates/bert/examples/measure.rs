//! Measures the transformer engine: `scripts/bench-bert` sets it beside another runtime.
//!
//! ```text
//! measure inputs ARTICLES.jsonl                 what the network is given of articles: an object a window
//! measure speed ARTICLES.jsonl ENGINE...        processor time from tokens to names and quotations, best of 3; one thread
//! measure agree ARTICLES.jsonl ENGINE ENGINE... what the first finds and each of the others does not, and the reverse
//! ```
//!
//! An engine is BACKEND-PRECISION, such as rten-int8, and @cuda:0 where it is not the processor.
#![allow(clippy::print_stdout, reason = "a program")]

use std::path::Path;
use std::str::FromStr;

use anyhow::{Context, anyhow, bail};
use dixit_bert::{BackendKind, Device, Engine, Options, Precision, model_folder};
use dixit_entities::EntityTagger;
use dixit_quotes::QuoteTagger;
use dixit_text::{Document, Scratch};
use dixit_tokens::{Tokens, tokenize};
use rustix::time::{ClockId, clock_gettime};
use serde_json::{Value, json};

/// An engine.
#[derive(Clone, Debug)]
struct Which {
    name: String,
    options: Options,
}

impl FromStr for Which {
    type Err = String;

    fn from_str(s: &str) -> Result<Self, String> {
        let (name, device) = s.split_once('@').unwrap_or((s, "cpu"));
        let (backend, precision) = name.split_once('-').ok_or("an engine is BACKEND-PRECISION")?;
        let backend = Some(match backend {
            "rten" => BackendKind::Rten,
            "torch" => BackendKind::Torch,
            _ => return Err("a backend is rten or torch".to_owned()),
        });
        let precision = Some(match precision {
            "int8" => Precision::Int8,
            "half" => Precision::Half,
            "single" => Precision::Single,
            _ => return Err("a precision is int8, half or single".to_owned()),
        });
        let options = Options { backend, device: Device::from_str(device)?, precision, threshold: None };
        Ok(Self { name: s.to_owned(), options })
    }
}

impl Which {
    fn open(&self) -> anyhow::Result<Engine> {
        Ok(Engine::open(&model_folder()?, &self.options)?)
    }
}

/// Passes of which the fastest counts.
const PASSES: usize = 3;
/// Articles read at once.
const AT_ONCE: usize = 16;

fn main() -> anyhow::Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [command, articles, engines @ ..] = args.as_slice() else {
        bail!("usage: measure inputs|speed|agree ARTICLES.jsonl [ENGINE...]");
    };
    let articles = read(Path::new(articles))?;
    let engines: Result<Vec<Which>, String> = engines.iter().map(|e| e.parse()).collect();
    let engines = engines.map_err(|e| anyhow!(e))?;
    match command.as_str() {
        "inputs" => inputs(&articles),
        "speed" => speed(&articles, &engines),
        "agree" => agree(&articles, &engines),
        _ => bail!("{command} is no command"),
    }
}

fn read(path: &Path) -> anyhow::Result<Vec<(Document, Tokens)>> {
    let content = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let article = |line: &str| {
        let value: Value = serde_json::from_str(line)?;
        let text = value["text"].as_str().context("no text")?;
        Ok((Document::new("a", text)?, tokenize(text)))
    };
    content.lines().map(article).collect()
}

/// Any engine: all cut texts alike.
fn any() -> anyhow::Result<Engine> {
    Ok(Engine::open(&model_folder()?, &Options::default())?)
}

fn inputs(articles: &[(Document, Tokens)]) -> anyhow::Result<()> {
    let engine = any()?;
    for (doc, tokens) in articles {
        for input in engine.inputs(doc, tokens) {
            println!("{}", json!({ "input_ids": input.ids, "token_type_ids": input.types }));
        }
    }
    Ok(())
}

fn seconds() -> f64 {
    let now = clock_gettime(ClockId::ProcessCPUTime);
    now.tv_sec as f64 + now.tv_nsec as f64 / 1e9
}

fn speed(articles: &[(Document, Tokens)], engines: &[Which]) -> anyhow::Result<()> {
    for which in engines {
        let engine = which.open()?;
        let sub_words: usize =
            articles.iter().flat_map(|(d, t)| engine.inputs(d, t)).map(|input| input.ids.len()).sum();
        let mut scratch = Scratch::default();
        let (mut best, mut best_clock, mut network, mut quotations) = (f64::MAX, f64::MAX, f64::MAX, 0);
        for _ in 0..PASSES {
            quotations = 0;
            let (begun, clock) = (seconds(), std::time::Instant::now());
            for some in articles.chunks(AT_ONCE) {
                let batch: Vec<_> = some.iter().map(|(d, t)| (d, t)).collect();
                let names = EntityTagger::tag_batch(&engine, &batch, &mut scratch);
                let batch: Vec<_> = some.iter().zip(&names).map(|((d, t), n)| (d, t, n.as_slice())).collect();
                quotations +=
                    QuoteTagger::tag_batch(&engine, &batch, &mut scratch).iter().map(Vec::len).sum::<usize>();
            }
            best = best.min(seconds() - begun);
            best_clock = best_clock.min(clock.elapsed().as_secs_f64());
            let begun = seconds();
            for some in articles.chunks(AT_ONCE) {
                let batch: Vec<_> = some.iter().map(|(d, t)| (d, t)).collect();
                engine.compute(&batch, &mut scratch);
            }
            network = network.min(seconds() - begun);
        }
        println!(
            "{}",
            json!({
                "engine": which.name, "sub_words": sub_words, "articles": articles.len(), "quotations": quotations,
                "cpu_seconds": best, "clock_seconds": best_clock, "sub_words_a_second": sub_words as f64 / best,
                "sub_words_a_second_network": sub_words as f64 / network,
            })
        );
    }
    Ok(())
}

fn agree(articles: &[(Document, Tokens)], engines: &[Which]) -> anyhow::Result<()> {
    let (mut names, mut quotes) = (Vec::new(), Vec::new());
    for which in engines {
        let engine = which.open()?;
        let mut scratch = Scratch::default();
        let (mut of_names, mut of_quotes) = (Vec::new(), Vec::new());
        for (i, (doc, tokens)) in articles.iter().enumerate() {
            let mentions = EntityTagger::tag(&engine, doc, tokens, &mut scratch);
            let found = QuoteTagger::tag(&engine, doc, tokens, &mentions, &mut scratch);
            of_names.extend(mentions.into_iter().map(|m| (i, m.span, m.kind)));
            of_quotes.extend(found.into_iter().map(|q| (i, q.content, q.cue, q.source)));
        }
        names.push(of_names);
        quotes.push(of_quotes);
    }
    for (i, which) in engines.iter().enumerate().skip(1) {
        println!("{} beside {}", which.name, engines[0].name);
        println!("  names:      {}", differences(&names[0], &names[i]));
        println!("  quotations: {}", differences(&quotes[0], &quotes[i]));
    }
    Ok(())
}

fn differences<T: PartialEq>(first: &[T], second: &[T]) -> String {
    let missing = first.iter().filter(|x| !second.contains(x)).count();
    let new = second.iter().filter(|x| !first.contains(x)).count();
    format!("{} the same, {missing} in the first alone, {new} in the second alone", first.len() - missing)
}

/// As the program with feature `mkl`, whose speed this measures.
#[cfg(feature = "torch")]
#[unsafe(no_mangle)]
#[allow(unsafe_code, reason = "the name is MKL's, and only MKL calls it")]
extern "C" fn mkl_serv_intel_cpu_true() -> i32 {
    1
}
