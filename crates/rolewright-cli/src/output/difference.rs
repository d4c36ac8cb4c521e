//! What differs between two documents, for people.

use rolewright::Result;
use rolewright::policy::DocumentChange;
use rolewright::setup::{DiffLine, Sign};
use rolewright::text::excerpt;

use super::comment::{Comment, code};
use super::policy::PolicyDiff;
use super::text::signed;
use super::{Paint, json};
use crate::arguments::Format;

const EQUAL: &str = "The documents say the same.";

/// The difference in the asked format; `names` are the files of the old and the new document.
pub(crate) fn difference(
    report: &PolicyDiff,
    names: &[String; 2],
    format: Format,
    paint: Paint,
) -> Result<String> {
    let [old, new] = names;
    let lines = report.changes.iter().flat_map(lines);
    match format {
        Format::Json => json(report),
        _ if report.equal && format == Format::Text => Ok(EQUAL.to_owned()),
        Format::Text | Format::Sarif => {
            let mut out = format!("{}\n", paint.bold(&format!("{old} -> {new}")));
            for line in lines {
                out.push_str(&signed(line.sign, &line.text, paint));
                out.push('\n');
            }
            Ok(out)
        }
        Format::Markdown => {
            let answer = if report.equal { "equal" } else { "different" };
            let mut comment = Comment::new(&format!("`rolewright policy diff`: {answer}"));
            comment.paragraph(&format!("{} → {}", code(old), code(new)));
            let plain = |line: DiffLine| signed(line.sign, &line.text, Paint::new(false));
            let lines: Vec<_> = lines.map(plain).collect();
            comment.fenced("lines of the difference", "diff", &lines);
            let last = if report.equal { EQUAL } else { "" };
            Ok(comment.end(last))
        }
    }
}

fn lines(change: &DocumentChange) -> Vec<DiffLine> {
    // Nothing is cut, since what is cut may be what differs.
    let line = |sign, text: &str| DiffLine {
        sign,
        text: excerpt(text, usize::MAX),
    };
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
