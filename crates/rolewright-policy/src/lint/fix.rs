//! Automatic fixes.

use serde::Serialize;

use super::finding::{Edit, LintFinding};
use super::options::{Kind, LintOptions};
use super::run::lint;
use crate::model::Span;

/// Limit of rounds, above what any document needs.
const MOST_ROUNDS: usize = 200;

/// A fixed document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "LintFixed"))]
#[non_exhaustive]
pub struct Fixed {
    /// The new text.
    pub text: String,
    /// The fixed findings, in the order in which they were fixed; positions refer to the text at
    /// that time.
    pub made: Vec<LintFinding>,
    /// The remaining findings.
    pub left: Vec<LintFinding>,
}

/// Applies every available fix to the findings that `select` accepts. Fixing the result again
/// changes nothing.
///
/// Overlapping fixes are applied one after the other.
///
/// ```
/// use rolewright_policy::lint::{LintOptions, fix};
///
/// let text = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":["oss:GetObject","oss:Get*"],"Resource":"*","Condition":{}}]}"#;
/// let fixed = fix(text, &LintOptions::default(), |_| true);
/// assert_eq!(
///     fixed.text,
///     r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":["oss:Get*"],"Resource":"*"}]}"#
/// );
/// ```
pub fn fix(text: &str, options: &LintOptions, select: impl Fn(&LintFinding) -> bool) -> Fixed {
    let mut fixed = Fixed {
        text: text.to_owned(),
        made: Vec::new(),
        left: Vec::new(),
    };
    // The guessed kind must not change with the text.
    let kind = options.kind.unwrap_or_else(|| Kind::guess(text));
    let options = LintOptions {
        kind: Some(kind),
        ..options.clone()
    };
    for _ in 0..MOST_ROUNDS {
        let mut edits: Vec<Edit> = Vec::new();
        fixed.left = lint(&fixed.text, &options);
        for finding in fixed.left.iter().filter(|finding| select(finding)) {
            let Some(fix) = &finding.fix else { continue };
            let apart = |edit: &Edit| edits.iter().all(|other| are_apart(edit.span, other.span));
            if fix.edits.iter().all(apart) {
                edits.extend(fix.edits.iter().cloned());
                fixed.made.push(finding.clone());
            }
        }
        if edits.is_empty() {
            break;
        }
        fixed.text = edited(&fixed.text, edits);
    }
    fixed
}

fn are_apart(one: Span, other: Span) -> bool {
    one != other && (one.end <= other.start || other.end <= one.start)
}

fn edited(text: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|edit| edit.span.start);
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for edit in edits {
        out.push_str(text.get(from..edit.span.start).unwrap_or_default());
        out.push_str(&edit.replacement);
        from = edit.span.end;
    }
    out.push_str(text.get(from..).unwrap_or_default());
    out
}
