use super::*;

const SECRET: &str = "hunter2-secret";

fn request() -> Request<'static> {
    Request {
        method: "POST",
        action: "CreateRole",
        version: "2015-05-01",
        timestamp: "2026-01-02T03:04:05Z",
        nonce: "n1",
        params: &[("Description", "a b*+~é"), ("Empty", "")],
        access_key_id: "testid",
        access_key_secret: SECRET,
        security_token: Some("hunter2-token"),
    }
}

/// Signs, applies `change` to the parameters, and verifies them in the query and as a form.
fn verify_changed(
    method: &str,
    change: impl Fn(&mut Vec<(String, String)>),
) -> Result<(), VerifyError> {
    let mut params = sign(&request());
    change(&mut params);
    let wire = encode_pairs(&params)
        .replace("%20", "+")
        .replace("%2A", "*");
    let in_query = Received {
        method,
        path: "/",
        raw_query: &wire,
        headers: &[],
        body: b"",
    };
    let in_form = Received {
        raw_query: "",
        headers: &[(
            "Content-Type",
            "application/x-www-form-urlencoded; charset=utf-8",
        )],
        body: wire.as_bytes(),
        ..in_query
    };
    let verdict = verify(&in_query, SECRET);
    assert_eq!(verify(&in_form, SECRET), verdict);
    verdict
}

fn set(params: &mut [(String, String)], name: &str, value: &str) {
    let found = params.iter_mut().find(|(known, _)| known == name);
    found.unwrap().1 = value.to_owned();
}

fn is_mismatch(result: &Result<(), VerifyError>) -> bool {
    matches!(result, Err(VerifyError::SignatureMismatch { .. }))
}

#[test]
fn signed_parameters_verify_in_the_query_and_as_a_form() {
    assert_eq!(verify_changed("POST", |_| ()), Ok(()));
    let last = sign(&request()).pop().unwrap();
    assert_eq!(last.0, "Signature");
}

#[test]
fn a_changed_method_or_parameter_is_rejected() {
    assert!(is_mismatch(&verify_changed("GET", |_| ())));
    for name in [
        "Description",
        "Action",
        "SecurityToken",
        "Timestamp",
        "Signature",
    ] {
        let result = verify_changed("POST", |params| set(params, name, "other"));
        assert!(is_mismatch(&result), "{name}: {result:?}");
    }
    let without_empty = |params: &mut Vec<_>| params.retain(|(name, _)| name != "Empty");
    assert!(is_mismatch(&verify_changed("POST", without_empty)));
    let added = |params: &mut Vec<_>| params.push(("Force".into(), "true".into()));
    assert!(is_mismatch(&verify_changed("POST", added)));
}

#[test]
fn a_missing_repeated_or_unsupported_signature_parameter_is_reported() {
    for name in [
        "Signature",
        "AccessKeyId",
        "SignatureMethod",
        "SignatureVersion",
    ] {
        let missing = verify_changed("POST", |params| params.retain(|(n, _)| n != name));
        assert_eq!(missing, Err(VerifyError::ParameterMissing { name }));
        let repeated = verify_changed("POST", |params| params.push((name.into(), "x".into())));
        assert_eq!(repeated, Err(VerifyError::ParameterRepeated { name }));
    }
    let unsupported = verify_changed("POST", |p| set(p, "SignatureMethod", "HMAC-SHA256"));
    let (name, expected) = ("SignatureMethod", "HMAC-SHA1");
    assert_eq!(
        unsupported,
        Err(VerifyError::ParameterOdd { name, expected })
    );
}

#[test]
fn debug_output_and_errors_show_no_secret() {
    let wire = encode_pairs(&sign(&request()));
    let received = Received {
        method: "POST",
        path: "/",
        raw_query: &wire,
        headers: &[],
        body: b"",
    };
    let error = verify(&received, "other").unwrap_err();
    for text in [
        format!("{:?}", request()),
        format!("{received:?}"),
        format!("{error} {error:?}"),
    ] {
        assert!(text.contains("CreateRole"), "{text}");
        assert!(!text.contains("hunter2"), "{text}");
    }
}
