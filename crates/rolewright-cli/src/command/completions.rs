//! `rolewright completions`: prints a completion script for a shell.

use clap::{Args, Command};
use clap_complete::Shell;

use crate::exit::Exit;
use crate::terminal::Printer;

/// The location of the script for each shell.
const FILES: &str = "\
Where the script goes:
  bash        rolewright completions bash > ~/.local/share/bash-completion/completions/rolewright
  zsh         rolewright completions zsh > ~/.zfunc/_rolewright
              and in ~/.zshrc, before compinit: fpath+=~/.zfunc
  fish        rolewright completions fish > ~/.config/fish/completions/rolewright.fish
  PowerShell  rolewright completions powershell >> $PROFILE
  elvish      rolewright completions elvish >> ~/.config/elvish/rc.elv";

/// The arguments of `completions`.
#[derive(Debug, Args)]
#[command(after_help = FILES)]
pub(crate) struct Completions {
    /// Shell to complete for
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
