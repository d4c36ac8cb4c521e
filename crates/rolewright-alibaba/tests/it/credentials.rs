//! Credential sources of a provider.

use std::ffi::OsString;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use async_trait::async_trait;
use rolewright_alibaba::{
    AlibabaProvider, AssumeRoleCredentials, CredentialChain, IssuedCredentials, ProvideCredentials,
    StaticCredentials,
};
use rolewright_core::operation::{AssumeRole, GetRole};
use rolewright_core::{ErrorKind, Operation, RamProvider, Result};
use rolewright_sign::encoding::decode_pairs;
use wiremock::matchers::header;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::{SECRET, builder, read, server};

#[tokio::test]
async fn a_call_is_signed_with_the_credentials_of_an_assumed_role() {
    let server = MockServer::start().await;
    let session = r#"{"Credentials":{"AccessKeyId":"of-role","AccessKeySecret":"s",
        "SecurityToken":"t","Expiration":"2126-01-02T03:04:05Z"},"RequestId":"R-1"}"#;
    let answers = [(AssumeRole::ACTION, session), (GetRole::ACTION, "{}")];
    for (action, body) in answers {
        let answer = ResponseTemplate::new(200).set_body_string(body);
        let mock = Mock::given(header("x-acs-action", action)).respond_with(answer);
        mock.mount(&server).await;
    }
    let key = StaticCredentials::new("testid", SECRET);
    let role = AssumeRoleCredentials::new(key, "acs:ram::1:role/x")
        .with_external_id("e-1")
        .with_policy("{}")
        .with_session_name("nightly")
        .with_duration(std::time::Duration::from_secs(900))
        .with_sts_endpoint(server.uri());
    let provider = builder(&server.uri()).credentials_from(role);
    let provider = provider.build().unwrap();
    provider.execute(read()).await.unwrap();
    provider.execute(read()).await.unwrap();

    let requests = server.received_requests().await.unwrap();
    assert_eq!(requests.len(), 3, "the session is opened once");
    let asked = decode_pairs(requests[0].url.query().unwrap());
    for (name, value) in [
        ("DurationSeconds", "900"),
        ("ExternalId", "e-1"),
        ("Policy", "{}"),
        ("RoleArn", "acs:ram::1:role/x"),
        ("RoleSessionName", "nightly"),
    ] {
        assert!(asked.contains(&(name.into(), value.into())), "{name}");
    }
    let header = |name: &str| requests[2].headers.get(name).unwrap().to_str().unwrap();
    assert!(header("authorization").contains("Credential=of-role,"));
    assert_eq!(header("x-acs-security-token"), "t");
}

#[tokio::test]
async fn without_credentials_nothing_is_sent() {
    let server = server(ResponseTemplate::new(200).set_body_string("{}")).await;
    let nothing = |name: &str| {
        (name == "ALIBABA_CLOUD_ECS_METADATA_DISABLED").then(|| OsString::from("true"))
    };
    let provider = AlibabaProvider::builder()
        .endpoint(server.uri())
        .credentials_from(CredentialChain::from_variables(nothing, None));
    let error = provider.build().unwrap().execute(read()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::CredentialMissing);
    assert!(server.received_requests().await.unwrap().is_empty());
}

/// Returns access keys that last 1,000 seconds, each named after the current second.
#[derive(Clone, Debug, Default)]
struct Expiring(Arc<AtomicI64>);

#[async_trait]
impl ProvideCredentials for Expiring {
    async fn provide(&self) -> Result<IssuedCredentials> {
        let now = self.0.load(Ordering::SeqCst);
        let expires = jiff::Timestamp::from_second(now + 1000).unwrap();
        let key = StaticCredentials::new(format!("of-{now}"), SECRET);
        Ok(IssuedCredentials::new(key, Some(expires)))
    }
}

#[tokio::test]
async fn credentials_of_a_custom_source_are_renewed_before_they_expire() {
    let server = server(ResponseTemplate::new(200).set_body_string("{}")).await;
    let source = Expiring::default();
    let clock = source.clone();
    let provider = builder(&server.uri())
        .credentials_from(source.clone())
        .clock(move || jiff::Timestamp::from_second(clock.0.load(Ordering::SeqCst)).unwrap())
        .build()
        .unwrap();
    for now in [0, 800, 900] {
        source.0.store(now, Ordering::SeqCst);
        provider.execute(read()).await.unwrap();
    }
    let requests = server.received_requests().await.unwrap();
    let signed_by = |request: &wiremock::Request, id: &str| {
        let value = request.headers.get("authorization").unwrap();
        value
            .to_str()
            .unwrap()
            .contains(&format!("Credential={id},"))
    };
    for (request, id) in requests.iter().zip(["of-0", "of-0", "of-900"]) {
        assert!(signed_by(request, id), "{id}");
    }
}
