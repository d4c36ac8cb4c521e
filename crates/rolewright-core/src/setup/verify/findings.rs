//! Findings: unmanaged parts, over-broad grants and the like. They never fail a verification.

use crate::operation::PolicyType;
use crate::policy::{PolicyDocument, TrustPolicy};
use crate::remedy::{RemedyKind, Setting};
use crate::setup::grants::{Grants, is_broad, is_whole_account};
use crate::setup::observe::version_number;
use crate::setup::plan::role::trust_target;
use crate::setup::report::{Finding, FindingId};
use crate::setup::snapshot::Snapshot;
use crate::setup::verify::attached_policies::{documents, not_in_desired, satisfied_by_others};
use crate::setup::verify::decision::{Answer, decide_trust};
use crate::setup::verify::managed_elsewhere::ownership_findings;
use crate::setup::verify::requirements::in_brackets;
use crate::setup::verify::time::time_findings;

/// Returns the findings. What can't be read is reported by requirements and causes.
pub(crate) fn findings(snapshot: &Snapshot<'_>) -> Vec<Finding> {
    let mut all = Vec::new();
    trust_findings(snapshot, &mut all);
    policy_findings(snapshot, &mut all);
    attachment_findings(snapshot, &mut all);
    version_findings(snapshot, &mut all);
    all.extend(time_findings(snapshot));
    documented_names(snapshot, &mut all);
    ownership_findings(snapshot, &mut all);
    all
}

fn trust_findings(snapshot: &Snapshot<'_>, all: &mut Vec<Finding>) {
    let Ok(live) = snapshot.live_trust() else {
        return;
    };
    trust_without_service(snapshot, live.as_ref(), all);
    let Some(live) = live.filter(|_| !snapshot.options.exact.trust) else {
        return;
    };
    let desired = &snapshot.desired.trust;
    let named = desired.principals();
    for principal in live.principals() {
        if principal == snapshot.desired.assumer.principal || named.contains(&principal) {
            continue;
        }
        let finding = match is_whole_account(&principal) {
            true if snapshot.options.narrow => continue,
            true => Finding::warning(
                FindingId::WholeAccountTrust,
                format!("the role trusts {principal}, which is over-broad; kept"),
            )
            .advise(RemedyKind::RemoveExtra.with("trust")),
            false => Finding::info(
                FindingId::UnmanagedPrincipal,
                format!("unmanaged principal {principal} is trusted; kept"),
            ),
        };
        all.push(finding);
    }
    let unmanaged = live.other_statements();
    for statement in unmanaged.filter(|s| !desired.document().statements().contains(s)) {
        let statement = statement.to_compact();
        let text = format!("the trust policy has an unmanaged statement {statement}; kept");
        all.push(Finding::info(FindingId::UnmanagedTrustStatement, text));
    }
}

fn trust_without_service(
    snapshot: &Snapshot<'_>,
    live: Option<&TrustPolicy>,
    all: &mut Vec<Finding>,
) {
    let assumer = &snapshot.desired.assumer;
    let after = live.map(|live| trust_target(snapshot, live));
    let after = after.unwrap_or_else(|| snapshot.desired.trust.clone());
    if decide_trust(&after, &assumer.principal, snapshot.observed.date).answer != Answer::Allow {
        let otherwise = match assumer.otherwise.as_str() {
            "" => String::new(),
            otherwise => format!(", and {otherwise}"),
        };
        let text = format!(
            "the role does not trust {}, so {} can't assume it{otherwise}{}",
            assumer.principal,
            snapshot.recipe.service(),
            in_brackets(&assumer.why)
        );
        let finding = Finding::warning(FindingId::TrustWithoutService, text);
        all.push(if snapshot.recipe.has(Setting::Trust) {
            finding.advise(RemedyKind::TrustService)
        } else {
            finding.advise("add it to the trust policy of the recipe")
        });
    }
}

