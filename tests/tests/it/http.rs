//! The suite over HTTP: the provider for the real cloud against the emulator, over real sockets.

use rolewright::emulator::Emulator;
use rolewright::mock::InstanceState;
use rolewright::operation::ListInstance;
use rolewright::{AlibabaProvider, MemoryProvider, RamProviderExt, StaticCredentials};

use crate::harness::Http;

/// No call makes an instance, so the suite's cases can't show that one passes the wire.
#[tokio::test]
async fn an_instance_comes_through_as_it_is() {
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

#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn the_http_provider_and_the_emulator_keep_every_rule() {
    crate::ensure_conformance(&Http).await;
}
