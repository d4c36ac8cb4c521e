//! One account in one SQLite file, shared by any number of processes.
//!
//! The account is one row of JSON, read and written whole: it is small (a full account of 1,000
//! roles is under 2 MB, a usual one some KB), and so every rule stays in one place, in plain Rust.

use std::fs;
use std::io::{ErrorKind as IoKind, Read};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use rolewright_core::{Error, ErrorKind, Result};
use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};

use crate::account::Account;

/// "role" in ASCII: what tells a store from every other SQLite file.
const APPLICATION_ID: u32 = 0x726F_6C65;
/// Grows when a store can no longer be read as before.
const FORMAT: u32 = 1;
/// How long a call waits for other processes.
const PATIENCE: Duration = Duration::from_secs(30);

/// A store that is open. The connection stands first, so that it is closed first.
#[derive(Debug)]
pub(crate) struct Store {
    connection: Connection,
    path: PathBuf,
    _mark: OpenMark,
}

impl Store {
    /// Opens the store at `path`; when nothing is there, makes one that holds `new`.
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

    /// The account as it is now.
    pub(crate) fn read(&self) -> Result<Account> {
        parse(&self.path, &load(&self.connection, &self.path)?)
    }

    /// Changes the account, alone in the whole file; on disk when this returns. Nothing is
    /// written when `change` fails or changes nothing.
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
            // A commit that failed halfway may still be found done after a restart.
            transaction
                .commit()
                .map_err(|error| failed(error).with_maybe_applied(true))?;
        }
        Ok(answer)
    }
}

/// The stores that this process has open.
///
/// Such a file is opened by SQLite alone: closing any other handle of it would drop the locks
/// that SQLite holds in this process ("How To Corrupt An SQLite Database File", section 2.2).
static OPEN: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

#[derive(Debug)]
struct OpenMark(PathBuf);

impl OpenMark {
    /// Marks the file as open, after a look at it when nobody here has it open.
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

/// Makes the store beside its place and links it there, so that nobody ever sees half of one and
/// of several makers the first one wins.
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
    // Whatever came of it, the draft is of no more use; a draft that stays does no harm.
    let _ = fs::remove_file(&draft);
    made
}

/// An empty file of a new name in the folder of `path`, for its owner alone.
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
    // Readers and a writer at once. The mode stays with the file.
    connection.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))?;
    connection.close().map_err(|(_, error)| error)
}

/// A new entry in a folder is durable once the folder is.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> std::io::Result<()> {
    fs::File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> std::io::Result<()> {
    Ok(())
}

/// Refuses whatever is not a store by its first bytes, before SQLite may touch it.
fn check_header(path: &Path) -> Result<()> {
    let failed = |error| unreachable_path(path, error);
    if !fs::metadata(path).map_err(failed)?.is_file() {
        return Err(refused(path, "is not a file", "name a file for the store"));
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
            "move it away; a new store is made in its place",
        ))
    } else if !header.starts_with(b"SQLite format 3\0") || application != Some(APPLICATION_ID) {
        Err(refused(
            path,
            "is not a store of rolewright",
            "choose another path",
        ))
    } else if format == Some(FORMAT) {
        Ok(())
    } else if format > Some(FORMAT) {
        let what = format!(
            "was written by a newer rolewright (format {})",
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
    connection.busy_timeout(PATIENCE)?;
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
        Error::new(ErrorKind::Store, "the account can't be written as JSON").with_source(error)
    })
}

fn refused(path: &Path, what: &str, help: &str) -> Error {
    Error::new(ErrorKind::Store, format!("`{}` {what}", path.display())).with_help(help)
}

fn damaged(path: &Path) -> Error {
    refused(
        path,
        "is a damaged store",
        "restore it from a copy, or move it away and start anew",
    )
}

fn unreachable_path(path: &Path, error: std::io::Error) -> Error {
    let what = format!("can't be opened or made as a store: {error}");
    refused(
        path,
        &what,
        "choose a path in a folder that you may write to",
    )
    .with_source(error)
}

