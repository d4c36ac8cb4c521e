//! The linter of rolewright-policy, with the published revisions of the recipes' reference
//! policies.
//!
//! ```
//! use rolewright_core::lint::{LintOptions, Severity, lint};
//!
//! let text = r#"{"Version": "1", "Statement": [
//!   {"Effect": "Allow", "Action": "oss:GetObjct", "Resource": "acs:oss:*:*:my-images/*"}]}"#;
//! let findings = lint(text, &LintOptions::default());
//! let first = &findings[0];
//! assert_eq!((first.id, first.severity), ("unknown-action", Severity::Warning));
//! assert_eq!((first.line, first.column, first.path.as_str()), (2, 33, "Statement[0].Action"));
//! assert_eq!(first.help, "write `oss:GetObject`");
//! ```

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use rolewright_policy::lint;

use crate::recipe::container_registry::{PolicyRevision, older_form};

pub use lint::{
    CHECKS, Edit, Example, Fix, Fixed, Judged, Kind, LintCheck, LintFinding, LintOptions,
    MOST_PLACES, OlderForm, OlderForms, Scope, Severity, Suppressed, Suppression, check, shown,
    shown_all, suppress,
};

/// Returns all findings, in document order.
#[must_use]
pub fn lint(text: &str, options: &LintOptions) -> Vec<LintFinding> {
    lint::lint(text, &with_forms(options))
}

/// Applies every available fix to the findings that `select` accepts. Fixing the result again
/// changes nothing.
///
/// Overlapping fixes are applied one after the other.
pub fn fix(text: &str, options: &LintOptions, select: impl Fn(&LintFinding) -> bool) -> Fixed {
    lint::fix(text, &with_forms(options), select)
}

fn with_forms(options: &LintOptions) -> LintOptions {
    LintOptions {
        older_forms: options.older_forms.or(Some(published)),
        ..options.clone()
    }
}

fn published(actions: &BTreeSet<&str>) -> Option<OlderForm> {
    let (group, revision) = older_form(actions)?;
    Some(OlderForm {
        group,
        revision: revision.id,
        published: revision.published,
        current: PolicyRevision::current().id,
        ..Default::default()
    })
}
