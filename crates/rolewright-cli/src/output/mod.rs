//! Reports as text, as JSON, as Markdown and as a page.

mod access;
mod change_record;
mod comment;
mod comparison;
mod difference;
mod doctor;
mod emulator;
mod html;
mod lint;
mod markdown;
mod matrix;
mod paint;
mod policy;
mod sarif;
mod saved_plan;
mod schema;
mod simulation;
mod snippet;
mod text;
mod wrap;

use rolewright::doctor::DoctorReport;
use rolewright::setup::Report;
use rolewright::{Error, ErrorKind, Result};
use serde::Serialize;

use crate::args::Format;

pub(crate) use access::{PolicyAccessDiff, access};
pub(crate) use change_record::{ChangeRecord, Record};
pub(crate) use difference::difference;
pub(crate) use doctor::doctor;
pub(crate) use emulator::EmulatorReady;
pub use html::page;
pub(crate) use lint::{FixMade, LintedFile, PolicyLint};
pub(crate) use paint::Paint;
pub(crate) use policy::{PolicyDiff, PolicyFile, PolicyFmt};
pub(crate) use sarif::sarif;
pub(crate) use saved_plan::SavedPlan;
pub use saved_plan::planned_calls;
pub use schema::{KINDS, schema};
pub use simulation::PolicySimulation;
pub(crate) use simulation::{CaseFailure, PolicyCases};
pub(crate) use text::{changes_text, plan_text};

/// The report as the command line prints it, without colours.
#[must_use]
pub fn plain(report: &Report) -> String {
    text::report_text(report, Paint::new(false))
}

/// What the doctor found, as the command line prints it, without colours.
#[must_use]
pub fn doctor_text(report: &DoctorReport) -> String {
    doctor::doctor(report, Paint::new(false))
}

/// The report as a comment for a code review.
#[must_use]
pub fn markdown(report: &Report) -> String {
    markdown::report(report)
}

/// The report in the asked format.
pub(crate) fn report(report: &Report, format: Format, paint: Paint) -> Result<String> {
    match format {
        Format::Text | Format::Sarif => Ok(text::report_text(report, paint)),
        Format::Json => json(report),
        Format::Markdown => Ok(markdown::report(report)),
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
