//! Runs other programs: prints the command line first, and names it in the error message.

use std::env;
use std::ffi::OsString;
use std::fmt;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Output, Stdio};
use std::thread;
use std::time::Duration;

use crate::clock::Stopwatch;

/// The error of a task, as a message.
#[derive(Debug)]
pub(crate) struct Failure(pub(crate) String);

pub(crate) type Result<T> = std::result::Result<T, Failure>;

impl Failure {
    pub(crate) fn new(message: impl fmt::Display) -> Self {
        Self(message.to_string())
    }
}

/// Prefixes of the variables that `cargo run` sets. Some build scripts run again when one of them
/// changes, so passing them on would cause rebuilds.
const SET_BY_CARGO_RUN: [&str; 5] = [
    "CARGO_PKG_",
    "CARGO_MANIFEST_",
    "CARGO_CRATE_NAME",
    "CARGO_BIN_NAME",
    "CARGO_PRIMARY_PACKAGE",
];

/// Returns a command for the cargo that runs this program, in the folder `root`.
pub(crate) fn cargo(root: &Path, arguments: &[&str]) -> Command {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let mut command = program(root, cargo);
    command.args(arguments);
    command
}

/// Returns a command that runs in the folder `root`, without the variables of `cargo run`.
pub(crate) fn program(root: &Path, name: impl Into<OsString>) -> Command {
    let mut command = Command::new(name.into());
    command.current_dir(root).stdin(Stdio::null());
    for (variable, _) in env::vars_os() {
        let text = variable.to_string_lossy();
        if SET_BY_CARGO_RUN
            .iter()
            .any(|prefix| text.starts_with(prefix))
        {
            command.env_remove(&variable);
        }
    }
    command
}

/// Returns the host platform of cargo.
pub(crate) fn host(root: &Path) -> Result<String> {
    let version = read(&mut cargo(root, &["-vV"]))?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned)
        .ok_or_else(|| Failure::new("`cargo -vV` printed no host"))
}

/// Prints and runs a command with its output on the terminal.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    println!("$ {}", line_of(command));
    let status = command
        .status()
        .map_err(|error| not_started(command, &error))?;
    succeed(command, status)
}

/// Runs a command and returns its standard output.
pub(crate) fn read(command: &mut Command) -> Result<String> {
    command.stderr(Stdio::inherit());
    let Output { status, stdout, .. } = command
        .output()
        .map_err(|error| not_started(command, &error))?;
    succeed(command, status)?;
    String::from_utf8(stdout).map_err(|error| {
        Failure::new(format_args!(
            "`{}` printed invalid UTF-8: {error}",
            line_of(command)
        ))
    })
}

/// Whether a command succeeds, for programs that may be missing.
pub(crate) fn works(command: &mut Command) -> bool {
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}

/// Whether this is CI, where stages must not be skipped.
pub(crate) fn in_ci() -> bool {
    env::var_os("CI").is_some_and(|value| value == "true")
}

/// Time limit of an example; a longer run hangs.
pub(crate) const EXAMPLE_LIMIT: Duration = Duration::from_secs(120);

/// Creates the folder for log files.
pub(crate) fn log_folder(target: &Path) -> Result<PathBuf> {
    let folder = target.join("xtask-logs");
    fs::create_dir_all(&folder).map_err(|error| {
        Failure::new(format_args!(
            "`{}` can't be created: {error}",
            folder.display()
        ))
    })?;
    Ok(folder)
}

/// Runs a command with its output in the file `log`, and prints the log if it fails. Stops the
/// command after `limit`, which is a failure.
pub(crate) fn run_logged(command: &mut Command, log: &Path, limit: Duration) -> Result<()> {
    let watch = Stopwatch::start();
    // A file needs no reader while the command runs, unlike a pipe.
    let file = File::create(log).map_err(|error| no_log(log, &error))?;
    let copy = file.try_clone().map_err(|error| no_log(log, &error))?;
    let mut child = command
        .stdout(file)
        .stderr(copy)
        .spawn()
        .map_err(|error| not_started(command, &error))?;
    let failure = loop {
        match child.try_wait() {
            Ok(Some(status)) if status.success() => return Ok(()),
            Ok(Some(status)) => break failed(command, status),
            Ok(None) if watch.elapsed() < limit => thread::sleep(Duration::from_millis(20)),
            Ok(None) => {
                // `kill` fails if it has already exited.
                let _ = child.kill();
                let _ = child.wait();
                break too_slow(command, limit);
            }
            Err(error) => break not_started(command, &error),
        }
    };
    print!("{}", std::fs::read_to_string(log).unwrap_or_default());
    Err(failure)
}

/// Returns the command line as typed in the root of the project.
fn line_of(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let inside = command
        .get_current_dir()
        .and_then(|root| program.strip_prefix(root).ok());
    let name = inside
        .map(Path::as_os_str)
        .or(program.file_name())
        .unwrap_or_default();
    let words = std::iter::once(name).chain(command.get_args());
    let shown: Vec<String> = words.map(|word| quoted(&word.to_string_lossy())).collect();
    shown.join(" ")
}

fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_=./:,+@".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{word}'")
    }
}

fn succeed(command: &Command, status: ExitStatus) -> Result<()> {
    if status.success() {
        Ok(())
    } else {
        Err(failed(command, status))
    }
}

fn failed(command: &Command, status: ExitStatus) -> Failure {
    Failure::new(format_args!("`{}` failed ({status})", line_of(command)))
}

fn too_slow(command: &Command, limit: Duration) -> Failure {
    let seconds = limit.as_secs();
    Failure::new(format_args!(
        "`{}` timed out after {seconds} seconds",
        line_of(command)
    ))
}

fn not_started(command: &Command, error: &std::io::Error) -> Failure {
    Failure::new(format_args!("`{}` can't be run: {error}", line_of(command)))
}

fn no_log(log: &Path, error: &std::io::Error) -> Failure {
    Failure::new(format_args!(
        "`{}` can't be written: {error}",
        log.display()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_are_printed_as_typed() {
        let shown = |name: &str| line_of(program(Path::new("/w"), name).arg("x"));
        assert_eq!(shown("/toolchain/bin/cargo"), "cargo x");
        assert_eq!(shown("/w/target/venv/python"), "target/venv/python x");
        assert_eq!(shown("git"), "git x");
    }

    #[test]
    fn words_with_special_characters_are_quoted() {
        let mut command = Command::new("pip");
        command.args(["install", "maturin>=1.16,<2"]);
        assert_eq!(line_of(&command), "pip install 'maturin>=1.16,<2'");
    }

    #[cfg(unix)]
    #[test]
    fn a_command_is_stopped_at_its_time_limit() {
        let log = env::temp_dir().join(format!("xtask-test-{}.log", std::process::id()));
        let mut command = Command::new("sleep");
        let outcome = run_logged(command.arg("60"), &log, Duration::ZERO);
        std::fs::remove_file(&log).unwrap();
        assert_eq!(
            outcome.unwrap_err().0,
            "`sleep 60` timed out after 0 seconds"
        );
    }
}
