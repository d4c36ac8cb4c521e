//! The emulator as a process: how soon it is ready, how many signed `GetRole` a second it answers
//! to 16 connections that are kept alive, how late, and what memory it holds over a million of them.
//!
//! `cargo bench -p rolewright-cli --bench emulator`; each request has a nonce of its own, and key,
//! time, nonce and signature are checked. The client shares the machine with it.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a benchmark takes times and prints its figures"
)]

use std::error::Error;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rolewright_sign::acs3::{Request, sign};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const CONNECTIONS: usize = 16;
const STARTS: usize = 21;
const SECONDS: u64 = 10;
/// Rounds are begun until so many requests were answered.
const REQUESTS: usize = 1_000_000;
const ROLE: (&str, &str) = ("RoleName", "demo");
const TRUST: &str = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":["cr.aliyuncs.com"]}}]}"#;

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

struct Served(Child);

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts it: the process, what it said first, and how long that took.
fn start() -> Outcome<(Served, Value, Duration)> {
    let begun = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_rolewright"))
        .args([
            "emulator",
            "--access-key-id",
            "me",
            "--access-key-secret",
            "mine",
        ])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let mut first = String::new();
    let out = child.stdout.as_mut().ok_or("no standard output")?;
    BufReader::new(out).read_line(&mut first)?;
    let took = begun.elapsed();
    Ok((Served(child), serde_json::from_str(&first)?, took))
}

/// A field of the process' status, in MB.
fn memory(process: &Served) -> f64 {
    let path = format!("/proc/{}/status", process.0.id());
    let status = std::fs::read_to_string(path).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
    kilobytes.unwrap_or_default() / 1024.0
}

/// One signed call as it goes over the wire.
fn request(host: &str, action: &str, params: &[(&str, &str)], nonce: &str) -> String {
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

/// Sends one request and reads its answer whole; whether it succeeded.
async fn exchange(stream: &mut TcpStream, request: &str, buffer: &mut Vec<u8>) -> Outcome<bool> {
    stream.write_all(request.as_bytes()).await?;
    buffer.clear();
    loop {
        if stream.read_buf(buffer).await? == 0 {
            return Err("the emulator closed the connection".into());
        }
        let Some(end) = buffer.windows(4).position(|four| four == b"\r\n\r\n") else {
            continue;
        };
        let head = String::from_utf8_lossy(buffer.get(..end).unwrap_or_default());
        let length = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "));
        let length: usize = length.ok_or("an answer without length")?.parse()?;
        if buffer.len() >= end + 4 + length {
            return Ok(head.starts_with("HTTP/1.1 200"));
        }
    }
}

/// One connection's calls until the time is over: microseconds of each.
async fn hammer(host: String, number: usize, until: Instant) -> Outcome<Vec<u32>> {
    let mut stream = TcpStream::connect(&host).await?;
    stream.set_nodelay(true)?;
    let (mut buffer, mut times) = (Vec::with_capacity(4096), Vec::new());
    while Instant::now() < until {
        let nonce = format!("{}-{number}-{}", std::process::id(), times.len());
        let request = request(&host, "GetRole", &[ROLE], &nonce);
        let begun = Instant::now();
        if !exchange(&mut stream, &request, &mut buffer).await? {
            return Err(String::from_utf8_lossy(&buffer).into_owned().into());
        }
        times.push(u32::try_from(begun.elapsed().as_micros())?);
    }
    Ok(times)
}

fn main() -> Outcome<()> {
    let mut starts = Vec::new();
    for _ in 0..STARTS {
        starts.push(start()?.2.as_secs_f64() * 1000.0);
    }
    starts.sort_by(f64::total_cmp);
    let middle = starts.get(STARTS / 2).copied().unwrap_or_default();
    println!("ready after {middle:.1} ms, median of {STARTS} starts");

    let (process, ready, _) = start()?;
    let host = ready
        .get("host")
        .and_then(Value::as_str)
        .ok_or("no host")?
        .to_owned();
    println!("memory after the start {:.1} MB", memory(&process));
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let mut stream = TcpStream::connect(&host).await?;
        let params = [ROLE, ("AssumeRolePolicyDocument", TRUST)];
        let create = request(&host, "CreateRole", &params, "create");
        exchange(&mut stream, &create, &mut Vec::new()).await?;
        let (mut round, mut answered) = (0, 0);
        while answered < REQUESTS {
            round += 1;
            let until = Instant::now() + Duration::from_secs(SECONDS);
            let each = (0..CONNECTIONS).map(|number| {
                tokio::spawn(hammer(host.clone(), round * CONNECTIONS + number, until))
            });
            let each: Vec<_> = each.collect();
            let mut times = Vec::new();
            for one in each {
                times.extend(one.await??);
            }
            answered += times.len();
            times.sort_unstable();
            let at = |share: usize| times.get(times.len() * share / 1000).copied().unwrap_or(0);
            println!(
                "{} GetRole a second over {CONNECTIONS} connections; p50 {} us, p99 {} us, p99.9 {} us; \
                 memory {:.1} MB after {answered} requests",
                times.len() as u64 / SECONDS,
                at(500),
                at(990),
                at(999),
                memory(&process)
            );
        }
        Ok(())
    })
}
