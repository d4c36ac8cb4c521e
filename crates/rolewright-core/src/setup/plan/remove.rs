//! Plans revoking access to single buckets; other grants are kept.

use crate::error::{Error, ErrorKind, Result};
use crate::operation::PolicyType;
use crate::remedy::RemedyKind;
use crate::setup::grants::Grants;
use crate::setup::plan::attachment::{attachments, detach};
use crate::setup::plan::change::Need;
use crate::setup::plan::destroy::{delete_policy, other_holders};
use crate::setup::plan::managed_policies::{Member, live_member};
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
    let gone = Grants::wanted(snapshot.desired).subjects(snapshot.recipe);
    let stays = |subject: Option<&str>| !subject.is_some_and(|s| gone.iter().any(|g| g == s));
    let (mut rewritten, mut dropped) = (Vec::new(), Vec::new());
    let mut back = Vec::new();
    for name in snapshot.own_policies() {
        let mut member = live_member(snapshot, name)?;
        let Some((live, _)) = &member.live else {
            dropped.extend(half_dropped(snapshot, &member));
            continue;
        };
        let has_some = live
            .subjects(snapshot.recipe)
            .iter()
            .any(|s| !stays(Some(s)));
        let further = member.name != snapshot.observed.own_key().1;
        let replaced = snapshot.replaced_of(&member.name);
        let target = replaced.fold(member.target.clone(), |target, document| {
            target.merged_with(&Grants::read(snapshot.desired, document))
        });
        let left = Grants {
            foreign: target.foreign.clone(),
            ..target.only(snapshot.recipe, stays)
        };
        if further && left.subjects(snapshot.recipe).is_empty() && left.foreign.is_empty() {
            dropped.extend(drop_member(snapshot, &member)?);
            continue;
        }
        if left.resources().next().is_none() && left.foreign.is_empty() {
            return Err(nothing_would_be_left(&member.name));
        }
        if detached.contains(&member.name.as_str()) {
            member.used = true;
            back.push(member.clone());
        }
        if has_some || !live.covers_any_form(&left) {
            member.target = left;
            rewritten.push(member);
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
        other @ (Need::Versions(_) | Need::Room { .. }) => Ok(other),
    }
}

/// A policy needs at least one statement, and without one the role has no use.
fn nothing_would_be_left(policy: &str) -> Error {
    let text = "the policy would have no statement left; nothing was changed";
    Error::new(ErrorKind::Refused, text)
        .with_resource(policy)
        .with_remedy(RemedyKind::Destroy)
}

/// Detaches and deletes a numbered policy without buckets.
fn drop_member(snapshot: &Snapshot<'_>, member: &Member) -> Result<Vec<Change>> {
    let holders = other_holders(snapshot, &member.name);
    let holders: Vec<_> = holders
        .iter()
        .map(|who| format!("attached to {who}"))
        .collect();
    let what = format!(
        "policy {} would grant no bucket any more, but is",
        member.name
    );
    crate::setup::plan::destroy::refuse(&what, &holders)
        .map_err(|error| error.with_remedy("detach it there first, then run remove again"))?;
    let attached = member.attached;
    let detach = attached.then(|| detach(snapshot, PolicyType::Custom, member.name.clone()));
    // Deletes the versions one by one: a policy with a version that this run doesn't know must be
    // kept.
    let versions = snapshot.observed.versions_of(&member.name);
    let live = member.live.as_ref().map(|(live, _)| live.clone());
    let live = live.unwrap_or_default();
    let others = oldest_first(versions.map_or(&[], Vec::as_slice));
    let delete = Change {
        ready: others.is_empty(),
        ..delete_policy(snapshot, member.name.clone(), false)
    };
    let versions = others.into_iter().map(|version| {
        version_deletion(
            snapshot,
            &member.name,
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
fn half_dropped(snapshot: &Snapshot<'_>, member: &Member) -> Option<Change> {
    let further = member.name != snapshot.observed.own_key().1;
    (further && member.attached).then(|| detach(snapshot, PolicyType::Custom, member.name.clone()))
}
