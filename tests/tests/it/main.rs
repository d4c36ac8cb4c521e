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
mod properties;
mod registry;
mod round_trips;
mod runs;
mod situations;
mod suite;
mod surprises;
mod swarm;

/// Runs all cases at once, and fails with every rule that does not hold.
async fn ensure_conformance(harness: &'static dyn rolewright_conformance::Harness) {
    let run =
        |case: rolewright_conformance::Case| async move { (case.name, case.run(harness).await) };
    let tasks: tokio::task::JoinSet<_> = rolewright_conformance::cases()
        .into_iter()
        .map(run)
        .collect();
    let summary: rolewright_conformance::Summary = tasks.join_all().await.into_iter().collect();
    assert!(summary.is_ok(), "{summary}");
    assert_eq!(summary.skipped, [], "the simulations skip nothing");
}
