//! A file under an exclusive lock, which is replaced as a whole.

use std::fs::{self, File, Metadata};
use std::io::{self, Read as _, Seek as _};
use std::path::{Path, PathBuf};

/// The end of the name of a new file, until it replaces the old one.
const NEW: &str = ".rolewright-new";

/// A locked file. A new file is locked before it replaces the old one, so other processes wait until
/// the last replacement.
#[derive(Debug)]
pub(super) struct LockedFile {
    /// Without symbolic links, which stay.
    path: PathBuf,
    file: File,
}

impl LockedFile {
    /// Locks a file; waits for other processes.
    ///
    /// # Errors
    /// If the file or its folder can't be written.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        loop {
            let path = path.canonicalize()?;
            let file = File::options().read(true).append(true).open(&path)?;
            file.lock()?;
            // The process that held the lock may have replaced the file.
            if is_same(&file.metadata()?, &path.metadata()?) {
                let locked = Self { path, file };
                let (_, path) = locked.create()?;
                fs::remove_file(path)?;
                return Ok(locked);
            }
        }
    }

    pub(super) fn read(&self) -> io::Result<String> {
        let mut file = &self.file;
        let mut text = String::new();
        file.rewind()?;
        file.read_to_string(&mut text)?;
        Ok(text)
    }

    /// Replaces the file by a new one with the same permissions. After an error the old file is
    /// unchanged.
    pub(super) fn replace(
        &mut self,
        write: impl FnOnce(&mut File) -> io::Result<()>,
    ) -> io::Result<()> {
        let (mut new, path) = self.create()?;
        let replaced = write(&mut new).and_then(|()| {
            new.set_permissions(self.file.metadata()?.permissions())?;
            new.sync_all()?;
            new.lock()?;
            fs::rename(&path, &self.path)
        });
        if replaced.is_ok() {
            self.file = new;
        } else {
            fs::remove_file(path).ok();
        }
        replaced
    }

    /// Creates a new file in the same folder, which only this user can read. A process that was killed
    /// may have left one.
    fn create(&self) -> io::Result<(File, PathBuf)> {
        let mut path = self.path.clone().into_os_string();
        path.push(NEW);
        let path = PathBuf::from(path);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut options = File::options();
        options.read(true).write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        Ok((options.open(&path)?, path))
    }
}

#[cfg(unix)]
fn is_same(one: &Metadata, other: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

/// The standard library can't compare the ids of files here.
#[cfg(not(unix))]
fn is_same(one: &Metadata, other: &Metadata) -> bool {
    one.modified().ok() == other.modified().ok()
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::fs::Permissions;
    use std::io::Write as _;
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    use tempfile::TempDir;

    use super::*;

    /// A folder with the file `config.json`.
    fn folder() -> (TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.json");
        fs::write(&path, "old").unwrap();
        (folder, path)
    }

    fn names(folder: &TempDir) -> Vec<String> {
        let entries = fs::read_dir(folder.path()).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<_> = names.collect();
        names.sort();
        names
    }

    fn mode(file: &Metadata) -> u32 {
        file.permissions().mode() & 0o777
    }

    #[test]
    fn a_replacement_keeps_the_link_and_the_permissions_and_is_private_until_then() {
        let (folder, path) = folder();
        fs::set_permissions(&path, Permissions::from_mode(0o640)).unwrap();
        let link = folder.path().join("link");
        symlink(&path, &link).unwrap();
        let mut file = LockedFile::open(&link).unwrap();
        file.replace(|new| {
            assert_eq!(mode(&new.metadata()?), 0o600);
            new.write_all(b"new")
        })
        .unwrap();
        assert_eq!(file.read().unwrap(), "new");
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(mode(&path.metadata().unwrap()), 0o640);
        assert_eq!(names(&folder), ["config.json", "link"]);
        assert!(link.is_symlink());
    }

    #[test]
    fn a_replacement_that_fails_leaves_only_the_old_file() {
        let (folder, path) = folder();
        let mut file = LockedFile::open(&path).unwrap();
        let full = |new: &mut File| {
            new.write_all(b"ne")?;
            Err(io::ErrorKind::StorageFull.into())
        };
        let error = file.replace(full).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::StorageFull);
        assert_eq!(file.read().unwrap(), "old");
        assert_eq!(names(&folder), ["config.json"]);
    }

    #[test]
    fn a_file_that_a_killed_process_left_is_removed() {
        let (folder, path) = folder();
        let left = folder.path().join(format!("config.json{NEW}"));
        fs::write(&left, "a longer text").unwrap();
        fs::set_permissions(&left, Permissions::from_mode(0o644)).unwrap();
        let mut file = LockedFile::open(&path).unwrap();
        assert_eq!(names(&folder), ["config.json"]);
        fs::write(&left, "a longer text").unwrap();
        file.replace(|new| new.write_all(b"new")).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(names(&folder), ["config.json"]);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_file_in_a_folder_that_can_not_be_written_is_not_opened() {
        // Nothing can be created here, by root neither.
        let path = Path::new("/proc/self/comm");
        assert!(File::options().append(true).open(path).is_ok());
        assert!(LockedFile::open(path).is_err());
    }

    #[test]
    fn the_lock_passes_to_the_new_file() {
        let (_folder, path) = folder();
        let mut file = LockedFile::open(&path).unwrap();
        file.replace(|new| new.write_all(b"new")).unwrap();
        assert!(File::open(&path).unwrap().try_lock().is_err());
        drop(file);
        assert!(File::open(&path).unwrap().try_lock().is_ok());
    }

    #[test]
    fn no_replacement_is_lost_when_several_wait() {
        let (_folder, path) = folder();
        fs::write(&path, "0").unwrap();
        let count = || {
            for _ in 0..25 {
                let mut file = LockedFile::open(&path).unwrap();
                let next = file.read().unwrap().parse::<u32>().unwrap() + 1;
                file.replace(|new| write!(new, "{next}")).unwrap();
            }
        };
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(count);
            }
        });
        assert_eq!(fs::read_to_string(&path).unwrap(), "100");
    }
}
