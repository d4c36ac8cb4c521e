//! Reports as text and as JSON.

mod matrix;
mod paint;
mod text;
mod wrap;

use rolewright::setup::{FORMAT_VERSION, Report};
use rolewright::{Error, ErrorKind, Result};

pub(crate) use paint::Paint;
pub(crate) use text::{changes_text, plan_text, report_text};

/// The format of every JSON output.
pub(crate) fn format_version() -> &'static str {
    FORMAT_VERSION
}

/// The report as one JSON object.
pub(crate) fn json(report: &Report) -> Result<String> {
    serde_json::to_string_pretty(report).map_err(|error| {
        Error::new(
            ErrorKind::UnexpectedReply,
            "the report can't be written as json",
        )
        .with_source(error)
    })
}
