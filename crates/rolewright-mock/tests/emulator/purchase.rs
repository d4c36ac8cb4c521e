//! The purchase, the renewal and the refund of an instance.

use rolewright_mock::emulator::Emulator;
use serde_json::{Value, json};

use crate::client::{self, Key, TRUST};
use crate::registry::{POLICY, ROLE, emulator, policy};

const BSS: &str = "2017-12-14";

/// An order as Terraform makes it; each test changes a part of it.
pub(crate) fn order<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut order = vec![
        ("ProductCode", "acr"),
        ("ProductType", "acr_ee_public_cn"),
        ("SubscriptionType", "Subscription"),
        ("RenewalStatus", "ManualRenewal"),
        ("Period", "1"),
        ("Parameter.1.Code", "InstanceStorageName"),
        ("Parameter.1.Value", "my-images"),
        ("Parameter.2.Code", "DefaultOssBucket"),
        ("Parameter.2.Value", "false"),
        ("Parameter.3.Code", "InstanceName"),
        ("Parameter.3.Value", "images"),
        ("Parameter.4.Code", "Region"),
        ("Parameter.4.Value", "cn-hangzhou"),
        ("Parameter.5.Code", "InstanceType"),
        ("Parameter.5.Value", "Standard"),
    ];
    for (name, value) in changes {
        order.retain(|(known, _)| known != name);
        if !value.is_empty() {
            order.push((name, value));
        }
    }
    order
}

/// An order of an instance on the bucket of the service.
pub(crate) const DEFAULT_BUCKET: [(&str, &str); 3] = [
    ("Parameter.1.Code", ""),
    ("Parameter.1.Value", ""),
    ("Parameter.2.Value", "true"),
];

pub(crate) async fn bss(
    emulator: &Emulator,
    action: &str,
    params: &[(&str, &str)],
) -> (u16, Value) {
    Key::root().call_of(emulator, (BSS, action), params).await
}

/// Purchases an instance and returns its id.
pub(crate) async fn buy(emulator: &Emulator, changes: &[(&str, &str)]) -> String {
    let (status, body) = bss(emulator, "CreateInstance", &order(changes)).await;
    assert_eq!((status, &body["Success"]), (200, &true.into()), "{body}");
    body["Data"]["InstanceId"].as_str().unwrap().to_owned()
}

pub(crate) async fn get(emulator: &Emulator, id: &str) -> Value {
    let params = [("RegionId", "cn-hangzhou"), ("InstanceId", id)];
    let (status, body) = Key::root().call(emulator, "GetInstance", &params).await;
    assert_eq!(status, 200, "{body}");
    body
}

pub(crate) async fn listed(emulator: &Emulator, params: &[(&str, &str)]) -> Vec<Value> {
    let (status, body) = bss(emulator, "QueryAvailableInstances", params).await;
    assert_eq!((status, &body["Code"]), (200, &"Success".into()), "{body}");
    body["Data"]["InstanceList"].as_array().unwrap().clone()
}

pub(crate) async fn refund(
    emulator: &Emulator,
    id: &str,
    changes: &[(&str, &str)],
) -> (u16, Value) {
    let mut params = vec![
        ("InstanceId", id),
        ("ProductCode", "acr"),
        ("ProductType", "acr_ee_public_cn"),
    ];
    params.extend(changes);
    bss(emulator, "RefundInstance", &params).await
}

#[tokio::test]
async fn a_purchased_instance_runs_when_the_set_up_is_right_and_is_gone_after_its_refund() {
    let emulator = emulator(TRUST, &policy(&|_| true)).await;
    let id = buy(&emulator, &[]).await;
    let instance = get(&emulator, &id).await;
    let shown = [
        "Code",
        "InstanceStatus",
        "InstanceSpecification",
        "ResourceGroupId",
    ];
    let shown = shown.map(|name| instance[name].clone());
    assert_eq!(
        shown,
        ["success", "RUNNING", "Enterprise_Standard", "rg-default-id"]
    );
    let (_, body) = refund(&emulator, &id, &[("ImmediatelyRelease", "1")]).await;
    assert!(body["Data"]["OrderId"].is_string(), "{body}");
    let gone = get(&emulator, &id).await;
    assert_eq!(
        (&gone["Code"], &gone["IsSuccess"]),
        (&"INSTANCE_NOT_EXIST".into(), &false.into())
    );
    assert_eq!(listed(&emulator, &[]).await, [json!(null); 0]);
    let (status, body) = refund(&emulator, &id, &[]).await;
    assert_eq!((status, &body["Code"]), (404, &"ResourceNotExists".into()));
}

