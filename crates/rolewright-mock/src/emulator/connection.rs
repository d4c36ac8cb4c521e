//! Connections: how many, how long, and what they may send.

use std::sync::Arc;
use std::time::Duration;

use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, oneshot};

use super::answer::{Cut, Sent};
use super::emulation::Emulation;
use super::request;
use super::write_timeout::WriteTimeout;

/// How many connections are served at once; others wait.
const CONNECTIONS: usize = 512;
/// The request line and all headers. A document of 6,144 CJK characters makes a request line of
/// about 55 KB; hyper itself ends at 64 KB for that line.
const HEAD_BYTES: usize = 128 * 1024;
/// How long requests under way may still take when the emulator is stopped.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(5);
/// How long to wait when the system has no more sockets.
const ACCEPT_RETRY_DELAY: Duration = Duration::from_millis(20);

/// Serves until `stop` is dropped.
pub(super) async fn serve(
    listener: TcpListener,
    emulation: Arc<Emulation>,
    mut stop: oneshot::Receiver<()>,
) {
    let timeout = emulation.timeout;
    let slots = Arc::new(Semaphore::new(CONNECTIONS));
    let graceful = GracefulShutdown::new();
    let mut http = http1::Builder::new();
    // Who has said all may close that half and wait for the answer.
    http.half_close(true)
        .timer(TokioTimer::new())
        .header_read_timeout(timeout)
        .max_buf_size(HEAD_BYTES);
    loop {
        let arrival = async {
            let slot = Arc::clone(&slots).acquire_owned().await;
            (slot, listener.accept().await)
        };
        let (slot, accepted) = tokio::select! {
            arrived = arrival => arrived,
            _ = &mut stop => break,
        };
        let Ok((stream, _)) = accepted else {
            tokio::time::sleep(ACCEPT_RETRY_DELAY).await;
            continue;
        };
        let emulation = Arc::clone(&emulation);
        let service = service_fn(move |incoming| answer(Arc::clone(&emulation), incoming));
        let stream = WriteTimeout::new(without_delay(stream), timeout);
        let connection = http.serve_connection(TokioIo::new(stream), service);
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            // What a client breaks off is its own affair.
            let _ = connection.await;
            drop(slot);
        });
    }
    drop(listener);
    let _ = tokio::time::timeout(SHUTDOWN_TIMEOUT, graceful.shutdown()).await;
}

/// Small answers must not wait for each other; without the option they are only slower.
fn without_delay(stream: TcpStream) -> TcpStream {
    let _ = stream.set_nodelay(true);
    stream
}

async fn answer(
    emulation: Arc<Emulation>,
    incoming: Request<Incoming>,
) -> Result<Response<Sent>, Cut> {
    let answer = request::answer(&emulation, incoming).await?;
    Ok(answer.into_response())
}
