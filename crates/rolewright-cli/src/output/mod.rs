//! Output of the command line: reports in the requested format, JSON, schemas, saved plans.

mod change_record;
mod emulator;
mod policy;
mod recipe;
mod reports;
mod saved_plan;
mod schema;
mod version;

use std::io;

use rolewright::{Error, ErrorKind, Result};
use serde::Serialize;

use crate::args::Format;

pub(crate) use change_record::ChangeLog;
pub(crate) use emulator::EmulatorReady;
pub(crate) use policy::{CaseFailure, PolicyCases, PolicyFile, PolicyFmt};
pub(crate) use recipe::{RecipeCheck, RecipeDetail, RecipeList, RecipeProblem, RecipeSummary};
pub(crate) use reports::Reports;
pub(crate) use saved_plan::SavedPlan;
pub use saved_plan::planned_calls;
#[cfg(feature = "schema")]
pub use schema::generate_schema;
pub use schema::{KINDS, schema};
pub(crate) use version::VersionInfo;

/// Renders a report in the requested format.
pub(crate) fn report(
    report: &impl Serialize,
    format: Format,
    text: impl FnOnce() -> String,
    markdown: impl FnOnce() -> String,
) -> Result<String> {
    match format {
        Format::Text | Format::Sarif | Format::Junit => Ok(text()),
        Format::Json => json(report),
        Format::Markdown => Ok(markdown()),
    }
}

/// Renders a report as one JSON object.
pub(crate) fn json(report: &impl Serialize) -> Result<String> {
    serde_json::to_string_pretty(report).map_err(unwritable)
}

/// Writes a report as JSON with indentation and a line end.
pub(crate) fn write_json(report: &impl Serialize, out: &mut dyn io::Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, report)?;
    out.write_all(b"\n")
}

/// Renders a value as JSON in one line.
pub(crate) fn line(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(unwritable)
}

fn unwritable(error: serde_json::Error) -> Error {
    let text = "the report can't be written as json";
    Error::new(ErrorKind::UnexpectedReply, text).with_source(error)
}