#[tokio::test]
async fn a_purchased_instance_waits_while_a_line_of_the_set_up_is_off() {
    let (all, unauthorized) = (policy(&|_| true), json!("OSS_SERVICE_ROLE_UNAUTHORIZED"));
    let emulator_trust = TRUST.replace("cr.aliyuncs.com", "oss.aliyuncs.com");
    let of_others = serde_json::from_str(&all.to_string().replace("my-images", "others")).unwrap();
    let without_list = policy(&|action| action != "oss:ListBuckets");
    let attachment = [
        ("PolicyType", "Custom"),
        ("PolicyName", POLICY),
        ("RoleName", ROLE),
    ];
    let right = [("Parameter.1.Value", "my-images")];
    for (what, trust, document, bucket, attached, issue) in [
        (
            "trust",
            emulator_trust.as_str(),
            &all,
            right,
            true,
            &unauthorized,
        ),
        ("policy", TRUST, &of_others, right, true, &unauthorized),
        ("action", TRUST, &without_list, right, true, &unauthorized),
        ("attachment", TRUST, &all, right, false, &unauthorized),
        (
            "bucket",
            TRUST,
            &all,
            [("Parameter.1.Value", "not-there")],
            true,
            &unauthorized,
        ),
    ] {
        let emulator = emulator(trust, document).await;
        if !attached {
            let (status, _) = Key::root()
                .call(&emulator, "DetachPolicyFromRole", &attachment)
                .await;
            assert_eq!(status, 200);
        }
        let id = buy(&emulator, &bucket).await;
        let instance = get(&emulator, &id).await;
        assert_eq!(instance["InstanceStatus"], "PENDING", "{what}");
        assert_eq!(instance["InstanceIssue"], *issue, "{what}");
        let params = [("InstanceId", id.as_str())];
        let (root, usage) = (Key::root(), ("2018-12-01", "GetInstanceUsage"));
        let usage = root.call_of(&emulator, usage, &params);
        assert_eq!(
            usage.await.1["Code"],
            "INSTANCE_STATUS_NOT_SUPPORT",
            "{what}"
        );
        if !attached {
            Key::root()
                .call(&emulator, "AttachPolicyToRole", &attachment)
                .await;
            assert_eq!(get(&emulator, &id).await["InstanceStatus"], "RUNNING");
        }
        refund(&emulator, &id, &[]).await;
        assert_eq!(
            get(&emulator, &id).await["Code"],
            "INSTANCE_NOT_EXIST",
            "{what}"
        );
    }
}

#[tokio::test]
async fn an_instance_on_a_bucket_of_another_region_waits() {
    let emulator = emulator(TRUST, &policy(&|_| true)).await;
    let id = buy(&emulator, &[("Parameter.4.Value", "cn-beijing")]).await;
    let params = [("RegionId", "cn-beijing"), ("InstanceId", id.as_str())];
    let (_, there) = Key::root().call(&emulator, "GetInstance", &params).await;
    let found = (&there["InstanceStatus"], &there["InstanceIssue"]);
    assert_eq!(
        found,
        (&"PENDING".into(), &Value::Null),
        "no call was denied"
    );
    assert_eq!(get(&emulator, &id).await["Code"], "INSTANCE_NOT_EXIST");
}

#[tokio::test]
async fn a_client_token_orders_once_and_orders_without_one_are_separate() {
    let emulator = client::emulator().await;
    let token = [&DEFAULT_BUCKET[..], &[("ClientToken", "token")]].concat();
    let first = buy(&emulator, &token).await;
    assert_eq!(buy(&emulator, &token).await, first);
    assert_ne!(buy(&emulator, &DEFAULT_BUCKET).await, first);
    assert_ne!(buy(&emulator, &DEFAULT_BUCKET).await, first);
    assert_eq!(listed(&emulator, &[]).await.len(), 3);
}

#[tokio::test]
async fn purchased_instances_are_listed_with_dates_and_renewal() {
    let emulator = client::emulator().await;
    let automatic = [
        ("RenewalStatus", "AutoRenewal"),
        ("RenewPeriod", "12"),
        ("Period", "12"),
    ];
    let id = buy(&emulator, &[&DEFAULT_BUCKET[..], &automatic].concat()).await;
    let other = [("Parameter.4.Value", "cn-beijing"), ("Period", "1")];
    let other = buy(&emulator, &[&DEFAULT_BUCKET[..], &other].concat()).await;
    let [found] = &listed(&emulator, &[("InstanceIDs", &id)]).await[..] else {
        panic!("not one");
    };
    let expected = json!({
        "InstanceID": id, "ProductCode": "acr", "ProductType": "acr_ee_public_cn",
        "Region": "cn-hangzhou", "SubscriptionType": "Subscription",
        "Status": "Normal", "SubStatus": "Normal",
        "CreateTime": "2026-01-02T03:04:05Z", "EndTime": "2027-01-02T03:04:05Z",
        "RenewStatus": "AutoRenewal", "OwnerId": 1_234_567_890_123_456_u64,
        "RenewalDuration": 12, "RenewalDurationUnit": "M",
    });
    assert_eq!(*found, expected);
    for (params, count) in [
        (&[][..], 2),
        (&[("Region", "cn-beijing"), ("ProductCode", "acr")], 1),
        (&[("RenewStatus", "ManualRenewal")], 1),
        (&[("SubscriptionType", "PayAsYouGo")], 0),
        (&[("ProductCode", "ecs")], 0),
        // The official provider asks for this product to find the site of the account.
        (
            &[("ProductCode", "vipcloudfw"), ("ProductType", "vipcloudfw")],
            0,
        ),
        (&[("EndTimeEnd", "2026-06-01T00:00:00Z")], 1),
        (&[("CreateTimeStart", "2026-06-01T00:00:00Z")], 0),
        (&[("PageNum", "2"), ("PageSize", "1")], 1),
        (&[("InstanceIDs", "cri-none")], 0),
    ] {
        assert_eq!(listed(&emulator, params).await.len(), count, "{params:?}");
    }
    let both = format!("{id},{other}");
    let mut renewal = vec![
        ("InstanceIDs", both.as_str()),
        ("ProductCode", "acr"),
        ("RenewalStatus", "NotRenewal"),
    ];
    let (status, body) = bss(&emulator, "SetRenewal", &renewal).await;
    assert_eq!((status, &body["Success"]), (200, &true.into()), "{body}");
    assert_eq!(
        listed(&emulator, &[("RenewStatus", "NotRenewal")])
            .await
            .len(),
        2
    );
    renewal[0].1 = "cri-none";
    let (status, body) = bss(&emulator, "SetRenewal", &renewal).await;
    assert_eq!((status, &body["Code"]), (404, &"ResourceNotExists".into()));
}
