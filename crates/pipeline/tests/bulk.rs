//! What `bulk::run` promises: order, bounded memory, and that one bad article costs one article.

use std::io;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use dixit_entities::{EntityTagger, Mention};
use dixit_ingest::{Body, Failure, InputError, Raw};
use dixit_pipeline::bulk::{self, Incident, Job, Reached, Severity, Sink, Totals};
use dixit_pipeline::{Analyzer, Document, Scratch};
use dixit_record::Format;
use dixit_tokens::Tokens;

/// Finds no names, and stumbles where the text says so.
struct Stumbling;

impl EntityTagger for Stumbling {
    fn tag(&self, doc: &Document, _: &Tokens, scratch: &mut Scratch) -> Vec<Mention> {
        let half_done = scratch.get::<Vec<u8>>();
        assert!(half_done.is_empty(), "scratch of an article that failed was used again");
        if doc.text().contains("PANIC") {
            half_done.push(1);
            panic!("stumbled over {}", doc.id);
        }
        if doc.text().contains("SLOW") {
            std::thread::sleep(Duration::from_millis(300));
        }
        if doc.text().contains("STUCK") {
            std::thread::sleep(Duration::from_secs(3600));
        }
        Vec::new()
    }
}

#[derive(Default)]
struct Kept {
    bytes: Vec<u8>,
    incidents: Vec<Incident>,
    /// Fails the write after this many.
    writes_left: Option<usize>,
}

impl Sink for Kept {
    fn write(&mut self, _: usize, bytes: &[u8]) -> io::Result<()> {
        if let Some(left) = &mut self.writes_left {
            *left = left.checked_sub(1).ok_or(io::ErrorKind::BrokenPipe)?;
        }
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

fn run(
    inputs: impl Iterator<Item = Result<Raw, Failure>> + Send + 'static,
    workers: usize,
    sink: &mut Kept,
) -> io::Result<Totals> {
    let analyzer = Analyzer::builder().engine_name("stumbling").entity_tagger(Arc::new(Stumbling)).build();
    let job = Job { workers: NonZeroUsize::new(workers).unwrap(), ..Job::new(analyzer, Format::Gold) };
    bulk::run(inputs, &job, sink).map(|ended| ended.totals)
}

fn ids(bytes: &[u8]) -> Vec<String> {
    let id =
        |line: &str| serde_json::from_str::<serde_json::Value>(line).unwrap()["id"].as_str().unwrap().into();
    std::str::from_utf8(bytes).unwrap().lines().map(id).collect()
}

#[test]
fn a_panic_costs_one_article_which_is_named() {
    let inputs = || {
        (0..500).map(|i| match i {
            7 | 300 => text(i, "PANIC"),
            40 => Err(Failure::new("a40", InputError::NotFound)),
            41 => text(i, "  "),
            _ => text(i, "“Yes,” she said."),
        })
    };
    let mut outputs = Vec::new();
    for workers in [1, 3] {
        let mut sink = Kept::default();
        let totals = run(inputs(), workers, &mut sink).unwrap();
        assert_eq!((totals.articles, totals.failed, totals.skipped), (496, 3, 1));
        let want: Vec<String> =
            (0..500).filter(|i| ![7, 300, 40, 41].contains(i)).map(|i| format!("a{i}")).collect();
        assert_eq!(ids(&sink.bytes), want);
        let told: Vec<_> = sink.incidents.iter().map(|i| (i.name.as_str(), i.severity)).collect();
        use Severity::{Failed, Skipped};
        assert_eq!(told, [("a7", Failed), ("a40", Failed), ("a41", Skipped), ("a300", Failed)]);
        assert!(sink.incidents[0].message.contains("stumbled over a7"), "{}", sink.incidents[0].message);
        outputs.push(sink.bytes);
    }
    assert_eq!(outputs[0], outputs[1]);
}

#[test]
fn a_slow_article_does_not_let_the_rest_pile_up() {
    // Each article fills a batch; the first is slow, and all others wait for it to be written.
    let read = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&read);
    let long = "Nothing. ".repeat(10_000);
    let inputs = (0..200).map(move |i| {
        counter.fetch_add(1, Ordering::SeqCst);
        text(i, if i == 0 { "SLOW" } else { &long })
    });
    struct Watching {
        read: Arc<AtomicUsize>,
        before_first_write: Option<usize>,
    }
    impl Sink for Watching {
        fn write(&mut self, _: usize, _: &[u8]) -> io::Result<()> {
            self.before_first_write.get_or_insert(self.read.load(Ordering::SeqCst));
            Ok(())
        }
        fn incident(&mut self, _: &Incident) -> io::Result<()> {
            Ok(())
        }
    }
    let analyzer = Analyzer::builder().entity_tagger(Arc::new(Stumbling)).build();
    let job = Job { workers: NonZeroUsize::new(2).unwrap(), ..Job::new(analyzer, Format::Gold) };
    let mut sink = Watching { read: Arc::clone(&read), before_first_write: None };
    let ended = bulk::run(inputs, &job, &mut sink).unwrap();
    assert_eq!((ended.totals.articles, ended.stopped), (200, false));
    let before = sink.before_first_write.unwrap();
    assert!(before < 20, "{before} articles were in memory at once");
}

#[test]
fn a_failed_write_ends_the_run() {
    let endless = (0..).map(|i| text(i, "“Yes,” she said."));
    let mut sink = Kept { writes_left: Some(3), ..Kept::default() };
    let error = run(endless, 2, &mut sink).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::BrokenPipe);
}

