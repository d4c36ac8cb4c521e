//! What is wrong with a document, or could be better: rolewright-policy's linter, which is told here
//! what the published forms of the recipes' policies are.
//!
//! ```
//! use rolewright_core::lint::{Options, Severity, lint};
//!
//! let text = r#"{"Version": "1", "Statement": [
//!   {"Effect": "Allow", "Action": "oss:GetObjct", "Resource": "acs:oss:*:*:my-images/*"}]}"#;
//! let findings = lint(text, &Options::default());
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
    CHECKS, Check, Edit, Example, Finding, Fix, Fixed, Judged, Kind, MOST_PLACES, OlderForm,
    OlderForms, Options, Scope, Severity, Suppressed, Suppression, check, suppress,
};

/// All findings about a document, in the order of their places.
#[must_use]
pub fn lint(text: &str, options: &Options) -> Vec<Finding> {
    lint::lint(text, &with_forms(options))
}

/// Makes every fix that there is, until none is left. Doing it again changes nothing.
///
/// Fixes that overlap are made one after the other. `wanted` says which findings are to be put
/// right.
pub fn fix(text: &str, options: &Options, wanted: impl Fn(&Finding) -> bool) -> Fixed {
    lint::fix(text, &with_forms(options), wanted)
}

fn with_forms(options: &Options) -> Options {
    Options {
        older_forms: options.older_forms.or(Some(published)),
        ..options.clone()
    }
}

fn published(actions: &BTreeSet<&str>) -> Option<OlderForm> {
    let (group, revision) = older_form(actions)?;
    Some(OlderForm {
        group,
        generation: revision.id,
        seen: revision.seen,
        today: PolicyRevision::today().id,
    })
}
