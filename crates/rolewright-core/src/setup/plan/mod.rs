//! What has to change, worked out from what was seen. Pure: the same input, the same plan.

pub(crate) mod destroy;
pub(crate) mod diff_lines;
pub(crate) mod managed_policies;
pub(crate) mod overbroad;
pub(crate) mod policy_versions;
pub(crate) mod remove;
pub(crate) mod rollback;
pub(crate) mod running_instances;

use crate::error::{Error, ErrorKind, Result};
use crate::name::RoleName;
use crate::operation::{
    AttachPolicyToRole, CreateRole, DetachPolicyFromRole, Operation, PolicyType, Tag, TagResources,
    UpdateRole,
};
use crate::policy::{TrustPolicy, diff};
use crate::provider::Call;
use crate::recipe::Recipe;
use crate::setup::plan::diff_lines::trust_lines;
use crate::setup::plan::managed_policies::{Member, members};
use crate::setup::plan::overbroad::trust_target;
use crate::setup::plan::policy_versions::policy_need;
use crate::setup::report::{Change, DiffLine};
use crate::setup::snapshot::Snapshot;
use crate::setup::verify::requirements::satisfied_by_others;

/// What a plan needs.
pub(crate) enum Need {
    /// The lists of versions of these policies have to be read before more can be said.
    Versions(Vec<String>),
    /// These have to be done, in order; none when all is as wanted.
    Changes(Vec<Change>),
    /// A policy has all the versions that it can have, and none that can be deleted.
    Room(Error),
}

/// The changes, in order; empty when all is as wanted.
pub(crate) fn need(snapshot: &Snapshot<'_>) -> Result<Need> {
    let mut changes = Vec::new();
    changes.extend(role_change(snapshot)?);
    let members = members_to_write(snapshot)?;
    match policy_need(snapshot, &members, 0)? {
        Need::Changes(needed) => changes.extend(needed),
        other @ (Need::Versions(_) | Need::Room(_)) => return Ok(other),
    }
    changes.extend(attachments(snapshot, &members));
    if snapshot.options.exact.attachments {
        changes.extend(detachments(snapshot, &members));
    }
    changes.extend(tag_changes(snapshot));
    Ok(Need::Changes(changes))
}

/// None for a system policy, and where others grant everything already.
fn members_to_write(snapshot: &Snapshot<'_>) -> Result<Vec<Member>> {
    if snapshot.recipe.policy_type() != PolicyType::Custom {
        if snapshot.live_policy().is_none() {
            let text = "the system policy does not exist, so it can't be attached";
            return Err(Error::new(ErrorKind::NotFound, text)
                .with_resource(snapshot.recipe.policy().as_str())
                .with_help("authorise Container Registry once in its console, then run again"));
        }
        return Ok(Vec::new());
    }
    match satisfied_by_others(snapshot) {
        Some(_) => Ok(Vec::new()),
        None => members(snapshot),
    }
}

pub(crate) fn role_change(snapshot: &Snapshot<'_>) -> Result<Option<Change>> {
    let name = snapshot.recipe.role();
    match snapshot.live_trust()? {
        None => Ok(Some(create_role(snapshot, name))),
        Some(live) => {
            let target = trust_target(snapshot, &live);
            Ok((target != live).then(|| update_trust(name, &live, &target)))
        }
    }
}

pub(crate) fn attachments(snapshot: &Snapshot<'_>, members: &[Member]) -> Vec<Change> {
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
    let key = snapshot.observed.own_key();
    if key.0 == PolicyType::System {
        let there = snapshot.observed.is_attached(&key);
        return (!there)
            .then(|| attach(key.0, &key.1, true))
            .into_iter()
            .collect();
    }
    let missing = members
        .iter()
        .filter(|member| member.used && !member.attached);
    missing
        .map(|member| attach(PolicyType::Custom, &member.name, member.live.is_some()))
        .collect()
}