#[test]
fn no_input_is_no_output() {
    let mut sink = Kept::default();
    assert_eq!(run(std::iter::empty(), 2, &mut sink).unwrap(), Totals::default());
    assert!(sink.bytes.is_empty());
}

#[test]
fn a_stop_finishes_what_has_been_read() {
    /// Asks for the stop after some output, as a signal would at any moment.
    struct Stopping<'a> {
        stop: &'a AtomicBool,
        reached: (u64, String),
    }
    impl Sink for Stopping<'_> {
        fn write(&mut self, _: usize, _: &[u8]) -> io::Result<()> {
            self.stop.store(true, Ordering::Relaxed);
            Ok(())
        }
        fn incident(&mut self, _: &Incident) -> io::Result<()> {
            Ok(())
        }
        fn progress(&mut self, reached: &Reached<'_>) -> io::Result<()> {
            self.reached = (reached.totals.inputs(), reached.last.to_owned());
            Ok(())
        }
    }
    let stop = Arc::new(AtomicBool::new(false));
    let analyzer = Analyzer::fast();
    let job = Job {
        workers: NonZeroUsize::new(2).unwrap(),
        stop: Arc::clone(&stop),
        ..Job::new(analyzer, Format::Gold)
    };
    let mut sink = Stopping { stop: &stop, reached: (0, String::new()) };
    let endless = (0..).map(|i| text(i, "“Yes,” she said."));
    let ended = bulk::run(endless, &job, &mut sink).unwrap();
    assert!(ended.stopped && ended.totals.articles > 0);
    assert_eq!(sink.reached, (ended.totals.articles, format!("a{}", ended.totals.articles - 1)));
}

#[test]
fn an_article_without_end_costs_one_article() {
    let analyzer = Analyzer::builder().engine_name("stumbling").entity_tagger(Arc::new(Stumbling)).build();
    for ordered in [true, false] {
        // More of them than workers, the last ones within a batch that others have to finish.
        let inputs = (0..300).map(|i| text(i, if i % 70 == 3 { "STUCK" } else { "“Yes,” she said." }));
        let job = Job {
            workers: NonZeroUsize::new(2).unwrap(),
            time_limit: Some(Duration::from_millis(200)),
            ordered,
            ..Job::new(analyzer.clone(), Format::Gold)
        };
        let mut sink = Kept::default();
        let ended = bulk::run(inputs, &job, &mut sink).unwrap();
        assert_eq!((ended.totals.articles, ended.totals.failed), (295, 5));
        let mut told: Vec<_> = sink.incidents.iter().map(|i| (i.name.as_str(), &*i.kind)).collect();
        told.sort_unstable();
        assert_eq!(told, ["a143", "a213", "a283", "a3", "a73"].map(|name| (name, "time_limit")));
        let mut got = ids(&sink.bytes);
        got.sort_by_key(|id| id[1..].parse::<u32>().unwrap());
        let want: Vec<String> = (0..300).filter(|i| i % 70 != 3).map(|i| format!("a{i}")).collect();
        assert_eq!(got, want);
    }
}

