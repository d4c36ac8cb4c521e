//! The project's programs and benchmarks, in the release profile.

use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

use crate::process::{Failure, Result, cargo, read};
use crate::workspace::Workspace;

pub(super) struct Tools {
    pub(super) rolewright: PathBuf,
    pub(super) process: PathBuf,
    pub(super) emulator: PathBuf,
    pub(super) calls: PathBuf,
    pub(super) signing: PathBuf,
    pub(super) tls: PathBuf,
}

impl Tools {
    /// Builds the programs in the profile of a release.
    pub(super) fn build(workspace: &Workspace) -> Result<Self> {
        println!("building in the dist profile");
        let messages = read(&mut cargo(
            &workspace.root,
            &[
                "bench",
                "--profile",
                "dist",
                "-p",
                "rolewright-cli",
                "-p",
                "rolewright-sign",
                "--locked",
                "--no-run",
                "--bench",
                "*",
                "--message-format=json-render-diagnostics",
            ],
        ))?;
        let programs: Vec<(String, PathBuf)> = messages
            .lines()
            .filter_map(|line| serde_json::from_str::<Value>(line).ok())
            .filter_map(|message| {
                let name = message.pointer("/target/name")?.as_str()?.to_owned();
                Some((name, PathBuf::from(message.get("executable")?.as_str()?)))
            })
            .collect();
        let need = |name: &str| {
            let found = programs.iter().find(|(known, _)| known == name);
            let found = found.map(|(_, path)| path.clone());
            found.ok_or_else(|| Failure::new(format_args!("cargo did not build `{name}`")))
        };
        Ok(Self {
            rolewright: need("rolewright")?,
            process: need("process")?,
            emulator: need("emulator")?,
            calls: need("calls")?,
            signing: need("signing")?,
            tls: need("tls")?,
        })
    }
}

/// Cost and output of a process.
pub(super) struct Spent {
    pub(super) wall: f64,
    pub(super) cpu: f64,
    pub(super) peak: f64,
    pub(super) out: String,
}

impl Tools {
    /// Runs a command once; fails unless it exits with one of these codes.
    pub(super) fn spent(&self, command: &Command, codes: &[i64]) -> Result<Spent> {
        let mut measured = Command::new(&self.process);
        measured.arg("once").arg(command.get_program());
        measured.args(command.get_args());
        for (name, value) in command.get_envs() {
            match value {
                Some(value) => measured.env(name, value),
                None => measured.env_remove(name),
            };
        }
        let text = read(&mut measured)?;
        let json: Value = serde_json::from_str(&text).map_err(Failure::new)?;
        let code = json.get("code").and_then(Value::as_i64);
        let out = json.get("out").and_then(Value::as_str).unwrap_or_default();
        if !code.is_some_and(|code| codes.contains(&code)) {
            let program = command.get_program().to_string_lossy();
            return Err(Failure::new(format_args!(
                "`{program}` exited with {code:?}\n{out}"
            )));
        }
        let number = |key| super::figure::number_at(&json, key);
        Ok(Spent {
            wall: number("wall_ms"),
            cpu: number("cpu_ms"),
            peak: number("peak_mb"),
            out: out.to_owned(),
        })
    }
}
