//! Shows a plan for approval, and applies it unless the account has changed since then.
#![allow(
    clippy::print_stdout,
    reason = "an example shows what it does by printing"
)]

use std::sync::Arc;

use rolewright::recipe::container_registry::custom_bucket;
use rolewright::setup::{Approved, Goal, Options, Report};
use rolewright::{BucketName, ErrorKind, MemoryProvider, Result, RunOptions};

/// Plans, or applies an approved plan.
async fn run(provider: &MemoryProvider, approved: Option<Approved>) -> Result<Report> {
    let recipe = Arc::new(custom_bucket([BucketName::new("my-images")?])?);
    let goal = if approved.is_some() {
        Goal::Apply
    } else {
        Goal::Plan
    };
    let options = RunOptions {
        setup: Options {
            approved,
            ..Options::default()
        },
        ..RunOptions::default()
    };
    rolewright::run(recipe, goal, provider, options).await
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let provider = MemoryProvider::new();
    let plan = run(&provider, None).await?;
    for change in &plan.changes {
        println!("planned: {}", change.summary);
        for line in &change.lines {
            println!("  {}", line.text);
        }
    }
    // The calls can be serialized, and approved.
    let calls: Vec<_> = plan.changes.into_iter().map(|change| change.call).collect();
    let approved = Approved::from(calls);

    // Another account, in which another team has set up its bucket.
    let other = MemoryProvider::new();
    rolewright::setup(["other-images"]).apply(&other).await?;
    let refused = run(&other, Some(approved.clone())).await.err();
    println!(
        "refused: {}",
        refused
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default()
    );
    assert_eq!(refused.map(|error| error.kind()), Some(ErrorKind::Refused));

    let report = run(&provider, Some(approved)).await?;
    assert!(report.is_ok() && report.changes.iter().all(|change| change.done));
    Ok(())
}
