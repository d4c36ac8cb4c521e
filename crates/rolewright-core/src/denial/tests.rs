//! Tests of explained denials.

use super::*;
use serde_json::json;

use crate::error::ErrorKind;
use crate::operation::{AuthPrincipal, DecodedDiagnosticMessage};

fn decoded(layer: &str, explicit: bool) -> DecodedDiagnosticMessage {
    DecodedDiagnosticMessage {
        auth_action: "oss:GetObject".into(),
        auth_resource: "acs:oss:*:1:b/o".into(),
        auth_principal: AuthPrincipal {
            auth_principal_type: "AssumedRoleUser".into(),
            auth_principal_display_name: "worker:ci".into(),
            auth_principal_owner_id: "1".into(),
            ..Default::default()
        },
        explicit_deny: explicit,
        no_permission_policy_type: layer.into(),
        ..DecodedDiagnosticMessage::default()
    }
}

fn diagnosis(layer: &str, explicit: bool) -> Diagnosis {
    Diagnosis {
        decoded: decoded(layer, explicit),
        caller: "acs:ram::1:assumed-role/worker/ci".into(),
        statement: explicit.then(|| json!({ "Effect": "Deny", "Action": "oss:*" })),
        ..Diagnosis::default()
    }
}

fn explained(layer: &str, explicit: bool) -> DeniedCall {
    let encoded = diagnosis(layer, explicit).encode(|_| [7; 32]);
    Evidence::parse(&encoded).unwrap().denied.unwrap()
}

#[test]
fn a_message_of_the_emulator_is_read_without_the_service() {
    let encoded = diagnosis("SessionPolicy", false).encode(|_| [7; 32]);
    assert!(encoded.starts_with("AQEAAAAA"), "{encoded}");
    let wrapped = encoded.replacen('A', "A\n", 2) + "\n";
    for text in [encoded.as_str(), wrapped.as_str()] {
        let evidence = Evidence::parse(text).unwrap();
        assert_eq!(evidence.encoded, None);
        assert_eq!(evidence.denied, Some(explained("SessionPolicy", false)));
    }
    let genuine = |seal: u8| Diagnosis::decode(&encoded, |_, found| found == [seal; 32]);
    assert_eq!(genuine(7), Some(diagnosis("SessionPolicy", false)));
    assert_eq!(genuine(8), None);
}

#[test]
fn the_missing_statement_fits_the_layer() {
    let statement = |layer| explained(layer, false).statement.unwrap();
    let identity =
        json!({ "Effect": "Allow", "Action": ["oss:GetObject"], "Resource": ["acs:oss:*:1:b/o"] });
    assert_eq!(statement("AccountLevelIdentityBasedPolicy"), identity);
    assert_eq!(statement("ControlPolicy"), identity);
    let role = json!({ "RAM": ["acs:ram::1:role/worker"] });
    assert_eq!(statement("AssumeRolePolicy")["Principal"], role);
    let sessions = json!(["arn:sts::1:assumed-role/worker/*"]);
    assert_eq!(statement("ResourceBasedPolicy")["Principal"], sessions);
}

#[test]
fn a_deny_statement_is_shown_as_it_is() {
    let denied = explained("AccountLevelIdentityBasedPolicy", true);
    let text = denied.to_string();
    assert!(
        text.starts_with("ExplicitDeny: oss:GetObject on acs:oss:*:1:b/o"),
        "{text}"
    );
    assert!(text.contains("the Deny statement:\n{"), "{text}");
    assert!(text.contains("acs:ram::1:assumed-role/worker/ci"), "{text}");
}

#[test]
fn an_error_of_oss_has_the_details_and_a_message_of_the_service() {
    let body = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>AccessDenied</Code>\
        <Message>no right</Message><RequestId>1</RequestId><HostId>h</HostId><AccessDeniedDetail>\
        <PolicyType>SessionPolicy</PolicyType><AuthPrincipalOwnerId>1</AuthPrincipalOwnerId>\
        <AuthPrincipalType>SubUser</AuthPrincipalType><AuthPrincipalDisplayName>2&amp;1\
        </AuthPrincipalDisplayName><NoPermissionType>ExplicitDeny</NoPermissionType><AuthAction>\
        oss:PutObject</AuthAction><EncodedDiagnosticMessage>AQIBIAAAACB1AAAA\
        </EncodedDiagnosticMessage></AccessDeniedDetail><EC>0003-00000201</EC></Error>";
    let evidence = Evidence::parse(body).unwrap();
    assert_eq!(evidence.encoded.as_deref(), Some("AQIBIAAAACB1AAAA"));
    let denied = evidence.denied.unwrap();
    assert_eq!((denied.principal.as_str(), denied.explicit), ("2&1", true));
    assert_eq!((denied.resource, denied.statement), (None, None));
}

#[test]
fn text_that_is_no_denial_is_refused_with_the_reason() {
    for (text, reason) in [
        ("", "the text is empty"),
        ("{", "the error body is not valid"),
        ("<Error><Code>", "the error body is not valid"),
        ("{}", "the text is no error of a service"),
        (
            r#"{"Code":"EntityNotExist.Role"}"#,
            "the error `EntityNotExist.Role` has no `AccessDeniedDetail`",
        ),
        (
            r#"{"Code":"NoPermission","AccessDeniedDetail":{}}"#,
            "neither an action nor a diagnostic message",
        ),
        ("hello world, this is", "neither an error body nor"),
        ("short", "neither an error body nor"),
    ] {
        let error = Evidence::parse(text).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConfigInvalid);
        assert!(error.to_string().contains(reason), "{text}: {error}");
        assert!(error.remedy().is_some());
    }
}

#[test]
fn a_message_of_the_service_needs_a_provider() {
    use futures_util::FutureExt;
    let error = explain("AQIBIAAAACB1AAAA", None).now_or_never().unwrap();
    assert_eq!(error.unwrap_err().kind(), ErrorKind::Unsupported);
}
