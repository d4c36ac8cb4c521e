//! The command line of rolewright as a library, so that other programs can embed it.
//!
//! Arguments become a recipe, a run returns a report, and the report becomes output and an exit code.

mod args;
mod command;
mod config;
mod exit;
mod failure;
mod files;
mod fleet;
mod output;
mod signals;
mod terminal;

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind as ClapErrorKind};
use clap::{CommandFactory, FromArgMatches};
use rolewright::{BucketName, ProviderRegistry};

#[doc(hidden)]
pub use config::check_config;
pub use exit::Exit;
#[cfg(feature = "schema")]
pub use output::generate_schema;
#[doc(hidden)]
pub use output::planned_calls;
pub use output::{KINDS, schema};

use command::{Arguments, Context};
use config::Config;
use failure::Failure;
use signals::Signals;
use terminal::{CliTerms, Given, Printer};

/// The output without arguments.
const START: &str = "\
rolewright sets up the RAM role with which Container Registry uses your own OSS bucket, and
verifies it before you buy the instance. To start:

  rolewright apply --provider local --bucket my-images --yes    try it in a local simulation
  rolewright init                                               write rolewright.toml
  rolewright doctor                                             check credentials and permissions

Run `rolewright --help` for all commands.
";

/// Runs the command line with these arguments, of which the first is the program name.
///
/// Results go to standard output, progress and warnings to standard error. A command with a run handles
/// SIGINT, SIGTERM and SIGHUP from then on: the first one stops the run, any other ends the process.
pub fn main_from(
    arguments: impl IntoIterator<Item = OsString>,
    registry: &ProviderRegistry,
) -> Exit {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    if arguments.len() <= 1 {
        let printer = Printer::default();
        printer.result(START);
        return printer.delivered(Exit::Positive);
    }
    let json = asks_for_json(&arguments);
    let line = command_line(&arguments);
    match parse(&arguments) {
        Ok((arguments, given)) => {
            let signals = Signals::default();
            let run = execute(&arguments, given, &line, registry, &signals);
            run.unwrap_or_else(|(failure, printer)| {
                let exit = signals.exit().unwrap_or(failure.exit());
                printer.failure(&failure, exit);
                exit
            })
        }
        Err(error) if error.use_stderr() => {
            let error = with_bucket_tip(error, &arguments);
            let format = if json {
                args::Format::Json
            } else {
                args::Format::Text
            };
            Printer::default().with_format(format).usage(&error);
            Exit::Usage
        }
        Err(error) => {
            // Help and version are results.
            let text = error.render();
            let printer = Printer::default();
            let coloured = printer.colours() && error.kind() != ClapErrorKind::DisplayVersion;
            printer.result(&if coloured {
                text.ansi().to_string()
            } else {
                text.to_string()
            });
            printer.delivered(Exit::Positive)
        }
    }
}

/// Returns the definition of the command line, from which its pages are generated and checked.
#[doc(hidden)]
#[must_use]
pub fn command() -> clap::Command {
    Arguments::command()
}

/// Parses the command line. Also returns which options it has.
fn parse(arguments: &[OsString]) -> Result<(Arguments, Given), clap::Error> {
    let mut program = Arguments::command();
    let matches = program.try_get_matches_from_mut(arguments)?;
    program.build();
    let parsed = Arguments::from_arg_matches(&matches);
    let parsed = parsed.map_err(|error| error.format(&mut program))?;
    Ok((parsed, Given::new(&program, &matches)))
}

/// Adds a tip to the error of an unexpected argument that may be the name of a bucket.
fn with_bucket_tip(mut error: clap::Error, arguments: &[OsString]) -> clap::Error {
    let command = Arguments::command();
    let mut words = arguments.iter().skip(1);
    let takes_buckets = words
        .find_map(|word| command.find_subcommand(word))
        .is_some_and(|command| {
            command
                .get_arguments()
                .any(|one| one.get_long() == Some("bucket"))
        });
    let tip = match error.get(ContextKind::InvalidArg) {
        Some(ContextValue::String(name))
            if takes_buckets
                && error.kind() == ClapErrorKind::UnknownArgument
                && BucketName::new(name.as_str()).is_ok() =>
        {
            format!("to name a bucket, write '--bucket {name}'")
        }
        _ => return error,
    };
    let tip = ContextValue::StyledStrs(vec![tip.into()]);
    error.insert(ContextKind::Suggested, tip);
    error
}

/// Executes the command; an error comes with the printer that shows it in the requested format.
fn execute(
    arguments: &Arguments,
    given: Given,
    line: &str,
    registry: &ProviderRegistry,
    signals: &Signals,
) -> Result<Exit, (Failure, Printer)> {
    let (command, global) = (&arguments.command, &arguments.global);
    if global.trace {
        terminal::trace::install();
    }
    let printer = Printer::new(global.color, global.detail());
    let printer = printer.with_format(global.output.unwrap_or_default());
    let terms = CliTerms::new(given, global.config.as_deref());
    let printer = printer.with_terms(terms.clone());
    if let Err(failure) = command.check_format(printer.format()) {
        return Err((failure, printer));
    }
    let config = if command.reads_config() {
        Config::load(global)
    } else {
        Ok(Config::default().with_global_args(global))
    };
    let config = match config {
        Ok(config) => config,
        Err(error) => return Err((error.into(), printer)),
    };
    let printer = printer.with_format(config.output.unwrap_or_default());
    let printer = printer.with_terms(terms.with_file(config.set()));
    if let Err(failure) = command.check_format(printer.format()) {
        return Err((failure, printer));
    }
    let context = Context {
        registry,
        printer: &printer,
        signals,
        command: line,
        file: global.config.as_deref(),
    };
    match command.run(config, &context) {
        Ok(exit) => Ok(printer.delivered(signals.exit().unwrap_or(exit))),
        Err(failure) => Err((failure, printer)),
    }
}

/// The command line as a shell would take it, with the name of the program.
fn command_line(arguments: &[OsString]) -> String {
    let words = arguments.iter().skip(1).map(|word| word.to_string_lossy());
    let words = ["rolewright".into()].into_iter().chain(words);
    shell_words::join(words)
}

/// Whether the arguments request JSON, also when clap can't parse them.
fn asks_for_json(arguments: &[OsString]) -> bool {
    let pairs = arguments.iter().zip(arguments.iter().skip(1));
    let is_output = |flag: &OsString| flag == "--output" || flag == "-o";
    let mut apart = pairs.filter(|(flag, value)| is_output(flag) && *value == "json");
    let in_one = ["--output=json", "-o=json", "-ojson"];
    let mut arguments = arguments.iter();
    apart.next().is_some() || arguments.any(|one| in_one.iter().any(|known| one == known))
}
