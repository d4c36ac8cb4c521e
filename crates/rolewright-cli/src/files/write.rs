//! Writes whole files.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use rolewright::{Error, ErrorKind, Result};

/// Replaces the content of a file atomically; links and permissions are kept.
pub(crate) fn rewrite(path: &Path, text: &str) -> Result<()> {
    let replace = || -> io::Result<()> {
        let path = fs::canonicalize(path)?;
        let folder = path.parent().unwrap_or(&path);
        let mut new = tempfile::NamedTempFile::new_in(folder)?;
        new.write_all(text.as_bytes())?;
        new.as_file()
            .set_permissions(fs::metadata(&path)?.permissions())?;
        new.as_file().sync_all()?;
        new.persist(&path)?;
        Ok(())
    };
    replace().map_err(|error| {
        Error::new(
            ErrorKind::Store,
            format!("the file can't be rewritten: {}", cause(&error)),
        )
        .with_resource(path.display().to_string())
        .with_remedy("its folder must be writable; the file is as it was")
    })
}

/// Writes a file atomically, readable by its owner only, since it may hold account details.
///
/// A symbolic link of the same user is followed, and any other one is replaced, since someone else may
/// have set it. A device or a pipe is written to.
pub(crate) fn write(path: &Path, text: &str) -> Result<()> {
    write_with(path, |out| out.write_all(text.as_bytes()))
}

/// As [`write`](self::write), for a content that is better not kept in memory.
pub(crate) fn write_with(
    path: &Path,
    content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<()> {
    let failed = |error: io::Error| not_written(path, &error);
    let target = target(path).map_err(failed)?;
    if fs::metadata(&target).is_ok_and(|found| !found.is_file()) {
        let file = File::options().write(true).open(&target);
        return file
            .and_then(|mut file| buffered(&mut file, content))
            .map_err(failed);
    }
    let file = temporary(&tempfile::Builder::new(), &target, content).map_err(failed)?;
    file.persist(&target).map_err(|error| failed(error.error))?;
    Ok(())
}

/// The file that a symbolic link of this user leads to, also if it doesn't exist; else the path.
fn target(path: &Path) -> io::Result<PathBuf> {
    let is_link = fs::symlink_metadata(path).is_ok_and(|found| found.is_symlink());
    if !is_link || !is_own(path)? {
        return Ok(path.to_owned());
    }
    fs::canonicalize(path).or_else(|_| {
        let folder = path.parent().unwrap_or(Path::new(""));
        Ok(folder.join(fs::read_link(path)?))
    })
}

/// Whether the entry, and not what it links to, belongs to this user. A link of the system's
/// administrator counts as own, such as `/dev/stdout`.
#[cfg(unix)]
fn is_own(path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt;
    let owner = fs::symlink_metadata(path)?.uid();
    Ok(owner == 0 || owner == rustix::process::geteuid().as_raw())
}

/// Symbolic links need a privilege here.
#[cfg(not(unix))]
fn is_own(_: &Path) -> io::Result<bool> {
    Ok(true)
}

/// Writes a new file atomically, with the permissions of the umask; returns `false` without changes if
/// the file exists.
pub(crate) fn create(path: &Path, text: &str) -> Result<bool> {
    let builder = &mut tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let content = |out: &mut dyn Write| out.write_all(text.as_bytes());
    let file = temporary(builder, path, content).map_err(|error| not_written(path, &error))?;
    match file.persist_noclobber(path) {
        Ok(_) => Ok(true),
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(not_written(path, &error.error)),
    }
}

/// A file with this content in the folder of `path`.
fn temporary(
    builder: &tempfile::Builder<'_, '_>,
    path: &Path,
    content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<tempfile::NamedTempFile> {
    let mut file = builder.tempfile_in(folder(path))?;
    buffered(file.as_file_mut(), content)?;
    file.as_file().sync_all()?;
    Ok(file)
}

fn buffered(
    file: &mut File,
    content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let mut out = io::BufWriter::new(file);
    content(&mut out)?;
    out.flush()
}

/// The folder of a file.
pub(super) fn folder(path: &Path) -> &Path {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    folder.unwrap_or(Path::new("."))
}

pub(super) fn not_written(path: &Path, error: &io::Error) -> Error {
    let message = format!("the file can't be written: {}", cause(error));
    Error::new(ErrorKind::Store, message)
        .with_resource(path.display().to_string())
        .with_remedy("name a file in a folder that exists and is writable")
}

/// The cause without the path of the temporary file, which `tempfile` adds and offers no way to omit.
fn cause(error: &io::Error) -> String {
    let text = error.to_string();
    match text.rsplit_once(" at path \"") {
        Some((cause, _)) => cause.to_owned(),
        None => text,
    }
}
