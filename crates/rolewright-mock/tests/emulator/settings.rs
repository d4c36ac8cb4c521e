//! Every bucket setting is stored, returned and deleted.

use rolewright_mock::emulator::Emulator;

use crate::client::{Answer, Oss};
use crate::oss::{put, send, with_bucket};

/// Subresource, root of the document, what an unset one answers, and whether it can be deleted.
const SETTINGS: [(&str, &str, &str, bool); 18] = [
    (
        "accessmonitor",
        "AccessMonitorConfiguration",
        "Disabled",
        false,
    ),
    (
        "bucketArchiveDirectRead",
        "ArchiveDirectReadConfiguration",
        "false",
        false,
    ),
    ("cors", "CORSConfiguration", "NoSuchCORSConfiguration", true),
    (
        "httpsConfig",
        "HttpsConfiguration",
        "NoSuchHttpsConfig",
        false,
    ),
    (
        "inventory&inventoryId=i",
        "InventoryConfiguration",
        "NoSuchInventory",
        true,
    ),
    (
        "lifecycle",
        "LifecycleConfiguration",
        "NoSuchLifecycle",
        true,
    ),
    (
        "logging",
        "BucketLoggingStatus",
        "<BucketLoggingStatus></",
        true,
    ),
    (
        "overwriteConfig",
        "OverwriteConfiguration",
        "NoSuchBucketOverwriteConfig",
        true,
    ),
    ("qosInfo", "QoSConfiguration", "-1", true),
    (
        "referer",
        "RefererConfiguration",
        "<AllowEmptyReferer>true",
        false,
    ),
    (
        "requestPayment",
        "RequestPaymentConfiguration",
        "BucketOwner",
        false,
    ),
    (
        "responseHeader",
        "ResponseHeaderConfiguration",
        "NoSuchResponseHeaderConfiguration",
        true,
    ),
    ("style&styleName=s", "Style", "NoSuchStyle", true),
    ("tagging", "Tagging", "<TagSet></TagSet>", true),
    (
        "transferAcceleration",
        "TransferAccelerationConfiguration",
        "NoSuchTransferAccelerationConfiguration",
        false,
    ),
    (
        "userDefinedLogFieldsConfig",
        "UserDefinedLogFieldsConfiguration",
        "NoSuchUserDefinedLogFieldsConfig",
        true,
    ),
    (
        "versioning",
        "VersioningConfiguration",
        "<VersioningConfiguration></",
        false,
    ),
    (
        "website",
        "WebsiteConfiguration",
        "NoSuchWebsiteConfiguration",
        true,
    ),
];

async fn ask(emulator: &Emulator, method: &'static str, query: &str, body: &str) -> Answer {
    let pairs = query.split('&');
    let pairs: Vec<_> = pairs
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .collect();
    let request = Oss {
        method,
        query: &pairs,
        ..put("", body.as_bytes())
    };
    send(emulator, request).await
}

#[tokio::test]
async fn a_setting_is_returned_as_stored_until_it_is_deleted() {
    let emulator = with_bucket().await;
    for (query, root, unset, deletable) in SETTINGS {
        let is_unset = async || {
            let answer = ask(&emulator, "GET", query, "").await;
            let status = if unset.starts_with("NoSuch") {
                404
            } else {
                200
            };
            assert_eq!(answer.status, status, "{query}");
            assert!(answer.text().contains(unset), "{query} {answer:?}");
        };
        is_unset().await;
        let content = match query {
            "versioning" => "<Status>Enabled</Status>",
            _ => "<Anything>1</Anything>",
        };
        let document = format!("<{root}>{content}</{root}>");
        let wrong = ask(&emulator, "PUT", query, "<Other/>").await;
        assert_eq!(
            wrong.element("Code").as_deref(),
            Some("MalformedXML"),
            "{query}"
        );
        is_unset().await;
        assert_eq!(
            ask(&emulator, "PUT", query, &document).await.status,
            200,
            "{query}"
        );
        let stored = ask(&emulator, "GET", query, "").await;
        assert!(stored.text().contains(content), "{query} {stored:?}");
        let deleted = ask(&emulator, "DELETE", query, "").await;
        assert_eq!(deleted.status, if deletable { 204 } else { 501 }, "{query}");
        if deletable {
            is_unset().await;
            assert_eq!(
                ask(&emulator, "DELETE", query, "").await.status,
                204,
                "{query}"
            );
        }
    }
}

