//! `policy from-requests` and `policy explain-denied`.
#![cfg(unix)]

use nix::sys::signal::Signal;
use serde_json::Value;

use crate::Shell;
use crate::emulator::Running;

const SEED: &str = r#"{
    "calls": [
        { "action": "CreateUser", "params": { "UserName": "alice" } },
        { "action": "CreatePolicy", "params": { "PolicyName": "p", "PolicyDocument": { "Version": "1",
            "Statement": [{ "Effect": "Deny", "Action": "ram:*Role", "Resource": "*" }] } } },
        { "action": "AttachPolicyToUser", "params": {
            "PolicyType": "Custom", "PolicyName": "p", "UserName": "alice" } }
    ],
    "keys": [{ "id": "alice-key", "secret": "alice-secret", "user": "alice" }]
}"#;
const ALICE: [(&str, &str); 2] = [
    ("ALIBABA_CLOUD_ACCESS_KEY_ID", "alice-key"),
    ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "alice-secret"),
];

#[test]
fn the_log_of_a_soft_emulator_becomes_the_policy_of_a_caller() {
    let shell = Shell::new();
    shell.write("seed.json", SEED);
    let emulator = Running::start(&shell, "--enforce=soft --seed seed.json");
    let endpoint = emulator.ready["endpoint"].as_str().unwrap().to_owned();
    let line = format!("show --provider alibaba --endpoint {endpoint}");
    assert_eq!(shell.run_with(&ALICE, &line).code, 0);
    let (_, log) = emulator.end(Signal::SIGTERM);
    assert!(
        log.contains(r#"{"decision":"ExplicitDeny","permissions":[{"action":"ram:GetRole""#),
        "{log}"
    );
    shell.write("log.txt", &log);
    let ended = shell.run("policy from-requests log.txt");
    assert_eq!(ended.code, 0, "{}", ended.err);
    let policy: Value = serde_json::from_str(&ended.out).unwrap();
    assert!(ended.out.contains("ram:GetRole"), "{policy}");
    shell.write("policy.json", &ended.out);
    assert_eq!(shell.run("policy lint policy.json").code, 0);

    let damaged = log.replacen("{\"decision", "", 1);
    shell.write("log.txt", &damaged);
    let ended = shell.run("policy from-requests log.txt");
    assert_eq!(ended.code, 1, "{}", ended.err);
    assert!(ended.err.contains("line "), "{}", ended.err);
}

#[test]
fn a_denial_of_the_emulator_is_explained_without_calls() {
    let shell = Shell::new();
    let body = r#"{"Code":"NoPermission","Message":"You are not authorized to do this action. Resource: acs:ram:*:1:role/r Action: ram:GetRole","AccessDeniedDetail":{"AuthAction":"ram:GetRole","AuthPrincipalType":"SubUser","AuthPrincipalOwnerId":"1","AuthPrincipalDisplayName":"7","NoPermissionType":"ImplicitDeny","PolicyType":"AccountLevelIdentityBasedPolicy"}}"#;
    shell.write("body.json", body);
    let ended = shell.run("policy explain-denied body.json");
    assert_eq!(ended.code, 0, "{}", ended.err);
    let first = "ImplicitDeny: ram:GetRole on acs:ram:*:1:role/r: not allowed by the policies attached to the caller";
    assert!(ended.out.starts_with(first), "{}", ended.out);
    let ended = shell.run("policy explain-denied body.json --output json");
    let json: Value = serde_json::from_str(&ended.out).unwrap();
    assert_eq!(json["kind"], "policy_denial");
    assert_eq!(json["statement"]["Resource"][0], "acs:ram:*:1:role/r");
    shell.write("body.json", r#"{"Code":"EntityNotExist.Role"}"#);
    let ended = shell.run("policy explain-denied body.json");
    assert_eq!(ended.code, 1);
    assert!(ended.err.contains("`EntityNotExist.Role`"), "{}", ended.err);
}

#[test]
fn a_message_of_the_service_is_decoded_by_it() {
    let shell = Shell::new();
    let emulator = Running::start(&shell, "");
    // No message of this emulator, so that it is sent to the service, which does not know it.
    shell.write("message.txt", "AQIBIAAAACB1AAAABBBBCCCC\n");
    let ended = emulator.run(&shell, "policy explain-denied message.txt");
    assert_eq!(ended.code, 1, "{}{}", ended.out, ended.err);
    assert!(
        ended.err.contains("EntityNotExist.DiagnosticMessage"),
        "{}",
        ended.err
    );
}
