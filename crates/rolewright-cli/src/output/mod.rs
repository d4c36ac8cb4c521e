//! What the command line prints: reports in the asked format, JSON, and the schemas of it.

mod change_record;
mod emulator;
mod policy;
mod saved_plan;
mod schema;

use rolewright::{Error, ErrorKind, Result};
use serde::Serialize;

use crate::args::Format;

pub(crate) use change_record::{ChangeRecord, Record};
pub(crate) use emulator::EmulatorReady;
pub(crate) use policy::{CaseFailure, PolicyCases, PolicyFile, PolicyFmt};
pub(crate) use saved_plan::SavedPlan;
pub use saved_plan::planned_calls;
pub use schema::{KINDS, schema};

/// A report in the asked format.
pub(crate) fn report(
    report: &impl Serialize,
    format: Format,
    text: impl FnOnce() -> String,
    markdown: impl FnOnce() -> String,
) -> Result<String> {
    match format {
        Format::Text | Format::Sarif => Ok(text()),
        Format::Json => json(report),
        Format::Markdown => Ok(markdown()),
    }
}

/// A report as one JSON object.
pub(crate) fn json(report: &impl Serialize) -> Result<String> {
    serde_json::to_string_pretty(report).map_err(|error| {
        Error::new(
            ErrorKind::UnexpectedReply,
            "the report can't be written as json",
        )
        .with_source(error)
    })
}
