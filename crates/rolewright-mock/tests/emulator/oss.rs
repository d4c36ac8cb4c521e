//! Buckets and objects over HTTP.

use rolewright_mock::emulator::Emulator;

use crate::client::{Answer, Key, Oss, emulator};

pub(crate) async fn with_bucket() -> Emulator {
    let emulator = emulator().await;
    let made = send(
        &emulator,
        Oss {
            method: "PUT",
            ..Oss::default()
        },
    )
    .await;
    assert_eq!(made.status, 200, "{made:?}");
    emulator
}

pub(crate) async fn send(emulator: &Emulator, request: Oss<'_>) -> Answer {
    Key::root().oss(emulator, &request).await
}

/// Returns status and code of a refused request.
pub(crate) async fn refused(emulator: &Emulator, request: Oss<'_>) -> String {
    let answer = send(emulator, request).await;
    let code = answer.element("Code").unwrap_or_default();
    assert!(answer.element("RequestId").is_some(), "{answer:?}");
    format!("{} {code}", answer.status)
}

pub(crate) fn put<'a>(key: &'a str, body: &'a [u8]) -> Oss<'a> {
    Oss {
        method: "PUT",
        key,
        body,
        ..Oss::default()
    }
}

pub(crate) fn get(key: &str) -> Oss<'_> {
    Oss {
        key,
        ..Oss::default()
    }
}

#[tokio::test]
async fn a_bucket_is_created_read_listed_and_deleted() {
    let emulator = with_bucket().await;
    let info = send(
        &emulator,
        Oss {
            query: &[("bucketInfo", "")],
            ..Oss::default()
        },
    )
    .await;
    assert_eq!(info.element("Location").as_deref(), Some("oss-cn-hangzhou"));
    assert_eq!(info.element("ID").as_deref(), Some("1234567890123456"));
    assert_eq!(
        info.element("CreationDate").as_deref(),
        Some("2026-01-02T03:04:05.000Z")
    );
    let place = send(
        &emulator,
        Oss {
            query: &[("location", "")],
            ..Oss::default()
        },
    )
    .await;
    assert_eq!(
        place.element("LocationConstraint").as_deref(),
        Some("oss-cn-hangzhou")
    );
    let listed = send(
        &emulator,
        Oss {
            bucket: None,
            ..Oss::default()
        },
    )
    .await;
    assert_eq!(listed.element("Name").as_deref(), Some("my-images"));
    send(&emulator, put("a", b"x")).await;
    let delete = || Oss {
        method: "DELETE",
        ..Oss::default()
    };
    assert_eq!(refused(&emulator, delete()).await, "409 BucketNotEmpty");
    send(
        &emulator,
        Oss {
            key: "a",
            ..delete()
        },
    )
    .await;
    assert_eq!(send(&emulator, delete()).await.status, 204);
    assert_eq!(refused(&emulator, delete()).await, "404 NoSuchBucket");
    let odd = Oss {
        method: "PUT",
        bucket: Some("My_Bucket"),
        ..Oss::default()
    };
    assert_eq!(refused(&emulator, odd).await, "400 InvalidBucketName");
}

#[tokio::test]
async fn an_object_is_returned_as_sent() {
    let emulator = with_bucket().await;
    let headers = [("content-type", "text/plain"), ("x-oss-meta-owner", "team")];
    let key = "dir/a b+c~中文.txt";
    let made = send(
        &emulator,
        Oss {
            headers: &headers,
            ..put(key, b"0123456789")
        },
    )
    .await;
    // The MD5 of the ten digits.
    let etag = Some("\"781E5E245D69B566979B86E28D23F2C7\"");
    assert_eq!((made.status, made.header("etag")), (200, etag));
    let read = send(&emulator, get(key)).await;
    assert_eq!(
        (read.status, read.body.as_slice()),
        (200, b"0123456789".as_slice())
    );
    assert_eq!(read.header("content-type"), Some("text/plain"));
    assert_eq!(read.header("x-oss-meta-owner"), Some("team"));
    let head = send(
        &emulator,
        Oss {
            method: "HEAD",
            ..get(key)
        },
    )
    .await;
    assert_eq!(
        (head.header("content-length"), head.body.len()),
        (Some("10"), 0)
    );
    assert_eq!(
        head.header("last-modified"),
        Some("Fri, 02 Jan 2026 03:04:05 GMT")
    );
    for (range, status, part) in [
        ("bytes=2-4", 206, "234"),
        ("bytes=8-", 206, "89"),
        ("bytes=-1", 206, "9"),
        ("bytes=4-99", 200, "0123456789"),
    ] {
        let part_of = send(
            &emulator,
            Oss {
                headers: &[("range", range)],
                ..get(key)
            },
        )
        .await;
        assert_eq!(
            (part_of.status, part_of.text().as_str()),
            (status, part),
            "{range}"
        );
    }
    assert_eq!(refused(&emulator, get("gone")).await, "404 NoSuchKey");
    let gone = send(
        &emulator,
        Oss {
            method: "HEAD",
            ..get("gone")
        },
    )
    .await;
    assert!(
        gone.status == 404 && gone.header("x-oss-err").is_some(),
        "{gone:?}"
    );
    let odd = Oss {
        headers: &[("content-md5", "1B2M2Y8AsgTpgAmY7PhCfg==")],
        ..put("k", b"x")
    };
    assert_eq!(refused(&emulator, odd).await, "400 InvalidDigest");
}

