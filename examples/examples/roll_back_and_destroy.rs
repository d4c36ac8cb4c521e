//! Restores the previous version of the policy, and deletes the set-up after a preview.
#![allow(
    clippy::print_stdout,
    reason = "an example shows what it does by printing"
)]

use std::sync::Arc;

use rolewright::recipe::container_registry::{POLICY, role_alone};
use rolewright::setup::{Goal, Options, Report};
use rolewright::{MemoryProvider, RamProviderExt, Result, RunOptions};

/// Runs a goal that is about the role with all its buckets.
async fn run(goal: Goal, preview: bool, provider: &MemoryProvider) -> Result<Report> {
    let options = RunOptions {
        setup: Options {
            preview,
            ..Options::default()
        },
        ..RunOptions::default()
    };
    let report = rolewright::run(Arc::new(role_alone()?), goal, provider, options).await?;
    println!("{:?}, preview {preview}: {:?}", report.kind, report.outcome);
    for change in &report.changes {
        println!("  {}", change.summary);
    }
    Ok(report)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let provider = MemoryProvider::new();
    rolewright::setup(["my-images"]).apply(&provider).await?;
    rolewright::setup(["wrong-images"]).apply(&provider).await?;
    let policy = provider.get_policy(POLICY).await?;
    assert_eq!(policy.default_policy_version.version_id, "v2");

    // The version before the default version; `Some("v1".into())` names one.
    let report = run(Goal::Rollback { to: None }, false, &provider).await?;
    assert!(report.is_ok());
    let policy = provider.get_policy(POLICY).await?;
    assert_eq!(policy.default_policy_version.version_id, "v1");

    run(Goal::Destroy, true, &provider).await?;
    assert_eq!(provider.account().roles.len(), 1);
    let report = run(Goal::Destroy, false, &provider).await?;
    assert!(report.is_ok() && provider.account().roles.is_empty());
    Ok(())
}
