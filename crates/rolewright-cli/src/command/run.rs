//! A run of the set-up engine, and the shared parts of the commands that start one.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rolewright::blocking::Blocking;
use rolewright::recipe::Recipe;
use rolewright::setup::driver::Event;
use rolewright::setup::{Approved, Finding, Goal, Level, Options, Report};
use rolewright::{Cloud, Error, ProviderOptions, ProviderRegistry, RoleName, RunOptions};
use rolewright_report::setup;

use crate::args::{FindingLevel, Format};
use crate::config::{Config, DEFAULT_FILE};
use crate::exit::Exit;
use crate::failure::{Failure, Outcome};
use crate::output::{self, ChangeLog, Reports};
use crate::signals::Signals;
use crate::terminal::{Printer, Progress};

/// The environment of a command.
pub(crate) struct Context<'a> {
    pub(crate) registry: &'a ProviderRegistry,
    pub(crate) printer: &'a Printer,
    pub(crate) signals: &'a Signals,
    /// The command line, for the HTML report.
    pub(crate) command: &'a str,
    /// The configuration file that `--config` names.
    pub(crate) file: Option<&'a Path>,
}

impl Context<'_> {
    pub(super) fn prepare(
        &self,
        goal: Goal,
        recipes: Vec<Arc<dyn Recipe>>,
        config: &Config,
        options: Options,
    ) -> Result<Run, Failure> {
        config.check()?;
        let blocking = Blocking::new()?;
        Ok(Run {
            cloud: self.open(config, goal.is_read_only(), &blocking)?,
            goal,
            recipes,
            options,
            approved: None,
            change_log: None,
            show_plan: true,
            blocking,
            signals: self.signals.clone(),
        })
    }

    /// Waits for this time, or until a signal arrives.
    pub(super) fn pause(&self, time: Duration) -> Result<(), Failure> {
        let cancellation = self.signals.cancellation();
        let blocking = Blocking::new()?;
        let wait = async {
            cancellation
                .unless_cancelled(tokio::time::sleep(time))
                .await;
            Ok(())
        };
        Ok(self.signals.during(|| blocking.wait(wait))??)
    }

    pub(super) fn open(
        &self,
        config: &Config,
        read_only: bool,
        blocking: &Blocking,
    ) -> Result<Cloud, Failure> {
        let options = ProviderOptions {
            read_only,
            cancellation: self.signals.cancellation(),
            ..config.provider_options()?
        };
        Ok(blocking.wait(self.registry.open(config.provider_name(), &options))?)
    }

    /// Prints the reports of all roles. Returns the exit code of the worst one; a finding of at least the level
    /// `fail_on` makes it negative.
    pub(super) fn print_all(&self, ended: Vec<Ended>, fail_on: Option<FindingLevel>) -> Outcome {
        let fail_on = fail_on.map(Level::from);
        let ended = match only(ended) {
            Ok(one) => return self.print(&one.1?, fail_on),
            Err(several) => several,
        };
        let printer = self.printer;
        let one_document = match printer.format() {
            Format::Json => Some(output::json(&Reports::of(&ended))?),
            Format::Sarif => {
                let roles = Reports::of(&ended).roles;
                let log = setup::roles_sarif(&roles, &self.file_name(), fail_on, printer.terms());
                Some(output::json(&log)?)
            }
            Format::Junit => Some(setup::roles_junit(
                &Reports::of(&ended).roles,
                fail_on,
                printer.terms(),
            )),
            Format::Text | Format::Markdown => None,
        };
        let is_one_document = one_document.is_some();
        if let Some(document) = one_document {
            printer.result(&document);
        }
        let mut exit = Exit::Positive;
        for (role, result) in &ended {
            exit = exit.worse(match result {
                Ok(report) => {
                    if !is_one_document {
                        let name = format!("role {role}");
                        printer.result(&format!("\n{}\n", printer.paint().bold(&name)));
                        self.print(report, fail_on)?;
                    }
                    Exit::of_report(report).with_findings(report, fail_on)
                }
                Err(error) => {
                    if !is_one_document {
                        let text = format!("role {role}: {error}");
                        printer.warning(&text, error.remedy());
                    }
                    Exit::of_error(error)
                }
            });
        }
        Ok(exit)
    }

    /// The configuration file, for formats that name it.
    fn file_name(&self) -> String {
        let file = self.file.unwrap_or(Path::new(DEFAULT_FILE));
        file.display().to_string()
    }

    fn print(&self, report: &Report, fail_on: Option<Level>) -> Outcome {
        let printer = self.printer;
        // First, so that the verdict is the last line.
        if printer.is_quiet() {
            print_warnings(&report.findings, printer);
        }
        printer.result(&match printer.format() {
            Format::Text => setup::text(report, printer.display(), printer.terms()),
            Format::Json => output::json(report)?,
            Format::Markdown => setup::markdown(report, printer.terms()),
            Format::Sarif => {
                let log = setup::sarif(report, &self.file_name(), fail_on, printer.terms());
                output::json(&log)?
            }
            Format::Junit => setup::junit(report, fail_on, printer.terms()),
        });
        if let (Some(error), false) = (&report.error, printer.is_json()) {
            printer.warning(
                &format!("the run stopped: {}", error.message),
                error.remedy.as_ref(),
            );
        }
        Ok(Exit::of_report(report).with_findings(report, fail_on))
    }
}

