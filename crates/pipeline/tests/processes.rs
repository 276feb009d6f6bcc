//! Workers that are processes: whatever an article does to the process costs that article.
//!
//! Without the usual harness, since this program is also the worker: it analyses with an engine that does what the text says.

#![allow(clippy::print_stdout, reason = "the way in which tests speak")]

use std::io;
use std::num::NonZeroUsize;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use dixit_entities::{EntityTagger, Mention};
use dixit_ingest::{Body, Failure, InputError, Raw};
use dixit_pipeline::bulk::{self, Digest, Incident, Job, Processes, Seen, Sink, Work};
use dixit_pipeline::{Analyzer, Document, Scratch};
use dixit_record::Format;
use dixit_tokens::Tokens;

const IS_WORKER: &str = "DIXIT_TEST_WORKER";

/// Does what the text says.
struct Obedient;

impl EntityTagger for Obedient {
    fn tag(&self, doc: &Document, _: &Tokens, _: &mut Scratch) -> Vec<Mention> {
        match doc.text().trim() {
            "PANIC" => panic!("as it was told"),
            "ABORT" => std::process::abort(),
            "EXIT" => std::process::exit(0),
            "OVERFLOW" => drop(std::hint::black_box(endless(1))),
            // What the standard library does where there is no more memory.
            "MEMORY" => {
                std::alloc::handle_alloc_error(std::alloc::Layout::new::<[u8; 1 << 40]>());
            }
            "STUCK" => std::thread::sleep(Duration::from_secs(3600)),
            _ => {}
        }
        Vec::new()
    }
}

#[allow(unconditional_recursion, reason = "what is tried")]
fn endless(n: u64) -> u64 {
    std::hint::black_box(n) + std::hint::black_box(endless(std::hint::black_box(n + 1)))
}

fn job(work: Work) -> Job {
    let dedup = std::env::var_os(IS_WORKER).is_some_and(|dedup| dedup == "dedup");
    Job { work, dedup: dedup.then(Arc::<Seen>::default), ..Job::new(analyzer(), Format::Gold) }
}

fn analyzer() -> Analyzer {
    Analyzer::builder().engine_name("obedient").entity_tagger(Arc::new(Obedient)).build()
}

fn processes(dedup: bool) -> Processes {
    let command = move || {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.env(IS_WORKER, if dedup { "dedup" } else { "1" });
        command
    };
    Processes::start(command, Some(1_000_000)).unwrap()
}

#[derive(Default)]
struct Kept {
    bytes: Vec<u8>,
    incidents: Vec<Incident>,
}

impl Sink for Kept {
    fn write(&mut self, _: usize, bytes: &[u8]) -> io::Result<()> {
        self.bytes.extend_from_slice(bytes);
        Ok(())
    }

    fn incident(&mut self, incident: &Incident) -> io::Result<()> {
        self.incidents.push(incident.clone());
        Ok(())
    }
}

fn text(i: usize, text: &str) -> Result<Raw, Failure> {
    Ok(Raw { name: format!("a{i}"), body: Body::Text(text.into()) })
}

fn each_costs_its_article_alone() {
    let evil = ["PANIC", "ABORT", "EXIT", "OVERFLOW", "MEMORY", "STUCK"];
    let inputs = move || {
        (0..600).map(move |i| match i {
            250 => Err(Failure::new("a250", InputError::NotFound)),
            i if i % 100 == 70 => text(i, evil[i / 100]),
            i => text(i, &format!("“Yes, {i},” she said.")),
        })
    };
    let mut outputs = Vec::new();
    for workers in [1, 3] {
        let mut job = job(Work::Processes(processes(false)));
        job.workers = NonZeroUsize::new(workers).unwrap();
        // Long enough for what takes memory to have taken too much, on a busy machine too.
        job.time_limit = Some(Duration::from_secs(4));
        let mut sink = Kept::default();
        let began = Instant::now();
        let ended = bulk::run(inputs(), &job, &mut sink).unwrap();
        assert!(began.elapsed() < Duration::from_secs(60), "{:?}", began.elapsed());
        assert_eq!((ended.totals.articles, ended.totals.failed), (593, 7));
        if let Work::Processes(processes) = &job.work {
            assert!(processes.ids().is_empty(), "all have ended with the run");
            assert_eq!(processes.peak_memory() > 0, cfg!(target_os = "linux"));
        }
        let told: Vec<(&str, &str)> = sink.incidents.iter().map(|i| (i.name.as_str(), &*i.kind)).collect();
        let want = [
            ("a70", "panic"),
            ("a170", "crash"),
            ("a250", "not_found"),
            ("a270", "crash"),
            ("a370", "crash"),
            ("a470", "memory"),
            ("a570", "time_limit"),
        ];
        assert_eq!(told, want);
        assert!(sink.incidents[4].message.contains("stack"), "{}", sink.incidents[4].message);
        let digest = inputs().map(|item| Digest::of(&item)).fold(Digest::default(), Digest::then);
        assert_eq!(ended.digest, digest, "the digest is that of what was read");
        outputs.push(sink.bytes);
    }
    assert_eq!(outputs[0], outputs[1]);
    // As in threads, evil aside.
    let mut sink = Kept::default();
    let good = inputs().filter(|item| !matches!(item, Ok(raw) if raw.body.len() < 10));
    let ended = bulk::run(good, &job(Work::Threads(analyzer())), &mut sink).unwrap();
    assert_eq!(ended.totals.articles, 593);
    assert_eq!(outputs[0], sink.bytes);
}

