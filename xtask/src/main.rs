//! Maintainer tasks; `cargo xtask help` lists them.
//!
//! One file per task. It depends on no crate of the workspace, so that it runs even if one of them
//! does not compile.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a maintainer tool; its output is not parsed"
)]

use std::env;
use std::process::ExitCode;

mod api;
mod bench;
mod browser;
mod ci;
mod clock;
mod codegen;
mod deny;
mod dist;
mod docs;
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

  test                         run format, tidy, clippy, tests, codegen check, examples and Python tests
  ci                           run the additional CI checks: official clients, console, features, packages, fuzzing
  nightly                      run the long checks: compiler and dependency versions, sanitizer, soak
  tidy                         check the project rules: dependencies, module boundaries, links, ..
  codegen [--write|--check]    write the generated files, or list outdated ones
  api [--check|--write|--count]
                               compare the public interface with the files in `api/`, write
                               them, or count the items
  dist [--target TRIPLE|--bills]
                               build the release artifacts, only the command, or only the bills of materials
  docs                         build the documentation site with mdBook
  install                      test each installation method in a clean folder
  lint                         lint workflows, scripts and Dockerfile; test the pre-commit hooks
  release --dry-run [TAG]      check the release
  release --publish TAG        publish the crates
  package                      package the published crates, then build and use the packages
  official [--aliyun PATH] [--terraform PATH --provider PATH]
                               run the test suites of the official clients against the emulator,
                               and the scripts of the named programs
  browser                      test the console in Chromium with Playwright and axe
  fuzz [--seconds N] [TARGET]  run the fuzz targets, by default 60 seconds each
  bench [NAME...]              run the benchmarks and write BENCHMARKS.md
  soak [--minutes N] [--seed N]
                               run three writers with random faults and kills
  deny                         check licences, bans, sources and advisories with cargo-deny
  live --help                  run the conformance suite on a real account
  help                         print this text
";

/// Exit code for usage errors, as in the `rolewright` command.
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
        ["api", arguments @ ..] => api::run_with(arguments),
        ["dist", arguments @ ..] => dist::build(arguments),
        ["docs"] => docs::build(),
        ["install"] => Workspace::load().and_then(|it| install::check(&it)),
        ["lint"] => Workspace::load().and_then(|it| lint::check(&it)),
        ["release", arguments @ ..] => release::run_with(arguments),
        ["official", arguments @ ..] => official::run_with(arguments),
        ["browser"] => browser::check(),
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
        eprintln!("error: no task given\n\n{HELP}");
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
