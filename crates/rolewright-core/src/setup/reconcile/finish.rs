//! The end of a run: its report.

use crate::error::{Error, ErrorKind, FORMAT_VERSION, Problem, Result};
use crate::setup::observe::live_state::live_state;
use crate::setup::observe::planned::after;
use crate::setup::plan::destroy::kept_findings;
use crate::setup::plan::overbroad::offers;
use crate::setup::plan::remove::nothing_left;
use crate::setup::reconcile::state::{Setup, Step};
use crate::setup::report::{
    Finding, FindingId, LiveState, Outcome, Report, Requirement, RequirementId, judged_as,
};
use crate::setup::snapshot::Snapshot;
use crate::setup::verify::attached_policies::documents;
use crate::setup::verify::causes::causes;
use crate::setup::verify::decision::{Answer, decide_trust};
use crate::setup::verify::documents::Documents;
use crate::setup::verify::findings;
use crate::setup::verify::requirements::{findings_of_checks, requirements};
use crate::setup::{Change, Goal, Observed};

/// Ends the run with its report; `outcome` overrides the goal's own.
pub(crate) fn done(setup: &Setup, snapshot: &Snapshot<'_>) -> Result<Step> {
    let mut report = bare_report(setup, snapshot.observed);
    report.state = live_state(snapshot.recipe, snapshot.observed);
    report.changes = match setup.goal {
        Goal::Plan | Goal::Drift => setup.progress.planned.clone(),
        _ if setup.options.preview => setup.progress.planned.clone(),
        _ => setup.progress.done.clone(),
    };
    let attached = documents(snapshot);
    report.findings = match setup.goal {
        // The version to set as the default names what stays.
        Goal::Rollback { .. } if setup.options.preview => {
            let observed = after(snapshot.observed, &report.changes);
            let rolled_back = Snapshot {
                observed: &observed,
                ..snapshot.clone()
            };
            findings(setup, &rolled_back, &documents(&rolled_back))
        }
        _ => findings(setup, snapshot, &attached),
    };
    if matches!(setup.goal, Goal::Plan | Goal::Drift) {
        report.offers = match offers(snapshot) {
            // An offer that doesn't fit is no reason to hide the rest of the report.
            Err(error) if error.kind() == ErrorKind::LimitExceeded => Vec::new(),
            offers => offers?,
        };
    }
    let is_plan = setup.goal == Goal::Plan || setup.options.preview;
    let judged = match setup.goal {
        Goal::Plan | Goal::Apply if is_plan => {
            let observed = after(snapshot.observed, &report.changes);
            let planned = Snapshot {
                observed: &observed,
                ..snapshot.clone()
            };
            let judged = judge(&mut report, &planned, &documents(&planned));
            if judged.is_none() {
                // What fails then is requested.
                report.causes.clear();
            }
            judged
        }
        Goal::Apply | Goal::Verify { .. } | Goal::Drift => judge(&mut report, snapshot, &attached),
        _ => None,
    };
    report.outcome = outcome(setup, &report, judged);
    Ok(Step::Done(Box::new(report)))
}

/// Judges the requirements, and returns the outcome of those that the caller didn't give up.
fn judge(report: &mut Report, snapshot: &Snapshot<'_>, documents: &Documents) -> Option<Outcome> {
    report.requirements = requirements(snapshot, documents);
    report.causes = causes(snapshot, documents, &report.requirements);
    unrequested_failure(snapshot, &report.requirements)
}

fn findings(setup: &Setup, snapshot: &Snapshot<'_>, documents: &Documents) -> Vec<Finding> {
    let mut findings = findings::findings(snapshot, documents);
    match setup.goal {
        Goal::Destroy => findings = kept_findings(snapshot).collect(),
        Goal::Rollback { .. } => findings = left(findings).collect(),
        // Nothing is desired, so nothing is unmanaged or about to change.
        Goal::Show => findings.retain(|finding| {
            use FindingId::{AlreadySatisfied, OtherGrants, TrustWithoutService};
            !matches!(
                finding.id,
                OtherGrants | TrustWithoutService | AlreadySatisfied
            )
        }),
        Goal::Remove => {
            let (elsewhere, others) = findings
                .into_iter()
                .partition(|finding| finding.id == FindingId::ManagedElsewhere);
            findings = elsewhere;
            findings.extend(left(others));
            findings.extend(nothing_left(snapshot));
        }
        Goal::Plan | Goal::Apply | Goal::Verify { .. } | Goal::Drift => {}
    }
    findings.extend(findings_of_checks(snapshot, documents));
    findings
}

