//! Copies, access control lists of objects, and the creation of buckets.

use rolewright_core::bucket::Versioning;
use rolewright_mock::BucketState;
use rolewright_mock::emulator::Emulator;

use crate::client::{Answer, Key, Oss};
use crate::oss::{get, put, refused, send, with_bucket};

async fn copied(emulator: &Emulator, key: &str, headers: &[(&str, &str)]) -> Answer {
    let copy = Oss {
        headers,
        ..put(key, b"")
    };
    send(emulator, copy).await
}

async fn head(emulator: &Emulator, key: &str) -> Answer {
    let head = Oss {
        method: "HEAD",
        ..get(key)
    };
    send(emulator, head).await
}

const SOURCE: (&str, &str) = ("x-oss-copy-source", "/my-images/dir%2Fa%20b");

async fn with_object() -> Emulator {
    let emulator = with_bucket().await;
    let headers = [
        ("content-type", "text/plain"),
        ("x-oss-meta-owner", "team"),
        ("x-oss-tagging", "a=1"),
        ("x-oss-storage-class", "IA"),
    ];
    let made = Oss {
        headers: &headers,
        ..put("dir/a b", b"0123456789")
    };
    assert_eq!(send(&emulator, made).await.status, 200);
    emulator
}

#[tokio::test]
async fn a_copy_keeps_headers_and_tags_or_replaces_them() {
    let emulator = with_object().await;
    let done = copied(&emulator, "copy", &[SOURCE]).await;
    assert_eq!(done.status, 200, "{done:?}");
    let etag = "\"781E5E245D69B566979B86E28D23F2C7\"";
    assert_eq!(done.header("etag"), Some(etag));
    assert_eq!(
        done.element("LastModified").as_deref(),
        Some("2026-01-02T03:04:05.000Z")
    );
    assert_eq!(send(&emulator, get("copy")).await.text(), "0123456789");
    let kept = head(&emulator, "copy").await;
    assert_eq!(kept.header("x-oss-meta-owner"), Some("team"));
    assert_eq!(kept.header("x-oss-tagging-count"), Some("1"));
    // The storage class is the bucket's, unless the copy names one.
    assert_eq!(kept.header("x-oss-storage-class"), Some("Standard"));
    let replaced = [
        SOURCE,
        ("x-oss-metadata-directive", "REPLACE"),
        ("x-oss-tagging-directive", "Replace"),
        ("x-oss-meta-k", "v"),
    ];
    assert_eq!(copied(&emulator, "copy", &replaced).await.status, 200);
    let new = head(&emulator, "copy").await;
    assert_eq!(new.header("x-oss-meta-k"), Some("v"));
    assert_eq!(new.header("x-oss-meta-owner"), None);
    assert_eq!(new.header("x-oss-tagging-count"), None);
    // Onto itself: the object's metadata changes.
    let onto_itself = [
        SOURCE,
        ("x-oss-metadata-directive", "REPLACE"),
        ("content-type", "text/html"),
        ("x-oss-object-acl", "public-read"),
    ];
    assert_eq!(copied(&emulator, "dir/a b", &onto_itself).await.status, 200);
    let same = head(&emulator, "dir/a b").await;
    assert_eq!(same.header("content-type"), Some("text/html"));
    assert_eq!(same.header("content-length"), Some("10"));
}

#[tokio::test]
async fn a_copy_has_conditions_and_a_source_that_exists() {
    let emulator = with_object().await;
    let etag = "\"781E5E245D69B566979B86E28D23F2C7\"";
    for (name, value, status) in [
        ("x-oss-copy-source-if-match", etag, 200),
        ("x-oss-copy-source-if-match", "\"x\"", 412),
        ("x-oss-copy-source-if-none-match", etag, 304),
        (
            "x-oss-copy-source-if-modified-since",
            "Fri, 02 Jan 2026 03:04:05 GMT",
            304,
        ),
        (
            "x-oss-copy-source-if-modified-since",
            "Fri, 02 Jan 2026 03:04:04 GMT",
            200,
        ),
        (
            "x-oss-copy-source-if-unmodified-since",
            "Fri, 02 Jan 2026 03:04:04 GMT",
            412,
        ),
        ("x-oss-metadata-directive", "other", 400),
        ("x-oss-object-acl", "other", 400),
    ] {
        let done = copied(&emulator, "copy", &[SOURCE, (name, value)]).await;
        assert_eq!(done.status, status, "{name} {value}");
    }
    // The official Go client encodes a blank as `+`.
    let blank = ("x-oss-copy-source", "/my-images/dir%2Fa+b");
    assert_eq!(copied(&emulator, "copy", &[blank]).await.status, 200);
    for (source, code) in [
        ("/my-images/gone", "NoSuchKey"),
        ("/my-images/dir%2Fa%2Bb", "NoSuchKey"),
        ("/gone/k", "NoSuchBucket"),
        ("/my-images/dir%2Fa%20b?versionId=x", "NoSuchVersion"),
        ("my-images", "InvalidArgument"),
        ("", "InvalidArgument"),
    ] {
        let done = copied(&emulator, "copy", &[("x-oss-copy-source", source)]).await;
        assert_eq!(done.element("Code").as_deref(), Some(code), "{source}");
    }
}

