//! An approved plan is applied as shown, or rejected.

use std::sync::Arc;

use rolewright::recipe::container_registry::custom_bucket;
use rolewright::setup::{Goal, Options, Outcome};
use rolewright::{BucketName, Call, ErrorKind, MemoryProvider, RunOptions};

async fn apply_approved(
    provider: &MemoryProvider,
    approved: Vec<Call>,
) -> rolewright::Result<Outcome> {
    let recipe = Arc::new(custom_bucket([BucketName::new("my-images")?])?);
    let options = RunOptions {
        setup: Options {
            approved: Some(approved.into()),
            ..Options::default()
        },
        ..RunOptions::default()
    };
    Ok(rolewright::run(recipe, Goal::Apply, provider, options)
        .await?
        .outcome)
}

#[tokio::test]
async fn a_current_plan_is_applied_and_an_outdated_one_is_rejected_without_changes() {
    let provider = MemoryProvider::new();
    let plan = rolewright::setup(["my-images"])
        .plan(&provider)
        .await
        .unwrap();
    let approved: Vec<Call> = plan.changes.into_iter().map(|change| change.call).collect();

    let elsewhere = MemoryProvider::new();
    let _ = rolewright::setup(["another-one"])
        .apply(&elsewhere)
        .await
        .unwrap();
    let before = elsewhere.account();
    let error = apply_approved(&elsewhere, approved.clone())
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Refused, "{error}");
    assert_eq!(elsewhere.account(), before);

    assert_eq!(
        apply_approved(&provider, approved).await.unwrap(),
        Outcome::Changed
    );
}
