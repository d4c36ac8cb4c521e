//! How HTTP responses are mapped.

use std::time::Duration;

use rolewright_core::ErrorKind;
use rolewright_core::operation::GetRole;
use rolewright_core::{Operation, RamProvider, RamProviderExt};
use wiremock::ResponseTemplate;

use crate::support::{Authority, builder, errors, instances, server};

fn json(status: u16, body: &str) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_raw(body, "application/json;charset=utf-8")
}

#[tokio::test]
async fn a_json_object_is_the_reply() {
    let body = r#"{"RequestId":"R-1","Role":{"RoleName":"demo"}}"#;
    let server = server(json(200, body)).await;
    let provider = builder(&server.uri()).build().unwrap();
    let output = provider
        .send(GetRole {
            role_name: "demo".into(),
            ..Default::default()
        })
        .await
        .unwrap();
    assert_eq!(output.role.role_name, "demo");
}

#[tokio::test]
async fn a_service_error_keeps_status_code_message_and_request_id() {
    for (upper, body) in [
        (
            true,
            r#"{"RequestId":"R-1","HostId":"ram.aliyuncs.com","Code":"EntityNotExist.Role","Message":"no"}"#,
        ),
        (
            false,
            r#"{"requestId":"R-1","code":"EntityNotExist.Role","message":"no"}"#,
        ),
    ] {
        let (error, write) = errors(json(404, body)).await;
        assert!(error.is_not_found(), "{upper}");
        assert_eq!(error.action(), Some(GetRole::ACTION));
        assert_eq!(error.resource(), Some("demo"));
        let service = error.service().unwrap();
        assert_eq!(
            (service.status, service.code.as_str()),
            (404, "EntityNotExist.Role")
        );
        assert_eq!(
            (service.message.as_str(), service.request_id.as_deref()),
            ("no", Some("R-1"))
        );
        assert!(!write.maybe_applied());
    }
}

#[tokio::test]
async fn a_throttled_call_keeps_its_retry_after_and_was_not_applied() {
    for status in [400, 503] {
        let body = r#"{"RequestId":"R-1","Code":"Throttling.User","Message":"slow down"}"#;
        let answer = json(status, body).insert_header("x-acs-retry-after", "250");
        let (_, error) = errors(answer).await;
        assert!(error.is_throttled());
        assert_eq!(error.retry_after(), Some(Duration::from_millis(250)));
        assert!(!error.maybe_applied());
    }
}

