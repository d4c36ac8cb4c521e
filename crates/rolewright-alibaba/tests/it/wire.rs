//! Requests on the wire.

use rolewright_alibaba::{AlibabaProvider, StaticCredentials};
use rolewright_core::operation::{AssumeRoleWithOIDC, CreateRole, GetCallerIdentity, ListInstance};
use rolewright_core::{Access, Call, ErrorKind, Operation, RamProvider, Service};
use rolewright_sign::acs3::{Authorization, Received, verify};
use rolewright_sign::encoding::decode_pairs;
use wiremock::{Request, ResponseTemplate};

use crate::support::{SECRET, builder, instances, read, server, write};

/// Sends the call and returns the request that the server received.
async fn received(call: Call, credentials: StaticCredentials) -> Request {
    let server = server(ResponseTemplate::new(200).set_body_string("{}")).await;
    let provider = builder(&server.uri())
        .credentials(credentials)
        .build()
        .unwrap();
    provider.execute(call).await.unwrap();
    server.received_requests().await.unwrap().remove(0)
}

fn header<'a>(request: &'a Request, name: &str) -> Option<&'a str> {
    request
        .headers
        .get(name)
        .map(|value| value.to_str().unwrap())
}

fn assert_verified(request: &Request) {
    let headers: Vec<(&str, &str)> = request
        .headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.to_str().unwrap()))
        .collect();
    let received = Received {
        method: request.method.as_str(),
        path: request.url.path(),
        raw_query: request.url.query().unwrap_or_default(),
        headers: &headers,
        body: &request.body,
    };
    assert_eq!(
        Authorization::of(&received).unwrap().access_key_id,
        "testid"
    );
    verify(&received, SECRET).unwrap();
}

fn key() -> StaticCredentials {
    StaticCredentials::new("testid", SECRET)
}

#[tokio::test]
async fn a_call_is_a_signed_post_with_its_parameters_in_the_query() {
    let document = "{\n \"a+b\": \"~*'/?=&%25 é 漢\" }";
    let call = Call::of(&CreateRole {
        role_name: "demo".into(),
        assume_role_policy_document: document.into(),
        ..CreateRole::default()
    });
    let request = received(call, key()).await;
    assert_verified(&request);
    assert_eq!((request.method.as_str(), request.url.path()), ("POST", "/"));
    assert!(request.body.is_empty());
    let query = decode_pairs(request.url.query().unwrap());
    assert!(query.contains(&("AssumeRolePolicyDocument".into(), document.into())));
    assert_eq!(header(&request, "x-acs-action"), Some(CreateRole::ACTION));
    assert_eq!(header(&request, "x-acs-version"), Some("2015-05-01"));
    assert_eq!(header(&request, "accept"), Some("application/json"));
    assert_eq!(header(&request, "content-length"), Some("0"));
    assert!(
        header(&request, "user-agent")
            .unwrap()
            .starts_with("rolewright/")
    );
    assert_eq!(header(&request, "x-acs-security-token"), None);
}

#[tokio::test]
async fn a_call_without_parameters_has_no_query() {
    let request = received(Call::of(&GetCallerIdentity::default()), key()).await;
    assert_verified(&request);
    assert_eq!(request.url.query(), None);
    assert_eq!(header(&request, "x-acs-version"), Some("2015-04-01"));
}

#[tokio::test]
async fn a_security_token_is_sent_and_signed() {
    let request = received(read(), key().with_security_token("token+/=")).await;
    assert_verified(&request);
    assert_eq!(header(&request, "x-acs-security-token"), Some("token+/="));
    assert!(
        header(&request, "authorization")
            .unwrap()
            .contains("x-acs-security-token")
    );
}

