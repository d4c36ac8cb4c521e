//! Findings on the policies attached to the role.

use rolewright_policy::lint::{self, Danger};

use super::Findings;
use super::policy::other_grants;
use crate::operation::PolicyType;
use crate::policy::PolicyDocument;
use crate::remedy::RemedyKind;
use crate::setup::accept::Unmanaged;
use crate::setup::danger::{described, is_detached};
use crate::setup::grants::Grants;
use crate::setup::observe::PolicyKey;
use crate::setup::report::{Finding, FindingId};
use crate::setup::snapshot::Snapshot;
use crate::setup::verify::documents::Documents;
use crate::text::listed;

pub(super) fn attachment_findings(
    snapshot: &Snapshot<'_>,
    documents: &Documents,
    findings: &mut Findings<'_>,
) {
    let is_removed = |key: &PolicyKey| {
        let narrowed = snapshot.options.narrow && is_detached(snapshot, key);
        snapshot.plans_changes() && (snapshot.options.exact.attachments || narrowed)
    };
    for key in snapshot.observed.attached_keys() {
        if snapshot.is_managed(&key) || is_removed(&key) {
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
    let account = snapshot.account();
    let (policy_type, name) = key;
    let kind = policy_type.to_string().to_lowercase();
    let detachable = is_detached(snapshot, key);
    let finding = |danger: Option<&Danger>, what: &str| {
        let too = format!("{kind} policy {name} is also attached to the role");
        let remedy = if detachable {
            RemedyKind::RemoveExtra
        } else {
            RemedyKind::RemoveOrAccept
        };
        let finding = match danger {
            Some(danger) => {
                let text = format!("{too} and is over-broad{what}: {}; kept", danger.message);
                Finding::warning(FindingId::OverBroadAttachment, text)
            }
            None => Finding::info(FindingId::UnmanagedAttachment, format!("{too}{what}; kept")),
        };
        finding.advise(remedy.with("attachments"))
    };
    match (policy_type, document) {
        (PolicyType::System, document) => {
            let statements = document.map(PolicyDocument::statements);
            let dangers = statements.into_iter().flatten();
            let dangers = dangers.filter_map(|one| lint::danger(one, account.as_ref()));
            let worst = dangers.min_by_key(Danger::rank);
            let finding = finding(worst.as_ref(), "");
            findings.unmanaged(Unmanaged::SystemPolicy(name), worst.as_ref(), finding);
        }
        (_, None) => findings.unmanaged(Unmanaged::Unreadable, None, finding(None, "")),
        (_, Some(document)) => {
            let grants = Grants::read(snapshot.desired, document);
            let unmanaged = grants.not_desired(snapshot.desired);
            if unmanaged.is_empty() {
                let subjects = listed(&grants.subjects(snapshot.recipe));
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
                let danger = lint::danger(statement, account.as_ref());
                let what = format!(" with statement {}", described(snapshot, statement));
                let finding = finding(danger.as_ref(), &what);
                findings.unmanaged(Unmanaged::Statement(statement), danger.as_ref(), finding);
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
