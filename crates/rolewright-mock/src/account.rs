//! One account's RAM, as plain data.

use std::collections::{BTreeMap, BTreeSet};

use rolewright_core::AccountId;
use rolewright_core::operation::PolicyType;
use serde::{Deserialize, Serialize};

use crate::limits::Limits;

/// Everything that RAM knows of one account.
///
/// Calls are carried out by [`execute`](Self::execute), which is pure: the same account, call and
/// moment give the same answer and the same new account. Everything is public, so that a test can
/// look at it and can also make a state that no call leads to.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Account {
    /// The account's id.
    pub id: String,
    /// How much it holds.
    pub limits: Limits,
    /// The roles by name (rule `names-are-case-sensitive`, as for everything by name).
    pub roles: BTreeMap<String, RoleState>,
    /// The custom policies by name (rule `custom-beside-system`).
    pub policies: BTreeMap<String, PolicyState>,
    /// The users by name.
    pub users: BTreeMap<String, UserState>,
    /// The groups by name.
    pub groups: BTreeMap<String, GroupState>,
    /// The number from which the next id of a role, user or group is made.
    pub next_id: u64,
}

/// A role.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct RoleState {
    /// The service's own id.
    pub id: String,
    /// Free text.
    pub description: Option<String>,
    /// The trust policy, as it came (rule `documents-as-sent`).
    pub trust: String,
    /// The longest session, in seconds.
    pub max_session_seconds: u32,
    /// When it was made.
    pub created: String,
    /// When it was last changed.
    pub updated: String,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
    /// What is attached to it.
    pub policies: BTreeSet<Attachment>,
}

/// A policy.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PolicyState {
    /// Free text.
    pub description: Option<String>,
    /// When it was made.
    pub created: String,
    /// When it was last changed (rule `update-dates`).
    pub updated: String,
    /// The number of the version in force.
    pub default_version: u32,
    /// The number of the next version: numbers only grow (rule `version-numbers-grow`).
    pub next_version: u32,
    /// The versions by number.
    pub versions: BTreeMap<u32, VersionState>,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
}

/// One version of a policy.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct VersionState {
    /// The document, as it came (rule `documents-as-sent`).
    pub document: String,
    /// When it was made.
    pub created: String,
}

/// A user.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct UserState {
    /// The service's own id.
    pub id: String,
    /// The name that is shown.
    pub display_name: Option<String>,
    /// Mobile phone number.
    pub mobile_phone: Option<String>,
    /// Mail address.
    pub email: Option<String>,
    /// Free text.
    pub comments: Option<String>,
    /// When it was made.
    pub created: String,
    /// When it was last changed.
    pub updated: String,
    /// What is attached to it.
    pub policies: BTreeSet<Attachment>,
}

/// A group.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct GroupState {
    /// The service's own id.
    pub id: String,
    /// Free text.
    pub comments: Option<String>,
    /// When it was made.
    pub created: String,
    /// When each of its users joined, by user name (rule `groups-per-user`).
    pub members: BTreeMap<String, String>,
    /// What is attached to it.
    pub policies: BTreeSet<Attachment>,
}

/// A policy that is attached to a role, user or group.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Attachment {
    /// `Custom` or `System`.
    pub policy_type: PolicyType,
    /// The policy's name.
    pub policy_name: String,
    /// When it was attached.
    pub date: String,
}

impl Attachment {
    pub(crate) fn is(&self, policy_type: &PolicyType, policy_name: &str) -> bool {
        self.policy_type == *policy_type && self.policy_name == policy_name
    }
}

impl Account {
    /// An account without roles, policies, users and groups, with the documented limits.
    #[must_use]
    pub fn new(id: &AccountId) -> Self {
        Self {
            id: id.to_string(),
            ..Self::default()
        }
    }

    /// The ARN of something of this account in RAM (rule `role-arn-case`).
    pub(crate) fn arn(&self, relative_id: &str) -> String {
        format!("acs:ram::{}:{relative_id}", self.id)
    }

    /// A number that this account never gave before (rule `ids`).
    pub(crate) fn take_id(&mut self) -> u64 {
        let id = self.next_id;
        self.next_id += 1;
        id
    }
}

impl Default for Account {
    /// The account `1234567890123456`, the one of the documentation's examples.
    fn default() -> Self {
        Self {
            id: "1234567890123456".into(),
            limits: Limits::default(),
            roles: BTreeMap::new(),
            policies: BTreeMap::new(),
            users: BTreeMap::new(),
            groups: BTreeMap::new(),
            next_id: 1,
        }
    }
}