/// Everything that is attached and is not ours; for `--exact`, once all else is done.
fn detachments(snapshot: &Snapshot<'_>, members: &[Member]) -> Vec<Change> {
    let own = |key: &(PolicyType, String)| {
        let member = members
            .iter()
            .any(|member| member.used && member.name == key.1);
        *key == snapshot.observed.own_key() || (key.0 == PolicyType::Custom && member)
    };
    let complete = members.iter().all(|member| !member.used || member.attached);
    let foreign = snapshot.observed.attached_keys().filter(|key| !own(key));
    foreign
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

/// Wanted tags that a role or policy lacks; what is made gets them at once.
fn tag_changes(snapshot: &Snapshot<'_>) -> Vec<Change> {
    if snapshot.options.tags.is_empty() {
        return Vec::new();
    }
    let tags = snapshot.observed.tags.iter();
    let lacking = tags.filter_map(|((resource_type, name), seen)| {
        let known = seen.value()?;
        let missing = desired_tags(snapshot).into_iter().filter(|tag| {
            !known
                .iter()
                .any(|k| k.tag_key == tag.key && k.tag_value == tag.value)
        });
        let missing: Vec<Tag> = missing.collect();
        let sets = |tag: &Tag| format!("{}={}", tag.key, tag.value);
        let lines = missing
            .iter()
            .map(|tag| DiffLine::add(format!("tag {}", sets(tag))));
        let lines: Vec<_> = lines.collect();
        let call = TagResources {
            resource_type: resource_type.clone(),
            resource_names: vec![name.clone()],
            tag: missing,
        };
        let made = Change {
            lines,
            ..change(format!("tag {resource_type} {name}"), &call)
        };
        (!made.lines.is_empty()).then_some(made)
    });
    lacking.collect()
}

/// The wanted tags, and the tool that sets them.
pub(crate) fn desired_tags(snapshot: &Snapshot<'_>) -> Vec<Tag> {
    let tag = |(key, value): (&str, &str)| Tag {
        key: key.into(),
        value: value.into(),
    };
    let wanted = snapshot
        .options
        .tags
        .iter()
        .map(|(key, value)| (key.as_str(), value.as_str()));
    let tool = (!snapshot.options.tags.is_empty()).then_some(("managed-by", "rolewright"));
    let said = |key: &str| snapshot.options.tags.contains_key(key);
    wanted
        .chain(tool.filter(|(key, _)| !said(key)))
        .map(tag)
        .collect()
}

fn create_role(snapshot: &Snapshot<'_>, name: &RoleName) -> Change {
    let trust = &snapshot.desired.trust;
    let call = CreateRole {
        role_name: name.to_string(),
        assume_role_policy_document: trust.document().to_compact(),
        description: Some(ROLE_DESCRIPTION.to_owned()),
        tag: desired_tags(snapshot),
        ..CreateRole::default()
    };
    Change {
        lines: trust_lines(None, trust),
        ..change(format!("create role {name}"), &call)
    }
}

/// What a role that is made here says of itself.
pub(crate) const ROLE_DESCRIPTION: &str = "Made by rolewright";

/// What a policy that is made here says of itself.
pub(crate) fn policy_description(recipe: &dyn Recipe) -> String {
    format!("Made by rolewright for {}", recipe.name())
}

/// A change that needs nothing else first and was not carried out.
pub(crate) fn change<O: Operation>(summary: String, operation: &O) -> Change {
    Change {
        summary,
        lines: Vec::new(),
        document: Vec::new(),
        before: None,
        call: Call::of(operation),
        done: false,
        ready: true,
    }
}

pub(crate) fn update_trust(name: &RoleName, live: &TrustPolicy, target: &TrustPolicy) -> Change {
    let call = UpdateRole {
        role_name: name.to_string(),
        new_assume_role_policy_document: Some(target.document().to_compact()),
        ..UpdateRole::default()
    };
    Change {
        lines: trust_lines(Some(live), target),
        document: diff(live.document(), target.document()),
        before: Some(live.document().to_compact()),
        ..change(format!("update the trust policy of role {name}"), &call)
    }
}
