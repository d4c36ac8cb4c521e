//! `rolewright man`: prints or writes the man pages.

use std::io;
use std::path::PathBuf;

use clap::{Args, Command};
use rolewright::{Error, ErrorKind};

use crate::exit::Exit;
use crate::failure::Outcome;
use crate::terminal::Printer;

/// The folder that `man` reads.
const FOLDER: &str = "\
`rolewright man --dir ~/.local/share/man/man1` installs them for one user: `man rolewright-apply`";

/// The arguments of `man`.
#[derive(Debug, Args)]
#[command(after_help = FOLDER)]
pub(crate) struct Man {
    /// Write the man pages of all commands to this folder
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

impl Man {
    /// `rolewright` is the command with all subcommands.
    pub(super) fn run(&self, rolewright: Command, printer: &Printer) -> Outcome {
        let rolewright = rolewright.disable_help_subcommand(true);
        let Some(folder) = &self.dir else {
            let mut page = Vec::new();
            let rendered = clap_mangen::Man::new(rolewright).render(&mut page);
            rendered.map_err(|error| cannot_write(&error))?;
            printer.result(&String::from_utf8_lossy(&page));
            return Ok(Exit::Positive);
        };
        std::fs::create_dir_all(folder)
            .and_then(|()| clap_mangen::generate_to(rolewright, folder))
            .map_err(|error| cannot_write(&error).with_resource(folder.display().to_string()))?;
        Ok(Exit::Positive)
    }
}

fn cannot_write(error: &io::Error) -> Error {
    let message = format!("the man pages can't be written: {error}");
    Error::new(ErrorKind::Store, message)
        .with_remedy("name a folder that may be written with `--dir`")
}
