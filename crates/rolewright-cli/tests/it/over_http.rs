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

const MEMBER: &str = "2000000000000001";

/// Two accounts, and a user of the first one.
fn two_accounts(server: &tokio::runtime::Runtime) -> Emulator {
    let seed = json!({
        "calls": [{ "action": "CreateUser", "params": { "UserName": "alice" } }],
        "keys": [{ "id": "alice-key", "secret": "alice-secret", "user": "alice" }],
    });
    let builder = Emulator::builder().seed(serde_json::from_value(seed).unwrap());
    server.block_on(builder.accounts(2).start()).unwrap()
}

const ALICE: &[(&str, &str)] = &[
    ("ALIBABA_CLOUD_ACCESS_KEY_ID", "alice-key"),
    ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "alice-secret"),
];

#[test]
fn a_set_up_of_a_member_is_made_with_a_role_that_the_caller_assumes() {
    let server = tokio::runtime::Runtime::new().unwrap();
    let emulator = two_accounts(&server);
    let shell = Shell::new();
    let endpoint = emulator.endpoint();
    let role = format!("acs:ram::{MEMBER}:role/resourcedirectoryaccountaccessrole");
    let apply = shell.run_with(
        ALICE,
        &format!(
            "apply --bucket my-images --skip-bucket-check --yes --account {MEMBER} --endpoint {endpoint} \
             --provider alibaba --assume-role {role} --assume-role-session-name fleet --assume-role-duration 900"
        ),
    );
    assert_eq!(apply.code, 0, "{}{}", apply.out, apply.err);
    let member = emulator.account_of(&MEMBER.parse().unwrap()).unwrap();
    let roles: Vec<_> = member.roles.keys().collect();
    assert_eq!(roles.len(), 2, "{roles:?}");
    assert!(emulator.account().unwrap().roles.is_empty());

    let config = format!(
        "bucket = \"my-images\"\nskip_bucket_check = true\nendpoint = \"{endpoint}\"\nassume_role = \"{role}\"\n\
         assume_role_session_name = \"fleet\"\nassume_role_session_policy = \"only-sts.json\"\n"
    );
    shell.write("fleet.toml", &config);
    let only_sts = json!({ "Version": "1", "Statement": [
        { "Effect": "Allow", "Action": "sts:*", "Resource": "*" }] });
    shell.write("only-sts.json", &only_sts.to_string());
    let verify = shell.run_with(ALICE, "verify --config fleet.toml --provider alibaba");
    assert_eq!(verify.code, 0, "{}{}", verify.out, verify.err);
    shell.write("only-sts.json", "{");
    let odd = shell.run_with(ALICE, "verify --config fleet.toml --provider alibaba");
    assert_eq!(odd.code, 1, "{}", odd.err);
    assert!(odd.err.contains("only-sts.json"), "{}", odd.err);

    shell.write(
        "rolewright.toml",
        &format!("bucket = \"my-images\"\nassume_role = \"{role}\"\n"),
    );
    let found = shell.run_with(
        ALICE,
        &format!("verify --provider alibaba --endpoint {endpoint}"),
    );
    assert_eq!(found.code, 1, "{}", found.err);
    assert!(
        found.err.contains("`assume_role` would act as"),
        "{}",
        found.err
    );
}

#[test]
fn a_role_that_can_not_be_assumed_is_refused_with_its_cause() {
    let server = tokio::runtime::Runtime::new().unwrap();
    let emulator = two_accounts(&server);
    let shell = Shell::new();
    let endpoint = emulator.endpoint();
    let role = format!("acs:ram::{MEMBER}:role/resourcedirectoryaccountaccessrole");
    for (options, code, said) in [
        (
            "--assume-role operator",
            64,
            "`operator` is not the ARN of a role",
        ),
        ("--assume-role-external-id agreed", 1, "no role to assume"),
        (
            &*format!("--assume-role {role} --assume-role-duration 60"),
            64,
            "the duration of the session",
        ),
        (
            &*format!("--assume-role acs:ram::{MEMBER}:role/gone"),
            4,
            "can't be assumed: EntityNotExist.Role",
        ),
    ] {
        let line =
            format!("verify --bucket my-images --provider alibaba --endpoint {endpoint} {options}");
        let ended = shell.run_with(ALICE, &line);
        assert_eq!(ended.code, code, "{options}: {}", ended.err);
        assert!(ended.err.contains(said), "{options}: {}", ended.err);
    }
    let simulated = format!("verify --bucket my-images --provider memory --assume-role {role}");
    let refused = shell.run(&simulated);
    assert_eq!(refused.code, 64, "{}", refused.err);
    assert!(
        refused
            .err
            .contains("provider `memory` can't assume a role"),
        "{}",
        refused.err
    );
}
