//! The observed state of the account: pure data, updated with calls and their replies.

mod answers;
mod apply_reply;
pub(crate) mod deletion;
pub(crate) mod live_state;
pub(crate) mod planned;
pub(crate) mod queries;

use std::collections::BTreeMap;

use jiff::Timestamp;

pub use answers::Answers;
pub(crate) use deletion::Deletion;

use crate::error::{Error, Result};
use crate::name::{PolicyName, RoleName};
use crate::operation::{
    AttachedPolicy, CallerIdentity, ListEntitiesForPolicyOutput, PolicyType, PolicyVersion, Role,
    TagResource,
};
use crate::provider::Wait;
use crate::setup::query::Query;

/// The observed state of one resource.
#[derive(Clone, Debug, Default)]
pub enum Seen<T> {
    /// Not read yet, or outdated by a write.
    #[default]
    NotYet,
    /// The value when it was last read or written.
    Is(T),
    /// The read failed.
    Failed(Error),
}

impl<T> Seen<T> {
    /// Returns the value, if there is one.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Is(value) => Some(value),
            Self::NotYet | Self::Failed(_) => None,
        }
    }

    /// Whether it was read, or the read failed in a way that a retry won't change.
    pub(crate) fn is_settled(&self) -> bool {
        match self {
            Self::NotYet => false,
            Self::Failed(error) => !error.is_worth_repeating(),
            Self::Is(_) => true,
        }
    }

    /// Records the result of a read, and returns its error.
    pub(crate) fn record(&mut self, read: Result<T>) -> Result<()> {
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

/// The type and name of a policy.
pub type PolicyKey = (PolicyType, String);

/// The default version of a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LivePolicy {
    /// The id of the default version, for example `v1`.
    pub default_version: String,
    /// Its document, as JSON text.
    pub document: String,
    /// The policy's description; empty if it was not read.
    pub description: String,
    /// The number of users, groups and roles that it is attached to; 0 if it was not read.
    pub attachments: u32,
}

/// The names in a list of several pages, known after the last one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Listing {
    pub(crate) names: Seen<Vec<String>>,
    page: Option<(String, Vec<String>)>,
}

impl Listing {
    /// Returns the marker of the next page.
    pub(crate) fn marker(&self) -> Option<String> {
        self.page.as_ref().map(|(marker, _)| marker.clone())
    }

    /// Adds a page and the marker of the next one.
    fn absorb(&mut self, page: Result<(Vec<String>, Option<String>)>) -> Result<()> {
        let (_, mut all) = self.page.take().unwrap_or_default();
        match page {
            Err(error) => return self.names.record(Err(error)),
            Ok((names, marker)) => {
                all.extend(names);
                match marker {
                    Some(marker) => self.page = Some((marker, all)),
                    None => self.names = Seen::Is(all),
                }
            }
        }
        Ok(())
    }

    /// Returns a name that differs only in letter case.
    pub(crate) fn other_case_of(&self, name: &str) -> Option<&str> {
        let names = self.names.value().into_iter().flatten();
        let mut names = names.filter(|known| known.eq_ignore_ascii_case(name));
        names.find(|known| *known != name).map(String::as_str)
    }
}

/// The observed state of the account.
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
    /// The users, groups and roles that custom policies are attached to, by the policy's name.
    pub(crate) entities: BTreeMap<String, Seen<ListEntitiesForPolicyOutput>>,
    /// The account's custom policies.
    pub(crate) catalogue: Listing,
    /// The account's roles; listed only to find one whose name is similar.
    pub(crate) roles: Listing,
    /// Tags by `role` or `policy` and name.
    pub(crate) tags: BTreeMap<(String, String), Seen<Vec<TagResource>>>,
    /// The deletion of a service-linked role that this run requested.
    pub(crate) deletion: Option<Deletion>,
    answers: Answers,
    /// The service's latest time, from its replies.
    pub(crate) date: Option<Timestamp>,
    pub(crate) last_round: Vec<(Query, Result<()>)>,
    /// The waits of the calls of the last round.
    pub(crate) waits: Vec<Wait>,
}

impl Observed {
    /// Returns the state before anything of this role and policy was read.
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
            catalogue: Listing::default(),
            roles: Listing::default(),
            tags: BTreeMap::new(),
            deletion: None,
            answers: Answers::default(),
            date: None,
            last_round: Vec::new(),
            waits: Vec::new(),
        }
    }

    /// Clears the results of the last round's calls; the observed state is kept.
    pub fn begin_round(&mut self) {
        self.last_round.clear();
        self.waits.clear();
    }

    /// Returns the account's id; empty until it was read.
    #[must_use]
    pub fn account(&self) -> &str {
        self.identity
            .value()
            .map_or("", |identity| identity.account_id.as_str())
    }

    /// Returns the caller's ARN; empty until it was read.
    #[must_use]
    pub fn caller(&self) -> &str {
        self.identity
            .value()
            .map_or("", |identity| identity.arn.as_str())
    }

    /// Returns the name of the recipe's role.
    #[must_use]
    pub fn role_name(&self) -> &RoleName {
        &self.role_name
    }

    /// Returns the role, if it exists.
    #[must_use]
    pub fn role(&self) -> Option<&Role> {
        self.role.value().and_then(Option::as_ref)
    }

    /// Returns the answers to the queries of the recipe's checks.
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

    /// Returns the number of a managed policy: 1 for the recipe's policy, 2 and up for a numbered
    /// one; none for any other policy.
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

    /// Returns the name of a numbered policy.
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

    /// Returns the policies attached to the role.
    pub(crate) fn attached_keys(&self) -> impl Iterator<Item = PolicyKey> {
        let attached = self.attached.value().into_iter().flatten();
        attached.map(|policy| (policy.policy_type.clone(), policy.policy_name.clone()))
    }

    /// Returns the versions of a custom policy, if they were read.
    pub(crate) fn versions_of(&self, name: &str) -> Option<&Vec<PolicyVersion>> {
        self.versions.get(name)?.value()
    }
}

/// Returns the number in `v12`; numbers only grow (assumed: not documented).
pub(crate) fn version_number(version_id: &str) -> u64 {
    version_id.trim_start_matches('v').parse().unwrap_or(0)
}
