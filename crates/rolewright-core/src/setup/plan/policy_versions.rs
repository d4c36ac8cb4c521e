//! Creates policies and their versions, and deletes only versions that no other run needs.

use jiff::{SignedDuration, Timestamp};

use crate::error::{Error, ErrorKind, Result};
use crate::operation::{CreatePolicy, CreatePolicyVersion, DeletePolicyVersion, PolicyVersion};
use crate::policy::{POLICY_DOCUMENT_BYTES, PolicyDocument, diff};
use crate::remedy::RemedyKind;
use crate::setup::grants::Grants;
use crate::setup::observe::version_number;
use crate::setup::plan::change::{Need, change, policy_description};
use crate::setup::plan::diff_lines::{changed_lines, deleted_version_lines, statement_lines};
use crate::setup::plan::managed_policies::written;
use crate::setup::plan::managed_policy::{ManagedPolicy, live_managed_policy};
use crate::setup::plan::tags::desired_tags;
use crate::setup::report::{Change, DiffLine};
use crate::setup::snapshot::{Replaced, Snapshot};

/// The maximum number of versions of a custom policy. Source: the limits page of December 2025.
pub(crate) const VERSIONS: usize = 5;

/// A version older than this is not the unmerged work of another run.
const SETTLED: SignedDuration = SignedDuration::from_hours(1);

/// Returns what the managed policies need.
///
/// After a new version, room for `spare` more is kept, as far as versions can be deleted.
pub(crate) fn policy_need(
    snapshot: &Snapshot<'_>,
    policies: &[ManagedPolicy],
    spare: usize,
) -> Result<Need> {
    let mut changes = Vec::new();
    let mut unread = Vec::new();
    for managed in policies {
        let Some((live, document)) = &managed.live else {
            if managed.used {
                changes.push(create_policy(snapshot, managed)?);
            }
            continue;
        };
        let is_current = live.covers(&managed.target) && managed.target.covers_any_form(live);
        if is_current || managed.is_emptied() {
            continue;
        }
        match snapshot.observed.versions_of(&managed.name) {
            Some(versions) => {
                let new = create_version(snapshot, managed, document)?;
                let deletions = versions_to_delete(snapshot, &managed.name, versions, live, spare);
                let deletions = match deletions {
                    Err(error) if error.kind() == ErrorKind::LimitExceeded => {
                        let change = Box::new(new);
                        return Ok(Need::NoVersionSlot { error, change });
                    }
                    deletions => deletions?,
                };
                let ready = deletions.is_empty();
                changes.extend(deletions);
                changes.push(Change { ready, ..new });
            }
            None => unread.push(managed.name.clone()),
        }
    }
    if unread.is_empty() {
        Ok(Need::Changes(changes))
    } else {
        Ok(Need::Versions(unread))
    }
}

/// Returns the deletions that make room for a new version and `spare` more; none below the limit.
///
/// A version can be deleted if the default version has its grants, if it is older than [`SETTLED`],
/// or if this run replaced it as the default and is about to write its grants again. The service's
/// own rotation is never used, since it could delete a version that holds another run's grants.
fn versions_to_delete(
    snapshot: &Snapshot<'_>,
    policy: &str,
    versions: &[PolicyVersion],
    live: &Grants,
    spare: usize,
) -> Result<Vec<Change>> {
    let mut others = oldest_first(versions);
    let mut deletions = Vec::new();
    while versions.len() - deletions.len() + 1 + spare > VERSIONS {
        let is_needed = versions.len() - deletions.len() >= VERSIONS;
        let found = next_to_delete(snapshot, policy, versions, &others, live, is_needed);
        let Some((version, why)) = found else {
            if is_needed {
                let named = named_version(snapshot, policy, versions, live)?;
                return Ok(vec![named]);
            }
            break;
        };
        others.retain(|other| other.version_id != version.version_id);
        deletions.push(version_deletion(snapshot, policy, version, live, why));
    }
    Ok(deletions)
}

/// Returns the deletion of the version that the caller named, used if no other can be deleted.
fn named_version(
    snapshot: &Snapshot<'_>,
    policy: &str,
    versions: &[PolicyVersion],
    live: &Grants,
) -> Result<Change> {
    let Some(named) = snapshot.options.delete_version.as_deref() else {
        return Err(no_version_to_delete(snapshot, policy, versions, live));
    };
    let others = oldest_first(versions);
    let found = others.iter().find(|version| version.version_id == named);
    found
        .map(|version| version_deletion(snapshot, policy, version, live, "as requested"))
        .ok_or_else(|| {
            let shown = crate::text::excerpt(named, 20);
            let text = format!("version `{shown}` is not a non-default version of the policy");
            Error::new(ErrorKind::NotFound, text)
                .with_resource(policy)
                .with_remedy(format!("its versions: {}", list(versions)))
        })
}

