//! Options of the linter.

use std::collections::BTreeSet;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::field::field;
use crate::account_id::AccountId;
use crate::model::{self, Tree};

/// Kind of a document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Kind {
    /// Policy of a user, a group or a role.
    #[default]
    Identity,
    /// Trust policy of a role.
    Trust,
    /// Control policy of a resource directory.
    Control,
    /// Session policy.
    Session,
}

impl Kind {
    /// Returns `Trust` when a statement has a `Principal`, otherwise `Identity`.
    #[must_use]
    pub fn guess(text: &str) -> Self {
        let (tree, _) = model::tree(text);
        tree.map_or(Self::Identity, |tree| guess(&tree))
    }

    /// Returns the size quota in bytes, where it is documented.
    ///
    /// Source: the limits page of December 2025, the model comments of the official Python SDKs.
    #[must_use]
    pub fn quota(self) -> Option<usize> {
        match self {
            Self::Identity => Some(model::POLICY_DOCUMENT_BYTES),
            Self::Control => Some(4096),
            Self::Session => Some(2048),
            Self::Trust => None,
        }
    }
}

/// Options of the linter.
#[derive(Clone, Debug, Default)]
pub struct LintOptions {
    /// Kind of the document; guessed when not set.
    pub kind: Option<Kind>,
    /// Account that owns the document.
    pub account: Option<AccountId>,
    /// Current time since 1970, to detect expired dates.
    pub now: Option<Duration>,
    /// Whether the policy is attached to a resource group only.
    pub for_resource_group: bool,
    /// Size quota in bytes, when it differs from the quota of the kind.
    pub quota: Option<usize>,
    /// Recognizes older revisions of a reference policy; the check `older-revision` needs it.
    pub older_forms: Option<OlderForms>,
    #[doc(hidden)]
    pub __non_exhaustive: (),
}

/// Returns the older revision with exactly these actions; none for unknown actions and for the
/// current revision.
pub type OlderForms = fn(&BTreeSet<&str>) -> Option<OlderForm>;

/// An older revision of a group of permissions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OlderForm {
    /// Name of the group.
    pub group: &'static str,
    /// Revision with these actions.
    pub revision: &'static str,
    /// Where that revision was published.
    pub published: &'static str,
    /// Current revision.
    pub current: &'static str,
    #[doc(hidden)]
    pub __non_exhaustive: (),
}

/// `Trust` when a statement has a `Principal`.
pub(super) fn guess(tree: &Tree) -> Kind {
    let statements = field(tree, "Statement").map(|field| &field.value);
    let has = |tree: &Tree| field(tree, "Principal").is_some();
    let some = statements.is_some_and(|tree| match tree.items() {
        Some(items) => items.iter().any(has),
        None => has(tree),
    });
    if some { Kind::Trust } else { Kind::Identity }
}
