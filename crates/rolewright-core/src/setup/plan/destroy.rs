//! Plans deleting the role, policy and attachment.

use rolewright_policy::lint::{shown, shown_all};

use crate::error::{Error, ErrorKind, Result};
use crate::operation::{DeletePolicy, DeleteRole, PolicyType};
use crate::remedy::RemedyKind;
use crate::setup::plan::attachment::detach;
use crate::setup::plan::change::change;
use crate::setup::plan::linked_role::deletion;
use crate::setup::plan::managed_policy::live_managed_policy;
use crate::setup::plan::role::untrusted_lines;
use crate::setup::report::{Change, DiffLine, Finding, FindingId};
use crate::setup::snapshot::Snapshot;

/// Detaches first; the role and policies can be deleted once they are detached. Policies that are
/// [kept](kept_policies) are only detached.
pub(crate) fn removals(snapshot: &Snapshot<'_>) -> Result<Vec<Change>> {
    if snapshot.recipe.linked_to().is_some() {
        return Ok(deletion(snapshot)?.into_iter().collect());
    }
    let mut changes = Vec::new();
    let own = snapshot.observed.own_key();
    let system = (own.0 == PolicyType::System).then_some(own).into_iter();
    let system = system.chain(snapshot.further_policies());
    let attached = system.filter(|key| snapshot.observed.is_attached(key));
    changes.extend(attached.map(|(kind, name)| detach(snapshot, kind, name)));
    for name in snapshot.own_policies() {
        let custom = (PolicyType::Custom, name.clone());
        if snapshot.observed.is_attached(&custom) {
            changes.push(detach(snapshot, PolicyType::Custom, name));
        }
    }
    let held = !changes.is_empty();
    if snapshot.role().is_some() {
        let role_name = snapshot.recipe.role().to_string();
        changes.push(Change {
            ready: !held,
            lines: untrusted_lines(snapshot),
            before: snapshot
                .role()
                .map(|role| role.assume_role_policy_document.clone()),
            ..change(
                format!("delete role {role_name}"),
                &DeleteRole {
                    role_name,
                    ..Default::default()
                },
            )
        });
    }
    let kept = kept_policies(snapshot);
    for name in snapshot.own_policies() {
        if snapshot.exists(&name) && !kept.iter().any(|(known, _)| *known == name) {
            let ready = !snapshot
                .observed
                .is_attached(&(PolicyType::Custom, name.clone()));
            changes.push(Change {
                ready,
                ..delete_policy(snapshot, name, true)
            });
        }
    }
    Ok(changes)
}

/// Deletes a policy together with its non-default versions, or only if it has none.
pub(crate) fn delete_policy(
    snapshot: &Snapshot<'_>,
    policy_name: String,
    with_versions: bool,
) -> Change {
    let lines = revoked_lines(snapshot, &policy_name);
    let with = if with_versions {
        " and all its versions"
    } else {
        ""
    };
    let summary = format!("delete policy {policy_name}{with}");
    let call = DeletePolicy {
        policy_name,
        cascading_delete: with_versions.then_some(true),
        ..Default::default()
    };
    let live = snapshot.live_document(&call.policy_name);
    Change {
        lines,
        before: live.map(str::to_owned),
        ..change(summary, &call)
    }
}

/// Returns what the policy grants now, managed and unmanaged.
fn revoked_lines(snapshot: &Snapshot<'_>, policy: &str) -> Vec<DiffLine> {
    let live = live_managed_policy(snapshot, policy.to_owned()).ok();
    let Some((live, _)) = live.and_then(|managed| managed.live) else {
        return Vec::new();
    };
    let own = live.subjects(snapshot.recipe).into_iter();
    let own = own.map(|subject| format!("access to {subject}"));
    let others = live.not_desired(snapshot.desired).into_iter();
    let others = others.map(|statement| format!("statement {}", shown(&statement, None)));
    own.chain(others).map(DiffLine::remove).collect()
}

