//! Man pages, made from what can be said on the command line.

use std::io;
use std::path::Path;

use clap::CommandFactory;
use rolewright::{Error, ErrorKind};

use crate::args::Arguments;
use crate::exit::Exit;
use crate::failure::Outcome;
use crate::terminal::Printer;

pub(super) fn man(folder: Option<&Path>, printer: &Printer) -> Outcome {
    let command = Arguments::command().disable_help_subcommand(true);
    let Some(folder) = folder else {
        let mut page = Vec::new();
        let rendered = clap_mangen::Man::new(command).render(&mut page);
        rendered.map_err(|error| cannot_write(&error))?;
        printer.result(&String::from_utf8_lossy(&page));
        return Ok(Exit::Yes);
    };
    std::fs::create_dir_all(folder)
        .and_then(|()| clap_mangen::generate_to(command, folder))
        .map_err(|error| cannot_write(&error).with_resource(folder.display().to_string()))?;
    Ok(Exit::Yes)
}

fn cannot_write(error: &io::Error) -> Error {
    let message = format!("the man pages can't be written: {error}");
    Error::new(ErrorKind::Store, message)
        .with_help("name a folder that may be written with `--dir`")
}
