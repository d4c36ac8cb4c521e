//! Pages in the browser, which another crate serves.

use std::convert::Infallible;

use async_trait::async_trait;
use bytes::Bytes;
use http_body_util::combinators::UnsyncBoxBody;
use hyper::{Request, Response};

use super::handle::EmulatorHandle;

/// The path of the pages. Paths below it belong to them too.
pub const CONSOLE_PATH: &str = "/_rolewright/console";

/// The body of a page. One of unknown length, such as server-sent events, does not keep its connection:
/// it is closed for a new one if all are in use.
pub type ConsoleBody = UnsyncBoxBody<Bytes, Infallible>;

/// Serves pages about a running emulator below [`CONSOLE_PATH`].
///
/// A request gets here only with a `Host` and an `Origin` of this machine, as for the control endpoints,
/// and with a body of at most 1 MiB. It is neither counted nor listed among the emulator's requests, and
/// faults don't apply to it.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> rolewright_core::Result<()> {
/// use std::sync::Arc;
///
/// use bytes::Bytes;
/// use http_body_util::{BodyExt, Full};
/// use hyper::{Request, Response};
/// use rolewright_mock::emulator::{ConsoleHandler, ConsoleBody, Emulator, EmulatorHandle};
///
/// struct Count;
///
/// #[async_trait::async_trait]
/// impl ConsoleHandler for Count {
///     async fn handle(&self, emulator: EmulatorHandle, _: Request<Bytes>) -> Response<ConsoleBody> {
///         let text = format!("{} requests", emulator.requests().len());
///         Response::new(Full::from(text).boxed_unsync())
///     }
/// }
///
/// let emulator = Emulator::builder().console(Arc::new(Count)).start().await?;
/// emulator.stop().await;
/// # Ok(())
/// # }
/// ```
#[async_trait]
pub trait ConsoleHandler: Send + Sync + 'static {
    /// Answers a request. A handle that is kept in `self` would never be freed.
    async fn handle(
        &self,
        emulator: EmulatorHandle,
        request: Request<Bytes>,
    ) -> Response<ConsoleBody>;
}

/// Whether a path belongs to the console.
pub(super) fn has(path: &str) -> bool {
    path.strip_prefix(CONSOLE_PATH)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
