//! Plans which policies to attach and detach.

use rolewright_policy::lint::shown;

use crate::operation::{AttachPolicyToRole, DetachPolicyFromRole, PolicyType};
use crate::policy::PolicyDocument;
use crate::setup::danger::is_detached;
use crate::setup::plan::change::change;
use crate::setup::plan::managed_policy::ManagedPolicy;
use crate::setup::report::{Change, DiffLine};
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
            ..Default::default()
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

/// Detaches unmanaged policies, once all other changes are done: every one with
/// [`Exact::attachments`](crate::setup::Exact::attachments), the dangerous ones when narrowing.
pub(crate) fn detachments(snapshot: &Snapshot<'_>, policies: &[ManagedPolicy]) -> Vec<Change> {
    let own = |key: &(PolicyType, String)| {
        let managed = policies
            .iter()
            .any(|managed| managed.used && managed.name == key.1);
        *key == snapshot.observed.own_key()
            || (key.0 == PolicyType::Custom && managed)
            || snapshot.further_policies().contains(key)
    };
    let options = snapshot.options;
    let is_emptied = |key: &(PolicyType, String)| {
        let mut emptied = policies.iter().filter(|managed| managed.is_emptied());
        key.0 == PolicyType::Custom && emptied.any(|managed| managed.name == key.1)
    };
    let is_removed = |key: &(PolicyType, String)| {
        let narrowed = is_emptied(key) || is_detached(snapshot, key);
        options.exact.attachments || (options.narrow && narrowed)
    };
    let complete = policies
        .iter()
        .all(|managed| !managed.used || managed.attached);
    let unmanaged = snapshot.observed.attached_keys().filter(|key| !own(key));
    unmanaged
        .filter(is_removed)
        .map(|key| Change {
            ready: complete,
            lines: lost_lines(snapshot, &key),
            ..detach(snapshot, key.0, key.1)
        })
        .collect()
}

/// Returns what the role loses with a policy.
fn lost_lines(snapshot: &Snapshot<'_>, key: &(PolicyType, String)) -> Vec<DiffLine> {
    let live = snapshot.observed.policy(key).value();
    let live = live.and_then(Option::as_ref);
    let document = live.and_then(|live| PolicyDocument::parse(&live.document).ok());
    let statements = document.iter().flat_map(PolicyDocument::statements);
    statements
        .map(|statement| DiffLine::remove(format!("statement {}", shown(statement, None))))
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
        ..Default::default()
    };
    change(summary, &call)
}
