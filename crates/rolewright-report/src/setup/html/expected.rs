//! The words and classes of statuses: a plan with changes only expects them.

use rolewright_core::setup::{Report, ReportKind, Status};

use crate::setup::{matrix, summary};

/// Whether the requirements are judged as they would be after changes that are not made yet.
#[must_use]
pub fn is_expected(report: &Report) -> bool {
    report.kind == ReportKind::Plan && !report.changes.is_empty()
}

/// Returns the word for a status of a requirement. A plan with changes has checked none of them.
#[must_use]
pub fn status_word(report: &Report, status: Status) -> &'static str {
    match status {
        Status::Passed if is_expected(report) => "would pass",
        Status::Failed if is_expected(report) => "would fail",
        other => matrix::word(other),
    }
}

/// Returns the CSS class for a status of a requirement. What would pass has the color of what is not checked.
#[must_use]
pub fn status_class(report: &Report, of: Status) -> String {
    match of {
        Status::Passed if is_expected(report) => status(Status::NotChecked),
        other => status(other),
    }
}

/// The CSS class of a status.
pub(super) fn status(status: Status) -> String {
    summary::display_word(status).replace(' ', "_")
}