#[tokio::test]
async fn a_secret_parameter_is_sent_and_never_shown() {
    let call = write().with_secret_param("Password", "hunter2");
    let request = received(call.clone(), key()).await;
    assert!(request.url.query().unwrap().contains("Password=hunter2"));

    let provider = builder("http://127.0.0.1:9").build().unwrap();
    let error = provider.execute(call).await.unwrap_err();
    for text in [
        format!("{provider:?}"),
        format!("{error:?}"),
        error.to_string(),
    ] {
        assert!(!text.contains("hunter2"), "{text}");
    }
    for builder in [builder("http://127.0.0.1:9"), AlibabaProvider::builder()] {
        assert!(!format!("{builder:?}").contains("hunter2"));
    }
}

#[tokio::test]
async fn date_and_nonce_can_be_injected_and_the_default_nonce_is_unique() {
    let server = server(ResponseTemplate::new(200).set_body_string("{}")).await;
    let fixed = builder(&server.uri())
        .clock(|| "2026-01-02T03:04:05.9Z".parse().unwrap())
        .nonces(|| Ok("once".into()))
        .build()
        .unwrap();
    fixed.execute(read()).await.unwrap();
    let own = builder(&server.uri()).build().unwrap();
    own.execute(read()).await.unwrap();
    own.execute(read()).await.unwrap();

    let requests = server.received_requests().await.unwrap();
    assert_eq!(
        header(&requests[0], "x-acs-date"),
        Some("2026-01-02T03:04:05Z")
    );
    assert_eq!(header(&requests[0], "x-acs-signature-nonce"), Some("once"));
    let nonce = |at: usize| header(&requests[at], "x-acs-signature-nonce").unwrap();
    assert_eq!(nonce(1).len(), 32);
    assert_ne!(nonce(1), nonce(2));
}

#[tokio::test]
async fn a_service_without_an_endpoint_is_unsupported() {
    let service = Service::new("oss", "1");
    let provider = builder("http://127.0.0.1:9").build().unwrap();
    let error = provider
        .execute(Call::new(service, "GetService", Access::Read))
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
}

#[tokio::test]
async fn the_region_of_a_container_registry_call_is_sent() {
    let request = received(instances("cn-hangzhou"), key()).await;
    assert_verified(&request);
    assert_eq!(header(&request, "x-acs-action"), Some(ListInstance::ACTION));
    assert_eq!(header(&request, "x-acs-version"), Some("2018-12-01"));
    assert_eq!(request.url.query(), Some("RegionId=cn-hangzhou"));
}

#[tokio::test]
async fn an_unknown_region_is_not_inserted_into_a_host_name() {
    let provider = AlibabaProvider::builder()
        .credentials(key())
        .build()
        .unwrap();
    for region in ["", "evil.example.com/x", "cn-hangzhou.evil"] {
        let error = provider.execute(instances(region)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{region}");
        let message = error.message();
        let is_about_region =
            message.ends_with("no region") || message.starts_with("unknown region");
        assert!(is_about_region, "{error}");
    }
}

#[test]
fn the_container_registry_endpoint_is_validated_like_the_others() {
    for (endpoint, good) in [
        ("cr-vpc.cn-hangzhou.aliyuncs.com", true),
        ("http://127.0.0.1:9", true),
        ("http://cr.cn-hangzhou.aliyuncs.com", false),
        ("https://me:hunter2@cr.cn-hangzhou.aliyuncs.com", false),
    ] {
        let built = builder("ram.aliyuncs.com").cr_endpoint(endpoint).build();
        assert_eq!(built.is_ok(), good, "{endpoint}");
    }
}

#[test]
fn plain_http_to_another_machine_must_be_allowed_explicitly() {
    let remote = || builder("http://ram.example.com");
    assert_eq!(
        remote().build().unwrap_err().kind(),
        ErrorKind::InvalidInput
    );
    let info = remote().allow_plain_http().build().unwrap().info();
    assert_eq!(info.endpoint, "ram.example.com");
    assert!(!info.simulated);
}

#[test]
fn a_provider_with_all_endpoints_on_this_machine_is_simulated() {
    let info = builder("http://127.0.0.1:9").build().unwrap().info();
    assert_eq!(
        (info.name.as_str(), info.endpoint.as_str()),
        ("alibaba", "127.0.0.1:9")
    );
    assert!(info.simulated);
    let local = || builder("http://127.0.0.1:9");
    for mixed in [
        local().sts_endpoint("sts.aliyuncs.com"),
        local().cr_endpoint("cr.cn-hangzhou.aliyuncs.com"),
    ] {
        assert!(!mixed.build().unwrap().info().simulated);
    }
    let real = AlibabaProvider::builder()
        .credentials(key())
        .build()
        .unwrap();
    assert!(!real.info().simulated);
}

#[test]
fn a_provider_without_credentials_or_with_a_zero_timeout_is_not_built() {
    let error = AlibabaProvider::builder().build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::CredentialMissing);
    assert!(error.remedy().is_some());
    let never = std::time::Duration::ZERO;
    for without_time in [
        builder("ram.aliyuncs.com").timeout(never),
        builder("ram.aliyuncs.com").connect_timeout(never),
        builder("ram.aliyuncs.com").read_timeout(never),
    ] {
        let error = without_time.build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
    }
    let error = builder("ram.aliyuncs.com")
        .credentials(StaticCredentials::new("", "x"))
        .build();
    assert_eq!(error.unwrap_err().kind(), ErrorKind::InvalidInput);
}

