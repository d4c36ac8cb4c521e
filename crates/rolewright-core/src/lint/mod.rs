//! The linter of rolewright-policy, extended with the published revisions of the recipes' policies.
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

use crate::recipe::container_registry::{Generation, older_form};

pub use lint::{
    CHECKS, Check, Edit, Example, Finding, Fix, Fixed, Judged, Kind, MOST_PLACES, OlderForm,
    OlderForms, Options, Scope, Severity, Suppressed, Suppression, check, suppress,
};

/// Returns all findings about a document, in document order.
#[must_use]
pub fn lint(text: &str, options: &Options) -> Vec<Finding> {
    lint::lint(text, &with_forms(options))
}

/// Applies all fixes for the findings that `selected` accepts, until none is left. Idempotent.
///
/// Overlapping fixes are applied one after the other.
pub fn fix(text: &str, options: &Options, selected: impl Fn(&Finding) -> bool) -> Fixed {
    lint::fix(text, &with_forms(options), selected)
}

fn with_forms(options: &Options) -> Options {
    Options {
        older_forms: options.older_forms.or(Some(published)),
        ..options.clone()
    }
}

fn published(actions: &BTreeSet<&str>) -> Option<OlderForm> {
    let (group, generation) = older_form(actions)?;
    Some(OlderForm {
        group,
        generation: generation.id,
        seen: generation.seen,
        today: Generation::today().id,
    })
}
