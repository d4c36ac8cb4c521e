//! The commands that run the set-up machine.

use std::io::IsTerminal;
use std::sync::Arc;

use rolewright::blocking::Blocking;
use rolewright::recipe::Recipe;
use rolewright::recipe::container_registry::role_alone;
use rolewright::setup::driver::Event;
use rolewright::setup::{Goal, Level, Options, Report};
use rolewright::{
    BucketInspector, Call, Cloud, ProviderOptions, ProviderRegistry, RamProvider, RunOptions,
};

use super::{Outcome, recipe};
use crate::arguments::{Apply, Destroy, Global, Wanted};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output;
use crate::printer::Printer;
use crate::progress::Progress;

/// One run against one provider.
struct Run<'a> {
    provider: Arc<dyn RamProvider>,
    buckets: Option<Arc<dyn BucketInspector>>,
    global: &'a Global,
    printer: &'a Printer,
    blocking: Blocking,
}

/// `plan` and `verify`: what only looks.
pub(super) fn look(
    goal: Goal,
    wanted: &Wanted,
    global: &Global,
    registry: &ProviderRegistry,
    printer: &Printer,
) -> Outcome {
    let recipe: Arc<dyn Recipe> = Arc::new(recipe(wanted)?);
    Run::open(global, registry, printer)?.to_the_end(&recipe, goal)
}

pub(super) fn show(global: &Global, registry: &ProviderRegistry, printer: &Printer) -> Outcome {
    let recipe: Arc<dyn Recipe> = Arc::new(role_alone()?);
    Run::open(global, registry, printer)?.to_the_end(&recipe, Goal::Show)
}

pub(super) fn apply(
    apply: &Apply,
    global: &Global,
    registry: &ProviderRegistry,
    printer: &Printer,
) -> Outcome {
    let recipe: Arc<dyn Recipe> = Arc::new(recipe(&apply.wanted)?);
    if !apply.yes && !printer.can_ask() {
        return Err(Failure::Usage(
            "apply writes, and there is no terminal to ask at".into(),
            "say `--yes` to go on without being asked".into(),
        ));
    }
    let run = Run::open(global, registry, printer)?;
    if apply.yes {
        return run.to_the_end(&recipe, Goal::Apply);
    }
    let plan = run.report(&recipe, Goal::Plan, None)?;
    if plan.error.is_some() {
        return run.print(&plan);
    }
    if plan.changes.is_empty() {
        return run.print(&run.report(&recipe, Goal::Apply, Some(Vec::new()))?);
    }
    printer.result(&output::plan_text(&plan, printer.paint()));
    warn_of(&plan.findings, printer);
    if !printer.ask("Make these changes?") {
        printer.note("nothing was changed");
        return Ok(Exit::No);
    }
    let approved = plan.changes.into_iter().map(|change| change.call).collect();
    run.print(&run.report(&recipe, Goal::Apply, Some(approved))?)
}

pub(super) fn destroy(
    destroy: &Destroy,
    global: &Global,
    registry: &ProviderRegistry,
    printer: &Printer,
) -> Outcome {
    if !destroy.yes || global.account.is_none() {
        return Err(Failure::Usage(
            "destroy takes the role and the policy down for every bucket that they serve".into(),
            "say `--yes` and `--account ID`; `rolewright show` says what is there".into(),
        ));
    }
    let recipe: Arc<dyn Recipe> = Arc::new(role_alone()?);
    Run::open(global, registry, printer)?.to_the_end(&recipe, Goal::Destroy)
}

impl<'a> Run<'a> {
    fn open(
        global: &'a Global,
        registry: &ProviderRegistry,
        printer: &'a Printer,
    ) -> Result<Self, Failure> {
        let options = ProviderOptions {
            store: global.store.clone(),
            account: global.account.clone(),
            endpoint: global.endpoint.clone(),
            sts_endpoint: global.sts_endpoint.clone(),
        };
        let Cloud { provider, buckets } = registry.open(&global.provider, &options)?;
        Ok(Self {
            provider,
            buckets,
            global,
            printer,
            blocking: Blocking::new()?,
        })
    }

    /// Runs, prints the report, and says the exit code.
    fn to_the_end(&self, recipe: &Arc<dyn Recipe>, goal: Goal) -> Outcome {
        self.print(&self.report(recipe, goal, None)?)
    }

    fn print(&self, report: &Report) -> Outcome {
        let printer = self.printer;
        if printer.is_json() {
            printer.result(&output::json(report)?);
        } else {
            printer.result(&output::report_text(report, printer.paint()));
            if report.kind != Goal::Apply || !report.is_changed() {
                warn_of(&report.findings, printer);
            }
        }
        if let (Some(error), false) = (&report.error, printer.is_json()) {
            printer.warning(
                &format!("the run stopped: {}", error.message),
                error.help.as_deref(),
            );
        }
        Ok(Exit::of_report(report))
    }

    /// Runs; shows the plan before it is carried out, unless it is one that was approved.
    fn report(
        &self,
        recipe: &Arc<dyn Recipe>,
        goal: Goal,
        approved: Option<Vec<Call>>,
    ) -> Result<Report, Failure> {
        let printer = self.printer;
        let progress = Progress::start(!printer.is_json() && std::io::stderr().is_terminal());
        let info = self.provider.info();
        let shows_plan = !printer.is_json() && approved.is_none();
        let on_event = |event: Event<'_>| {
            if let Event::Planned {
                account,
                changes,
                findings,
            } = &event
                && shows_plan
            {
                progress.suspend(|| {
                    let text = output::changes_text(changes, &info, account, printer.paint());
                    printer.result(&text);
                    warn_of(findings, printer);
                });
            }
            progress.take(&event);
        };
        let options = RunOptions {
            setup: Options {
                account: self.global.account.clone(),
                approved: approved.map(Into::into),
                ..Options::default()
            },
            buckets: self.buckets.clone(),
            on_event: Some(Box::new(on_event)),
        };
        let run = rolewright::run(Arc::clone(recipe), goal, &self.provider, options);
        let report = self.blocking.wait(run);
        progress.end();
        Ok(report?)
    }
}

fn warn_of(findings: &[rolewright::setup::Finding], printer: &Printer) {
    if printer.is_json() {
        return;
    }
    for finding in findings
        .iter()
        .filter(|finding| finding.level == Level::Warning)
    {
        printer.warning(&finding.text, finding.help.as_deref());
    }
}
