//! The journal of a run: one line for each account that is done.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rolewright::fleet::{AccountReport, AccountRow, Target};
use rolewright::setup::ReportKind;
use rolewright::{AccountId, Error, ErrorKind, Result};
use rolewright_report::setup::{Page, roles_html};
use serde::{Deserialize, Serialize};

use super::folder::Folder;
use crate::terminal::FleetTerms;

/// The first line of a journal.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Head {
    kind: String,
    /// The goal of the run.
    goal: ReportKind,
    /// The SHA-256 of `fleet.json`.
    fleet: String,
}

/// An open journal, which no other process can open.
#[derive(Debug)]
pub(crate) struct Journal<'f> {
    folder: &'f Folder,
    goal: ReportKind,
    path: PathBuf,
    file: File,
    rows: BTreeMap<AccountId, AccountRow>,
}

impl<'f> Journal<'f> {
    /// Opens the journal of a goal. Without `resume` there must not be one.
    pub(crate) fn open(folder: &'f Folder, goal: ReportKind, resume: bool) -> Result<Self> {
        let path = folder.file(goal, "jsonl");
        let exists = path.symlink_metadata().is_ok();
        if exists && !resume {
            let text = "this run was started before";
            return Err(problem(&path, text)
                .with_remedy("continue it with `--resume`, or name another folder"));
        }
        folder.make_reports(goal)?;
        let mut options = OpenOptions::new();
        options.read(true).append(true).create(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&path).map_err(|error| failed(&path, &error))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let error = problem(&path, "another process uses this journal");
                return Err(error.with_remedy("wait until it ends, or name another folder"));
            }
            Err(TryLockError::Error(error)) => return Err(failed(&path, &error)),
        }
        let mut journal = Self {
            folder,
            goal,
            path,
            file,
            rows: BTreeMap::new(),
        };
        journal.load()?;
        Ok(journal)
    }

    /// Reads the lines. A last line without its end was cut off by a crash and is removed.
    fn load(&mut self) -> Result<()> {
        let mut text = String::new();
        let read = self.file.read_to_string(&mut text);
        read.map_err(|error| failed(&self.path, &error))?;
        let whole = text.rfind('\n').map_or(0, |end| end + 1);
        if whole < text.len() {
            text.truncate(whole);
            let cut = self.file.set_len(whole as u64);
            cut.and_then(|()| self.file.seek(SeekFrom::End(0)))
                .map_err(|error| failed(&self.path, &error))?;
        }
        let head = Head {
            kind: "fleet_journal".to_owned(),
            goal: self.goal,
            fleet: self.folder.digest.clone(),
        };
        let mut lines = text.lines().enumerate();
        match lines.next() {
            None => return self.write(&(crate::output::line(&head)? + "\n")),
            Some((_, line)) if serde_json::from_str::<Head>(line).ok() == Some(head) => {}
            Some(_) => {
                let error = problem(&self.path, "the journal belongs to another fleet");
                return Err(error.with_remedy("name the folder in which the run was started"));
            }
        }
        let known: BTreeMap<_, _> = self
            .folder
            .run
            .accounts
            .iter()
            .map(|one| (&one.account, ()))
            .collect();
        for (number, line) in lines {
            let damaged = |why: &str| {
                let text = format!("line {}: {why}", number + 1);
                problem(&self.path, &text).with_remedy("start a new run in another folder")
            };
            let row: AccountRow =
                serde_json::from_str(line).map_err(|_| damaged("it is damaged"))?;
            if !known.contains_key(&row.account) {
                return Err(damaged("its account is not in the fleet"));
            }
            if self.rows.insert(row.account.clone(), row).is_some() {
                return Err(damaged("its account is done twice"));
            }
        }
        Ok(())
    }

    /// Whether the account is done.
    pub(crate) fn has(&self, account: &AccountId) -> bool {
        self.rows.contains_key(account)
    }

    /// Returns the number of accounts that are done.
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Records accounts that ended. One that was cancelled is not done, and runs again.
    pub(crate) fn append(
        &mut self,
        ended: &[(Target, AccountReport)],
        command: &str,
    ) -> Result<Vec<AccountRow>> {
        let mut lines = String::new();
        let mut rows = Vec::new();
        for (target, report) in ended {
            let text = crate::output::json(report)? + "\n";
            self.write_report(target, "json", &text)?;
            self.write_report(target, "html", &page_of(report, command))?;
            let row = report.row(target);
            if row.error != Some(ErrorKind::Cancelled) {
                lines += &(crate::output::line(&row)? + "\n");
                rows.push(row);
            }
        }
        if !lines.is_empty() {
            self.write(&lines)?;
        }
        for row in &rows {
            self.rows.insert(row.account.clone(), row.clone());
        }
        Ok(rows)
    }

    fn write_report(&self, target: &Target, ending: &str, text: &str) -> Result<()> {
        let path = self.folder.report_file(self.goal, &target.account, ending);
        fs::write(&path, text).map_err(|error| failed(&path, &error))
    }

    fn write(&mut self, lines: &str) -> Result<()> {
        let written = self.file.write_all(lines.as_bytes());
        let written = written.and_then(|()| self.file.sync_data());
        written.map_err(|error| failed(&self.path, &error))
    }

    /// Returns the accounts that are done, in the order of the fleet.
    pub(crate) fn into_rows(mut self) -> Vec<AccountRow> {
        let accounts = self.folder.run.accounts.iter();
        accounts
            .filter_map(|target| self.rows.remove(&target.account))
            .collect()
    }
}

/// The report of an account as a page.
fn page_of(report: &AccountReport, command: &str) -> String {
    let name = report.name.iter().map(|name| format!(" ({name})"));
    let title = format!("Account {}{}", report.account, name.collect::<String>());
    let page = Page::new(Timestamp::now(), command);
    roles_html(
        &title,
        &report.roles,
        report.error.as_ref(),
        page,
        &FleetTerms,
    )
}

fn problem(path: &Path, text: &str) -> Error {
    Error::new(ErrorKind::Store, text).with_resource(path.display().to_string())
}

fn failed(path: &Path, error: &std::io::Error) -> Error {
    let error = problem(path, &format!("the file can't be read or written: {error}"));
    error.with_remedy(
        "make space and check the folder's permissions, then continue the run with `--resume`",
    )
}
