//! Reports as text and as JSON.

mod matrix;
mod paint;
mod text;
mod wrap;

use rolewright::setup::Report;
use rolewright::{Error, ErrorKind, Result};

pub(crate) use paint::Paint;
pub(crate) use text::{changes_text, plan_text, report_text};

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
