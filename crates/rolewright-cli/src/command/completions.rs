//! `rolewright completions`: prints a completion script for a shell.

use clap::{Args, Command};
use clap_complete::Shell;

use crate::exit::Exit;
use crate::terminal::Printer;

/// What `completions` takes.
#[derive(Debug, Args)]
pub(crate) struct Completions {
    /// The shell
    shell: Shell,
}

impl Completions {
    /// `rolewright` is the command with all subcommands.
    pub(super) fn run(&self, mut rolewright: Command, printer: &Printer) -> Exit {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut rolewright, "rolewright", &mut script);
        printer.result(&String::from_utf8_lossy(&script));
        Exit::Positive
    }
}
