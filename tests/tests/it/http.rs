//! The conformance suite over HTTP: the provider for the real cloud against the emulator.

use rolewright::emulator::{Emulator, Fault, FaultRule};
use rolewright::mock::InstanceState;
use rolewright::operation::{GetCallerIdentity, GetRole, ListInstance};
use rolewright::provider::WaitReason;
use rolewright::{
    AlibabaProvider, HttpRetryPolicy, MemoryProvider, Operation, RamProvider, RamProviderExt,
    StaticCredentials,
};

/// No call creates an instance, so no case of the suite can read one.
#[tokio::test]
async fn an_instance_is_decoded_unchanged() {
    let memory = MemoryProvider::new();
    let emulator = Emulator::builder()
        .provider(memory.clone())
        .access_key("test-key", "test-secret")
        .start()
        .await
        .unwrap();
    memory.with_account(|account| {
        let instances = vec![InstanceState::default()];
        account.instances.insert("cn-beijing".into(), instances);
    });
    let provider = AlibabaProvider::builder()
        .credentials(StaticCredentials::new("test-key", "test-secret"))
        .endpoint(emulator.endpoint())
        .build()
        .unwrap();
    let operation = ListInstance {
        region_id: "cn-beijing".into(),
        ..ListInstance::default()
    };
    let listed = provider.send(operation.clone()).await.unwrap();
    assert_eq!(listed.total_count, 1);
    assert_eq!(
        listed.instances[0].instance_specification,
        "Enterprise_Basic"
    );
    let simulated = memory.send(operation).await.unwrap();
    assert_eq!(listed, simulated);
}

rolewright_conformance::tests!(crate::harness::Http, test: tokio::test);

/// An emulator that throttles some calls of an operation, and a provider for it.
async fn throttling(action: &str, calls: &[u64]) -> (Emulator, AlibabaProvider) {
    let emulator = Emulator::builder()
        .access_key("test-key", "test-secret")
        .start()
        .await
        .unwrap();
    emulator
        .set_faults(vec![FaultRule {
            action: Some(action.to_owned()),
            calls: calls.to_vec(),
            fault: Fault::Throttle {
                retry_after_milliseconds: Some(2),
            },
            ..FaultRule::default()
        }])
        .unwrap();
    let provider = AlibabaProvider::builder()
        .credentials(StaticCredentials::new("test-key", "test-secret"))
        .endpoint(emulator.endpoint())
        .build()
        .unwrap();
    (emulator, provider)
}

#[tokio::test]
async fn the_report_lists_all_waits_of_the_calls() {
    let (_emulator, provider) = throttling(GetRole::ACTION, &[1, 2, 3]).await;
    let provider: &dyn RamProvider = &provider;
    let report = rolewright::setup(["my-images"])
        .apply(provider)
        .await
        .unwrap();
    assert!(report.is_ok());
    let of_role: Vec<_> = report
        .waits
        .iter()
        .filter(|wait| wait.action.as_deref() == Some(GetRole::ACTION))
        .map(|wait| (wait.reason, wait.milliseconds))
        .collect();
    let retry = (WaitReason::Retry, 2);
    assert_eq!(of_role, [retry, retry, retry]);
    let throttled = |text: &String| text.contains("Throttling.User");
    assert!(
        report
            .waits
            .iter()
            .all(|wait| wait.error.as_ref().is_some_and(throttled))
    );
    let (_emulator, quick) = throttling(GetRole::ACTION, &[99]).await;
    let provider: &dyn RamProvider = &quick;
    let report = rolewright::setup(["my-images"])
        .apply(provider)
        .await
        .unwrap();
    assert!(report.waits.is_empty(), "{:?}", report.waits);
}

#[tokio::test]
async fn an_error_lists_the_waits_before_it() {
    let (_emulator, provider) = throttling(GetCallerIdentity::ACTION, &[]).await;
    let error = provider.get_caller_identity().await.unwrap_err();
    let tries = usize::try_from(HttpRetryPolicy::default().tries).unwrap();
    assert_eq!(error.waits().len(), tries - 1);
    assert!(error.is_throttled());
    assert_eq!(error.gave_up().unwrap().0, HttpRetryPolicy::default().tries);
}
