//! The page of commands, from the definition of the command line.

use std::fmt::Write as _;

use clap::{Arg, Command};

use super::cell;

pub(super) fn page() -> String {
    let mut command = rolewright_cli::command().disable_help_subcommand(true);
    command.build();
    let mut page = String::from(
        "# Commands\n\n`rolewright COMMAND --help` prints the same. [Exit codes](exit-codes.md) and \
         [Output](output.md) hold for all commands, and options are also keys of [rolewright.toml](configuration.md).\n\n\
         | command | purpose |\n|---|---|\n",
    );
    let commands = leaves(&command);
    for (name, command) in &commands {
        let anchor = name.replace(' ', "-");
        let _ = writeln!(page, "| [`{name}`](#{anchor}) | {} |", about(command));
    }
    page.push_str("\n## Options of every command\n\n");
    let shared: Vec<_> = command
        .get_arguments()
        .filter(|arg| arg.is_global_set())
        .collect();
    page.push_str(&options(&shared));
    for (name, command) in commands {
        page.push_str(&section(&name, command));
    }
    page
}

/// Returns the commands that can be run, with their names as typed.
fn leaves(command: &Command) -> Vec<(String, &Command)> {
    let mut all = Vec::new();
    let mut open = vec![(command.get_name().to_owned(), command)];
    while let Some((name, command)) = open.pop() {
        let subcommands: Vec<_> = command.get_subcommands().collect();
        if subcommands.is_empty() {
            all.push((name, command));
        } else {
            let named = |one: &&Command| format!("{name} {}", one.get_name());
            open.extend(subcommands.iter().rev().map(|one| (named(one), *one)));
        }
    }
    all
}

fn section(name: &str, command: &Command) -> String {
    let mut text = format!("\n## {name}\n\n{}.\n", about(command));
    let own = |arg: &&Arg| !arg.is_global_set() && !arg.is_hide_set() && arg.get_id() != "help";
    let arguments: Vec<_> = command.get_arguments().filter(own).collect();
    let usage = arguments
        .iter()
        .filter(|arg| arg.is_positional() || arg.is_required_set());
    let usage: String = usage.map(|arg| format!(" {arg}")).collect();
    let rest = if arguments.iter().all(|arg| arg.is_positional()) {
        ""
    } else {
        " [OPTIONS]"
    };
    let _ = write!(text, "\n```text\n{name}{rest}{usage}\n```\n");
    if !arguments.is_empty() {
        text.push('\n');
        text.push_str(&options(&arguments));
    }
    text
}

fn options(arguments: &[&Arg]) -> String {
    let mut text = String::from("| option | meaning |\n|---|---|\n");
    for arg in arguments {
        let _ = writeln!(text, "| `{}` | {} |", cell(&names(arg)), meaning(arg));
    }
    text
}

/// Returns an option with its value, or the placeholder of an argument.
fn names(arg: &Arg) -> String {
    let short = arg.get_short().map(|short| format!("-{short}, "));
    format!("{}{arg}", short.unwrap_or_default())
}

fn meaning(arg: &Arg) -> String {
    let mut text = cell(&arg.get_help().map(ToString::to_string).unwrap_or_default());
    let values = arg.get_possible_values();
    let values: Vec<_> = values.iter().filter(|value| !value.is_hide_set()).collect();
    if !values.is_empty() && takes_value(arg) {
        let names = values.iter().map(|value| {
            let help = value
                .get_help()
                .map(|help| format!(" ({})", cell(&help.to_string())));
            format!("`{}`{}", value.get_name(), help.unwrap_or_default())
        });
        let _ = write!(text, "; one of {}", names.collect::<Vec<_>>().join(", "));
    }
    let defaults = arg.get_default_values().iter();
    let defaults: Vec<_> = defaults.map(|value| value.to_string_lossy()).collect();
    if !defaults.is_empty() && !arg.is_hide_default_value_set() && takes_value(arg) {
        let _ = write!(text, " [default: {}]", defaults.join(", "));
    }
    if let Some(variable) = arg.get_env() {
        let _ = write!(text, " [env: {}]", variable.to_string_lossy());
    }
    text
}

/// Whether the argument takes a value, unlike a switch.
fn takes_value(arg: &Arg) -> bool {
    arg.get_num_args().is_none_or(|count| count.takes_values())
}

fn about(command: &Command) -> String {
    let about = command.get_about().map(ToString::to_string);
    cell(&about.unwrap_or_default())
}