/// Returns the policies whose name fits the recipe but that are not its own, each with the reason: a
/// statement is not a grant of the recipe, or something else has the policy attached.
pub(crate) fn kept_policies(snapshot: &Snapshot<'_>) -> Vec<(String, String)> {
    let mut kept = Vec::new();
    for name in snapshot.own_policies() {
        let Some(document) = snapshot.live_document(&name) else {
            continue;
        };
        let holders = other_holders(snapshot, &name);
        let reason = match snapshot.read(&name, document) {
            _ if !holders.is_empty() => format!("it is also attached to {}", holders.join(", ")),
            Err(error) => error.message().to_owned(),
            Ok((grants, _)) => {
                let statements = grants.not_desired(snapshot.desired);
                if statements.is_empty() {
                    continue;
                }
                let plural = if statements.len() == 1 { "" } else { "s" };
                format!(
                    "it has {} statement{plural} that this recipe does not grant: {}",
                    statements.len(),
                    shown_all(&statements, None)
                )
            }
        };
        kept.push((name, reason));
    }
    kept
}

/// Returns a finding for each policy that destroying keeps.
pub(crate) fn kept_findings(snapshot: &Snapshot<'_>) -> impl Iterator<Item = Finding> {
    kept_policies(snapshot).into_iter().map(|(name, reason)| {
        let text = format!("policy {name} is kept: {reason}");
        Finding::warning(FindingId::KeptPolicy, text)
            .advise("delete it in the RAM console if nothing needs it")
    })
}

/// Refuses to delete a role to which unmanaged policies are attached.
pub(crate) fn refuse_while_others_need_it(snapshot: &Snapshot<'_>) -> Result<()> {
    let unmanaged = snapshot.observed.attached_keys();
    let unmanaged = unmanaged.filter(|key| !snapshot.is_managed(key));
    let others: Vec<String> = unmanaged
        .map(|(policy_type, name)| {
            let kind = match policy_type {
                PolicyType::System => "system policy",
                _ => "policy",
            };
            format!("{kind} {name} is attached to the role")
        })
        .collect();
    refuse("the role is still used; nothing was deleted", &others)
        .map_err(|error| error.with_remedy("detach these first, then run destroy again"))
}

/// Returns who else one of our policies is attached to, if that was read.
pub(crate) fn other_holders(snapshot: &Snapshot<'_>, policy: &str) -> Vec<String> {
    let Some(entities) = snapshot
        .observed
        .entities
        .get(policy)
        .and_then(|seen| seen.value())
    else {
        return Vec::new();
    };
    let role = snapshot.recipe.role().as_str();
    let users = entities
        .users
        .user
        .iter()
        .map(|user| format!("user {}", user.user_name));
    let groups = entities
        .groups
        .group
        .iter()
        .map(|g| format!("group {}", g.group_name));
    let roles = entities.roles.role.iter();
    let roles = roles.filter(|other| !other.role_name.eq_ignore_ascii_case(role));
    let roles = roles.map(|role| format!("role {}", role.role_name));
    users.chain(groups).chain(roles).collect()
}

/// Refuses to revoke while a check reports that the role may still be needed.
pub(crate) fn refuse_while_still_needed(snapshot: &Snapshot<'_>) -> Result<()> {
    if snapshot.options.force {
        return Ok(());
    }
    let checks = snapshot.checks.iter();
    let reasons: Vec<_> = checks
        .flat_map(|check| check.still_needed(snapshot.observed))
        .collect();
    let service = snapshot.recipe.service();
    let what = format!("{service} may still need the role; nothing was revoked");
    refuse(&what, &reasons).map_err(|error| error.with_remedy(RemedyKind::Force))
}

/// Returns an error that lists the reasons, if there are any.
pub(crate) fn refuse(what: &str, reasons: &[String]) -> Result<()> {
    if reasons.is_empty() {
        Ok(())
    } else {
        Err(Error::new(
            ErrorKind::Refused,
            format!("{what}: {}", reasons.join("; ")),
        ))
    }
}
