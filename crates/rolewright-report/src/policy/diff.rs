//! The differences between two documents.

use rolewright_core::policy::DocumentChange;
use rolewright_core::setup::{DiffLine, FORMAT_VERSION, Sign};
use serde::Serialize;

use super::comparison::{Comparison, line};
use crate::Paint;

/// The JSON object that `policy diff` prints.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct PolicyDiff {
    /// The version of the format.
    pub format_version: String,
    /// Always `policy_diff`.
    pub kind: String,
    /// Whether both documents have the same meaning.
    pub equal: bool,
    /// The changes from the old document to the new one.
    pub changes: Vec<DocumentChange>,
}

impl PolicyDiff {
    /// Creates the report of these changes.
    #[must_use]
    pub fn new(changes: Vec<DocumentChange>) -> Self {
        Self {
            format_version: FORMAT_VERSION.to_owned(),
            kind: "policy_diff".to_owned(),
            equal: changes.is_empty(),
            changes,
        }
    }
    /// Renders the report as text; `names` are the files of the old and the new document.
    #[must_use]
    pub fn text(&self, names: &[String; 2], paint: Paint) -> String {
        self.comparison(names).text(paint)
    }

    /// Renders the report as a comment for a code review.
    #[must_use]
    pub fn markdown(&self, names: &[String; 2]) -> String {
        self.comparison(names).markdown()
    }

    /// Returns the differences, line by line.
    #[must_use]
    pub fn lines(&self) -> Vec<DiffLine> {
        self.changes.iter().flat_map(lines).collect()
    }

    fn comparison<'a>(&'a self, names: &'a [String; 2]) -> Comparison<'a> {
        Comparison {
            command: "policy diff",
            names,
            equal: self.equal.then_some("The documents say the same."),
            lines: self.lines(),
            notes: Vec::new(),
        }
    }
}

fn lines(change: &DocumentChange) -> Vec<DiffLine> {
    match change {
        DocumentChange::ElementChanged { key, before, after } => {
            let side = |sign, value: &Option<String>| {
                let value = value.as_ref()?;
                Some(line(sign, &format!("{key}: {value}")))
            };
            let sides = [side(Sign::Remove, before), side(Sign::Add, after)];
            sides.into_iter().flatten().collect()
        }
        DocumentChange::StatementAdded { statement } => vec![line(Sign::Add, statement)],
        DocumentChange::StatementRemoved { statement } => vec![line(Sign::Remove, statement)],
        DocumentChange::StatementChanged {
            before,
            after,
            actions_added,
            actions_removed,
            resources_added,
            resources_removed,
            ..
        } => {
            let place = match (before + 1, after + 1) {
                (old, new) if old == new => format!("statement {new}:"),
                (old, new) => format!("statement {old}, now statement {new}:"),
            };
            let parts = [
                (Sign::Remove, "action", actions_removed),
                (Sign::Add, "action", actions_added),
                (Sign::Remove, "resource", resources_removed),
                (Sign::Add, "resource", resources_added),
            ];
            let parts = parts.into_iter().flat_map(|(sign, what, values)| {
                let part = move |value: &String| line(sign, &format!("  {what} {value}"));
                values.iter().map(part)
            });
            [line(Sign::Keep, &place)]
                .into_iter()
                .chain(parts)
                .collect()
        }
    }
}
