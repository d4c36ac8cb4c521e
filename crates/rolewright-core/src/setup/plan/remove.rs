//! Plans revoking access to single buckets; other grants are kept.

use crate::error::{Error, ErrorKind, Result};
use crate::operation::PolicyType;
use crate::remedy::RemedyKind;
use crate::setup::grants::Grants;
use crate::setup::plan::attachment::{attachments, detach};
use crate::setup::plan::change::Need;
use crate::setup::plan::destroy::{delete_policy, other_holders};
use crate::setup::plan::managed_policy::{ManagedPolicy, live_managed_policy};
use crate::setup::plan::policy_versions::{oldest_first, policy_need, version_deletion};
use crate::setup::report::{Change, Finding, FindingId};
use crate::setup::snapshot::Snapshot;

/// Returns a finding if no bucket is granted any more.
pub(crate) fn nothing_left(snapshot: &Snapshot<'_>) -> Option<Finding> {
    let (live, _) = snapshot.live_grants().ok().flatten()?;
    let split = snapshot.own_policies().len() > 1;
    (live.subjects(snapshot.recipe).is_empty() && !split).then(|| {
        Finding::info(
            FindingId::NoBucketLeft,
            "no bucket is granted any more; role and policy are kept",
        )
        .advise(RemedyKind::Destroy)
    })
}

/// Removes the buckets from every managed policy, and deletes a numbered policy that is left
/// without any.
///
/// A policy in `detached` is attached again if another run has added a bucket to it.
pub(crate) fn removal_need(snapshot: &Snapshot<'_>, detached: &[&str]) -> Result<Need> {
    let gone = Grants::desired(snapshot.desired).subjects(snapshot.recipe);
    let stays = |subject: Option<&str>| !subject.is_some_and(|s| gone.iter().any(|g| g == s));
    let (mut rewritten, mut dropped) = (Vec::new(), Vec::new());
    let mut back = Vec::new();
    for name in snapshot.own_policies() {
        let mut managed = live_managed_policy(snapshot, name)?;
        let Some((live, _)) = &managed.live else {
            dropped.extend(detach_again(snapshot, &managed));
            continue;
        };
        let has_some = live
            .subjects(snapshot.recipe)
            .iter()
            .any(|s| !stays(Some(s)));
        let numbered = managed.name != snapshot.observed.own_key().1;
        let replaced = snapshot.replaced_of(&managed.name);
        let target = replaced.fold(managed.target.clone(), |target, document| {
            target.merged_with(&Grants::read(snapshot.desired, document))
        });
        let left = Grants {
            unmanaged: target.unmanaged.clone(),
            ..target.only(snapshot.recipe, stays)
        };
        if numbered && left.subjects(snapshot.recipe).is_empty() && left.unmanaged.is_empty() {
            dropped.extend(delete_numbered(snapshot, &managed)?);
            continue;
        }
        if left.resources().next().is_none() && left.unmanaged.is_empty() {
            return Err(no_statement_left(&managed.name));
        }
        if detached.contains(&managed.name.as_str()) {
            managed.used = true;
            back.push(managed.clone());
        }
        if has_some || !live.covers_any_form(&left) {
            managed.target = left;
            rewritten.push(managed);
        }
    }
    // Versions that still grant what is revoked can't be deleted for an hour; without spare room
    // the next run could not write.
    match policy_need(snapshot, &rewritten, 1)? {
        Need::Changes(mut changes) => {
            changes.extend(dropped);
            changes.extend(attachments(snapshot, &back));
            Ok(Need::Changes(changes))
        }
        other @ (Need::Versions(_) | Need::NoVersionSlot { .. }) => Ok(other),
    }
}

/// A policy needs at least one statement, and without one the role has no use.
fn no_statement_left(policy: &str) -> Error {
    let text = "the policy would have no statement left; nothing was changed";
    Error::new(ErrorKind::Refused, text)
        .with_resource(policy)
        .with_remedy(RemedyKind::Destroy)
}

/// Detaches and deletes a numbered policy without buckets.
fn delete_numbered(snapshot: &Snapshot<'_>, managed: &ManagedPolicy) -> Result<Vec<Change>> {
    let holders = other_holders(snapshot, &managed.name);
    let holders: Vec<_> = holders
        .iter()
        .map(|who| format!("attached to {who}"))
        .collect();
    let what = format!(
        "policy {} would grant no bucket any more, but is",
        managed.name
    );
    crate::setup::plan::destroy::refuse(&what, &holders)
        .map_err(|error| error.with_remedy("detach it there first, then run remove again"))?;
    let attached = managed.attached;
    let detach = attached.then(|| detach(snapshot, PolicyType::Custom, managed.name.clone()));
    // Deletes the versions one by one: a policy with a version that this run doesn't know must be
    // kept.
    let versions = snapshot.observed.versions_of(&managed.name);
    let live = managed.live.as_ref().map(|(live, _)| live.clone());
    let live = live.unwrap_or_default();
    let others = oldest_first(versions.map_or(&[], Vec::as_slice));
    let delete = Change {
        ready: others.is_empty(),
        ..delete_policy(snapshot, managed.name.clone(), false)
    };
    let versions = others.into_iter().map(|version| {
        version_deletion(
            snapshot,
            &managed.name,
            version,
            &live,
            "the policy is deleted",
        )
    });
    let deletions = versions.chain([delete]).map(|change| Change {
        ready: !attached && change.ready,
        ..change
    });
    Ok(detach.into_iter().chain(deletions).collect())
}

/// Detaches once more a policy that is attached but doesn't exist, which is a stale read.
fn detach_again(snapshot: &Snapshot<'_>, managed: &ManagedPolicy) -> Option<Change> {
    let numbered = managed.name != snapshot.observed.own_key().1;
    (numbered && managed.attached)
        .then(|| detach(snapshot, PolicyType::Custom, managed.name.clone()))
}
