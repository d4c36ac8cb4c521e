use super::*;

const SECRET: &str = "hunter2-secret";

fn received<'a>(headers: &'a [(&'a str, &'a str)], raw_query: &'a str) -> Received<'a> {
    Received {
        method: "GET",
        path: "/a%20b",
        raw_query,
        headers,
        body: b"",
    }
}

const HEADERS: [(&str, &str); 3] = [
    ("Date", "Thu, 17 Nov 2005 18:49:58 GMT"),
    ("x-oss-security-token", "hunter2-token"),
    ("Accept", "*/*"),
];

/// Verifies a request with the signature of [`HEADERS`] and `acl&prefix=a`.
fn verify_signed(changed: &[(&str, &str)], raw_query: &str) -> Result<(), VerifyError> {
    let signature = signature(&received(&HEADERS, "acl&prefix=a"), Some("b"), SECRET)?;
    let value = format!("OSS testid:{signature}");
    let mut headers = changed.to_vec();
    headers.push(("authorization", &value));
    verify(&received(&headers, raw_query), Some("b"), SECRET)
}

#[test]
fn subresources_are_signed_and_other_parameters_are_not() {
    assert_eq!(verify_signed(&HEADERS, "prefix=other&acl="), Ok(()));
    for changed in ["", "acl=x", "acl&policy&location"] {
        let result = verify_signed(&HEADERS, changed);
        assert!(
            matches!(result, Err(VerifyError::SignatureMismatch { .. })),
            "{changed}: {result:?}"
        );
    }
}

#[test]
fn a_changed_signed_header_is_rejected_without_showing_the_token() {
    let other_date = [("Date", "Fri, 18 Nov 2005 18:49:58 GMT"), HEADERS[1]];
    let error = verify_signed(&other_date, "acl").unwrap_err();
    let text = format!("{error} {error:?}");
    assert!(text.contains("x-oss-security-token:***"), "{text}");
    assert!(!text.contains("hunter2"), "{text}");
}

#[test]
fn a_missing_date_or_invalid_authorization_header_is_reported() {
    let no_date = verify_signed(&HEADERS[1..], "acl");
    assert_eq!(
        no_date,
        Err(VerifyError::HeaderAbsent {
            name: "date".into()
        })
    );
    for odd in ["OSS4-HMAC-SHA256 x", "OSS testid", "Basic x:y"] {
        let headers = [HEADERS[0], ("Authorization", odd)];
        let result = verify(&received(&headers, ""), None, SECRET);
        assert!(
            matches!(result, Err(VerifyError::AuthorizationOdd { .. })),
            "{odd}"
        );
    }
}

#[test]
fn a_presigned_url_verifies_until_anything_in_it_changes() {
    let headers = [("x-oss-meta-k", "v")];
    let query = "OSSAccessKeyId=testid&Expires=1767323045&security-token=hunter2-token&acl";
    let signature = signature(&received(&headers, query), Some("b"), SECRET).unwrap();
    let signature = crate::encoding::percent_encode(&signature);
    let signed = format!("{query}&Signature={signature}");
    let verify = |headers: &[(&str, &str)], query: &str| {
        verify(&received(headers, query), Some("b"), SECRET)
    };
    assert_eq!(verify(&headers, &signed), Ok(()));
    assert!(is_presigned(&received(&headers, &signed)));
    assert_eq!(
        access_key_id(&received(&headers, &signed)).as_deref(),
        Ok("testid")
    );
    for (part, other) in [
        ("acl", "tagging"),
        ("1767323045", "1767323046"),
        ("token=", "token=x"),
    ] {
        let error = verify(&headers, &signed.replace(part, other)).unwrap_err();
        let text = error.to_string();
        assert!(
            matches!(error, VerifyError::SignatureMismatch { .. }),
            "{part}"
        );
        assert!(!text.contains("hunter2"), "{text}");
    }
    assert!(verify(&[("x-oss-meta-k", "w")], &signed).is_err());
    // A repeated value would be read differently later.
    let twice = format!("{signed}&Expires=1");
    let repeated = VerifyError::ParameterRepeated { name: "Expires" };
    assert_eq!(verify(&headers, &twice), Err(repeated));
    let unsigned = signed.split("&Signature").next().unwrap();
    let missing = VerifyError::ParameterMissing { name: "Signature" };
    assert_eq!(verify(&headers, unsigned), Err(missing));
}

#[test]
fn signed_parameters_are_sorted_for_the_search() {
    assert!(SIGNED.is_sorted());
    assert!(is_signed("qosInfo") && is_signed("x-oss-process") && !is_signed("prefix"));
}
