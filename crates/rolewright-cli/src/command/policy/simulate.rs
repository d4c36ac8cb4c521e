//! `policy simulate`: decides a request and explains the decision.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use rolewright::evaluate::{Caller, Case, MissingKey, PolicySet, Request, Rules};
use rolewright::policy::{BucketPolicy, Catalogue, PolicyDocument, PolicyError, TrustPolicy};
use rolewright::remedy::Remedy;
use rolewright::text::excerpt;
use rolewright::{Error, Result};
use rolewright_report::policy::PolicySimulation;

use crate::args::{checked, pair};
use crate::exit::Exit;
use crate::failure::{Failure, Outcome};
use crate::files::{Input, check_standard_input};
use crate::output::{self, CaseFailure, PolicyCases};
use crate::terminal::Printer;

/// The arguments of `policy simulate`.
#[derive(Debug, Args)]
pub(crate) struct Simulate {
    /// Policy attached to the caller, its groups or its role for the whole account; repeatable
    #[arg(long, value_name = "FILE")]
    policy: Vec<PathBuf>,
    /// Action to decide, for example oss:GetObject
    #[arg(long, required_unless_present = "cases")]
    action: Option<String>,
    /// ARN of the resource, `*` for actions without resources; if repeated, all must be allowed
    #[arg(long, required_unless_present = "cases", value_name = "ARN")]
    resource: Vec<String>,
    /// Condition key of the request; repeatable
    #[arg(long, value_name = "KEY=VALUE", value_parser = context)]
    context: Vec<(String, String)>,
    /// Caller: the ARN of a user, role, session or identity provider, or the name of a service
    #[arg(long, value_name = "PRINCIPAL", value_parser = checked::<Caller>)]
    principal: Option<String>,
    /// Id of the caller, as bucket policies name it
    #[arg(long, value_name = "ID")]
    principal_id: Option<String>,
    /// Trust policy of the role to assume
    #[arg(long, value_name = "FILE", requires = "principal")]
    trust: Option<PathBuf>,
    /// Control policies of one level of the resource directory, separated by commas; repeatable
    #[arg(long, value_name = "FILE,..")]
    control: Vec<String>,
    /// Policy that restricts the session of the caller; repeatable
    #[arg(long, value_name = "FILE")]
    session: Vec<PathBuf>,
    /// Policy of the caller for the resource group of the resource; repeatable
    #[arg(long, value_name = "FILE")]
    resource_group_policy: Vec<PathBuf>,
    /// Policy of the bucket
    #[arg(long, value_name = "FILE")]
    bucket_policy: Option<PathBuf>,
    /// Result of a negated operator for a key that the request does not have, which is not documented
    /// [default: undecided]
    #[arg(long, value_enum, value_name = "READING")]
    missing_key_negated: Option<MissingKeyReading>,
    /// Match `*` and `?` in `StringEquals` too, as the documentation of 2021 has it; that of 2025
    /// matches them in `StringLike` only
    #[arg(long)]
    wildcards_in_string_equals: bool,
    /// Let a Deny for a resource group override an Allow for the account, as a sentence of the
    /// documentation of June 2026 has it; its flow chart ends at the Allow
    #[arg(long)]
    resource_group_deny_wins: bool,
    /// Decide the cases in this file, one JSON object per line with `id`, `policies`, `request`,
    /// `expected` and `extra`; the last line counts those that passed (exit 2 if one failed)
    #[arg(long, value_name = "FILE", conflicts_with_all = [
        "policy", "action", "resource", "context", "principal", "principal_id", "trust", "control",
        "session", "resource_group_policy", "bucket_policy",
    ])]
    cases: Option<PathBuf>,
}

/// The result of a negated operator for a missing key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum MissingKeyReading {
    /// Not decided.
    Undecided,
    /// True.
    Holds,
    /// False.
    Fails,
}

impl From<&Simulate> for Rules {
    fn from(arguments: &Simulate) -> Self {
        Self {
            missing_key_negated: match arguments.missing_key_negated {
                None | Some(MissingKeyReading::Undecided) => MissingKey::Undecided,
                Some(MissingKeyReading::Holds) => MissingKey::Holds,
                Some(MissingKeyReading::Fails) => MissingKey::Fails,
            },
            wildcards_in_string_equals: arguments.wildcards_in_string_equals,
            resource_group_deny_wins: arguments.resource_group_deny_wins,
            ..Default::default()
        }
    }
}

impl Simulate {
    pub(super) fn run(&self, printer: &Printer) -> Outcome {
        if let Some(path) = &self.cases {
            return cases(path, self.into(), printer);
        }
        let request = self.request()?;
        if let Some(unknown) = Catalogue::embedded().unknown_action(&request.action) {
            let help = unknown.help.map(Remedy::from);
            printer.warning(&unknown.message, help.as_ref());
        }
        let mut sources = Sources::default();
        let policies = self.policies(&mut sources)?;
        let why = policies.explain(&request);
        let allowed = why.decision.is_allowed();
        let text = if printer.is_json() {
            output::json(&PolicySimulation::from(why))?
        } else {
            let place = why.decision.statement.as_ref().zip(why.decision.span);
            let place = place.and_then(|(statement, span)| {
                let (_, text) = sources
                    .0
                    .iter()
                    .find(|(name, _)| *name == statement.policy)?;
                let (line, column) = span.line_and_column(text);
                Some(format!("at {}:{line}:{column}\n", statement.policy))
            });
            format!("{}{why}", place.unwrap_or_default())
        };
        printer.result(&text);
        Ok(Exit::positive_if(allowed))
    }

