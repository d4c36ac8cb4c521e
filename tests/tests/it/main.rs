//! One test binary for all tests that span crates.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "tests"
)]

mod add_remove;
mod approval;
mod assume_role;
mod blocking;
mod driver;
mod dropped;
mod edge_cases;
mod explore;
mod failing_inspector;
mod fault_injection;
mod five_versions;
mod fleet;
mod harness;
mod http;
mod library;
mod linked_role;
mod live;
mod local;
mod memory;
mod operator;
mod own_recipe;
mod partial;
mod properties;
mod provider_mutations;
mod registry;
mod results;
mod round_trips;
mod runs;
mod situations;
mod span;
mod suite;
mod swarm;
mod untrusted_input;
