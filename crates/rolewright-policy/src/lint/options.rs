//! What the checks are told besides the document.

use std::collections::BTreeSet;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::field::field;
use crate::account_id::AccountId;
use crate::model::{self, Tree};

/// What a document is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
        let (tree, _) = model::tree(text);
        tree.map_or(Self::Identity, |tree| guess(&tree))
    }

    /// The most bytes that a document of this kind may have, where it is known.
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
    /// Recognises older published forms of a policy; without it `older-generation` finds nothing.
    pub older_forms: Option<OlderForms>,
}

/// The older published form that these actions are; none when they are no such form, or today's.
pub type OlderForms = fn(&BTreeSet<&str>) -> Option<OlderForm>;

/// An older published form of a group of permissions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OlderForm {
    /// The group.
    pub group: &'static str,
    /// The generation that has it so.
    pub generation: &'static str,
    /// Where that was seen.
    pub seen: &'static str,
    /// Today's generation.
    pub today: &'static str,
}

/// A trust policy when some statement has a `Principal`.
pub(super) fn guess(tree: &Tree) -> Kind {
    let statements = field(tree, "Statement").map(|field| &field.value);
    let has = |tree: &Tree| field(tree, "Principal").is_some();
    let some = statements.is_some_and(|tree| match tree.items() {
        Some(items) => items.iter().any(has),
        None => has(tree),
    });
    if some { Kind::Trust } else { Kind::Identity }
}
