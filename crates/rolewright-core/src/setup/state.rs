//! How a run ends: the report.

use std::collections::BTreeSet;

use super::plan::Planner;
use super::report::{
    FORMAT_VERSION, LivePolicyState, LiveRole, LiveState, Outcome, Problem, Report, Standing,
};
use super::{Change, Goal, Observed, Setup, Step};
use crate::error::{Error, Result};
use crate::evaluate::{Verdict, evaluate_trust};
use crate::policy::{PolicyDocument, TrustPolicy};
use crate::recipe::Recipe;

impl Setup {
    /// Ends with all that was observed; `outcome` when it is not the goal's own.
    pub(super) fn done(&self, planner: &Planner<'_>, outcome: Option<Outcome>) -> Result<Step> {
        let mut report = self.bare_report(planner.observed);
        report.state = live_state(&*self.recipe, planner.observed);
        report.changes = if self.goal == Goal::Plan {
            self.planned.clone()
        } else {
            self.carried_out.clone()
        };
        match self.goal {
            Goal::Destroy => {}
            // What can't be read is shown as it is.
            Goal::Show => report.findings = planner.findings().unwrap_or_default(),
            _ => report.findings = planner.findings()?,
        }
        if self.goal == Goal::Show {
            // Nothing was asked for, so nothing is there besides, and nothing is about to happen.
            report.findings.retain(|finding| {
                !matches!(
                    finding.id.as_str(),
                    "other_grants" | "trust_without_service"
                )
            });
        }
        if matches!(self.goal, Goal::Apply | Goal::Verify) {
            report.requirements = planner.requirements()?;
        }
        report.outcome = outcome.unwrap_or_else(|| self.outcome(planner, &report));
        Ok(Step::Done(Box::new(report)))
    }

    fn outcome(&self, planner: &Planner<'_>, report: &Report) -> Outcome {
        match self.goal {
            Goal::Plan if self.planned.is_empty() => Outcome::Unchanged,
            Goal::Plan => Outcome::Pending,
            Goal::Verify if report.is_proven() => Outcome::Proven,
            Goal::Verify => Outcome::NotProven,
            Goal::Apply if refuted_against_wish(planner, report) => Outcome::Refuted,
            Goal::Show => Outcome::Shown,
            Goal::Apply | Goal::Destroy if self.carried_out.is_empty() => Outcome::Unchanged,
            Goal::Apply | Goal::Destroy => Outcome::Changed,
        }
    }

    /// What was done before the run had to stop, and what was still to do.
    pub(super) fn partial_report(&self, observed: &Observed, error: &Error) -> Report {
        let mut report = self.bare_report(observed);
        report.state = live_state(&*self.recipe, observed);
        report.outcome = Outcome::Partial;
        report.changes = [&self.carried_out[..], &self.uncertain, &self.planned].concat();
        report.error = Some(Problem::from(error));
        report
    }

    fn bare_report(&self, observed: &Observed) -> Report {
        Report {
            format_version: FORMAT_VERSION.to_owned(),
            kind: self.goal,
            outcome: Outcome::Unchanged,
            provider: self.provider.clone(),
            recipe: self.recipe.name().to_owned(),
            account: observed.account().to_owned(),
            state: LiveState::default(),
            changes: Vec::<Change>::new(),
            requirements: Vec::new(),
            findings: Vec::new(),
            error: None,
            calls: self.calls,
            rounds: self.rounds,
        }
    }
}

/// Whether something is refuted that the caller did not ask for: a trust without the service is
/// the caller's own choice, and is warned of.
fn refuted_against_wish(planner: &Planner<'_>, report: &Report) -> bool {
    let assumer = &planner.desired.assumer;
    let asked =
        evaluate_trust(&planner.desired.trust, &assumer.principal).verdict == Verdict::Allow;
    let wished = |id: &str| !asked && id == "trust";
    let bad = |standing| matches!(standing, Standing::Refuted | Standing::CannotTell);
    report
        .requirements
        .iter()
        .any(|requirement| bad(requirement.standing) && !wished(&requirement.id))
}

fn live_state(recipe: &dyn Recipe, observed: &Observed) -> LiveState {
    let role = observed.role.value().and_then(Option::as_ref).map(|role| {
        let trust = TrustPolicy::parse(&role.assume_role_policy_document);
        let trusts = trust
            .as_ref()
            .map(TrustPolicy::principals)
            .unwrap_or_default();
        LiveRole {
            name: role.role_name.clone(),
            arn: role.arn.clone(),
            trusts: trusts.iter().map(ToString::to_string).collect(),
            trust_policy: json(&role.assume_role_policy_document),
        }
    });
    let policy = observed
        .own_policy()
        .value()
        .and_then(Option::as_ref)
        .map(|live| LivePolicyState {
            name: recipe.policy().to_string(),
            default_version: live.default_version.clone(),
            bytes: live.document.len(),
            subjects: subjects(recipe, &live.document),
            document: json(&live.document),
        });
    let attached = observed.attached.value().into_iter().flatten();
    let attached = attached.map(|policy| format!("{}/{}", policy.policy_type, policy.policy_name));
    LiveState {
        role,
        policy,
        attached: attached.collect(),
    }
}

fn subjects(recipe: &dyn Recipe, document: &str) -> Vec<String> {
    let Ok(document) = PolicyDocument::parse(document) else {
        return Vec::new();
    };
    let resources = document
        .statements()
        .iter()
        .flat_map(|s| s.resources.as_deref().unwrap_or_default());
    let subjects: BTreeSet<_> = resources
        .filter_map(|resource| recipe.subject_of(resource.as_str()))
        .collect();
    subjects.into_iter().collect()
}

/// The document as JSON, or as the text that it is.
fn json(document: &str) -> serde_json::Value {
    serde_json::from_str(document).unwrap_or_else(|_| document.into())
}
