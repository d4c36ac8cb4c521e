//! Orders, renewals and refunds with malformed parameters.

use serde_json::json;

use crate::client;
use crate::purchase::{DEFAULT_BUCKET, bss, buy, get, listed, order, refund};

#[tokio::test]
async fn an_order_is_refused_when_a_part_is_malformed() {
    let emulator = client::emulator().await;
    let long = "t".repeat(65);
    for (changes, code) in [
        (&[("ProductCode", "")][..], "MissingParameter.ProductCode"),
        (&[("ProductCode", "ecs")], "InvalidParameter.ProductCode"),
        (&[("ProductType", "acr_ee")], "InvalidParameter.ProductCode"),
        (&[("ProductType", "acr_ee_public_intl")], "NotApplicable"),
        (
            &[("SubscriptionType", "")],
            "MissingParameter.SubscriptionType",
        ),
        (
            &[("SubscriptionType", "PayAsYouGo")],
            "InvalidParameter.SubscriptionType",
        ),
        (&[("Period", "")], "MissingParameter.Period"),
        (&[("Period", "0")], "InvalidParameter.Period"),
        (&[("Period", "13")], "InvalidParameter.Period"),
        (&[("Period", "one")], "InvalidParameter"),
        (
            &[("RenewalStatus", "Always")],
            "InvalidParameter.RenewalStatus",
        ),
        (
            &[("RenewalStatus", "AutoRenewal")],
            "MissingParameter.RenewPeriod",
        ),
        (&[("ClientToken", &long)], "InvalidParameter.ClientToken"),
        (&[("Parameter.1.Value", "")], "MissingParameter.Parameter"),
        (
            &[("Parameter.1.Value", "No Bucket")],
            "InvalidParameter.InstanceStorageName",
        ),
        (
            &[("Parameter.2.Value", "true")],
            "InvalidParameter.DefaultOssBucket",
        ),
        (
            &[("Parameter.2.Value", "maybe")],
            "InvalidParameter.DefaultOssBucket",
        ),
        (
            &[("Parameter.1.Code", ""), ("Parameter.1.Value", "")],
            "MissingParameter.InstanceStorageName",
        ),
        (
            &[("Parameter.3.Value", "X")],
            "InvalidParameter.InstanceName",
        ),
        (
            &[("Parameter.3.Code", "Name")],
            "InvalidParameter.Parameter",
        ),
        (
            &[("Parameter.4.Code", "InstanceName")],
            "InvalidParameter.Parameter",
        ),
        (
            &[("Parameter.5.Value", "Huge")],
            "InvalidParameter.InstanceType",
        ),
        (
            &[("Parameter.5.Code", "RepoQuota")],
            "InvalidParameter.RepoQuota",
        ),
    ] {
        let (status, body) = bss(&emulator, "CreateInstance", &order(changes)).await;
        assert_eq!(
            (status, &body["Code"]),
            (400, &code.into()),
            "{changes:?} {body}"
        );
        assert_eq!(body["Success"], false, "{body}");
    }
    let mut order_of_list = order(&[("Parameter", "[")]);
    order_of_list.retain(|(name, _)| !name.starts_with("Parameter."));
    let (_, body) = bss(&emulator, "CreateInstance", &order_of_list).await;
    assert_eq!(body["Code"], "InvalidParameter.Parameter");
    let (_, body) = bss(
        &emulator,
        "CreateInstance",
        &order(&[("ProductCode", "ecs")]),
    )
    .await;
    assert_eq!(body["Message"], "not found article by given param");
    assert_eq!(listed(&emulator, &[]).await, [json!(null); 0]);
}

#[tokio::test]
async fn lists_renewals_and_refunds_are_refused_when_a_part_is_malformed() {
    let emulator = client::emulator().await;
    let id = buy(&emulator, &DEFAULT_BUCKET).await;
    let many = vec!["cri-1"; 101].join(",");
    let renewal = [("InstanceIDs", id.as_str()), ("ProductCode", "acr")];
    let with = |changes: &[(&'static str, &'static str)]| [&renewal[..], changes].concat();
    for (action, params, code) in [
        (
            "QueryAvailableInstances",
            vec![("Region", "r")],
            "MissingParameter.ProductCode",
        ),
        (
            "QueryAvailableInstances",
            vec![("PageNum", "0")],
            "InvalidParameter.PageNum",
        ),
        (
            "QueryAvailableInstances",
            vec![("PageSize", "301")],
            "InvalidParameter.PageSize",
        ),
        (
            "QueryAvailableInstances",
            vec![("InstanceIDs", many.as_str())],
            "InvalidParameter.InstanceIDs",
        ),
        (
            "QueryAvailableInstances",
            vec![("ProductType", "cfw_pre_intl")],
            "NotApplicable",
        ),
        ("SetRenewal", with(&[]), "MissingParameter.RenewalStatus"),
        (
            "SetRenewal",
            with(&[("RenewalStatus", "No")]),
            "InvalidParameter.RenewalStatus",
        ),
        (
            "SetRenewal",
            with(&[("RenewalStatus", "AutoRenewal")]),
            "MissingParameter.RenewalPeriod",
        ),
        (
            "SetRenewal",
            with(&[("RenewalStatus", "AutoRenewal"), ("RenewalPeriod", "5")]),
            "InvalidParameter.RenewalPeriod",
        ),
        (
            "RefundInstance",
            vec![("ProductCode", "acr")],
            "MissingParameter.InstanceId",
        ),
        (
            "RefundInstance",
            vec![("ProductCode", "ecs"), ("InstanceId", id.as_str())],
            "InvalidParameter.ProductCode",
        ),
    ] {
        let (status, body) = bss(&emulator, action, &params).await;
        assert_eq!(
            (status, &body["Code"]),
            (400, &code.into()),
            "{action} {params:?} {body}"
        );
    }
    let (_, body) = refund(&emulator, &id, &[("ImmediatelyRelease", "2")]).await;
    assert_eq!(body["Code"], "InvalidParameter.ImmediatelyRelease");
    let (status, _) = refund(&emulator, &id, &[("ImmediatelyRelease", "0")]).await;
    assert_eq!(status, 200);
    assert_eq!(get(&emulator, &id).await["InstanceStatus"], "STOPPED");
}
