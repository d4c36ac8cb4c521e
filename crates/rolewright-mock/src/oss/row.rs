//! An operation, and the requests that it answers.

use rolewright_sign::oss1;

use super::answer::OssResult;
use super::call::OssCall;
use crate::account::{Account, Moment};

/// Signed query parameters that change the response of an operation and select none.
const MODIFIERS: [&str; 5] = [
    "continuation-token",
    "security-token",
    "sequential",
    "versionId",
    "withHashContext",
];

/// A subresource that official clients of signature version 1 do not sign.
const UNSIGNED: &str = "accessmonitor";

/// The object of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Level {
    Service,
    Bucket,
    Object,
}

type Run = fn(&mut Account, &Moment, &OssCall) -> OssResult;

/// An operation.
pub(crate) struct Row {
    /// The API name.
    pub(crate) name: &'static str,
    pub(super) method: &'static str,
    pub(super) level: Level,
    /// What selects the operation, joined by `&`: a query parameter, `name=value`, `!name` without it,
    /// `@name` with a header; empty if nothing does.
    pub(super) marker: &'static str,
    /// The action, and the action for a request with a version.
    pub(super) action: (&'static str, &'static str),
    pub(super) run: Run,
}

impl Row {
    pub(super) fn is_selected(&self, call: &OssCall) -> bool {
        let mut conditions = self.marker.split('&');
        let holds = |condition: &str| match condition.split_at_checked(1) {
            None => true,
            Some(("!", absent)) => call.query(absent).is_none(),
            Some(("@", header)) => call.header(header).is_some(),
            _ => match condition.split_once('=') {
                Some((name, value)) => call.query(name) == Some(value),
                None => call.query(condition).is_some(),
            },
        };
        let has_subresource = self.subresource().is_some();
        conditions.all(holds)
            && (has_subresource || !call.query.iter().any(|(name, _)| is_selector(name)))
    }

    /// Returns the query parameter that selects the operation.
    pub(super) fn subresource(&self) -> Option<&'static str> {
        let name = self.marker.split('&').next()?;
        (!name.is_empty() && !name.starts_with('@')).then_some(name)
    }
}

/// Whether a query parameter selects an operation. The table of signed parameters decides: one that
/// is not signed, and that anyone on the way could add, selects nothing.
pub(super) fn is_selector(name: &str) -> bool {
    let modifies = MODIFIERS.contains(&name)
        || name.starts_with("response-")
        || (name.starts_with("x-oss-") && !name.ends_with("process"));
    (oss1::is_signed(name) && !modifies) || name == UNSIGNED
}
