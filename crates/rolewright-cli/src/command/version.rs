//! `rolewright version`: prints the version and the dates of its data.

use std::fmt::Write as _;

use clap::Args;
use rolewright::dataset;
use rolewright::error::FORMAT_VERSION;

use crate::args::Format;
use crate::exit::Exit;
use crate::failure::Outcome;
use crate::output::{self, VersionInfo};
use crate::terminal::Printer;

/// The arguments of `version`.
#[derive(Debug, Args)]
pub(crate) struct Version {}

impl Version {
    #[allow(clippy::unused_self, reason = "every command runs on its arguments")]
    pub(super) fn run(&self, printer: &Printer) -> Outcome {
        let info = VersionInfo {
            format_version: FORMAT_VERSION.to_owned(),
            kind: "version".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            data: dataset::all(),
        };
        printer.result(&match printer.format() {
            Format::Json => output::json(&info)?,
            _ => text(&info),
        });
        Ok(Exit::Positive)
    }
}

fn text(info: &VersionInfo) -> String {
    let mut text = format!("rolewright {}\n\ndata, as of\n", info.version);
    for one in &info.data {
        let _ = writeln!(text, "  {:<18}{}  {}", one.name, one.checked, one.source);
    }
    text
}
