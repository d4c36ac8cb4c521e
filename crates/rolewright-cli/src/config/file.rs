//! Writes a configuration as `rolewright.toml`.

use std::path::Path;

use rolewright::{Error, ErrorKind, Result};
use toml::{Table, Value};

use super::Config;

const HEADER: &str = "\
# The desired state of this account, for `rolewright plan`, `apply`, `verify` and `drift`.
# `rolewright schema` prints the JSON schema with all keys.

";

impl Config {
    /// Renders the configuration for a file at `path`, after validation. A file that the user has not
    /// named must be usable when it is only found.
    ///
    /// # Errors
    /// The errors of reading the file.
    pub(crate) fn to_file(&self, path: &Path, is_named: bool) -> Result<String> {
        let mut config = self.clone();
        let is_here = path
            .parent()
            .is_none_or(|folder| folder.as_os_str().is_empty());
        if let (Some(store), false) = (&config.store, is_here) {
            // A relative path is relative to the folder of the file.
            config.store = std::path::absolute(store).ok();
        }
        let failed = |error: toml::ser::Error| {
            let text = "the configuration can't be written as TOML";
            Error::new(ErrorKind::ConfigInvalid, text).with_source(error)
        };
        let mut table = Table::try_from(&config).map_err(failed)?;
        table.retain(|_, value| is_set(value));
        let text = format!("{HEADER}{table}");
        let read = Self::parse(&text)?;
        if !is_named {
            read.check_found(path, Path::new(""))?;
        }
        read.check_regions()?;
        read.recipe()?;
        Ok(text)
    }
}

fn is_set(value: &Value) -> bool {
    match value {
        Value::Boolean(set) => *set,
        Value::Array(values) => !values.is_empty(),
        Value::Table(table) => !table.is_empty(),
        _ => true,
    }
}
