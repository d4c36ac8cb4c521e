//! The same job against a RAM endpoint over HTTP, with keys from the environment.

use rolewright::emulator::Emulator;
use serde_json::{Value, json};

use crate::{ACCOUNT, Shell};

const KEY: &[(&str, &str)] = &[
    ("ALIBABA_CLOUD_ACCESS_KEY_ID", "test-key"),
    ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "test-secret-of-the-key"),
];

#[test]
fn the_whole_life_of_a_set_up_over_http() {
    let server = tokio::runtime::Runtime::new().unwrap();
    let seed = json!({ "buckets": { "my-images": {} } });
    let builder = Emulator::builder()
        .access_key("test-key", "test-secret-of-the-key")
        .seed(serde_json::from_value(seed).unwrap());
    let emulator = server.block_on(builder.start()).unwrap();
    let shell = Shell::new();
    let run = |line: &str| {
        let endpoint = emulator.endpoint();
        shell.run_with(
            KEY,
            &format!("{line} --provider alibaba --endpoint {endpoint}"),
        )
    };
    assert_eq!(run("verify --bucket my-images").code, 2);
    let apply = run(&format!(
        "apply --bucket my-images --yes --account {ACCOUNT}"
    ));
    assert_eq!(apply.code, 0, "{}{}", apply.out, apply.err);
    assert!(
        apply.out.contains("no cloud account is used"),
        "loopback is no cloud"
    );
    assert_eq!(run("plan --bucket my-images").code, 0);
    assert_eq!(run("verify --bucket my-images").code, 0);
    assert_eq!(run(&format!("destroy --yes --account {ACCOUNT}")).code, 0);
    assert!(emulator.account().unwrap().roles.is_empty());
}

#[test]
fn a_role_of_a_profile_is_assumed_at_the_emulator_past_every_proxy() {
    let trust = json!({ "Version": "1", "Statement": [{ "Effect": "Allow",
        "Action": "sts:AssumeRole", "Principal": { "RAM": [format!("acs:ram::{ACCOUNT}:root")] } }] });
    let seed = json!({
        "calls": [
            { "action": "CreateUser", "params": { "UserName": "alice" } },
            { "action": "CreateRole",
              "params": { "RoleName": "operator", "AssumeRolePolicyDocument": trust } },
        ],
        "keys": [{ "id": "alice-key", "secret": "alice-secret", "user": "alice" }],
    });
    let server = tokio::runtime::Runtime::new().unwrap();
    let builder = Emulator::builder().seed(serde_json::from_value(seed).unwrap());
    let emulator = server.block_on(builder.start()).unwrap();
    let shell = Shell::new();
    let role = format!("acs:ram::{ACCOUNT}:role/operator");
    let profile = |settings: Value| {
        let mut profile = json!({ "name": "p", "mode": "RamRoleArn", "ram_role_arn": role,
            "access_key_id": "alice-key", "access_key_secret": "alice-secret" });
        let fields = profile.as_object_mut().unwrap();
        fields.extend(settings.as_object().unwrap().clone());
        json!({ "current": "p", "profiles": [profile] }).to_string()
    };
    let file = shell.path().join("config.json");
    for settings in [
        json!({}),
        json!({ "sts_region": "cn-beijing", "enable_vpc": true }),
        json!({ "sts_endpoint": "sts.example.com" }),
    ] {
        shell.write("config.json", &profile(settings));
        let environment = [
            ("ALIBABA_CLOUD_CONFIG_FILE", file.to_str().unwrap()),
            ("ALIBABA_CLOUD_STS_ENDPOINT", "sts.example.com"),
            ("HTTP_PROXY", "http://127.0.0.1:9"),
        ];
        let endpoint = emulator.endpoint();
        let line = format!("doctor --output json --provider alibaba --endpoint {endpoint}");
        let ended = shell.run_with(&environment, &line);
        let report: Value = serde_json::from_str(&ended.out).unwrap();
        let arn = format!("acs:ram::{ACCOUNT}:assumed-role/operator/rolewright");
        assert_eq!(report["caller"]["arn"], arn, "{report:#}");
    }
}

#[test]
fn a_wrong_key_and_an_endpoint_that_is_not_ram_are_told_apart_and_nothing_is_claimed() {
    let server = tokio::runtime::Runtime::new().unwrap();
    let builder = Emulator::builder().access_key("test-key", "another-secret");
    let emulator = server.block_on(builder.start()).unwrap();
    let shell = Shell::new();
    let line = format!("--provider alibaba --endpoint {}", emulator.endpoint());
    let wrong = shell.run_with(KEY, &format!("plan --bucket my-images {line}"));
    assert_eq!(wrong.code, 4, "{}", wrong.err);
    assert!(wrong.err.contains("SignatureDoesNotMatch"), "{}", wrong.err);
    assert!(
        !wrong.err.contains("test-secret-of-the-key"),
        "{}",
        wrong.err
    );
    for bad in ["http://ram.aliyuncs.com", "https://u:p@ram.aliyuncs.com"] {
        let line = format!("--provider alibaba --endpoint {bad}");
        let ended = shell.run_with(KEY, &format!("verify --bucket my-images {line}"));
        assert_ne!(ended.code, 0, "{bad}");
        assert_eq!(
            ended.out, "",
            "{bad}: nothing is claimed of what was not seen"
        );
    }
}
