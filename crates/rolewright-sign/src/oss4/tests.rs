use super::*;
use crate::received::{Received, VerifyError};

const SECRET: &str = "hunter2-secret";

fn request() -> Request<'static> {
    Request {
        method: "PUT",
        bucket: Some("my-images"),
        key: "a b/é+~",
        query: &[("versionId", ""), ("prefix", "x y/")],
        headers: &[
            ("Host", "my-images.example.com"),
            ("Content-Type", "text/plain"),
        ],
        additional_headers: &["Host"],
        region: "cn-hangzhou",
        date_time: "20260102T030405Z",
        access_key_id: "testid",
        access_key_secret: SECRET,
        security_token: Some("hunter2-token"),
    }
}

/// Signs, applies `change` to the headers, and verifies with the bucket in the host name.
fn verify_changed(
    (method, path, query, body): (&str, &str, &str, &[u8]),
    change: impl Fn(&mut Vec<(&str, String)>),
) -> Result<(), VerifyError> {
    let sent = request().headers.iter();
    let mut headers: Vec<(&str, String)> = sent.map(|(n, v)| (*n, (*v).to_owned())).collect();
    headers.extend(sign(&request()));
    change(&mut headers);
    let headers: Vec<(&str, &str)> = headers.iter().map(|(n, v)| (*n, v.as_str())).collect();
    let received = Received {
        method,
        path,
        raw_query: query,
        headers: &headers,
        body,
    };
    verify(&received, Some("my-images"), SECRET)
}

const GOOD: (&str, &str, &str, &[u8]) =
    ("PUT", "/a%20b/%c3%a9+~", "prefix=x+y/&versionId=", b"body");

fn set(headers: &mut [(&str, String)], name: &str, value: &str) {
    let found = headers.iter_mut().find(|(known, _)| *known == name);
    found.unwrap().1 = value.to_owned();
}

fn is_mismatch(result: &Result<(), VerifyError>) -> bool {
    matches!(result, Err(VerifyError::SignatureMismatch { .. }))
}

#[test]
fn a_signed_request_verifies_with_the_bucket_in_the_host_or_in_the_path() {
    assert_eq!(verify_changed(GOOD, |_| ()), Ok(()));
    let signed = sign(&request());
    let mut headers = request().headers.to_vec();
    headers.extend(signed.iter().map(|(n, v)| (*n, v.as_str())));
    let received = Received {
        method: "PUT",
        path: "/my-images/a%20b/%C3%A9%2B~",
        raw_query: "versionId&prefix=x%20y%2F",
        headers: &headers,
        body: b"",
    };
    assert_eq!(verify(&received, None, SECRET), Ok(()));
    assert!(is_mismatch(&verify(&received, Some("my-images"), SECRET)));
}

#[test]
fn a_changed_method_path_query_or_signed_header_is_rejected() {
    for changed in [
        ("GET", GOOD.1, GOOD.2, GOOD.3),
        (GOOD.0, "/a%20b/other", GOOD.2, GOOD.3),
        (GOOD.0, GOOD.1, "prefix=x&versionId", GOOD.3),
    ] {
        let result = verify_changed(changed, |_| ());
        assert!(is_mismatch(&result), "{result:?}");
    }
    for name in ["Host", "Content-Type", "x-oss-security-token"] {
        let result = verify_changed(GOOD, |headers| set(headers, name, "other"));
        assert!(is_mismatch(&result), "{name}: {result:?}");
    }
    let added = verify_changed(GOOD, |headers| headers.push(("X-Oss-Acl", "public".into())));
    assert!(is_mismatch(&added));
}

#[test]
fn an_unsigned_header_may_change() {
    let added = |headers: &mut Vec<(&str, String)>| headers.push(("accept", "*/*".into()));
    assert_eq!(verify_changed(GOOD, added), Ok(()));
}

