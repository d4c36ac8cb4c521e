//! Plans which policies to attach and detach.

use crate::operation::{AttachPolicyToRole, DetachPolicyFromRole, PolicyType};
use crate::setup::plan::change::change;
use crate::setup::plan::managed_policies::ManagedPolicy;
use crate::setup::report::Change;
use crate::setup::snapshot::Snapshot;

pub(crate) fn attachments(snapshot: &Snapshot<'_>, policies: &[ManagedPolicy]) -> Vec<Change> {
    let attach = |policy_type: PolicyType, policy_name: &str, exists: bool| {
        let role_name = snapshot.recipe.role().to_string();
        let summary = format!("attach policy {policy_name} to role {role_name}");
        let policy_name = policy_name.to_owned();
        let call = AttachPolicyToRole {
            policy_type,
            policy_name,
            role_name,
        };
        Change {
            ready: snapshot.role().is_some() && exists,
            ..change(summary, &call)
        }
    };
    let own = snapshot.observed.own_key();
    let missing = policies
        .iter()
        .filter(|managed| managed.used && !managed.attached);
    let custom =
        missing.map(|managed| attach(PolicyType::Custom, &managed.name, managed.live.is_some()));
    let system = (own.0 == PolicyType::System).then_some(own).into_iter();
    let system = system.chain(snapshot.further_policies());
    let system = system.filter(|key| !snapshot.observed.is_attached(key));
    let system = system.map(|(kind, name)| attach(kind, &name, true));
    custom.chain(system).collect()
}

/// Detaches every unmanaged policy, once all other changes are done; only with
/// [`Exact::attachments`](crate::setup::Exact::attachments).
pub(crate) fn detachments(snapshot: &Snapshot<'_>, policies: &[ManagedPolicy]) -> Vec<Change> {
    let own = |key: &(PolicyType, String)| {
        let managed = policies
            .iter()
            .any(|managed| managed.used && managed.name == key.1);
        *key == snapshot.observed.own_key()
            || (key.0 == PolicyType::Custom && managed)
            || snapshot.further_policies().contains(key)
    };
    let complete = policies
        .iter()
        .all(|managed| !managed.used || managed.attached);
    let unmanaged = snapshot.observed.attached_keys().filter(|key| !own(key));
    unmanaged
        .map(|(policy_type, policy_name)| Change {
            ready: complete,
            ..detach(snapshot, policy_type, policy_name)
        })
        .collect()
}

pub(crate) fn detach(
    snapshot: &Snapshot<'_>,
    policy_type: PolicyType,
    policy_name: String,
) -> Change {
    let role_name = snapshot.recipe.role().to_string();
    let summary = format!("detach policy {policy_name} from role {role_name}");
    let call = DetachPolicyFromRole {
        policy_type,
        policy_name,
        role_name,
    };
    change(summary, &call)
}
