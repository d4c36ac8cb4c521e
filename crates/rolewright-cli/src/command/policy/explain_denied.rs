//! `policy explain-denied`: says which layer denied a call, and the statement that is missing or denies.

use std::path::PathBuf;

use clap::Args;
use rolewright::blocking::Blocking;
use rolewright::denial::{self, DeniedCall, Evidence};
use rolewright_report::policy::PolicyDenial;

use super::super::run::Context;
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::{Failure, Outcome};
use crate::files::Input;
use crate::output;

/// The arguments of `policy explain-denied`.
#[derive(Debug, Args)]
pub(crate) struct ExplainDenied {
    /// File with the body of the denied response, JSON or OSS's XML, or with its encoded diagnostic
    /// message; `-` is standard input
    file: PathBuf,
}

impl ExplainDenied {
    pub(super) fn run(&self, config: &Config, context: &Context<'_>) -> Outcome {
        let evidence = Input::Denial.read(&self.file, Evidence::parse)?;
        let printer = context.printer;
        let denied = match (evidence.encoded, evidence.denied) {
            (Some(encoded), known) => match (decoded(&encoded, config, context), known) {
                (Err(Failure::Error(error)), Some(known)) => {
                    let text = format!("the diagnostic message was not decoded: {error}");
                    printer.warning(&text, error.remedy());
                    known
                }
                (decoded, _) => decoded?,
            },
            (None, Some(known)) => known,
            // `Evidence::parse` returns at least one of them.
            (None, None) => return Ok(Exit::Failed),
        };
        printer.result(&if printer.is_json() {
            output::json(&PolicyDenial::from(denied))?
        } else {
            denied.to_string()
        });
        Ok(Exit::Positive)
    }
}

/// Lets the service decode the message.
fn decoded(encoded: &str, config: &Config, context: &Context<'_>) -> Result<DeniedCall, Failure> {
    config.check()?;
    let blocking = Blocking::new()?;
    let cloud = context.open(config, true, &blocking)?;
    let decoded = blocking.wait(denial::decode(encoded, &*cloud.provider));
    Ok(decoded?)
}
