//! Time, sleep and randomness, which can be injected.

use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;
use rolewright_core::clock::{Clock, SystemClock};
use rolewright_core::{Cancellation, Error, ErrorKind, Result};
use rolewright_sign::encoding::hex;

/// The sources of signing time, nonces, jitter and sleep, and the request to stop.
#[derive(Clone)]
pub(crate) struct Ports {
    pub(crate) clock: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    pub(crate) nonce: Arc<dyn Fn() -> Result<String> + Send + Sync>,
    /// A number in `0.0..1.0`.
    pub(crate) drawn: Arc<dyn Fn() -> f64 + Send + Sync>,
    pub(crate) waiting: Arc<dyn Clock>,
    pub(crate) cancellation: Cancellation,
}

impl Default for Ports {
    fn default() -> Self {
        Self {
            clock: Arc::new(now),
            nonce: Arc::new(nonce),
            drawn: Arc::new(drawn),
            waiting: Arc::new(SystemClock::start()),
            cancellation: Cancellation::default(),
        }
    }
}

impl fmt::Debug for Ports {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ports")
    }
}

/// The only place that reads the system's clock.
fn now() -> Timestamp {
    Timestamp::now()
}

/// A random number for jitter; 1.0, the full wait, without random bytes.
fn drawn() -> f64 {
    getrandom::u32().map_or(1.0, |bits| f64::from(bits) / (f64::from(u32::MAX) + 1.0))
}

/// 16 random bytes in hex.
fn nonce() -> Result<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| {
        Error::new(
            ErrorKind::Transport,
            "the operating system returned no random bytes; nothing was sent",
        )
        .with_source(error)
    })?;
    Ok(hex(&bytes))
}
