//! Reads and writes whole files; reads standard input.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::Path;

use rolewright::{Error, ErrorKind, Result};

use crate::failure::Failure;

/// The largest document to read, in bytes; RAM takes 6,144.
const LARGEST_FILE: u64 = 64 * 1024;

/// The file name of standard input.
const STDIN: &str = "-";

/// Reads and parses a file or standard input; errors name the file.
pub(crate) fn read<T, E: Into<Error>>(
    path: &Path,
    parse: impl FnOnce(&str) -> Result<T, E>,
) -> Result<T> {
    read_up_to(LARGEST_FILE, path, parse)
}

/// As [`read`], for files of at most `largest` bytes.
pub(crate) fn read_up_to<T, E: Into<Error>>(
    largest: u64,
    path: &Path,
    parse: impl FnOnce(&str) -> Result<T, E>,
) -> Result<T> {
    let named = |error: Error| error.with_resource(path.display().to_string());
    let text = read_text(path, largest).map_err(named)?;
    parse(&text).map_err(|error| named(error.into()))
}

fn read_text(path: &Path, largest: u64) -> Result<String> {
    let mut text = String::new();
    let reader: io::Result<Box<dyn Read>> = if path == Path::new(STDIN) {
        Ok(Box::new(io::stdin().lock()))
    } else {
        File::open(path).map(|file| Box::new(file) as Box<dyn Read>)
    };
    reader
        .and_then(|reader| reader.take(largest + 1).read_to_string(&mut text))
        .map_err(|error| match error.kind() {
            io::ErrorKind::InvalidData => {
                Error::new(ErrorKind::PolicySyntax, "the file is not UTF-8")
                    .with_remedy("save it as UTF-8 without a byte order mark")
            }
            _ => {
                let message = format!("the file can't be read: {error}");
                Error::new(ErrorKind::PolicySyntax, message)
                    .with_remedy("name a file that holds the document as JSON")
            }
        })?;
    if text.len() as u64 > largest {
        let message = "the file is too large for a document";
        return Err(Error::new(ErrorKind::PolicySyntax, message)
            .with_remedy("name a file that holds one document and nothing else"));
    }
    Ok(text)
}

/// Checks that standard input is named at most once, and only where it is allowed.
pub(crate) fn check_standard_input(
    paths: &[impl AsRef<Path>],
    is_allowed: bool,
) -> Result<(), Failure> {
    let is_stdin = |path: &&_| AsRef::<Path>::as_ref(*path) == Path::new(STDIN);
    let count = paths.iter().filter(is_stdin).count();
    match (count, is_allowed) {
        (0, _) | (1, true) => Ok(()),
        (_, true) => Err(Failure::Usage(
            "standard input (`-`) can be read only once".into(),
            "name files for the others".into(),
        )),
        _ => Err(Failure::Usage(
            "standard input (`-`) can't be rewritten".into(),
            "name a file, or leave the flag out that rewrites it".into(),
        )),
    }
}

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
            format!("the file can't be rewritten: {error}"),
        )
        .with_resource(path.display().to_string())
        .with_remedy("its folder must be writable; the file is as it was")
    })
}

/// Writes a file atomically, readable by its owner only, since it may hold account details.
pub(crate) fn write(path: &Path, text: &str) -> Result<()> {
    let file = temporary(&tempfile::Builder::new(), path, text);
    let file = file.map_err(|error| not_written(path, &error))?;
    file.persist(path)
        .map_err(|error| not_written(path, &error.error))?;
    Ok(())
}

/// Writes a new file atomically, with the permissions of the umask; returns `false` without changes if
/// the file exists.
pub(crate) fn create(path: &Path, text: &str) -> Result<bool> {
    let builder = &mut tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let file = temporary(builder, path, text).map_err(|error| not_written(path, &error))?;
    match file.persist_noclobber(path) {
        Ok(_) => Ok(true),
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(not_written(path, &error.error)),
    }
}

/// A file with this text in the folder of `path`.
fn temporary(
    builder: &tempfile::Builder<'_, '_>,
    path: &Path,
    text: &str,
) -> io::Result<tempfile::NamedTempFile> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let mut file = builder.tempfile_in(folder.unwrap_or(Path::new(".")))?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    Ok(file)
}

fn not_written(path: &Path, error: &io::Error) -> Error {
    let message = format!("the file can't be written: {error}");
    Error::new(ErrorKind::Store, message)
        .with_resource(path.display().to_string())
        .with_remedy("name a file in a folder that exists and is writable")
}
