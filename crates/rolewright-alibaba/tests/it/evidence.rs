//! Evidence of a diagnosis: what of requests and answers is recorded.

use rolewright_alibaba::{AlibabaProvider, StaticCredentials};
use rolewright_core::{Connection as _, ErrorKind, RamProvider};
use serde_json::{Map, json};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use crate::support::{SECRET, builder, read, refused_endpoint};

const TOKEN: &str = "CAISecurityTokenOfTheSession==";

fn provider(endpoint: &str) -> AlibabaProvider {
    let key = StaticCredentials::new("LTAIofTheKey", SECRET).with_security_token(TOKEN);
    builder(endpoint).credentials(key).build().unwrap()
}

/// A server that repeats each header of the request in every place of the answer, and in its format.
async fn echo(is_xml: bool) -> MockServer {
    let server = MockServer::start().await;
    let answer = move |request: &Request| {
        let headers: Vec<_> = request
            .headers
            .values()
            .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
            .chain([SECRET.to_owned(), "LTAIofTheKey".to_owned()])
            .collect();
        if is_xml {
            let fields: String = headers
                .iter()
                .map(|value| format!("<Code>{value}</Code><Status>{value}</Status>"))
                .collect();
            return ResponseTemplate::new(403).set_body_string(format!("<Error>{fields}</Error>"));
        }
        let mut body = Map::new();
        for value in &headers {
            body.insert(value.clone(), json!({ "Status": value }));
            body.insert("Code".into(), json!(value));
            body.insert("RequestId".into(), json!(value));
            body.insert("Message".into(), json!(format!("of {value}")));
            body.insert("Statuses".into(), json!([{ "RegionId": value }, headers]));
        }
        ResponseTemplate::new(403).set_body_json(body)
    };
    Mock::given(any()).respond_with(answer).mount(&server).await;
    server
}

#[tokio::test]
async fn an_answer_that_repeats_the_request_brings_no_secret_into_the_evidence() {
    for is_xml in [false, true] {
        let server = echo(is_xml).await;
        let provider = provider(&server.uri());
        let recording = provider.evidence().start();
        provider.execute(read()).await.unwrap_err();
        provider.connection(None).examine(&[]).await;
        let report = recording.finish(true);
        let text = serde_json::to_string(&report).unwrap();
        let sent = server.received_requests().await.unwrap();
        let signature = sent
            .iter()
            .find_map(|request| request.headers.get("authorization"))
            .and_then(|value| value.to_str().ok()?.rsplit('=').next())
            .unwrap();
        for secret in [SECRET, TOKEN, "LTAIofTheKey", signature, "demo"] {
            assert!(!text.contains(secret), "{secret}: {text}");
        }
        let [call, ping, ..] = report.exchanges.as_slice() else {
            panic!("{text}");
        };
        assert_eq!((&*call.action, &*ping.action), ("GetRole", "ping"));
        assert_eq!(call.parameters["RoleName"], "<1>");
        assert_eq!(call.endpoint.as_deref(), Some(server.uri().as_str()));
        assert_eq!(call.answer.as_ref().unwrap().status, 403);
    }
}

#[tokio::test]
async fn nothing_is_recorded_before_the_start_and_after_the_end() {
    let server = echo(false).await;
    let provider = provider(&server.uri());
    let recorder = provider.evidence();
    provider.execute(read()).await.unwrap_err();
    let recording = recorder.start();
    assert!(recorder.is_on());
    provider.execute(read()).await.unwrap_err();
    assert_eq!(recording.finish(true).exchanges.len(), 1);
    assert!(!recorder.is_on());
    drop(recorder.start());
    assert!(!recorder.is_on());
}

#[tokio::test]
async fn a_connection_that_fails_is_recorded_without_an_answer() {
    let endpoint = refused_endpoint().await;
    let provider = provider(&endpoint);
    let recording = provider.evidence().start();
    provider.execute(read()).await.unwrap_err();
    let report = recording.finish(true);
    let [exchange] = report.exchanges.as_slice() else {
        panic!("{report:?}");
    };
    assert_eq!(exchange.failure, Some(ErrorKind::Transport));
    assert!(exchange.answer.is_none());
}
