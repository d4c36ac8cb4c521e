//! Findings on the trust policy.

use super::Findings;
use crate::policy::{Effect, Statement, TrustPolicy};
use crate::remedy::{RemedyKind, Setting};
use crate::setup::accept::Unmanaged;
use crate::setup::grants::is_whole_account;
use crate::setup::plan::role::trust_target;
use crate::setup::report::{Finding, FindingId};
use crate::setup::snapshot::Snapshot;
use crate::setup::verify::decision::{Answer, decide_trust};
use crate::setup::verify::requirements::in_brackets;

pub(super) fn trust_findings(snapshot: &Snapshot<'_>, findings: &mut Findings<'_>) {
    let Ok(live) = snapshot.live_trust() else {
        return;
    };
    trust_without_service(snapshot, live.as_ref(), &mut findings.all);
    let Some(live) = live.filter(|_| !snapshot.options.exact.trust) else {
        return;
    };
    let desired = &snapshot.desired.trust;
    let named = desired.principals();
    for principal in live.principals() {
        let is_desired = |one| principal.same_as(one);
        if is_desired(&snapshot.desired.assumer.principal) || named.iter().any(is_desired) {
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
            )
            .advise(RemedyKind::RemoveOrAccept.with("trust")),
        };
        findings.unmanaged(Unmanaged::Principal(&principal), finding);
    }
    let unmanaged = live.other_statements();
    let unmanaged = unmanaged.filter(|s| !desired.document().statements().contains(s));
    for statement in unmanaged.filter(|statement| !trusts_desired_only(snapshot, statement)) {
        let shown = statement.to_compact();
        let text = format!("the trust policy has an unmanaged statement {shown}; kept");
        let finding = Finding::info(FindingId::UnmanagedTrustStatement, text);
        let finding = finding.advise(RemedyKind::RemoveOrAccept.with("trust"));
        findings.unmanaged(Unmanaged::Statement(statement), finding);
    }
}

/// Whether a statement lets only desired principals assume the role, written in an unusual way.
fn trusts_desired_only(snapshot: &Snapshot<'_>, statement: &Statement) -> bool {
    let mut desired = snapshot.desired.trust.principals();
    desired.push(snapshot.desired.assumer.principal.clone());
    let actions = statement.action_list().into_iter();
    let mut actions = actions.flat_map(|list| list.iter());
    let mut principals = statement.principals.iter().flat_map(|all| all.iter());
    statement.effect == Effect::Allow
        && statement.condition().is_none()
        && !statement.has_unknown_keys()
        && statement.action_list().is_some()
        && statement.principals.is_some()
        && actions.all(|action| action.as_str().eq_ignore_ascii_case("sts:AssumeRole"))
        && principals.all(|one| desired.iter().any(|known| known.same_as(&one)))
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