/// Returns the unmanaged parts that a run leaves. Their remedies would grant again what it has revoked.
fn left(findings: Vec<Finding>) -> impl Iterator<Item = Finding> {
    let unmanaged = findings.into_iter().filter(Finding::is_drift);
    unmanaged.map(|finding| Finding {
        remedy: None,
        ..finding
    })
}

/// Returns the outcome. `judged` is that of the failures that the caller didn't request.
fn outcome(setup: &Setup, report: &Report, judged: Option<Outcome>) -> Outcome {
    let drifted =
        |finding: &Finding| finding.is_drift() || finding.id == FindingId::DefaultVersionChanged;
    let kept = |finding: &Finding| finding.id == FindingId::KeptPolicy;
    if let (Goal::Plan | Goal::Apply, Some(judged)) = (&setup.goal, judged) {
        return judged;
    }
    match setup.goal {
        Goal::Plan if setup.progress.planned.is_empty() => Outcome::Unchanged,
        Goal::Plan => Outcome::Pending,
        Goal::Verify { .. } => {
            judged_as(&report.requirements, setup.options.strict).unwrap_or(Outcome::Passed)
        }
        Goal::Drift
            if !setup.progress.planned.is_empty()
                || judged_as(&report.requirements, setup.options.strict).is_some() =>
        {
            Outcome::Drifted
        }
        Goal::Drift if report.findings.iter().any(drifted) => Outcome::Drifted,
        Goal::Drift => Outcome::Unchanged,
        Goal::Show => Outcome::Shown,
        Goal::Destroy if report.findings.iter().any(kept) && !setup.options.preview => {
            Outcome::Failed
        }
        _ if setup.options.preview && !setup.progress.planned.is_empty() => Outcome::Pending,
        _ if setup.progress.done.is_empty() => Outcome::Unchanged,
        _ => Outcome::Changed,
    }
}

/// Reports the changes made before the run stopped, and those that remain.
pub(crate) fn partial_report(setup: &Setup, observed: &Observed, error: &Error) -> Report {
    let mut report = bare_report(setup, observed);
    report.state = live_state(&*setup.recipe, observed);
    report.outcome = Outcome::Partial;
    report.changes = [
        &setup.progress.done[..],
        &setup.progress.uncertain,
        &setup.progress.planned,
    ]
    .concat();
    report.error = Some(Problem::from(error));
    report
}

fn bare_report(setup: &Setup, observed: &Observed) -> Report {
    Report {
        format_version: FORMAT_VERSION.to_owned(),
        kind: setup.goal.kind(),
        outcome: Outcome::Unchanged,
        provider: setup.provider.clone(),
        recipe: setup.recipe.name().to_owned(),
        service: setup.recipe.service().to_owned(),
        account: observed.account().to_owned(),
        caller: observed.caller().to_owned(),
        state: LiveState::default(),
        changes: Vec::<Change>::new(),
        offers: Vec::new(),
        causes: Vec::new(),
        requirements: Vec::new(),
        findings: Vec::new(),
        error: None,
        calls: setup.counters.calls,
        rounds: setup.counters.rounds,
        waits: setup.counters.waits.clone(),
    }
}

/// Returns the outcome of failed or inconclusive requirements that the caller didn't request. A
/// trust without the service, or a revision that doesn't grant all, is the caller's choice and only
/// causes a warning.
fn unrequested_failure(snapshot: &Snapshot<'_>, requirements: &[Requirement]) -> Option<Outcome> {
    let assumer = &snapshot.desired.assumer;
    let trust = decide_trust(
        &snapshot.desired.trust,
        &assumer.principal,
        snapshot.observed.date,
    );
    let not_in_desired = snapshot.desired.not_allowed(snapshot.recipe);
    let requested = |requirement: &&Requirement| match requirement.id {
        RequirementId::Trust => trust.answer != Answer::Allow,
        RequirementId::Access => not_in_desired.iter().any(|access| {
            Some(&access.action) == requirement.action.as_ref()
                && Some(&access.resource) == requirement.resource.as_ref()
        }),
        _ => false,
    };
    let unrequested = requirements.iter().filter(|one| !requested(one));
    judged_as(unrequested, snapshot.options.strict)
}
