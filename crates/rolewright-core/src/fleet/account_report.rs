//! The result of one account.

use serde::{Deserialize, Serialize};

use super::target::Target;
use crate::error::{Error, ErrorKind, FORMAT_VERSION, Problem, Result};
use crate::name::{AccountId, RoleName};
use crate::remedy::Remedy;
use crate::setup::{Finding, Outcome, Report, Requirement};
use crate::text::listed;

/// The reports of one account of a fleet.
#[must_use = "a negative result is a report, not an error; see `into_result`"]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct AccountReport {
    /// Version of the format.
    pub format_version: String,
    /// Always `account_report`.
    pub kind: String,
    /// Account id.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub account: AccountId,
    /// Name.
    pub name: Option<String>,
    /// Roles, in the order of the recipe; none if the account was not reached.
    pub roles: Vec<RoleReport>,
    /// Why the account was not reached.
    pub error: Option<Problem>,
}

/// The result for a role: a report, or an error.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct RoleReport {
    /// Name of the role.
    pub role: String,
    /// Report.
    pub report: Option<Report>,
    /// Error that stopped the run before any change.
    pub error: Option<Problem>,
}

impl RoleReport {
    /// Creates the result of one run.
    #[must_use]
    pub fn new(role: &RoleName, result: &Result<Report>) -> Self {
        Self {
            role: role.to_string(),
            report: result.as_ref().ok().cloned(),
            error: result.as_ref().err().map(Problem::from),
        }
    }

    /// The error that ended the run, before or after its first change.
    fn problem(&self) -> Option<&Problem> {
        let in_report = self
            .report
            .as_ref()
            .and_then(|report| report.error.as_ref());
        self.error.as_ref().or(in_report)
    }

    fn verdict(&self) -> AccountVerdict {
        match &self.report {
            Some(report) if report.error.is_none() && report.outcome != Outcome::Partial => {
                if report.is_ok() {
                    AccountVerdict::Passed
                } else {
                    AccountVerdict::Negative
                }
            }
            _ => AccountVerdict::NotJudged,
        }
    }
}

/// The verdict on an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum AccountVerdict {
    /// Every role has a positive result.
    Passed,
    /// Every role was judged, and at least one has a negative result.
    Negative,
    /// At least one role could not be judged.
    NotJudged,
}

/// An account in the report of a fleet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct AccountRow {
    /// Account id.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub account: AccountId,
    /// Name.
    pub name: Option<String>,
    /// Verdict.
    pub verdict: AccountVerdict,
    /// Number of roles.
    pub roles: usize,
    /// Number of changes that were made.
    pub changes: usize,
    /// Why the verdict isn't `passed`; the reason to look at first.
    pub cause: Option<RowCause>,
    /// Kind of the error, if there was one.
    pub error: Option<ErrorKind>,
}

/// Why an account has not passed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct RowCause {
    /// Stable name: that of a cause or finding, an error kind, or `changes_pending`.
    pub id: String,
    /// What is wrong, as a sentence.
    pub text: String,
    /// The same, with the account's own values replaced by their names, for example `{bucket}`.
    pub general: String,
    /// What to do about it.
    pub remedy: Option<Remedy>,
}

impl RowCause {
    fn new(id: impl Into<String>, text: impl Into<String>, remedy: Option<Remedy>) -> Self {
        let text = text.into();
        Self {
            id: id.into(),
            general: text.clone(),
            text,
            remedy,
        }
    }

    fn of_problem(problem: &Problem) -> Self {
        let mut text = problem.message.clone();
        if let Some(id) = &problem.request_id {
            text = text.replace(&format!(", request id {id}"), "");
        }
        let text = text.split("; gave up after ").next().unwrap_or_default();
        let mut cause = Self::new(word(problem.kind), text, problem.remedy.clone());
        cause.text.clone_from(&problem.message);
        cause
    }

    fn of_report(report: &Report) -> Self {
        if let Some(cause) = report.causes.first() {
            return Self::new(cause.id.as_str(), &cause.text, cause.remedy.clone());
        }
        if let Some(finding) = report.findings.iter().find(|one| one.is_drift()) {
            return Self::new(finding.id.as_str(), &finding.text, finding.remedy.clone());
        }
        let pending: Vec<_> = report
            .changes
            .iter()
            .filter(|change| !change.done)
            .collect();
        if !pending.is_empty() {
            let changes: Vec<_> = pending
                .iter()
                .map(|change| change.summary.clone())
                .collect();
            return Self::new("changes_pending", listed(&changes), None);
        }
        let skipped = |one: &&Requirement| one.is_skipped();
        if let Some(one) = report.requirements.iter().find(skipped) {
            let text = format!("not checked: {}", one.text);
            return Self::new(one.id.as_str(), text, one.remedy.clone());
        }
        let remedy = |finding: &Finding| finding.remedy.is_some();
        match report.findings.iter().find(|finding| remedy(finding)) {
            Some(finding) => Self::new(finding.id.as_str(), &finding.text, finding.remedy.clone()),
            None => Self::new(word(report.outcome), "no requirement was judged", None),
        }
    }

