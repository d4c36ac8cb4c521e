//! The prompt of `apply`, in a terminal.

use std::fs::File;
use std::io::{Read, Write};
use std::process::{Child, Command};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use rolewright::recipe::container_registry::ROLE;
use serde_json::json;

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

#[test]
fn a_bucket_that_is_missing_or_misplaced_is_shown_before_the_question_and_the_exit_is_2() {
    for (bucket, problem) in [
        ("no-images", "bucket no-images does not exist"),
        ("my-images@cn-beijing", "bucket my-images is in cn-hangzhou"),
    ] {
        let cloud = Cloud::new(&json!({ "Version": "1", "Statement": [] }));
        let endpoint = cloud.emulator.endpoint();
        let line = format!("apply --bucket {bucket} --account {ACCOUNT}");
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("rolewright"));
        command
            .env_clear()
            .env("ALIBABA_CLOUD_ACCESS_KEY_ID", "root-key")
            .env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "root-secret")
            .env("TERM", "dumb")
            .current_dir(cloud.shell.path())
            .args(line.split(' '))
            .args([
                "--provider",
                "alibaba",
                "--endpoint",
                &endpoint,
                "--oss-endpoint",
                &endpoint,
            ]);
        let has_role = || cloud.emulator.account().unwrap().roles.contains_key(ROLE);
        let mut running = AtTerminal::start(command);
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
