//! The environment variables that the official clients read, and the home folder.

use std::ffi::OsString;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use rolewright_core::{Error, ErrorKind, Result};

type Read = Arc<dyn Fn(&str) -> Option<OsString> + Send + Sync>;

/// Environment variables and the home folder.
#[derive(Clone)]
pub(crate) struct Variables {
    read: Read,
    home: Option<PathBuf>,
}

impl Variables {
    pub(crate) fn new(
        read: impl Fn(&str) -> Option<OsString> + Send + Sync + 'static,
        home: Option<PathBuf>,
    ) -> Self {
        Self {
            read: Arc::new(read),
            home,
        }
    }

    /// No variables and no home folder.
    pub(crate) fn none() -> Self {
        Self::new(|_| None, None)
    }

    /// This process's environment.
    pub(crate) fn of_process() -> Self {
        let home = std::env::home_dir().filter(|home| !home.as_os_str().is_empty());
        Self::new(|name| std::env::var_os(name), home)
    }

    /// A variable; an empty one counts as not set.
    pub(crate) fn get(&self, name: &str) -> Result<Option<String>> {
        match (self.read)(name).map(OsString::into_string) {
            None => Ok(None),
            Some(Ok(value)) => Ok(Some(value).filter(|value| !value.is_empty())),
            Some(Err(_)) => Err(unfit(name)),
        }
    }

    /// Whether a variable is `true` or `1`.
    pub(crate) fn is_set(&self, name: &str) -> Result<bool> {
        let value = self.get(name)?.unwrap_or_default();
        Ok(value.eq_ignore_ascii_case("true") || value == "1")
    }

    /// A file below the home folder.
    pub(crate) fn at_home(&self, path: &str) -> Option<PathBuf> {
        self.home.as_ref().map(|home| home.join(path))
    }
}

impl fmt::Debug for Variables {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Variables")
    }
}

/// The error for a value with characters that are not allowed.
pub(crate) fn unfit(what: &str) -> Error {
    Error::new(
        ErrorKind::InvalidInput,
        format!(
            "{what} is empty or contains spaces, commas, line breaks or other invalid characters"
        ),
    )
    .with_remedy("copy the value again, without quotes and line breaks")
}
