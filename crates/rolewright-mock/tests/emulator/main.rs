//! The HTTP emulator, seen by clients made of a TCP stream and the signer.
#![cfg(feature = "emulator")]
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that can't go on fails by a panic"
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
