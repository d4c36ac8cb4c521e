//! A Container Registry instance on a bucket of the account.

use rolewright_mock::emulator::{Emulator, Seed};
use rolewright_mock::{Account, WallClock};
use serde_json::{Value, json};

use crate::client::{Key, NOW, TRUST, control};

pub(crate) const ROLE: &str = "AliyunContainerRegistryCustomizedOSSBucketRole";
pub(crate) const POLICY: &str = "AliyunContainerRegistryCustomizedOSSBucketRolePolicy";

/// The actions of the reference policy, except the four that OSS does not check, each with a test
/// that an instance does not run without it.
macro_rules! required {
    ($($name:ident is $action:literal;)*) => {
        const REQUIRED: &[&str] = &[$($action),*];

        mod without {
            $(
                #[tokio::test]
                async fn $name() {
                    super::stays_pending_without($action).await;
                }
            )*
        }
    };
}

required! {
    oss_get_object is "oss:GetObject";
    oss_put_object is "oss:PutObject";
    oss_delete_object is "oss:DeleteObject";
    oss_list_parts is "oss:ListParts";
    oss_abort_multipart_upload is "oss:AbortMultipartUpload";
    oss_list_multipart_uploads is "oss:ListMultipartUploads";
    oss_list_objects is "oss:ListObjects";
    oss_delete_object_version is "oss:DeleteObjectVersion";
    oss_get_object_version is "oss:GetObjectVersion";
    oss_list_object_versions is "oss:ListObjectVersions";
    oss_put_object_tagging is "oss:PutObjectTagging";
    oss_get_object_tagging is "oss:GetObjectTagging";
    oss_delete_object_tagging is "oss:DeleteObjectTagging";
    oss_put_bucket is "oss:PutBucket";
    oss_get_bucket_location is "oss:GetBucketLocation";
    oss_put_bucket_encryption is "oss:PutBucketEncryption";
    oss_get_bucket_encryption is "oss:GetBucketEncryption";
    oss_put_bucket_acl is "oss:PutBucketAcl";
    oss_get_bucket_acl is "oss:GetBucketAcl";
    oss_put_bucket_logging is "oss:PutBucketLogging";
    oss_get_bucket_referer is "oss:GetBucketReferer";
    oss_put_bucket_referer is "oss:PutBucketReferer";
    oss_get_bucket_logging is "oss:GetBucketLogging";
    oss_put_bucket_versioning is "oss:PutBucketVersioning";
    oss_get_bucket_versioning is "oss:GetBucketVersioning";
    oss_get_bucket_lifecycle is "oss:GetBucketLifecycle";
    oss_put_bucket_lifecycle is "oss:PutBucketLifecycle";
    oss_delete_bucket_lifecycle is "oss:DeleteBucketLifecycle";
    oss_get_bucket_transfer_acceleration is "oss:GetBucketTransferAcceleration";
    oss_list_buckets is "oss:ListBuckets";
    vpc_describe_vpcs is "vpc:DescribeVpcs";
    cms_query_metric_last is "cms:QueryMetricLast";
    cms_query_metric_list is "cms:QueryMetricList";
}

/// The actions of the reference policy that OSS does not check.
const NAMES_ONLY: [&str; 4] = [
    "oss:InitiateMultipartUpload",
    "oss:CompleteMultipartUpload",
    "oss:DeleteMultipleObjects",
    "oss:GetBucket",
];

/// The reference policy for `my-images`, reduced to these actions.
pub(crate) fn policy(allowed: &dyn Fn(&str) -> bool) -> Value {
    let of = |service: &str| {
        let all = REQUIRED.iter().chain(&NAMES_ONLY);
        let kept = all.filter(|action| action.starts_with(service) && allowed(action));
        kept.copied().collect::<Vec<_>>()
    };
    let oss: Vec<_> = of("oss:")
        .into_iter()
        .filter(|action| *action != "oss:ListBuckets")
        .collect();
    let mut statements = vec![json!({
        "Effect": "Allow",
        "Action": oss,
        "Resource": ["acs:oss:*:*:my-images", "acs:oss:*:*:my-images/*"],
    })];
    for (actions, resource) in [
        (
            of("oss:ListBuckets"),
            json!(["acs:oss:*:*:*", "acs:oss:*:*:*/*"]),
        ),
        (of("vpc:"), json!("acs:vpc:*:*:vpc/*")),
        (of("cms:"), json!("*")),
    ] {
        if !actions.is_empty() {
            statements.push(json!({ "Effect": "Allow", "Action": actions, "Resource": resource }));
        }
    }
    json!({ "Version": "1", "Statement": statements })
}

