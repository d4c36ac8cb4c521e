//! The credential corpus: each folder of `tests/corpus` has the environment, the files, the traffic
//! and the expected result. Every secret in it contains [`MARK`], which must not be shown anywhere.

mod capture;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use rolewright_core::operation::{CreateLoginProfile, GetRole};
use rolewright_core::setup::{ErrorReport, Problem};
use rolewright_core::wrapper::{RecordingProvider, TraceProvider};
use rolewright_core::{Call, Error, RamProvider};
use serde::Deserialize;
use serde_json::Value;
use tempfile::TempDir;
use wiremock::matchers::{
    any, body_string, body_string_contains, header, method, path, query_param,
};
use wiremock::{Mock, MockBuilder, MockServer, Request, ResponseTemplate};

use super::chain::CredentialChain;
use super::context::Context;
use super::provide_credentials::{IssuedCredentials, ProvideCredentials};
use crate::variables::Variables;
use crate::{AlibabaProvider, HttpRetryPolicy};

/// The text that every secret of the corpus contains.
const MARK: &str = "hunter2";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    #[serde(rename = "about")]
    _about: String,
    environment: BTreeMap<String, String>,
    traffic: Vec<Exchange>,
    #[serde(default)]
    not_asked: Vec<Asked>,
    expected: Expected,
    /// The content of files afterwards; `null` for a missing file.
    #[serde(default)]
    after: BTreeMap<PathBuf, Option<Vec<String>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Exchange {
    request: Asked,
    answer: Answer,
    /// How many times this response is sent.
    times: Option<u64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    method: String,
    path: String,
    #[serde(default)]
    query: BTreeMap<String, String>,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    body: Option<String>,
    #[serde(default)]
    body_contains: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Answer {
    status: u16,
    body: Value,
    #[serde(default)]
    headers: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Expected {
    Key {
        access_key_id: String,
        with_token: bool,
        expires: Option<String>,
    },
    Failure {
        error: Failure,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Failure {
    kind: String,
    says: Vec<String>,
    help: Option<String>,
    code: Option<String>,
    request_id: Option<String>,
}

impl Asked {
    fn mock(&self) -> MockBuilder {
        let mut mock = Mock::given(method(&*self.method)).and(path(&*self.path));
        for (name, value) in &self.query {
            mock = mock.and(query_param(name, value));
        }
        for (name, value) in &self.headers {
            mock = mock.and(header(&**name, &**value));
        }
        if let Some(body) = &self.body {
            mock = mock.and(body_string(body));
        }
        for part in &self.body_contains {
            mock = mock.and(body_string_contains(part));
        }
        mock
    }
}

impl Answer {
    fn template(&self) -> ResponseTemplate {
        let body = match &self.body {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let template = ResponseTemplate::new(self.status).set_body_string(body);
        let headers = self.headers.iter();
        headers.fold(template, |template, (name, value)| {
            template.insert_header(&**name, &**value)
        })
    }
}

/// An isolated environment: a home folder, and one server for all requests.
struct Lab {
    name: String,
    case: Case,
    home: TempDir,
    server: MockServer,
    nowhere: String,
}

impl Lab {
    async fn of(folder: &Path) -> Self {
        let text = fs::read_to_string(folder.join("case.json")).unwrap();
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        let case = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{name}: {e}"));
        let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let lab = Self {
            name,
            case,
            home: tempfile::tempdir().unwrap(),
            server: MockServer::start().await,
            nowhere: format!("http://{}", closed.local_addr().unwrap()),
        };
        lab.copy(&folder.join("home"), lab.home.path());
        for exchange in &lab.case.traffic {
            let mock = exchange.request.mock();
            let mock = mock.respond_with(exchange.answer.template());
            let mock = match exchange.times {
                Some(times) => mock.up_to_n_times(times).expect(times),
                None => mock.expect(1..),
            };
            mock.named(lab.name.as_str()).mount(&lab.server).await;
        }
        // Any other request gets a page that repeats it.
        let echo = Mock::given(any()).respond_with(|request: &Request| {
            let body = String::from_utf8_lossy(&request.body);
            let page = format!("<html>{} {:?} {body}</html>", request.url, request.headers);
            ResponseTemplate::new(502).set_body_string(page)
        });
        echo.with_priority(9).mount(&lab.server).await;
        lab
    }

    /// Replaces the placeholders in a text of the corpus.
    fn here(&self, text: &str) -> String {
        let home = self.home.path().display().to_string();
        text.replace("{home}", &home)
            .replace("{server}", &self.server.uri())
            .replace("{nowhere}", &self.nowhere)
    }

    fn copy(&self, from: &Path, to: &Path) {
        let Ok(entries) = fs::read_dir(from) else {
            return;
        };
        for entry in entries {
            let entry = entry.unwrap();
            let to = to.join(entry.file_name());
            if entry.path().is_dir() {
                fs::create_dir_all(&to).unwrap();
                self.copy(&entry.path(), &to);
            } else {
                let text = fs::read_to_string(entry.path()).unwrap();
                fs::write(to, self.here(&text)).unwrap();
            }
        }
    }

    fn chain(&self) -> CredentialChain {
        let variables = self.case.environment.iter();
        let variables: BTreeMap<String, OsString> = variables
            .map(|(name, value)| (name.clone(), self.here(value).into()))
            .collect();
        let metadata = self.case.environment.get("METADATA");
        let mut context = Context::new(Variables::new(
            move |name| variables.get(name).cloned(),
            Some(self.home.path().into()),
        ));
        context.metadata = metadata.map_or_else(|| self.server.uri(), |text| self.here(text));
        context.sts_endpoint = Some(self.server.uri());
        context.oauth = Some(self.server.uri());
        CredentialChain::of(context)
    }

    async fn run(&self) {
        let shown = capture::begin();
        let chain = self.chain();
        let answer = chain.provide().await;
        self.check(&answer);
        let provider = AlibabaProvider::builder().credentials_from(chain.clone());
        let provider = provider.endpoint(self.server.uri());
        let provider = provider.retry(HttpRetryPolicy::never()).build().unwrap();
        shown.add(&(&chain, &provider));
        if let Ok(issued) = &answer {
            shown.add(issued);
            let provider = RecordingProvider::new(TraceProvider::new(provider));
            for call in calls() {
                let error = provider.execute(call).await.unwrap_err();
                tell(&shown, &error);
            }
            for recorded in provider.take() {
                shown.add(&recorded);
                // Saved plans hold calls in this form.
                shown.text(&serde_json::to_string(&recorded.call).unwrap());
            }
        }
        if let Err(error) = &answer {
            tell(&shown, error);
        }
        let shown = shown.end();
        let name = &self.name;
        assert!(!shown.contains(MARK), "{name} shows a secret:\n{shown}");
        assert!(
            shown.contains("CredentialChain"),
            "{name}: nothing is captured"
        );
        self.check_traffic().await;
    }

    fn check(&self, answer: &Result<IssuedCredentials, Error>) {
        let name = &self.name;
        match (&self.case.expected, answer) {
            (
                Expected::Key {
                    access_key_id,
                    with_token,
                    expires,
                },
                Ok(issued),
            ) => {
                assert_eq!(issued.key.access_key_id(), access_key_id, "{name}");
                assert_eq!(issued.key.security_token().is_some(), *with_token, "{name}");
                assert!(issued.key.access_key_secret().contains(MARK), "{name}");
                let end = issued.expires.map(|end| end.to_string());
                assert!(expires.is_none() || end == *expires, "{name}: {end:?}");
            }
            (Expected::Failure { error: expected }, Err(error)) => {
                let kind = serde_json::to_value(error.kind()).unwrap();
                assert_eq!(kind, expected.kind.as_str(), "{name}: {error:?}");
                for part in expected.says.iter().map(|part| self.here(part)) {
                    assert!(error.message().contains(&part), "{name}: {error:?}");
                }
                let help = expected.help.as_deref().unwrap_or_default();
                let remedy = error.remedy().map_or("", |remedy| remedy.text.as_str());
                assert!(remedy.contains(help), "{name}: {error:?}");
                let service = error.service();
                let id = service.and_then(|service| service.request_id.as_deref());
                assert_eq!(error.code(), expected.code.as_deref(), "{name}");
                assert_eq!(id, expected.request_id.as_deref(), "{name}");
                assert!(!error.maybe_applied(), "{name}: {error:?}");
            }
            (_, answer) => panic!("{name}: {answer:?}"),
        }
    }

    async fn check_traffic(&self) {
        self.server.verify().await;
        let name = &self.name;
        let requests = self.server.received_requests().await.unwrap();
        for asked in &self.case.not_asked {
            let same = |request: &Request| {
                request.method.as_str() == asked.method && request.url.path() == asked.path
            };
            assert!(
                !requests.iter().any(same),
                "{name}: {} was asked",
                asked.path
            );
        }
        for (path, parts) in &self.case.after {
            let text = fs::read_to_string(self.home.path().join(path)).ok();
            assert_eq!(text.is_some(), parts.is_some(), "{name}: {path:?}");
            for part in parts.iter().flatten() {
                assert!(
                    text.as_ref().unwrap().contains(part),
                    "{name}: {text:?} {part}"
                );
            }
        }
    }
}

/// A read, and a write with a secret parameter.
fn calls() -> [Call; 2] {
    [
        Call::of(&GetRole {
            role_name: "demo".into(),
            ..Default::default()
        }),
        Call::of(&CreateLoginProfile {
            user_name: "alice".into(),
            password: format!("{MARK}-password").into(),
            ..CreateLoginProfile::default()
        }),
    ]
}

/// Captures all forms of an error.
fn tell(shown: &capture::Capture, error: &Error) {
    shown.add(error);
    shown.text(&error.to_string());
    let report = ErrorReport::new(Problem::from(error), 1);
    shown.text(&serde_json::to_string(&report).unwrap());
}

#[tokio::test]
async fn every_source_returns_credentials_or_an_error_and_shows_no_secret() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    let entries = fs::read_dir(folder).unwrap();
    let mut folders: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    for folder in &folders {
        Lab::of(folder).await.run().await;
    }
    assert!(folders.len() > 100);
}
