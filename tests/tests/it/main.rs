//! One binary for every test that sees several crates at once.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "tests"
)]

mod approval;
mod blocking;
mod come_and_go;
mod explore;
mod fire;
mod harness;
mod hostile;
mod http;
mod liars;
mod live;
mod local;
mod memory;
mod operator;
mod partial;
mod properties;
mod registry;
mod round_trips;
mod runs;
mod situations;
mod suite;
mod surprises;
mod swarm;
