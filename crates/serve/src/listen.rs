//! Takes connections, and lets those in work end.

use std::convert::Infallible;
use std::future::{Future as _, poll_fn};
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::sync::{Notify, Semaphore};
use tower::Service as _;

use crate::config::Log;
use crate::observe::Seen;
use crate::routes::finish;
use crate::state::{Shared, State};

/// Connections open at once; further ones wait to be taken.
const MOST_CONNECTIONS: usize = 1024;
/// How long to wait where the system gives no connection, as where there are no more file descriptors.
const PAUSE: Duration = Duration::from_millis(50);
/// Longest head of a request, in bytes.
const LONGEST_HEAD: usize = 32 << 10;

/// Serves until `stop`, then at most for `grace` more; returns whether all that was asked has been answered.
pub(crate) async fn serve(
    listener: TcpListener,
    router: Router,
    state: Shared,
    log: Option<Log>,
    stop: Arc<Notify>,
    grace: Duration,
) -> io::Result<bool> {
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let connections = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    let graceful = GracefulShutdown::new();
    let mut stopped = pin!(stop.notified());
    loop {
        let mut next = pin!(async {
            let permit = Arc::clone(&connections).acquire_owned().await;
            (permit, listener.accept().await)
        });
        let first = poll_fn(|context| match stopped.as_mut().poll(context) {
            Poll::Ready(()) => Poll::Ready(None),
            Poll::Pending => next.as_mut().poll(context).map(Some),
        });
        let Some((permit, accepted)) = first.await else { break };
        let Ok((stream, peer)) = accepted else {
            tokio::time::sleep(PAUSE).await;
            continue;
        };
        // Answers are whole when they are sent.
        let _ = stream.set_nodelay(true);
        let (router, state, log) = (router.clone(), Arc::clone(&state), log.clone());
        let service = service_fn(move |request| {
            let (router, state, log) = (router.clone(), Arc::clone(&state), log.clone());
            answer(request, peer, router, state, log)
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(Duration::from_secs(30))
            .max_buf_size(LONGEST_HEAD)
            .serve_connection(TokioIo::new(stream), service);
        let watched = graceful.watch(connection);
        tokio::spawn(async move {
            // That the other side went away, or does not speak HTTP, is its own affair.
            let _ = watched.await;
            drop(permit);
        });
    }
    drop(listener);
    Ok(tokio::time::timeout(grace, graceful.shutdown()).await.is_ok())
}

async fn answer(
    request: hyper::Request<Incoming>,
    peer: SocketAddr,
    mut router: Router,
    state: Arc<State>,
    log: Option<Log>,
) -> Result<hyper::Response<Body>, Infallible> {
    let seen = Seen::new(&request, peer);
    let response = finish(router.call(request).await?);
    seen.answered(&response, &state, log.as_ref());
    Ok(response)
}
