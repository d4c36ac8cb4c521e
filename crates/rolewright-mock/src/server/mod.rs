//! An HTTP emulator of RAM, STS and Container Registry on this machine, over one [`MemoryProvider`].
//!
//! It checks requests as the service's gateway does (key, time stamp, signature, nonce) and
//! answers with the service's codes, so that clients of any language can be tried without an
//! account. What it takes: POST and GET to `/`, signed with `ACS3-HMAC-SHA256`, with parameters in
//! the query or in a form.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> rolewright_core::Result<()> {
//! use rolewright_mock::server::Emulator;
//!
//! let emulator = Emulator::builder().access_key("testid", "testsecret").start().await?;
//! assert!(emulator.endpoint().starts_with("http://127.0.0.1:"));
//! // ... let a client make calls ...
//! assert!(emulator.provider().account().roles.is_empty());
//! emulator.stop().await;
//! # Ok(())
//! # }
//! ```

mod assumed;
mod builder;
mod gateway;
mod http;
mod nonces;

use std::net::SocketAddr;

use rolewright_core::provider::Secret;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

pub use assumed::ASSUMED;
pub use builder::EmulatorBuilder;

use crate::MemoryProvider;

/// A server that runs until it is dropped.
#[derive(Debug)]
pub struct Emulator {
    address: SocketAddr,
    access_key_id: String,
    access_key_secret: Secret,
    provider: MemoryProvider,
    /// Dropping it ends the task.
    alive: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Emulator {
    /// An emulator on a free port of `127.0.0.1`, with a random key and an empty account.
    #[must_use]
    pub fn builder() -> EmulatorBuilder {
        EmulatorBuilder::default()
    }

    /// Where it listens, for example `http://127.0.0.1:38211`.
    #[must_use]
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The id of the one key that it knows.
    #[must_use]
    pub fn access_key_id(&self) -> &str {
        &self.access_key_id
    }

    /// The secret of the one key that it knows.
    #[must_use]
    pub fn access_key_secret(&self) -> &Secret {
        &self.access_key_secret
    }

    /// The account behind it.
    #[must_use]
    pub fn provider(&self) -> &MemoryProvider {
        &self.provider
    }

    /// Stops it and waits until the requests under way are answered.
    pub async fn stop(self) {
        drop(self.alive);
        // The task can only have been cancelled with its runtime, and then it has ended too.
        let _ = self.task.await;
    }
}