fn duplicates_are_known_across_processes() {
    let inputs = (0..300).map(|i| text(i, &format!("She said it was number {}.", i % 100)));
    let seen = Arc::<Seen>::default();
    let mut job = job(Work::Processes(processes(true)));
    job.workers = NonZeroUsize::new(2).unwrap();
    job.dedup = Some(seen);
    // As after a run that was stopped.
    job.note_written((0..10).filter_map(|i| text(1000 + i, &format!("She said it was number {i}.")).ok()))
        .unwrap();
    let mut sink = Kept::default();
    let ended = bulk::run(inputs, &job, &mut sink).unwrap();
    assert_eq!((ended.totals.articles, ended.totals.skipped), (90, 210));
}

fn processes_that_are_kept_serve_the_next_run() {
    let processes = processes(false).kept();
    let job = Job { workers: NonZeroUsize::MIN, ..job(Work::Processes(processes.clone())) };
    let run = |said: &str| {
        let mut sink = Kept::default();
        bulk::run([text(0, said)].into_iter(), &job, &mut sink).unwrap();
        (sink, processes.ids())
    };
    let (first, ids) = run("“Yes,” she said.");
    let (again, then) = run("“Yes,” she said.");
    assert_eq!((first.bytes, ids.len()), (again.bytes, 1));
    assert_eq!(ids, then);
    let (failed, _) = run("ABORT");
    assert_eq!(failed.incidents[0].kind, "crash");
    let (after, others) = run("“Yes,” she said.");
    assert_eq!(after.incidents, []);
    assert!(others.len() == 1 && others != ids);
    drop(job);
    drop(processes);
    // With the last copy, which the threads of the last run may have.
    let there = std::path::PathBuf::from(format!("/proc/{}", others[0]));
    while there.exists() {
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn articles_one_by_one_share_the_processes() {
    let processes = processes(false);
    let job = Job { time_limit: Some(Duration::from_secs(1)), ..job(Work::Processes(processes.clone())) };
    let one = |said: &str| {
        let mut sink = Kept::default();
        bulk::one(&job, text(0, said).unwrap(), &mut Scratch::default(), &mut sink).unwrap();
        (sink.bytes, sink.incidents.first().map(|i| i.kind.to_string()))
    };
    let (first, _) = one("“Yes,” she said.");
    let ids = processes.ids();
    for (said, kind) in
        [("ABORT", "crash"), ("MEMORY", "memory"), ("STUCK", "time_limit"), ("PANIC", "panic")]
    {
        assert_eq!(one(said), (Vec::new(), Some(kind.to_owned())), "{said}");
        assert_eq!(one("“Yes,” she said."), (first.clone(), None), "after {said}");
        assert_eq!(processes.ids().len(), 1);
    }
    assert_ne!(processes.ids(), ids);
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| assert_eq!(one("“Yes,” she said.").0, first));
        }
    });
}

fn what_cannot_start_is_told() {
    let nothing = || Command::new("/nowhere/to/be/found");
    assert!(Processes::start(nothing, None).is_err());
    // A program that does not serve.
    let other = || Command::new("true");
    assert!(Processes::start(other, None).is_err());
}

fn main() -> io::Result<()> {
    if std::env::var_os(IS_WORKER).is_some() {
        std::panic::set_hook(Box::new(|_| ()));
        return bulk::serve(&job(Work::Threads(analyzer())), io::stdin(), io::stdout());
    }
    // As the usual harness: names on the command line choose.
    let names: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with('-')).collect();
    let tests: [(&str, fn()); 5] = [
        ("each_costs_its_article_alone", each_costs_its_article_alone),
        ("duplicates_are_known_across_processes", duplicates_are_known_across_processes),
        ("processes_that_are_kept_serve_the_next_run", processes_that_are_kept_serve_the_next_run),
        ("articles_one_by_one_share_the_processes", articles_one_by_one_share_the_processes),
        ("what_cannot_start_is_told", what_cannot_start_is_told),
    ];
    if std::env::args().any(|arg| arg == "--list") {
        return Ok(());
    }
    for (name, test) in tests {
        if names.is_empty() || names.iter().any(|wanted| name.contains(wanted)) {
            test();
            println!("test {name} ... ok");
        }
    }
    Ok(())
}
