//! Connections and their limits.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use hyper::body::Incoming;
use hyper::header::DATE;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use rolewright_core::{Error, ErrorKind, Result};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, oneshot};

use super::answer::{Cut, Sent};
use super::console::ConsoleHandler;
use super::emulation::Emulation;
use super::request::{self, Answered};
use super::waiting::{Seat, Waiting};
use super::write_timeout::WriteTimeout;

/// The maximum number of concurrent connections. A further one replaces one that waits for a request,
/// or waits until there is one.
const CONNECTIONS: usize = 512;
/// The maximum size of the request line and all headers. A document of 6,144 CJK characters needs a
/// request line of about 55 KB; hyper's own limit for that line is 64 KB.
const HEAD_BYTES: usize = 128 * 1024;
/// How long requests in progress may take after the emulator is stopped.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(5);
/// The delay before the next accept when the system has no free sockets.
const ACCEPT_RETRY_DELAY: Duration = Duration::from_millis(20);

/// Listens on an address, which other machines can reach only with `reachable`.
pub(super) async fn listen(address: SocketAddr, reachable: bool) -> Result<TcpListener> {
    if !address.ip().is_loopback() && !reachable {
        let message = format!("`{address}` can be reached from other machines");
        return Err(Error::new(ErrorKind::InvalidInput, message).with_remedy(
            "listen on 127.0.0.1 or ::1: any client that reaches the emulator has full access",
        ));
    }
    TcpListener::bind(address)
        .await
        .map_err(|error| unavailable(address, error))
}

pub(super) fn unavailable(address: SocketAddr, error: std::io::Error) -> Error {
    Error::new(
        ErrorKind::Transport,
        format!("can't listen on `{address}`: {error}"),
    )
    .with_remedy("choose another port, or port 0 for a free one")
    .with_source(error)
}

/// Serves until `stop` is dropped.
pub(super) async fn serve(
    listener: TcpListener,
    (emulation, console): (Arc<Emulation>, Option<Arc<dyn ConsoleHandler>>),
    mut stop: oneshot::Receiver<()>,
) {
    let timeout = emulation.timeout;
    let slots = Arc::new(Semaphore::new(CONNECTIONS));
    let graceful = GracefulShutdown::new();
    let mut http = http1::Builder::new();
    // A client may close its sending half and wait for the response.
    http.half_close(true)
        .timer(TokioTimer::new())
        .header_read_timeout(timeout)
        .max_buf_size(HEAD_BYTES);
    let waiting = Arc::new(Waiting::default());
    // Closed when no more handshakes are finished.
    #[cfg(feature = "tls")]
    let ended = Arc::new(Semaphore::new(0));
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = &mut stop => break,
        };
        let Ok((stream, _)) = accepted else {
            tokio::time::sleep(ACCEPT_RETRY_DELAY).await;
            continue;
        };
        if slots.available_permits() == 0 {
            waiting.close_one();
        }
        let slot = tokio::select! {
            slot = Arc::clone(&slots).acquire_owned() => slot,
            _ = &mut stop => break,
        };
        waiting.keep_all();
        let accepted = Accepted {
            emulation: Arc::clone(&emulation),
            console: console.clone(),
            seat: Seat::new(&waiting),
            http: http.clone(),
            watcher: graceful.watcher(),
        };
        let stream = WriteTimeout::new(without_delay(stream), timeout);
        #[cfg(feature = "tls")]
        if let Some(tls) = &emulation.tls {
            let (tls, ended) = (tls.clone(), Arc::clone(&ended));
            tokio::spawn(async move {
                let secured = tokio::select! {
                    secured = tls.accept(stream, timeout) => secured,
                    () = accepted.seat.closed() => None,
                    // Without requests in progress.
                    _ = ended.acquire() => None,
                };
                if let Some(secured) = secured {
                    accepted.serve(secured).await;
                }
                drop(slot);
            });
            continue;
        }
        tokio::spawn(async move {
            accepted.serve(stream).await;
            drop(slot);
        });
    }
    drop(listener);
    // Responses that follow the requests end, so that they don't delay the shutdown.
    emulation.stopped.send_replace(true);
    #[cfg(feature = "tls")]
    ended.close();
    let _ = tokio::time::timeout(SHUTDOWN_TIMEOUT, graceful.shutdown()).await;
}

/// A connection that was accepted.
struct Accepted {
    emulation: Arc<Emulation>,
    console: Option<Arc<dyn ConsoleHandler>>,
    seat: Arc<Seat>,
    http: http1::Builder,
    watcher: Watcher,
}

impl Accepted {
    /// Serves the connection until it is closed.
    async fn serve<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(self, stream: S) {
        let Self {
            emulation,
            console,
            seat,
            http,
            watcher,
        } = self;
        let own = Arc::clone(&seat);
        let service = service_fn(move |incoming| {
            let served = (Arc::clone(&emulation), console.clone());
            answer(served, Arc::clone(&own), incoming)
        });
        let connection = http.serve_connection(TokioIo::new(stream), service);
        let connection = watcher.watch(connection);
        tokio::select! {
            // First, so that a response is written before its connection is closed.
            biased;
            // A connection that the client closed needs no handling.
            _ = connection => {}
            () = seat.closed() => {}
        }
    }
}

/// Disables Nagle's algorithm, which delays small responses; a failure only makes them slower.
fn without_delay(stream: TcpStream) -> TcpStream {
    let _ = stream.set_nodelay(true);
    stream
}

async fn answer(
    (emulation, console): (Arc<Emulation>, Option<Arc<dyn ConsoleHandler>>),
    seat: Arc<Seat>,
    incoming: Request<Incoming>,
) -> std::result::Result<Response<Sent>, Cut> {
    let mut busy = None;
    let received_whole = || seat.busy().map(|now| busy = Some(now)).ok_or(Cut);
    let mut response =
        match request::answer((&emulation, console.as_deref()), incoming, received_whole).await? {
            Answered::Service(answer) => answer.into_response(busy),
            Answered::Page(response) => response.map(|page| Sent::page(page, busy)),
        };
    // Without this header hyper would set the system's time.
    if let Some(date) = emulation.date() {
        response.headers_mut().insert(DATE, date);
    }
    Ok(response)
}
