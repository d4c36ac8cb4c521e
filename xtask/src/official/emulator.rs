//! The command `rolewright`, and an emulator for the suite of a language.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};

use crate::process::{Failure, Result, program, read};
use crate::programs;
use crate::workspace::Workspace;

/// The bucket of the exported set-up.
const BUCKET: &str = "my-images";

/// A running emulator.
pub(super) struct Emulator {
    process: Child,
    /// First line of its output.
    pub(super) ready: String,
    /// The set-up of a bucket, as `rolewright export --format json` prints it.
    pub(super) setup: String,
}

/// Builds the command `rolewright`.
pub(crate) fn rolewright(workspace: &Workspace) -> Result<PathBuf> {
    let programs = programs::build(workspace, "rolewright-cli")?;
    let found = programs
        .into_iter()
        .find(|program| program.name == "rolewright");
    found
        .map(|program| program.executable)
        .ok_or_else(|| Failure::new("the package `rolewright-cli` has no program `rolewright`"))
}

impl Emulator {
    /// Starts it with one member account beside the first account.
    pub(super) fn start(workspace: &Workspace, logs: &Path) -> Result<Self> {
        let executable = rolewright(workspace)?;
        let export = ["export", "--format", "json", "--bucket", BUCKET];
        let setup = read(program(&workspace.root, &executable).args(export))?;
        let not_started =
            |error: std::io::Error| Failure::new(format_args!("the emulator can't start: {error}"));
        let log = fs::File::create(logs.join("official-emulator.log")).map_err(not_started)?;
        let mut process = program(&workspace.root, &executable)
            .args(["emulator", "--enforce", "--strict-time", "--accounts", "2"])
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .map_err(not_started)?;
        let mut ready = String::new();
        if let Some(output) = process.stdout.as_mut() {
            BufReader::new(output)
                .read_line(&mut ready)
                .map_err(not_started)?;
        }
        Ok(Self {
            process,
            ready,
            setup,
        })
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        // `kill` fails if it has already exited.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
