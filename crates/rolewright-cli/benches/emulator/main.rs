//! The emulator as a process: how soon it answers, how many signed `GetRole` a second it answers to
//! 16 connections, how late, and what memory it holds over a million of them.
//!
//! `cargo bench -p rolewright-cli --bench emulator`; each request has a nonce of its own, and key,
//! time, nonce and signature are checked. The client shares the machine with it.
//!
//! `emulator figures SERVER ROLES SECONDS STARTS` prints the same as JSON, for `cargo xtask bench`:
//! the server is `rolewright`, `hyper:PROGRAM` (`bench/bare`), or moto's by its program.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a benchmark takes times and prints its figures"
)]

mod load;
mod server;

use std::error::Error;
use std::time::Duration;

use serde_json::json;

use load::Load;
use server::Server;

const CONNECTIONS: usize = 16;
/// At least so many.
const ROUNDS: usize = 3;
/// Without arguments rounds are begun until so many requests were answered.
const REQUESTS: usize = 1_000_000;

pub(crate) type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// What came out: a value for each start, and for each round.
#[derive(Default)]
struct Figures {
    ready: Vec<f64>,
    memory_at_start: f64,
    per_second: Vec<f64>,
    middle: Vec<f64>,
    late: Vec<f64>,
    memory: Vec<f64>,
}

fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    if let ["figures", server, roles, seconds, starts] = words.as_slice() {
        let server = match (*server, server.strip_prefix("hyper:")) {
            ("rolewright", _) => Server::Rolewright,
            (_, Some(program)) => bare(program)?,
            (program, None) => Server::Moto(program.to_owned()),
        };
        let figures = measured(server, roles.parse()?, seconds.parse()?, starts.parse()?, 0)?;
        let json = json!({
            "ready_ms": figures.ready,
            "memory_at_start_mb": figures.memory_at_start,
            "per_second": figures.per_second,
            "p50_ms": figures.middle,
            "p99_ms": figures.late,
            "memory_mb": figures.memory,
        });
        println!("{json}");
        return Ok(());
    }
    let mut figures = measured(Server::Rolewright, 1, 10, 21, REQUESTS)?;
    figures.ready.sort_by(f64::total_cmp);
    let ready = figures.ready.get(10).copied().unwrap_or_default();
    println!("ready after {ready:.1} ms, median of 21 starts");
    println!("memory after the start {:.1} MB", figures.memory_at_start);
    let late = figures.middle.iter().zip(&figures.late);
    let rounds = figures.per_second.iter().zip(late).zip(&figures.memory);
    for ((rate, (middle, late)), memory) in rounds {
        println!(
            "{rate:.0} GetRole a second over {CONNECTIONS} connections; p50 {middle:.2} ms, p99 {late:.2} ms; \
             memory {memory:.1} MB"
        );
    }
    Ok(())
}

fn measured(
    server: Server,
    roles: usize,
    seconds: u64,
    starts: usize,
    requests: usize,
) -> Outcome<Figures> {
    let mut figures = Figures::default();
    for _ in 0..starts {
        figures.ready.push(server.start()?.1.as_secs_f64() * 1e3);
    }
    let (process, _) = server.start()?;
    figures.memory_at_start = process.memory();
    let load = Load {
        server,
        host: process.host.clone(),
        roles,
    };
    runtime()?.block_on(async {
        load.prepare().await?;
        let mut answered = 0;
        while figures.per_second.len() < ROUNDS || answered < requests {
            let times = load.run(CONNECTIONS, Duration::from_secs(seconds)).await?;
            answered += times.len();
            let at = |share: usize| {
                let time = times.get(times.len() * share / 100);
                f64::from(time.copied().unwrap_or(0)) / 1e3
            };
            figures.per_second.push(times.len() as f64 / seconds as f64);
            figures.middle.push(at(50));
            figures.late.push(at(99));
            figures.memory.push(process.memory());
        }
        Ok(figures)
    })
}

/// The bare server, which answers everything as the emulator answers a `GetRole`.
fn bare(program: &str) -> Outcome<Server> {
    let (emulator, _) = Server::Rolewright.start()?;
    let load = Load {
        server: Server::Rolewright,
        host: emulator.host.clone(),
        roles: 1,
    };
    let body = runtime()?.block_on(load.answer())?;
    Ok(Server::Bare {
        program: program.to_owned(),
        body,
    })
}

fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    builder.enable_all().build()
}
