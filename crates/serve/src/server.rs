use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use dixit_pipeline::Offsets;
use tokio::sync::{Notify, Semaphore};

use crate::config::{Config, Log};
use crate::error::Error;
use crate::guard::Guard;
use crate::listen;
use crate::metrics::Metrics;
use crate::pool::Pool;
use crate::review::Review;
use crate::routes;
use crate::state::{Shared, State};

/// A server that listens. See the [crate docs](crate).
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    state: Shared,
    threads: Vec<JoinHandle<()>>,
    stop: Arc<Notify>,
    grace: Duration,
    log: Option<Log>,
}

/// Stops a [`Server`], from any thread.
#[derive(Clone, Debug)]
pub struct Stopper(Arc<Notify>);

impl Stopper {
    /// Lets the server take no more requests, and end when those it has are answered.
    pub fn stop(&self) {
        self.0.notify_one();
    }
}

impl Server {
    /// Analyses the articles to be corrected, where there are any, starts the analysis threads and listens. Connections wait until [`run`](Self::run) takes them.
    ///
    /// # Errors
    /// Where the address can be reached from other machines and there is no token, where it cannot be listened on, where
    /// threads cannot be started, and where there is no article to correct.
    pub fn bind(config: Config) -> Result<Self, Error> {
        let Config { job, address, token, queue, max_body, read_limit, grace, review, log } = config;
        if token.as_ref().is_some_and(|token| token.trim().is_empty()) {
            return Err(Error::empty_token());
        }
        if token.is_none() && !address.ip().is_loopback() {
            return Err(Error::needs_token(address));
        }
        let listener = TcpListener::bind(address).map_err(|error| Error::bind(address, error))?;
        listener.set_nonblocking(true).map_err(Error::system)?;
        let address = listener.local_addr().map_err(Error::system)?;
        let say = |line: &str| {
            if let Some(log) = &log {
                log(line);
            }
        };
        let review = review.map(|r| {
            debug_assert_eq!(job.options.offsets, Offsets::Chars);
            Review::open(r, &job, &say).map_err(Error::review)
        });
        let review = review.transpose()?;
        let metrics = Arc::<Metrics>::default();
        let (pool, threads) = Pool::start(&job, &metrics).map_err(Error::system)?;
        let engine = (job.engine().name.to_string(), job.engine().version.to_string());
        let state = Arc::new(State {
            pool,
            guard: Guard::new(token.as_deref()),
            metrics,
            admission: Semaphore::new(queue.get()),
            queue: queue.get(),
            max_body,
            read_limit,
            engine,
            work: job.work,
            review,
        });
        Ok(Self { listener, address, state, threads, stop: Arc::default(), grace, log })
    }

    /// Where it listens, with the port it was given.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What stops it.
    pub fn stopper(&self) -> Stopper {
        Stopper(Arc::clone(&self.stop))
    }

    /// Serves until it is [stopped](Stopper::stop), on this thread and two more beside those that analyse. Returns whether all
    /// requests in work were answered within the [time](Config::grace) for that.
    ///
    /// # Errors
    /// Where the system gives no threads.
    pub fn run(self) -> Result<bool, Error> {
        let Self { listener, state, threads, stop, grace, log, .. } = self;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name("dixit-http")
            .enable_io()
            .enable_time()
            .build()
            .map_err(Error::system)?;
        let router = routes::router(&state);
        let serving = listen::serve(listener, router, Arc::clone(&state), log, stop, grace);
        let answered = runtime.block_on(serving).map_err(Error::system)?;
        // Whatever still holds a connection is dropped with it.
        runtime.shutdown_timeout(Duration::from_secs(1));
        // The way to the analysis threads is in it: where this was the last copy, they end.
        if Arc::into_inner(state).is_some() && answered {
            threads.into_iter().for_each(|thread| drop(thread.join()));
        }
        Ok(answered)
    }
}