fn broken(path: &Path, error: rusqlite::Error) -> Error {
    let refusal = match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            let what = format!(
                "was held by another process for {} seconds",
                PATIENCE.as_secs()
            );
            refused(path, &what, "try again when that process is done")
        }
        Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => refused(
            path,
            "can't be written to",
            "look at the rights of the file and its folder",
        ),
        Some(ErrorCode::DiskFull) => refused(path, "finds no room", "make room on the disk"),
        Some(ErrorCode::SystemIoFailure) => refused(
            path,
            "can't be read or written",
            "look at the disk and the system's log",
        ),
        _ => damaged(path),
    };
    refusal.with_source(error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::TempDir;

    fn folder() -> (TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("account.db");
        (folder, path)
    }

    fn open(path: &Path) -> Result<Store> {
        Store::open(path, &Account::default())
    }

    fn next_id(account: &mut Account, more: u64) -> Result<()> {
        account.next_id += more;
        Ok(())
    }

    /// What stands in the way, with all files of the folder as they were before.
    fn refusal(path: &Path) -> String {
        let before = files(path.parent().unwrap());
        let error = open(path).map(drop).unwrap_err();
        assert_eq!(files(path.parent().unwrap()), before, "{error}");
        assert_eq!(error.kind(), ErrorKind::Store);
        assert!(error.help().is_some() && error.message().contains(&*path.to_string_lossy()));
        error.message().replace(&*path.to_string_lossy(), "F")
    }

    fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
        let Ok(entries) = fs::read_dir(folder) else {
            return Vec::new();
        };
        let paths = entries.map(|entry| entry.unwrap().path());
        let mut all: Vec<_> = paths
            .map(|path| (path.clone(), fs::read(&path).unwrap_or_default()))
            .collect();
        all.sort();
        all
    }

    #[test]
    fn a_new_store_is_made_with_its_folders_for_its_owner_alone() {
        let (folder, _) = folder();
        let path = folder.path().join("a/b/account.db");
        assert_eq!(open(&path).unwrap().read().unwrap(), Account::default());
        let names: Vec<_> = files(path.parent().unwrap())
            .into_iter()
            .map(|(path, _)| path)
            .collect();
        assert_eq!(names, std::slice::from_ref(&path));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(
                fs::metadata(&path).unwrap().permissions().mode() & 0o777,
                0o600
            );
        }
    }

    #[test]
    fn a_change_is_there_after_reopening_and_a_failed_one_is_not() {
        let (_folder, path) = folder();
        let mut store = open(&path).unwrap();
        store.change(|account| next_id(account, 6)).unwrap();
        let refuse = |account: &mut Account| {
            account.next_id = 8;
            Err::<(), _>(Error::new(ErrorKind::Conflict, "no"))
        };
        assert_eq!(
            store.change(refuse).unwrap_err().kind(),
            ErrorKind::Conflict
        );
        assert_eq!(store.read().unwrap().next_id, 7);
        drop(store);
        assert_eq!(open(&path).unwrap().read().unwrap().next_id, 7);
    }

    #[test]
    fn a_call_that_changes_nothing_writes_nothing() {
        let (_folder, path) = folder();
        let mut store = open(&path).unwrap();
        let version = |store: &Store| {
            let version = |row: &rusqlite::Row<'_>| row.get::<_, i64>(0);
            store
                .connection
                .query_row("SELECT total_changes()", [], version)
                .unwrap()
        };
        store.change(|_| Ok(())).unwrap();
        assert_eq!(version(&store), 0);
        store.change(|account| next_id(account, 1)).unwrap();
        assert_eq!(version(&store), 1);
    }

    #[test]
    fn what_is_not_a_store_is_refused_and_left_as_it_is() {
        let (folder, path) = folder();
        assert_eq!(refusal(folder.path()), "`F` is not a file");
        fs::write(&path, "").unwrap();
        assert_eq!(refusal(&path), "`F` is empty");
        fs::write(&path, "[profile]\nname = \"mine\"\n".repeat(9)).unwrap();
        assert_eq!(refusal(&path), "`F` is not a store of rolewright");
        fs::write(&path, "SQLite format 3\0").unwrap();
        assert_eq!(refusal(&path), "`F` is not a store of rolewright");
        fs::remove_file(&path).unwrap();
        let other = Connection::open(&path).unwrap();
        other
            .execute_batch("PRAGMA journal_mode = wal; CREATE TABLE notes (text)")
            .unwrap();
        other.close().unwrap();
        assert_eq!(refusal(&path), "`F` is not a store of rolewright");
    }

    #[test]
    fn a_store_of_a_newer_format_is_refused_and_left_as_it_is() {
        let (_folder, path) = folder();
        let store = open(&path).unwrap();
        store
            .connection
            .pragma_update(None, "user_version", FORMAT + 1)
            .unwrap();
        drop(store);
        assert_eq!(
            refusal(&path),
            "`F` was written by a newer rolewright (format 2)"
        );
        let other = Connection::open(&path).unwrap();
        other.pragma_update(None, "user_version", 0).unwrap();
        other.close().unwrap();
        assert_eq!(refusal(&path), "`F` is a damaged store");
    }

    #[test]
    fn a_truncated_or_damaged_store_is_refused() {
        let (_folder, path) = folder();
        let big = Account {
            id: "1".repeat(20_000),
            ..Account::default()
        };
        let damaged = |path: &Path| {
            let error = open(path).and_then(|store| store.read()).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Store);
            error.message().ends_with("is a damaged store")
        };
        drop(Store::open(&path, &big).unwrap());
        let whole = fs::read(&path).unwrap();
        for length in [100, 4096, 8192, whole.len() - 4096] {
            fs::write(&path, &whole[..length]).unwrap();
            assert!(damaged(&path), "cut to {length}");
        }
        fs::remove_file(&path).unwrap();
        let store = open(&path).unwrap();
        store
            .connection
            .execute("UPDATE account SET body = '{}'", [])
            .unwrap();
        drop(store);
        assert!(damaged(&path));
    }

    #[test]
    fn a_place_where_nothing_can_be_made_is_refused() {
        let (folder, path) = folder();
        fs::write(folder.path().join("file"), "").unwrap();
        let below = folder.path().join("file/account.db");
        assert!(refusal(&below).starts_with("`F` can't be opened or made as a store: "));
        // A folder where nobody may make a file, not even root.
        #[cfg(target_os = "linux")]
        assert_eq!(
            open(Path::new("/proc/account.db")).unwrap_err().kind(),
            ErrorKind::Store
        );
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(folder.path().join("nowhere"), &path).unwrap();
            assert!(refusal(&path).contains("can't be opened or made"));
        }
    }

    #[test]
    fn of_many_makers_the_first_wins_and_all_open_the_same_store() {
        let (folder, path) = folder();
        let ids: Vec<_> = std::thread::scope(|scope| {
            let makers: Vec<_> = (0..8)
                .map(|maker: u32| {
                    let path = &path;
                    let new = Account {
                        id: maker.to_string(),
                        ..Account::default()
                    };
                    scope.spawn(move || Store::open(path, &new).unwrap().read().unwrap().id)
                })
                .collect();
            makers
                .into_iter()
                .map(|maker| maker.join().unwrap())
                .collect()
        });
        assert!(ids.windows(2).all(|pair| pair[0] == pair[1]), "{ids:?}");
        let left = files(folder.path());
        assert_eq!(left.len(), 1, "{left:?}");
    }
}
