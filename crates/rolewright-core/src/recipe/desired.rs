//! What must hold, as grants and not as documents.

use crate::name::{AccountId, BucketName};
use crate::policy::{
    ActionPattern, List, PolicyDocument, Principal, ResourcePattern, Statement, TrustPolicy,
};

/// What an account must hold: who may assume the role, and which actions on which resources.
#[derive(Clone, Debug)]
pub struct DesiredState {
    /// Whom the role must trust.
    pub trust: TrustPolicy,
    /// Who has to be able to assume the role for the whole thing to work.
    pub assumer: Assumer,
    /// Trust policies that a page teaches, so that they can be told from somebody's own.
    pub documented_trusts: Vec<DocumentedTrust>,
    /// What the policy must grant.
    pub grants: Vec<Grant>,
    /// What verify judges: the accesses that will really be made.
    pub required: Vec<RequiredAccess>,
    /// Names that a page lists and that nothing asks for.
    pub documented_only: Vec<DocumentedName>,
    /// What has to hold too, but is not to be seen in RAM: each with the reason why not.
    pub control_policies: Vec<(String, String)>,
}

impl DesiredState {
    /// Nothing granted yet.
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
        }
    }

    /// With a further grant.
    #[must_use]
    pub fn with_grant(mut self, grant: Grant) -> Self {
        self.grants.push(grant);
        self
    }

    /// With further accesses that verify judges.
    #[must_use]
    pub fn with_required(mut self, accesses: impl IntoIterator<Item = RequiredAccess>) -> Self {
        self.required.extend(accesses);
        self
    }

    /// With names that a page lists and that nothing asks for.
    #[must_use]
    pub fn with_documented_only(mut self, names: impl IntoIterator<Item = DocumentedName>) -> Self {
        self.documented_only.extend(names);
        self
    }

    /// With something that has to hold too, and the reason why it is not looked at.
    #[must_use]
    pub fn with_out_of_sight(mut self, text: impl Into<String>, reason: impl Into<String>) -> Self {
        self.control_policies.push((text.into(), reason.into()));
        self
    }

    /// With a trust policy that a page teaches.
    #[must_use]
    pub fn with_documented_trust(mut self, documented: DocumentedTrust) -> Self {
        self.documented_trusts.push(documented);
        self
    }

    /// The document that grants just this.
    #[must_use]
    pub fn document(&self) -> PolicyDocument {
        PolicyDocument::new(self.grants.iter().map(|grant| grant.statement.clone()))
    }
}

/// Who has to be able to assume the role.
#[derive(Clone, Debug)]
pub struct Assumer {
    /// The principal as it stands in the trust policy.
    pub principal: Principal,
    /// Why it has to be this principal, with sources.
    pub why: String,
    /// What happens when the role will not trust it, as the end of a sentence; empty when nothing more
    /// is known than that it can't assume the role. It is shown where the desired trust policy itself
    /// leaves it out.
    pub otherwise: String,
}

impl Assumer {
    /// A principal, without a reason yet.
    #[must_use]
    pub fn new(principal: Principal) -> Self {
        Self {
            principal,
            why: String::new(),
            otherwise: String::new(),
        }
    }

    /// With the reason and its sources.
    #[must_use]
    pub fn because(mut self, why: impl Into<String>) -> Self {
        self.why = why.into();
        self
    }

    /// With what happens when the role doesn't trust it.
    #[must_use]
    pub fn otherwise(mut self, otherwise: impl Into<String>) -> Self {
        self.otherwise = otherwise.into();
        self
    }
}

/// A trust policy that a page teaches.
#[derive(Clone, Debug)]
pub struct DocumentedTrust {
    /// Which page, for sentences.
    pub page: String,
    /// What it teaches.
    pub trust: TrustPolicy,
}

/// One group of permissions: the statement that grants it, and how earlier pages wrote it.
#[derive(Clone, Debug)]
pub struct Grant {
    /// The group's name, for example `object operations`.
    pub name: String,
    /// What it is for.
    pub purpose: String,
    /// The statement as documented, with the wanted resources.
    pub statement: Statement,
    /// The action lists of other revisions of the page, by their names.
    pub other_forms: Vec<(String, Vec<String>)>,
}

impl Grant {
    /// A group that has only one form.
    pub fn new(name: impl Into<String>, purpose: impl Into<String>, statement: Statement) -> Self {
        Self {
            name: name.into(),
            purpose: purpose.into(),
            statement,
            other_forms: Vec::new(),
        }
    }

    /// With the action list of another revision of the page.
    #[must_use]
    pub fn otherwise(mut self, revision: impl Into<String>, actions: &[&str]) -> Self {
        let actions = actions.iter().map(|action| (*action).to_owned()).collect();
        self.other_forms.push((revision.into(), actions));
        self
    }

    /// The actions in the wanted form, or in that of another revision.
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

    /// What the wanted form has and another revision has not, and the other way round.
    pub fn since(&self, revision: &str) -> (Vec<&str>, Vec<&str>) {
        let (mut now, mut then) = (self.actions_in(None), self.actions_in(Some(revision)));
        let both: Vec<&str> = now.iter().copied().filter(|a| then.contains(a)).collect();
        now.retain(|action| !both.contains(action));
        then.retain(|action| !both.contains(action));
        (now, then)
    }

    /// The wanted resources.
    #[must_use]
    pub fn resources(&self) -> &[ResourcePattern] {
        self.statement.resources.as_deref().unwrap_or_default()
    }

    /// The statement with these resources in place of the wanted ones.
    #[must_use]
    pub fn statement_on(&self, resources: Vec<ResourcePattern>) -> Statement {
        let mut statement = self.statement.clone();
        let resources: List<ResourcePattern> = resources.into_iter().collect();
        if statement.resources.as_ref() != Some(&resources) {
            statement.resources = Some(resources);
        }
        statement
    }
}

/// One access that will really be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequiredAccess {
    /// The group of permissions that it belongs to.
    pub group: String,
    /// What it is about, for example the bucket's name; a bucket policy is judged by the accesses whose
    /// subject is just that name.
    pub subject: Option<String>,
    /// The action that the service authorises by.
    pub action: String,
    /// The resource; a `*` stands for all.
    pub resource: String,
    /// Whether a `*` in the resource is the very text that the service checks; see
    /// [`Stars::EveryButId`](crate::evaluate::Stars::EveryButId).
    pub literal: bool,
}

impl RequiredAccess {
    /// The same, where the service checks the resource's `*` as it stands.
    #[must_use]
    pub fn literally(mut self) -> Self {
        self.literal = true;
        self
    }

    /// One access.
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

/// A name that a page lists and that the service does not authorise by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentedName {
    /// The access as the page writes it.
    pub access: RequiredAccess,
    /// The action that the service checks in its place.
    pub instead: String,
}

/// A bucket that has to be there, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BucketNeed {
    /// Its name.
    pub bucket: BucketName,
    /// Where it has to be, for example `cn-hangzhou`; anywhere when it was not said.
    pub region: Option<String>,
    /// Whose it has to be; the caller's account when it was not said.
    pub owner: Option<AccountId>,
    /// The storage class that it must have.
    pub storage_class: Option<StorageClass>,
}

impl BucketNeed {
    /// A bucket of the caller's account, in any region and of any class.
    #[must_use]
    pub fn new(bucket: BucketName) -> Self {
        Self {
            bucket,
            region: None,
            owner: None,
            storage_class: None,
        }
    }
}

/// A storage class that a bucket must have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StorageClass {
    /// Its name, for example `Standard`.
    pub name: String,
    /// Why it has to be this class, with sources.
    pub why: String,
}
