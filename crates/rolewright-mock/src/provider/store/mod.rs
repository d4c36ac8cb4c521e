//! One account in one SQLite file, shared by any number of processes.
//!
//! The account is one row of JSON, read and written as a whole. It is small (an account with 1,000
//! roles is under 2 MB, a typical one a few KB), and this keeps every rule in plain Rust.

use std::fs;
use std::io::{ErrorKind as IoKind, Read};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use rolewright_core::{Error, ErrorKind, Result};
use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};

use crate::account::Account;

/// "role" in ASCII: distinguishes a store from other SQLite files.
const APPLICATION_ID: u32 = 0x726F_6C65;
/// The format version; incremented when older versions can no longer read the store.
const FORMAT: u32 = 1;
/// How long a call waits for other processes.
const TIMEOUT: Duration = Duration::from_secs(30);

/// An open store. The connection is the first field, so that it is closed first.
#[derive(Debug)]
pub(crate) struct Store {
    connection: Connection,
    path: PathBuf,
    _mark: OpenMark,
}

impl Store {
    /// Opens the store at `path`, or creates one that contains `new`.
    pub(crate) fn open(path: &Path, new: &Account) -> Result<Self> {
        let exists = path
            .try_exists()
            .map_err(|error| unreachable_path(path, error))?;
        if !exists {
            create(path, new)?;
        }
        let mark = OpenMark::set(path)?;
        let connection = connect(path).map_err(|error| broken(path, error))?;
        Ok(Self {
            connection,
            path: path.to_owned(),
            _mark: mark,
        })
    }

    /// Returns the current account.
    pub(crate) fn read(&self) -> Result<Account> {
        parse(&self.path, &load(&self.connection, &self.path)?)
    }

    /// Changes the account in an exclusive transaction, which is on disk when this returns.
    /// Nothing is written when `change` fails or changes nothing.
    pub(crate) fn change<T>(
        &mut self,
        change: impl FnOnce(&mut Account) -> Result<T>,
    ) -> Result<T> {
        let failed = |error| broken(&self.path, error);
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(failed)?;
        let before = load(&transaction, &self.path)?;
        let mut account = parse(&self.path, &before)?;
        let answer = change(&mut account)?;
        let after = print(&account)?;
        if after != before {
            transaction
                .execute("UPDATE account SET body = ?1", [after])
                .map_err(failed)?;
            // A failed commit may still turn out to be complete after a restart.
            transaction
                .commit()
                .map_err(|error| failed(error).with_maybe_applied(true))?;
        }
        Ok(answer)
    }
}

/// The stores that this process has open.
///
/// Only SQLite may open such a file: closing any other handle to it would release the locks that
/// SQLite holds in this process ("How To Corrupt An SQLite Database File", section 2.2).
static OPEN: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

#[derive(Debug)]
struct OpenMark(PathBuf);

impl OpenMark {
    /// Marks the file as open; checks its header first unless this process has it open already.
    fn set(path: &Path) -> Result<Self> {
        let file = path
            .canonicalize()
            .map_err(|error| unreachable_path(path, error))?;
        let mut open = OPEN.lock().unwrap_or_else(PoisonError::into_inner);
        if !open.contains(&file) {
            check_header(path)?;
        }
        open.push(file.clone());
        Ok(Self(file))
    }
}

impl Drop for OpenMark {
    fn drop(&mut self) {
        let mut open = OPEN.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(place) = open.iter().position(|file| *file == self.0) {
            open.swap_remove(place);
        }
    }
}

/// Creates the store as a draft and links it into place, so that an incomplete store is never
/// visible and the first of several creators wins.
fn create(path: &Path, account: &Account) -> Result<()> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let failed = |error| unreachable_path(path, error);
    fs::create_dir_all(folder).map_err(failed)?;
    let draft = new_file(path).map_err(failed)?;
    let made = fill(&draft, account)
        .map_err(|error| broken(path, error))
        .and_then(|()| match fs::hard_link(&draft, path) {
            Err(error) if error.kind() == IoKind::AlreadyExists => Ok(()),
            linked => linked.and_then(|()| sync_folder(folder)).map_err(failed),
        });
    // The draft is no longer needed; a leftover draft does no harm.
    let _ = fs::remove_file(&draft);
    made
}

/// Creates an empty file with a new name in the folder of `path`, readable only by its owner.
fn new_file(path: &Path) -> std::io::Result<PathBuf> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    for attempt in 0..u16::MAX {
        let mut name = std::ffi::OsString::from(".");
        name.push(path.file_name().unwrap_or_default());
        name.push(format!(".{}-{attempt}", std::process::id()));
        let draft = path.with_file_name(name);
        match options.open(&draft) {
            Err(error) if error.kind() == IoKind::AlreadyExists => {}
            made => return made.map(|_| draft),
        }
    }
    Err(IoKind::AlreadyExists.into())
}

