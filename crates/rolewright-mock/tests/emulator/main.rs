//! Tests of the HTTP emulator, with clients from a TCP stream and the signer.
#![cfg(feature = "emulator")]
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests fail by panicking"
)]

mod captures;
mod client;
mod control;
mod gateway;
mod objects;
mod oss;
mod oss_gateway;
mod policies;
mod race;
mod registry;
mod robust;
mod rpc;
