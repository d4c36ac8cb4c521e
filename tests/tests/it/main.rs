//! One binary for every test that sees several crates at once.
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
mod blocking;
mod edge_cases;
mod explore;
mod fault_injection;
mod five_versions;
mod harness;
mod http;
mod live;
mod local;
mod memory;
mod operator;
mod properties;
mod provider_mutations;
mod registry;
mod round_trips;
mod runs;
mod situations;
mod suite;
mod swarm;
mod untrusted_input;

/// Runs all cases at once, and fails with every rule that does not hold.
async fn ensure_conformance(harness: &'static dyn rolewright_tests::Harness) {
    let run = |case: rolewright_tests::Case| async move { (case.name, case.run(harness).await) };
    let tasks: tokio::task::JoinSet<_> = rolewright_tests::cases().into_iter().map(run).collect();
    let summary: rolewright_tests::Summary = tasks.join_all().await.into_iter().collect();
    assert!(summary.is_ok(), "{summary}");
    assert_eq!(summary.skipped, [], "the simulations skip nothing");
}
