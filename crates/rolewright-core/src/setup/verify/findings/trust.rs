//! Findings on the trust policy.

use rolewright_policy::lint::{self, shown};

use super::Findings;
use crate::policy::{Effect, Statement, TrustPolicy};
use crate::remedy::{RemedyKind, Setting};
use crate::setup::accept::Unmanaged;
use crate::setup::danger::of_principal;
use crate::setup::goal::Goal;
use crate::setup::plan::role::{assumed_text, is_desired, narrowed_trust, trust_target};
use crate::setup::report::{Finding, FindingId};
use crate::setup::snapshot::Snapshot;
use crate::setup::verify::decision::{Answer, decide_trust};
use crate::setup::verify::requirements::in_brackets;

pub(super) fn trust_findings(snapshot: &Snapshot<'_>, findings: &mut Findings<'_>) {
    let Ok(live) = snapshot.live_trust() else {
        return;
    };
    trust_without_service(snapshot, live.as_ref(), &mut findings.all);
    assumed_trust(snapshot, live.as_ref(), &mut findings.all);
    let is_removed = snapshot.options.exact.trust && snapshot.plans_changes();
    let Some(mut live) = live.filter(|_| !is_removed) else {
        return;
    };
    if snapshot.options.narrow && snapshot.plans_changes() {
        live = narrowed_trust(snapshot, &live);
    }
    let account = snapshot.account();
    let desired = &snapshot.desired.trust;
    for principal in live.principals() {
        if is_desired(snapshot, &principal) {
            continue;
        }
        let danger = of_principal(&principal, account.as_ref());
        let finding = match &danger {
            Some(danger) => {
                // The reason may only repeat the trusted principals.
                let repeats = danger.message.contains(&principal.to_string());
                let why = Some(&danger.message).filter(|_| !repeats);
                let why = why.map(|why| format!(": {why}")).unwrap_or_default();
                let text = format!("the role trusts {principal}, which is over-broad{why}; kept");
                Finding::warning(FindingId::WholeAccountTrust, text)
                    .advise(RemedyKind::RemoveExtra.with("trust"))
            }
            None => Finding::info(
                FindingId::UnmanagedPrincipal,
                format!("unmanaged principal {principal} is trusted; kept"),
            )
            .advise(RemedyKind::RemoveOrAccept.with("trust")),
        };
        findings.unmanaged(Unmanaged::Principal(&principal), danger.as_ref(), finding);
    }
    let unmanaged = live.other_statements();
    let unmanaged = unmanaged.filter(|s| !desired.document().statements().contains(s));
    for statement in unmanaged.filter(|statement| !trusts_desired_only(snapshot, statement)) {
        let shown = shown(statement, account.as_ref());
        let danger = lint::danger(statement, account.as_ref());
        let id = FindingId::UnmanagedTrustStatement;
        let finding = match &danger {
            Some(danger) => Finding::warning(
                id,
                format!(
                    "the trust policy has an over-broad statement {shown}: {}; kept",
                    danger.message
                ),
            )
            .advise(RemedyKind::RemoveExtra.with("trust")),
            None => {
                let text = format!("the trust policy has an unmanaged statement {shown}; kept");
                Finding::info(id, text).advise(RemedyKind::RemoveOrAccept.with("trust"))
            }
        };
        findings.unmanaged(Unmanaged::Statement(statement), danger.as_ref(), finding);
    }
}

/// Whether a statement lets only desired principals assume the role, written in an unusual way.
fn trusts_desired_only(snapshot: &Snapshot<'_>, statement: &Statement) -> bool {
    let actions = statement.action_list().into_iter();
    let mut actions = actions.flat_map(|list| list.iter());
    let mut principals = statement.principals.iter().flat_map(|all| all.iter());
    statement.effect == Effect::Allow
        && statement.condition().is_none()
        && !statement.has_unknown_keys()
        && statement.action_list().is_some()
        && statement.principals.is_some()
        && actions.all(|action| action.as_str().eq_ignore_ascii_case("sts:AssumeRole"))
        && principals.all(|one| is_desired(snapshot, &one))
}

/// Warns of a planned trust without a source, which is not written without consent.
fn assumed_trust(snapshot: &Snapshot<'_>, live: Option<&TrustPolicy>, all: &mut Vec<Finding>) {
    let assumed = snapshot.recipe.assumed_trust();
    let is_planned = live.is_none_or(|live| trust_target(snapshot, live) != *live);
    let is_refused = *snapshot.goal == Goal::Plan && !snapshot.options.accept_assumed;
    if !assumed.is_empty() && is_planned && is_refused {
        let finding = Finding::warning(FindingId::AssumedTrust, assumed_text(&assumed));
        all.push(finding.advise(RemedyKind::AcceptAssumed));
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
