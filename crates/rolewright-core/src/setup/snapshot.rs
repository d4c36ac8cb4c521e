//! All that a plan and a verification are made from.

use std::collections::BTreeMap;

use crate::error::{Error, ErrorKind, Result};
use crate::operation::{PolicyType, Role};
use crate::policy::{PolicyDocument, PolicyError, TrustPolicy};
use crate::recipe::{Check, DesiredState, Recipe};
use crate::setup::goal::Goal;
use crate::setup::grants::Grants;
use crate::setup::observe::{LivePolicy, Observed};
use crate::setup::options::Options;

/// Others' versions that a run's own version replaced as the default, by policy and number.
pub(crate) type Replaced = BTreeMap<String, BTreeMap<u64, PolicyDocument>>;

/// What is desired, what was observed, and what the run was told.
#[derive(Clone)]
pub(crate) struct Snapshot<'a> {
    pub(crate) goal: &'a Goal,
    pub(crate) recipe: &'a dyn Recipe,
    pub(crate) checks: &'a [Box<dyn Check>],
    pub(crate) desired: &'a DesiredState,
    pub(crate) observed: &'a Observed,
    pub(crate) options: &'a Options,
    /// Others' versions that this run's own version replaced as the default, and whose grants it has
    /// to write again: by policy and number.
    pub(crate) replaced: &'a Replaced,
}

impl Snapshot<'_> {
    pub(crate) fn role(&self) -> Option<&Role> {
        self.observed.role()
    }

    pub(crate) fn live_policy(&self) -> Option<&LivePolicy> {
        self.observed.own_policy().value().and_then(Option::as_ref)
    }

    /// The document in force of a custom policy, when there is one.
    pub(crate) fn live_document(&self, policy: &str) -> Option<&str> {
        let key = (PolicyType::Custom, policy.to_owned());
        let live = self.observed.policy(&key).value()?.as_ref()?;
        Some(&live.document)
    }

    /// The set-up's own policies, attached or not; none when it is a system policy.
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

    /// The live trust policy, when there is a role.
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

    /// What the page's own policy grants, when there is one.
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

    /// The documents of the others' versions that this run replaced, the oldest first.
    pub(crate) fn replaced_of(&self, policy: &str) -> impl Iterator<Item = &PolicyDocument> {
        let replaced = self.replaced.get(policy).into_iter();
        replaced.flat_map(BTreeMap::values)
    }
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
