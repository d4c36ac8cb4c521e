//! Retries. No test sleeps: the clock only records the waits.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use rolewright_alibaba::{AlibabaBuilder, DecideRetry, FailedAttempt, HttpRetryPolicy, RateLimit};
use rolewright_core::clock::Clock;
use rolewright_core::operation::CreateRole;
use rolewright_core::provider::WaitReason;
use rolewright_core::recipe::container_registry::custom_bucket;
use rolewright_core::setup::{Goal, Setup, driver};
use rolewright_core::{BucketName, Call, Cancellation, Error, ErrorKind, Operation, RamProvider};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::{RecordingClock, builder, raw_server, read, refused_endpoint, server, write};

fn retrying(endpoint: &str, clock: &RecordingClock) -> AlibabaBuilder {
    builder(endpoint)
        .retry(HttpRetryPolicy::default())
        .waiting(clock.clone())
        .jitter(|| 0.5)
}

fn throttled() -> ResponseTemplate {
    let body = r#"{"Code":"Throttling.User","Message":"slower","RequestId":"R-1"}"#;
    ResponseTemplate::new(400).set_body_string(body)
}

fn failed() -> ResponseTemplate {
    let body = r#"{"Code":"InternalError","Message":"oh","RequestId":"R-1"}"#;
    ResponseTemplate::new(500).set_body_string(body)
}

/// A server that sends this response the given number of times, and then succeeds.
async fn recovering(answer: ResponseTemplate, times: u64) -> MockServer {
    let server = MockServer::start().await;
    let first = Mock::given(any()).respond_with(answer);
    first.up_to_n_times(times).mount(&server).await;
    let well = ResponseTemplate::new(200).set_body_string("{}");
    let then = Mock::given(any()).respond_with(well);
    then.with_priority(9).mount(&server).await;
    server
}

/// The error and the waits of a call that fails.
async fn failure(endpoint: &str, call: Call) -> (Error, Vec<Duration>) {
    let clock = RecordingClock::default();
    let provider = retrying(endpoint, &clock).build().unwrap();
    let error = provider.execute(call).await.unwrap_err();
    (error, clock.waits())
}

#[tokio::test]
async fn a_throttled_write_is_retried_with_a_new_signature() {
    let server = recovering(throttled(), 2).await;
    let clock = RecordingClock::default();
    let provider = retrying(&server.uri(), &clock).build().unwrap();
    provider.execute(write()).await.unwrap();
    assert_eq!(clock.waits(), [750, 1500].map(Duration::from_millis));
    let requests = server.received_requests().await.unwrap();
    let nonces: Vec<_> = requests
        .iter()
        .map(|request| request.headers.get("x-acs-signature-nonce").unwrap())
        .collect();
    assert_eq!(nonces.len(), 3);
    assert!(nonces[0] != nonces[1] && nonces[1] != nonces[2]);
}

#[tokio::test]
async fn the_wait_is_what_the_service_requests() {
    let answer = throttled().insert_header("x-acs-retry-after", "1234");
    let server = recovering(answer, 1).await;
    let clock = RecordingClock::default();
    let provider = retrying(&server.uri(), &clock).build().unwrap();
    provider.execute(write()).await.unwrap();
    assert_eq!(clock.waits(), [Duration::from_millis(1234)]);
}

#[tokio::test]
async fn a_wait_beyond_the_budget_is_unfinished() {
    let answer = throttled().insert_header("x-acs-retry-after", "60000");
    let server = recovering(answer, 1).await;
    let (error, waits) = failure(&server.uri(), read()).await;
    assert!(error.is_throttled());
    assert_eq!(error.retry_after(), Some(Duration::from_secs(60)));
    assert!(waits.is_empty());
}

#[tokio::test]
async fn after_a_server_error_a_read_is_retried_and_a_write_fails() {
    let server = recovering(failed(), 9).await;
    let (error, waits) = failure(&server.uri(), write()).await;
    assert!(error.maybe_applied() && waits.is_empty(), "{error}");
    assert_eq!(server.received_requests().await.unwrap().len(), 1);
    let (error, waits) = failure(&server.uri(), read()).await;
    assert_eq!((error.kind(), waits.len()), (ErrorKind::Server, 3));
    assert_eq!(error.gave_up().unwrap().0, 4);
    assert_eq!(server.received_requests().await.unwrap().len(), 5);
}

#[tokio::test]
async fn after_a_lost_response_only_a_read_is_retried() {
    for answer in ["", "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{}"] {
        let endpoint = raw_server(answer).await;
        let (error, waits) = failure(&endpoint, write()).await;
        assert!(
            error.maybe_applied() && waits.is_empty(),
            "{answer}: {error}"
        );
        let (_, waits) = failure(&endpoint, read()).await;
        assert_eq!(waits.len(), 3, "{answer}");
    }
}

