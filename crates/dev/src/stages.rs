//! Where the time goes: µs of processor a word and allocations an article, by stage.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::ensure;
use clap::{Args, ValueEnum};
use dixit_entities::LearnedTagger;
use dixit_ingest::{Decoder, Raw, Reader, ReaderOptions};
use dixit_pipeline::{Analyzer, Scratch, Stage};
use dixit_quotes::{LearnedQuoteTagger, RuleQuoteTagger};
use dixit_record::{Format, Options};
use rustix::time::{ClockId, clock_gettime};

#[derive(Debug, Args)]
pub(crate) struct StagesArgs {
    /// Articles, as dixit run reads them; by default PolNeAR train
    articles: Option<PathBuf>,
    /// What finds quotations
    #[arg(long, value_enum, default_value_t = Finder::Default)]
    quotes: Finder,
    /// What finds names
    #[arg(long, value_enum, default_value_t = Finder::Default)]
    names: Finder,
    /// How often each article is analysed; the fastest counts, stage by stage
    #[arg(long, default_value_t = 5)]
    passes: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Finder {
    /// What the default engine has
    Default,
    Rules,
    Learned,
}

// names, not words of the language
const ROWS: [&str; 11] = [
    "decode",
    "tokens",
    "grammar",
    "names",
    "quotations",
    "entities",
    "repairs",
    "speakers",
    "sources",
    "record",
    "JSON",
];

/// What one stage took for one article.
#[derive(Clone, Copy, Default)]
struct Cost {
    time: Duration,
    allocated: Allocated,
}

pub(crate) fn run(data: &Path, args: &StagesArgs) -> anyhow::Result<()> {
    let path = args.articles.clone().unwrap_or_else(|| data.join("polnear/train.jsonl"));
    ensure!(args.passes > 0, "--passes must be 1 at least");
    let analyzer = analyzer(args);
    let decoder = Decoder::default();
    let mut scratch = Scratch::default();
    let raws = Reader::paths(vec![path.clone()], ReaderOptions::default())
        .map(|raw| raw.map_err(|failure| anyhow::anyhow!("{failure}")))
        .collect::<anyhow::Result<Vec<Raw>>>()?;
    let mut best = vec![[Cost::default(); ROWS.len()]; raws.len()];
    let (mut words, mut bytes, mut out) = (0, 0, Vec::new());
    // All other articles come between two readings of one, so that nothing that is kept from article to article is of use only
    // because an article comes again at once.
    for pass in 0..args.passes {
        for (raw, best) in raws.iter().zip(&mut best) {
            let (costs, n) = one(raw, &decoder, &analyzer, &mut scratch, &mut out)?;
            for (best, cost) in best.iter_mut().zip(costs) {
                // The buffers of the scratch grow in the first pass only.
                let time = if pass == 0 { cost.time } else { best.time.min(cost.time) };
                *best = Cost { time, allocated: cost.allocated };
            }
            if pass == 0 {
                (words, bytes) = (words + n, bytes + out.len());
            }
        }
    }
    let articles = raws.len();
    let mut total = [Cost::default(); ROWS.len()];
    for costs in &best {
        for (total, cost) in total.iter_mut().zip(costs) {
            total.time += cost.time;
            total.allocated += cost.allocated;
        }
    }
    ensure!(articles > 0, "no articles in {}", path.display());
    println!(
        "{articles} articles, {words} words, {bytes} bytes of JSON out; names {:?}, quotations {:?}; best of {} passes",
        args.names, args.quotes, args.passes
    );
    println!("{:12} {:>10} {:>7} {:>14} {:>12}", "stage", "µs a word", "share", "allocations", "bytes");
    println!("{:12} {:>10} {:>7} {:>14} {:>12}", "", "", "", "an article", "an article");
    let mut all = Cost::default();
    for cost in total {
        all.time += cost.time;
        all.allocated += cost.allocated;
    }
    for (name, cost) in ROWS.iter().zip(total).chain([(&"all", all)]) {
        println!(
            "{name:12} {:10.3} {:6.1}% {:14.0} {:12.0}",
            cost.time.as_secs_f64() * 1e6 / words as f64,
            100.0 * cost.time.as_secs_f64() / all.time.as_secs_f64(),
            cost.allocated.calls as f64 / articles as f64,
            cost.allocated.bytes as f64 / articles as f64,
        );
    }
    println!("{:.0} words/s", words as f64 / all.time.as_secs_f64());
    Ok(())
}

fn analyzer(args: &StagesArgs) -> Analyzer {
    let mut builder = Analyzer::builder();
    builder = match args.names {
        Finder::Default => builder,
        Finder::Rules => builder.entity_tagger(Arc::new(dixit_entities::RuleTagger::default())),
        Finder::Learned => builder.entity_tagger(Arc::new(LearnedTagger::embedded())),
    };
    match args.quotes {
        Finder::Default => builder,
        Finder::Rules => builder.quote_tagger(Arc::new(RuleQuoteTagger::default())),
        Finder::Learned => builder.quote_tagger(Arc::new(LearnedQuoteTagger::embedded())),
    }
    .build()
}

/// All stages over one article, and how many words it has, as `wc` counts them.
fn one(
    raw: &Raw,
    decoder: &Decoder,
    analyzer: &Analyzer,
    scratch: &mut Scratch,
    out: &mut Vec<u8>,
) -> anyhow::Result<([Cost; ROWS.len()], usize)> {
    let raw = raw.clone();
    let name = raw.name.clone();
    let mut costs = [Cost::default(); ROWS.len()];
    let mut row = 0;
    let (mut begun, mut before) = (processor_time(), ALLOCATED.get());
    let mut done = || {
        let now = processor_time();
        costs[row] = Cost { time: now.saturating_sub(begun), allocated: ALLOCATED.get() - before };
        row += 1;
        (begun, before) = (processor_time(), ALLOCATED.get());
    };
    let doc = decoder.decode(raw).map_err(|failure| anyhow::anyhow!("{failure}"))?.document;
    done();
    let analysis = analyzer.analyze_watched(&doc, scratch, |_: Stage| done());
    let record = analyzer.record(&doc, &analysis, &Options::default());
    done();
    out.clear();
    Format::Jsonl.write(&record, doc.text(), out);
    done();
    ensure!(row == ROWS.len(), "a stage has no row in the table");
    let words = doc.text().split_whitespace().count();
    ensure!(words > 0, "no words in {name}");
    Ok((costs, words))
}

/// Time this thread has spent on a processor: other work on the machine does not count.
fn processor_time() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), time.tv_nsec as u32)
}

