//! Connections, retries and the trace.

use serde_json::{Value, json};

use crate::Shell;
use crate::cloud::Cloud;

const ROLE: &str = "AliyunContainerRegistryCustomizedOSSBucketRole";

const ROOT: [(&str, &str); 2] = [
    ("ALIBABA_CLOUD_ACCESS_KEY_ID", "root-key"),
    ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "root-secret"),
];

/// A policy for a user that no test here uses.
fn nothing() -> Value {
    json!({ "Version": "1", "Statement": [
        { "Effect": "Deny", "Action": ["ram:GetRole"], "Resource": ["*"] },
    ] })
}

/// A port of this machine that refuses connections.
fn closed_port() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

#[test]
fn an_unreachable_oss_endpoint_leaves_the_bucket_checks_inconclusive() {
    let cloud = Cloud::new(&nothing());
    assert_eq!(
        cloud.run("root-key", "apply --bucket my-images --yes").code,
        0
    );
    let endpoint = cloud.emulator.endpoint();
    let oss = closed_port();
    let line = format!(
        "verify --bucket my-images --provider alibaba --endpoint {endpoint} --oss-endpoint {oss} --output json"
    );
    let ended = cloud.shell.run_with(&ROOT, &line);
    assert_eq!(ended.code, 2, "{}{}", ended.out, ended.err);
    let report: Value = serde_json::from_str(&ended.out).unwrap();
    let requirements = report["requirements"].as_array().unwrap();
    let with = |status: &str| {
        let same = requirements.iter().filter(|one| one["status"] == status);
        same.collect::<Vec<_>>()
    };
    let [bucket] = with("inconclusive")[..] else {
        panic!("{report}");
    };
    let reason = bucket["reason"].as_str().unwrap();
    assert!(
        reason.contains(&oss) && reason.contains("gave up after 4 attempts"),
        "{reason}"
    );
    assert!(with("passed").len() > 20, "{report}");
    assert!(with("failed").is_empty(), "{report}");
}

#[test]
fn retries_are_limited_by_the_option_and_the_file() {
    let shell = Shell::new();
    let endpoint = closed_port();
    let line = format!("show --provider alibaba --endpoint {endpoint}");
    let ended = shell.run_with(&ROOT, &format!("{line} --retries 1"));
    assert_eq!(ended.code, 1, "{}{}", ended.out, ended.err);
    assert!(
        ended.err.contains("gave up after 2 attempts"),
        "{}",
        ended.err
    );
    shell.write("rolewright.toml", "retries = 0\ntimeout = 5");
    let ended = shell.run_with(&ROOT, &line);
    assert!(
        ended.err.contains("gave up after 1 attempt in"),
        "{}",
        ended.err
    );
    let ended = shell.run_with(&ROOT, &format!("{line} --timeout 0"));
    assert_eq!(ended.code, 64, "{}", ended.err);
}

#[test]
fn a_trace_shows_each_request_and_response_and_no_secret() {
    let cloud = Cloud::new(&nothing());
    let ended = cloud.run("root-key", "verify --bucket my-images --trace");
    let host = cloud.emulator.endpoint();
    let lines: Vec<&str> = ended
        .err
        .lines()
        .filter(|line| line.starts_with("trace: "))
        .collect();
    let has = |parts: &[&str]| {
        lines
            .iter()
            .any(|line| parts.iter().all(|part| line.contains(part)))
    };
    assert!(
        has(&[
            "request",
            "method=POST",
            &format!("host={host}"),
            "action=GetRole",
            "attempt=1"
        ]),
        "{}",
        ended.err
    );
    assert!(
        has(&[
            "response",
            "action=GetRole",
            "status=404",
            "request_id=",
            "milliseconds="
        ]),
        "{}",
        ended.err
    );
    assert!(
        has(&["method=GET", "action=GetBucketInfo"]),
        "{}",
        ended.err
    );
    for hidden in ["root-secret", "Signature", "RoleName", ROLE] {
        assert!(
            !lines.iter().any(|line| line.contains(hidden)),
            "{hidden}: {}",
            ended.err
        );
    }
}