    fn request(&self) -> Result<Request, Failure> {
        let mut keys = BTreeSet::new();
        if let Some((twice, _)) = self.context.iter().find(|(key, _)| !keys.insert(key)) {
            return Err(Failure::Usage(
                format!("the condition key `{}` is given twice", excerpt(twice, 40)),
                "a request sends one value a key".into(),
            ));
        }
        let action = self.action.as_deref().unwrap_or_default();
        let caller = self.principal.as_deref().map(str::parse::<Caller>);
        let caller = caller.transpose()?.unwrap_or_default();
        let request = Request {
            resources: self.resource.clone(),
            caller: Caller {
                id: self.principal_id.clone(),
                ..caller
            },
            context: self.context.iter().cloned().collect(),
            ..Request::new(action, "*")
        };
        request.check()?;
        Ok(request)
    }

    fn policies(&self, sources: &mut Sources) -> Result<PolicySet, Failure> {
        let levels: Vec<Vec<PathBuf>> = self
            .control
            .iter()
            .map(|level| level.split(',').map(PathBuf::from).collect())
            .collect();
        let lists = [&self.policy, &self.session, &self.resource_group_policy];
        let all = lists.into_iter().flatten();
        let all = all.chain(&self.trust).chain(&self.bucket_policy);
        let all: Vec<_> = all.chain(levels.iter().flatten()).collect();
        check_standard_input(&all, true)?;
        let mut set = PolicySet::with_rules(self.into());
        for level in &levels {
            let level = sources.documents(level)?;
            let level = level.iter().map(|(name, read)| (name.as_str(), read));
            set = set.control_level(level);
        }
        for (name, read) in sources.documents(&self.session)? {
            set = set.session(&name, &read);
        }
        for (name, read) in sources.documents(&self.policy)? {
            set = set.identity(&name, &read);
        }
        for (name, read) in sources.documents(&self.resource_group_policy)? {
            set = set.resource_group(&name, &read);
        }
        if let Some(path) = &self.bucket_policy {
            let (name, read) = sources.read(path, BucketPolicy::parse)?;
            set = set.bucket(&name, &read);
        }
        if let Some(path) = &self.trust {
            let (name, read) = sources.read(path, TrustPolicy::parse_input)?;
            set = set.trust(&name, &read);
        }
        Ok(set)
    }
}

/// The texts of the documents by name, to find the line of a statement.
#[derive(Default)]
struct Sources(Vec<(String, String)>);

impl Sources {
    fn read<T, E: Into<Error>>(
        &mut self,
        path: &Path,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<(String, T)> {
        let name = path.display().to_string();
        let read = Input::Document.read(path, |text| {
            self.0.push((name.clone(), text.to_owned()));
            parse(text)
        })?;
        Ok((name, read))
    }

    fn documents(&mut self, paths: &[PathBuf]) -> Result<Vec<(String, PolicyDocument)>> {
        let read = |path: &PathBuf| self.read(path, PolicyDocument::parse_input);
        paths.iter().map(read).collect()
    }
}

/// Runs the cases of a file. A case that can't be read counts as failed, so that the others still run.
fn cases(path: &Path, rules: Rules, printer: &Printer) -> Outcome {
    let report = Input::Cases.read(path, |text| {
        let lines = text.lines().enumerate();
        let lines: Vec<_> = lines.filter(|(_, line)| !line.trim().is_empty()).collect();
        let failures = lines
            .iter()
            .filter_map(|(index, line)| failure(*index, line, rules));
        Ok::<_, Error>(PolicyCases::new(lines.len(), failures.collect()))
    })?;
    let text = if printer.is_json() {
        output::json(&report)?
    } else {
        report.text()
    };
    printer.result(&text);
    Ok(Exit::positive_if(report.failed == 0))
}

fn failure(index: usize, line: &str, rules: Rules) -> Option<CaseFailure> {
    let failed = |id, reason| {
        let line = index + 1;
        Some(CaseFailure { line, id, reason })
    };
    match Case::parse(line, rules) {
        Err(error) => failed(None, error.to_string()),
        Ok(case) => {
            if let Err(error) = case.request.check() {
                return failed(Some(case.id), with_help(&error));
            }
            if case.passes() {
                return None;
            }
            let why = case.policies.explain(&case.request);
            let found = why.decision.verdict;
            let reason = format!(
                "expected {}, found {found}: {}",
                case.expected,
                why.sentence()
            );
            failed(Some(case.id), reason)
        }
    }
}

fn with_help(error: &PolicyError) -> String {
    match error.help() {
        Some(help) => format!("{error}; {help}"),
        None => error.to_string(),
    }
}

fn context(text: &str) -> Result<(String, String), &'static str> {
    pair(text).ok_or("a condition key is KEY=VALUE, for example acs:SourceIp=192.0.2.7")
}
