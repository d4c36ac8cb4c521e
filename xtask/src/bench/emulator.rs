//! The emulator for the benchmarks.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use super::part::Bench;
use crate::process::{Failure, Result};

const KEY: (&str, &str) = ("me", "mine");

/// Trusted certificates of most Linux distributions. Clients read them over https, so the benchmark
/// includes that cost.
const SYSTEM_AUTHORITIES: &str = "/etc/ssl/certs/ca-certificates.crt";

pub(super) struct Emulator {
    host: String,
    _server: Server,
}

/// The emulator behind TLS.
pub(super) struct Secure {
    host: String,
    /// Certificates that clients trust: the system's and the TLS server's.
    authorities: PathBuf,
    _server: Server,
}

/// A server process, stopped when dropped.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        // `kill` fails if it has already exited.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Server {
    /// Starts a server and reads its first line of output.
    fn start(command: &mut Command) -> Result<(Self, String)> {
        let command = command.stdout(Stdio::piped()).stderr(Stdio::null());
        let mut server = Self(command.spawn().map_err(Failure::new)?);
        let mut first = String::new();
        if let Some(out) = server.0.stdout.as_mut() {
            BufReader::new(out)
                .read_line(&mut first)
                .map_err(Failure::new)?;
        }
        Ok((server, first))
    }
}

impl Emulator {
    pub(super) fn start(bench: &Bench) -> Result<Self> {
        Self::start_with(bench, &[])
    }

    /// Starts it with further arguments.
    pub(super) fn start_with(bench: &Bench, further: &[&str]) -> Result<Self> {
        let key = ["--access-key-id", KEY.0, "--access-key-secret", KEY.1];
        let mut command = Command::new(&bench.tools.rolewright);
        let (server, first) = Server::start(command.arg("emulator").args(key).args(further))?;
        let ready: Value = serde_json::from_str(&first).map_err(Failure::new)?;
        let host = ready
            .get("host")
            .and_then(Value::as_str)
            .unwrap_or_default();
        Ok(Self {
            host: host.to_owned(),
            _server: server,
        })
    }

    /// Puts a TLS server in front of the emulator.
    pub(super) fn over_tls(&self, bench: &Bench) -> Result<Secure> {
        let authorities = bench.workspace.target.join("bench/authorities.pem");
        let mut front = Command::new(&bench.tools.tls);
        let (server, host) = Server::start(front.arg(&self.host).arg(&authorities))?;
        let mut both = std::fs::read_to_string(&authorities).map_err(Failure::new)?;
        both += &std::fs::read_to_string(SYSTEM_AUTHORITIES).unwrap_or_default();
        std::fs::write(&authorities, both).map_err(Failure::new)?;
        Ok(Secure {
            host: host.trim().to_owned(),
            authorities,
            _server: server,
        })
    }

    /// Sets the environment for `rolewright` and the official clients.
    pub(super) fn reached_by(&self, command: Command) -> Command {
        reached("http", &self.host, command)
    }

    /// Returns a `rolewright` command with these arguments for the emulator.
    pub(super) fn rolewright(&self, bench: &Bench, line: &str) -> Command {
        self.reached_by(rolewright("http", &self.host, bench, line))
    }

    /// Creates roles that Container Registry can assume.
    pub(super) fn seed_roles(&self, count: usize) -> Result<()> {
        let trust = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":["cr.aliyuncs.com"]}}]}"#;
        let call = |number| {
            let params = serde_json::json!({
                "RoleName": format!("role-{number:04}"),
                "AssumeRolePolicyDocument": trust,
            });
            serde_json::json!({ "action": "CreateRole", "params": params })
        };
        let calls: Vec<Value> = (0..count).map(call).collect();
        let seed = serde_json::json!({ "calls": calls });
        self.control("POST", "seed", &seed.to_string())
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

impl Secure {
    /// As [`Emulator::reached_by`].
    pub(super) fn reached_by(&self, command: Command) -> Command {
        let mut command = reached("https", &self.host, command);
        // A folder beside the file would be read as well.
        command.env_remove("SSL_CERT_DIR");
        for name in ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS"] {
            command.env(name, &self.authorities);
        }
        command
    }

    /// As [`Emulator::rolewright`].
    pub(super) fn rolewright(&self, bench: &Bench, line: &str) -> Command {
        self.reached_by(rolewright("https", &self.host, bench, line))
    }
}

fn reached(protocol: &str, host: &str, mut command: Command) -> Command {
    command.env("PROTOCOL", protocol);
    command.env("ENDPOINT", host);
    command.env("ALIBABA_CLOUD_ACCESS_KEY_ID", KEY.0);
    command.env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", KEY.1);
    command
}

fn rolewright(protocol: &str, host: &str, bench: &Bench, line: &str) -> Command {
    let mut command = Command::new(&bench.tools.rolewright);
    command.args(line.split_whitespace());
    // The account has no buckets.
    command.args(["--skip-bucket-check", "--provider", "alibaba", "--endpoint"]);
    command.arg(format!("{protocol}://{host}"));
    command
}