#[tokio::test]
async fn a_denial_names_what_to_grant() {
    let plain = r#"{"Code":"NoPermission","Message":"You are not authorized."}"#;
    let (_, error) = errors(json(403, plain)).await;
    assert_eq!(error.kind(), ErrorKind::PermissionDenied);
    assert_eq!(
        error.remedy().unwrap().text,
        "grant `ram:CreateRole` to the caller"
    );

    let implicit = r#"{"Code":"NoPermission","Message":"no","AccessDeniedDetail":
        {"AuthAction":"ram:PassRole","NoPermissionType":"ImplicitDeny"}}"#;
    let (_, error) = errors(json(403, implicit)).await;
    assert_eq!(
        error.remedy().unwrap().text,
        "grant `ram:PassRole` to the caller"
    );

    let explicit = implicit.replace("Implicit", "Explicit");
    let (_, error) = errors(json(403, &explicit)).await;
    assert!(
        error
            .remedy()
            .is_some_and(|remedy| remedy.text.contains("denies `ram:PassRole`")),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_2xx_response_of_container_registry_without_success_is_an_error() {
    let ask = async |status, body| {
        let server = server(json(status, body)).await;
        let provider = builder(&server.uri()).build().unwrap();
        provider.execute(instances("cn-hangzhou")).await
    };
    for status in [200, 403] {
        let body = r#"{"IsSuccess":false,"Code":"NoPrivilege","RequestId":"R-1"}"#;
        let error = ask(status, body).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::PermissionDenied, "{status}");
        assert_eq!(error.service().unwrap().request_id.as_deref(), Some("R-1"));
        assert_eq!(
            error.remedy().unwrap().text,
            "grant `cr:ListInstance` to the caller"
        );
    }
    let error = ask(200, r#"{"IsSuccess":false}"#).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnexpectedReply);
    for yes in [r#"{"IsSuccess":true}"#, "{}"] {
        assert!(ask(200, yes).await.is_ok(), "{yes}");
    }
}

#[tokio::test]
async fn after_a_server_error_a_write_may_have_been_applied() {
    let body = r#"{"Code":"InternalError","Message":"sorry"}"#;
    let (_, error) = errors(json(500, body)).await;
    assert_eq!(error.kind(), ErrorKind::Server);
    assert!(error.maybe_applied());
}

#[tokio::test]
async fn a_used_nonce_means_that_the_service_received_the_request_before() {
    let body = r#"{"Code":"SignatureNonceUsed","Message":"used"}"#;
    let (_, error) = errors(json(400, body)).await;
    assert!(error.maybe_applied());
}

#[tokio::test]
async fn an_error_that_is_not_from_the_service_keeps_its_status_and_an_excerpt() {
    let html = "<html>Bad\u{1b}[31m Gateway</html>";
    let (_, error) = errors(ResponseTemplate::new(502).set_body_raw(html, "text/html")).await;
    assert_eq!(error.kind(), ErrorKind::Server);
    assert!(error.maybe_applied());
    assert!(error.message().contains("502"), "{error}");
    assert!(
        error.message().contains("<html>Bad\\u{1b}[31m Gateway"),
        "{error}"
    );

    for (status, kind) in [
        (400, ErrorKind::UnexpectedReply),
        (403, ErrorKind::PermissionDenied),
        (429, ErrorKind::Throttled),
        (503, ErrorKind::Server),
    ] {
        let (_, error) = errors(ResponseTemplate::new(status)).await;
        assert_eq!(error.kind(), kind, "{status}");
        assert_eq!(error.maybe_applied(), status == 503, "{status}");
    }
}

#[tokio::test]
async fn a_2xx_response_without_a_json_object_is_an_error() {
    for body in [
        "<html>Please log in</html>",
        "",
        "[]",
        "true",
        r#"{"Role":{"RoleName":"de"#,
    ] {
        let (read, write) = errors(json(200, body)).await;
        assert_eq!(read.kind(), ErrorKind::UnexpectedReply, "{body}");
        assert!(write.maybe_applied(), "{body}");
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let target = server(json(200, "{}")).await;
    for status in [301, 302, 303, 307, 308] {
        let answer = ResponseTemplate::new(status).insert_header("location", target.uri());
        let (error, _) = errors(answer).await;
        assert_eq!(error.kind(), ErrorKind::UnexpectedReply);
        assert!(error.message().contains(&status.to_string()), "{error}");
    }
    assert!(target.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn secrets_in_a_gateways_error_page_are_redacted() {
    let page = "no such page: /?Password=a%20b%2Bhunter2 of hunter2-of-the-key";
    let server = server(ResponseTemplate::new(404).set_body_string(page)).await;
    let provider = builder(&server.uri()).build().unwrap();
    let call = crate::support::write().with_secret_param("Password", "a b+hunter2");
    let error = provider.execute(call).await.unwrap_err();
    assert!(
        error
            .message()
            .contains("no such page: /?Password=*** of ***"),
        "{error}"
    );
}

#[tokio::test]
async fn an_unknown_code_is_kept_and_a_huge_message_is_truncated() {
    let message = "long ".repeat(60_000);
    let body = format!(r#"{{"Code":"Never.Heard","Message":"{message}","RequestId":"R-1"}}"#);
    let (error, _) = errors(json(418, &body)).await;
    assert_eq!(error.kind(), ErrorKind::UnexpectedReply);
    assert_eq!(error.code(), Some("Never.Heard"));
    assert_eq!(error.service().unwrap().request_id.as_deref(), Some("R-1"));
    assert!(
        error.to_string().len() < 2_500,
        "{}",
        error.to_string().len()
    );
}

#[tokio::test]
async fn a_wrong_access_key_or_clock_is_reported_with_a_remedy() {
    for (status, code, help) in [
        (404, "InvalidAccessKeyId.NotFound", "access key id"),
        (400, "InvalidAccessKeyId.Inactive", "active"),
        (400, "SignatureDoesNotMatch", "access key secret"),
        (403, "SignatureDoesNotMatch", "access key secret"),
        (400, "InvalidSecurityToken.Expired", "temporary credentials"),
        (
            403,
            "InvalidSecurityToken.Malformed",
            "temporary credentials",
        ),
        (400, "InvalidTimeStamp.Expired", "clock"),
        (403, "RequestTimeTooSkewed", "clock"),
    ] {
        let body = format!(r#"{{"Code":"{code}","Message":"no","RequestId":"R-1"}}"#);
        let (read, write) = errors(json(status, &body)).await;
        assert_eq!(read.kind(), ErrorKind::CredentialInvalid, "{code}");
        assert_eq!(read.service().unwrap().request_id.as_deref(), Some("R-1"));
        assert!(
            read.remedy()
                .is_some_and(|remedy| remedy.text.contains(help)),
            "{read:?}"
        );
        assert!(!write.maybe_applied(), "{code}");
    }
}

#[tokio::test]
async fn the_gateways_request_id_is_kept_where_the_body_has_none() {
    let page = ResponseTemplate::new(502).set_body_raw("<html>bad</html>", "text/html");
    let (error, _) = errors(page.insert_header("x-acs-request-id", "G-1")).await;
    assert!(error.message().ends_with(", request id G-1"), "{error}");
    let bare = json(400, r#"{"Code":"MissingParameter","Message":"no"}"#);
    let (error, _) = errors(bare.insert_header("x-acs-request-id", "G-1")).await;
    assert_eq!(error.service().unwrap().request_id.as_deref(), Some("G-1"));
}

#[tokio::test]
async fn an_error_in_xml_is_read_like_one_in_json() {
    let body = "<Error><RequestId>R-1</RequestId><HostId>ram.aliyuncs.com</HostId>\
                <Code>Throttling.User</Code><Message>slow</Message></Error>";
    let answer = ResponseTemplate::new(400).set_body_raw(body, "text/xml;charset=utf-8");
    let (error, write) = errors(answer).await;
    assert!(error.is_throttled() && !write.maybe_applied());
    assert_eq!(error.service().unwrap().request_id.as_deref(), Some("R-1"));
}

#[tokio::test]
async fn a_client_that_follows_redirects_is_an_error() {
    let target = server(json(200, "{}")).await;
    let answer = ResponseTemplate::new(307).insert_header("location", target.uri());
    let elsewhere = server(answer).await;
    let endless = server(ResponseTemplate::new(307).insert_header("location", "/?again")).await;
    for server in [&elsewhere, &endless] {
        let provider = builder(&server.uri()).http_client(Authority::new().client());
        let provider = provider.build().unwrap();
        let error = provider.execute(crate::support::write()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::UnexpectedReply, "{error}");
        assert!(error.message().contains("followed"), "{error}");
        assert!(error.maybe_applied());
    }
}
