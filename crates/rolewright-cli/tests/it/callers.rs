//! Credentials and hosts of a run: what is wrong with them, and what is said of them.
#![cfg(unix)]

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;

use rolewright::mock::Limits;

use crate::emulator::Running;
use crate::{Ended, Shell};

const ID: &str = "ALIBABA_CLOUD_ACCESS_KEY_ID";
const SECRET: &str = "ALIBABA_CLOUD_ACCESS_KEY_SECRET";

#[test]
fn a_broken_key_in_the_environment_ends_with_4() {
    let shell = Shell::new();
    let line = "verify --bucket my-images --provider alibaba";
    for variables in [
        &[(ID, "hunter2")][..],
        &[(SECRET, "hunter2")],
        &[(ID, "id"), (SECRET, "hunter2 ")],
    ] {
        let ended = shell.run_with(variables, line);
        assert_eq!(ended.code, 4, "{variables:?}: {}", ended.err);
        assert!(!ended.err.contains("hunter2"), "{}", ended.err);
    }
    let mut command = shell.command(&[(ID, "id")], line);
    command.env(SECRET, OsStr::from_bytes(b"hunter2\xff"));
    let ended = Ended::from(command.output().unwrap());
    assert_eq!(ended.code, 4, "{}", ended.err);
    assert!(ended.err.contains(SECRET), "{}", ended.err);
    assert!(!ended.err.contains("hunter2"), "{}", ended.err);
}

#[test]
fn another_account_than_the_expected_one_ends_with_4_in_every_command() {
    let shell = Shell::new();
    let emulator = Running::start(&shell, "");
    assert_eq!(
        emulator
            .run(&shell, "plan --bucket my-images --out plan.json")
            .code,
        2
    );
    for line in [
        "plan --bucket my-images",
        "apply --bucket my-images --yes",
        "apply plan.json",
        "verify --bucket my-images",
        "drift --bucket my-images",
        "show",
        "doctor",
        "destroy --yes",
    ] {
        let ended = emulator.run(&shell, &format!("{line} --account 22"));
        assert_eq!(ended.code, 4, "{line}: {}{}", ended.out, ended.err);
    }
    assert_eq!(emulator.run(&shell, "drift --bucket my-images").code, 2);
}

#[test]
fn a_run_that_another_one_cannot_finish_says_so_and_does_not_end_with_3() {
    let shell = Shell::new();
    shell.meddle(|account| {
        account.limits = Limits {
            custom_policies_per_role: 0,
            ..Limits::default()
        };
    });
    let ended = shell.run("apply --bucket my-images --yes");
    assert_eq!(ended.code, 1, "{}", ended.out);
    assert!(
        ended.out.contains("ends at the same error"),
        "{}",
        ended.out
    );
    assert!(!ended.out.contains("Run the same command again"));
}

#[test]
fn hosts_outside_the_table_of_endpoints_are_named_in_text_and_all_on_request() {
    let shell = Shell::new();
    let emulator = Running::start(&shell, "");
    let host = emulator.ready["host"].as_str().unwrap().to_owned();
    let other = host.replace("127.0.0.1", "localhost");
    let line = format!("verify --bucket my-images --sts-endpoint http://{other}");
    let text = emulator.run(&shell, &line).out;
    let said = format!("hosts that are not in the table of endpoints: {other}.");
    let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(one_line(&text).contains(&said), "{text}");
    let verbose = emulator.run(&shell, &format!("{line} -v")).out;
    assert!(
        one_line(&verbose).contains(&format!("hosts: {host}, {other}")),
        "{verbose}"
    );
    let json = emulator.run(&shell, &format!("{line} -o json")).out;
    let report: serde_json::Value = serde_json::from_str(&json).unwrap();
    crate::schemas::assert_fits(&report);
    assert_eq!(
        report["provider"]["hosts"],
        serde_json::json!([
            { "host": host, "built_in": false },
            { "host": other, "built_in": false },
        ])
    );
}

#[test]
fn the_doctor_warns_of_a_credentials_file_that_others_can_change() {
    let shell = Shell::new();
    let emulator = Running::start(&shell, "");
    let folder = shell.path().join("home/.aliyun");
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("config.json");
    let key = |name: &str| emulator.ready[name].as_str().unwrap().to_owned();
    let profile = serde_json::json!({
        "name": "default", "mode": "AK",
        "access_key_id": key("access_key_id"), "access_key_secret": key("access_key_secret"),
    });
    let config = serde_json::json!({ "current": "default", "profiles": [profile] });
    std::fs::write(&file, config.to_string()).unwrap();
    let home = shell.path().join("home").display().to_string();
    for (mode, is_open) in [(0o600, false), (0o644, false), (0o620, true), (0o602, true)] {
        std::fs::set_permissions(&file, PermissionsExt::from_mode(mode)).unwrap();
        let line = format!("doctor --provider alibaba --endpoint {}", key("endpoint"));
        let ended = shell.run_with(&[("HOME", &home)], &line);
        assert_eq!(ended.code, 0, "{}{}", ended.out, ended.err);
        let warning = "warning: other users can change this file";
        assert_eq!(
            ended.out.contains(warning),
            is_open,
            "{mode:o}: {}",
            ended.out
        );
        assert_eq!(ended.out.contains("chmod go-w"), is_open, "{}", ended.out);
        assert!(
            !ended.out.contains("\"Statement\""),
            "no policy: {}",
            ended.out
        );
    }
}

#[test]
fn a_bucket_in_the_place_of_a_plan_is_recognized() {
    let shell = Shell::new();
    let ended = shell.run("apply my-images");
    assert_eq!(ended.code, 64, "{}", ended.err);
    let said = "`rolewright apply --bucket my-images`";
    assert!(ended.err.contains(said), "{}", ended.err);
    shell.write("my-images", "{}");
    assert!(shell.run("apply my-images").err.contains("no saved plan"));
}
