//! What has been seen of the account so far: pure data, fed with calls and their answers.

mod apply_reply;
pub(crate) mod live_state;
pub(crate) mod queries;

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::bucket::BucketFacts;
use crate::error::{Error, Result};
use crate::name::{PolicyName, RoleName};
use crate::operation::{
    AttachedPolicy, CallerIdentity, GetInstanceOutput, GetRole, ListEntitiesForPolicyOutput,
    ListInstanceOutput, ListPolicies, ListPoliciesForRole, PolicyType, PolicyVersion, Role,
    TagResource,
};
use crate::probe::Probed;
use crate::provider::{Call, Wait};

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
    catalogue_page: Option<(String, Vec<String>)>,
    /// Tags by `role` or `policy` and name.
    pub(crate) tags: BTreeMap<(String, String), Seen<Vec<TagResource>>>,
    /// Container Registry's instances, by region: the first page.
    pub(crate) instances: BTreeMap<String, Seen<ListInstanceOutput>>,
    /// Single instances by id and region; none where the region has none of that id.
    pub(crate) instance: BTreeMap<(String, String), Seen<Option<GetInstanceOutput>>>,
    /// How trying the buckets with the role went, by the bucket's name.
    pub(crate) probes: BTreeMap<String, Seen<Probed>>,
    /// The buckets by name; none where no account has one of that name.
    pub(crate) buckets: BTreeMap<String, Seen<Option<BucketFacts>>>,
    /// The service's latest time, from its answers.
    pub(crate) date: Option<Timestamp>,
    pub(crate) last_round: Vec<(Call, Result<()>)>,
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
            instances: BTreeMap::new(),
            instance: BTreeMap::new(),
            probes: BTreeMap::new(),
            buckets: BTreeMap::new(),
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

    pub(crate) fn role_call(&self) -> Call {
        Call::of(&GetRole {
            role_name: self.role_name.to_string(),
        })
    }

    pub(crate) fn attached_call(&self) -> Call {
        Call::of(&ListPoliciesForRole {
            role_name: self.role_name.to_string(),
        })
    }

    pub(crate) fn catalogue_call(&self) -> Call {
        Call::of(&ListPolicies {
            policy_type: Some(PolicyType::Custom),
            marker: self
                .catalogue_page
                .as_ref()
                .map(|(marker, _)| marker.clone()),
            max_items: Some(1000),
            ..ListPolicies::default()
        })
    }
}

/// The number in `v12`; versions only grow (assumed, since no page says it).
pub(crate) fn version_number(version_id: &str) -> u64 {
    version_id.trim_start_matches('v').parse().unwrap_or(0)
}

/// Each once, in their order.
pub(crate) fn regions<'r>(
    said: &'r [String],
    of_buckets: impl Iterator<Item = Option<&'r str>>,
) -> Vec<&'r str> {
    let mut all: Vec<&str> = Vec::new();
    for region in said.iter().map(String::as_str).chain(of_buckets.flatten()) {
        if !all.contains(&region) {
            all.push(region);
        }
    }
    all
}
