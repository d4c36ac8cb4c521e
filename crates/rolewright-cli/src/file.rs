//! Files that are written whole or not at all.

use std::io::Write;
use std::path::Path;

use rolewright::{Error, ErrorKind, Result};

/// Writes a file in one step, readable for its owner alone: what it tells is not for everybody.
pub(crate) fn write(path: &Path, text: &str) -> Result<()> {
    let failed = |error: std::io::Error| {
        let message = format!("the file can't be written: {error}");
        Error::new(ErrorKind::Store, message)
            .with_resource(path.display().to_string())
            .with_help("name a file in a folder that is there and writable")
    };
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
    file.write_all(text.as_bytes()).map_err(failed)?;
    file.persist(path).map_err(|error| failed(error.error))?;
    Ok(())
}
