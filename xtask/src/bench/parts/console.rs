//! The console in the browser.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use super::super::emulator::Emulator;
use super::super::figure::Measured;
use super::super::figure::{Goal, Row, median};
use super::super::part::{Bench, Part};
use super::OURS;
use crate::clock::Stopwatch;
use crate::process::{Failure, Result};

const RUNS: usize = 20;
const ROLES: usize = 1_000;
const PAGE: &str = "first page of the list";
const MEMORY: &str = "memory after the start";

pub(super) const PART: Part = Part {
    name: "console",
    title: "The console",
    about: "Time from a request to the last byte of the first page of 1,000 roles, on an emulator on the same machine, with a \
            new connection each, and the resident memory of the console before its first request.",
    measure,
};

fn measure(bench: &Bench) -> Result<Measured> {
    let emulator = Emulator::start_with(bench, &["--quotas", "none"])?;
    emulator.seed_roles(ROLES)?;
    let (mut pages, mut memory) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let console = Console::start(emulator.rolewright(bench, "console"))?;
        memory.push(console.resident()?);
        let cookie = console.open()?;
        let clock = Stopwatch::start();
        let page = console.get("/roles", &cookie)?;
        pages.push(clock.elapsed().as_secs_f64() * 1000.0);
        let rows = page.matches("/role?name=").count();
        if rows != 100 {
            return Err(Failure::new(format_args!(
                "the page has {rows} roles, not 100"
            )));
        }
    }
    let rows = vec![
        Row::new(PAGE, OURS, "ms", &pages),
        Row::new(MEMORY, OURS, "MB", &memory),
    ];
    let goals = vec![
        Goal::at_most(
            50.0,
            "console: first page of 1,000 roles, in ms",
            median(&rows, PAGE, OURS),
        ),
        Goal::at_most(
            20.0,
            "console: memory after the start, in MB",
            median(&rows, MEMORY, OURS),
        ),
    ];
    Ok(Measured { rows, goals })
}

/// A console process, stopped when dropped.
struct Console {
    process: Child,
    host: String,
    link: String,
}

impl Drop for Console {
    fn drop(&mut self) {
        // `kill` fails if it has already exited.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Console {
    fn start(mut command: Command) -> Result<Self> {
        let command = command.stdout(Stdio::piped()).stderr(Stdio::null());
        let mut process = command.spawn().map_err(Failure::new)?;
        let mut first = String::new();
        if let Some(out) = process.stdout.as_mut() {
            let mut out = BufReader::new(out);
            out.read_line(&mut first).map_err(Failure::new)?;
        }
        let address = first.trim().strip_prefix("http://").unwrap_or_default();
        let (host, link) = address.split_once('/').unwrap_or_default();
        Ok(Self {
            process,
            host: host.to_owned(),
            link: format!("/{link}"),
        })
    }

    /// Opens the one-time link; returns the cookie.
    fn open(&self) -> Result<String> {
        let opened = self.get(&self.link, "")?;
        let cookie = opened
            .lines()
            .find_map(|line| line.strip_prefix("set-cookie: "));
        let cookie = cookie.and_then(|cookie| cookie.split(';').next());
        let cookie = cookie.map(str::to_owned);
        cookie.ok_or_else(|| Failure::new("the console has set no cookie"))
    }

    fn get(&self, path: &str, cookie: &str) -> Result<String> {
        let mut stream = TcpStream::connect(&self.host).map_err(Failure::new)?;
        let host = &self.host;
        let request = format!(
            "GET {path} HTTP/1.1\r\nhost: {host}\r\ncookie: {cookie}\r\nconnection: close\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).map_err(Failure::new)?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).map_err(Failure::new)?;
        Ok(answer)
    }

    /// The resident memory in MB; known on Linux only.
    fn resident(&self) -> Result<f64> {
        let path = format!("/proc/{}/status", self.process.id());
        let status = std::fs::read_to_string(path).map_err(Failure::new)?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kilobytes = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<f64>().ok());
        let kilobytes = kilobytes.ok_or_else(|| Failure::new("the process has no memory"))?;
        Ok(kilobytes / 1000.0)
    }
}
