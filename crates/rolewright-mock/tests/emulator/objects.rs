//! Versions, parts and tags of objects over HTTP.

use crate::client::Oss;
use crate::oss::{get, put, refused, send, with_bucket};

#[tokio::test]
async fn versions_are_kept_if_versioning_is_enabled() {
    let emulator = with_bucket().await;
    let enable = b"<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>";
    let setting = Oss {
        query: &[("versioning", "")],
        ..put("", enable)
    };
    assert_eq!(send(&emulator, setting).await.status, 200);
    let id = async |body| {
        let made = send(&emulator, put("k", body)).await;
        made.header("x-oss-version-id").unwrap().to_owned()
    };
    let (one, two) = (id(b"one").await, id(b"two").await);
    assert_ne!(one, two);
    let query = [("versionId", one.as_str())];
    let old = || Oss {
        query: &query,
        ..get("k")
    };
    assert_eq!(send(&emulator, old()).await.text(), "one");
    let marked = send(
        &emulator,
        Oss {
            method: "DELETE",
            ..get("k")
        },
    )
    .await;
    assert_eq!(marked.header("x-oss-delete-marker"), Some("true"));
    assert_eq!(refused(&emulator, get("k")).await, "404 NoSuchKey");
    let listed = send(
        &emulator,
        Oss {
            query: &[("versions", "")],
            ..Oss::default()
        },
    )
    .await;
    assert_eq!(listed.text().matches("<Version>").count(), 2);
    assert_eq!(listed.text().matches("<DeleteMarker>").count(), 1);
    send(
        &emulator,
        Oss {
            method: "DELETE",
            ..old()
        },
    )
    .await;
    assert_eq!(refused(&emulator, old()).await, "404 NoSuchVersion");
    let marker = [("versionId", marked.header("x-oss-version-id").unwrap())];
    send(
        &emulator,
        Oss {
            method: "DELETE",
            query: &marker,
            ..get("k")
        },
    )
    .await;
    assert_eq!(send(&emulator, get("k")).await.text(), "two");
}

#[tokio::test]
async fn parts_become_an_object_and_many_objects_are_deleted_at_once() {
    let emulator = with_bucket().await;
    let started = Oss {
        method: "POST",
        query: &[("uploads", "")],
        ..get("big")
    };
    let id = send(&emulator, started).await.element("UploadId").unwrap();
    let mut etags = Vec::new();
    for (number, body) in [("1", b"one-".as_slice()), ("2", b"two")] {
        let query = [("partNumber", number), ("uploadId", id.as_str())];
        let part = send(
            &emulator,
            Oss {
                query: &query,
                ..put("big", body)
            },
        )
        .await;
        etags.push(part.header("etag").unwrap().to_owned());
    }
    let query = [("uploadId", id.as_str())];
    let parts = send(
        &emulator,
        Oss {
            query: &query,
            ..get("big")
        },
    )
    .await;
    assert_eq!(parts.text().matches("<Part>").count(), 2);
    let uploads = send(
        &emulator,
        Oss {
            query: &[("uploads", "")],
            ..Oss::default()
        },
    )
    .await;
    assert_eq!(uploads.element("UploadId"), Some(id.clone()));
    let complete = |order: [usize; 2]| {
        let part = |index: usize| {
            let etag = etags[index].replace('"', "&quot;");
            format!(
                "<Part><PartNumber>{}</PartNumber><ETag>{etag}</ETag></Part>",
                index + 1
            )
        };
        format!(
            "<CompleteMultipartUpload>{}{}</CompleteMultipartUpload>",
            part(order[0]),
            part(order[1])
        )
    };
    let post = |body| Oss {
        method: "POST",
        query: &query,
        body,
        ..get("big")
    };
    let odd = complete([1, 0]);
    assert_eq!(
        refused(&emulator, post(odd.as_bytes())).await,
        "400 InvalidPartOrder"
    );
    let done = send(&emulator, post(complete([0, 1]).as_bytes())).await;
    // The MD5 of the parts' MD5s, and the number of parts.
    let etag = "\"C3EE8F0072C33EEA53D8BE17AF743560-2\"".to_owned();
    let returned = done
        .element("ETag")
        .map(|returned| returned.replace("&quot;", "\""));
    assert_eq!(returned, Some(etag), "{done:?}");
    assert_eq!(send(&emulator, get("big")).await.text(), "one-two");
    assert_eq!(
        refused(
            &emulator,
            Oss {
                query: &query,
                ..get("big")
            }
        )
        .await,
        "404 NoSuchUpload"
    );
    send(&emulator, put("other", b"x")).await;
    let body = b"<Delete><Quiet>false</Quiet><Object><Key>big</Key></Object><Object><Key>other</Key></Object></Delete>";
    let delete = Oss {
        method: "POST",
        query: &[("delete", "")],
        body,
        ..Oss::default()
    };
    assert_eq!(
        send(&emulator, delete)
            .await
            .text()
            .matches("<Deleted>")
            .count(),
        2
    );
    assert!(
        emulator.account().unwrap().buckets.unwrap()["my-images"]
            .objects
            .is_empty()
    );
}

#[tokio::test]
async fn tags_of_an_object_are_set_read_and_deleted() {
    let emulator = with_bucket().await;
    send(
        &emulator,
        Oss {
            headers: &[("x-oss-tagging", "a=1")],
            ..put("k", b"x")
        },
    )
    .await;
    let query = [("tagging", "")];
    let read = || Oss {
        query: &query,
        ..get("k")
    };
    assert_eq!(
        send(&emulator, read()).await.element("Value").as_deref(),
        Some("1")
    );
    let tags = b"<Tagging><TagSet><Tag><Key>b</Key><Value>2</Value></Tag></TagSet></Tagging>";
    send(
        &emulator,
        Oss {
            query: &query,
            ..put("k", tags)
        },
    )
    .await;
    assert_eq!(
        send(&emulator, read()).await.element("Key").as_deref(),
        Some("b")
    );
    send(
        &emulator,
        Oss {
            method: "DELETE",
            ..read()
        },
    )
    .await;
    assert_eq!(send(&emulator, read()).await.element("Key"), None);
}
