//! Changes as readable diff lines.

use rolewright_policy::lint::shown;

use crate::name::AccountId;
use crate::policy::{PolicyDocument, Principal, Statement, TrustPolicy};
use crate::recipe::{DesiredState, Grant};
use crate::setup::grants::{Grants, recognise};
use crate::setup::report::DiffLine;
use crate::text::listed;

pub(crate) fn trust_lines(
    before: Option<&TrustPolicy>,
    after: &TrustPolicy,
    account: Option<&AccountId>,
) -> Vec<DiffLine> {
    let known = before.map(TrustPolicy::principals).unwrap_or_default();
    let now = after.principals();
    let text = |principal: &Principal| format!("trust {principal}");
    let mut lines: Vec<_> = known
        .iter()
        .filter(|principal| !now.contains(principal))
        .map(|principal| DiffLine::remove(text(principal)))
        .collect();
    lines.extend(now.iter().map(|principal| {
        if known.contains(principal) {
            DiffLine::keep(text(principal))
        } else {
            DiffLine::add(text(principal))
        }
    }));
    let others = |trust: &TrustPolicy| trust.other_statements().cloned().collect::<Vec<_>>();
    lines.extend(unmanaged_lines(
        &before.map(others).unwrap_or_default(),
        &others(after),
        account,
    ));
    lines
}

pub(crate) fn statement_lines(desired: &DesiredState, document: &PolicyDocument) -> Vec<DiffLine> {
    let mut lines = Vec::new();
    for statement in document.statements() {
        let groups = recognise(desired, statement).into_iter();
        let grants: Vec<&Grant> = groups.filter_map(|(i, _)| desired.grants.get(i)).collect();
        lines.push(DiffLine::add(if grants.is_empty() {
            shown(statement, None)
        } else {
            allow_text(&grants, statement)
        }));
    }
    lines
}

fn allow_text(grants: &[&Grant], statement: &Statement) -> String {
    let names: Vec<_> = grants.iter().map(|grant| named(grant)).collect();
    let actions = statement.action_list().map_or(0, |actions| actions.len());
    let plural = if actions == 1 { "action" } else { "actions" };
    let resources = statement.resources.as_deref().unwrap_or_default();
    let resources: Vec<_> = resources.iter().map(|r| r.as_str()).collect();
    format!(
        "allow {} ({actions} {plural}) on {}",
        names.join(" and "),
        listed(&resources)
    )
}

/// The name of a group; one that is named by its purpose, in quotes.
fn named(grant: &Grant) -> String {
    if grant.name == grant.purpose {
        format!("\"{}\"", grant.name)
    } else {
        grant.name.clone()
    }
}

/// Describes managed statements by their groups, and unmanaged ones in full.
pub(crate) fn changed_lines(
    desired: &DesiredState,
    before: &PolicyDocument,
    after: &PolicyDocument,
) -> Vec<DiffLine> {
    let (old, new) = (Grants::read(desired, before), Grants::read(desired, after));
    let mut lines = Vec::new();
    for (index, grant) in desired.grants.iter().enumerate() {
        let name = named(grant);
        let also = |action: &str| DiffLine::add(format!("allow {action} ({name})"));
        let gone = |action: &str| DiffLine::remove(format!("no longer allow {action} ({name})"));
        for (_, revision) in old.former.iter().filter(|(former, _)| *former == index) {
            let text = format!("update {name} from revision {revision} of the reference policy");
            lines.push(DiffLine::add(text));
            let (added, dropped) = grant.since(revision);
            lines.extend(added.into_iter().map(also));
            lines.extend(dropped.into_iter().map(gone));
        }
        let lacking = |grants: &Grants| grants.incomplete.get(&index).cloned().unwrap_or_default();
        let (before, after) = (lacking(&old), lacking(&new));
        lines.extend(before.difference(&after).map(|action| also(action)));
        // A rollback, for example. A group that is new has lost nothing.
        if !old.group(index).is_empty() {
            lines.extend(after.difference(&before).map(|action| gone(action)));
            let older = new.former.iter().filter(|one| one.0 == index);
            for (_, revision) in older.filter(|one| !old.former.contains(one)) {
                let (lost, regained) = grant.since(revision);
                lines.extend(lost.into_iter().map(gone));
                lines.extend(regained.into_iter().map(also));
            }
        }
        let added = new.group_only(&old, index).into_iter();
        lines.extend(added.map(|resource| DiffLine::add(format!("allow {name} on {resource}"))));
        let gone = old.group_only(&new, index).into_iter();
        lines.extend(
            gone.map(|resource| DiffLine::remove(format!("no longer allow {name} on {resource}"))),
        );
    }
    lines.extend(unmanaged_lines(&old.unmanaged, &new.unmanaged, None));
    lines
}

/// Returns what a version that is deleted grants beyond the default version.
pub(crate) fn deleted_version_lines(
    desired: &DesiredState,
    version: &str,
    old: &Grants,
    live: &Grants,
) -> Vec<DiffLine> {
    let mut lines = Vec::new();
    for (index, grant) in desired.grants.iter().enumerate() {
        let name = named(grant);
        let extra = old.group_only(live, index).into_iter();
        lines.extend(
            extra.map(|resource| format!("version {version} allowed {name} on {resource}")),
        );
        let former = old.former.iter().filter(|former| former.0 == index);
        let newer = live.former.iter().filter(|former| former.0 == index);
        for (_, revision) in newer.filter(|former| !old.former.contains(former)) {
            let added = grant.since(revision).0.into_iter();
            lines
                .extend(added.map(|action| format!("version {version} allowed {action} ({name})")));
        }
        for (_, revision) in former.filter(|former| !live.former.contains(former)) {
            let dropped = grant.since(revision).1.into_iter();
            lines.extend(
                dropped.map(|action| format!("version {version} allowed {action} ({name})")),
            );
        }
    }
    let unmanaged = old.unmanaged.iter();
    let unmanaged = unmanaged.filter(|statement| !live.unmanaged.contains(statement));
    lines.extend(unmanaged.map(|s| format!("version {version} held statement {}", shown(s, None))));
    lines.into_iter().map(DiffLine::remove).collect()
}

/// Returns the lines for unmanaged statements.
fn unmanaged_lines(
    old: &[Statement],
    new: &[Statement],
    account: Option<&AccountId>,
) -> Vec<DiffLine> {
    let text = |statement: &Statement| format!("statement {}", shown(statement, account));
    let gone = old.iter().filter(|statement| !new.contains(statement));
    let gone = gone.map(|statement| DiffLine::remove(text(statement)));
    let there = new.iter().map(|statement| {
        if old.contains(statement) {
            DiffLine::keep(text(statement))
        } else {
            DiffLine::add(text(statement))
        }
    });
    gone.chain(there).collect()
}
