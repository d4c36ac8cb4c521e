//! What differs between two documents, for people.

use rolewright::Result;
use rolewright::policy::DocumentChange;
use rolewright::setup::{DiffLine, Sign};

use super::Paint;
use super::comparison::{Comparison, line};
use super::policy::PolicyDiff;
use crate::args::Format;

/// The difference in the asked format; `names` are the files of the old and the new document.
pub(crate) fn difference(
    report: &PolicyDiff,
    names: &[String; 2],
    format: Format,
    paint: Paint,
) -> Result<String> {
    let comparison = Comparison {
        command: "policy diff",
        names,
        equal: report.equal.then_some("The documents say the same."),
        lines: report.changes.iter().flat_map(lines).collect(),
        notes: Vec::new(),
    };
    comparison.shown(report, format, paint)
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