/// Returns the oldest version whose grants the default version has; if one must be deleted, else
/// the oldest that is settled or was replaced by this run.
fn next_to_delete<'v>(
    snapshot: &Snapshot<'_>,
    policy: &str,
    versions: &[PolicyVersion],
    others: &[&'v PolicyVersion],
    live: &Grants,
    is_needed: bool,
) -> Option<(&'v PolicyVersion, &'static str)> {
    let oldest = |can_go: &dyn Fn(&PolicyVersion) -> bool| {
        others.iter().copied().find(|version| can_go(version))
    };
    let contained = oldest(&|version| {
        let grants = grants_of(snapshot, version);
        grants.is_some_and(|grants| live.contains(snapshot.desired, &grants))
    });
    if let Some(version) = contained {
        return Some((version, "the default version contains its grants"));
    }
    if !is_needed {
        return None;
    }
    if let Some(version) = oldest(&|version| is_settled(snapshot, version, versions)) {
        return Some((version, "oldest version, created more than an hour ago"));
    }
    let replaced = snapshot
        .replaced
        .get(policy)
        .filter(|_| !snapshot.options.exact.policy)?;
    let is_replaced =
        |version: &PolicyVersion| replaced.contains_key(&version_number(&version.version_id));
    oldest(&is_replaced).map(|version| (version, "the next version contains its grants"))
}

fn grants_of(snapshot: &Snapshot<'_>, version: &PolicyVersion) -> Option<Grants> {
    let document = PolicyDocument::parse(&version.policy_document).ok()?;
    Some(Grants::read(snapshot.desired, &document))
}

/// Whether the version was created more than [`SETTLED`] before the service's current time, or
/// before the newest version if the provider doesn't return the time. An unreadable date is not
/// settled.
fn is_settled(
    snapshot: &Snapshot<'_>,
    version: &PolicyVersion,
    versions: &[PolicyVersion],
) -> bool {
    let created = |version: &PolicyVersion| version.create_date.parse::<Timestamp>().ok();
    let newest = versions.iter().filter_map(created).max();
    let Some((now, made)) = snapshot.observed.date.or(newest).zip(created(version)) else {
        return false;
    };
    now.duration_since(made) > SETTLED
}

pub(crate) fn version_deletion(
    snapshot: &Snapshot<'_>,
    policy: &str,
    version: &PolicyVersion,
    live: &Grants,
    why: &str,
) -> Change {
    let deletion = delete_version(policy, version, why);
    let lines = match grants_of(snapshot, version) {
        Some(grants) => deleted_version_lines(snapshot.desired, &version.version_id, &grants, live),
        None => {
            let text = format!(
                "version {} (its document can't be read)",
                version.version_id
            );
            vec![DiffLine::remove(text)]
        }
    };
    Change { lines, ..deletion }
}

/// Returns an error that lists the versions, with what each grants beyond the default version.
fn no_version_to_delete(
    snapshot: &Snapshot<'_>,
    policy: &str,
    versions: &[PolicyVersion],
    live: &Grants,
) -> Error {
    let known = live.subjects(snapshot.recipe);
    let describe = |version: &PolicyVersion| {
        let id = crate::text::excerpt(&version.version_id, 20);
        if version.is_default_version {
            return format!("{id} is the default version");
        }
        let Some(grants) = grants_of(snapshot, version) else {
            return format!("{id} has a document that can't be read");
        };
        let mut subjects = grants.subjects(snapshot.recipe);
        subjects.retain(|subject| !known.contains(subject));
        let what = if subjects.is_empty() {
            "other statements or actions".to_owned()
        } else {
            subjects.join(", ")
        };
        let created = crate::text::excerpt(&version.create_date, 30);
        format!("{id} ({created}) also grants {what}")
    };
    let mut by_number: Vec<_> = versions.iter().collect();
    by_number.sort_by_key(|version| version_number(&version.version_id));
    let list: Vec<_> = by_number.into_iter().map(describe).collect();
    let text = format!(
        "the policy has {} versions and none can be deleted, since each grants something that the default version \
         does not, and none is known to be more than an hour old: {}",
        versions.len(),
        list.join("; ")
    );
    Error::new(ErrorKind::LimitExceeded, text)
        .with_resource(policy)
        .with_remedy(RemedyKind::DeleteVersion)
}

