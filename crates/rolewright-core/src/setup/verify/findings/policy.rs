//! Findings on the managed policies.

use rolewright_policy::lint;

use super::Findings;
use crate::operation::PolicyType;
use crate::policy::PolicyDocument;
use crate::remedy::RemedyKind;
use crate::setup::accept::Unmanaged;
use crate::setup::danger::{described, narrowed};
use crate::setup::grants::Grants;
use crate::setup::observe::version_number;
use crate::setup::report::{Finding, FindingId};
use crate::setup::snapshot::Snapshot;
use crate::setup::verify::attached_policies::satisfied_by_others;
use crate::setup::verify::decision::Answer;
use crate::setup::verify::documents::Documents;
use crate::text::listed;

pub(super) fn policy_findings(snapshot: &Snapshot<'_>, findings: &mut Findings<'_>) {
    if let Some(names) = satisfied_by_others(snapshot) {
        let text = format!(
            "{} already grants everything, so policy {} is not created or attached",
            names.join(", "),
            snapshot.recipe.policy()
        );
        let finding = Finding::warning(FindingId::AlreadySatisfied, text);
        findings.all.push(finding.advise(RemedyKind::CreateAnyway));
    }
    let not_in_desired = snapshot.desired.not_allowed(snapshot.recipe);
    if !not_in_desired.is_empty() && !snapshot.desired.grants.is_empty() {
        let mut actions: Vec<&str> = not_in_desired.iter().map(|a| a.action.as_str()).collect();
        actions.sort_unstable();
        actions.dedup();
        let text = format!(
            "the requested revision of the policy lacks required actions: {}",
            actions.join(", ")
        );
        let finding = Finding::warning(FindingId::DesiredLacksRequired, text);
        findings
            .all
            .push(finding.advise(RemedyKind::UseCurrentRevision));
    }
    if let Ok(Some((live, document))) = snapshot.live_grants() {
        revision_findings(snapshot, &live, &document, &mut findings.all);
    }
    let is_removed = snapshot.options.exact.policy && snapshot.plans_changes();
    if is_removed || snapshot.recipe.policy_type() != PolicyType::Custom {
        return;
    }
    for name in snapshot.own_policies() {
        let live = snapshot.live_document(&name);
        let Some(Ok((live, _))) = live.map(|document| snapshot.read(&name, document)) else {
            continue;
        };
        let policy = if name == snapshot.observed.own_key().1 {
            "the policy".to_owned()
        } else {
            format!("policy {name}")
        };
        let live = if snapshot.options.narrow && snapshot.plans_changes() {
            narrowed(snapshot, &live)
        } else {
            live
        };
        other_grants(snapshot, &policy, &live, &mut findings.all);
        unmanaged_statements(snapshot, &policy, &live, findings);
    }
}

/// Adds a finding for grants in the recipe's form on other resources, which other teams may have made.
pub(super) fn other_grants(
    snapshot: &Snapshot<'_>,
    policy: &str,
    live: &Grants,
    all: &mut Vec<Finding>,
) {
    let others = live.others(snapshot.desired).into_iter();
    let mut others: Vec<String> = others
        .map(|resource| {
            let subject = snapshot.recipe.subject_of(resource.as_str());
            subject.unwrap_or_else(|| resource.as_str().to_owned())
        })
        .collect();
    others.sort();
    others.dedup();
    if !others.is_empty() {
        let text = format!("{policy} also grants access to {}; kept", listed(&others));
        all.push(Finding::info(FindingId::OtherGrants, text));
    }
}

/// Adds a finding for each statement that the desired state doesn't have.
fn unmanaged_statements(
    snapshot: &Snapshot<'_>,
    policy: &str,
    live: &Grants,
    findings: &mut Findings<'_>,
) {
    let account = snapshot.account();
    for statement in &live.not_desired(snapshot.desired) {
        let shown = described(snapshot, statement);
        let danger = lint::danger(statement, account.as_ref());
        let finding = match &danger {
            Some(danger) => Finding::warning(
                FindingId::OverBroadGrant,
                format!(
                    "{policy} has an over-broad statement {shown}: {}; kept",
                    danger.message
                ),
            )
            .advise(RemedyKind::RemoveExtra.with("policy")),
            None => Finding::info(
                FindingId::UnmanagedStatement,
                format!("{policy} has an unmanaged statement {shown}; kept"),
            )
            .advise(RemedyKind::RemoveOrAccept.with("policy")),
        };
        findings.unmanaged(Unmanaged::Statement(statement), danger.as_ref(), finding);
    }
}

fn revision_findings(
    snapshot: &Snapshot<'_>,
    live: &Grants,
    document: &PolicyDocument,
    all: &mut Vec<Finding>,
) {
    if live.former.is_empty() {
        return;
    }
    if let Some(revision) = snapshot.recipe.revision_of(document) {
        let subjects = live.subjects(snapshot.recipe).join(", ");
        let text = format!("the policy is {revision}, for {subjects}");
        all.push(Finding::warning(FindingId::OlderRevision, text).advise(RemedyKind::PlanAndApply));
        return;
    }
    for (index, revision) in &live.former {
        let grant = snapshot.desired.grants.get(*index);
        let name = grant.map_or("", |grant| grant.name.as_str());
        let text = format!("{name} have the form of revision {revision} of the reference policy");
        all.push(Finding::warning(FindingId::OlderRevision, text).advise(RemedyKind::PlanAndApply));
    }
}

/// Adds a finding for a version newer than the default one: the default was changed, or the version
/// was created without becoming the default.
pub(super) fn version_findings(snapshot: &Snapshot<'_>, all: &mut Vec<Finding>) {
    for name in snapshot.own_policies() {
        let versions = snapshot.observed.versions_of(&name).into_iter().flatten();
        let versions: Vec<_> = versions.collect();
        let number = |id: &str| version_number(id);
        let live = versions.iter().find(|version| version.is_default_version);
        let newest = versions
            .iter()
            .max_by_key(|version| number(&version.version_id));
        let (Some(live), Some(newest)) = (live, newest) else {
            continue;
        };
        if number(&newest.version_id) > number(&live.version_id) {
            let text = format!(
                "the default version of policy {name} is {}, although {} is newer",
                live.version_id, newest.version_id
            );
            let finding = Finding::warning(FindingId::DefaultVersionChanged, text);
            all.push(finding.advise(RemedyKind::Rollback.with(&newest.version_id)));
        }
    }
}

/// Adds findings for actions of the reference policy that no service checks and the live policies
/// lack.
pub(super) fn documented_names(
    snapshot: &Snapshot<'_>,
    documents: &Documents,
    all: &mut Vec<Finding>,
) {
    if snapshot.live_policy().is_none() {
        return;
    }
    let missing = snapshot.desired.documented_only.iter();
    let missing = missing.filter(|name| documents.decide(&name.access).answer != Answer::Allow);
    let mut reported: Vec<&str> = Vec::new();
    for name in missing {
        let action = name.access.action.as_str();
        let covered = documents.decide(&crate::recipe::RequiredAccess {
            action: name.instead.clone(),
            ..name.access.clone()
        });
        if reported.contains(&action) || covered.answer != Answer::Allow {
            continue;
        }
        reported.push(action);
        let text = format!(
            "the reference policy lists {action}, which the live policies lack; it is not required, since OSS \
             checks {} instead",
            name.instead
        );
        all.push(Finding::info(FindingId::DocumentedNameMissing, text));
    }
}
