//! What whole processes cost: wall time, user and system time, and the peak of resident memory, as
//! the operating system accounts them. `true` beside it is the floor of any process.
//!
//! `cargo bench -p rolewright-cli --bench process`
//!
//! `process once PROGRAM ARGUMENTS` runs one program and prints what it cost and said, as JSON:
//! `cargo xtask bench` compares processes by it. It starts each from a small process, since a child
//! is accounted at least its parent's memory.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a benchmark takes times and prints its figures"
)]

#[cfg(unix)]
mod unix {
    use std::error::Error;
    use std::process::{Command, Stdio};
    use std::time::Instant;

    use nix::sys::resource::{UsageWho, getrusage};
    use nix::sys::time::TimeVal;
    use serde_json::json;

    const RUNS: usize = 41;

    pub(super) type Outcome<T> = Result<T, Box<dyn Error>>;

    pub(super) fn once(program: &str, arguments: &[String]) -> Outcome<()> {
        let mut command = Command::new(program);
        command.args(arguments).stdin(Stdio::null());
        let begun = Instant::now();
        let output = command.stderr(Stdio::inherit()).output()?;
        let wall = begun.elapsed().as_secs_f64() * 1e3;
        let (cpu, peak) = spent()?;
        let figures = json!({
            "code": output.status.code(),
            "wall_ms": wall,
            "cpu_ms": cpu,
            "peak_mb": peak as f64 / 1024.0,
            "out": String::from_utf8_lossy(&output.stdout),
        });
        println!("{figures}");
        Ok(())
    }

    pub(super) fn all() -> Outcome<()> {
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
    fn spent() -> Outcome<(f64, i64)> {
        let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
        let milliseconds = |time: TimeVal| time.tv_sec() as f64 * 1e3 + time.tv_usec() as f64 / 1e3;
        Ok((
            milliseconds(usage.user_time()) + milliseconds(usage.system_time()),
            usage.max_rss(),
        ))
    }
}

#[cfg(unix)]
fn main() -> unix::Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.as_slice() {
        [task, program, arguments @ ..] if task == "once" => unix::once(program, arguments),
        _ => unix::all(),
    }
}

#[cfg(not(unix))]
fn main() {
    println!("this benchmark asks a unix system for what a process has used");
}