#[test]
fn of_two_equal_articles_the_first_is_kept_for_any_number_of_workers() {
    let inputs = || {
        (0..600).map(|i| {
            // Every seventh repeats the text of one far before it, with other marks.
            let (n, mark) = if i % 7 == 0 && i > 300 { (i - 300, '"') } else { (i, '”') };
            text(i, &format!("She said it was number {n}.{mark}"))
        })
    };
    let analyzer = Analyzer::builder().entity_tagger(Arc::new(Stumbling)).build();
    let outputs = [1, 3].map(|workers| {
        let job = Job {
            workers: NonZeroUsize::new(workers).unwrap(),
            dedup: Some(Arc::default()),
            ..Job::new(analyzer.clone(), Format::Gold)
        };
        let mut sink = Kept::default();
        let ended = bulk::run(inputs(), &job, &mut sink).unwrap();
        let repeated = (301..600).filter(|i| i % 7 == 0).count() as u64;
        assert_eq!((ended.totals.articles, ended.totals.skipped), (600 - repeated, repeated));
        assert!(sink.incidents.iter().all(|i| i.kind == "duplicate"));
        sink.bytes
    });
    assert_eq!(outputs[0], outputs[1]);
}

#[test]
fn a_reader_that_panics_ends_the_run_with_an_error() {
    let inputs = (0..1000).map(|i| if i == 500 { panic!("the reader stumbled") } else { text(i, "Yes.") });
    assert!(run(inputs, 2, &mut Kept::default()).is_err());
}

#[test]
fn what_has_come_is_written_while_the_input_pauses() {
    let (send, inputs) = std::sync::mpsc::channel();
    struct Telling(std::sync::mpsc::Sender<()>);
    impl Sink for Telling {
        fn write(&mut self, _: usize, _: &[u8]) -> io::Result<()> {
            self.0.send(()).map_err(io::Error::other)
        }
        fn incident(&mut self, _: &Incident) -> io::Result<()> {
            Ok(())
        }
    }
    let (written, told) = std::sync::mpsc::channel();
    let analyzer = Analyzer::builder().entity_tagger(Arc::new(Stumbling)).build();
    let job = Job::new(analyzer, Format::Gold);
    let run = std::thread::spawn(move || bulk::run(inputs.into_iter(), &job, &mut Telling(written)));
    for i in 0..3 {
        send.send(text(i, "“Yes,” she said.")).unwrap();
        // The input goes on only after this article is out.
        told.recv_timeout(Duration::from_secs(60)).unwrap();
    }
    drop(send);
    assert_eq!(run.join().unwrap().unwrap().totals.articles, 3);
}

#[test]
fn a_stop_waits_for_no_input_and_an_abort_for_no_article() {
    let analyzer = Analyzer::builder().entity_tagger(Arc::new(Stumbling)).build();
    for (after, abort) in [("“Yes,” she said.", false), ("STUCK", true)] {
        let (send, inputs) = std::sync::mpsc::channel();
        let job = Job::new(analyzer.clone(), Format::Gold);
        let (stop, aborted) = (Arc::clone(&job.stop), Arc::clone(&job.abort));
        let run = std::thread::spawn(move || bulk::run(inputs.into_iter(), &job, &mut Kept::default()));
        send.send(text(0, "“Yes,” she said.")).unwrap();
        // Another batch, after that pause of the input.
        std::thread::sleep(Duration::from_millis(300));
        send.send(text(1, after)).unwrap();
        std::thread::sleep(Duration::from_millis(300));
        stop.store(true, Ordering::Relaxed);
        aborted.store(abort, Ordering::Relaxed);
        let ended = run.join().unwrap().unwrap();
        assert_eq!((ended.totals.articles, ended.stopped), (if abort { 1 } else { 2 }, true));
        // The input is still open.
        drop(send);
    }
}
