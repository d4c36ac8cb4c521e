//! The bucket inspector against a mock of OSS.

use rolewright_alibaba::{AlibabaBuckets, AlibabaProvider, HttpRetryPolicy, StaticCredentials};
use rolewright_core::bucket::{BucketFacts, BucketInspector, Fact, Versioning};
use rolewright_core::{BucketName, Error, ErrorKind, Result};
use rolewright_sign::{Received, oss4};
use wiremock::matchers::query_param;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use crate::support::{RecordingClock, SECRET, builder};

/// From the help page of `GetBucketInfo`.
const INFO: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<BucketInfo><Bucket>
  <BlockPublicAccess>true</BlockPublicAccess>
  <CreationDate>2013-07-31T10:56:21.000Z</CreationDate>
  <Location>oss-cn-shanghai</Location>
  <Name>my-images</Name>
  <Owner><DisplayName>22</DisplayName><ID>22</ID></Owner>
  <AccessControlList><Grant>private</Grant></AccessControlList>
  <StorageClass>Standard</StorageClass>
  <DataRedundancyType>ZRS</DataRedundancyType>
  <ServerSideEncryptionRule><SSEAlgorithm>KMS</SSEAlgorithm><KMSMasterKeyID>k-1</KMSMasterKeyID>
  </ServerSideEncryptionRule>
  <Versioning>Enabled</Versioning>
  <BucketPolicy><LogBucket/><LogPrefix/></BucketPolicy>
</Bucket></BucketInfo>"#;

fn refusal(status: u16, code: &str, more: &str) -> ResponseTemplate {
    let body = format!("<Error><Code>{code}</Code>{more}<RequestId>R-1</RequestId></Error>");
    ResponseTemplate::new(status).set_body_string(body)
}

fn good(body: &str) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_string(body)
}

async fn oss(info: ResponseTemplate, policy: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    for (query, answer) in [("bucketInfo", info), ("policy", policy)] {
        let mock = Mock::given(query_param(query, "")).respond_with(answer);
        mock.mount(&server).await;
    }
    server
}

#[tokio::test]
async fn a_bucket_of_an_endpoint_that_fails_is_inspected_at_most_four_times() {
    let server = oss(refusal(503, "ServiceUnavailable", ""), good("{}")).await;
    let clock = RecordingClock::default();
    let builder = builder("ram.aliyuncs.com").oss_endpoint(server.uri());
    let builder = builder.retry(HttpRetryPolicy::default()).waiting(clock);
    let buckets = builder.build().unwrap().buckets().unwrap();
    let name = BucketName::new("my-images").unwrap();
    let error = buckets.inspect(&name, None).await.unwrap_err();
    assert_eq!(error.gave_up().unwrap().0, 4, "{error}");
    assert_eq!(server.received_requests().await.unwrap().len(), 4);
}

fn buckets(server: &MockServer) -> AlibabaBuckets {
    let key = StaticCredentials::new("testid", SECRET).with_security_token("token");
    let builder = builder("ram.aliyuncs.com").credentials(key);
    let provider = builder.oss_endpoint(server.uri()).build().unwrap();
    provider.buckets().unwrap()
}

async fn look(server: &MockServer) -> Result<Option<BucketFacts>> {
    let name = BucketName::new("my-images").unwrap();
    buckets(server).inspect(&name, Some("cn-hangzhou")).await
}

async fn error(info: ResponseTemplate) -> Error {
    let error = look(&oss(info, good("{}")).await).await.unwrap_err();
    assert!(!format!("{error:?}").contains(SECRET) && !error.maybe_applied());
    error
}

fn assert_verified(request: &Request, region: &str) {
    let headers = request.headers.iter();
    let headers: Vec<(&str, &str)> = headers
        .map(|(name, value)| (name.as_str(), value.to_str().unwrap()))
        .collect();
    let received = Received {
        method: request.method.as_str(),
        path: request.url.path(),
        raw_query: request.url.query().unwrap_or_default(),
        headers: &headers,
        body: &request.body,
    };
    assert_eq!(oss4::verify(&received, None, SECRET), Ok(()));
    let authorization = oss4::Authorization::of(&received).unwrap();
    assert_eq!(authorization.region, region);
    // Signed, so that the request is of no use at another host.
    assert_eq!(authorization.additional_headers, ["host"]);
    let elsewhere = headers.iter().map(|(name, value)| match *name {
        "host" => ("host", "oss.example.com"),
        name => (name, *value),
    });
    let elsewhere: Vec<_> = elsewhere.collect();
    let moved = Received {
        headers: &elsewhere,
        ..received
    };
    assert!(oss4::verify(&moved, None, SECRET).is_err());
}

