//! The console of a running emulator.

mod fault;
mod filter;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::{Arc, OnceLock};

use async_trait::async_trait;
use bytes::Bytes;
use http_body_util::Full;
use hyper::{Request, Response, StatusCode};
use rolewright::emulator::{CONSOLE_PATH, ConsoleBody, ConsoleHandler, EmulatorHandle};
use rolewright::{BucketInspector, Cloud, Error, ErrorKind, RamProvider, Result};

pub(crate) use fault::{KINDS, not_allowed, rule};
pub(crate) use filter::{Decided, Filter, operation};

use crate::answer;
use crate::console::{Console, Settings};

/// The console of an emulator: its requests, faults, clock and instances, and the set-up and account pages over
/// its first account.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> rolewright::Result<()> {
/// use rolewright::emulator::Emulator;
/// use rolewright_console::{EmulatorConsole, Settings};
///
/// let console = EmulatorConsole::new();
/// let emulator = Emulator::builder().console(console.clone()).start().await?;
/// let random = || Ok([7; 32]); // not like this: it must be unpredictable
/// let link = console.open(&emulator.handle(), Settings::new(jiff::Timestamp::now, random))?;
/// assert!(link.contains("/_rolewright/console/?token="));
/// emulator.stop().await;
/// # Ok(())
/// # }
/// ```
#[derive(Default)]
pub struct EmulatorConsole {
    console: OnceLock<Arc<Console>>,
}

impl fmt::Debug for EmulatorConsole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EmulatorConsole").finish_non_exhaustive()
    }
}

impl EmulatorConsole {
    /// Creates the console for [`EmulatorBuilder::console`](rolewright::emulator::EmulatorBuilder::console). It
    /// answers with 503 until it is opened.
    #[must_use]
    pub fn new() -> Arc<Self> {
        Arc::default()
    }

    /// Opens the console of the emulator that it was given to, and returns its one-time link; see
    /// [`Console::link`]. `base` and `options` of the settings are those of the emulator, whatever they are.
    ///
    /// # Errors
    /// That of [`Settings::random`], and [`ErrorKind::Conflict`] if it is open already.
    pub fn open(&self, emulator: &EmulatorHandle, settings: Settings) -> Result<String> {
        let settings = Settings {
            base: CONSOLE_PATH.to_owned(),
            options: vec![("endpoint".to_owned(), emulator.endpoint())],
            ..settings
        };
        let console = Console::new(cloud(emulator)?, settings)?;
        let opened = self.console.set(console);
        opened.map_err(|_| Error::new(ErrorKind::Conflict, "the console is open already"))?;
        self.link(emulator)
    }

    /// Returns a further one-time link of an open console; see [`Console::link`].
    ///
    /// # Errors
    /// That of [`Settings::random`], and [`ErrorKind::Refused`] if it is not open.
    pub fn link(&self, emulator: &EmulatorHandle) -> Result<String> {
        let closed = || Error::new(ErrorKind::Refused, "the console is not open");
        self.console
            .get()
            .ok_or_else(closed)?
            .link(&emulator.endpoint())
    }

    /// Cancels a run in progress, and waits until it has ended. Call it before the emulator is stopped.
    pub async fn close(&self) {
        if let Some(console) = self.console.get() {
            console.stop();
            console.ended().await;
        }
    }
}

#[async_trait]
impl ConsoleHandler for EmulatorConsole {
    async fn handle(
        &self,
        emulator: EmulatorHandle,
        mut request: Request<Bytes>,
    ) -> Response<ConsoleBody> {
        request.extensions_mut().insert(emulator);
        match self.console.get() {
            Some(console) => console.answer(request.map(Full::new)).await,
            None => answer::of_type(
                StatusCode::SERVICE_UNAVAILABLE,
                "text/plain; charset=utf-8",
                "the console is not open",
            ),
        }
    }
}

/// Returns the backends for the emulator's first account, in its process.
fn cloud(emulator: &EmulatorHandle) -> Result<Cloud> {
    fn of<P: RamProvider + BucketInspector + Clone>(provider: P) -> Cloud {
        Cloud {
            buckets: Some(Arc::new(provider.clone())),
            ..provider.into()
        }
    }
    let memory = emulator.provider().map(of);
    #[cfg(feature = "local")]
    let memory = memory.or_else(|| emulator.local_provider().map(of));
    memory.ok_or_else(|| {
        Error::new(
            ErrorKind::Unsupported,
            "the console needs an account in memory",
        )
    })
}
