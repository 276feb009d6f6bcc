//! Counts requests, and tells the access log.

use std::net::SocketAddr;
use std::time::Instant;

use axum::body::{Body, HttpBody as _};
use axum::http::{Request, Response};

use crate::config::Log;
use crate::routes::route;
use crate::state::State;

/// What is known of a request before it is answered.
pub(crate) struct Seen {
    peer: SocketAddr,
    method: String,
    /// As it came, still percent-encoded: it holds no blanks and no control characters. Without its query.
    path: String,
    route: &'static str,
    began: Instant,
}

impl Seen {
    pub(crate) fn new<B>(request: &Request<B>, peer: SocketAddr) -> Self {
        let path = request.uri().path();
        Self {
            peer,
            method: request.method().to_string(),
            path: path.to_owned(),
            route: route(path),
            began: Instant::now(),
        }
    }

    /// Counts it, and tells the log.
    pub(crate) fn answered(self, response: &Response<Body>, state: &State, log: Option<&Log>) {
        let took = self.began.elapsed();
        let status = response.status().as_u16();
        state.metrics.request(self.route, status, took);
        let Some(log) = log else { return };
        let length = response.body().size_hint().exact().map_or_else(|| "-".to_owned(), |n| n.to_string());
        let Seen { peer, method, path, .. } = self;
        let (time, millis) = (jiff::Timestamp::now(), took.as_secs_f64() * 1000.0);
        let path: String = path.chars().take(LONGEST).collect();
        log(&format!("{time:.3} {} {method} {path} {status} {length} {millis:.1}ms", peer.ip()));
    }
}

/// Longest path that the log tells.
const LONGEST: usize = 200;
