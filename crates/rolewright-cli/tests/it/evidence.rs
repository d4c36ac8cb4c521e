//! `doctor --evidence`: what the file has, and where it is written.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};

use rolewright::emulator::{Emulator, Fault, FaultRule};
use serde_json::{Value, json};

use crate::cloud::Cloud;
use crate::{ACCOUNT, Ended, Shell};

fn cloud() -> Cloud {
    let allowed = json!({ "Version": "1", "Statement": [{
        "Effect": "Allow", "Action": ["ram:Get*", "ram:List*"], "Resource": "*" }] });
    Cloud::new(&allowed)
}

fn evidence(shell: &Shell, name: &str) -> Value {
    let json = serde_json::from_str(&shell.read(name)).unwrap();
    crate::schemas::assert_fits(&json);
    json
}

/// The exchanges of an action.
fn of<'a>(evidence: &'a Value, action: &str) -> Vec<&'a Value> {
    let all = evidence["exchanges"].as_array().unwrap().iter();
    all.filter(|one| one["action"] == action).collect()
}

#[test]
fn the_evidence_has_forms_of_values_and_no_value_of_the_account() {
    let cloud = cloud();
    let apply = cloud.run(
        "root-key",
        &format!("apply --bucket my-images --yes --account {ACCOUNT}"),
    );
    assert_eq!(apply.code, 0, "{}", apply.err);
    let line = "doctor --bucket my-images --instance cri-unknown123 --evidence evidence.json";
    let ended = cloud.run("alice-key", line);
    assert_eq!(ended.code, 2, "{}{}", ended.out, ended.err);
    let file = cloud.shell.path().join("evidence.json");
    assert_eq!(
        fs::metadata(&file).unwrap().permissions().mode() & 0o777,
        0o600
    );
    let text = cloud.shell.read("evidence.json");
    for private in [
        ACCOUNT,
        "alice",
        "my-images",
        "cri-unknown123",
        "AliyunContainer",
        "Statement",
        "Signature",
        "cri-*",
    ] {
        assert!(!text.contains(private), "{private}: {text}");
    }
    let json = evidence(&cloud.shell, "evidence.json");
    // The same value has the same number, in parameters and answers.
    let role = of(&json, "GetRole")[0];
    let name = &role["parameters"]["RoleName"];
    let fields = &role["answer"]["fields"];
    assert_eq!(&fields["Role.RoleName"], name);
    let account = &of(&json, "GetCallerIdentity")[0]["answer"]["fields"]["AccountId"];
    let arn = format!(
        "acs:ram::{}:role/{}",
        account.as_str().unwrap(),
        name.as_str().unwrap()
    );
    let shown = fields["Role.Arn"].as_str().unwrap();
    assert_eq!(shown, arn);
    let value = |shown: &Value| {
        let id = shown.as_str().unwrap().trim_matches(['<', '>']);
        let id: u64 = id.parse().unwrap();
        let mut values = json["values"].as_array().unwrap().iter();
        values.find(|one| one["id"] == id).unwrap()
    };
    let trust = value(&fields["Role.AssumeRolePolicyDocument"]);
    assert_eq!(
        trust["document"]["principals"],
        json!(["Service cr.aliyuncs.com"])
    );
    assert_eq!(value(account)["form"], "digits");
    let denied = &of(&json, "GetBucketInfo")[0]["answer"];
    assert_eq!(
        (&denied["status"], &denied["code"]),
        (&json!(403), &json!("AccessDenied"))
    );
    let ping = of(&json, "ping");
    assert!(
        ping.iter().any(|one| one["answer"]["code"].is_string()),
        "{ping:#?}"
    );
}

#[test]
fn the_evidence_has_no_credentials_of_any_source() {
    let cloud = cloud();
    let shell = &cloud.shell;
    let key = ("alice-key", "alice-secret");
    shell.write(
        "config.json",
        &json!({ "current": "p", "profiles": [{ "name": "p", "mode": "AK",
        "access_key_id": key.0, "access_key_secret": key.1, "region_id": "cn-hangzhou" }] })
        .to_string(),
    );
    shell.write(
        "credentials",
        &format!(
            "[default]\ntype = access_key\naccess_key_id = {}\naccess_key_secret = {}\n",
            key.0, key.1
        ),
    );
    let config = shell.path().join("config.json");
    let ini = shell.path().join("credentials");
    let pair = [
        ("ALIBABA_CLOUD_ACCESS_KEY_ID", key.0),
        ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", key.1),
    ];
    let session = [
        pair[0],
        pair[1],
        ("ALIBABA_CLOUD_SECURITY_TOKEN", "CAISof-a-session"),
    ];
    let sources: [&[(&str, &str)]; 4] = [
        &pair,
        &session,
        &[("ALIBABA_CLOUD_CONFIG_FILE", config.to_str().unwrap())],
        &[("ALIBABA_CLOUD_CREDENTIALS_FILE", ini.to_str().unwrap())],
    ];
    for variables in sources {
        let endpoint = cloud.emulator.endpoint();
        let line = format!("doctor --provider alibaba --endpoint {endpoint} --evidence e.json");
        let ended = shell.run_with(variables, &line);
        let text = shell.read("e.json");
        for secret in ["alice-key", "alice-secret", "CAISof-a-session"] {
            assert!(!text.contains(secret), "{secret}: {text}");
        }
        let json = evidence(shell, "e.json");
        let called = of(&json, "GetCallerIdentity");
        assert!(
            !called.is_empty(),
            "{variables:?}: {}{}",
            ended.out,
            ended.err
        );
    }
}

