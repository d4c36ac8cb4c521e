//! Restores the previous version of the policy, and deletes the set-up after a preview.
#![allow(clippy::print_stdout, reason = "an example prints its result")]

use rolewright::recipe::container_registry::POLICY;
use rolewright::setup::Report;
use rolewright::{MemoryProvider, RamProviderExt, Result};

fn show(report: &Report) {
    println!("{:?}: {:?}", report.kind, report.outcome);
    for change in &report.changes {
        println!("  {}", change.summary);
    }
}

/// Returns the default version of the policy.
async fn version(provider: &MemoryProvider) -> Result<String> {
    let policy = provider.get_policy(POLICY).await?;
    Ok(policy.default_policy_version.version_id)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let provider = MemoryProvider::new();
    for bucket in ["my-images", "wrong-images"] {
        let report = rolewright::setup([bucket]).apply(&provider).await?;
        show(&report.into_result()?);
    }
    assert_eq!(version(&provider).await?, "v2");

    // The version before the default version; `Some("v1")` names one.
    let setup = rolewright::setup(["my-images"]);
    let report = setup.clone().rollback(None, &provider).await?;
    show(&report.into_result()?);
    assert_eq!(version(&provider).await?, "v1");

    show(&setup.clone().preview().destroy(&provider).await?);
    assert_eq!(provider.account().roles.len(), 1);
    show(&setup.destroy(&provider).await?.into_result()?);
    assert!(provider.account().roles.is_empty());
    Ok(())
}
