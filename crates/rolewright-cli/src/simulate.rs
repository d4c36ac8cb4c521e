//! `policy simulate`: files in, a decision and its reasons out.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use rolewright::evaluate::{Caller, Case, PolicySet, Request, Rules};
use rolewright::policy::{BucketPolicy, PolicyDocument, TrustPolicy};
use rolewright::text::excerpt;
use rolewright::{Error, Result};

use crate::arguments::Simulate;
use crate::command::Outcome;
use crate::document;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::{self, CaseFailure, PolicyCases, PolicySimulation};
use crate::printer::Printer;

/// Many thousand cases, in bytes.
const LARGEST_CASES: u64 = 16 * 1024 * 1024;

pub(crate) fn simulate(asked: &Simulate, printer: &Printer) -> Outcome {
    if let Some(path) = &asked.cases {
        return cases(path, asked.into(), printer);
    }
    let request = request(asked)?;
    let mut files = Files::default();
    let policies = policies(asked, &mut files)?;
    let why = policies.explain(&request);
    let allowed = why.decision.is_allowed();
    printer.result(&match printer.is_json() {
        true => output::json(&PolicySimulation::from(why))?,
        false => {
            let place = why.decision.statement.as_ref().zip(why.decision.span);
            let place = place.and_then(|(statement, span)| {
                let (_, text) = files.0.iter().find(|(name, _)| *name == statement.policy)?;
                let (line, column) = span.line_and_column(text);
                Some(format!("at {}:{line}:{column}\n", statement.policy))
            });
            format!("{}{why}", place.unwrap_or_default())
        }
    });
    Ok(if allowed { Exit::Yes } else { Exit::No })
}

fn request(asked: &Simulate) -> Result<Request, Failure> {
    let mut keys = BTreeSet::new();
    if let Some((twice, _)) = asked.context.iter().find(|(key, _)| !keys.insert(key)) {
        return Err(Failure::Usage(
            format!("the condition key `{}` is given twice", excerpt(twice, 40)),
            "a request sends one value a key".into(),
        ));
    }
    let caller = asked.principal.as_deref().map(str::parse::<Caller>);
    let caller = caller.transpose()?.unwrap_or_default();
    Ok(Request {
        resources: asked.resource.clone(),
        caller: Caller {
            id: asked.principal_id.clone(),
            ..caller
        },
        context: asked.context.iter().cloned().collect(),
        ..Request::new(asked.action.as_deref().unwrap_or_default(), "*")
    })
}

/// The documents' texts by their names, for saying on which line a statement stands.
#[derive(Default)]
struct Files(Vec<(String, String)>);

impl Files {
    fn read<T, E: Into<Error>>(
        &mut self,
        path: &Path,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<(String, T)> {
        let name = path.display().to_string();
        let read = document::read(path, |text| {
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

fn policies(asked: &Simulate, files: &mut Files) -> Result<PolicySet, Failure> {
    let levels: Vec<Vec<PathBuf>> = asked
        .control
        .iter()
        .map(|level| level.split(',').map(PathBuf::from).collect())
        .collect();
    let lists = [&asked.policy, &asked.session, &asked.resource_group_policy];
    let all = lists.into_iter().flatten();
    let all = all.chain(&asked.trust).chain(&asked.bucket_policy);
    let all: Vec<_> = all.chain(levels.iter().flatten()).collect();
    document::check_standard_input(&all, true)?;
    let mut set = PolicySet::with_rules(asked.into());
    for level in &levels {
        let level = files.documents(level)?;
        let level = level.iter().map(|(name, read)| (name.as_str(), read));
        set = set.control_level(level);
    }
    for (name, read) in files.documents(&asked.session)? {
        set = set.session(&name, &read);
    }
    for (name, read) in files.documents(&asked.policy)? {
        set = set.identity(&name, &read);
    }
    for (name, read) in files.documents(&asked.resource_group_policy)? {
        set = set.resource_group(&name, &read);
    }
    if let Some(path) = &asked.bucket_policy {
        let (name, read) = files.read(path, BucketPolicy::parse)?;
        set = set.bucket(&name, &read);
    }
    if let Some(path) = &asked.trust {
        let (name, read) = files.read(path, TrustPolicy::parse_input)?;
        set = set.trust(&name, &read);
    }
    Ok(set)
}

/// A case that can't be read is one that failed, so that it does not hide the others.
fn cases(path: &Path, rules: Rules, printer: &Printer) -> Outcome {
    let report = document::read_up_to(LARGEST_CASES, path, |text| {
        let lines = text.lines().enumerate();
        let lines: Vec<_> = lines.filter(|(_, line)| !line.trim().is_empty()).collect();
        let failures = lines
            .iter()
            .filter_map(|(index, line)| failure(*index, line, rules));
        Ok::<_, Error>(PolicyCases::new(lines.len(), failures.collect()))
    })?;
    printer.result(&match printer.is_json() {
        true => output::json(&report)?,
        false => report.text(),
    });
    Ok(match report.failed {
        0 => Exit::Yes,
        _ => Exit::No,
    })
}

fn failure(index: usize, line: &str, rules: Rules) -> Option<CaseFailure> {
    let failed = |id, reason| {
        let line = index + 1;
        Some(CaseFailure { line, id, reason })
    };
    match Case::parse(line, rules) {
        Err(error) => failed(None, error.to_string()),
        Ok(case) if case.passes() => None,
        Ok(case) => {
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
