//! The desired state, as grants instead of documents.

use crate::name::{AccountId, BucketName};
use crate::policy::{
    ActionPattern, List, PolicyDocument, Principal, ResourcePattern, Statement, TrustPolicy,
};

/// The desired state of an account: trust, grants and required accesses.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct DesiredState {
    /// The desired trust policy.
    pub trust: TrustPolicy,
    /// The principal that must be able to assume the role.
    pub assumer: Assumer,
    /// Trust policies from the documentation, to distinguish them from custom ones.
    pub documented_trusts: Vec<DocumentedTrust>,
    /// The grants of the policy. One without resources is not desired, only recognised where another run
    /// has made it.
    pub grants: Vec<Grant>,
    /// The accesses that the service makes; verify judges these.
    pub required: Vec<RequiredAccess>,
    /// Documented actions that the service does not authorize by.
    pub documented_only: Vec<DocumentedName>,
    /// Further requirements that RAM does not show, each with the reason.
    pub control_policies: Vec<(String, String)>,
    /// The description of a new role.
    pub description: Option<String>,
    /// The maximum session duration of the role in seconds; `None` for any.
    pub max_session_duration: Option<u32>,
}

impl DesiredState {
    /// Creates a desired state without grants.
    #[must_use]
    pub fn new(trust: TrustPolicy, assumer: Assumer) -> Self {
        Self {
            trust,
            assumer,
            documented_trusts: Vec::new(),
            grants: Vec::new(),
            required: Vec::new(),
            documented_only: Vec::new(),
            control_policies: Vec::new(),
            description: None,
            max_session_duration: None,
        }
    }

    /// Adds a grant.
    #[must_use]
    pub fn with_grant(mut self, grant: Grant) -> Self {
        self.grants.push(grant);
        self
    }

    /// Adds required accesses.
    #[must_use]
    pub fn with_required(mut self, accesses: impl IntoIterator<Item = RequiredAccess>) -> Self {
        self.required.extend(accesses);
        self
    }

    /// Adds documented actions that the service does not authorize by.
    #[must_use]
    pub fn with_documented_only(mut self, names: impl IntoIterator<Item = DocumentedName>) -> Self {
        self.documented_only.extend(names);
        self
    }

    /// Adds a requirement that can't be checked, and the reason.
    #[must_use]
    pub fn with_out_of_sight(mut self, text: impl Into<String>, reason: impl Into<String>) -> Self {
        self.control_policies.push((text.into(), reason.into()));
        self
    }

    /// Adds a documented trust policy.
    #[must_use]
    pub fn with_documented_trust(mut self, documented: DocumentedTrust) -> Self {
        self.documented_trusts.push(documented);
        self
    }

    /// Returns the policy document with exactly these grants; one without resources is left out.
    #[must_use]
    pub fn document(&self) -> PolicyDocument {
        let grants = self.grants.iter();
        let grants = grants.filter(|grant| !grant.resources().is_empty());
        PolicyDocument::new(grants.map(|grant| grant.statement.clone()))
    }
}

/// The principal that must be able to assume the role.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Assumer {
    /// The principal as the trust policy contains it.
    pub principal: Principal,
    /// The reason for this principal, with sources.
    pub why: String,
    /// Whether a source names the principal; else it is assumed.
    pub is_sourced: bool,
    /// The consequence when the role does not trust it, as the end of a sentence; empty if unknown.
    /// Shown when the desired trust policy itself omits the principal.
    pub otherwise: String,
}

impl Assumer {
    /// Creates an assumer without a reason.
    #[must_use]
    pub fn new(principal: Principal) -> Self {
        Self {
            principal,
            why: String::new(),
            is_sourced: false,
            otherwise: String::new(),
        }
    }

    /// Sets the reason for an assumed principal.
    #[must_use]
    pub fn because(mut self, why: impl Into<String>) -> Self {
        self.why = why.into();
        self
    }

    /// Sets the source that names the principal.
    #[must_use]
    pub fn sourced(self, source: impl Into<String>) -> Self {
        Self {
            is_sourced: true,
            ..self.because(source)
        }
    }

    /// Sets the consequence when the role does not trust it.
    #[must_use]
    pub fn otherwise(mut self, otherwise: impl Into<String>) -> Self {
        self.otherwise = otherwise.into();
        self
    }
}

/// A trust policy from the documentation.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct DocumentedTrust {
    /// The display name of the page.
    pub page: String,
    /// The documented trust policy.
    pub trust: TrustPolicy,
}

/// A group of permissions: its statement, and its actions in other revisions.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Grant {
    /// The name of the group, for example `object operations`.
    pub name: String,
    /// The purpose of the group.
    pub purpose: String,
    /// The documented statement with the desired resources.
    pub statement: Statement,
    /// The action lists of other revisions, with the name of each revision.
    pub other_forms: Vec<(String, Vec<String>)>,
}

