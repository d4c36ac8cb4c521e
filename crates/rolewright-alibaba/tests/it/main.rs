//! The provider against mock servers on this machine.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that can't go on fails by a panic"
)]

mod buckets;
mod connection;
mod credentials;
mod evidence;
mod response;
mod retry;
mod support;
mod tls;
mod transport;
mod wire;