#[tokio::test]
async fn an_anonymous_call_is_sent_without_a_signature() {
    let server = server(ResponseTemplate::new(200).set_body_string("{}")).await;
    let nowhere = rolewright_alibaba::CredentialChain::from_variables(
        |name| (name == "ALIBABA_CLOUD_ECS_METADATA_DISABLED").then(|| "true".into()),
        None,
    );
    let provider = AlibabaProvider::builder().credentials_from(nowhere);
    let provider = provider.endpoint(server.uri()).build().unwrap();
    let call = Call::of(&AssumeRoleWithOIDC {
        oidc_token: "hunter2".into(),
        role_arn: "acs:ram::1:role/x".into(),
        ..AssumeRoleWithOIDC::default()
    });
    provider.execute(call).await.unwrap();
    let request = server.received_requests().await.unwrap().remove(0);
    assert_eq!(header(&request, "authorization"), None);
    assert_eq!(
        header(&request, "x-acs-action"),
        Some(AssumeRoleWithOIDC::ACTION)
    );
    let query = decode_pairs(request.url.query().unwrap());
    for (name, value) in [("OIDCToken", "hunter2"), ("Format", "json")] {
        assert!(query.contains(&(name.into(), value.into())), "{name}");
    }
}

/// Runs in a child process, since the proxy is set in the environment.
#[tokio::test]
async fn the_proxy_of_the_environment_is_used_except_for_this_machine() {
    let proxy = server(ResponseTemplate::new(200).set_body_string("{}")).await;
    let here = server(ResponseTemplate::new(200).set_body_string("{}")).await;
    for endpoint in ["http://ram.invalid".to_owned(), here.uri()] {
        let output = tokio::process::Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "wire::sends_a_call_to_the_endpoint_in_the_environment",
                "--ignored",
            ])
            .env("HTTP_PROXY", proxy.uri())
            .env("ROLEWRIGHT_TEST_ENDPOINT", &endpoint)
            .output()
            .await
            .unwrap();
        assert!(output.status.success(), "{output:?}");
    }
    let requests = proxy.received_requests().await.unwrap();
    let hosts: Vec<_> = requests
        .iter()
        .map(|request| header(request, "host"))
        .collect();
    assert_eq!(hosts, [Some("ram.invalid")]);
    assert_eq!(here.received_requests().await.unwrap().len(), 1);
}

#[tokio::test]
#[ignore = "run by the test above in a child process"]
async fn sends_a_call_to_the_endpoint_in_the_environment() {
    let endpoint = std::env::var_os("ROLEWRIGHT_TEST_ENDPOINT").unwrap();
    let provider = builder(endpoint.to_str().unwrap())
        .allow_plain_http()
        .build()
        .unwrap();
    provider.execute(read()).await.unwrap();
}
