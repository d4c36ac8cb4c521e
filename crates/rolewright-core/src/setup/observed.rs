//! What has been seen of the account so far: pure data, fed with calls and their answers.

use std::collections::BTreeMap;

use serde::de::{DeserializeOwned, IgnoredAny};

use crate::error::{Error, Result};
use crate::name::{PolicyName, RoleName};
use crate::operation::{
    AttachPolicyToRole, AttachedPolicy, CallerIdentity, CreatePolicyOutput,
    CreatePolicyVersionOutput, CreateRoleOutput, GetCallerIdentity, GetPolicy, GetPolicyOutput,
    GetRole, GetRoleOutput, ListEntitiesForPolicy, ListEntitiesForPolicyOutput,
    ListPoliciesForRole, ListPoliciesForRoleOutput, ListPolicyVersions, ListPolicyVersionsOutput,
    PolicyType, PolicyVersion, Role, UpdateRoleOutput,
};
use crate::provider::{Call, Reply};

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
}

impl<T> Seen<T> {
    /// Keeps what a read showed; says what kept it from showing anything.
    fn take_in(&mut self, read: Result<T>) -> Result<()> {
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
}

impl From<PolicyVersion> for LivePolicy {
    fn from(version: PolicyVersion) -> Self {
        Self {
            default_version: version.version_id,
            document: version.policy_document,
        }
    }
}

impl From<GetPolicyOutput> for LivePolicy {
    fn from(output: GetPolicyOutput) -> Self {
        output.default_policy_version.into()
    }
}

/// Everything that has been seen of the account.
#[derive(Clone, Debug)]
pub struct Observed {
    role_name: RoleName,
    policy_name: PolicyName,
    pub(super) identity: Seen<CallerIdentity>,
    pub(super) role: Seen<Option<Role>>,
    pub(super) attached: Seen<Vec<AttachedPolicy>>,
    pub(super) policies: BTreeMap<PolicyKey, Seen<Option<LivePolicy>>>,
    pub(super) versions: Seen<Vec<PolicyVersion>>,
    pub(super) entities: Seen<ListEntitiesForPolicyOutput>,
    pub(super) last_round: Vec<(Call, Result<()>)>,
}

impl Observed {
    /// Nothing seen yet.
    #[must_use]
    pub fn new(role: RoleName, policy: PolicyName) -> Self {
        Self {
            role_name: role,
            policy_name: policy,
            identity: Seen::NotYet,
            role: Seen::NotYet,
            attached: Seen::NotYet,
            policies: BTreeMap::new(),
            versions: Seen::NotYet,
            entities: Seen::NotYet,
            last_round: Vec::new(),
        }
    }

    /// Forgets how the calls of the last round ended; what they showed stays.
    pub fn begin_round(&mut self) {
        self.last_round.clear();
    }

    /// Takes in how a call ended. A write that failed makes what it touches unknown.
    pub fn absorb(&mut self, call: Call, answer: Result<Reply>) {
        let name = |error: Error| match call.subject() {
            Some(subject) => error
                .with_action(call.action.clone())
                .with_resource(subject),
            None => error.with_action(call.action.clone()),
        };
        // A read that failed changed nothing, whatever the transport says.
        let maybe = |error: Error| {
            let applied = error.maybe_applied() && !call.is_read();
            error.with_maybe_applied(applied)
        };
        let answer = answer.map_err(|error| maybe(name(error)));
        let outcome = if call.is_read() {
            self.absorb_read(&call, &answer)
        } else {
            self.absorb_write(&call, &answer)
        };
        self.last_round.push((call, outcome));
    }

    /// Whose account it is; empty as long as that was not read.
    #[must_use]
    pub fn account(&self) -> &str {
        self.identity
            .value()
            .map_or("", |identity| identity.account_id.as_str())
    }

    pub(super) fn own_policy(&self) -> &Seen<Option<LivePolicy>> {
        self.policies.get(&self.own_key()).unwrap_or(&Seen::NotYet)
    }

    pub(super) fn own_key(&self) -> PolicyKey {
        (PolicyType::Custom, self.policy_name.to_string())
    }

    pub(super) fn identity_call() -> Call {
        Call::of(&GetCallerIdentity {})
    }

    pub(super) fn role_call(&self) -> Call {
        Call::of(&GetRole {
            role_name: self.role_name.to_string(),
        })
    }

    pub(super) fn attached_call(&self) -> Call {
        Call::of(&ListPoliciesForRole {
            role_name: self.role_name.to_string(),
        })
    }

    pub(super) fn policy_call((policy_type, policy_name): &PolicyKey) -> Call {
        Call::of(&GetPolicy {
            policy_name: policy_name.clone(),
            policy_type: policy_type.clone(),
        })
    }

    pub(super) fn versions_call(&self) -> Call {
        let (policy_type, policy_name) = self.own_key();
        Call::of(&ListPolicyVersions {
            policy_type,
            policy_name,
        })
    }

    pub(super) fn entities_call(&self) -> Call {
        let (policy_type, policy_name) = self.own_key();
        Call::of(&ListEntitiesForPolicy {
            policy_type,
            policy_name,
        })
    }

