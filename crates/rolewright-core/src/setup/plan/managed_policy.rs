//! One of the managed policies: what it has, and what it has to have.

use std::collections::BTreeSet;

use crate::error::Result;
use crate::operation::PolicyType;
use crate::policy::PolicyDocument;
use crate::setup::grants::Grants;
use crate::setup::snapshot::Snapshot;

/// One of the managed policies.
#[derive(Clone, Debug)]
pub(crate) struct ManagedPolicy {
    pub(crate) name: String,
    /// The live grants and document; none if the policy has to be created.
    pub(crate) live: Option<(Grants, PolicyDocument)>,
    pub(crate) attached: bool,
    /// The grants that it has to have.
    pub(crate) target: Grants,
    /// Whether it holds any desired grant.
    pub(crate) used: bool,
}

impl ManagedPolicy {
    fn new(name: String, live: Option<(Grants, PolicyDocument)>, attached: bool) -> Self {
        let target = live
            .as_ref()
            .map(|(grants, _)| grants.merged_with(&Grants::default()));
        Self {
            name,
            target: target.unwrap_or_default(),
            live,
            attached,
            used: false,
        }
    }

    /// Whether nothing is left of the live policy: a document needs a statement, so it is detached.
    pub(crate) fn is_emptied(&self) -> bool {
        let is_empty =
            self.target.unmanaged.is_empty() && self.target.groups.iter().all(Vec::is_empty);
        let live = self.live.as_ref();
        is_empty && live.is_some_and(|(_, document)| !document.statements().is_empty())
    }

    /// Returns the live document, or an empty one.
    pub(crate) fn base(&self) -> PolicyDocument {
        let live = self.live.as_ref().map(|(_, document)| document.clone());
        live.unwrap_or_else(|| PolicyDocument::new([]))
    }
}

/// Returns the live policies: the recipe's policy, the attached numbered ones and, with `split`,
/// the numbered ones that are not attached.
pub(crate) fn live_managed_policies(snapshot: &Snapshot<'_>) -> Result<Vec<ManagedPolicy>> {
    let observed = snapshot.observed;
    let mut numbers: BTreeSet<u32> = BTreeSet::from([1]);
    let there = observed.policies.keys().filter_map(|key| {
        let exists = matches!(observed.policy(key).value(), Some(Some(_)));
        let number = observed.number(key).filter(|_| exists)?;
        (observed.is_attached(key) || snapshot.options.split).then_some(number)
    });
    numbers.extend(there);
    numbers
        .into_iter()
        .map(|number| live_managed_policy(snapshot, observed.numbered(number)))
        .collect()
}

pub(crate) fn live_managed_policy(snapshot: &Snapshot<'_>, name: String) -> Result<ManagedPolicy> {
    let key = (PolicyType::Custom, name.clone());
    let live = match snapshot.observed.policy(&key).value() {
        Some(Some(live)) => Some(snapshot.read(&name, &live.document)?),
        _ => None,
    };
    Ok(ManagedPolicy::new(
        name,
        live,
        snapshot.observed.is_attached(&key),
    ))
}