#[test]
fn a_network_that_fails_is_evidence_too() {
    let cloud = cloud();
    cloud
        .emulator
        .set_faults(vec![
            FaultRule {
                action: Some("GetRole".into()),
                fault: Fault::CutBefore,
                ..FaultRule::default()
            },
            FaultRule {
                action: Some("ListPoliciesForRole".into()),
                fault: Fault::BadGateway,
                ..FaultRule::default()
            },
        ])
        .unwrap();
    let line = "doctor --bucket my-images --cr-endpoint http://127.0.0.1:9 --region cn-hangzhou \
                --retries 0 --evidence e.json";
    let ended = cloud.run("root-key", line);
    assert_eq!(ended.code, 2, "{}{}", ended.out, ended.err);
    let json = evidence(&cloud.shell, "e.json");
    let cut = of(&json, "GetRole")[0];
    assert_eq!(
        (&cut["failure"], &cut["answer"]),
        (&json!("transport"), &Value::Null)
    );
    let page = &of(&json, "ListPoliciesForRole")[0]["answer"];
    assert_eq!(
        (&page["status"], &page["format"], &page["fields"]),
        (&json!(502), &json!("other"), &json!({}))
    );
}

/// The doctor with this file, and a limit for the size of files below that of the evidence.
fn on_a_full_disk(shell: &Shell, emulator: &Emulator) -> Ended {
    let program = assert_cmd::cargo::cargo_bin!("rolewright");
    let script = format!(
        "trap '' XFSZ; ulimit -f 0; exec {} doctor --provider alibaba --endpoint {} --evidence e.json",
        program.display(),
        emulator.endpoint(),
    );
    let mut command = std::process::Command::new("sh");
    command
        .current_dir(shell.path())
        .env_clear()
        .args(["-c", &script]);
    command.env("ALIBABA_CLOUD_ACCESS_KEY_ID", "root-key");
    command.env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "root-secret");
    Ended::from(command.output().unwrap())
}

#[test]
fn a_full_disk_is_an_error_after_the_report_and_leaves_the_file_as_it_was() {
    let cloud = cloud();
    cloud.shell.write("e.json", "old");
    let ended = on_a_full_disk(&cloud.shell, &cloud.emulator);
    assert_eq!(ended.code, 1, "{}{}", ended.out, ended.err);
    assert!(
        ended.err.contains("the file can't be written"),
        "{}",
        ended.err
    );
    assert!(
        ended.out.contains("root"),
        "the report is printed: {}",
        ended.out
    );
    assert_eq!(cloud.shell.read("e.json"), "old");
    let left = fs::read_dir(cloud.shell.path()).unwrap().count();
    assert_eq!(left, 1, "no temporary file is left");
}

#[test]
fn a_link_a_device_and_a_missing_folder_are_refused_before_any_request() {
    let cloud = cloud();
    let folder = cloud.shell.path();
    cloud.shell.write("target.json", "mine");
    symlink(folder.join("target.json"), folder.join("link.json")).unwrap();
    symlink(folder.join("none.json"), folder.join("dangling.json")).unwrap();
    for (file, why) in [
        ("link.json", "it is a symbolic link"),
        ("dangling.json", "it is a symbolic link"),
        ("/dev/null", "it is not a regular file"),
        (".", "it is not a regular file"),
        ("missing/e.json", "No such file or directory"),
    ] {
        let ended = cloud.run("root-key", &format!("doctor --evidence {file}"));
        assert_eq!((ended.code, ended.out.as_str()), (1, ""), "{file}");
        assert!(ended.err.contains(why), "{file}: {}", ended.err);
    }
    assert_eq!(cloud.shell.read("target.json"), "mine");
    assert!(!folder.join("none.json").exists());
}

#[test]
fn an_existing_file_is_replaced_by_one_for_its_owner_alone() {
    let cloud = cloud();
    cloud.shell.write("e.json", "old");
    let file = cloud.shell.path().join("e.json");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    cloud.run("root-key", "doctor --evidence e.json");
    assert_eq!(
        fs::metadata(&file).unwrap().permissions().mode() & 0o777,
        0o600
    );
    evidence(&cloud.shell, "e.json");
}

#[test]
fn a_provider_without_requests_has_no_evidence() {
    let shell = Shell::new();
    let ended = shell.run("doctor --evidence e.json");
    assert_eq!(ended.code, 1);
    assert!(
        ended.err.contains("provider `local` sends no requests"),
        "{}",
        ended.err
    );
    assert!(!shell.path().join("e.json").exists());
    let both = shell.run("doctor --operator-policy read --evidence e.json");
    assert_eq!(both.code, 64);
}