#[tokio::test]
async fn an_object_is_not_replaced_if_the_request_forbids_it() {
    let emulator = with_object().await;
    let started = |headers| Oss {
        method: "POST",
        query: &[("uploads", "")],
        headers,
        ..get("dir/a b")
    };
    let id = send(&emulator, started(&[])).await.element("UploadId");
    let id = id.unwrap();
    let part = Oss {
        query: &[("partNumber", "1"), ("uploadId", &id)],
        ..put("dir/a b", b"part")
    };
    assert_eq!(send(&emulator, part).await.status, 200);
    let forbid = ("x-oss-forbid-overwrite", "true");
    let query = [("uploadId", id.as_str())];
    let complete = Oss {
        method: "POST",
        query: &query,
        headers: &[("x-oss-complete-all", "yes"), forbid],
        ..get("dir/a b")
    };
    let refused = send(&emulator, complete).await;
    assert_eq!(refused.element("EC").as_deref(), Some("0042-00000214"));
    let again = Oss {
        headers: &[forbid],
        ..put("dir/a b", b"other")
    };
    for refused in [
        refused,
        send(&emulator, started(&[forbid])).await,
        send(&emulator, again.clone()).await,
        copied(&emulator, "dir/a b", &[SOURCE, forbid]).await,
    ] {
        let code = refused.element("Code");
        assert_eq!(
            (refused.status, code.as_deref()),
            (409, Some("FileAlreadyExists"))
        );
    }
    assert_eq!(send(&emulator, get("dir/a b")).await.text(), "0123456789");
    let elsewhere = copied(&emulator, "new", &[SOURCE, forbid]).await;
    assert_eq!(elsewhere.status, 200);
    // A bucket with versions keeps the old object, and ignores the header.
    emulator
        .with_account(|account| {
            let buckets = account.buckets.get_or_insert_default();
            let state = buckets.get_mut("my-images").unwrap();
            state.versioning = Versioning::Enabled;
        })
        .unwrap();
    assert_eq!(send(&emulator, again).await.status, 200);
}

#[tokio::test]
async fn a_part_is_copied_from_a_range() {
    let emulator = with_object().await;
    let started = Oss {
        method: "POST",
        query: &[("uploads", "")],
        headers: &[("x-oss-object-acl", "private")],
        ..get("whole")
    };
    let id = send(&emulator, started).await.element("UploadId").unwrap();
    for (number, range, length) in [("1", "bytes=2-4", 3), ("2", "bytes=8-", 2)] {
        let part = Oss {
            query: &[("partNumber", number), ("uploadId", &id)],
            headers: &[SOURCE, ("x-oss-copy-source-range", range)],
            ..put("whole", b"")
        };
        let done = send(&emulator, part).await;
        assert_eq!(done.status, 200, "{done:?}");
        assert!(done.text().contains("<CopyPartResult>"), "{done:?}");
        let listed = Oss {
            query: &[("uploadId", &id)],
            ..get("whole")
        };
        let listed = send(&emulator, listed).await.text();
        assert!(
            listed.contains(&format!("<Size>{length}</Size>")),
            "{listed}"
        );
    }
    let complete = Oss {
        method: "POST",
        query: &[("uploadId", &id)],
        headers: &[("x-oss-complete-all", "yes")],
        ..get("whole")
    };
    assert_eq!(send(&emulator, complete).await.status, 200);
    assert_eq!(send(&emulator, get("whole")).await.text(), "23489");
}

