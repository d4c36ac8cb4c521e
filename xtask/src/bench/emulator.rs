//! The emulator for the benchmarks.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use super::part::Bench;
use crate::process::{Failure, Result};

const KEY: (&str, &str) = ("me", "mine");

/// A running emulator, stopped when dropped.
pub(super) struct Emulator {
    child: Child,
    host: String,
}

impl Drop for Emulator {
    fn drop(&mut self) {
        // `kill` fails if it has already exited.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Emulator {
    pub(super) fn start(bench: &Bench) -> Result<Self> {
        let mut child = Command::new(&bench.tools.rolewright)
            .args([
                "emulator",
                "--access-key-id",
                KEY.0,
                "--access-key-secret",
                KEY.1,
            ])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(Failure::new)?;
        let mut first = String::new();
        if let Some(out) = child.stdout.as_mut() {
            BufReader::new(out)
                .read_line(&mut first)
                .map_err(Failure::new)?;
        }
        let ready: Value = serde_json::from_str(&first).map_err(Failure::new)?;
        let host = ready
            .get("host")
            .and_then(Value::as_str)
            .unwrap_or_default();
        Ok(Self {
            host: host.to_owned(),
            child,
        })
    }

    /// Sets the environment for `rolewright` and the official clients.
    pub(super) fn reached_by(&self, mut command: Command) -> Command {
        command.env("ENDPOINT", &self.host);
        command.env("ALIBABA_CLOUD_ACCESS_KEY_ID", KEY.0);
        command.env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", KEY.1);
        command
    }

    /// Returns a `rolewright` command with these arguments for the emulator.
    pub(super) fn rolewright(&self, bench: &Bench, line: &str) -> Command {
        let mut command = Command::new(&bench.tools.rolewright);
        command.args(line.split_whitespace());
        command.args(["--provider", "alibaba", "--endpoint"]);
        command.arg(format!("http://{}", self.host));
        self.reached_by(command)
    }

    pub(super) fn reset(&self) -> Result<()> {
        self.control("POST", "reset", "")
    }

    /// Delays every response.
    pub(super) fn delay(&self, milliseconds: u32) -> Result<()> {
        let rule = format!(r#"[{{"fault":{{"kind":"delay","milliseconds":{milliseconds}}}}}]"#);
        self.control("PUT", "faults", &rule)
    }

    fn control(&self, method: &str, path: &str, body: &str) -> Result<()> {
        let mut stream = TcpStream::connect(&self.host).map_err(Failure::new)?;
        let request = format!(
            "{method} /_rolewright/{path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n\
             content-length: {}\r\n\r\n{body}",
            self.host,
            body.len()
        );
        stream.write_all(request.as_bytes()).map_err(Failure::new)?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).map_err(Failure::new)?;
        if answer.starts_with("HTTP/1.1 200") {
            return Ok(());
        }
        Err(Failure::new(format_args!(
            "unexpected response of the emulator: {answer}"
        )))
    }
}