#[tokio::test]
async fn a_bucket_is_reported_as_oss_describes_it() {
    let server = oss(good(INFO), good("{\"Version\":\"1\"}")).await;
    let facts = look(&server).await.unwrap().unwrap();
    assert_eq!(facts.region, Fact::Is("cn-shanghai".into()));
    assert_eq!(facts.owner, Fact::Is("22".into()));
    assert_eq!(facts.storage_class, Fact::Is("Standard".into()));
    assert_eq!(facts.redundancy, Fact::Is("ZRS".into()));
    assert_eq!(facts.versioning, Fact::Is(Versioning::Enabled));
    assert_eq!(facts.block_public_access, Fact::Is(true));
    assert_eq!(facts.policy, Fact::Is(Some("{\"Version\":\"1\"}".into())));
    let encryption = facts.encryption.known().unwrap().as_ref().unwrap();
    assert_eq!(encryption.algorithm, "KMS");
    assert_eq!(encryption.kms_key.as_deref(), Some("k-1"));
    assert!(facts.lifecycle_rules.known().is_none());
    // Only GetBucketInfo works in other regions than the bucket's.
    let requests = server.received_requests().await.unwrap();
    for (request, region) in requests.iter().zip(["cn-hangzhou", "cn-shanghai"]) {
        assert_verified(request, region);
        assert_eq!(request.url.path(), "/my-images/");
    }
}

#[tokio::test]
async fn what_oss_leaves_out_is_off_or_not_checked() {
    let info = "<BucketInfo><Bucket><Name>my-images</Name></Bucket></BucketInfo>";
    let none = refusal(404, "NoSuchBucketPolicy", "");
    let facts = look(&oss(good(info), none).await).await.unwrap().unwrap();
    assert_eq!(facts.versioning, Fact::Is(Versioning::Off));
    assert_eq!(facts.encryption, Fact::Is(None));
    assert_eq!(facts.policy, Fact::Is(None));
    assert!(facts.region.known().is_none() && facts.block_public_access.known().is_none());
}

#[tokio::test]
async fn a_denied_bucket_policy_leaves_the_other_facts() {
    let denied = refusal(403, "AccessDenied", "<Message>no</Message>");
    let facts = look(&oss(good(INFO), denied).await).await.unwrap().unwrap();
    let Fact::NotChecked { reason } = facts.policy else {
        panic!("{:?}", facts.policy);
    };
    assert!(reason.contains("oss:GetBucketPolicy"), "{reason}");
    assert_eq!(facts.owner, Fact::Is("22".into()));
}

#[tokio::test]
async fn a_bucket_that_does_not_exist_is_none() {
    let server = oss(refusal(404, "NoSuchBucket", ""), good("{}")).await;
    assert_eq!(look(&server).await.unwrap(), None);
}

#[tokio::test]
async fn a_denial_keeps_its_code_and_names_what_to_grant() {
    let error = error(refusal(
        403,
        "AccessDenied",
        "<Message>AccessDenied</Message>",
    ))
    .await;
    assert_eq!(error.kind(), ErrorKind::PermissionDenied);
    assert_eq!(error.code(), Some("AccessDenied"));
    assert_eq!(error.service().unwrap().request_id.as_deref(), Some("R-1"));
    assert!(error.remedy().unwrap().text.contains("oss:GetBucketInfo"));
    assert_eq!(error.resource(), Some("my-images"));
}

const WRONG_ENDPOINT: &str = "<Message>The bucket you are attempting to access must be addressed \
     using the specified endpoint. Please send all future requests to this endpoint.</Message>";

#[tokio::test]
async fn a_bucket_in_another_region_is_not_reported_as_a_denial() {
    for code in ["AccessDenied", "PermanentRedirect"] {
        let error = error(refusal(403, code, WRONG_ENDPOINT)).await;
        assert_eq!(error.kind(), ErrorKind::Conflict, "{code}");
        assert!(error.message().contains("`cn-hangzhou`"), "{error}");
    }
}

#[tokio::test]
async fn a_bucket_is_inspected_in_the_region_that_oss_returns() {
    let endpoint = "<Endpoint>oss-cn-shanghai-internal.aliyuncs.com</Endpoint>";
    let wrong = refusal(403, "AccessDenied", &format!("{WRONG_ENDPOINT}{endpoint}"));
    let server = MockServer::start().await;
    let first = Mock::given(query_param("bucketInfo", "")).respond_with(wrong);
    first.up_to_n_times(1).mount(&server).await;
    for (query, body) in [("bucketInfo", INFO), ("policy", "{}")] {
        let mock = Mock::given(query_param(query, "")).respond_with(good(body));
        mock.with_priority(9).mount(&server).await;
    }
    assert!(look(&server).await.unwrap().is_some());
    let requests = server.received_requests().await.unwrap();
    assert_verified(&requests[0], "cn-hangzhou");
    assert_verified(&requests[1], "cn-shanghai");
    assert_verified(&requests[2], "cn-shanghai");
}

#[tokio::test]
async fn a_response_without_an_oss_error_keeps_its_status() {
    for (answer, kind) in [
        (
            ResponseTemplate::new(502).set_body_string("<html>bad"),
            ErrorKind::Server,
        ),
        (ResponseTemplate::new(503), ErrorKind::Server),
        (good("<html></html>"), ErrorKind::UnexpectedReply),
        (good(""), ErrorKind::UnexpectedReply),
        (
            refusal(403, "RequestTimeTooSkewed", ""),
            ErrorKind::CredentialInvalid,
        ),
    ] {
        assert_eq!(error(answer).await.kind(), kind);
    }
}

#[test]
fn an_emulator_without_buckets_has_no_inspector() {
    let emulator = builder("http://127.0.0.1:9").build().unwrap();
    assert!(emulator.buckets().is_none());
    let key = StaticCredentials::new("testid", SECRET);
    let cloud = AlibabaProvider::builder().credentials(key).build().unwrap();
    assert!(cloud.buckets().is_some());
}
