//! A server on a port of its own, and a client that says exactly what it is told.

use std::io::{self, Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use dixit_pipeline::bulk::Work;
use dixit_pipeline::entities::{EntityTagger, Mention};
use dixit_pipeline::{Analyzer, Document, Scratch, Tokens};
use dixit_serve::{Config, Error, Server, Stopper};
use serde_json::Value;

/// An article with quotations; its people and outlets are invented.
pub(crate) const ARTICLE: &str = "\
“The bridge will open in May,” Ada Okoye, mayor of Harbourton, said on Monday.

She told the Harbourton Gazette that the work had cost “rather more than we hoped.”
";

/// Does what the text says, so that tests need not wait for luck; finds no names.
struct Obedient;

impl EntityTagger for Obedient {
    fn tag(&self, doc: &Document, _: &Tokens, _: &mut Scratch) -> Vec<Mention> {
        match doc.text().trim() {
            "PANIC" => panic!("as it was told"),
            "SLOW" => std::thread::sleep(Duration::from_millis(400)),
            // As the stages do where they go on to the next sentence.
            "STUCK" => loop {
                dixit_pipeline::text::deadline::check_now();
                std::thread::sleep(Duration::from_millis(1));
            },
            _ => {}
        }
        Vec::new()
    }
}

/// A server whose engine is obedient, with one analysis thread.
pub(crate) fn obedient() -> Config {
    let analyzer = Analyzer::builder().engine_name("obedient").entity_tagger(Arc::new(Obedient)).build();
    config(Work::Threads(analyzer))
}

/// A server as users have it, in threads.
pub(crate) fn usual() -> Config {
    config(Work::Threads(Analyzer::fast()))
}

fn config(work: Work) -> Config {
    let mut config = Config::new(work);
    config.address.set_port(0);
    config.job.workers = NonZeroUsize::MIN;
    config.job.time_limit = Some(Duration::from_millis(1500));
    config
}

pub(crate) struct Running {
    pub(crate) address: SocketAddr,
    pub(crate) log: Arc<Mutex<Vec<String>>>,
    stopper: Stopper,
    thread: Option<JoinHandle<Result<bool, Error>>>,
}

impl Running {
    pub(crate) fn start(mut config: Config) -> Self {
        let log = Arc::<Mutex<Vec<String>>>::default();
        let lines = Arc::clone(&log);
        config.log = Some(Arc::new(move |line| lines.lock().unwrap().push(line.to_owned())));
        let server = Server::bind(config).unwrap();
        let (address, stopper) = (server.address(), server.stopper());
        let thread = std::thread::spawn(move || server.run());
        Self { address, log, stopper, thread: Some(thread) }
    }

    /// Stops it, and says whether all that was asked was answered.
    pub(crate) fn stop(mut self) -> bool {
        self.stopper.stop();
        self.thread.take().unwrap().join().unwrap().unwrap()
    }

    pub(crate) fn stopper(&self) -> Stopper {
        self.stopper.clone()
    }

    pub(crate) fn send(&self, head: &str, body: &[u8]) -> Sent {
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let head = format!("{head}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
        stream.write_all(head.as_bytes()).unwrap();
        // The server may answer, and close, before it has read all.
        let _ = stream.write_all(body);
        Sent(stream)
    }

    /// Sends an article, or several.
    pub(crate) fn post(&self, media: &str, body: impl AsRef<[u8]>) -> Answered {
        self.post_to("/v1/attribute", &format!("Content-Type: {media}"), body)
    }

    pub(crate) fn post_to(&self, path: &str, headers: &str, body: impl AsRef<[u8]>) -> Answered {
        self.send(&format!("POST {path} HTTP/1.1\r\nHost: {}\r\n{headers}", self.address), body.as_ref())
            .answer()
    }

    pub(crate) fn get(&self, path: &str) -> Answered {
        self.send(&format!("GET {path} HTTP/1.1\r\nHost: {}", self.address), b"").answer()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stopper.stop();
    }
}

/// A request that has been sent.
pub(crate) struct Sent(pub(crate) TcpStream);

impl Sent {
    pub(crate) fn answer(mut self) -> Answered {
        let mut bytes = Vec::new();
        match self.0.read_to_end(&mut bytes) {
            Err(error) if bytes.is_empty() || error.kind() != io::ErrorKind::ConnectionReset => {
                panic!("no answer: {error}")
            }
            _ => {}
        }
        let _ = self.0.shutdown(Shutdown::Both);
        let text = String::from_utf8(bytes).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no answer: {text:?}"));
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Answered { status, head: head.to_ascii_lowercase(), body: body.to_owned() }
    }
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answered {
    pub(crate) status: u16,
    /// In lower case.
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Answered {
    #[track_caller]
    pub(crate) fn status(self, want: u16) -> Self {
        assert_eq!(self.status, want, "{}", self.body);
        self
    }

    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    /// The kind of error that it tells.
    #[track_caller]
    pub(crate) fn kind(&self) -> String {
        self.json()["error"]["kind"].as_str().expect("an error").to_owned()
    }
}
