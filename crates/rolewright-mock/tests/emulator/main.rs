//! Tests of the HTTP emulator, with clients from a TCP stream and the signer.
#![cfg(feature = "emulator")]
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests fail by panicking"
)]

mod accounts;
mod bounds;
mod captures;
mod client;
mod clock;
mod console;
mod control;
mod copies;
mod coverage;
mod denials;
mod directory;
mod gateway;
mod instances;
mod learn;
mod objects;
mod oss;
mod oss_gateway;
mod policies;
mod presigned;
mod purchase;
mod purchase_refused;
mod race;
mod recorded;
mod recorded_keys;
mod registry;
mod robust;
mod rpc;
mod settings;
#[cfg(feature = "tls")]
mod tls;
