//! How a run ends: the report.

use std::collections::BTreeSet;

use super::observed::LivePolicy;
use super::plan::Planner;
use super::report::{
    FORMAT_VERSION, Finding, LivePolicyState, LiveRole, LiveState, Outcome, Problem, Report,
    Requirement, Standing,
};
use super::weighed::{Answer, weigh_trust};
use super::{Change, Goal, Observed, Setup, Step};
use crate::error::{Error, Result};
use crate::policy::{PolicyDocument, TrustPolicy};
use crate::recipe::Recipe;

impl Setup {
    /// Ends with all that was observed; `outcome` when it is not the goal's own.
    pub(super) fn done(&self, planner: &Planner<'_>) -> Result<Step> {
        let mut report = self.bare_report(planner.observed);
        report.state = live_state(planner.recipe, planner.observed);
        report.changes = match self.goal {
            Goal::Plan | Goal::Drift => self.planned.clone(),
            _ if self.options.preview => self.planned.clone(),
            _ => self.carried_out.clone(),
        };
        report.findings = self.findings(planner);
        if matches!(self.goal, Goal::Plan | Goal::Drift) {
            report.offers = planner.offers()?;
        }
        if matches!(self.goal, Goal::Apply | Goal::Verify | Goal::Drift) {
            report.requirements = planner.requirements();
            report.causes = planner.causes(&report.requirements);
        }
        if self.goal == Goal::Plan && self.planned.is_empty() {
            // What no change mends has to be said, and is no reason to judge what is well.
            let requirements = planner.requirements();
            if refuted_against_wish(planner, &requirements) {
                report.causes = planner.causes(&requirements);
            }
        }
        report.outcome = self.outcome(planner, &report);
        Ok(Step::Done(Box::new(report)))
    }

    fn findings(&self, planner: &Planner<'_>) -> Vec<Finding> {
        let mut findings = planner.findings();
        match self.goal {
            Goal::Destroy | Goal::Rollback => findings.clear(),
            // Nothing was asked for, so nothing is there besides, and nothing is about to happen.
            Goal::Show => findings.retain(|finding| {
                let about_wishes = ["other_grants", "trust_without_service", "already_satisfied"];
                !about_wishes.contains(&finding.id.as_str())
            }),
            Goal::Remove => {
                findings.retain(|finding| finding.id == "managed_elsewhere");
                findings.extend(planner.nothing_left());
            }
            Goal::Plan | Goal::Apply | Goal::Verify | Goal::Drift => {}
        }
        if matches!(self.goal, Goal::Destroy | Goal::Remove) {
            findings.extend(planner.instances_not_looked_at());
        }
        findings
    }

    fn outcome(&self, planner: &Planner<'_>, report: &Report) -> Outcome {
        let moved = |finding: &Finding| finding.id == "default_version_moved";
        match self.goal {
            Goal::Plan if !report.causes.is_empty() => Outcome::Refuted,
            Goal::Plan if self.planned.is_empty() => Outcome::Unchanged,
            Goal::Plan => Outcome::Pending,
            Goal::Verify if report.is_proven() => Outcome::Proven,
            Goal::Verify => Outcome::NotProven,
            Goal::Drift if !self.planned.is_empty() || !report.is_proven() => Outcome::Drifted,
            Goal::Drift if report.findings.iter().any(moved) => Outcome::Drifted,
            Goal::Drift => Outcome::Unchanged,
            Goal::Apply if refuted_against_wish(planner, &report.requirements) => Outcome::Refuted,
            Goal::Show => Outcome::Shown,
            _ if self.options.preview && !self.planned.is_empty() => Outcome::Pending,
            _ if self.carried_out.is_empty() => Outcome::Unchanged,
            _ => Outcome::Changed,
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
            offers: Vec::new(),
            causes: Vec::new(),
            requirements: Vec::new(),
            findings: Vec::new(),
            error: None,
            calls: self.calls,
            rounds: self.rounds,
            waits: self.waits.clone(),
        }
    }
}

/// Whether something is refuted that the caller did not ask for: a trust without the service, or a
/// form of the policy that does not grant all, is the caller's own choice, and is warned of.
fn refuted_against_wish(planner: &Planner<'_>, requirements: &[Requirement]) -> bool {
    let assumer = &planner.desired.assumer;
    let trust = weigh_trust(&planner.desired.trust, &assumer.principal);
    let left_out = planner.left_out();
    let wished = |requirement: &Requirement| match requirement.id.as_str() {
        "trust" => trust.answer != Answer::Allow,
        "access" => left_out.iter().any(|access| {
            Some(&access.action) == requirement.action.as_ref()
                && Some(&access.resource) == requirement.resource.as_ref()
        }),
        _ => false,
    };
    let bad = |standing| matches!(standing, Standing::Refuted | Standing::CannotTell);
    let mut requirements = requirements.iter();
    requirements.any(|requirement| bad(requirement.standing) && !wished(requirement))
}

pub(super) fn live_state(recipe: &dyn Recipe, observed: &Observed) -> LiveState {
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
    let own = observed.own_key();
    let policies = observed.policies.iter().filter_map(|(key, seen)| {
        let live = seen.value()?.as_ref()?;
        (*key == own || observed.number(key).is_some()).then(|| policy_state(recipe, &key.1, live))
    });
    let (policy, further) = policies.partition::<Vec<_>, _>(|policy| policy.name == own.1);
    let attached = observed.attached_keys();
    LiveState {
        role,
        policy: policy.into_iter().next(),
        further_policies: further,
        attached: attached
            .map(|(policy_type, name)| format!("{policy_type}/{name}"))
            .collect(),
    }
}

fn policy_state(recipe: &dyn Recipe, name: &str, live: &LivePolicy) -> LivePolicyState {
    let document = PolicyDocument::parse(&live.document).ok();
    LivePolicyState {
        name: name.to_owned(),
        default_version: live.default_version.clone(),
        generation: document.and_then(|document| recipe.generation_of(&document)),
        bytes: live.document.len(),
        subjects: subjects(recipe, &live.document),
        document: json(&live.document),
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
