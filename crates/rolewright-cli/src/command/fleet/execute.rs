//! A run over the accounts of a folder: journal, progress, reports and exit code.

use std::collections::BTreeSet;
use std::num::{NonZeroU32, NonZeroUsize};
use std::panic::resume_unwind;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;
use std::{iter, thread};

use jiff::Timestamp;
use rolewright::blocking::Blocking;
use rolewright::fleet::{self, AccountReport, ApprovedPlan, FleetOptions, FleetReport, Target};
use rolewright::setup::{Approved, Goal, Options};
use rolewright::{AccountId, Cancellation, Error, ErrorKind, Result, RoleName};
use rolewright_report::fleet as render;

use crate::args::{Format, PaceArgs};
use crate::command::run::Context;
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Outcome;
use crate::files;
use crate::fleet::{Folder, Journal};
use crate::output;
use crate::terminal::{FleetProgress, FleetTerms};

/// The most accounts whose results are written to the disk at once.
const BATCH: usize = 16;

/// A run over accounts of a folder.
pub(super) struct Execution<'a> {
    pub(super) folder: &'a Folder,
    pub(super) accounts: BTreeSet<AccountId>,
    pub(super) pace: &'a PaceArgs,
    /// The provider.
    pub(super) config: &'a Config,
    pub(super) resume: bool,
}

impl Execution<'_> {
    pub(super) fn run(self, goal: Goal, context: &Context<'_>) -> Outcome {
        let kind = goal.kind();
        let blocking = Blocking::new()?;
        let cloud = context.open(self.config, goal.is_read_only(), &blocking)?;
        let members = fleet::members_of(&cloud)?;
        let recipe = self.folder.run.entry()?;
        let mut journal = Journal::open(self.folder, kind, self.resume)?;
        let selected = &self.accounts;
        let left = self.folder.run.accounts.iter();
        let left = left.filter(|one| selected.contains(&one.account));
        let left: Vec<_> = left.filter(|one| !journal.has(&one.account)).collect();
        let progress = FleetProgress::start(
            context.printer.shows_progress(),
            selected.len(),
            journal.len(),
        );
        let options = self.options(&goal, context)?;
        let stop = context.signals.cancellation();
        let (send, ended) = mpsc::sync_channel(BATCH);
        let run = async move {
            // Copied one by one, since there may be thousands.
            let left = left.into_iter().cloned();
            let mut accounts = fleet::run(&recipe, left, goal, &*members, options);
            while let Some(account) = accounts.next().await {
                // It fails only after the writer has failed, which stops the run.
                let _ = send.send(account);
            }
            Ok(())
        };
        let write = || {
            // Owned, so that the run doesn't wait for a writer that has failed.
            let ended = ended;
            write(&mut journal, &ended, context.command, &progress, &stop)
        };
        // Calls don't wait for the disk.
        let run_and_write = || {
            thread::scope(|scope| {
                let writer = scope.spawn(write);
                let run = blocking.wait(run);
                let written = writer.join().unwrap_or_else(|panic| resume_unwind(panic));
                run.and(written)
            })
        };
        context.signals.during(run_and_write)??;
        progress.finish();
        let mut rows = journal.into_rows();
        rows.retain(|row| selected.contains(&row.account));
        let done: BTreeSet<_> = rows.iter().map(|row| row.account.clone()).collect();
        let mut report = FleetReport::new(kind, cloud.provider.info().simulated, rows);
        report.unfinished = selected.difference(&done).cloned().collect();
        report.skipped.clone_from(&self.folder.run.skipped);
        self.publish(&report, context)?;
        Ok(exit_of(&report))
    }

    fn options(&self, goal: &Goal, context: &Context<'_>) -> Result<FleetOptions> {
        let pace = self.pace;
        let seconds = |seconds: NonZeroU32| Duration::from_secs(seconds.get().into());
        let writes = !goal.is_read_only();
        let approved = (*goal == Goal::Apply).then(|| {
            let folder = Folder::clone(self.folder);
            let approved = move |target: &Target| -> Result<Vec<(RoleName, Approved)>> {
                folder.approved(target)
            };
            Arc::new(approved) as Arc<ApprovedPlan>
        });
        Ok(FleetOptions {
            setup: Options {
                account: None,
                ..self.folder.run.options.options()
            },
            concurrency: pace.concurrency,
            sts_rate: NonZeroU32::new(pace.sts_rate),
            account_deadline: seconds(pace.account_timeout),
            deadline: pace.deadline.map(seconds),
            max_failures: pace
                .max_failures
                .or(Some(NonZeroUsize::MIN).filter(|_| writes)),
            approved,
            skip_bucket_check: self.config.skip_bucket_check,
            cancellation: context.signals.cancellation(),
            ..Default::default()
        })
    }

    /// Writes and prints the report.
    fn publish(&self, report: &FleetReport, context: &Context<'_>) -> Result<()> {
        let printer = context.printer;
        let file = |ending| self.folder.file(report.goal, ending);
        // Each of them is large for thousands of accounts, so none is kept.
        let json = || Ok::<_, Error>(output::json(report)? + "\n");
        let markdown = || render::markdown(report, &FleetTerms);
        files::write_with(&file("json"), |out| output::write_json(report, out))?;
        files::write(&file("csv"), &render::csv(report))?;
        files::write(&file("md"), &markdown())?;
        let page = rolewright_report::setup::Page::new(Timestamp::now(), context.command);
        files::write(&file("html"), &render::html(report, page, &FleetTerms))?;
        match printer.format() {
            Format::Json => printer.result(&json()?),
            Format::Markdown => printer.result(&markdown()),
            _ => {
                printer.result(&render::text(report, printer.display(), &FleetTerms));
                printer.note(&format!("reports: {}", file("html").display()));
            }
        }
        Ok(())
    }
}

/// Writes the accounts that ended, until there are no more. After an error it stops the run: accounts in
/// progress end between two calls, and no further one is started.
fn write(
    journal: &mut Journal<'_>,
    ended: &Receiver<(Target, AccountReport)>,
    command: &str,
    progress: &FleetProgress,
    stop: &Cancellation,
) -> Result<()> {
    while let Ok(first) = ended.recv() {
        let further = ended.try_iter().take(BATCH - 1);
        let batch: Vec<_> = iter::once(first).chain(further).collect();
        let rows = journal
            .append(&batch, command)
            .inspect_err(|_| stop.cancel())?;
        rows.iter().for_each(|row| progress.add(row));
    }
    Ok(())
}

/// The exit code: 0 if all passed; 2 if all were judged; 3 if one was not; if no account was reached, 4 for
/// credentials and permissions, else 1.
fn exit_of(report: &FleetReport) -> Exit {
    let was_reached = report.accounts.iter().any(|row| row.roles > 0);
    let is_denied = |kind: Option<ErrorKind>| {
        use ErrorKind::{CredentialInvalid, CredentialMissing, PermissionDenied};
        matches!(
            kind,
            Some(CredentialInvalid | CredentialMissing | PermissionDenied)
        )
    };
    if report.has_passed() {
        Exit::Positive
    } else if !was_reached
        && report.accounts.iter().all(|row| is_denied(row.error))
        && !report.accounts.is_empty()
    {
        Exit::Denied
    } else if !was_reached {
        Exit::Failed
    } else if report.not_judged > 0 || !report.unfinished.is_empty() {
        Exit::Partial
    } else {
        Exit::Negative
    }
}