pub(crate) fn create_policy(snapshot: &Snapshot<'_>, managed: &ManagedPolicy) -> Result<Change> {
    let document = written(snapshot, managed)?;
    let size = size(&document);
    let name = &managed.name;
    let call = CreatePolicy {
        policy_name: name.clone(),
        policy_document: document.to_compact(),
        description: Some(policy_description(snapshot.recipe)),
        tag: desired_tags(snapshot),
        ..Default::default()
    };
    Ok(Change {
        lines: statement_lines(snapshot.desired, &document),
        ..change(format!("create policy {name} ({size})"), &call)
    })
}

pub(crate) fn create_version(
    snapshot: &Snapshot<'_>,
    managed: &ManagedPolicy,
    before: &PolicyDocument,
) -> Result<Change> {
    let after = written(snapshot, managed)?;
    Ok(new_version(snapshot, &managed.name, before, &after))
}

fn new_version(
    snapshot: &Snapshot<'_>,
    name: &str,
    before: &PolicyDocument,
    after: &PolicyDocument,
) -> Change {
    let size = size(after);
    let call = CreatePolicyVersion {
        policy_name: name.to_owned(),
        policy_document: after.to_compact(),
        set_as_default: Some(true),
        rotate_strategy: None,
        ..Default::default()
    };
    Change {
        lines: changed_lines(snapshot.desired, before, after),
        document: diff(before, after),
        before: Some(before.to_compact()),
        ..change(
            format!("update policy {name} with a new version ({size})"),
            &call,
        )
    }
}

/// Returns new versions with the documents by others that this run replaced and can't merge; none
/// if the default version has their grants again.
pub(crate) fn replaced_again(snapshot: &Snapshot<'_>) -> Result<Vec<Change>> {
    let mut changes = Vec::new();
    for (policy, replaced) in snapshot.replaced {
        let Some(document) = replaced.values().next_back() else {
            continue;
        };
        let managed = live_managed_policy(snapshot, policy.clone())?;
        let versions = snapshot.observed.versions_of(policy);
        let (Some((live, before)), Some(versions)) = (&managed.live, versions) else {
            continue;
        };
        if live.covers_any_form(&Grants::read(snapshot.desired, document)) {
            continue;
        }
        // Only the version that is restored may be deleted, not other unmerged ones.
        let last = replaced.iter().next_back();
        let last = last.map(|(number, document)| (*number, document.clone()));
        let only = Replaced::from([(policy.clone(), last.into_iter().collect())]);
        let alone = Snapshot {
            replaced: &only,
            ..snapshot.clone()
        };
        let deletions = versions_to_delete(&alone, policy, versions, live, 0)?;
        let ready = deletions.is_empty();
        changes.extend(deletions);
        changes.push(Change {
            ready,
            ..new_version(snapshot, policy, before, document)
        });
    }
    Ok(changes)
}

fn size(document: &PolicyDocument) -> String {
    format!("{} of {POLICY_DOCUMENT_BYTES} bytes", document.size())
}

/// Returns the non-default versions, oldest first.
pub(crate) fn oldest_first(versions: &[PolicyVersion]) -> Vec<&PolicyVersion> {
    let mut others: Vec<_> = versions.iter().filter(|v| !v.is_default_version).collect();
    others.sort_by_key(|version| version_number(&version.version_id));
    others
}

pub(crate) fn delete_version(policy: &str, version: &PolicyVersion, why: &str) -> Change {
    let version_id = version.version_id.clone();
    let summary = format!("delete version {version_id} of policy {policy} ({why})");
    let call = DeletePolicyVersion {
        policy_name: policy.to_owned(),
        version_id,
        ..Default::default()
    };
    Change {
        before: Some(version.policy_document.clone()),
        ..change(summary, &call)
    }
}

pub(crate) fn list(versions: &[PolicyVersion]) -> String {
    let names = versions.iter().map(|version| {
        if version.is_default_version {
            format!("{} (default)", version.version_id)
        } else {
            version.version_id.clone()
        }
    });
    names.collect::<Vec<_>>().join(", ")
}
