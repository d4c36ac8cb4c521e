//! The console over real sockets, on this machine only.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod account;
mod client;
mod form;
mod hostile;
mod security;
mod set_up;
