//! A linter for policy documents: a table of checks, each a small function.
//!
//! The linter accepts any text and never panics; its running time is bounded by the size of the
//! text. A check reports at most [`MOST_PLACES`] findings. Checks that compare all pairs are
//! skipped for documents larger than twice the quota of a policy, whose size is an error anyway.
//!
//! ```
//! use rolewright_policy::lint::{LintOptions, Severity, lint};
//!
//! let text = r#"{"Version": "1", "Statement": [
//!   {"Effect": "Allow", "Action": "oss:GetObjct", "Resource": "acs:oss:*:*:my-images/*"}]}"#;
//! let findings = lint(text, &LintOptions::default());
//! let first = &findings[0];
//! assert_eq!((first.id, first.severity), ("unknown-action", Severity::Warning));
//! assert_eq!((first.line, first.column, first.path.as_str()), (2, 33, "Statement[0].Action"));
//! assert_eq!(first.help, "write `oss:GetObject`");
//! ```

mod check;
mod checks;
mod danger;
mod document;
mod edit;
mod field;
mod finding;
mod fix;
mod included;
mod near;
mod options;
mod page;
mod pattern;
mod run;
mod shown;
mod suppression;
#[cfg(test)]
mod tests;

pub use check::{Example, LintCheck, Scope};
pub use checks::{CHECKS, check};
pub use danger::{Danger, danger};
pub use finding::{Edit, Fix, LintFinding, MOST_PLACES, Severity};
pub use fix::{Fixed, fix};
pub use options::{Kind, LintOptions, OlderForm, OlderForms};
pub use run::lint;
pub use shown::{shown, shown_all};
pub use suppression::{Judged, Suppressed, Suppression, suppress};
