//! Files with details of an account, which no link leads elsewhere.

use std::io::Write;
use std::path::{Path, PathBuf};

use rolewright::{Error, ErrorKind, Result};

use super::write::{folder, not_written};

/// Returns why no details of an account are written to a path: it is a link or a device.
pub(crate) fn unfit(path: &Path) -> Option<&'static str> {
    let found = path.symlink_metadata().ok()?;
    if found.is_symlink() {
        Some("it is a symbolic link")
    } else if found.is_file() {
        None
    } else {
        Some("it is not a regular file")
    }
}

/// A file that is written at once, readable by its owner only; it replaces a regular file at its path.
#[derive(Debug)]
pub(crate) struct PrivateFile {
    path: PathBuf,
    new: tempfile::NamedTempFile,
}

impl PrivateFile {
    /// Prepares the file in its folder; the path is as it was until [`Self::write`].
    ///
    /// # Errors
    /// [`ErrorKind::Store`] if the path is a link or not a regular file, and if the folder can't be written.
    pub(crate) fn at(path: &Path) -> Result<Self> {
        if let Some(why) = unfit(path) {
            let error = Error::new(
                ErrorKind::Store,
                format!("the file can't be written: {why}"),
            );
            let error = error.with_resource(path.display().to_string());
            return Err(error.with_remedy("name a file in an existing, writable folder"));
        }
        let new = tempfile::NamedTempFile::new_in(folder(path));
        Ok(Self {
            path: path.to_owned(),
            new: new.map_err(|error| not_written(path, &error))?,
        })
    }

    /// Writes the whole text.
    ///
    /// # Errors
    /// [`ErrorKind::Store`], for example on a full disk; the path is as it was then.
    pub(crate) fn write(mut self, text: &str) -> Result<()> {
        let written = self.new.write_all(text.as_bytes());
        let synced = written.and_then(|()| self.new.as_file().sync_all());
        synced.map_err(|error| not_written(&self.path, &error))?;
        let kept = self.new.persist(&self.path);
        kept.map_err(|error| not_written(&self.path, &error.error))?;
        Ok(())
    }
}
