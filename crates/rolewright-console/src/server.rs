//! A server for one console, on a loopback address.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use rolewright::{Error, ErrorKind, Result};
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, oneshot};
use tokio::task::JoinHandle;

use crate::answer::{self, Body};
use crate::console::Console;

/// The maximum number of concurrent connections; a further one waits.
const CONNECTIONS: usize = 64;
/// The maximum size of the request line and all headers.
const HEAD_BYTES: usize = 64 * 1024;
/// How long the head of a request may take.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);
/// How long the body of a request and its answer may take; the events of a run come after the answer.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(120);
/// How long a connection may last, also one that reads no answer. A browser connects again, also for the events
/// of a run.
const CONNECTION_LIFETIME: Duration = Duration::from_secs(600);
/// How long requests in progress may take after the server is stopped.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(5);
/// The delay before the next accept when the system has no free sockets.
const ACCEPT_RETRY_DELAY: Duration = Duration::from_millis(20);

/// A server that runs until it is dropped.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    console: Arc<Console>,
    /// Stops the task when dropped.
    alive: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Server {
    /// Listens on a loopback address; port 0 selects a free port. Must be called within a tokio runtime.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidInput`] for an address that other machines can reach, and
    /// [`ErrorKind::Transport`] if the address can't be used.
    pub async fn start(console: Arc<Console>, listen: SocketAddr) -> Result<Self> {
        if !listen.ip().is_loopback() {
            let text = format!("`{listen}` is not a loopback address");
            return Err(Error::new(ErrorKind::InvalidInput, text)
                .with_remedy("listen on 127.0.0.1 or [::1]; reach it from elsewhere by `ssh -L`"));
        }
        let not_used = |error: std::io::Error| {
            let text = format!("can't listen on {listen}: {error}");
            Error::new(ErrorKind::Transport, text).with_source(error)
        };
        let listener = TcpListener::bind(listen).await.map_err(not_used)?;
        let address = listener.local_addr().map_err(not_used)?;
        let (alive, stop) = oneshot::channel();
        let task = tokio::spawn(serve(listener, Arc::clone(&console), stop));
        Ok(Self {
            address,
            console,
            alive,
            task,
        })
    }

    /// Returns the address.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns a new one-time link; see [`Console::link`].
    ///
    /// # Errors
    /// As [`Console::link`].
    pub fn link(&self) -> Result<String> {
        self.console.link(&format!("http://{}", self.address))
    }

    /// Stops the server: a run in progress is cancelled, and its calls in flight are awaited.
    pub async fn stop(self) {
        self.console.stop();
        drop(self.alive);
        // The join fails only if the runtime was shut down, which also ends the task.
        let _ = self.task.await;
        self.console.ended().await;
    }
}

async fn serve(listener: TcpListener, console: Arc<Console>, mut stop: oneshot::Receiver<()>) {
    let slots = Arc::new(Semaphore::new(CONNECTIONS));
    let graceful = GracefulShutdown::new();
    let mut http = http1::Builder::new();
    http.half_close(true)
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .max_buf_size(HEAD_BYTES);
    loop {
        let slot = tokio::select! {
            slot = Arc::clone(&slots).acquire_owned() => slot,
            _ = &mut stop => break,
        };
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = &mut stop => break,
        };
        let Ok((stream, _)) = accepted else {
            tokio::time::sleep(ACCEPT_RETRY_DELAY).await;
            continue;
        };
        let _ = stream.set_nodelay(true);
        let console = Arc::clone(&console);
        let service = service_fn(move |request| answer(Arc::clone(&console), request));
        let connection = graceful.watch(http.serve_connection(TokioIo::new(stream), service));
        tokio::spawn(async move {
            // A connection that the client closed needs no handling.
            let _ = tokio::time::timeout(CONNECTION_LIFETIME, connection).await;
            drop(slot);
        });
    }
    drop(listener);
    // Also after a drop without `stop`, so that event streams end.
    console.stop();
    let _ = tokio::time::timeout(SHUTDOWN_TIMEOUT, graceful.shutdown()).await;
}

async fn answer(
    console: Arc<Console>,
    request: Request<Incoming>,
) -> Result<Response<Body>, Infallible> {
    let answer = tokio::time::timeout(ANSWER_TIMEOUT, console.answer(request)).await;
    Ok(answer.unwrap_or_else(|_| {
        let status = hyper::StatusCode::GATEWAY_TIMEOUT;
        answer::of_type(
            status,
            "text/plain; charset=utf-8",
            "no answer within 120 seconds",
        )
    }))
}