#[tokio::test]
async fn settings_with_operations_of_their_own_are_started_and_ended() {
    let emulator = with_bucket().await;
    let status = async |method, query: &str, body: &str| {
        let answer = ask(&emulator, method, query, body).await;
        let code = answer.element("Code").unwrap_or_default();
        format!("{} {code}", answer.status)
    };
    let worm = "<InitiateWormConfiguration><RetentionPeriodInDays>10</RetentionPeriodInDays>\
                </InitiateWormConfiguration>";
    let replication = "<ReplicationConfiguration><Rule/></ReplicationConfiguration>";
    for (query, start, end, body, unset) in [
        (
            "worm",
            ("POST", "worm"),
            ("DELETE", "worm"),
            worm,
            "404 NoSuchWORMConfiguration",
        ),
        (
            "replication",
            ("POST", "replication&comp=add"),
            ("POST", "replication&comp=delete"),
            replication,
            "404 NoSuchReplicationConfiguration",
        ),
        (
            "metaQuery",
            ("POST", "metaQuery&comp=add"),
            ("POST", "metaQuery&comp=delete"),
            "",
            "404 MetaQueryNotExist",
        ),
    ] {
        assert_eq!(status("GET", query, "").await, unset);
        assert_eq!(status(start.0, start.1, body).await, "200 ", "{query}");
        assert_eq!(status("GET", query, "").await, "200 ", "{query}");
        let ended = if end.0 == "DELETE" { "204 " } else { "200 " };
        assert_eq!(status(end.0, end.1, "").await, ended, "{query}");
        assert_eq!(status("GET", query, "").await, unset);
    }
    assert_eq!(status("GET", "inventory", "").await, "404 NoSuchInventory");
    assert_eq!(status("GET", "style", "").await, "200 ");
    assert_eq!(status("GET", "cname", "").await, "200 ");
    let token = "cname=x.example.com&comp=token";
    assert_eq!(status("GET", token, "").await, "404 CnameTokenNotFound");
    let named = "<BucketCnameConfiguration><Cname><Domain>x.example.com</Domain></Cname>\
                 </BucketCnameConfiguration>";
    assert_eq!(status("POST", "cname&comp=token", named).await, "200 ");
    assert_eq!(status("GET", token, "").await, "200 ");
    let other = "cname=y.example.com&comp=token";
    assert_eq!(status("GET", other, "").await, "404 CnameTokenNotFound");
}

#[tokio::test]
async fn public_access_is_blocked_for_new_buckets_and_settable_for_the_account() {
    let emulator = with_bucket().await;
    let is_blocked = async |bucket| {
        let read = Oss {
            bucket,
            query: &[("publicAccessBlock", "")],
            ..Oss::default()
        };
        send(&emulator, read)
            .await
            .element("BlockPublicAccess")
            .unwrap()
    };
    let own = Some("my-images");
    assert_eq!(
        (is_blocked(own).await, is_blocked(None).await),
        ("true".into(), "false".into())
    );
    let document = b"<PublicAccessBlockConfiguration><BlockPublicAccess>true</BlockPublicAccess>\
                     </PublicAccessBlockConfiguration>";
    let change = async |method, bucket| {
        let change = Oss {
            method,
            bucket,
            query: &[("publicAccessBlock", "")],
            body: document,
            ..Oss::default()
        };
        send(&emulator, change).await.status
    };
    assert_eq!(
        (change("DELETE", own).await, change("PUT", None).await),
        (204, 200)
    );
    assert_eq!(
        (is_blocked(own).await, is_blocked(None).await),
        ("false".into(), "true".into())
    );
    assert_eq!(
        (change("PUT", own).await, change("DELETE", None).await),
        (200, 204)
    );
    assert_eq!(
        (is_blocked(own).await, is_blocked(None).await),
        ("true".into(), "false".into())
    );
}