#[test]
fn another_date_or_a_wrong_body_hash_is_reported() {
    let other_day = verify_changed(GOOD, |h| set(h, "x-oss-date", "20260103T030405Z"));
    assert_eq!(other_day, Err(VerifyError::DayMismatch));
    let hash = verify_changed(GOOD, |h| set(h, "x-oss-content-sha256", "00"));
    assert!(matches!(hash, Err(VerifyError::BodyHashMismatch { .. })));
}

#[test]
fn an_http_date_in_the_date_header_is_signed_as_it_is() {
    let signed = sign(&Request {
        date_time: "Fri, 02 Jan 2026 03:04:05 GMT",
        ..request()
    });
    let verify_with = |date: &str, name: &'static str| {
        let mut headers = request().headers.to_vec();
        let added = signed.iter().map(|(known, value)| match *known {
            "date" => (name, date),
            known => (known, value.as_str()),
        });
        headers.extend(added);
        let (method, path, raw_query, body) = GOOD;
        let received = Received {
            method,
            path,
            raw_query,
            headers: &headers,
            body,
        };
        verify(&received, Some("my-images"), SECRET)
    };
    assert!(signed.iter().all(|(name, _)| *name != "x-oss-date"));
    assert_eq!(verify_with("Fri, 02 Jan 2026 03:04:05 GMT", "Date"), Ok(()));
    // Another second of the same day, and other days.
    let other = verify_with("Fri, 02 Jan 2026 03:04:06 GMT", "Date");
    assert!(is_mismatch(&other), "{other:?}");
    for odd in [
        "Sat, 03 Jan 2026 03:04:05 GMT",
        "Fri, 02 Foo 2026",
        "Fri,",
        "",
    ] {
        assert_eq!(
            verify_with(odd, "Date"),
            Err(VerifyError::DayMismatch),
            "{odd}"
        );
    }
    let missing = verify_with("Fri, 02 Jan 2026 03:04:05 GMT", "Other");
    assert!(matches!(missing, Err(VerifyError::HeaderAbsent { .. })));
}

#[test]
fn a_missing_or_repeated_signed_header_is_reported() {
    let missing = verify_changed(GOOD, |headers| headers.retain(|(n, _)| *n != "Host"));
    assert_eq!(
        missing,
        Err(VerifyError::HeaderAbsent {
            name: "host".into()
        })
    );
    let repeated = verify_changed(GOOD, |h| h.push(("X-OSS-Date", "20260102T030406Z".into())));
    assert!(matches!(repeated, Err(VerifyError::HeaderRepeated { .. })));
}

#[test]
fn spaces_after_commas_of_the_header_are_accepted() {
    let spaced = verify_changed(GOOD, |headers| {
        for (name, value) in headers.iter_mut() {
            if *name == "authorization" {
                *value = value.replace(',', ", ");
            }
        }
    });
    assert_eq!(spaced, Ok(()));
}

#[test]
fn a_missing_or_invalid_authorization_header_is_reported() {
    let missing = verify_changed(GOOD, |h| h.retain(|(n, _)| *n != "authorization"));
    assert_eq!(missing, Err(VerifyError::AuthorizationMissing));
    for odd in [
        "",
        "OSS testid:AAAA",
        "OSS4-HMAC-SHA256 Credential=testid,Signature=00",
        "OSS4-HMAC-SHA256 Credential=testid/20260102/cn-hangzhou/ecs/aliyun_v4_request,Signature=0",
        "OSS4-HMAC-SHA256 Credential=testid/oss/aliyun_v4_request,Signature=00",
    ] {
        let result = verify_changed(GOOD, |headers| set(headers, "authorization", odd));
        let named = matches!(result, Err(VerifyError::AuthorizationOdd { .. }));
        assert!(named, "{odd}: {result:?}");
    }
}

#[test]
fn debug_output_shows_no_secret() {
    let text = format!("{:?}", request());
    assert!(
        text.contains("testid") && !text.contains("hunter2"),
        "{text}"
    );
}
