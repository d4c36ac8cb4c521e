//! A run of the set-up machine, and what the commands that make one share.

use std::io::IsTerminal;
use std::sync::Arc;

use rolewright::blocking::Blocking;
use rolewright::recipe::Recipe;
use rolewright::setup::driver::Event;
use rolewright::setup::{Finding, Goal, Level, Options, Report};
use rolewright::{Cloud, ProviderRegistry, RunOptions};
use rolewright_report::setup;

use crate::config::Config;
use crate::exit::Exit;
use crate::failure::{Failure, Outcome};
use crate::output::{self, Record};
use crate::terminal::{Printer, Progress};

/// Where commands find their provider, and where they print.
pub(crate) struct Context<'a> {
    pub(crate) registry: &'a ProviderRegistry,
    pub(crate) printer: &'a Printer,
}

impl Context<'_> {
    pub(super) fn task(
        &self,
        goal: Goal,
        recipe: Arc<dyn Recipe>,
        config: &Config,
        options: Options,
    ) -> Result<Task, Failure> {
        config.check()?;
        Ok(Task {
            goal,
            recipe,
            cloud: self.open(config)?,
            options,
            record: None,
            shows_plan: true,
            blocking: Blocking::new()?,
        })
    }

    pub(super) fn open(&self, config: &Config) -> Result<Cloud, Failure> {
        let options = config.provider_options();
        Ok(self.registry.open(config.provider_name(), &options)?)
    }

    pub(super) fn print(&self, report: &Report) -> Outcome {
        let printer = self.printer;
        let text = || setup::text(report, printer.paint());
        let markdown = || setup::markdown(report);
        printer.result(&output::report(report, printer.format(), text, markdown)?);
        if report.kind != Goal::Apply || !report.is_changed() {
            warn_of(&report.findings, printer);
        }
        if let (Some(error), false) = (&report.error, printer.is_json()) {
            printer.warning(
                &format!("the run stopped: {}", error.message),
                error.help.as_deref(),
            );
        }
        Ok(Exit::of_report(report))
    }
}

/// One run against one provider.
pub(super) struct Task {
    goal: Goal,
    recipe: Arc<dyn Recipe>,
    pub(super) cloud: Cloud,
    pub(super) options: Options,
    pub(super) record: Option<Record>,
    pub(super) shows_plan: bool,
    blocking: Blocking,
}

impl Task {
    /// What would be done.
    pub(super) fn preview(&self, printer: &Printer) -> Result<Report, Failure> {
        let goal = if self.goal == Goal::Apply {
            Goal::Plan
        } else {
            self.goal
        };
        let options = Options {
            preview: true,
            ..self.options.clone()
        };
        self.run(goal, options, printer, None)
    }

    pub(super) fn report(mut self, printer: &Printer) -> Result<Report, Failure> {
        let mut record = self.record.take();
        let report = self.run(self.goal, self.options.clone(), printer, record.as_mut());
        if let Some(Err(error)) = record.map(Record::end) {
            let text = format!("the record of changes is not complete: {error}");
            printer.warning(&text, Some("the changes themselves are made as reported"));
        }
        report
    }

    /// Runs; shows the plan before it is carried out, unless it is one that was approved.
    fn run(
        &self,
        goal: Goal,
        options: Options,
        printer: &Printer,
        mut record: Option<&mut Record>,
    ) -> Result<Report, Failure> {
        let progress = Progress::start(!printer.is_json() && std::io::stderr().is_terminal());
        let info = self.cloud.provider.info();
        let shows_plan = printer.is_text() && self.shows_plan;
        let on_event = |event: Event<'_>| {
            if let Some(record) = record.as_deref_mut() {
                record.take(&event);
            }
            if let Event::Planned {
                account,
                changes,
                findings,
                ..
            } = &event
                && shows_plan
            {
                progress.suspend(|| {
                    let text = setup::changes_text(changes, &info, account, printer.paint());
                    printer.result(&text);
                    warn_of(findings, printer);
                });
            }
            progress.take(&event);
        };
        let options = RunOptions {
            setup: options,
            buckets: self.cloud.buckets.clone(),
            probe: self.cloud.probe.clone(),
            on_event: Some(Box::new(on_event)),
        };
        let run = rolewright::run(
            Arc::clone(&self.recipe),
            goal,
            &self.cloud.provider,
            options,
        );
        let report = match self.options.live {
            true => self.blocking.wait(to_the_end(run, printer)),
            false => self.blocking.wait(run),
        };
        progress.end();
        Ok(report?)
    }
}

pub(super) fn warn_of(findings: &[Finding], printer: &Printer) {
    if !printer.is_text() {
        return;
    }
    for finding in findings
        .iter()
        .filter(|finding| finding.level == Level::Warning)
    {
        printer.warning(&finding.text, finding.help.as_deref());
    }
}

/// Lets a run end that has put objects into buckets, so that it takes them away again, even when
/// somebody presses Ctrl-C meanwhile. It is bounded.
async fn to_the_end<T>(run: impl Future<Output = T>, printer: &Printer) -> T {
    let mut run = std::pin::pin!(run);
    tokio::select! {
        ended = &mut run => return ended,
        _ = tokio::signal::ctrl_c() => {}
    }
    printer.note("ending as soon as the objects are deleted again");
    run.await
}
