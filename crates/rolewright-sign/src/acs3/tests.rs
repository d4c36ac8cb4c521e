use std::borrow::Cow;

use proptest::prelude::*;

use super::canonical::Canonical;
use super::*;
use crate::encoding::encode_pairs;
use crate::encoding::percent_encode;

const SECRET: &str = "testsecret";
const QUERY: &str = "RoleName=a+b&Zone=z";

fn request() -> Request<'static> {
    Request {
        method: "POST",
        host: "ram.aliyuncs.com",
        path: "/",
        query: &[("Zone", "z"), ("RoleName", "a b")],
        action: "CreateRole",
        version: "2015-05-01",
        date: "2026-01-02T03:04:05Z",
        nonce: "0123456789abcdef0123456789abcdef",
        body: b"body",
        access_key_id: "testid",
        access_key_secret: SECRET,
        security_token: Some("the-token"),
    }
}

/// Signs `request`, applies `change` to the headers, and verifies.
fn verify_changed(
    (method, query, body): (&str, &str, &[u8]),
    change: impl Fn(&mut Vec<(&str, Cow<'_, str>)>),
) -> Result<(), VerifyError> {
    let mut headers = sign(&request());
    change(&mut headers);
    let headers: Vec<(&str, &str)> = headers.iter().map(|(n, v)| (*n, &**v)).collect();
    let received = Received {
        method,
        path: "/",
        raw_query: query,
        headers: &headers,
        body,
    };
    verify(&received, SECRET)
}

fn with_headers(change: impl Fn(&mut Vec<(&str, Cow<'_, str>)>)) -> Result<(), VerifyError> {
    verify_changed(("POST", QUERY, b"body"), change)
}

fn set(headers: &mut [(&str, Cow<'_, str>)], name: &str, edit: impl Fn(&str) -> String) {
    let (_, value) = headers.iter_mut().find(|(n, _)| *n == name).unwrap();
    *value = edit(value).into();
}

/// Verifies `raw_query` with a signature of the canonical query `signed`.
fn verify_query(signed: &str, raw_query: &str) -> Result<(), VerifyError> {
    let hash = content_sha256(b"");
    let headers = [("host", "h"), ("x-acs-content-sha256", &*hash)];
    let push = |query: &mut String| query.push_str(signed);
    let canonical = Canonical::with_query("POST", "/", push, headers.into_iter());
    let value = canonical.authorization("a", "s");
    let headers = [headers[0], headers[1], ("Authorization", value.as_str())];
    let received = Received {
        method: "POST",
        path: "",
        raw_query,
        headers: &headers,
        body: b"",
    };
    verify(&received, "s")
}

fn is_mismatch(result: &Result<(), VerifyError>) -> bool {
    matches!(result, Err(VerifyError::SignatureMismatch { .. }))
}

#[test]
fn a_signed_request_verifies_and_covers_the_token_headers() {
    let headers = sign(&request());
    assert_eq!(with_headers(|_| ()), Ok(()));
    assert_eq!(
        headers.last().unwrap().1.split(',').nth(1).unwrap(),
        "SignedHeaders=host;x-acs-accesskey-id;x-acs-action;x-acs-content-sha256;x-acs-date;\
         x-acs-security-token;x-acs-signature-nonce;x-acs-version"
    );
}

#[test]
fn header_names_are_found_in_any_case() {
    let upper = |headers: &mut Vec<(&str, Cow<'_, str>)>| {
        for (name, _) in headers {
            *name = match *name {
                "host" => "Host",
                "authorization" => "AUTHORIZATION",
                "x-acs-date" => "X-Acs-Date",
                other => other,
            };
        }
    };
    assert_eq!(with_headers(upper), Ok(()));
}

#[test]
fn a_changed_query_value_is_rejected() {
    let result = verify_changed(("POST", "RoleName=a+c&Zone=z", b"body"), |_| ());
    assert!(is_mismatch(&result), "{result:?}");
}

#[test]
fn a_changed_method_is_rejected() {
    let result = verify_changed(("GET", QUERY, b"body"), |_| ());
    assert!(is_mismatch(&result), "{result:?}");
}

#[test]
fn a_changed_signed_header_is_rejected() {
    let result = with_headers(|h| set(h, "x-acs-action", |_| "DeleteRole".into()));
    assert!(is_mismatch(&result), "{result:?}");
}

#[test]
fn a_changed_body_is_rejected_with_and_without_a_changed_hash() {
    let result = verify_changed(("POST", QUERY, b"other"), |_| ());
    assert!(
        matches!(result, Err(VerifyError::BodyHashMismatch { .. })),
        "{result:?}"
    );
    let result = verify_changed(("POST", QUERY, b"other"), |h| {
        set(h, "x-acs-content-sha256", |_| {
            content_sha256(b"other").into_owned()
        });
    });
    assert!(is_mismatch(&result), "{result:?}");
}

#[test]
fn a_shortened_upper_case_or_empty_signature_is_rejected() {
    let edits: [fn(&str) -> String; 3] = [
        |v| v.strip_suffix(v.chars().last().unwrap()).unwrap().into(),
        |v| v.split_once("Signature=").unwrap().0.to_owned() + "Signature=ABCD",
        |v| v.split_once("Signature=").unwrap().0.to_owned() + "Signature=",
    ];
    for edit in edits {
        let result = with_headers(|h| set(h, "authorization", edit));
        assert!(is_mismatch(&result), "{result:?}");
    }
}

#[test]
fn an_acs_header_added_or_left_out_of_the_list_is_refused() {
    let not_signed = |name: &str| Err(VerifyError::HeaderNotSigned { name: name.into() });
    let added = with_headers(|h| h.push(("X-Acs-Extra", "1".into())));
    assert_eq!(added, not_signed("x-acs-extra"));
    for name in ["host", "x-acs-content-sha256", "x-acs-action"] {
        let cut = format!("{name};");
        let result = with_headers(|h| set(h, "authorization", |v| v.replacen(&cut, "", 1)));
        assert_eq!(result, not_signed(name));
    }
}

#[test]
fn a_missing_or_repeated_signed_header_is_rejected() {
    let name = || "x-acs-date".to_owned();
    let missing = with_headers(|h| h.retain(|(n, _)| *n != "x-acs-date"));
    assert_eq!(missing, Err(VerifyError::HeaderAbsent { name: name() }));
    let repeated = with_headers(|h| h.push(("x-acs-date", "2026-01-02T03:04:06Z".into())));
    assert_eq!(repeated, Err(VerifyError::HeaderRepeated { name: name() }));
}

#[test]
fn a_missing_or_invalid_authorization_header_is_reported() {
    let missing = with_headers(|h| h.retain(|(n, _)| *n != "authorization"));
    assert_eq!(missing, Err(VerifyError::AuthorizationMissing));
    for odd in [
        "",
        "Basic dGVzdA==",
        "ACS3-HMAC-SHA256",
        "ACS3-HMAC-SM3 Credential=a,SignedHeaders=host,Signature=00",
        "ACS3-HMAC-SHA256 Credential=a,Signature=00,SignedHeaders=host",
    ] {
        let result = with_headers(|h| set(h, "authorization", |_| odd.into()));
        assert!(
            matches!(result, Err(VerifyError::AuthorizationOdd { .. })),
            "{odd}"
        );
    }
}

#[test]
fn keys_may_be_signed_unencoded_or_encoded() {
    for signed in ["a%5B0%5D=1%2F2", "a[0]=1%2F2"] {
        assert_eq!(verify_query(signed, "a%5B0%5D=1%2f2"), Ok(()), "{signed}");
    }
}

#[test]
fn an_unencoded_key_is_not_confused_with_two_pairs_or_an_encoded_key() {
    assert_eq!(verify_query("a=1&b=2", "b=2&a=1"), Ok(()));
    assert!(is_mismatch(&verify_query("a=1&b=2", "a%3D1%26b=2")));
    assert!(is_mismatch(&verify_query("a%20b=1", "a%2520b=1")));
}

#[test]
fn equal_keys_are_sorted_by_value() {
    assert_eq!(verify_query("a=1&a=2&b=", "b&a=2&a=1"), Ok(()));
}

#[test]
fn debug_output_and_errors_show_no_secret() {
    let request = request();
    let headers = [
        ("host", "seen"),
        ("X-Acs-Security-Token", "the-token"),
        ("Authorization", "testsecret"),
    ];
    let unsigned = Unsigned {
        method: "POST",
        path: "/",
        query: &[],
        headers: &headers,
    };
    let received = Received {
        method: "POST",
        path: "/",
        raw_query: "",
        headers: &headers,
        body: b"",
    };
    let error = with_headers(|h| set(h, "x-acs-date", |_| String::new())).unwrap_err();
    for text in [
        format!("{request:?}"),
        format!("{unsigned:?}"),
        format!("{received:?}"),
        format!("{error} {error:?}"),
    ] {
        assert!(
            !text.contains("testsecret") && !text.contains("the-token"),
            "{text}"
        );
    }
    assert!(format!("{request:?}").contains("access_key_secret: \"***\""));
    assert!(format!("{received:?}").contains("seen"));
}

proptest! {
    #[test]
    fn any_signed_query_verifies_in_either_encoding(
        pairs in prop::collection::vec((any::<String>(), any::<String>()), 0..5),
        body in any::<Vec<u8>>(),
    ) {
        let query: Vec<(&str, &str)> = pairs.iter().map(|(k, v)| (&**k, &**v)).collect();
        let headers = sign(&Request { query: &query, body: &body, ..request() });
        let headers: Vec<(&str, &str)> = headers.iter().map(|(n, v)| (*n, &**v)).collect();
        let encoded = encode_pairs(&query);
        for raw_query in [encoded.replace("%20", "+").replace("%2A", "*"), encoded] {
            let received = Received {
                method: "POST",
                path: "/",
                raw_query: &raw_query,
                headers: &headers,
                body: &body,
            };
            prop_assert_eq!(verify(&received, SECRET), Ok(()));
            let wrong = verify(&received, "other");
            prop_assert!(is_mismatch(&wrong));
        }
    }

    #[test]
    fn any_changed_value_is_rejected(value in any::<String>(), other in any::<String>()) {
        prop_assume!(value != other);
        let (signed, raw) = (percent_encode(&value), percent_encode(&other));
        let result = verify_query(&format!("k={signed}"), &format!("k={raw}"));
        prop_assert!(is_mismatch(&result));
    }

    #[test]
    fn any_received_text_is_verified_without_panic(
        name in any::<String>(), value in any::<String>(), query in any::<String>(),
    ) {
        let shaped = format!("{ALGORITHM} Credential={name},SignedHeaders={name},Signature={value}");
        let headers = [(name.as_str(), value.as_str()), ("authorization", shaped.as_str())];
        let received = Received {
            method: &name,
            path: &value,
            raw_query: &query,
            headers: &headers,
            body: value.as_bytes(),
        };
        prop_assert!(verify(&received, SECRET).is_err());
    }
}
