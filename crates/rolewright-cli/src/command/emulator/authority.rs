//! The file with the certificate of the emulator's authority.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use rolewright::{Error, ErrorKind};
use tempfile::{Builder, NamedTempFile};

use crate::files::write;

/// The file; a temporary one is removed when this is dropped.
pub(super) enum AuthorityFile {
    Named(PathBuf),
    Temporary(NamedTempFile),
}

impl AuthorityFile {
    /// Writes the certificate to this file, or to a temporary one.
    pub(super) fn write(path: Option<&Path>, certificate: &str) -> Result<Self, Error> {
        let Some(path) = path else {
            return temporary(certificate)
                .map(Self::Temporary)
                .map_err(|error| {
                    let message = format!("no temporary file for the certificate: {error}");
                    Error::new(ErrorKind::Store, message)
                        .with_remedy("name a file with `--tls-ca`")
                        .with_source(error)
                });
        };
        write(path, certificate)?;
        let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        Ok(Self::Named(absolute))
    }

    pub(super) fn path(&self) -> &Path {
        match self {
            Self::Named(path) => path,
            Self::Temporary(file) => file.path(),
        }
    }
}

fn temporary(certificate: &str) -> io::Result<NamedTempFile> {
    let mut builder = Builder::new();
    let mut file = builder.prefix("rolewright-ca-").suffix(".pem").tempfile()?;
    file.write_all(certificate.as_bytes())?;
    Ok(file)
}
