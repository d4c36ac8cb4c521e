//! Detects drift, prints the causes and repairs the set-up.
#![allow(clippy::print_stdout, reason = "an example prints its result")]

use rolewright::operation::{DetachPolicyFromRole, PolicyType};
use rolewright::{MemoryProvider, RamProvider, RamProviderExt, Result};

const BUCKETS: [&str; 2] = ["my-images", "more-images"];

/// Prints the causes and the changes that repair them; returns whether there is no drift.
async fn check(provider: &dyn RamProvider) -> Result<bool> {
    let report = rolewright::setup(BUCKETS).drift(provider).await?;
    for cause in &report.causes {
        println!("cause: {}", cause.text);
    }
    for change in &report.changes {
        println!("change: {}", change.summary);
    }
    Ok(report.is_ok())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let provider = MemoryProvider::new();
    let report = rolewright::setup(BUCKETS).apply(&provider).await?;
    assert!(report.is_ok());
    assert!(check(&provider).await?);

    // Another user detaches the policy.
    let detach = DetachPolicyFromRole {
        policy_type: PolicyType::Custom,
        policy_name: "AliyunContainerRegistryCustomizedOSSBucketRolePolicy".into(),
        role_name: "AliyunContainerRegistryCustomizedOSSBucketRole".into(),
        ..Default::default()
    };
    provider.send(detach).await?;
    assert!(!check(&provider).await?);

    let repaired = rolewright::setup(BUCKETS).apply(&provider).await?;
    assert_eq!(repaired.changes.len(), 1);
    assert!(check(&provider).await?);
    Ok(())
}
