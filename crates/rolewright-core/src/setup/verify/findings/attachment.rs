//! Findings on the policies attached to the role.

use super::Findings;
use super::policy::{other_grants, unmanaged};
use crate::operation::PolicyType;
use crate::policy::PolicyDocument;
use crate::remedy::RemedyKind;
use crate::setup::accept::Unmanaged;
use crate::setup::grants::{Grants, is_broad};
use crate::setup::observe::PolicyKey;
use crate::setup::report::{Finding, FindingId};
use crate::setup::snapshot::Snapshot;
use crate::setup::verify::attached_policies::documents;

pub(super) fn attachment_findings(snapshot: &Snapshot<'_>, findings: &mut Findings<'_>) {
    let documents = documents(snapshot);
    for key in snapshot.observed.attached_keys() {
        if snapshot.is_managed(&key) || snapshot.options.exact.attachments {
            continue;
        }
        let document = documents.read.iter().find(|(known, _)| *known == key);
        attached(
            snapshot,
            &key,
            document.map(|(_, document)| document),
            findings,
        );
    }
    sharing_findings(snapshot, &mut findings.all);
    for name in snapshot.own_policies() {
        let key = (PolicyType::Custom, name.clone());
        let numbered = snapshot.observed.number(&key) > Some(1);
        if numbered && snapshot.exists(&name) && !snapshot.observed.is_attached(&key) {
            let text = format!("policy {name} is left over and not attached to the role");
            let finding = Finding::warning(FindingId::LeftoverPolicy, text);
            findings
                .all
                .push(finding.advise(RemedyKind::DestroyOrSplit));
        }
    }
}

/// Adds findings for an unmanaged policy that is attached to the role. A custom policy is named with each
/// of its statements; one with grants in the recipe's form only is another team's.
fn attached(
    snapshot: &Snapshot<'_>,
    key: &PolicyKey,
    document: Option<&PolicyDocument>,
    findings: &mut Findings<'_>,
) {
    let (policy_type, name) = key;
    let kind = policy_type.to_string().to_lowercase();
    let finding = |broad: bool, what: &str| {
        let too = format!("{kind} policy {name} is also attached to the role");
        if broad {
            let text = format!("{too} and is over-broad{what}; kept");
            Finding::warning(FindingId::OverBroadAttachment, text)
                .advise(RemedyKind::RemoveExtra.with("attachments"))
        } else {
            Finding::info(FindingId::UnmanagedAttachment, format!("{too}{what}; kept"))
                .advise(RemedyKind::RemoveOrAccept.with("attachments"))
        }
    };
    match (policy_type, document) {
        (PolicyType::System, document) => {
            let broad = document.is_some_and(|d| d.statements().iter().any(is_broad));
            findings.unmanaged(Unmanaged::SystemPolicy(name), finding(broad, ""));
        }
        (_, None) => findings.unmanaged(Unmanaged::Unreadable, finding(false, "")),
        (_, Some(document)) => {
            let grants = Grants::read(snapshot.desired, document);
            let unmanaged = unmanaged(snapshot, &grants);
            if unmanaged.is_empty() {
                let subjects = grants.subjects(snapshot.recipe).join(", ");
                let text = format!(
                    "{kind} policy {name} is also attached to the role, with grants of this recipe on {subjects} \
                     only; kept"
                );
                findings
                    .all
                    .push(Finding::info(FindingId::OtherGrants, text));
                return;
            }
            let policy = format!("{kind} policy {name}, attached to the role,");
            other_grants(snapshot, &policy, &grants, &mut findings.all);
            for statement in &unmanaged {
                let what = format!(" with statement {}", statement.to_compact());
                let finding = finding(is_broad(statement), &what);
                findings.unmanaged(Unmanaged::Statement(statement), finding);
            }
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