pub(crate) async fn emulator(trust: &str, policy: &Value) -> Emulator {
    let seed = json!({
        "calls": [
            { "action": "CreateRole", "params": { "RoleName": ROLE, "AssumeRolePolicyDocument": trust } },
            { "action": "CreatePolicy", "params": { "PolicyName": POLICY, "PolicyDocument": policy } },
            { "action": "AttachPolicyToRole", "params": {
                "PolicyType": "Custom", "PolicyName": POLICY, "RoleName": ROLE } },
        ],
        "buckets": { "my-images": {} },
    });
    let seed: Seed = serde_json::from_value(seed).unwrap();
    let clock = WallClock::fixed(NOW.parse().unwrap());
    let builder = Emulator::builder().access_key("testid", "testsecret");
    builder.clock(clock).seed(seed).start().await.unwrap()
}

/// Creates an instance on the bucket.
async fn instance(emulator: &Emulator, bucket: &str) -> Value {
    let requested = json!({ "region": "cn-hangzhou", "name": "images", "bucket": bucket });
    let (status, made) = control(emulator, ("POST", "instances"), &requested.to_string()).await;
    assert_eq!(status, 201, "{made}");
    made["instance"].clone()
}

/// Returns the refused calls by action.
fn actions(instance: &Value) -> Vec<String> {
    let refused = instance["refused"].as_array().unwrap().iter();
    let mut actions: Vec<_> = refused
        .map(|call| {
            call["action"]
                .as_str()
                .unwrap_or_else(|| panic!("{call}"))
                .to_owned()
        })
        .collect();
    actions.sort();
    actions.dedup();
    actions
}

async fn get_instance(emulator: &Emulator, id: &str) -> Value {
    let params = [("RegionId", "cn-hangzhou"), ("InstanceId", id)];
    let (status, body) = Key::root().call(emulator, "GetInstance", &params).await;
    assert_eq!(status, 200, "{body}");
    body
}

fn bucket(account: &Account) -> &rolewright_mock::BucketState {
    &account.buckets.as_ref().unwrap()["my-images"]
}

#[tokio::test]
async fn an_instance_runs_and_takes_a_layer_with_the_reference_policy_and_trust() {
    let emulator = emulator(TRUST, &policy(&|_| true)).await;
    let made = instance(&emulator, "my-images").await;
    assert_eq!(
        (&made["status"], &made["refused"]),
        (&"RUNNING".into(), &json!([])),
        "{made}"
    );
    let id = made["id"].as_str().unwrap();
    assert_eq!(
        get_instance(&emulator, id).await["InstanceStatus"],
        "RUNNING"
    );
    let path = format!("instances/{id}/layers");
    let (status, pushed) = control(&emulator, ("POST", &path), "a layer").await;
    assert_eq!(status, 201, "{pushed}");
    let account = emulator.account().unwrap();
    let objects = &bucket(&account).objects;
    let layer = &objects[pushed["key"].as_str().unwrap()];
    assert_eq!(layer[0].body.as_ref().unwrap().0.as_ref(), b"a layer");
    assert_eq!(objects.len(), 1, "the probe is deleted");
}

/// Checks that only the calls that need the action are refused, and that the bucket is unchanged.
async fn stays_pending_without(missing: &str) {
    let emulator = emulator(TRUST, &policy(&|action| action != missing)).await;
    let made = instance(&emulator, "my-images").await;
    assert_eq!(made["status"], "PENDING");
    assert_eq!(made["issue"], "OSS_SERVICE_ROLE_UNAUTHORIZED");
    let instance = get_instance(&emulator, made["id"].as_str().unwrap()).await;
    assert_eq!(instance["InstanceStatus"], "PENDING");
    assert_eq!(instance["InstanceIssue"], "OSS_SERVICE_ROLE_UNAUTHORIZED");
    // Calls on an upload that was not started are refused without an action.
    let refused = made["refused"].as_array().unwrap().iter();
    let denied: Vec<_> = refused.filter_map(|call| call["action"].as_str()).collect();
    assert!(!denied.is_empty(), "{made}");
    assert!(denied.iter().all(|action| *action == missing), "{made}");
    let account = emulator.account().unwrap();
    assert_eq!(*bucket(&account), Default::default());
}

