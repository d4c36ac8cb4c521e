//! What is granted otherwise than before, for people and as JSON.

use rolewright::Result;
use rolewright::access::{AccessChange, AccessDiff, AccessException, Granted};
use rolewright::setup::{DiffLine, FORMAT_VERSION, Sign};
use rolewright::text::excerpt;
use schemars::JsonSchema;
use serde::Serialize;

use super::comment::{Comment, code};
use super::text::signed;
use super::{Paint, json};
use crate::arguments::Format;

const EQUAL: &str = "Both grant the same.";

/// The JSON object that `policy diff --access` prints.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct PolicyAccessDiff {
    /// The version of the format.
    pub format_version: String,
    /// Always `policy_access_diff`.
    pub kind: String,
    /// Whether both grant the same, for sure.
    pub equal: bool,
    /// Whether something is granted that was not, or under fewer conditions.
    pub grants_more: bool,
    /// What is granted otherwise, and what was not told apart.
    #[serde(flatten)]
    pub difference: AccessDiff,
}

impl PolicyAccessDiff {
    pub(crate) fn new(difference: AccessDiff) -> Self {
        Self {
            format_version: FORMAT_VERSION.to_owned(),
            kind: "policy_access_diff".to_owned(),
            equal: difference.is_equal(),
            grants_more: difference.grants_more(),
            difference,
        }
    }
}

/// The difference in the asked format; `names` are the files of the old and the new policies.
pub(crate) fn access(
    report: &PolicyAccessDiff,
    names: &[String; 2],
    format: Format,
    paint: Paint,
) -> Result<String> {
    let [old, new] = names;
    let lines: Vec<_> = report.difference.changes.iter().flat_map(lines).collect();
    let notes = report.difference.notes.iter();
    let notes: Vec<_> = notes.map(|note| format!("Approximate: {note}.")).collect();
    match format {
        Format::Json => json(report),
        _ if report.equal && format == Format::Text => Ok(EQUAL.to_owned()),
        Format::Text | Format::Sarif => {
            let mut out = format!("{}\n", paint.bold(&format!("{old} -> {new}")));
            for line in lines {
                out.push_str(&signed(line.sign, &line.text, paint));
                out.push('\n');
            }
            notes
                .iter()
                .for_each(|note| out.push_str(&format!("{note}\n")));
            Ok(out)
        }
        Format::Markdown => {
            let answer = if report.equal { "equal" } else { "different" };
            let title = format!("`rolewright policy diff --access`: {answer}");
            let mut comment = Comment::new(&title);
            comment.paragraph(&format!("{} → {}", code(old), code(new)));
            let plain = |line: DiffLine| signed(line.sign, &line.text, Paint::new(false));
            let lines: Vec<_> = lines.into_iter().map(plain).collect();
            comment.fenced("lines of the difference", "diff", &lines);
            let last = if report.equal {
                EQUAL.to_owned()
            } else {
                notes.join(" ")
            };
            Ok(comment.end(&last))
        }
    }
}

fn lines(change: &AccessChange) -> Vec<DiffLine> {
    // Nothing is cut, since what is cut may be what differs.
    let line = |sign, text: &str| DiffLine {
        sign,
        text: excerpt(text, usize::MAX),
    };
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
