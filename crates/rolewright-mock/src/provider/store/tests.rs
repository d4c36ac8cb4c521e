//! Tests of the store.

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

/// The message of a refused open, after a check that it changed no file of the folder.
fn refusal(path: &Path) -> String {
    let before = files(path.parent().unwrap());
    let error = open(path).map(drop).unwrap_err();
    assert_eq!(files(path.parent().unwrap()), before, "{error}");
    assert_eq!(error.kind(), ErrorKind::Store);
    assert!(error.remedy().is_some() && error.message().contains(&*path.to_string_lossy()));
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
fn a_new_store_is_created_with_its_folders_and_readable_only_by_its_owner() {
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
fn a_store_without_instances_and_buckets_is_read() {
    let mut body = serde_json::to_value(Account::default()).unwrap();
    let fields = body.as_object_mut().unwrap();
    for new in ["instances", "buckets"] {
        assert!(fields.remove(new).is_some(), "{new}");
    }
    let read = parse(Path::new("F"), &body.to_string()).unwrap();
    assert_eq!(read, Account::default());
}

#[test]
fn a_change_survives_reopening_and_a_failed_one_does_not() {
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
fn a_file_that_is_not_a_store_is_refused_and_unchanged() {
    let (folder, path) = folder();
    let inner = folder.path().join("inner");
    fs::create_dir(&inner).unwrap();
    assert_eq!(refusal(&inner), "`F` is not a file");
    fs::write(&path, "").unwrap();
    assert_eq!(refusal(&path), "`F` is empty");
    fs::write(&path, "[profile]\nname = \"mine\"\n".repeat(9)).unwrap();
    assert_eq!(refusal(&path), "`F` is not a rolewright store");
    fs::write(&path, "SQLite format 3\0").unwrap();
    assert_eq!(refusal(&path), "`F` is not a rolewright store");
    fs::remove_file(&path).unwrap();
    let other = Connection::open(&path).unwrap();
    other
        .execute_batch("PRAGMA journal_mode = wal; CREATE TABLE notes (text)")
        .unwrap();
    other.close().unwrap();
    assert_eq!(refusal(&path), "`F` is not a rolewright store");
}

#[test]
fn a_store_of_a_newer_format_is_refused_and_unchanged() {
    let (_folder, path) = folder();
    let store = open(&path).unwrap();
    store
        .connection
        .pragma_update(None, "user_version", FORMAT + 1)
        .unwrap();
    drop(store);
    assert_eq!(
        refusal(&path),
        "`F` was written by a newer version of rolewright (format 2)"
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
fn a_path_where_no_file_can_be_created_is_refused() {
    let (folder, path) = folder();
    fs::write(folder.path().join("file"), "").unwrap();
    let below = folder.path().join("file/account.db");
    assert!(refusal(&below).starts_with("`F` can't be opened or created: "));
    // A folder where even root can't create a file.
    #[cfg(target_os = "linux")]
    assert_eq!(
        open(Path::new("/proc/account.db")).unwrap_err().kind(),
        ErrorKind::Store
    );
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(folder.path().join("nowhere"), &path).unwrap();
        assert!(refusal(&path).contains("can't be opened or created"));
    }
}

#[test]
fn the_first_of_many_creators_wins_and_all_open_the_same_store() {
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