/// What was asked of the allocator.
#[derive(Clone, Copy, Default)]
struct Allocated {
    /// Blocks asked for, and blocks grown.
    calls: u64,
    /// Their bytes; of a block that grows, those it grows by.
    bytes: u64,
}

impl std::ops::AddAssign for Allocated {
    fn add_assign(&mut self, other: Self) {
        self.calls += other.calls;
        self.bytes += other.bytes;
    }
}

impl std::ops::Sub for Allocated {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self { calls: self.calls - other.calls, bytes: self.bytes - other.bytes }
    }
}

thread_local! {
    static ALLOCATED: Cell<Allocated> = const { Cell::new(Allocated { calls: 0, bytes: 0 }) };
}

/// The system's allocator, counted by thread.
struct Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

impl Counting {
    fn count(bytes: usize) {
        // At the end of a thread there is no counter any more, and nobody to read it.
        let _ = ALLOCATED.try_with(|cell| {
            let Allocated { calls, bytes: sum } = cell.get();
            cell.set(Allocated { calls: calls + 1, bytes: sum + bytes as u64 });
        });
    }
}

#[allow(unsafe_code, reason = "the trait asks for it; every call is handed on as it comes")]
// SAFETY: all work is that of the system's allocator; counting neither allocates nor unwinds.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        Self::count(layout.size());
        // SAFETY: the caller's promises are handed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: likewise.
        unsafe { System.dealloc(block, layout) }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        Self::count(size.saturating_sub(layout.size()));
        // SAFETY: likewise.
        unsafe { System.realloc(block, layout, size) }
    }
}
