//! Checks that run one after the other, and the table of what they took.

use std::time::Duration;

use crate::clock::Stopwatch;
use crate::process::{Failure, Result, in_ci};
use crate::workspace::Workspace;

/// One check, and its name in the table.
pub(crate) struct Stage {
    name: &'static str,
    run: fn(&Workspace) -> Result<()>,
    needs: Needs,
}

/// What a stage needs of the machine beyond Rust and Python. The function returns what is missing.
enum Needs {
    Nothing,
    /// CI has to have it.
    InCi(fn(&Workspace) -> Option<String>),
    /// Skipped wherever it is missing.
    WhereFound(fn(&Workspace) -> Option<String>),
}

impl Stage {
    pub(crate) const fn new(name: &'static str, run: fn(&Workspace) -> Result<()>) -> Self {
        let needs = Needs::Nothing;
        Self { name, run, needs }
    }

    /// The stage is skipped on a machine that lacks something, and fails there with `CI=true`.
    pub(crate) const fn needs(mut self, missing: fn(&Workspace) -> Option<String>) -> Self {
        self.needs = Needs::InCi(missing);
        self
    }

    /// The stage is skipped on every machine that lacks something.
    pub(crate) const fn where_found(mut self, missing: fn(&Workspace) -> Option<String>) -> Self {
        self.needs = Needs::WhereFound(missing);
        self
    }

    /// Returns why the stage was skipped, if it was.
    fn outcome(&self, workspace: &Workspace, in_ci: bool) -> Result<Option<String>> {
        let missing = match self.needs {
            Needs::Nothing => None,
            Needs::InCi(missing) | Needs::WhereFound(missing) => missing(workspace),
        };
        match (missing, &self.needs) {
            (Some(what), Needs::InCi(_)) if in_ci => Err(Failure::new(format_args!(
                "{what}, and CI has to run this stage"
            ))),
            (Some(what), _) => {
                println!("skipped: {what}");
                Ok(Some(what))
            }
            (None, _) => (self.run)(workspace).map(|()| None),
        }
    }
}

/// A stage that has run or was skipped.
struct Row {
    name: &'static str,
    time: Duration,
    skipped: Option<String>,
}

/// Runs the stages in their order, stops at the first that fails, and prints the table.
pub(crate) fn run(stages: &[Stage]) -> Result<()> {
    let workspace = Workspace::load()?;
    let mut rows = Vec::new();
    let mut outcome = Ok(());
    for (number, stage) in (1..).zip(stages) {
        println!("\n=== {number} of {}: {}", stages.len(), stage.name);
        let watch = Stopwatch::start();
        let result = stage.outcome(&workspace, in_ci());
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
        (false, _) => "stopped at the last stage".to_owned(),
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
    fn the_table_has_each_stage_the_reason_of_each_skip_and_the_total() {
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
            end.ends_with("1.5  total: stopped at the last stage"),
            "{end}"
        );
    }

    fn workspace() -> Workspace {
        Workspace::default()
    }

    #[test]
    fn a_stage_that_lacks_something_is_skipped_and_fails_in_ci() {
        let fails = || Stage::new("it", |_| Err(Failure::new("it ran")));
        let stage = fails().needs(|_| Some("`go` is not installed".to_owned()));
        let skipped = stage.outcome(&workspace(), false).unwrap();
        assert_eq!(skipped.as_deref(), Some("`go` is not installed"));
        let failure = stage.outcome(&workspace(), true).unwrap_err();
        assert_eq!(
            failure.0,
            "`go` is not installed, and CI has to run this stage"
        );
        let stage = fails().where_found(|_| Some("no cargo-deny".to_owned()));
        assert!(stage.outcome(&workspace(), true).unwrap().is_some());
        let stage = fails().needs(|_| None);
        assert_eq!(stage.outcome(&workspace(), true).unwrap_err().0, "it ran");
    }
}
