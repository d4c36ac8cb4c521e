//! The servers that are measured: how they are started, and how they want to be asked.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rolewright_sign::acs3::{Request, sign};
use serde_json::Value;

use crate::Outcome;

const TRUST: &str = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":["cr.aliyuncs.com"]}}]}"#;
const AWS_TRUST: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":["ecs.amazonaws.com"]}}]}"#;

/// How long a server may take to its first answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// Whose server.
#[derive(Clone, Debug)]
pub(crate) enum Server {
    Rolewright,
    /// A hyper server that only answers, by its program, and the body of its answers.
    Bare {
        program: String,
        body: String,
    },
    /// moto's, by its program.
    Moto(String),
}

/// A process that ends with its value.
pub(crate) struct Served {
    child: Child,
    pub(crate) host: String,
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Served {
    /// Resident memory in MB.
    pub(crate) fn memory(&self) -> f64 {
        let path = format!("/proc/{}/status", self.child.id());
        let status = std::fs::read_to_string(path).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
        kilobytes.unwrap_or_default() / 1024.0
    }
}

impl Server {
    /// Starts it: the process, and how long it took to its first answer.
    pub(crate) fn start(&self) -> Outcome<(Served, Duration)> {
        let begun = Instant::now();
        let served = match self {
            Self::Rolewright => {
                let key = ["--access-key-id", "me", "--access-key-secret", "mine"];
                let mut emulator = Command::new(env!("CARGO_BIN_EXE_rolewright"));
                start(
                    emulator
                        .arg("emulator")
                        .args(key)
                        .args(["--quotas", "none"]),
                )?
            }
            Self::Bare { program, body } => start(Command::new(program).arg(body))?,
            Self::Moto(program) => start_moto(program)?,
        };
        while !answers(&served.host) {
            if begun.elapsed() > PATIENCE {
                return Err("the server does not answer".into());
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        Ok((served, begun.elapsed()))
    }

    pub(crate) fn get_role(&self, host: &str, name: &str, nonce: &str) -> String {
        match self {
            Self::Rolewright | Self::Bare { .. } => {
                signed(host, "GetRole", &[("RoleName", name)], nonce)
            }
            Self::Moto(_) => aws("GetRole", name, ""),
        }
    }

    pub(crate) fn create_role(&self, host: &str, name: &str) -> String {
        match self {
            Self::Rolewright | Self::Bare { .. } => {
                let params = [("RoleName", name), ("AssumeRolePolicyDocument", TRUST)];
                signed(host, "CreateRole", &params, &format!("create-{name}"))
            }
            Self::Moto(_) => {
                let trust = rolewright_sign::encoding::encode_pairs(&[(
                    "AssumeRolePolicyDocument",
                    AWS_TRUST,
                )]);
                aws("CreateRole", name, &format!("&{trust}"))
            }
        }
    }
}

/// Starts a server that prints its host in a line of JSON.
fn start(command: &mut Command) -> Outcome<Served> {
    let command = command.stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn()?;
    let mut first = String::new();
    let out = child.stdout.as_mut().ok_or("no standard output")?;
    BufReader::new(out).read_line(&mut first)?;
    let ready: Value = serde_json::from_str(&first)?;
    let host = ready.get("host").and_then(Value::as_str).ok_or("no host")?;
    Ok(Served {
        host: host.to_owned(),
        child,
    })
}

/// On a port that was free a moment ago, since it doesn't say which one it took.
fn start_moto(program: &str) -> Outcome<Served> {
    let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
    let child = Command::new(program)
        .args(["-H", "127.0.0.1", "-p", &address.port().to_string()])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    Ok(Served {
        child,
        host: address.to_string(),
    })
}

/// Whether it answers anything at all.
fn answers(host: &str) -> bool {
    let Ok(mut stream) = TcpStream::connect(host) else {
        return false;
    };
    let request = format!("GET / HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");
    let mut answer = [0; 5];
    stream.write_all(request.as_bytes()).is_ok()
        && stream.read_exact(&mut answer).is_ok()
        && &answer == b"HTTP/"
}

/// One signed call as it goes over the wire.
fn signed(host: &str, action: &str, params: &[(&str, &str)], nonce: &str) -> String {
    let date = jiff::Timestamp::now()
        .strftime("%Y-%m-%dT%H:%M:%SZ")
        .to_string();
    let headers = sign(&Request {
        method: "POST",
        host,
        path: "/",
        query: params,
        action,
        version: "2015-05-01",
        date: &date,
        nonce,
        body: b"",
        access_key_id: "me",
        access_key_secret: "mine",
        security_token: None,
    });
    let query = rolewright_sign::encoding::encode_pairs(params);
    let mut text = format!("POST /?{query} HTTP/1.1\r\ncontent-length: 0\r\n");
    for (name, value) in headers {
        text.push_str(name);
        text.push_str(": ");
        text.push_str(&value);
        text.push_str("\r\n");
    }
    text.push_str("\r\n");
    text
}

/// A call as moto takes it, which looks only at the service that the signature names.
fn aws(action: &str, name: &str, more: &str) -> String {
    let body = format!("Action={action}&Version=2010-05-08&RoleName={name}{more}");
    format!(
        "POST / HTTP/1.1\r\nhost: iam.amazonaws.com\r\ncontent-type: application/x-www-form-urlencoded\r\n\
         authorization: AWS4-HMAC-SHA256 Credential=me/20260101/us-east-1/iam/aws4_request, \
         SignedHeaders=host, Signature=0\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
}