    fn absorb_read(&mut self, call: &Call, answer: &Result<Reply>) -> Result<()> {
        match call.action.as_ref() {
            "GetCallerIdentity" => self.identity.take_in(decoded(answer)),
            "GetRole" => {
                let role = found(answer).map(|out| out.map(|out: GetRoleOutput| out.role));
                self.role.take_in(role)
            }
            "ListPoliciesForRole" => {
                let output: Result<Option<ListPoliciesForRoleOutput>> = found(answer);
                self.attached
                    .take_in(output.map(|out| out.unwrap_or_default().policies.policy))
            }
            "GetPolicy" => {
                let output: Result<Option<GetPolicyOutput>> = found(answer);
                let live = output.map(|out| out.map(LivePolicy::from));
                self.policies
                    .entry(policy_key(call))
                    .or_default()
                    .take_in(live)
            }
            "ListPolicyVersions" => self.absorb_versions(answer),
            "ListEntitiesForPolicy" => {
                let output: Result<Option<ListEntitiesForPolicyOutput>> = found(answer);
                self.entities.take_in(output.map(Option::unwrap_or_default))
            }
            _ => Ok(()),
        }
    }

    /// The list is newer than what `GetPolicy` said, so the version in force is taken from it.
    fn absorb_versions(&mut self, answer: &Result<Reply>) -> Result<()> {
        let output: Result<Option<ListPolicyVersionsOutput>> = found(answer);
        let versions = output.map(|out| out.unwrap_or_default().policy_versions.policy_version);
        if let Ok(versions) = &versions {
            let live = versions.iter().find(|version| version.is_default_version);
            let key = self.own_key();
            self.policies
                .insert(key, Seen::Is(live.cloned().map(LivePolicy::from)));
        }
        self.versions.take_in(versions)
    }

    fn absorb_write(&mut self, call: &Call, answer: &Result<Reply>) -> Result<()> {
        let key = self.own_key();
        match call.action.as_ref() {
            "CreateRole" => {
                self.role = written(answer, |out: CreateRoleOutput| Some(out.role));
                self.attached = written(answer, |_: IgnoredAny| Vec::new());
            }
            "UpdateRole" => self.role = written(answer, |out: UpdateRoleOutput| Some(out.role)),
            "DeleteRole" => self.role = written(answer, |_: IgnoredAny| None),
            "CreatePolicy" => {
                let live = written(answer, |out: CreatePolicyOutput| {
                    Some(sent(call, out.policy.default_version))
                });
                self.policies.insert(key, live);
                self.versions = Seen::NotYet;
            }
            "CreatePolicyVersion" => {
                let live = written(answer, |out: CreatePolicyVersionOutput| {
                    Some(sent(call, out.policy_version.version_id))
                });
                self.policies.insert(key, live);
                self.versions = Seen::NotYet;
            }
            "DeletePolicyVersion" => self.versions = Seen::NotYet,
            "DeletePolicy" => {
                self.policies
                    .insert(key, written(answer, |_: IgnoredAny| None));
                self.versions = Seen::NotYet;
                self.entities = Seen::NotYet;
            }
            "AttachPolicyToRole" | "DetachPolicyFromRole" => self.absorb_attachment(call, answer),
            _ => {}
        }
        if answer.is_err() {
            self.forget_what_attaching_needs(call);
        }
        answer.as_ref().map(|_| ()).map_err(Clone::clone)
    }

    fn absorb_attachment(&mut self, call: &Call, answer: &Result<Reply>) {
        let (policy_type, policy_name) = policy_key(call);
        let same = |policy: &AttachedPolicy| {
            policy.policy_type == policy_type && policy.policy_name == policy_name
        };
        self.attached = match (answer, std::mem::take(&mut self.attached)) {
            (Ok(_), Seen::Is(mut policies)) => {
                policies.retain(|policy| !same(policy));
                if call.action == <AttachPolicyToRole as crate::Operation>::ACTION {
                    policies.push(AttachedPolicy {
                        policy_name,
                        policy_type,
                        ..AttachedPolicy::default()
                    });
                }
                Seen::Is(policies)
            }
            _ => Seen::NotYet,
        };
        self.entities = Seen::NotYet;
    }

    /// An attachment or a deletion that fails may do so because the role or the policy is gone.
    fn forget_what_attaching_needs(&mut self, call: &Call) {
        if call.action.contains("PolicyToRole")
            || call.action.contains("PolicyFromRole")
            || call.action.starts_with("Delete")
        {
            self.role = Seen::NotYet;
            self.attached = Seen::NotYet;
            self.entities = Seen::NotYet;
            let key = self.own_key();
            self.policies.insert(key, Seen::NotYet);
        }
    }
}

fn policy_key(call: &Call) -> PolicyKey {
    let policy_type = match call.params.get("PolicyType") {
        Some("System") => PolicyType::System,
        Some("Custom") | None => PolicyType::Custom,
        Some(other) => PolicyType::Other(other.to_owned()),
    };
    (
        policy_type,
        call.params.get("PolicyName").unwrap_or_default().to_owned(),
    )
}

fn sent(call: &Call, default_version: String) -> LivePolicy {
    let document = call
        .params
        .get("PolicyDocument")
        .unwrap_or_default()
        .to_owned();
    LivePolicy {
        default_version,
        document,
    }
}

fn decoded<T: DeserializeOwned>(answer: &Result<Reply>) -> Result<T> {
    answer.as_ref().map_err(Clone::clone)?.decode()
}

/// As [`decoded`], but an answer that says "does not exist" is a value too.
fn found<T: DeserializeOwned>(answer: &Result<Reply>) -> Result<Option<T>> {
    match decoded(answer) {
        Err(error) if error.is_not_found() => Ok(None),
        other => other.map(Some),
    }
}

/// What a write that was answered well left behind; unknown when it was not.
fn written<T: DeserializeOwned, U>(answer: &Result<Reply>, take: impl FnOnce(T) -> U) -> Seen<U> {
    decoded(answer).map_or(Seen::NotYet, |output| Seen::Is(take(output)))
}
