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
mod ci;
mod clock;
mod codegen;
mod deny;
mod dist;
mod features;
mod fuzz;
mod hooks;
mod install;
mod lint;
mod live;
mod nightly;
mod official;
mod package;
mod process;
mod programs;
mod python;
mod release;
mod sbom;
mod soak;
mod stages;
mod test;
mod tidy;
mod tools;
mod versions;
mod workspace;

use process::{Failure, Result};
use workspace::Workspace;

const HELP: &str = "\
usage: cargo xtask TASK

  test                       format, tidy, clippy, tests, generated files, examples, Python package
  ci                         after `test`: official clients, feature matrix, packages, fuzz targets, wheel
  nightly                    oldest compiler, minimal and latest dependencies, sanitizer, soak
  tidy                       check the project's own rules: dependency arrows, boundaries, links, ..
  codegen [--write|--check]  write the generated files, or only list those that aren't current
  dist                       build the command and the wheel to hand out, with bills of materials;
                             --target TRIPLE builds the command alone, --bills the bills alone
  install                    try each way of installing in a clean folder, up to a verified set-up
  lint                       lint workflows, scripts and Dockerfile, and try the pre-commit hooks
  release --dry-run [TAG]    check what a release needs; --publish TAG publishes the crates
  package                    pack the published crates, and build and use them from their packages
  official                   run the suites of the official clients in Python, Node and Go against the emulator
  fuzz [--seconds N] [TARGET] run the fuzz targets, a minute each
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
        ["test"] => stages::run(&test::STAGES),
        ["ci"] => stages::run(&ci::STAGES),
        ["nightly"] => stages::run(&nightly::STAGES),
        ["tidy"] => tidy::run(),
        ["codegen"] | ["codegen", "--write"] => codegen::write(),
        ["codegen", "--check"] => codegen::check(),
        ["dist", arguments @ ..] => dist::build(arguments),
        ["install"] => Workspace::load().and_then(|it| install::check(&it)),
        ["lint"] => Workspace::load().and_then(|it| lint::check(&it)),
        ["release", arguments @ ..] => release::run_with(arguments),
        ["official"] => stages::run(&official::STAGES),
        ["package"] => Workspace::load().and_then(|it| package::check(&it)),
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
