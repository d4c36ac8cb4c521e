//! The differences in access between two sets of policies.

use rolewright_core::access::{AccessChange, AccessDiff, AccessException, Granted};
use rolewright_core::setup::{DiffLine, FORMAT_VERSION, Sign};
use serde::Serialize;

use super::comparison::{Comparison, line};
use crate::Paint;

/// The JSON object that `policy diff --access` prints.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PolicyAccessDiff {
    /// The version of the format.
    pub format_version: String,
    /// Always `policy_access_diff`.
    pub kind: String,
    /// Whether both grant the same access; `false` if inconclusive.
    pub equal: bool,
    /// Whether the new policies grant more access, or the same under fewer conditions.
    pub grants_more: bool,
    /// The differences in access, and the inconclusive parts.
    #[serde(flatten)]
    pub difference: AccessDiff,
}

impl PolicyAccessDiff {
    /// Creates the report of a difference.
    #[must_use]
    pub fn new(difference: AccessDiff) -> Self {
        Self {
            format_version: FORMAT_VERSION.to_owned(),
            kind: "policy_access_diff".to_owned(),
            equal: difference.is_equal(),
            grants_more: difference.grants_more(),
            difference,
        }
    }
    /// Renders the report as text; `names` are the files of the old and the new policies.
    #[must_use]
    pub fn text(&self, names: &[String; 2], paint: Paint) -> String {
        self.comparison(names).text(paint)
    }

    /// Renders the report as a comment for a code review.
    #[must_use]
    pub fn markdown(&self, names: &[String; 2]) -> String {
        self.comparison(names).markdown()
    }

    fn comparison<'a>(&'a self, names: &'a [String; 2]) -> Comparison<'a> {
        let notes = self.difference.notes.iter();
        Comparison {
            command: "policy diff --access",
            names,
            equal: self.equal.then_some("Both grant the same."),
            lines: self.difference.changes.iter().flat_map(lines).collect(),
            notes: notes.map(|note| format!("Approximate: {note}.")).collect(),
        }
    }
}

fn lines(change: &AccessChange) -> Vec<DiffLine> {
    let sign = match change.after.cmp(&change.before) {
        std::cmp::Ordering::Greater => Sign::Add,
        std::cmp::Ordering::Less => Sign::Remove,
        std::cmp::Ordering::Equal => Sign::Keep,
    };
    let what = format!("{} on {}", change.actions.join(", "), change.resource);
    let first = match (change.before, change.after) {
        (Granted::No, Granted::Yes) | (Granted::Yes, Granted::No) => what,
        (before, after) if before == after => format!("{what}: under another condition"),
        (before, after) => format!("{what}: {after}, {before} before"),
    };
    let except = |one: &AccessException| {
        let text = format!(
            "  as before: {} on {}",
            one.actions.join(", "),
            one.resource
        );
        line(Sign::Keep, &text)
    };
    let rest = change.except.iter().map(except);
    [line(sign, &first)].into_iter().chain(rest).collect()
}