#[tokio::test]
async fn a_write_that_was_never_sent_is_retried() {
    let (error, waits) = failure(&refused_endpoint().await, write()).await;
    assert_eq!((error.kind(), waits.len()), (ErrorKind::Transport, 3));
    assert!(!error.maybe_applied());
}

#[tokio::test]
async fn a_denial_is_not_retried() {
    let body = r#"{"Code":"NoPermission","Message":"no","RequestId":"R-1"}"#;
    let server = recovering(ResponseTemplate::new(403).set_body_string(body), 9).await;
    let (error, waits) = failure(&server.uri(), read()).await;
    assert_eq!(error.kind(), ErrorKind::PermissionDenied);
    assert!(waits.is_empty());
}

#[tokio::test]
async fn calls_beyond_the_rate_limit_wait_and_other_operations_do_not() {
    let server = server(ResponseTemplate::new(200).set_body_string("{}")).await;
    let clock = RecordingClock::default();
    let limit = RateLimit::PerSecond(NonZeroU32::new(4).unwrap());
    let builder = retrying(&server.uri(), &clock).rate_limit(limit);
    let provider = builder.build().unwrap();
    for _ in 0..2 {
        provider.execute(read()).await.unwrap();
        provider.execute(write()).await.unwrap();
    }
    assert!(clock.waits().is_empty());
    for _ in 0..4 {
        provider.execute(read()).await.unwrap();
    }
    let waited: Duration = clock.waits().into_iter().sum();
    assert_eq!(waited, Duration::from_secs(2));
}

#[tokio::test]
async fn every_wait_is_reported_with_its_reason_by_the_reply_or_the_error() {
    let server = recovering(throttled(), 1).await;
    let clock = RecordingClock::default();
    let limit = RateLimit::PerSecond(NonZeroU32::new(2).unwrap());
    let provider = retrying(&server.uri(), &clock).rate_limit(limit);
    let provider = provider.build().unwrap();
    let reply = provider.execute(write()).await.unwrap();
    let [retry, rate] = reply.waits() else {
        panic!("{:?}", reply.waits());
    };
    assert_eq!((retry.reason, retry.milliseconds), (WaitReason::Retry, 750));
    assert_eq!(retry.action.as_deref(), Some(CreateRole::ACTION));
    assert_eq!(retry.resource.as_deref(), Some("demo"));
    assert!(
        retry.error.as_ref().unwrap().contains("Throttling.User"),
        "{retry:?}"
    );
    assert_eq!((rate.reason, &rate.error), (WaitReason::RateLimit, &None));
    let reported: u64 = reply.waits().iter().map(|wait| wait.milliseconds).sum();
    let waited: Duration = clock.waits().into_iter().sum();
    assert_eq!(u128::from(reported), waited.as_millis());

    let (error, waits) = failure(&refused_endpoint().await, read()).await;
    assert_eq!(error.waits().len(), waits.len());
    assert!(
        error
            .to_string()
            .contains("; gave up after 4 attempts in 0.7 s"),
        "{error}"
    );
    let (error, _) = failure(&recovering(failed(), 9).await.uri(), write()).await;
    assert!(error.waits().is_empty());
}

/// Retries every call once, without a wait.
#[derive(Debug)]
struct OnceMore;

impl DecideRetry for OnceMore {
    fn wait(&self, failed: &FailedAttempt<'_>) -> Option<Duration> {
        (failed.tried < 2).then_some(Duration::ZERO)
    }

    fn budget(&self) -> Duration {
        Duration::from_secs(10)
    }
}

#[tokio::test]
async fn a_custom_retry_policy_decides() {
    let body = r#"{"Code":"NoPermission","Message":"no","RequestId":"R-1"}"#;
    let server = recovering(ResponseTemplate::new(403).set_body_string(body), 1).await;
    let provider = builder(&server.uri()).retry(OnceMore).build().unwrap();
    assert!(provider.execute(write()).await.is_ok());
    assert_eq!(server.received_requests().await.unwrap().len(), 2);
}

#[tokio::test]
async fn an_attempt_is_cut_off_at_the_end_of_the_budget() {
    let server = MockServer::start().await;
    let first = Mock::given(any()).respond_with(throttled());
    first.up_to_n_times(1).mount(&server).await;
    let hangs = ResponseTemplate::new(200).set_delay(Duration::from_secs(60));
    Mock::given(any()).respond_with(hangs).mount(&server).await;
    let policy = HttpRetryPolicy {
        tries: 2,
        budget: Duration::from_millis(1000),
        ..HttpRetryPolicy::default()
    };
    let clock = RecordingClock::default();
    let provider = retrying(&server.uri(), &clock).retry(policy);
    let error = provider.build().unwrap().execute(read()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout, "{error}");
    assert_eq!(clock.waits(), [Duration::from_millis(750)]);
}

