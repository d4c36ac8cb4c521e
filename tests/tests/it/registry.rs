//! Set-ups against the emulated Container Registry: why an instance is PENDING, what `verify` reports,
//! and how `apply` repairs it.

use std::sync::Arc;

use rolewright::emulator::{Emulator, Seed};
use rolewright::operation::GetInstance;
use rolewright::recipe::container_registry::Revision;
use rolewright::{AlibabaProvider, BucketName, RamProviderExt, StaticCredentials};
use serde_json::{Value, json};

/// An emulator with the bucket `my-images`, and a provider for it.
async fn account() -> (Emulator, AlibabaProvider) {
    let mut seed = Seed::default();
    seed.buckets.insert("my-images".into(), Default::default());
    let emulator = Emulator::builder().access_key("id", "secret").seed(seed);
    let emulator = emulator.enforce(true).start().await.unwrap();
    let provider = AlibabaProvider::builder()
        .credentials(StaticCredentials::new("id", "secret"))
        .endpoint(emulator.endpoint())
        .oss_endpoint(emulator.endpoint())
        .build()
        .unwrap();
    (emulator, provider)
}

async fn instance(
    emulator: &Emulator,
    provider: &AlibabaProvider,
) -> (String, Option<String>, String) {
    let all = emulator.instances().unwrap();
    let instance_id = all["cn-hangzhou"][0].id.clone();
    let operation = GetInstance {
        region_id: "cn-hangzhou".into(),
        instance_id: instance_id.clone(),
        ..Default::default()
    };
    let instance = provider.send(operation).await.unwrap();
    (
        instance.instance_status,
        instance.instance_issue,
        instance_id,
    )
}

const UNAUTHORIZED: Option<&str> = Some("OSS_SERVICE_ROLE_UNAUTHORIZED");

#[tokio::test]
async fn an_instance_runs_after_apply_but_not_with_the_trust_of_revision_2026_03() {
    let (emulator, provider) = account().await;
    let bucket = BucketName::new("my-images").unwrap();
    emulator
        .create_instance("cn-hangzhou", "images", &bucket)
        .unwrap();
    let (status, issue, id) = instance(&emulator, &provider).await;
    assert_eq!(
        (status.as_str(), issue.as_deref()),
        ("PENDING", UNAUTHORIZED)
    );

    let setup = || {
        let buckets = provider.buckets().unwrap();
        rolewright::setup(["my-images"]).buckets(Arc::new(buckets))
    };
    let page = setup().revision(Revision::March2026).apply(&provider).await;
    let _ = page.unwrap();
    let (status, issue, _) = instance(&emulator, &provider).await;
    assert_eq!(
        (status.as_str(), issue.as_deref()),
        ("PENDING", UNAUTHORIZED)
    );
    let state = &emulator.instances().unwrap()["cn-hangzhou"][0];
    assert_eq!(state.refused.len(), 1, "{state:?}");
    assert_eq!(state.refused[0].action.as_deref(), Some("sts:AssumeRole"));
    let report = setup().verify(&provider).await.unwrap();
    assert!(!report.has_passed());
    let text: Vec<_> = report
        .causes
        .iter()
        .map(|cause| cause.text.as_str())
        .collect();
    assert!(
        text.iter().any(|text| text.contains("cr.aliyuncs.com")),
        "{text:?}"
    );

    let _ = setup().apply(&provider).await.unwrap();
    assert!(setup().verify(&provider).await.unwrap().has_passed());
    let (status, issue, _) = instance(&emulator, &provider).await;
    assert_eq!((status.as_str(), issue), ("RUNNING", None));
    let key = emulator.push_layer(&id, b"an image layer").unwrap();
    let account = emulator.account().unwrap();
    let object = &account.buckets.unwrap()["my-images"].objects[&key][0];
    assert_eq!(object.body.as_ref().unwrap().0.as_ref(), b"an image layer");
}

/// Changes the document of the default version.
fn change_policy(emulator: &Emulator, change: impl FnOnce(&mut Value)) {
    let changed = emulator.with_account(|account| {
        let policy = account.policies.values_mut().next().unwrap();
        let version = policy.versions.get_mut(&policy.default_version).unwrap();
        let mut document: Value = serde_json::from_str(&version.document).unwrap();
        change(&mut document);
        version.document = document.to_string();
    });
    changed.unwrap();
}

/// Returns the actions of a statement; a single one can be without a list.
fn actions_of(statement: &Value) -> Vec<String> {
    match &statement["Action"] {
        Value::String(action) => vec![action.clone()],
        list => serde_json::from_value(list.clone()).unwrap(),
    }
}

/// Actions of the reference policy that OSS does not check.
const NAMES_ONLY: [&str; 4] = [
    "oss:InitiateMultipartUpload",
    "oss:CompleteMultipartUpload",
    "oss:DeleteMultipleObjects",
    "oss:GetBucket",
];

#[tokio::test]
async fn each_granted_action_is_required_except_for_four() {
    let (emulator, provider) = account().await;
    let _ = rolewright::setup(["my-images"])
        .apply(&provider)
        .await
        .unwrap();
    let mut whole = Value::Null;
    change_policy(&emulator, |document| whole = document.clone());
    let statements = whole["Statement"].as_array().unwrap();
    let mut tried = 0;
    for (number, statement) in statements.iter().enumerate() {
        for action in &actions_of(statement) {
            let mut left = actions_of(statement);
            left.retain(|kept| kept != action);
            change_policy(&emulator, |document| {
                *document = whole.clone();
                if left.is_empty() {
                    document["Statement"].as_array_mut().unwrap().remove(number);
                } else {
                    document["Statement"][number]["Action"] = json!(left);
                }
            });
            let bucket = BucketName::new("my-images").unwrap();
            let made = emulator.create_instance("cn-hangzhou", "images", &bucket);
            let made = made.unwrap().unwrap();
            let action = action.as_str();
            let mut denied = made
                .refused
                .iter()
                .filter_map(|call| call.action.as_deref());
            if NAMES_ONLY.contains(&action) {
                assert_eq!(made.status, "RUNNING", "{action}");
            } else {
                assert_eq!(made.status, "PENDING", "{action}");
                assert!(denied.any(|denied| denied == action), "{action}: {made:?}");
            }
            tried += 1;
        }
    }
    assert_eq!(tried, 37);
}

#[tokio::test]
async fn older_revisions_leave_an_instance_pending() {
    for page in [Revision::A, Revision::B, Revision::C] {
        let (emulator, provider) = account().await;
        let bucket = BucketName::new("my-images").unwrap();
        let setup = rolewright::setup(["my-images"]).revision(page);
        let _ = setup.apply(&provider).await.unwrap();
        emulator
            .create_instance("cn-hangzhou", "images", &bucket)
            .unwrap();
        let (status, issue, _) = instance(&emulator, &provider).await;
        assert_eq!(
            (status.as_str(), issue.as_deref()),
            ("PENDING", UNAUTHORIZED),
            "{page}"
        );
        let report = rolewright::setup(["my-images"])
            .verify(&provider)
            .await
            .unwrap();
        assert!(!report.has_passed(), "{page}");
    }
}
