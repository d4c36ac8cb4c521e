//! Everything a maintainer types that isn't plain cargo: `cargo xtask help` lists it.
//!
//! One file per task. It depends on none of the workspace's crates, so that it still runs when one
//! of them doesn't compile.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a maintainer reads this program's output at a terminal; nothing parses it"
)]

use std::env;
use std::process::ExitCode;

mod bench;
mod clock;
mod codegen;
mod deny;
mod dist;
mod fuzz;
mod live;
mod official;
mod process;
mod programs;
mod python;
mod sbom;
mod soak;
mod test;
mod tidy;
mod workspace;

use process::{Failure, Result};

const HELP: &str = "\
usage: cargo xtask TASK

  test                       run all checks and tests in order; stop at the first failure
  tidy                       check the project's own rules: dependency arrows, boundaries, links, ..
  codegen [--write|--check]  write the generated files, or only list those that aren't current
  dist                       build the command and the wheel to hand out, with bills of materials
  official                   run the suites of the official clients in Python, Node and Go against the emulator
  fuzz [--seconds N] [TARGET] run the fuzz targets, a minute each (installs cargo-fuzz in target/)
  bench [NAME...]            measure beside what one would pick instead; writes BENCHMARKS.md
  soak [--minutes N]         three writers under random faults and kills; [--seed N] repeats a run
  deny                       check licences, bans and sources of the dependencies (needs cargo-deny)
  live --help                run the conformance suite on a real account that you name
  help                       this text
";

/// The exit code for a command line that makes no sense, the same as the `rolewright` command's.
const USAGE: u8 = 64;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match words.as_slice() {
        ["test"] => test::run(),
        ["tidy"] => tidy::run(),
        ["codegen"] | ["codegen", "--write"] => codegen::write(),
        ["codegen", "--check"] => codegen::check(),
        ["dist"] => dist::build(),
        ["official"] => official::run_all(),
        ["bench", names @ ..] => bench::run(names),
        ["soak", arguments @ ..] => soak::run_for(arguments),
        ["deny"] => deny::check(),
        ["fuzz", arguments @ ..] => fuzz::run_with(arguments),
        ["live", arguments @ ..] => live::run_with(arguments),
        ["help" | "--help" | "-h"] => {
            print!("{HELP}");
            Ok(())
        }
        _ => return usage(&words),
    };
    report(outcome)
}

fn usage(words: &[&str]) -> ExitCode {
    if words.is_empty() {
        eprintln!("error: no task is given\n\n{HELP}");
    } else {
        eprintln!("error: `{}` is not a task\n\n{HELP}", words.join(" "));
    }
    ExitCode::from(USAGE)
}

fn report(outcome: Result<()>) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure(message)) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}
