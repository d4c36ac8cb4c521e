//! What has been seen of the account so far: pure data, fed with calls and their answers.

mod answers;
mod apply_reply;
pub(crate) mod live_state;
pub(crate) mod queries;

use std::collections::BTreeMap;

use jiff::Timestamp;

pub use answers::Answers;

use crate::error::{Error, Result};
use crate::name::{PolicyName, RoleName};
use crate::operation::{
    AttachedPolicy, CallerIdentity, ListEntitiesForPolicyOutput, PolicyType, PolicyVersion, Role,
    TagResource,
};
use crate::provider::Wait;
use crate::setup::query::Query;

/// What is known of one thing.
#[derive(Clone, Debug, Default)]
pub enum Seen<T> {
    /// It was not read yet, or a write has made what was read worthless.
    #[default]
    NotYet,
    /// This is how it was when it was last read or written.
    Is(T),
    /// It could not be read.
    Failed(Error),
}

impl<T> Seen<T> {
    /// The value, when there is one.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Is(value) => Some(value),
            Self::NotYet | Self::Failed(_) => None,
        }
    }

    /// Whether it was read, or failed in a way that reading again won't change.
    pub(crate) fn is_settled(&self) -> bool {
        match self {
            Self::NotYet => false,
            Self::Failed(error) => !error.is_transient(),
            Self::Is(_) => true,
        }
    }

    /// Keeps what a read showed; says what kept it from showing anything.
    pub(crate) fn take_in(&mut self, read: Result<T>) -> Result<()> {
        match read {
            Ok(value) => {
                *self = Self::Is(value);
                Ok(())
            }
            Err(error) => {
                *self = Self::Failed(error.clone());
                Err(error)
            }
        }
    }
}

/// A policy's name and type.
pub type PolicyKey = (PolicyType, String);

/// What a policy says now: its version in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LivePolicy {
    /// The version in force, for example `v1`.
    pub default_version: String,
    /// Its document, as JSON text.
    pub document: String,
    /// The policy's description; empty when that was not read.
    pub description: String,
    /// To how many users, groups and roles it is attached; 0 when that was not read.
    pub attachments: u32,
}

/// Everything that has been seen of the account.
#[derive(Clone, Debug)]
pub struct Observed {
    role_name: RoleName,
    own: PolicyKey,
    pub(crate) identity: Seen<CallerIdentity>,
    pub(crate) role: Seen<Option<Role>>,
    pub(crate) attached: Seen<Vec<AttachedPolicy>>,
    pub(crate) policies: BTreeMap<PolicyKey, Seen<Option<LivePolicy>>>,
    /// The versions of custom policies, by the policy's name.
    pub(crate) versions: BTreeMap<String, Seen<Vec<PolicyVersion>>>,
    /// Whom custom policies are attached to, by the policy's name.
    pub(crate) entities: BTreeMap<String, Seen<ListEntitiesForPolicyOutput>>,
    /// The names of the account's custom policies.
    pub(crate) catalogue: Seen<Vec<String>>,
    pub(crate) catalogue_page: Option<(String, Vec<String>)>,
    /// Tags by `role` or `policy` and name.
    pub(crate) tags: BTreeMap<(String, String), Seen<Vec<TagResource>>>,
    answers: Answers,
    /// The service's latest time, from its answers.
    pub(crate) date: Option<Timestamp>,
    pub(crate) last_round: Vec<(Query, Result<()>)>,
    /// What held the calls of the last round up.
    pub(crate) waits: Vec<Wait>,
}

impl Observed {
    /// Nothing seen yet of this role and this policy.
    #[must_use]
    pub fn new(role: RoleName, policy_type: PolicyType, policy: &PolicyName) -> Self {
        Self {
            role_name: role,
            own: (policy_type, policy.to_string()),
            identity: Seen::NotYet,
            role: Seen::NotYet,
            attached: Seen::NotYet,
            policies: BTreeMap::new(),
            versions: BTreeMap::new(),
            entities: BTreeMap::new(),
            catalogue: Seen::NotYet,
            catalogue_page: None,
            tags: BTreeMap::new(),
            answers: Answers::default(),
            date: None,
            last_round: Vec::new(),
            waits: Vec::new(),
        }
    }

    /// Forgets how the calls of the last round ended; what they showed stays.
    pub fn begin_round(&mut self) {
        self.last_round.clear();
        self.waits.clear();
    }

    /// Whose account it is; empty as long as that was not read.
    #[must_use]
    pub fn account(&self) -> &str {
        self.identity
            .value()
            .map_or("", |identity| identity.account_id.as_str())
    }

    /// Who asks: the caller's ARN; empty as long as that was not read.
    #[must_use]
    pub fn caller(&self) -> &str {
        self.identity
            .value()
            .map_or("", |identity| identity.arn.as_str())
    }

    /// The name of the recipe's role.
    #[must_use]
    pub fn role_name(&self) -> &RoleName {
        &self.role_name
    }

    /// The role, when it is there.
    #[must_use]
    pub fn role(&self) -> Option<&Role> {
        self.role.value().and_then(Option::as_ref)
    }

    /// What was read for the recipe's checks.
    #[must_use]
    pub fn answers(&self) -> &Answers {
        &self.answers
    }

    pub(crate) fn own_key(&self) -> PolicyKey {
        self.own.clone()
    }

    pub(crate) fn own_policy(&self) -> &Seen<Option<LivePolicy>> {
        self.policy(&self.own)
    }

    pub(crate) fn policy(&self, key: &PolicyKey) -> &Seen<Option<LivePolicy>> {
        self.policies.get(key).unwrap_or(&Seen::NotYet)
    }

    /// The page's own policy and its numbered further ones: the number of a name that is one.
    pub(crate) fn number(&self, (policy_type, name): &PolicyKey) -> Option<u32> {
        if *policy_type != PolicyType::Custom || self.own.0 != PolicyType::Custom {
            return (*policy_type == self.own.0 && *name == self.own.1).then_some(1);
        }
        if *name == self.own.1 {
            return Some(1);
        }
        let digits = name.strip_prefix(self.own.1.as_str())?.strip_prefix('-')?;
        let number = digits.parse().ok().filter(|number| *number > 1)?;
        (digits == u32::to_string(&number)).then_some(number)
    }

    /// The name of a numbered further policy.
    pub(crate) fn numbered(&self, number: u32) -> String {
        match number {
            0 | 1 => self.own.1.clone(),
            more => format!("{}-{more}", self.own.1),
        }
    }

    pub(crate) fn is_attached(&self, key: &PolicyKey) -> bool {
        let mut attached = self.attached_keys();
        attached.any(|known| known == *key)
    }

    /// What is attached to the role.
    pub(crate) fn attached_keys(&self) -> impl Iterator<Item = PolicyKey> {
        let attached = self.attached.value().into_iter().flatten();
        attached.map(|policy| (policy.policy_type.clone(), policy.policy_name.clone()))
    }

    /// The versions of a custom policy, as far as they were read.
    pub(crate) fn versions_of(&self, name: &str) -> Option<&Vec<PolicyVersion>> {
        self.versions.get(name)?.value()
    }
}

/// The number in `v12`; versions only grow (assumed, since no page says it).
pub(crate) fn version_number(version_id: &str) -> u64 {
    version_id.trim_start_matches('v').parse().unwrap_or(0)
}
