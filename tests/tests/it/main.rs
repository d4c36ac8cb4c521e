//! One binary for every test that sees several crates at once.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "tests"
)]

mod explore;
mod harness;
mod http;
mod liars;
mod local;
mod memory;
mod suite;

/// Fails with every rule that an account of this harness breaks.
async fn ensure_conformance(harness: &dyn rolewright_tests::Harness) {
    let summary = rolewright_tests::run_all(harness).await;
    assert!(summary.is_ok(), "{summary}");
    assert_eq!(summary.skipped, [], "the simulations skip nothing");
}
