//! The prompt of `apply`, in a terminal.

use std::fs::File;
use std::io::{Read, Write};
use std::process::{Child, Command};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use rolewright::recipe::container_registry::{POLICY, ROLE};
use serde_json::{Value, json};

use super::command;
use crate::cloud::Cloud;
use crate::{ACCOUNT, Shell, fault_injection};

/// A command in a terminal.
struct AtTerminal {
    child: Child,
    screen: File,
}

impl AtTerminal {
    fn start(mut command: Command) -> Self {
        let terminal = nix::pty::openpty(None, None).unwrap();
        command.stdin(terminal.slave.try_clone().unwrap());
        command.stdout(terminal.slave.try_clone().unwrap());
        command.stderr(terminal.slave);
        Self {
            child: command.spawn().unwrap(),
            screen: File::from(terminal.master),
        }
    }

    /// Returns what it shows until it asks for confirmation.
    fn prompt(&mut self) -> String {
        let mut shown = Vec::new();
        while !String::from_utf8_lossy(&shown).contains("Make these changes?") {
            let mut byte = [0];
            self.screen.read_exact(&mut byte).unwrap();
            shown.push(byte[0]);
        }
        words(&shown)
    }

    /// Returns what else it shows, and its exit code.
    fn end(mut self) -> (String, Option<i32>) {
        let mut shown = Vec::new();
        // Linux reports the end of the other side as an error.
        let _ = self.screen.read_to_end(&mut shown);
        let code = self.child.wait().unwrap().code();
        (words(&shown), code)
    }
}

/// The text in one line.
fn words(shown: &[u8]) -> String {
    let text = String::from_utf8_lossy(shown);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_signal_at_the_prompt_ends_the_command_and_nothing_is_changed() {
    let (cloud, shell) = (fault_injection::Cloud::start(), Shell::new());
    let line = format!("apply --bucket my-images --account {ACCOUNT}");
    let mut running = AtTerminal::start(command(&shell, &cloud.emulator.endpoint(), &line));
    running.prompt();
    let id = Pid::from_raw(i32::try_from(running.child.id()).unwrap());
    kill(id, Signal::SIGTERM).unwrap();
    assert_eq!(running.end().1, Some(143));
    assert!(!cloud.account().roles.contains_key(ROLE));
}

/// An account with the bucket my-images, and a command on it.
fn cloud() -> Cloud {
    let statement = json!({ "Effect": "Allow", "Action": "ecs:StartInstance", "Resource": "*" });
    Cloud::new(&json!({ "Version": "1", "Statement": [statement] }))
}

fn on(cloud: &Cloud, line: &str) -> Command {
    let endpoint = cloud.emulator.endpoint();
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("rolewright"));
    command
        .env_clear()
        .env("ALIBABA_CLOUD_ACCESS_KEY_ID", "root-key")
        .env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "root-secret")
        .env("TERM", "dumb")
        .current_dir(cloud.shell.path())
        .args(line.split(' '))
        .args(["--provider", "alibaba", "--endpoint", &endpoint])
        .args(["--oss-endpoint", &endpoint]);
    command
}

#[test]
fn a_bucket_that_is_missing_or_misplaced_is_shown_before_the_question_and_the_exit_is_2() {
    for (bucket, problem) in [
        ("no-images", "bucket no-images does not exist"),
        ("my-images@cn-beijing", "bucket my-images is in cn-hangzhou"),
    ] {
        let cloud = cloud();
        let has_role = || cloud.emulator.account().unwrap().roles.contains_key(ROLE);
        let line = format!("apply --bucket {bucket} --account {ACCOUNT}");
        let mut running = AtTerminal::start(on(&cloud, &line));
        let shown = running.prompt();
        assert!(shown.contains(problem), "{shown}");
        assert!(!has_role());
        running.screen.write_all(b"yes\n").unwrap();
        let (shown, code) = running.end();
        assert_eq!(code, Some(2), "{shown}");
        assert!(shown.contains(problem), "{shown}");
        assert!(has_role());
    }
}

#[test]
fn the_plan_of_a_rollback_names_the_statement_that_stays_and_not_the_one_that_goes() {
    let cloud = cloud();
    let line = format!("apply --bucket my-images --yes --account {ACCOUNT}");
    assert_eq!(on(&cloud, &line).output().unwrap().status.code(), Some(0));
    let changed = cloud.emulator.with_account(|account| {
        let policy = account.policies.get_mut(POLICY).unwrap();
        let first = policy.versions[&1].clone();
        for (number, action) in [(2, "ram:CreateAccessKey"), (3, "ecs:StartInstance")] {
            let mut document: Value = serde_json::from_str(&first.document).unwrap();
            let statement = json!({ "Effect": "Allow", "Action": action, "Resource": "*" });
            document["Statement"]
                .as_array_mut()
                .unwrap()
                .push(statement);
            let mut version = first.clone();
            version.document = document.to_string();
            policy.versions.insert(number, version);
        }
        (policy.default_version, policy.next_version) = (3, 4);
    });
    changed.unwrap();
    let mut running = AtTerminal::start(on(&cloud, "rollback"));
    let shown = running.prompt();
    let (_, findings) = shown
        .split_once("warning: ")
        .unwrap_or_else(|| panic!("{shown}"));
    assert!(findings.contains("ram:CreateAccessKey"), "{shown}");
    assert!(!findings.contains("ecs:StartInstance"), "{shown}");
    running.screen.write_all(b"no\n").unwrap();
    assert_eq!(running.end().1, Some(2));
}
