//! Tests of the HTTP emulator, with clients from a TCP stream and the signer.
#![cfg(feature = "emulator")]
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests fail by panicking"
)]

mod bounds;
mod captures;
mod client;
mod control;
mod copies;
mod gateway;
mod instances;
mod objects;
mod oss;
mod oss_gateway;
mod policies;
mod presigned;
mod purchase;
mod purchase_refused;
mod race;
mod recorded;
mod registry;
mod robust;
mod rpc;
mod settings;
