//! What is refused, and how the server ends.

use std::io::Write as _;
use std::net::{Ipv4Addr, TcpStream};
use std::num::NonZeroUsize;
use std::thread;
use std::time::{Duration, Instant};

use dixit_serve::{Config, Server};

use crate::harness::{ARTICLE, Running, Sent, obedient, usual};

fn attribute(server: &Running, text: &str) -> Sent {
    let head = format!("POST /v1/attribute HTTP/1.1\r\nHost: {}\r\nContent-Type: text/plain", server.address);
    server.send(&head, text.as_bytes())
}

#[test]
fn a_body_that_is_too_long_is_refused() {
    let server = Running::start(Config { max_body: 1000, ..obedient() });
    server.post("text/plain", "a ".repeat(500)).status(200);
    assert_eq!(server.post("text/plain", "a ".repeat(501)).status(413).kind(), "too_large");
    assert_eq!(server.post("text/plain", "a ".repeat(200_000)).status(413).kind(), "too_large");
    let server_of_many = Running::start(obedient());
    let many = format!("[{}1]", "1,".repeat(10_000));
    assert_eq!(server_of_many.post("application/json", many).status(413).kind(), "too_many");
    assert_eq!(server_of_many.post("application/jsonl", "1\n".repeat(10_001)).status(413).kind(), "too_many");
    // Without saying how long it is.
    let mut stream = TcpStream::connect(server.address).unwrap();
    let head = format!(
        "POST /v1/attribute HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n",
        server.address
    );
    stream.write_all(head.as_bytes()).unwrap();
    for _ in 0..20 {
        let _ = stream.write_all(format!("64\r\n{}\r\n", "a ".repeat(50)).as_bytes());
    }
    let _ = stream.write_all(b"0\r\n\r\n");
    assert_eq!(Sent(stream).answer().status(413).kind(), "too_large");
}

#[test]
fn more_requests_than_may_wait_are_sent_away() {
    let server = Running::start(Config { queue: NonZeroUsize::new(2).unwrap(), ..obedient() });
    let first = [attribute(&server, "SLOW"), attribute(&server, "SLOW")];
    thread::sleep(Duration::from_millis(150));
    let third = attribute(&server, "“Yes,” she said.").answer().status(429);
    assert_eq!(third.kind(), "busy");
    assert!(third.head.contains("retry-after: 1"), "{}", third.head);
    // What needs no analysis is answered all the same.
    server.get("/v1/health").status(200);
    let metrics = server.get("/metrics").status(200).body;
    assert!(metrics.contains("dixit_requests_in_work 2\n"), "{metrics}");
    for sent in first {
        sent.answer().status(200);
    }
    server.post("text/plain", "“Yes,” she said.").status(200);
}

#[test]
fn a_long_request_lets_others_pass() {
    let server = Running::start(obedient());
    let many = [r#"{"text": "SLOW"}"#; 6].join("\n");
    let head = format!(
        "POST /v1/attribute HTTP/1.1\r\nHost: {}\r\nContent-Type: application/x-ndjson",
        server.address
    );
    let long = server.send(&head, many.as_bytes());
    thread::sleep(Duration::from_millis(100));
    let began = Instant::now();
    server.post("text/plain", "“Yes,” she said.").status(200);
    assert!(began.elapsed() < Duration::from_millis(1200), "{:?}", began.elapsed());
    assert_eq!(long.answer().status(200).body.lines().count(), 6);
}

#[test]
fn whoever_leaves_is_not_worked_for() {
    let server = Running::start(obedient());
    let gone: Vec<Sent> = (0..10).map(|_| attribute(&server, "SLOW")).collect();
    thread::sleep(Duration::from_millis(100));
    drop(gone);
    let began = Instant::now();
    server.post("text/plain", "“Yes,” she said.").status(200);
    assert!(began.elapsed() < Duration::from_millis(1500), "{:?}", began.elapsed());
}

#[test]
fn a_slow_body_is_given_up() {
    let server = Running::start(Config { read_limit: Duration::from_millis(200), ..obedient() });
    let mut stream = TcpStream::connect(server.address).unwrap();
    let head = format!(
        "POST /v1/attribute HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: 100\r\n\r\nabc",
        server.address
    );
    stream.write_all(head.as_bytes()).unwrap();
    assert_eq!(Sent(stream).answer().status(408).kind(), "slow");
}

#[test]
fn others_than_this_machine_need_the_token() {
    let open = Config { address: (Ipv4Addr::UNSPECIFIED, 0).into(), ..usual() };
    let refused = Server::bind(open.clone()).err().expect("it needs a token");
    assert!(refused.is_needs_token(), "{refused}");
    assert!(Server::bind(Config { token: Some(" ".to_owned()), ..open.clone() }).is_err());

    let mut server = Running::start(Config { token: Some("s3cret".to_owned()), ..open });
    server.address.set_ip(Ipv4Addr::LOCALHOST.into());
    let refused = server.post("text/plain", ARTICLE).status(401);
    assert_eq!(refused.kind(), "token");
    assert!(refused.head.contains("www-authenticate: bearer"), "{}", refused.head);
    let with = |token: &str| {
        server.post_to(
            "/v1/attribute",
            &format!("Content-Type: text/plain\r\nAuthorization: {token}"),
            ARTICLE,
        )
    };
    with("Bearer s3cre").status(401);
    with("Bearer s3cret").status(200);
    server.get("/metrics").status(401);
    server.get("/v1/health").status(200);
    server.get("/").status(200);
}

#[test]
fn pages_of_other_sites_get_nothing() {
    let server = Running::start(obedient());
    let ask = |host: &str, more: &str| {
        server.send(
            &format!("POST /v1/attribute HTTP/1.1\r\nHost: {host}\r\nContent-Type: text/plain{more}"),
            b"He said no.",
        )
    };
    assert_eq!(ask("evil.example:80", "").answer().status(403).kind(), "origin");
    let local = format!("localhost:{}", server.address.port());
    assert_eq!(ask(&local, "\r\nOrigin: http://evil.example").answer().status(403).kind(), "origin");
    ask(&local, &format!("\r\nOrigin: http://{local}")).answer().status(200);
    let named = server.send("GET / HTTP/1.1\r\nHost: evil.example", b"").answer();
    assert_eq!(named.status(403).kind(), "origin");
}

#[test]
fn what_was_asked_is_answered_before_it_ends() {
    let server = Running::start(obedient());
    let asked = [attribute(&server, "SLOW"), attribute(&server, "SLOW")];
    // One that says nothing, and one that is not done, do not hold it up.
    let _silent = TcpStream::connect(server.address).unwrap();
    thread::sleep(Duration::from_millis(150));
    server.stopper().stop();
    for sent in asked {
        sent.answer().status(200);
    }
    let address = server.address;
    assert!(server.stop(), "all was answered");
    assert!(TcpStream::connect(address).is_err(), "nobody listens");
}

#[test]
fn what_takes_longer_than_the_grace_is_left() {
    let mut config = Config { grace: Duration::from_millis(50), ..obedient() };
    config.job.time_limit = None;
    let server = Running::start(config);
    let _asked = attribute(&server, "SLOW");
    thread::sleep(Duration::from_millis(150));
    let began = Instant::now();
    assert!(!server.stop());
    assert!(began.elapsed() < Duration::from_secs(5));
}