#[tokio::test]
async fn a_copy_needs_read_access_to_its_source() {
    let emulator = crate::policies::emulator(true).await;
    let user = Key::new("alice", "secret");
    assert_eq!(user.oss(&emulator, &put("a/x", b"x")).await.status, 200);
    let copy = Oss {
        headers: &[("x-oss-copy-source", "/my-images/a/x")],
        ..put("a/y", b"")
    };
    let refused = user.oss(&emulator, &copy).await;
    assert_eq!(
        refused.element("AuthAction").as_deref(),
        Some("oss:GetObject")
    );
    assert_eq!(refused.element("EC").as_deref(), Some("0003-00000202"));
    assert_eq!(Key::root().oss(&emulator, &copy).await.status, 200);
}

#[tokio::test]
async fn a_copy_stays_in_its_region_and_account() {
    let emulator = with_object().await;
    let far = BucketState {
        region: "cn-beijing".into(),
        ..BucketState::default()
    };
    let foreign = BucketState {
        owner: Some("42".into()),
        ..BucketState::default()
    };
    emulator
        .with_account(|account| {
            let buckets = account.buckets.get_or_insert_default();
            buckets.extend([("far".into(), far), ("foreign".into(), foreign)]);
        })
        .unwrap();
    for bucket in ["far", "foreign"] {
        let source = format!("/{bucket}/k");
        let done = copied(&emulator, "copy", &[("x-oss-copy-source", &source)]).await;
        assert_eq!(
            done.element("Code").as_deref(),
            Some("AccessDenied"),
            "{bucket}"
        );
    }
}

#[tokio::test]
async fn an_object_has_an_access_control_list() {
    let emulator = with_object().await;
    let acl = |method, key, headers| Oss {
        method,
        key,
        query: &[("acl", "")],
        headers,
        ..Oss::default()
    };
    let grant = async |key| {
        let read = send(&emulator, acl("GET", key, &[])).await;
        read.element("Grant").unwrap_or_default()
    };
    assert_eq!(grant("dir/a b").await, "default");
    let public = [("x-oss-object-acl", "public-read")];
    assert_eq!(
        send(&emulator, acl("PUT", "dir/a b", &public)).await.status,
        200
    );
    assert_eq!(grant("dir/a b").await, "public-read");
    let odd = [("x-oss-object-acl", "everyone")];
    let odd = refused(&emulator, acl("PUT", "dir/a b", &odd)).await;
    assert_eq!(odd, "400 InvalidArgument");
    let private = Oss {
        headers: &[("x-oss-object-acl", "private")],
        ..put("k", b"x")
    };
    send(&emulator, private).await;
    assert_eq!(grant("k").await, "private");
    assert_eq!(
        refused(&emulator, acl("GET", "gone", &[])).await,
        "404 NoSuchKey"
    );
}

#[tokio::test]
async fn a_bucket_is_created_completely_or_not_at_all() {
    let emulator = with_bucket().await;
    let create = |headers| Oss {
        method: "PUT",
        bucket: Some("other"),
        headers,
        ..Oss::default()
    };
    let info = || Oss {
        bucket: Some("other"),
        query: &[("bucketInfo", "")],
        ..Oss::default()
    };
    for odd in [
        &[("x-oss-acl", "everyone")],
        &[("x-oss-resource-group-id", "rg-unknown")],
        &[("x-oss-server-side-encryption", "ROT13")],
    ] {
        assert!(send(&emulator, create(odd)).await.status >= 400, "{odd:?}");
        assert_eq!(
            refused(&emulator, info()).await,
            "404 NoSuchBucket",
            "{odd:?}"
        );
    }
    // The official Terraform provider sends an empty one.
    assert_eq!(
        send(&emulator, create(&[("x-oss-acl", "")])).await.status,
        200
    );
    let info = send(&emulator, info()).await;
    assert_eq!(info.element("Grant").as_deref(), Some("private"));
    assert_eq!(info.element("BlockPublicAccess").as_deref(), Some("true"));
    assert_eq!(
        info.element("ResourceGroupId").as_deref(),
        Some("rg-default-id")
    );
    assert_eq!(info.element("AccessMonitor").as_deref(), Some("Disabled"));
}