impl Grant {
    /// Creates a grant without other revisions.
    pub fn new(name: impl Into<String>, purpose: impl Into<String>, statement: Statement) -> Self {
        Self {
            name: name.into(),
            purpose: purpose.into(),
            statement,
            other_forms: Vec::new(),
        }
    }

    /// Adds the action list of another revision.
    #[must_use]
    pub fn otherwise(mut self, revision: impl Into<String>, actions: &[&str]) -> Self {
        let actions = actions.iter().map(|action| (*action).to_owned()).collect();
        self.other_forms.push((revision.into(), actions));
        self
    }

    /// Returns the desired actions, or those of another revision.
    pub fn actions_in(&self, revision: Option<&str>) -> Vec<&str> {
        let other = |name: &str| self.other_forms.iter().find(|(known, _)| known == name);
        match revision.map(other) {
            Some(form) => form
                .iter()
                .flat_map(|(_, actions)| actions.iter().map(String::as_str))
                .collect(),
            None => {
                let list = self
                    .statement
                    .action_list()
                    .into_iter()
                    .flat_map(|list| list.iter());
                list.map(ActionPattern::as_str).collect()
            }
        }
    }

    /// Returns the actions added since a revision, and those removed since.
    pub fn since(&self, revision: &str) -> (Vec<&str>, Vec<&str>) {
        let (mut now, mut then) = (self.actions_in(None), self.actions_in(Some(revision)));
        let both: Vec<&str> = now.iter().copied().filter(|a| then.contains(a)).collect();
        now.retain(|action| !both.contains(action));
        then.retain(|action| !both.contains(action));
        (now, then)
    }

    /// Returns the desired resources.
    #[must_use]
    pub fn resources(&self) -> &[ResourcePattern] {
        self.statement.resources.as_deref().unwrap_or_default()
    }

    /// Returns the statement with these resources instead of the desired ones.
    #[must_use]
    pub fn statement_on(&self, resources: Vec<ResourcePattern>) -> Statement {
        let resources: List<ResourcePattern> = resources.into_iter().collect();
        // Lists of other lengths differ, since no resource is in one of them twice.
        let desired = self.statement.resources.as_ref();
        if desired.is_some_and(|desired| desired.len() == resources.len() && *desired == resources)
        {
            return self.statement.clone();
        }
        self.statement.with_resources(resources)
    }
}

/// An access that the service makes.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RequiredAccess {
    /// The group of permissions.
    pub group: String,
    /// The subject, for example a bucket name. A bucket policy is judged by the accesses whose subject
    /// is that bucket.
    pub subject: Option<String>,
    /// The action that the service authorizes by.
    pub action: String,
    /// The resource; `*` matches all.
    pub resource: String,
    /// Whether the service checks a `*` in the resource literally; see
    /// [`Stars::EveryButId`](crate::evaluate::Stars::EveryButId).
    pub literal: bool,
}

impl RequiredAccess {
    /// Marks the `*` in the resource as literal.
    #[must_use]
    pub fn literally(mut self) -> Self {
        self.literal = true;
        self
    }

    /// Creates an access to a resource.
    #[must_use]
    pub fn new(group: &str, subject: Option<&str>, action: &str, resource: &str) -> Self {
        Self {
            group: group.to_owned(),
            subject: subject.map(str::to_owned),
            action: action.to_owned(),
            resource: resource.to_owned(),
            literal: false,
        }
    }
}

/// A documented action that the service does not authorize by.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DocumentedName {
    /// The documented access.
    pub access: RequiredAccess,
    /// The action that the service checks instead.
    pub instead: String,
}

/// A required bucket and its required properties.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BucketNeed {
    /// The name of the bucket.
    pub bucket: BucketName,
    /// The required region, for example `cn-hangzhou`; `None` for one of `regions`.
    pub region: Option<String>,
    /// The regions of the service, one of which is required if `region` is `None`; empty for any.
    pub regions: Vec<String>,
    /// The required owner; `None` for the caller's account.
    pub owner: Option<AccountId>,
    /// The required storage class; `None` for any.
    pub storage_class: Option<StorageClass>,
}

impl BucketNeed {
    /// Creates a need for a bucket of the caller's account, in any region and of any class.
    #[must_use]
    pub fn new(bucket: BucketName) -> Self {
        Self {
            bucket,
            region: None,
            regions: Vec::new(),
            owner: None,
            storage_class: None,
        }
    }

    /// Returns the regions that the bucket may be in; empty for any.
    #[must_use]
    pub fn required_regions(&self) -> &[String] {
        match &self.region {
            Some(region) => std::slice::from_ref(region),
            None => &self.regions,
        }
    }
}

/// A required storage class.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StorageClass {
    /// The name, for example `Standard`.
    pub name: String,
    /// The reason for this class, with sources.
    pub why: String,
}

impl StorageClass {
    /// Requires a storage class for this reason.
    #[must_use]
    pub fn new(name: impl Into<String>, why: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            why: why.into(),
        }
    }
}
