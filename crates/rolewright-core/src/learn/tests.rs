//! Tests of learned policies.

use super::*;
use crate::evaluate::Verdict;
use crate::permission::Permission;

const ALICE: &str = "acs:ram::1:user/alice";

fn request(caller: &str, action: &str, resources: &[&str]) -> LoggedRequest {
    let resources = resources.iter().map(|name| format!("acs:ram:*:1:{name}"));
    let permission = Permission {
        resources: resources.collect(),
        ..Permission::new(action, "*")
    };
    LoggedRequest::new(caller, vec![permission])
}

fn compact(requests: &[LoggedRequest], caller: Option<&str>) -> String {
    policy(requests, caller).unwrap().to_compact()
}

#[test]
fn actions_on_the_same_resources_are_one_statement_in_any_order_of_the_requests() {
    let mut requests = vec![
        request(ALICE, "ram:GetRole", &["role/a"]),
        request(ALICE, "ram:UpdateRole", &["role/a"]),
        request(ALICE, "ram:AttachPolicyToRole", &["policy/p", "role/a"]),
        request(ALICE, "ram:GetRole", &["role/a"]),
        request(ALICE, "ram:ListRoles", &["role/*"]),
        request(ALICE, "ram:ListRoles", &["role/a"]),
    ];
    let expected = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":["ram:AttachPolicyToRole"],"Resource":["acs:ram:*:1:policy/p","acs:ram:*:1:role/a"]},{"Effect":"Allow","Action":["ram:GetRole","ram:UpdateRole"],"Resource":["acs:ram:*:1:role/a"]},{"Effect":"Allow","Action":["ram:ListRoles"],"Resource":["acs:ram:*:1:role/*"]}]}"#;
    assert_eq!(compact(&requests, None), expected);
    requests.reverse();
    assert_eq!(compact(&requests, Some(ALICE)), expected);
}

#[test]
fn the_sessions_of_a_role_are_one_caller() {
    let session = |name: &str| format!("acs:ram::1:assumed-role/worker/{name}");
    let requests = [
        request(&session("one"), "ram:GetRole", &["role/a"]),
        request(&session("two"), "ram:GetRole", &["role/b"]),
        request("", "ram:GetRole", &["role/c"]),
    ];
    let both = r#""Resource":["acs:ram:*:1:role/a","acs:ram:*:1:role/b"]"#;
    assert!(compact(&requests, None).contains(both));
    assert!(compact(&requests, Some("acs:ram::1:role/worker")).contains(both));
    let one = compact(&requests, Some(&session("one")));
    assert!(
        one.contains(r#""Resource":["acs:ram:*:1:role/a"]"#),
        "{one}"
    );
}

#[test]
fn a_caller_that_is_unclear_or_unknown_is_an_error_with_the_callers() {
    let requests = [
        request(ALICE, "ram:GetRole", &["role/a"]),
        request("acs:ram::1:user/bob", "ram:GetRole", &["role/a"]),
    ];
    let error = policy(&requests, None).unwrap_err();
    assert!(error.to_string().contains("user/alice"), "{error}");
    let error = policy(&requests, Some("acs:ram::1:user/carol")).unwrap_err();
    assert!(error.to_string().contains("user/carol"), "{error}");
    assert!(error.remedy().unwrap().text.contains("user/bob"));
    assert!(policy(&[], None).is_err());
}

#[test]
fn a_line_of_the_log_keeps_names_of_any_script_in_ascii() {
    let permissions = [Permission::new(
        "oss:PutObject",
        "acs:oss:*:1:b/\u{202e}ä \u{1f600} {",
    )];
    let end = line(&permissions, Some(Verdict::ImplicitDeny));
    assert!(end.is_ascii(), "{end}");
    let text = format!(
        "2026-01-02T03:04:05Z 403 oss PutObject {ALICE} AccessDenied {end}\n\
         2026-01-02T03:04:05Z 403    InvalidAccessKeyId {{}}\nstopping: finishing\n"
    );
    let read = parse(&text).unwrap();
    assert_eq!(read.len(), 2);
    assert_eq!(read[0].permissions, permissions);
    assert_eq!(
        (read[0].caller.as_str(), read[0].decision),
        (ALICE, Some(Verdict::ImplicitDeny))
    );
    assert_eq!(read[1].caller, "");
}

#[test]
fn a_damaged_line_is_an_error_with_its_number() {
    let good = "2026-01-02T03:04:05Z 200 ram GetRole acs:ram::1:user/a  {}";
    assert!(parse(good).is_ok());
    for damaged in [
        "2026-01-02T03:04:05Z 200 ram GetRole acs:ram::1:user/a ",
        "2026-01-02T03:04:05Z 200 ram GetRole acs:ram::1:user/a  {\"permissions\":[{\"act",
        "yesterday 200 ram GetRole acs:ram::1:user/a  {}",
        "2026-01-02T03:04:05Z {}",
        "12 requests are not listed",
        "error: no",
    ] {
        let error = parse(&format!("{good}\n{damaged}\n{good}")).unwrap_err();
        assert_eq!(error.location().unwrap().line, 2, "{damaged}");
        assert!(error.to_string().starts_with("line 2"), "{error}");
    }
    for damaged in ["", "{\"requests\":", "[{}]", "{}", "[\n1]"] {
        assert!(parse(damaged).is_err(), "{damaged}");
    }
}
