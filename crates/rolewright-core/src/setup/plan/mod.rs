//! Plans the changes from what was observed. Pure: the same input gives the same plan.

pub(crate) mod attachment;
pub(crate) mod change;
pub(crate) mod destroy;
pub(crate) mod diff_lines;
pub(crate) mod linked_role;
pub(crate) mod managed_policies;
pub(crate) mod managed_policy;
pub(crate) mod overbroad;
mod placement;
pub(crate) mod policy_versions;
pub(crate) mod remove;
pub(crate) mod role;
pub(crate) mod rollback;
pub(crate) mod tags;

use crate::error::{Error, ErrorKind, Result};
use crate::operation::PolicyType;
use crate::setup::plan::attachment::{attachments, detachments};
use crate::setup::plan::change::Need;
use crate::setup::plan::managed_policies::managed_policies;
use crate::setup::plan::managed_policy::ManagedPolicy;
use crate::setup::plan::policy_versions::policy_need;
use crate::setup::plan::role::role_changes;
use crate::setup::plan::tags::tag_changes;
use crate::setup::snapshot::Snapshot;
use crate::setup::verify::attached_policies::satisfied_by_others;

/// Returns the changes, in order; empty if the account matches the desired state.
pub(crate) fn need(snapshot: &Snapshot<'_>) -> Result<Need> {
    if let Some(service) = snapshot.recipe.linked_to() {
        let created = linked_role::creation(snapshot, service);
        return Ok(Need::Changes(created.into_iter().collect()));
    }
    let mut changes = Vec::new();
    changes.extend(role_changes(snapshot)?);
    let policies = policies_to_write(snapshot)?;
    match policy_need(snapshot, &policies, 0)? {
        Need::Changes(needed) => changes.extend(needed),
        other @ (Need::Versions(_) | Need::NoVersionSlot { .. }) => return Ok(other),
    }
    changes.extend(attachments(snapshot, &policies));
    changes.extend(detachments(snapshot, &policies));
    changes.extend(tag_changes(snapshot));
    Ok(Need::Changes(changes))
}

/// Returns the policies to write: none for a system policy, or if other policies grant everything
/// already.
pub(crate) fn policies_to_write(snapshot: &Snapshot<'_>) -> Result<Vec<ManagedPolicy>> {
    let own = snapshot.observed.own_key();
    let system = snapshot.further_policies().into_iter();
    let mut system = system.chain((own.0 == PolicyType::System).then_some(own));
    if let Some((_, name)) = system.find(|key| {
        let live = snapshot.observed.policy(key).value();
        live.is_some_and(Option::is_none)
    }) {
        let text = "the system policy does not exist, so it can't be attached";
        return Err(Error::new(ErrorKind::NotFound, text)
            .with_resource(name)
            .with_remedy(format!(
                "authorize {} once in its console, which creates the policy, then run again",
                snapshot.recipe.service()
            )));
    }
    if snapshot.recipe.policy_type() != PolicyType::Custom {
        return Ok(Vec::new());
    }
    match satisfied_by_others(snapshot) {
        Some(_) => Ok(Vec::new()),
        None => managed_policies(snapshot),
    }
}
