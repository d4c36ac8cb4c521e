//! What is wrong with a document, or could be better: a table of checks, each a small function.
//!
//! Total: every text has findings or none, in time that is bounded by its size. A check names at
//! most [`MOST_PLACES`] places. Comparing everything with everything is left out for documents that
//! are more than twice as large as any that RAM takes; their size is an error then.
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

mod action;
mod catalogue_action;
mod check;
mod condition;
mod document;
mod effect;
mod element;
mod federation;
mod finding;
mod fix;
mod grant;
mod key;
mod near;
mod network;
mod recipe;
mod redundancy;
mod resource;
mod size;
mod structure;
mod suppression;
mod trust;
mod typed;

#[cfg(test)]
mod tests;

use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::name::AccountId;
use crate::policy;

pub use check::{CHECKS, Check, Example, Scope, check};
pub use finding::{Edit, Finding, Fix, Severity};
pub use fix::{Fixed, fix};
pub use suppression::{Judged, Suppressed, Suppression, suppress};

use document::Document;
use finding::Findings;

/// The most places that one check names in a document.
pub const MOST_PLACES: usize = 100;

/// What a document is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A policy of a user, a group or a role.
    #[default]
    Identity,
    /// The trust policy of a role.
    Trust,
    /// A control policy of a resource directory.
    Control,
    /// A policy that narrows a session.
    Session,
}

impl Kind {
    /// A trust policy when some statement has a `Principal`, else a policy.
    #[must_use]
    pub fn guess(text: &str) -> Self {
        let (tree, _) = policy::tree(text);
        tree.map_or(Self::Identity, |tree| document::guess(&tree))
    }

    /// The most bytes that a document of this kind may have, where it is known.
    ///
    /// Source: the limits page of December 2025, the model comments of the official Python SDKs.
    #[must_use]
    pub fn quota(self) -> Option<usize> {
        match self {
            Self::Identity => Some(policy::POLICY_DOCUMENT_BYTES),
            Self::Control => Some(4096),
            Self::Session => Some(2048),
            Self::Trust => None,
        }
    }
}

/// What the checks are told besides the document.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// What the document is for; guessed when it is not said.
    pub kind: Option<Kind>,
    /// The account that will hold it.
    pub account: Option<AccountId>,
    /// The time since 1970, for dates that have passed.
    pub now: Option<Duration>,
    /// Whether it is to be attached for a resource group only.
    pub for_resource_group: bool,
    /// The most bytes that it may have, when that is not what its kind says.
    pub quota: Option<usize>,
}

/// All findings about a document, in the order of their places.
#[must_use]
pub fn lint(text: &str, options: &Options) -> Vec<Finding> {
    let (tree, fault) = policy::tree(text);
    let kind = options
        .kind
        .unwrap_or_else(|| tree.as_ref().map_or(Kind::Identity, document::guess));
    let document = Document::new(text, tree.as_ref(), fault.as_ref(), kind, options);
    let mut findings = Findings::default();
    for check in CHECKS.iter().copied().flatten() {
        if check.scope.includes(kind) {
            findings.begin(check);
            (check.run)(&document, &mut findings);
        }
    }
    findings.placed(text, tree.as_ref())
}