#[tokio::test]
async fn objects_are_listed_by_prefix_delimiter_and_page() {
    let emulator = with_bucket().await;
    for key in ["a/1", "a/2", "b/1", "c", "d"] {
        send(&emulator, put(key, b"x")).await;
    }
    let keys = async |query: &[(&str, &str)]| {
        let listed = send(
            &emulator,
            Oss {
                query,
                ..Oss::default()
            },
        )
        .await;
        let text = listed.text();
        let of = |name: &str| {
            let open = format!("<{name}>");
            let rest = text.split(open.as_str()).skip(1);
            rest.map(|rest| rest.split("</").next().unwrap().to_owned())
                .collect::<Vec<_>>()
        };
        (
            of("Key"),
            of("CommonPrefixes><Prefix"),
            of("NextMarker"),
            of("NextContinuationToken"),
        )
    };
    let (all, ..) = keys(&[]).await;
    assert_eq!(all, ["a/1", "a/2", "b/1", "c", "d"]);
    let (below, ..) = keys(&[("prefix", "a/")]).await;
    assert_eq!(below, ["a/1", "a/2"]);
    let (top, folders, ..) = keys(&[("delimiter", "/")]).await;
    assert_eq!(
        (top, folders),
        (vec!["c".into(), "d".into()], vec!["a/".into(), "b/".into()])
    );
    let (mut seen, mut marker) = (Vec::new(), String::new());
    loop {
        let query = [
            ("delimiter", "/"),
            ("max-keys", "1"),
            ("marker", marker.as_str()),
        ];
        let (top, folders, next, _) = keys(&query).await;
        seen.extend(folders.into_iter().chain(top));
        match next.first() {
            Some(next) => marker = next.clone(),
            None => break,
        }
    }
    assert_eq!(seen, ["a/", "b/", "c", "d"]);
    let v2 = [("list-type", "2"), ("max-keys", "2")];
    let (first, _, _, token) = keys(&v2).await;
    assert_eq!(first, ["a/1", "a/2"]);
    let next = [
        ("list-type", "2"),
        ("continuation-token", token[0].as_str()),
    ];
    assert_eq!(keys(&next).await.0, ["b/1", "c", "d"]);
    let odd = Oss {
        query: &[("max-keys", "0")],
        ..Oss::default()
    };
    assert_eq!(refused(&emulator, odd).await, "400 InvalidArgument");
}

#[tokio::test]
async fn settings_are_set_read_and_deleted() {
    let emulator = with_bucket().await;
    let rule = "<ServerSideEncryptionRule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>KMS\
                </SSEAlgorithm></ApplyServerSideEncryptionByDefault></ServerSideEncryptionRule>";
    let lifecycle = "<LifecycleConfiguration><Rule><ID>r</ID></Rule></LifecycleConfiguration>";
    let policy = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":["oss:GetObject"],"Principal":["*"],"Resource":["acs:oss:*:*:my-images/*"]}]}"#;
    for (name, document, unset) in [
        ("encryption", rule, "404 NoSuchServerSideEncryptionRule"),
        ("lifecycle", lifecycle, "404 NoSuchLifecycle"),
        ("policy", policy, "404 NoSuchBucketPolicy"),
    ] {
        let query = [(name, "")];
        let read = || Oss {
            query: &query,
            ..Oss::default()
        };
        assert_eq!(refused(&emulator, read()).await, unset);
        let done = send(
            &emulator,
            Oss {
                query: &query,
                ..put("", document.as_bytes())
            },
        )
        .await;
        assert_eq!(done.status, 200, "{name} {done:?}");
        let back = send(&emulator, read()).await;
        assert!(
            back.text().contains(document.get(1..20).unwrap()),
            "{name} {back:?}"
        );
        let gone = send(
            &emulator,
            Oss {
                method: "DELETE",
                ..read()
            },
        )
        .await;
        assert_eq!(gone.status, 204);
        assert_eq!(refused(&emulator, read()).await, unset);
    }
    for name in ["logging", "referer", "versioning", "acl"] {
        let query = [(name, "")];
        let usual = send(
            &emulator,
            Oss {
                query: &query,
                ..Oss::default()
            },
        )
        .await;
        assert_eq!(usual.status, 200, "{name}");
    }
    let query = [("acl", "")];
    let acl = Oss {
        query: &query,
        headers: &[("x-oss-acl", "public-read")],
        ..put("", b"")
    };
    send(&emulator, acl).await;
    let read = send(
        &emulator,
        Oss {
            query: &query,
            ..Oss::default()
        },
    )
    .await;
    assert_eq!(read.element("Grant").as_deref(), Some("public-read"));
    let odd = Oss {
        query: &[("logging", "")],
        ..put("", b"<Other/>")
    };
    assert_eq!(refused(&emulator, odd).await, "400 MalformedXML");
    let unknown = Oss {
        query: &[("rtc", "")],
        ..Oss::default()
    };
    assert_eq!(refused(&emulator, unknown).await, "501 NotImplemented");
}
