//! The real binary through its command line.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod bucket_regions;
mod callers;
mod checks;
mod cloud;
#[cfg(unix)]
mod console;
mod contract;
mod corpus;
mod denied;
mod docs;
mod documents;
mod emulator;
mod evidence;
mod fault_injection;
#[cfg(unix)]
mod fleet;
mod foreign;
mod forms;
mod found_file;
mod init;
#[cfg(unix)]
mod install_script;
mod lifecycle;
mod lint;
mod live_check;
mod malformed_input;
mod man;
mod markdown;
mod network;
mod outputs;
mod over_http;
mod page;
mod policy;
mod recipe;
#[cfg(unix)]
mod recipe_page;
mod recipe_roles;
mod report_words;
#[cfg(unix)]
mod review_action;
mod schemas;
mod settings;
mod signals;
mod simulate;
mod sizes;
mod strictness;
mod terraform;
mod tls;
mod unmanaged;
mod untrusted_input;
mod waiting;
mod wording;

use std::path::Path;
use std::process::Output;

use assert_cmd::Command;
use serde_json::Value;

const ACCOUNT: &str = "1234567890123456";

/// A command in a folder of its own, with nothing of the caller's environment that counts.
struct Shell {
    folder: tempfile::TempDir,
}

/// How a command ended.
struct Ended {
    code: i32,
    out: String,
    err: String,
}

impl Shell {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Runs `rolewright` with these words, against the local provider unless they say another.
    fn run(&self, line: &str) -> Ended {
        self.run_with(&[], line)
    }

    /// As `run`, with these in the environment.
    fn run_with(&self, environment: &[(&str, &str)], line: &str) -> Ended {
        Ended::from(self.command(environment, line).output().unwrap())
    }

    /// As `run`, with this on standard input.
    fn run_fed(&self, input: &str, line: &str) -> Ended {
        let output = self.command(&[], line).write_stdin(input).output();
        Ended::from(output.unwrap())
    }

    fn command(&self, environment: &[(&str, &str)], line: &str) -> Command {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("rolewright"));
        command
            .current_dir(self.path())
            .env_clear()
            .env("ROLEWRIGHT_PROVIDER", "local");
        command.envs(environment.iter().copied());
        command.args(line.split_whitespace());
        command
    }

    fn write(&self, name: &str, content: &str) {
        std::fs::write(self.path().join(name), content).unwrap();
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path().join(name)).unwrap()
    }

    fn json(&self, line: &str) -> Value {
        let ended = self.run(&format!("{line} --output json"));
        serde_json::from_str(&ended.out).unwrap_or_else(|_| panic!("{}{}", ended.out, ended.err))
    }

    /// The account that the local store holds, changed as a console user would.
    fn meddle(&self, change: impl FnOnce(&mut rolewright::mock::Account)) {
        let store =
            rolewright::LocalProvider::open(self.path().join(rolewright::LOCAL_STORE), None);
        store.unwrap().with_account(change).unwrap();
    }
}

impl From<Output> for Ended {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}
