//! What comes from the machine: the time and random bytes. Both can be injected.

use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;
use rolewright_core::{Error, ErrorKind, Result};
use rolewright_sign::encoding::hex;

/// Where the time of signing and the nonces come from.
#[derive(Clone)]
pub(crate) struct Ports {
    pub(crate) clock: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    pub(crate) nonce: Arc<dyn Fn() -> Result<String> + Send + Sync>,
}

impl Default for Ports {
    fn default() -> Self {
        Self {
            clock: Arc::new(now),
            nonce: Arc::new(nonce),
        }
    }
}

impl fmt::Debug for Ports {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ports")
    }
}

/// The one place that reads the clock.
fn now() -> Timestamp {
    Timestamp::now()
}

/// The one place that draws random bytes: 16 of them, in hex.
fn nonce() -> Result<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| {
        Error::new(
            ErrorKind::Transport,
            "the system gave no random bytes; nothing was sent",
        )
        .with_source(error)
    })?;
    Ok(hex(&bytes))
}
