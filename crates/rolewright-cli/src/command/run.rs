//! The commands that run the set-up machine.

use std::io::IsTerminal;
use std::path::Path;
use std::sync::Arc;

use rolewright::blocking::Blocking;
use rolewright::recipe::Recipe;
use rolewright::recipe::container_registry::role_alone;
use rolewright::setup::driver::Event;
use rolewright::setup::{Approved, Finding, Goal, Level, Options, Report};
use rolewright::{Cloud, Error, ErrorKind, ProviderRegistry, RunOptions};

use super::look;
use crate::args::{Apply, Destroy, Remove, Rollback, Writing};
use crate::config::{Config, Parts};
use crate::exit::Exit;
use crate::failure::{Failure, Outcome};
use crate::output::{self, Record, SavedPlan};
use crate::terminal::{Printer, Progress};

/// Where commands find their provider, and where they print.
pub(super) struct Run<'a> {
    pub(super) registry: &'a ProviderRegistry,
    pub(super) printer: &'a Printer,
}

impl Run<'_> {
    pub(super) fn show(&self, mut config: Config, default_bucket: bool) -> Outcome {
        config.default_bucket |= default_bucket;
        let task = self.task(
            Goal::Show,
            config.whole_recipe()?,
            &config,
            config.options(None),
        )?;
        self.print(&task.report(self.printer)?)
    }

    pub(super) fn plan(&self, config: &Config, out: Option<&Path>) -> Outcome {
        let task = self.task(Goal::Plan, config.recipe()?, config, config.options(None))?;
        let report = task.report(self.printer)?;
        if let Some(path) = out {
            SavedPlan::of(&report, config)?.write(path)?;
            let path = path.display();
            self.printer
                .note(&format!("saved; `rolewright apply {path}` carries it out"));
        }
        self.print(&report)
    }

    pub(super) fn apply(&self, config: Config, apply: &Apply) -> Outcome {
        let Some(path) = &apply.plan else {
            let config = config.with_wanted(&apply.wanted);
            let task = self.writing(Goal::Apply, config.recipe()?, &config, &apply.writing)?;
            return self.write(task, &apply.writing);
        };
        let plan = SavedPlan::read(path)?;
        let config = self.of_saved_plan(config, &plan)?;
        let recipe = match &plan.trust_policy {
            Some(text) => {
                let recipe = Config {
                    trust_policy: None,
                    ..config.clone()
                }
                .custom_bucket()?;
                let trust = rolewright::policy::TrustPolicy::parse(text)?;
                Arc::new(recipe.with_trust_policy(trust))
            }
            None => config.recipe()?,
        };
        let mut task = self.recorded(Goal::Apply, recipe, &config, &apply.writing)?;
        task.options.approved = Some(plan.approved());
        self.print(&task.report(self.printer)?)
    }

    /// What was wanted then, where the flags say now.
    fn of_saved_plan(&self, now: Config, plan: &SavedPlan) -> Result<Config, Failure> {
        if now
            .account
            .as_ref()
            .is_some_and(|account| *account != plan.account)
        {
            let text = format!(
                "the plan is for account {}, and not for the asked one",
                plan.account
            );
            let error = Error::new(ErrorKind::Refused, text);
            return Err(error
                .with_help("leave `--account` out, or plan anew")
                .into());
        }
        let wanted = plan.wanted.clone();
        Ok(Config {
            provider: now.provider.or(wanted.provider),
            store: now.store.or(wanted.store),
            account: Some(plan.account.clone()),
            endpoint: now.endpoint.or(wanted.endpoint),
            sts_endpoint: now.sts_endpoint.or(wanted.sts_endpoint),
            cr_endpoint: now.cr_endpoint.or(wanted.cr_endpoint),
            oss_endpoint: now.oss_endpoint.or(wanted.oss_endpoint),
            vpc: now.vpc.or(wanted.vpc),
            allow_plain_http: now.allow_plain_http || wanted.allow_plain_http,
            skip_bucket_check: now.skip_bucket_check || wanted.skip_bucket_check,
            output: now.output,
            record: now.record.or(wanted.record),
            ..wanted
        })
    }

    pub(super) fn remove(&self, mut config: Config, remove: &Remove) -> Outcome {
        config.bucket = config.known(&remove.buckets);
        config.default_bucket = false;
        config.exact = Parts::default();
        let recipe = config.recipe()?;
        let mut task = self.writing(Goal::Remove, recipe, &config, &remove.writing)?;
        task.options.force = remove.force;
        self.write(task, &remove.writing)
    }

    pub(super) fn roll_back(&self, config: &Config, rollback: &Rollback) -> Outcome {
        let mut recipe = config.trusting(role_alone()?)?;
        if let Some(policy) = &rollback.policy {
            recipe = recipe.for_policy(policy.clone());
        }
        let recipe = Arc::new(recipe);
        let mut task = self.writing(Goal::Rollback, recipe, config, &rollback.writing)?;
        task.options.roll_back_to = rollback.to.clone();
        self.write(task, &rollback.writing)
    }

    pub(super) fn destroy(&self, mut config: Config, destroy: &Destroy) -> Outcome {
        if !destroy.yes || config.account.is_none() {
            return Err(Failure::Usage(
                "destroy takes the role and the policy down for every bucket that they serve"
                    .into(),
                "say `--yes` and `--account ID`; `rolewright show` says what is there".into(),
            ));
        }
        config.default_bucket |= destroy.default_bucket;
        let recipe = config.whole_recipe()?;
        let mut task = self.task(Goal::Destroy, recipe, &config, config.options(None))?;
        task.options.force = destroy.force;
        task.record = record(&config, destroy.record.as_deref())?;
        self.print(&task.report(self.printer)?)
    }

    fn writing(
        &self,
        goal: Goal,
        recipe: Arc<dyn Recipe>,
        config: &Config,
        writing: &Writing,
    ) -> Result<Task, Failure> {
        if !writing.yes && !self.printer.can_ask() {
            let name = format!("{goal:?}").to_lowercase();
            return Err(Failure::Usage(
                format!("{name} writes, and there is no terminal to ask at"),
                "say `--yes` to go on without being asked".into(),
            ));
        }
        self.recorded(goal, recipe, config, writing)
    }

    fn recorded(
        &self,
        goal: Goal,
        recipe: Arc<dyn Recipe>,
        config: &Config,
        writing: &Writing,
    ) -> Result<Task, Failure> {
        let options = Options {
            delete_version: writing.delete_version.clone(),
            ..config.options(None)
        };
        let mut task = self.task(goal, recipe, config, options)?;
        task.record = record(config, writing.record.as_deref())?;
        Ok(task)
    }

    /// Carries it out at once, or shows what would be done, asks, and does just that.
    fn write(&self, mut task: Task, writing: &Writing) -> Outcome {
        if writing.yes {
            return self.print(&task.report(self.printer)?);
        }
        let plan = task.preview(self.printer)?;
        if plan.error.is_some() {
            return self.print(&plan);
        }
        if !plan.changes.is_empty() {
            self.printer
                .result(&output::plan_text(&plan, self.printer.paint()));
            warn_of(&plan.findings, self.printer);
            if !self.printer.ask("Make these changes?") {
                self.printer.note("nothing was changed");
                return Ok(Exit::No);
            }
        }
        let calls: Vec<_> = plan.changes.into_iter().map(|change| change.call).collect();
        task.options.approved = Some(Approved::from(calls));
        task.shows_plan = false;
        self.print(&task.report(self.printer)?)
    }

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
        printer.result(&output::report(report, printer.format(), printer.paint())?);
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

fn record(config: &Config, said: Option<&Path>) -> Result<Option<Record>, Failure> {
    let path = said.or(config.record.as_deref());
    Ok(path.map(Record::open).transpose()?)
}

/// One run against one provider.
pub(super) struct Task {
    goal: Goal,
    recipe: Arc<dyn Recipe>,
    pub(super) cloud: Cloud,
    options: Options,
    record: Option<Record>,
    shows_plan: bool,
    blocking: Blocking,
}

impl Task {
    /// What would be done.
    fn preview(&self, printer: &Printer) -> Result<Report, Failure> {
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
                    let text = output::changes_text(changes, &info, account, printer.paint());
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
            true => self.blocking.wait(look::to_the_end(run, printer)),
            false => self.blocking.wait(run),
        };
        progress.end();
        Ok(report?)
    }
}

fn warn_of(findings: &[Finding], printer: &Printer) {
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