    /// Replaces the account's own values by their names.
    fn generalise(&mut self, target: &Target) {
        let arguments = target.arguments().unwrap_or_default();
        let single = arguments.iter().flat_map(|(name, values)| {
            values
                .iter()
                .map(move |value| (value.as_str(), name.as_str()))
        });
        let mut values: Vec<(&str, &str)> = single.collect();
        values.push((target.account.as_str(), "account"));
        values.extend(target.name.as_deref().map(|name| (name, "name")));
        // A longer value may contain a shorter one; a very short one is part of other words.
        values.retain(|(value, _)| value.len() >= 3);
        values.sort_by_key(|(value, _)| std::cmp::Reverse(value.len()));
        for (value, name) in values {
            self.general = self.general.replace(value, &format!("{{{name}}}"));
        }
    }
}

impl AccountReport {
    /// Creates the report of an account that was reached.
    pub fn of_roles(target: &Target, roles: &[(RoleName, Result<Report>)]) -> Self {
        let roles = roles
            .iter()
            .map(|(role, result)| RoleReport::new(role, result));
        Self {
            roles: roles.collect(),
            ..Self::empty(target)
        }
    }

    /// Creates the report of an account that was not reached.
    pub fn of_error(target: &Target, error: &Error) -> Self {
        Self {
            error: Some(Problem::from(error)),
            ..Self::empty(target)
        }
    }

    fn empty(target: &Target) -> Self {
        Self {
            format_version: FORMAT_VERSION.to_owned(),
            kind: "account_report".to_owned(),
            account: target.account.clone(),
            name: target.name.clone(),
            roles: Vec::new(),
            error: None,
        }
    }

    /// Returns the verdict; [`AccountVerdict::NotJudged`] for an account without roles.
    #[must_use]
    pub fn verdict(&self) -> AccountVerdict {
        let roles = self.roles.iter().map(RoleReport::verdict);
        match self.error {
            Some(_) => AccountVerdict::NotJudged,
            None => roles.max().unwrap_or(AccountVerdict::NotJudged),
        }
    }

    /// Returns the report if [every role has a positive result](AccountVerdict::Passed).
    ///
    /// # Errors
    /// The error because of which the account was not judged, or
    /// [`ErrorKind::NotVerified`] with the first reason.
    pub fn into_result(self) -> Result<Self> {
        let verdict = self.verdict();
        if verdict == AccountVerdict::Passed {
            return Ok(self);
        }
        let of_role = self.roles.iter().find(|role| role.verdict() == verdict);
        let problem = of_role.and_then(RoleReport::problem);
        if let Some(problem) = self.error.as_ref().or(problem) {
            return Err(problem.to_error().with_resource(self.account.as_str()));
        }
        let report = of_role.and_then(|role| role.report.clone());
        let none = || Error::new(ErrorKind::NotVerified, "no role was judged");
        let error = report.and_then(|report| report.into_result().err());
        Err(error
            .unwrap_or_else(none)
            .with_resource(self.account.as_str()))
    }

    /// Summarises the report. `target` is the account that it is about.
    #[must_use]
    pub fn row(&self, target: &Target) -> AccountRow {
        let verdict = self.verdict();
        let of_role = self.roles.iter().find(|role| role.verdict() == verdict);
        let problem = self.error.as_ref();
        let problem = problem.or_else(|| of_role.and_then(RoleReport::problem));
        let report = of_role.and_then(|role| role.report.as_ref());
        let mut cause = match (verdict, problem, report) {
            (AccountVerdict::Passed, ..) => None,
            (_, Some(problem), _) => Some(RowCause::of_problem(problem)),
            (_, None, Some(report)) => Some(RowCause::of_report(report)),
            (_, None, None) => Some(RowCause::new("not_judged", "no role was judged", None)),
        };
        if let Some(cause) = &mut cause {
            cause.generalise(target);
        }
        let reports = self.roles.iter().filter_map(|role| role.report.as_ref());
        AccountRow {
            account: self.account.clone(),
            name: self.name.clone(),
            verdict,
            roles: self.roles.len(),
            changes: reports
                .flat_map(|report| &report.changes)
                .filter(|change| change.done)
                .count(),
            cause,
            error: problem.map(|problem| problem.kind),
        }
    }
}

/// The name of an enum's value in JSON.
fn word(value: impl Serialize) -> String {
    let value = serde_json::to_value(value).ok();
    let word = value.as_ref().and_then(serde_json::Value::as_str);
    word.unwrap_or_default().to_owned()
}
