//! What whole processes cost: user and system time, and the peak of resident memory, as the
//! operating system accounts them. `true` beside it is the floor of any process.
//!
//! `cargo bench -p rolewright-cli --bench process`
#![allow(clippy::print_stdout, reason = "a benchmark prints its figures")]

use std::process::Command;
use std::process::Stdio;

const RUNS: usize = 41;

#[cfg(unix)]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let rolewright = env!("CARGO_BIN_EXE_rolewright");
    println!("{RUNS} runs each after one warm-up; median [least, most]");
    for (name, program, line) in [
        ("true", "true", ""),
        ("rolewright --version", rolewright, "--version"),
        (
            "apply --provider memory",
            rolewright,
            "apply --provider memory --bucket my-images --yes",
        ),
        (
            "verify --provider memory",
            rolewright,
            "verify --provider memory --bucket my-images",
        ),
    ] {
        let mut times = Vec::new();
        let (mut peak, mut before) = (0, spent()?.0);
        for run in 0..=RUNS {
            Command::new(program)
                .args(line.split_whitespace())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .status()?;
            let (now, most) = spent()?;
            if run > 0 {
                times.push(now - before);
            }
            (before, peak) = (now, most);
        }
        times.sort_by(f64::total_cmp);
        let at = |index: usize| times.get(index).copied().unwrap_or_default();
        // The peak is the largest of all processes so far, so the order of the list counts.
        println!(
            "{name:<26} {:>6.2} ms cpu [{:.2}, {:.2}]   at most {:.1} MB",
            at(RUNS / 2),
            at(0),
            at(RUNS - 1),
            peak as f64 / 1024.0
        );
    }
    Ok(())
}

/// Milliseconds of processor time of all ended children, and the largest peak in KB.
#[cfg(unix)]
fn spent() -> Result<(f64, i64), Box<dyn std::error::Error>> {
    use nix::sys::resource::{UsageWho, getrusage};
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let milliseconds =
        |time: nix::sys::time::TimeVal| time.tv_sec() as f64 * 1e3 + time.tv_usec() as f64 / 1e3;
    Ok((
        milliseconds(usage.user_time()) + milliseconds(usage.system_time()),
        usage.max_rss(),
    ))
}

#[cfg(not(unix))]
fn main() {
    println!("this benchmark asks a unix system for what a process has used");
}