#[tokio::test]
async fn the_actions_that_oss_does_not_check_are_not_needed() {
    let emulator = emulator(TRUST, &policy(&|action| !NAMES_ONLY.contains(&action))).await;
    assert_eq!(instance(&emulator, "my-images").await["status"], "RUNNING");
    let emulator = self::emulator(TRUST, &policy(&|action| NAMES_ONLY.contains(&action))).await;
    let made = instance(&emulator, "my-images").await;
    let mut required: Vec<_> = REQUIRED.iter().map(|action| (*action).to_owned()).collect();
    required.sort();
    // Without any action every call that is made is refused.
    let refused = made["refused"].as_array().unwrap();
    let mut denied: Vec<_> = refused
        .iter()
        .filter_map(|call| call["action"].as_str())
        .collect();
    denied.sort_unstable();
    denied.dedup();
    assert_eq!(denied, required);
}

#[tokio::test]
async fn an_instance_is_pending_until_role_and_trust_exist() {
    let root = TRUST.replace(
        r#""Service":["cr.aliyuncs.com"]"#,
        r#""RAM":["acs:ram::1234567890123456:root"]"#,
    );
    let emulator = emulator(&root, &policy(&|_| true)).await;
    let made = instance(&emulator, "my-images").await;
    assert_eq!(
        (&made["status"], actions(&made)),
        (&"PENDING".into(), vec!["sts:AssumeRole".to_owned()])
    );
    let id = made["id"].as_str().unwrap();
    let instance = get_instance(&emulator, id).await;
    assert_eq!(instance["InstanceIssue"], "OSS_SERVICE_ROLE_UNAUTHORIZED");
    let path = format!("instances/{id}/layers");
    assert_eq!(control(&emulator, ("POST", &path), "a layer").await.0, 409);
    let update = [("RoleName", ROLE), ("NewAssumeRolePolicyDocument", TRUST)];
    let (status, _) = Key::root().call(&emulator, "UpdateRole", &update).await;
    assert_eq!(status, 200);
    let instance = get_instance(&emulator, id).await;
    assert_eq!(
        (&instance["InstanceStatus"], &instance["InstanceIssue"]),
        (&"RUNNING".into(), &Value::Null)
    );
    let (_, all) = control(&emulator, ("GET", "instances"), "").await;
    assert_eq!(all["instances"]["cn-hangzhou"][0]["refused"], json!([]));
}

#[tokio::test]
async fn existing_settings_are_kept() {
    let emulator = emulator(TRUST, &policy(&|_| true)).await;
    let lifecycle = "<LifecycleConfiguration><Rule><ID>mine</ID></Rule></LifecycleConfiguration>";
    emulator
        .with_account(|account| {
            let bucket = account
                .buckets
                .as_mut()
                .unwrap()
                .get_mut("my-images")
                .unwrap();
            bucket.settings.insert("lifecycle".into(), lifecycle.into());
            bucket.versioning = rolewright_core::bucket::Versioning::Enabled;
        })
        .unwrap();
    assert_eq!(instance(&emulator, "my-images").await["status"], "RUNNING");
    let account = emulator.account().unwrap();
    let bucket = bucket(&account);
    assert_eq!(bucket.settings["lifecycle"], lifecycle);
    assert_eq!(
        bucket.versioning,
        rolewright_core::bucket::Versioning::Enabled
    );
    assert!(bucket.objects.is_empty(), "{bucket:?}");
}

#[tokio::test]
async fn a_missing_bucket_is_not_reported_as_unauthorized() {
    let buckets = policy(&|_| true).to_string().replace("my-images", "*");
    let emulator = emulator(TRUST, &serde_json::from_str(&buckets).unwrap()).await;
    let made = instance(&emulator, "not-made-yet").await;
    assert_eq!(
        (&made["status"], &made["issue"]),
        (&"PENDING".into(), &Value::Null)
    );
    assert_eq!(made["refused"][0]["code"], "NoSuchBucket");
}