fn policy_findings(snapshot: &Snapshot<'_>, all: &mut Vec<Finding>) {
    if let Some(names) = satisfied_by_others(snapshot) {
        let text = format!(
            "{} already grants everything, so policy {} is not created or attached",
            names.join(", "),
            snapshot.recipe.policy()
        );
        let finding = Finding::warning(FindingId::AlreadySatisfied, text);
        all.push(finding.advise(RemedyKind::CreateAnyway));
    }
    let not_in_desired = not_in_desired(snapshot);
    if !not_in_desired.is_empty() && !snapshot.desired.grants.is_empty() {
        let mut actions: Vec<&str> = not_in_desired.iter().map(|a| a.action.as_str()).collect();
        actions.sort_unstable();
        actions.dedup();
        let text = format!(
            "the requested revision of the policy lacks required actions: {}",
            actions.join(", ")
        );
        let finding = Finding::warning(FindingId::DesiredLacksRequired, text);
        all.push(finding.advise(RemedyKind::UseCurrentRevision));
    }
    let Ok(Some((live, document))) = snapshot.live_grants() else {
        return;
    };
    revision_findings(snapshot, &live, &document, all);
    if snapshot.options.exact.policy {
        return;
    }
    let requested: Vec<_> = Grants::desired(snapshot.desired)
        .resources()
        .cloned()
        .collect();
    let others = live
        .resources()
        .filter(|resource| !requested.contains(resource));
    let mut others: Vec<String> = others
        .map(|resource| {
            let subject = snapshot.recipe.subject_of(resource.as_str());
            subject.unwrap_or_else(|| resource.as_str().to_owned())
        })
        .collect();
    others.sort();
    others.dedup();
    if !others.is_empty() {
        let text = format!(
            "the policy also grants access to {}; kept",
            others.join(", ")
        );
        all.push(Finding::info(FindingId::OtherGrants, text));
    }
    for statement in &live.unmanaged {
        let broad = is_broad(statement);
        let statement = statement.to_compact();
        let finding = match broad {
            true if snapshot.options.narrow => continue,
            true => Finding::warning(
                FindingId::OverBroadGrant,
                format!("the policy has an over-broad statement {statement}; kept"),
            )
            .advise(RemedyKind::RemoveExtra.with("policy")),
            false => Finding::info(
                FindingId::UnmanagedStatement,
                format!("the policy has an unmanaged statement {statement}; kept"),
            ),
        };
        all.push(finding);
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

fn attachment_findings(snapshot: &Snapshot<'_>, all: &mut Vec<Finding>) {
    let documents = documents(snapshot);
    for key in snapshot.observed.attached_keys() {
        if snapshot.observed.number(&key).is_some() || snapshot.options.exact.attachments {
            continue;
        }
        let (policy_type, name) = &key;
        let policy_type = policy_type.to_string().to_lowercase();
        let document = documents.read.iter().find(|(known, _)| *known == key);
        let broad = document.is_some_and(|(_, d)| d.statements().iter().any(is_broad));
        let too = format!("{policy_type} policy {name} is also attached to the role");
        all.push(if broad {
            let text = format!("{too} and is over-broad; kept");
            Finding::warning(FindingId::OverBroadAttachment, text)
                .advise(RemedyKind::RemoveExtra.with("attachments"))
        } else {
            Finding::info(FindingId::UnmanagedAttachment, format!("{too}; kept"))
        });
    }
    sharing_findings(snapshot, all);
    for name in snapshot.own_policies() {
        let key = (PolicyType::Custom, name.clone());
        let numbered = snapshot.observed.number(&key) > Some(1);
        if numbered && snapshot.exists(&name) && !snapshot.observed.is_attached(&key) {
            let text = format!("policy {name} is left over and not attached to the role");
            let finding = Finding::warning(FindingId::LeftoverPolicy, text);
            all.push(finding.advise(RemedyKind::DestroyOrSplit));
        }
    }
}

/// Adds a finding if the policy is also attached to other users, groups or roles.
fn sharing_findings(snapshot: &Snapshot<'_>, all: &mut Vec<Finding>) {
    let key = snapshot.observed.own_key();
    let count = snapshot.live_policy().map_or(0, |live| live.attachments);
    let others = count.saturating_sub(u32::from(snapshot.observed.is_attached(&key)));
    if key.0 == PolicyType::Custom && others > 0 {
        let text = format!(
            "policy {} is also attached to {others} other user(s), group(s) or role(s), which get the same grants",
            key.1
        );
        let help = "detach it there in the RAM console, unless that is intended";
        all.push(Finding::warning(FindingId::SharedPolicy, text).advise(help));
    }
}

/// Adds a finding for a version newer than the default one: the default was changed, or the version
/// was created without becoming the default.
fn version_findings(snapshot: &Snapshot<'_>, all: &mut Vec<Finding>) {
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
fn documented_names(snapshot: &Snapshot<'_>, all: &mut Vec<Finding>) {
    if snapshot.live_policy().is_none() {
        return;
    }
    let documents = documents(snapshot);
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
