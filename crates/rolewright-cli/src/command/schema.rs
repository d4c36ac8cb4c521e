//! `rolewright schema`: prints a JSON schema.

use clap::Args;
use rolewright::text::excerpt;

use crate::exit::Exit;
use crate::failure::{Failure, Outcome};
use crate::output::{self, KINDS};
use crate::terminal::Printer;

/// The arguments of `schema`.
#[derive(Debug, Args)]
pub(crate) struct Schema {
    /// `config` for rolewright.toml, or a `kind` of JSON output, for example `plan`
    #[arg(default_value = "config", value_name = "KIND")]
    kind: String,
}

impl Schema {
    pub(super) fn run(&self, printer: &Printer) -> Outcome {
        let Some(schema) = output::schema(&self.kind) else {
            return Err(Failure::Usage(
                format!("`{}` has no schema", excerpt(&self.kind, 40)),
                format!("known are {}", KINDS.join(", ")),
            ));
        };
        printer.result(schema.trim_end());
        Ok(Exit::Positive)
    }
}
