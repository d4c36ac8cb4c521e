//! Connectivity checks: endpoints, clock, credentials.

use std::ffi::OsString;

use jiff::Timestamp;
use rolewright_alibaba::{AlibabaProvider, CredentialChain};
use rolewright_core::connection::{Connection, ConnectionReport, SlotState};
use rolewright_core::setup::Status;
use wiremock::ResponseTemplate;

use crate::support::{refused_endpoint, server};

const DATE: &str = "Fri, 02 Jan 2026 03:04:05 GMT";

fn chain(variables: &'static [(&str, &str)]) -> CredentialChain {
    let read = move |name: &str| {
        let found = variables.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| OsString::from(value))
    };
    CredentialChain::from_variables(read, None)
}

async fn examined(
    endpoint: &str,
    oss: &str,
    now: &'static str,
    chain: CredentialChain,
) -> ConnectionReport {
    let provider = AlibabaProvider::builder()
        .credentials_from(chain.clone())
        .endpoint(endpoint)
        .oss_endpoint(oss)
        .clock(move || now.parse::<Timestamp>().unwrap())
        .build()
        .unwrap();
    let connection = provider.connection(Some(chain));
    connection.examine(&["cn-hangzhou".to_owned()]).await
}

#[tokio::test]
async fn any_response_passes_an_endpoint_and_its_date_gives_the_clock_skew() {
    let answering = server(ResponseTemplate::new(403).insert_header("date", DATE)).await;
    let silent = refused_endpoint().await;
    let key = chain(&[
        ("ALIBABA_CLOUD_ACCESS_KEY_ID", "testid"),
        ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "hunter2"),
    ]);
    let report = examined(&answering.uri(), &silent, "2026-01-02T03:24:05Z", key).await;
    let statuses: Vec<_> = report
        .endpoints
        .iter()
        .map(|one| (one.service.as_str(), one.status))
        .collect();
    assert_eq!(
        statuses,
        [
            ("ram", Status::Passed),
            ("sts", Status::Passed),
            ("cr", Status::Passed),
            ("oss", Status::Failed)
        ]
    );
    let problem = report.endpoints[3].problem.as_ref().unwrap();
    assert_eq!(problem.kind, rolewright_core::ErrorKind::Transport);
    assert_eq!(report.clock.unwrap().ahead_seconds, 1200);
    assert_eq!(report.credentials[0].state, SlotState::Used);
    assert_eq!(
        report.credentials[0].detail.as_deref(),
        Some("access key testid")
    );
    for request in answering.received_requests().await.unwrap() {
        assert!(
            request.headers.get("authorization").is_none(),
            "nothing is signed"
        );
    }
}

#[tokio::test]
async fn with_an_emulator_no_cloud_endpoint_is_checked() {
    let emulator = server(ResponseTemplate::new(400)).await;
    let off = chain(&[("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "true")]);
    let builder = AlibabaProvider::builder().credentials_from(off.clone());
    let provider = builder.endpoint(emulator.uri()).build().unwrap();
    let connection = provider.connection(Some(off));
    let report = connection.examine(&["cn-hangzhou".to_owned()]).await;
    let asked = report.endpoints.iter().map(|one| one.endpoint.as_deref());
    assert!(asked.eq([Some(emulator.uri().as_str()); 3]), "{report:?}");
}

#[tokio::test]
async fn each_credential_source_is_reported_and_a_broken_one_stops_the_chain() {
    let answering = server(ResponseTemplate::new(400)).await;
    let states = async |variables| {
        let report = examined(
            &answering.uri(),
            &answering.uri(),
            "2026-01-02T03:04:05Z",
            chain(variables),
        )
        .await;
        assert!(!format!("{report:?}").contains("hunter2"));
        let slots = report.credentials.into_iter().map(|slot| slot.state);
        slots.collect::<Vec<_>>()
    };
    use SlotState::{Broken, NotChecked, NotConfigured, Passed, Used};
    let none = states(&[("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "true")]).await;
    assert_eq!(none, [NotConfigured; 6]);
    let half = states(&[
        ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "hunter2"),
        ("ALIBABA_CLOUD_CREDENTIALS_URI", "http://127.0.0.1:9/key"),
    ])
    .await;
    assert_eq!(
        half,
        [
            Broken,
            NotConfigured,
            NotConfigured,
            NotConfigured,
            NotChecked,
            Passed
        ]
    );
    let key = states(&[
        ("ALIBABA_CLOUD_ACCESS_KEY_ID", "testid"),
        ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "hunter2"),
        ("ALIBABA_CLOUD_CONFIG_FILE", "nowhere.json"),
    ])
    .await;
    assert_eq!(
        key,
        [
            Used,
            NotConfigured,
            Passed,
            NotConfigured,
            NotChecked,
            NotConfigured
        ]
    );
}
