//! Negative results as errors, and each goal of `setup`.

use std::sync::Arc;

use async_trait::async_trait;
use rolewright::probe::{BucketProbe, ProbeAction, ProbeStep, Probed};
use rolewright::setup::{Outcome, RequirementId, Status};
use rolewright::{BucketInspector, BucketName, Cloud, ErrorKind, MemoryProvider, doctor, setup};
use rolewright_cli::Exit;

#[tokio::test]
async fn a_report_is_an_error_unless_the_command_line_would_exit_with_0() {
    let memory = MemoryProvider::new();
    let mut report = setup(["my-images"]).plan(&memory).await.unwrap();
    for outcome in [
        Outcome::Unchanged,
        Outcome::Changed,
        Outcome::Pending,
        Outcome::Passed,
        Outcome::Failed,
        Outcome::Inconclusive,
        Outcome::Drifted,
        Outcome::Partial,
        Outcome::Shown,
    ] {
        report.outcome = outcome;
        let is_zero = Exit::of_report(&report).code() == 0;
        assert_eq!(report.clone().into_result().is_ok(), is_zero, "{outcome:?}");
    }
}

#[tokio::test]
async fn the_error_of_a_report_has_the_first_reason() {
    let memory = MemoryProvider::new();
    let plan = setup(["my-images"]).plan(&memory).await.unwrap();
    let error = plan.into_result().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotVerified);
    assert!(error.message().starts_with("pending: "), "{error}");
    let verify = setup(["my-images"]).verify(&memory).await.unwrap();
    let error = verify.into_result().unwrap_err();
    assert!(error.message().ends_with("Role does not exist"), "{error}");
    let applied = setup(["my-images"]).apply(&memory).await.unwrap();
    assert!(applied.into_result().unwrap().has_passed());
}

#[tokio::test]
async fn a_diagnosis_of_an_account_without_problems_is_no_error() {
    let recipe =
        rolewright::recipe::container_registry::custom_bucket([
            BucketName::new("my-images").unwrap()
        ]);
    let cloud = MemoryProvider::new().into();
    let report = doctor::examine(Arc::new(recipe.unwrap()), &cloud, Default::default());
    let mut report = report.await.unwrap().into_result().unwrap();
    report.health = doctor::Health::Degraded;
    let error = report.clone().into_result().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotVerified);
    report.health = doctor::Health::Locked;
    let error = report.into_result().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::CredentialInvalid);
}

/// Finds that the role can use each bucket.
#[derive(Debug)]
struct Works;

#[async_trait]
impl BucketProbe for Works {
    async fn probe(&self, _: &str, _: &BucketName, _: Option<&str>) -> Probed {
        Probed::new("object", [ProbeStep::of(ProbeAction::Assume, None)])
    }
}

#[tokio::test]
async fn a_cloud_checks_the_buckets_too() {
    let memory = MemoryProvider::new();
    memory.with_account(|account| account.buckets = Some(Default::default()));
    let buckets: Arc<dyn BucketInspector> = Arc::new(memory.clone());
    let cloud = Cloud {
        buckets: Some(buckets),
        probe: Some(Arc::new(Works)),
        ..memory.clone().into()
    };
    let _ = setup(["my-images"])
        .apply(&memory)
        .await
        .unwrap()
        .into_result()
        .unwrap();
    // The bucket does not exist, which a provider alone can't know.
    let alone = setup(["my-images"]).verify(&memory).await.unwrap();
    assert!(alone.is_ok());
    let verified = setup(["my-images"]).on(&cloud).verify().await.unwrap();
    assert_eq!(verified.outcome, Outcome::Failed);
    let live = |report: &rolewright::setup::Report| {
        let live = report
            .requirements
            .iter()
            .find(|one| one.id == RequirementId::Live);
        live.map(|one| one.status)
    };
    assert_ne!(live(&verified), Some(Status::Passed));
    let tested = setup(["my-images"]).on(&cloud).verify_live().await.unwrap();
    assert_eq!(live(&tested), Some(Status::Passed));
    let without: Cloud = memory.clone().into();
    let untested = setup(["my-images"])
        .on(&without)
        .verify_live()
        .await
        .unwrap();
    assert_eq!(live(&untested), Some(Status::Inconclusive));
    assert_eq!(untested.outcome, Outcome::Inconclusive);
    assert!(untested.requirements.len() > 1, "{untested:?}");
}

#[tokio::test]
async fn each_goal_of_a_setup_runs() {
    let memory = MemoryProvider::new();
    let cloud: Cloud = memory.clone().into();
    let both = || setup(["img-a", "img-b"]).tags([("team", "images")]);
    let plan = both().on(&cloud).plan().await.unwrap();
    let applied = both().approved(&plan).on(&cloud).apply().await.unwrap();
    assert_eq!(applied.outcome, Outcome::Changed);
    let again = both().approved(&plan).apply(&memory).await;
    assert!(again.is_err() || again.is_ok_and(|report| !report.is_changed()));
    let shown = both().on(&cloud).show().await.unwrap();
    assert_eq!(shown.state, applied.state);
    assert!(both().on(&cloud).drift().await.unwrap().is_ok());
    let one = || setup(["img-b"]);
    let previewed = one().preview().on(&cloud).remove().await.unwrap();
    assert_eq!(previewed.outcome, Outcome::Pending);
    assert!(one().on(&cloud).remove().await.unwrap().is_changed());
    let back = setup(["img-a"]).on(&cloud).rollback(None).await.unwrap();
    assert!(back.is_changed(), "{back:?}");
    let destroyed = both().force().on(&cloud).destroy().await.unwrap();
    assert!(destroyed.is_ok());
    assert!(memory.account().roles.is_empty());
}
