//! The page of operations: what it says is emulated, and what all others answer.

use std::path::Path;

use rolewright_core::operation;
use rolewright_mock::emulator::{coverage, further_operations, oss_operations};

use crate::client::{Oss, client, emulator};
use crate::oss::{send, with_bucket};

/// Parameters in a query.
type Query = &'static [(&'static str, &'static str)];

/// A text that lives as long as the tests.
fn kept(text: &str) -> &'static str {
    text.to_owned().leak()
}

#[tokio::test]
async fn an_operation_is_emulated_or_refused_as_the_page_says() {
    let emulator = emulator().await;
    let mut number = 0;
    for service in coverage() {
        let Some(version) = &service.version else {
            continue;
        };
        let emulated = service.emulated.iter().map(|name| (name, true));
        let refused = service.refused.iter().map(|name| (name, false));
        let unknown = "ListNothing".to_owned();
        for (name, is_emulated) in emulated.chain(refused).chain([(&unknown, false)]) {
            number += 1;
            let mut call = client(kept(name), &[]);
            call.version = kept(version);
            call.nonce = format!("nonce-{number}").leak();
            let (status, body) = call.send(&emulator).await;
            let is_refused =
                (status, body["Code"].as_str()) == (service.status, Some(service.code));
            assert_eq!(
                is_refused, !is_emulated,
                "{} {name}: {status} {body}",
                service.service
            );
        }
    }
}

#[tokio::test]
async fn requests_of_other_operations_of_oss_are_not_implemented() {
    let emulator = with_bucket().await;
    let requests: [(&str, &str, Query); 8] = [
        ("POST", "a", &[("append", ""), ("position", "0")]),
        ("GET", "a", &[("symlink", "")]),
        ("PUT", "a", &[("symlink", "")]),
        ("POST", "a", &[("restore", "")]),
        ("POST", "a", &[("x-oss-process", "csv/select")]),
        ("POST", "", &[]),
        ("GET", "", &[("live", "")]),
        ("GET", "", &[("rtc", "")]),
    ];
    for (method, key, query) in requests {
        let request = Oss {
            method,
            key,
            query,
            ..Oss::default()
        };
        let answer = send(&emulator, request).await;
        let code = answer.element("Code");
        assert_eq!(
            (answer.status, code.as_deref()),
            (501, Some("NotImplemented")),
            "{method} {key} {query:?}"
        );
    }
}

#[test]
fn the_page_lists_every_known_operation() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/operations.md");
    let page = std::fs::read_to_string(page).unwrap();
    let typed = operation::ALL.iter().map(|one| one.action);
    let further = further_operations().map(|(_, name)| name);
    let of_oss = oss_operations().map(|(name, _)| name);
    for name in typed.chain(further).chain(of_oss) {
        assert!(page.contains(&format!("`{name}`")), "{name}");
    }
    for service in coverage() {
        assert!(
            page.contains(&format!("| `{}`", service.service)),
            "{service:?}"
        );
        for name in &service.refused {
            assert!(page.contains(&format!("`{name}`")), "{name}");
        }
    }
    let all: Vec<_> = coverage().into_iter().map(|one| one.service).collect();
    for service in [
        "ram",
        "sts",
        "oss",
        "cr",
        "bssopenapi",
        "resourcedirectorymaster",
    ] {
        assert!(all.iter().any(|one| one == service), "{service}: {all:?}");
    }
}

#[test]
fn evidence_that_settles_a_rule_is_from_reads_that_a_diagnosis_makes() {
    let of_engine = rolewright_core::assumed::ASSUMED.iter();
    let of_policies = rolewright_core::policy::ASSUMED.iter();
    let simulated = rolewright_mock::ASSUMED.iter();
    let emulated = rolewright_mock::emulator::ASSUMED.iter();
    let all = of_engine
        .chain(of_policies)
        .chain(simulated)
        .chain(emulated);
    let settled: Vec<_> = all.filter(|rule| !rule.settled_by.is_empty()).collect();
    assert!(!settled.is_empty());
    for rule in settled {
        let words = rule.settled_by.split('`').skip(1).step_by(2);
        let calls = words.filter(|word| {
            let is_name = |byte: u8| byte.is_ascii_alphabetic();
            *word == "ping" || (word.starts_with("Get") && word.bytes().all(is_name))
        });
        let calls: Vec<_> = calls.collect();
        let is_known = |call: &&str| {
            let of_rpc = operation::find(call).is_some();
            of_rpc || *call == "ping" || oss_operations().any(|(name, _)| name == *call)
        };
        assert!(calls.iter().all(is_known), "{}: {calls:?}", rule.id);
        let is_denial = rule.settled_by.starts_with("a call that is denied");
        assert!(is_denial || !calls.is_empty(), "{} names no call", rule.id);
    }
}
