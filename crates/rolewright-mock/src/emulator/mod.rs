//! An HTTP emulator of RAM, STS, OSS and Container Registry on this machine, over one account or
//! several.
//!
//! It checks requests like the services' gateways (key, token, time stamp, signature, nonce) and
//! returns the services' error codes, so clients in any language can be tested without an account.
//! One address serves RPC by POST and GET to `/`, signed with `ACS3-HMAC-SHA256` or the older
//! `HMAC-SHA1`, and OSS in path style or with the bucket in the host name, signed with version 4
//! or 1.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> rolewright_core::Result<()> {
//! use rolewright_mock::emulator::Emulator;
//!
//! let emulator = Emulator::builder().access_key("testid", "testsecret").start().await?;
//! assert!(emulator.endpoint().starts_with("http://127.0.0.1:"));
//! // ... let a client make calls ...
//! assert!(emulator.account()?.roles.is_empty());
//! emulator.stop().await;
//! # Ok(())
//! # }
//! ```

mod accounts;
mod across;
mod answer;
mod assumed;
mod backend;
mod body;
mod builder;
mod connection;
mod console;
mod control;
mod coverage;
mod directory;
mod emulation;
mod environment;
mod faults;
mod feed;
mod gateway;
mod handle;
mod host;
mod judged;
mod keys;
mod known;
mod nonces;
mod offline;
mod oss;
mod params;
mod request;
mod request_log;
mod rpc;
mod running;
mod seed;
mod space;
#[cfg(feature = "tls")]
mod tls;
mod waiting;
mod write_timeout;

pub use assumed::ASSUMED;
pub use builder::EmulatorBuilder;
pub use console::{CONSOLE_PATH, ConsoleBody, ConsoleHandler};
pub use coverage::{Coverage, coverage};
pub use emulation::RequestSink;
pub use faults::{Fault, FaultRule};
pub use feed::Feed;
pub use handle::EmulatorHandle;
pub use judged::{DeniedAccess, Enforcement};
#[doc(hidden)]
pub use offline::Offline;
pub use request_log::{Batch, Entry};
pub use running::Emulator;
pub use seed::{Seed, SeedAccount, SeedCall, SeedKey};

/// Returns the emulated OSS operations, each with its action.
pub fn oss_operations() -> impl Iterator<Item = (&'static str, String)> {
    crate::oss::names()
}

/// Returns the emulated operations without a struct in the core, each with its service in lower case.
pub fn further_operations() -> impl Iterator<Item = (&'static str, &'static str)> {
    known::further()
}