fn fill(draft: &Path, account: &Account) -> rusqlite::Result<()> {
    let body = serde_json::to_string(account)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
    let connection = connect(draft)?;
    connection.pragma_update(None, "application_id", APPLICATION_ID)?;
    connection.pragma_update(None, "user_version", FORMAT)?;
    connection.execute_batch(
        "CREATE TABLE account (id INTEGER PRIMARY KEY CHECK (id = 1), body TEXT NOT NULL) STRICT",
    )?;
    connection.execute("INSERT INTO account (id, body) VALUES (1, ?1)", [body])?;
    // Allows reads during a write. The mode is stored in the file.
    connection.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))?;
    connection.close().map_err(|(_, error)| error)
}

/// Syncs the folder, which makes a new entry durable.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> std::io::Result<()> {
    fs::File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> std::io::Result<()> {
    Ok(())
}

/// Refuses a file whose header is not that of a store, before SQLite opens it.
fn check_header(path: &Path) -> Result<()> {
    let failed = |error| unreachable_path(path, error);
    if !fs::metadata(path).map_err(failed)?.is_file() {
        return Err(refused(
            path,
            "is not a file",
            "choose a file path for the store",
        ));
    }
    let mut header = Vec::new();
    let file = fs::File::open(path).map_err(failed)?;
    file.take(100).read_to_end(&mut header).map_err(failed)?;
    let number = |at: usize| {
        let bytes = header.get(at..)?.first_chunk::<4>()?;
        Some(u32::from_be_bytes(*bytes))
    };
    // Offsets: "Database File Format" of the SQLite documentation, section 1.3.
    let (format, application) = (number(60), number(68));
    if header.is_empty() {
        Err(refused(
            path,
            "is empty",
            "move the file; a new store is then created in its place",
        ))
    } else if !header.starts_with(b"SQLite format 3\0") || application != Some(APPLICATION_ID) {
        Err(refused(
            path,
            "is not a rolewright store",
            "choose another path",
        ))
    } else if format == Some(FORMAT) {
        Ok(())
    } else if format > Some(FORMAT) {
        let what = format!(
            "was written by a newer version of rolewright (format {})",
            format.unwrap_or(0)
        );
        Err(refused(
            path,
            &what,
            "use that version, or choose another path",
        ))
    } else {
        Err(damaged(path))
    }
}

fn connect(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    connection.busy_timeout(TIMEOUT)?;
    connection.pragma_update(None, "synchronous", "full")?;
    Ok(connection)
}

fn load(connection: &Connection, path: &Path) -> Result<String> {
    connection
        .query_row("SELECT body FROM account", [], |row| row.get(0))
        .map_err(|error| broken(path, error))
}

fn parse(path: &Path, body: &str) -> Result<Account> {
    serde_json::from_str(body).map_err(|error| damaged(path).with_source(error))
}

fn print(account: &Account) -> Result<String> {
    serde_json::to_string(account).map_err(|error| {
        Error::new(ErrorKind::Store, "the account can't be encoded as JSON").with_source(error)
    })
}

fn refused(path: &Path, what: &str, help: &str) -> Error {
    Error::new(ErrorKind::Store, format!("`{}` {what}", path.display())).with_remedy(help)
}

fn damaged(path: &Path) -> Error {
    refused(
        path,
        "is a damaged store",
        "restore it from a backup, or move it to start with an empty store",
    )
}

fn unreachable_path(path: &Path, error: std::io::Error) -> Error {
    let what = format!("can't be opened or created: {error}");
    refused(path, &what, "choose a path in a writable folder").with_source(error)
}

fn broken(path: &Path, error: rusqlite::Error) -> Error {
    let refusal = match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            let what = format!(
                "is locked by another process; waited {} seconds",
                TIMEOUT.as_secs()
            );
            refused(path, &what, "retry after that process finishes")
        }
        Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => refused(
            path,
            "is not writable",
            "check the permissions of the file and its folder",
        ),
        Some(ErrorCode::DiskFull) => refused(
            path,
            "can't be written: the disk is full",
            "free disk space",
        ),
        Some(ErrorCode::SystemIoFailure) => refused(
            path,
            "can't be read or written",
            "check the disk and the system log",
        ),
        _ => damaged(path),
    };
    refusal.with_source(error)
}

#[cfg(test)]
mod tests;
