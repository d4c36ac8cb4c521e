//! The input of plan and verify.

use std::collections::BTreeMap;

use crate::error::{Error, ErrorKind, Result};
use crate::name::AccountId;
use crate::operation::{PolicyType, Role};
use crate::policy::{PolicyDocument, PolicyError, TrustPolicy};
use crate::recipe::{Check, Recipe};
use crate::setup::accept::Unmanaged;
use crate::setup::desired::Desired;
use crate::setup::goal::Goal;
use crate::setup::grants::Grants;
use crate::setup::observe::{LivePolicy, Observed, PolicyKey};
use crate::setup::options::Options;

/// Versions by others that a run's own version replaced as the default, by policy and number.
pub(crate) type Replaced = BTreeMap<String, BTreeMap<u64, PolicyDocument>>;

/// The desired state, the observed state and the options of a run.
#[derive(Clone)]
pub(crate) struct Snapshot<'a> {
    pub(crate) goal: &'a Goal,
    pub(crate) recipe: &'a dyn Recipe,
    pub(crate) checks: &'a [Box<dyn Check>],
    pub(crate) desired: &'a Desired,
    pub(crate) observed: &'a Observed,
    pub(crate) options: &'a Options,
    /// Versions by others that this run's own version replaced as the default, by policy and
    /// number. The run has to write their grants again.
    pub(crate) replaced: &'a Replaced,
}

impl Snapshot<'_> {
    pub(crate) fn account(&self) -> Option<AccountId> {
        AccountId::new(self.observed.account()).ok()
    }

    /// Whether the run plans the desired state, so that what it removes is no finding.
    pub(crate) fn plans_changes(&self) -> bool {
        matches!(self.goal, Goal::Plan | Goal::Apply | Goal::Drift)
    }

    /// Whether the caller accepts an unmanaged part now.
    pub(crate) fn accepts(&self, part: Unmanaged<'_>) -> bool {
        let now = self.options.now.or(self.observed.date);
        let mut entries = self.options.accept.iter();
        entries.any(|accept| accept.is(part) && !accept.has_expired(now))
    }

    pub(crate) fn role(&self) -> Option<&Role> {
        self.observed.role()
    }

    pub(crate) fn live_policy(&self) -> Option<&LivePolicy> {
        self.observed.own_policy().value().and_then(Option::as_ref)
    }

    /// Returns the system policies of the recipe besides its own policy.
    pub(crate) fn further_policies(&self) -> Vec<PolicyKey> {
        further_policies(self.recipe)
    }

    /// Whether a policy belongs to the recipe: its own, a numbered one, or a further system policy; of a
    /// service-linked role, each that its service has attached.
    pub(crate) fn is_managed(&self, key: &PolicyKey) -> bool {
        let is_linked = self.recipe.linked_to().is_some() && key.0 == PolicyType::System;
        is_linked || self.observed.number(key).is_some() || self.further_policies().contains(key)
    }

    /// Returns the default version's document of a custom policy, if it exists.
    pub(crate) fn live_document(&self, policy: &str) -> Option<&str> {
        let key = (PolicyType::Custom, policy.to_owned());
        let live = self.observed.policy(&key).value()?.as_ref()?;
        Some(&live.document)
    }

    /// Returns the names of the managed policies, attached or not; none for a system policy.
    pub(crate) fn own_policies(&self) -> Vec<String> {
        let known = self.observed.policies.keys();
        let mut names: Vec<_> = known
            .chain(&self.observed.attached_keys().collect::<Vec<_>>())
            .filter(|key| key.0 == PolicyType::Custom)
            .filter_map(|key| Some((self.observed.number(key)?, key.1.clone())))
            .collect();
        names.sort();
        names.dedup();
        names.into_iter().map(|(_, name)| name).collect()
    }

    pub(crate) fn exists(&self, policy: &str) -> bool {
        self.live_document(policy).is_some()
    }

    /// Returns the live trust policy, if the role exists.
    pub(crate) fn live_trust(&self) -> Result<Option<TrustPolicy>> {
        let Some(role) = self.role() else {
            return Ok(None);
        };
        let parsed = TrustPolicy::parse(&role.assume_role_policy_document);
        parsed.map(Some).map_err(|error| {
            let name = self.recipe.role().as_str();
            unreadable(&error, name, "the role's trust policy")
        })
    }

    /// Returns the grants of the recipe's policy, if it exists.
    pub(crate) fn live_grants(&self) -> Result<Option<(Grants, PolicyDocument)>> {
        let live = self
            .live_policy()
            .filter(|_| self.recipe.policy_type() == PolicyType::Custom);
        live.map(|live| self.read(self.recipe.policy().as_str(), &live.document))
            .transpose()
    }

    pub(crate) fn read(&self, name: &str, document: &str) -> Result<(Grants, PolicyDocument)> {
        let document = PolicyDocument::parse(document)
            .map_err(|error| unreadable(&error, name, "the policy's document"))?;
        Ok((Grants::read(self.desired, &document), document))
    }

    /// Returns the documents of the replaced versions, oldest first.
    pub(crate) fn replaced_of(&self, policy: &str) -> impl Iterator<Item = &PolicyDocument> {
        let replaced = self.replaced.get(policy).into_iter();
        replaced.flat_map(BTreeMap::values)
    }
}

/// Returns the system policies of a recipe besides its own policy.
pub(crate) fn further_policies(recipe: &dyn Recipe) -> Vec<PolicyKey> {
    let names = recipe.further_system_policies().into_iter();
    names
        .map(|name| (PolicyType::System, name.to_string()))
        .collect()
}

fn unreadable(error: &PolicyError, name: &str, what: &str) -> Error {
    Error::new(
        ErrorKind::Refused,
        format!("{what} can't be read; nothing was changed: {error}"),
    )
    .with_resource(name)
    .with_remedy("fix or delete it in the RAM console, then run again")
    .with_source(error.clone())
}
