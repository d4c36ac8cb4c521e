//! An HTTP emulator of RAM, STS, OSS and Container Registry on this machine, over one account.
//!
//! It checks requests as the services' gateways do (key, token, time stamp, signature, nonce) and
//! answers with the services' codes, so that clients of any language can be tried without an
//! account. What it takes, all on one address: RPC by POST and GET to `/`, signed with
//! `ACS3-HMAC-SHA256` or with the older `HMAC-SHA1`; OSS in path style or by the bucket's host
//! name, signed with version 4 or 1.
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

mod answer;
mod assumed;
mod backend;
mod builder;
mod connection;
mod control;
mod emulation;
mod faults;
mod gateway;
mod keys;
mod nonces;
mod offline;
mod oss;
mod params;
mod request;
mod request_log;
mod rpc;
mod running;
mod seed;
mod write_timeout;

pub use assumed::ASSUMED;
pub use builder::EmulatorBuilder;
pub use emulation::RequestSink;
pub use faults::{Fault, FaultRule};
#[doc(hidden)]
pub use offline::Offline;
pub use request_log::Entry;
pub use running::Emulator;
pub use seed::{Seed, SeedCall, SeedKey};

/// The operations of OSS that are emulated, each with the action that allows it.
pub fn oss_operations() -> impl Iterator<Item = (&'static str, String)> {
    crate::oss::names()
}
