//! Runs a sequence of checks and prints a table of their durations.

use std::time::Duration;

use crate::clock::Stopwatch;
use crate::process::{Failure, Result, in_ci};
use crate::workspace::Workspace;

/// A check with its name in the table.
pub(crate) struct Stage {
    name: &'static str,
    run: fn(&Workspace) -> Result<()>,
    needs: Needs,
}

/// Requirements of a stage besides Rust and Python. The function returns what is missing.
enum Needs {
    Nothing,
    /// Required in CI.
    InCi(fn(&Workspace) -> Option<String>),
    /// Optional everywhere.
    WhereFound(fn(&Workspace) -> Option<String>),
}

impl Stage {
    pub(crate) const fn new(name: &'static str, run: fn(&Workspace) -> Result<()>) -> Self {
        let needs = Needs::Nothing;
        Self { name, run, needs }
    }

    /// Skips the stage if something is missing; with `CI=true` it fails.
    pub(crate) const fn needs(mut self, missing: fn(&Workspace) -> Option<String>) -> Self {
        self.needs = Needs::InCi(missing);
        self
    }

    /// Skips the stage if something is missing.
    pub(crate) const fn where_found(mut self, missing: fn(&Workspace) -> Option<String>) -> Self {
        self.needs = Needs::WhereFound(missing);
        self
    }

    /// Runs the stage. Returns the reason if it was skipped.
    fn outcome(&self, workspace: &Workspace, in_ci: bool) -> Result<Option<String>> {
        let missing = match self.needs {
            Needs::Nothing => None,
            Needs::InCi(missing) | Needs::WhereFound(missing) => missing(workspace),
        };
        match (missing, &self.needs) {
            (Some(what), Needs::InCi(_)) if in_ci => Err(Failure::new(format_args!(
                "{what}; this stage is required in CI"
            ))),
            (Some(what), _) => {
                println!("skipped: {what}");
                Ok(Some(what))
            }
            (None, _) => (self.run)(workspace).map(|()| None),
        }
    }
}

/// The result of a stage.
struct Row {
    name: &'static str,
    time: Duration,
    skipped: Option<String>,
}

/// Runs stages in order, stops at the first failure, and prints the table.
pub(crate) fn run(stages: &[Stage]) -> Result<()> {
    run_in(&Workspace::load()?, stages)
}

/// As [`run`], in a workspace that is already loaded.
pub(crate) fn run_in(workspace: &Workspace, stages: &[Stage]) -> Result<()> {
    let mut rows = Vec::new();
    let mut outcome = Ok(());
    for (number, stage) in (1..).zip(stages) {
        println!("\n=== {number} of {}: {}", stages.len(), stage.name);
        let watch = Stopwatch::start();
        let result = stage.outcome(workspace, in_ci());
        let time = watch.elapsed();
        let name = stage.name;
        let skipped = match result {
            Ok(skipped) => skipped,
            Err(Failure(message)) => {
                outcome = Err(Failure::new(format_args!("stage `{name}`: {message}")));
                None
            }
        };
        rows.push(Row {
            name,
            time,
            skipped,
        });
        if outcome.is_err() {
            break;
        }
    }
    println!("{}", table(&rows, outcome.is_ok()));
    outcome
}

fn table(rows: &[Row], complete: bool) -> String {
    let mut text = String::from("\nseconds  stage\n");
    for Row {
        name,
        time,
        skipped,
    } in rows
    {
        let line = match skipped {
            None => format!("{:>7.1}  {name}\n", time.as_secs_f64()),
            Some(why) => format!("      -  {name}: skipped, {why}\n"),
        };
        text.push_str(&line);
    }
    let total: Duration = rows.iter().map(|row| row.time).sum();
    let skipped = rows.iter().filter(|row| row.skipped.is_some()).count();
    let end = match (complete, skipped) {
        (false, _) => "stopped after a failure".to_owned(),
        (true, 0) => "all stages passed".to_owned(),
        (true, _) => format!("{} stages passed, {skipped} skipped", rows.len() - skipped),
    };
    text.push_str(&format!("{:>7.1}  total: {end}", total.as_secs_f64()));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(name: &'static str, milliseconds: u64, skipped: Option<&str>) -> Row {
        Row {
            name,
            time: Duration::from_millis(milliseconds),
            skipped: skipped.map(str::to_owned),
        }
    }

    #[test]
    fn the_table_has_all_stages_skip_reasons_and_the_total() {
        let rows = [
            row("format", 1500, None),
            row("node", 0, Some("`npm` is not installed")),
        ];
        assert_eq!(
            table(&rows, true),
            "\nseconds  stage\n    1.5  format\n      -  node: skipped, `npm` is not installed\n    1.5  total: 1 stages passed, 1 skipped"
        );
        let end = table(&rows[..1], false);
        assert!(
            end.ends_with("1.5  total: stopped after a failure"),
            "{end}"
        );
    }

    fn workspace() -> Workspace {
        Workspace::default()
    }

    #[test]
    fn a_stage_with_missing_requirements_is_skipped_and_fails_in_ci() {
        let fails = || Stage::new("it", |_| Err(Failure::new("it ran")));
        let stage = fails().needs(|_| Some("`go` is not installed".to_owned()));
        let skipped = stage.outcome(&workspace(), false).unwrap();
        assert_eq!(skipped.as_deref(), Some("`go` is not installed"));
        let failure = stage.outcome(&workspace(), true).unwrap_err();
        assert_eq!(
            failure.0,
            "`go` is not installed; this stage is required in CI"
        );
        let stage = fails().where_found(|_| Some("no cargo-deny".to_owned()));
        assert!(stage.outcome(&workspace(), true).unwrap().is_some());
        let stage = fails().needs(|_| None);
        assert_eq!(stage.outcome(&workspace(), true).unwrap_err().0, "it ran");
    }
}