/// The result for one role.
pub(crate) type Ended = (RoleName, Result<Report, Error>);

/// Returns the result if there is only one.
pub(super) fn only(mut ended: Vec<Ended>) -> Result<Ended, Vec<Ended>> {
    match (ended.pop(), ended.is_empty()) {
        (Some(one), true) => Ok(one),
        (last, _) => {
            ended.extend(last);
            Err(ended)
        }
    }
}

/// A run against one provider, for one role or several.
pub(super) struct Run {
    goal: Goal,
    recipes: Vec<Arc<dyn Recipe>>,
    pub(super) cloud: Cloud,
    pub(super) options: Options,
    /// The approved changes by role; `None` if everything is approved.
    pub(super) approved: Option<Vec<(RoleName, Approved)>>,
    pub(super) change_log: Option<ChangeLog>,
    pub(super) show_plan: bool,
    blocking: Blocking,
    signals: Signals,
}

impl Run {
    /// Plans the run.
    pub(super) fn preview(&self, printer: &Printer) -> Result<Vec<Ended>, Failure> {
        let goal = if self.goal == Goal::Apply {
            Goal::Plan
        } else {
            self.goal.clone()
        };
        let options = Options {
            preview: true,
            ..self.options.clone()
        };
        self.drive(goal, &options, printer, None)
    }

    /// Executes the run.
    pub(super) fn execute_all(mut self, printer: &Printer) -> Result<Vec<Ended>, Failure> {
        let mut change_log = self.change_log.take();
        let ended = self.drive(
            self.goal.clone(),
            &self.options,
            printer,
            change_log.as_mut(),
        );
        if let Some(Err(error)) = change_log.map(ChangeLog::close) {
            let text = format!("the record of changes is not complete: {error}");
            printer.warning(
                &text,
                Some(&"the changes themselves were made as reported".into()),
            );
        }
        ended
    }

    /// Returns the approved changes of a role: none of them, if only other roles have a plan.
    fn approved_for(&self, recipe: &Arc<dyn Recipe>) -> Option<Approved> {
        let mut approved = self.approved.as_ref()?.iter();
        let own = approved.find(|(role, _)| role == recipe.role());
        let own = own.map(|(_, approved)| approved.clone());
        Some(own.unwrap_or_else(|| Approved::from(Vec::new())))
    }

    /// Drives the engine; prints the plan before the first change, unless it was approved.
    fn drive(
        &self,
        goal: Goal,
        options: &Options,
        printer: &Printer,
        mut change_log: Option<&mut ChangeLog>,
    ) -> Result<Vec<Ended>, Failure> {
        let progress = Progress::start(printer.shows_progress());
        let show_plan = printer.is_text() && self.show_plan;
        let on_event = |event: Event| {
            if let Some(change_log) = change_log.as_deref_mut() {
                change_log.observe(&event);
            }
            if let Event::Planned {
                account, changes, ..
            } = &event
                && show_plan
            {
                // The hosts that were used to read are known now.
                let info = self.cloud.provider.info();
                progress.suspend(|| {
                    let text = setup::changes_text(changes, &info, account, printer.display());
                    printer.result(&text);
                });
            }
            progress.update(&event);
        };
        let events = RunOptions {
            buckets: self.cloud.buckets.clone(),
            probe: self.cloud.probe.clone(),
            cancellation: self.signals.cancellation(),
            on_event: Some(Box::new(on_event)),
            ..RunOptions::default()
        };
        let runs = self.recipes.iter().map(|recipe| {
            let options = Options {
                approved: self.approved_for(recipe),
                ..options.clone()
            };
            (Arc::clone(recipe), options)
        });
        let run = rolewright::run_all(runs.collect(), goal, &self.cloud.provider, events);
        let results = self.signals.during(|| self.blocking.wait(run));
        progress.finish();
        Ok(results??)
    }
}

/// Prints the warnings on standard error, for a result that is only a verdict.
pub(super) fn print_warnings(findings: &[Finding], printer: &Printer) {
    if !printer.is_text() {
        return;
    }
    for finding in findings
        .iter()
        .filter(|finding| finding.level == Level::Warning)
    {
        printer.warning(&finding.text, finding.remedy.as_ref());
    }
}
