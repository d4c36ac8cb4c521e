//! The record of changes: one line of JSON for each change.

use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;

use jiff::Timestamp;
use rolewright::setup::driver::Event;
use rolewright::setup::{FORMAT_VERSION, Problem};
use rolewright::{Call, Error, ErrorKind, Result};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::files;

/// An executed change.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct ChangeRecord {
    /// The version of the format.
    pub format_version: String,
    /// Always `change`.
    pub kind: String,
    /// The time of the response, UTC.
    pub time: String,
    /// The ARN of the caller.
    pub caller: String,
    /// The account id.
    pub account: String,
    /// The SHA-256 of the planned calls as JSON; the same for all changes of a role in a run.
    pub plan: String,
    /// The call that was sent.
    pub call: Call,
    /// The document that was replaced or deleted, if any.
    pub before: Option<String>,
    /// The document that was written, if any.
    pub after: Option<String>,
    /// The request id of the service.
    pub request_id: Option<String>,
    /// The error, if the call failed.
    pub error: Option<Problem>,
}

/// The file to which changes are appended.
#[derive(Debug)]
pub(crate) struct ChangeLog {
    file: File,
    /// Whether the last line of the file has no end, after a full disk or a crash.
    is_cut: bool,
    caller: String,
    account: String,
    /// The planned calls of each role, with their hash.
    plans: Vec<(Vec<Call>, String)>,
    /// The first write error; reported at the end, since the change was made.
    failed: Option<std::io::Error>,
}

impl ChangeLog {
    /// Opens the file; must be called before the first change.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let refused = |why: String| {
            let text = format!("the record can't be opened: {why}");
            let error = Error::new(ErrorKind::Store, text);
            let error = error.with_resource(path.display().to_string());
            error.with_remedy("name a file in an existing, writable folder; nothing was changed")
        };
        if let Some(why) = files::unfit(path) {
            return Err(refused(why.into()));
        }
        let file = options().open(path);
        let mut file = file.map_err(|error| refused(error.to_string()))?;
        let metadata = file
            .metadata()
            .map_err(|error| refused(error.to_string()))?;
        if !metadata.is_file() {
            return Err(refused("it is not a regular file".into()));
        }
        let is_cut = is_cut(&mut file).map_err(|error| refused(error.to_string()))?;
        Ok(Self {
            file,
            is_cut,
            caller: String::new(),
            account: String::new(),
            plans: Vec::new(),
            failed: None,
        })
    }

    pub(crate) fn observe(&mut self, event: &Event) {
        match event {
            Event::Planned {
                account,
                caller,
                changes,
                ..
            } => {
                self.account.clone_from(account);
                self.caller.clone_from(caller);
                let calls: Vec<_> = changes.iter().map(|change| change.call.clone()).collect();
                let digest = Sha256::digest(serde_json::to_vec(&calls).unwrap_or_default());
                let digest = digest.iter().map(|byte| format!("{byte:02x}")).collect();
                self.plans.push((calls, digest));
            }
            Event::Answered {
                query,
                change,
                request_id,
                error,
            } => {
                let Some(call) = query.call().filter(|call| !call.is_read()) else {
                    return;
                };
                let before = change.as_ref().and_then(|change| change.before.clone());
                let record =
                    self.change_record(call, before, request_id.as_deref(), error.as_ref());
                if let Err(error) = self.append(&record) {
                    self.failed.get_or_insert(error);
                }
            }
            _ => {}
        }
    }

    fn change_record(
        &self,
        call: &Call,
        before: Option<String>,
        request_id: Option<&str>,
        error: Option<&Error>,
    ) -> ChangeRecord {
        let after = [
            "PolicyDocument",
            "AssumeRolePolicyDocument",
            "NewAssumeRolePolicyDocument",
        ];
        let after = after.into_iter().find_map(|name| call.params.get(name));
        // A call that was planned later belongs to the last plan, which is the only one for one role.
        let mut plans = self.plans.iter();
        let planned = plans
            .find(|(calls, _)| calls.contains(call))
            .or(self.plans.last());
        let plan = planned
            .map(|(_, digest)| digest.clone())
            .unwrap_or_default();
        ChangeRecord {
            format_version: FORMAT_VERSION.to_owned(),
            kind: "change".to_owned(),
            time: Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            caller: self.caller.clone(),
            account: self.account.clone(),
            plan,
            call: call.clone(),
            before,
            after: after.map(str::to_owned),
            request_id: request_id.map(str::to_owned),
            error: error.map(Problem::from),
        }
    }

    /// Writes a line in one step, so that the lines of two runs do not mix.
    fn append(&mut self, record: &ChangeRecord) -> std::io::Result<()> {
        let start = if std::mem::take(&mut self.is_cut) {
            "\n"
        } else {
            ""
        };
        let line = format!("{start}{}\n", serde_json::to_string(record)?);
        let written = self.file.write_all(line.as_bytes());
        self.is_cut = written.is_err();
        written
    }

    /// Syncs the file to disk; returns the first write error.
    pub(crate) fn close(mut self) -> std::io::Result<()> {
        match self.failed.take() {
            Some(error) => Err(error),
            None => self.file.sync_all(),
        }
    }
}

/// Opens for appending. A new file is for its owner alone, since it holds account details; an existing
/// file keeps its mode. A link that was just set is not followed, and a pipe doesn't block.
#[cfg(unix)]
fn options() -> OpenOptions {
    use rustix::fs::OFlags;
    use std::os::unix::fs::OpenOptionsExt;
    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
    let mut options = OpenOptions::new();
    options.create(true).append(true).read(true).mode(0o600);
    options.custom_flags(flags.bits().cast_signed());
    options
}

#[cfg(not(unix))]
fn options() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.create(true).append(true).read(true);
    options
}

/// Whether the file ends within a line.
fn is_cut(file: &mut File) -> std::io::Result<bool> {
    if file.metadata()?.len() == 0 {
        return Ok(false);
    }
    let mut last = [0];
    file.seek(SeekFrom::End(-1))?;
    file.read_exact(&mut last)?;
    Ok(last != *b"\n")
}