#[tokio::test]
async fn the_first_attempt_is_cut_off_at_the_end_of_the_budget_too() {
    // Without the deadline the call would succeed.
    let late = ResponseTemplate::new(200).set_body_string("{}");
    let server = server(late.set_delay(Duration::from_secs(5))).await;
    let policy = HttpRetryPolicy {
        budget: Duration::from_millis(100),
        ..HttpRetryPolicy::default()
    };
    let clock = RecordingClock::default();
    let provider = retrying(&server.uri(), &clock).retry(policy);
    let error = provider.build().unwrap().execute(read()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout, "{error}");
}

/// Asks for a wait that is longer than its budget.
#[derive(Debug)]
struct Patient;

impl DecideRetry for Patient {
    fn wait(&self, _: &FailedAttempt<'_>) -> Option<Duration> {
        Some(Duration::from_secs(4))
    }

    fn budget(&self) -> Duration {
        Duration::from_secs(10)
    }
}

#[tokio::test]
async fn no_policy_and_no_rate_limit_waits_beyond_the_budget() {
    let server = recovering(throttled(), 99).await;
    let clock = RecordingClock::default();
    let provider = retrying(&server.uri(), &clock).retry(Patient);
    let error = provider.build().unwrap().execute(read()).await.unwrap_err();
    assert_eq!(error.gave_up(), Some((3, Duration::from_secs(8))));

    let clock = RecordingClock::default();
    let limit = RateLimit::PerSecond(NonZeroU32::MIN);
    let policy = HttpRetryPolicy {
        first_throttled_wait: Duration::ZERO,
        budget: Duration::from_millis(1500),
        ..HttpRetryPolicy::default()
    };
    let provider = retrying(&server.uri(), &clock).retry(policy);
    let provider = provider.rate_limit(limit).build().unwrap();
    let error = provider.execute(read()).await.unwrap_err();
    assert_eq!(error.gave_up(), Some((2, Duration::from_secs(1))));
}

#[tokio::test]
async fn a_call_that_the_provider_gave_up_is_not_repeated_by_a_run() {
    let endpoint = refused_endpoint().await;
    let clock = RecordingClock::default();
    let provider = retrying(&endpoint, &clock).build().unwrap();
    let recipe = custom_bucket([BucketName::new("my-images").unwrap()]).unwrap();
    let setup = Setup::new(Arc::new(recipe), Goal::Plan, provider.info());
    let provider: &dyn RamProvider = &provider;
    let stop = Cancellation::default();
    let ended = driver::run(setup, provider.into(), &clock, &stop, &mut |_| ()).await;
    let error = ended.unwrap_err();
    assert_eq!(error.gave_up().unwrap().0, 4, "{error}");
    assert!(
        error.message().contains(&format!("`{endpoint}`")),
        "{error}"
    );
    assert!(error.remedy().is_some());
    let spent: Duration = clock.waits().into_iter().sum();
    assert!(spent < Duration::from_secs(3), "{spent:?}");
}

/// Requests the stop when a caller waits, and never returns.
#[derive(Clone, Debug)]
struct StoppingClock(Cancellation);

#[async_trait]
impl Clock for StoppingClock {
    fn now(&self) -> Duration {
        Duration::ZERO
    }

    async fn sleep(&self, _: Duration) {
        self.0.cancel();
        std::future::pending::<()>().await;
    }
}

#[tokio::test]
async fn a_cancellation_ends_a_wait_between_attempts_and_nothing_is_sent_afterwards() {
    let server = recovering(throttled(), 1).await;
    let stop = Cancellation::default();
    let provider = builder(&server.uri())
        .retry(HttpRetryPolicy::default())
        .waiting(StoppingClock(stop.clone()))
        .cancellation(stop)
        .build()
        .unwrap();
    let error = provider.execute(write()).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.gave_up()),
        (ErrorKind::Throttled, None)
    );
    assert_eq!(error.waits(), []);
    let error = provider.execute(write()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Cancelled, "{error}");
    assert!(!error.maybe_applied());
    assert_eq!(server.received_requests().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_cancellation_ends_a_wait_for_the_rate_limit() {
    let server = server(ResponseTemplate::new(200).set_body_string("{}")).await;
    let stop = Cancellation::default();
    let provider = builder(&server.uri())
        .rate_limit(RateLimit::PerSecond(NonZeroU32::MIN))
        .waiting(StoppingClock(stop.clone()))
        .cancellation(stop)
        .build()
        .unwrap();
    provider.execute(read()).await.unwrap();
    let error = provider.execute(read()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Cancelled, "{error}");
    assert_eq!(server.received_requests().await.unwrap().len(), 1);
}
