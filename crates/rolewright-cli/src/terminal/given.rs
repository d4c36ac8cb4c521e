//! The options on the command line, for the commands that a remedy names.

use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Command};

/// Options that say how to show a result, or that confirm one run; a remedy doesn't repeat them.
const OF_ONE_RUN: [&str; 8] = [
    "accept-assumed",
    "color",
    "force",
    "output",
    "quiet",
    "trace",
    "verbose",
    "yes",
];

/// The options on the command line, in their order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Given {
    options: Vec<GivenOption>,
}

#[derive(Clone, Debug)]
struct GivenOption {
    long: String,
    /// The option with its values.
    words: Vec<String>,
    /// Whether every command has it.
    is_global: bool,
    /// The commands that have it.
    commands: Vec<String>,
}

impl Given {
    /// Returns the options of a parsed command line. `program` is built.
    pub(crate) fn new(program: &Command, matches: &ArgMatches) -> Self {
        let (mut command, mut matches) = (program, matches);
        while let Some((name, inner)) = matches.subcommand() {
            let Some(found) = command.find_subcommand(name) else {
                break;
            };
            (command, matches) = (found, inner);
        }
        let is_given = |arg: &&Arg| {
            let id = arg.get_id();
            let is_known = matches.ids().any(|known| known == id);
            is_known && matches.value_source(id.as_str()) == Some(ValueSource::CommandLine)
        };
        let mut given: Vec<_> = command.get_arguments().filter(is_given).collect();
        given.sort_by_key(|arg| matches.index_of(arg.get_id().as_str()));
        let option = |arg: &Arg| {
            let long = arg.get_long()?;
            let has_it = |command: &&Command| {
                let mut all = command.get_arguments();
                all.any(|one| one.get_long() == Some(long))
            };
            let commands = program.get_subcommands().filter(has_it);
            Some(GivenOption {
                long: long.to_owned(),
                words: words(arg, long, matches),
                is_global: arg.is_global_set(),
                commands: commands.map(|one| one.get_name().to_owned()).collect(),
            })
        };
        Self {
            options: given.into_iter().filter_map(option).collect(),
        }
    }

    /// Whether the command line has the option.
    pub(crate) fn has(&self, long: &str) -> bool {
        self.options.iter().any(|option| option.long == long)
    }

    /// Returns the options that a command has too, except some.
    pub(crate) fn accepted_by(&self, command: &str, except: &[String]) -> Vec<String> {
        self.words_of(|option| {
            let is_accepted = option.commands.iter().any(|name| name == command);
            is_accepted && !except.contains(&option.long)
        })
    }

    /// Returns the options that every command has.
    pub(crate) fn of_every_command(&self) -> Vec<String> {
        self.words_of(|option| option.is_global)
    }

    fn words_of(&self, is_kept: impl Fn(&GivenOption) -> bool) -> Vec<String> {
        let options = self.options.iter();
        let kept = options.filter(|option| !OF_ONE_RUN.contains(&option.long.as_str()));
        let kept = kept.filter(|option| is_kept(option));
        kept.flat_map(|option| option.words.clone()).collect()
    }
}

/// The option as on a command line, once for each value.
fn words(arg: &Arg, long: &str, matches: &ArgMatches) -> Vec<String> {
    let flag = format!("--{long}");
    if !arg.get_action().takes_values() {
        return vec![flag];
    }
    let values = matches.get_raw(arg.get_id().as_str()).into_iter().flatten();
    let words = values.flat_map(|value| {
        let value = value.to_string_lossy();
        if arg.is_require_equals_set() {
            vec![format!("{flag}={value}")]
        } else {
            vec![flag.clone(), value.into_owned()]
        }
    });
    words.collect()
}

#[cfg(test)]
mod tests {
    use clap::{Arg, ArgAction, Command};

    use super::Given;

    #[test]
    fn a_command_repeats_the_options_that_it_has_too_and_no_confirmation() {
        let bucket = Arg::new("bucket").long("bucket").action(ArgAction::Append);
        let bucket = bucket.value_delimiter(',');
        let out = Arg::new("out").long("out");
        let yes = Arg::new("yes").long("yes").action(ArgAction::SetTrue);
        let store = Arg::new("store").long("store").global(true);
        let mut program = Command::new("rolewright")
            .arg(store)
            .subcommand(Command::new("plan").args([&bucket, &out, &yes]))
            .subcommand(Command::new("apply").args([&bucket, &yes]));
        program.build();
        let line = "rolewright plan --bucket a,b --out p --yes --store s";
        let matches = program.clone().get_matches_from(line.split(' '));
        let given = Given::new(&program, &matches);
        let words = given.accepted_by("apply", &[]).join(" ");
        assert_eq!(words, "--bucket a --bucket b --store s");
        assert_eq!(given.of_every_command(), ["--store", "s"]);
        assert!(given.has("out"));
    }
}
