//! Reads and checks the configuration.

use std::path::Path;

use rolewright::{Error, ErrorKind, InstanceId, Region, Result};

use super::{Bucket, Config, parse};
use crate::args::GlobalArgs;
use crate::files::Input;

/// The default file; optional.
pub(crate) const DEFAULT_FILE: &str = "rolewright.toml";

impl Config {
    /// Reads the named file, else `rolewright.toml` if it exists, and applies the global flags.
    pub(crate) fn load(global: &GlobalArgs) -> Result<Self> {
        let default = Path::new(DEFAULT_FILE);
        let named = global.config.as_deref();
        // A dangling link is an error, and not no file.
        let found = Some(default).filter(|default| default.symlink_metadata().is_ok());
        let path = named.or(found);
        let config = path.map(|path| Self::read(path, named.is_some()));
        let config = config.transpose()?.unwrap_or_default();
        let config = config.with_global_args(global);
        let is_said = !global.region.is_empty();
        let of_file = |error: Error| {
            let invalid = Error::new(ErrorKind::ConfigInvalid, error.message());
            let invalid = match error.remedy() {
                Some(remedy) => invalid.with_remedy(remedy.clone()),
                None => invalid,
            };
            invalid.with_resource(path.unwrap_or(default).display().to_string())
        };
        config
            .check_regions()
            .map_err(|error| if is_said { error } else { of_file(error) })?;
        config.check_bucket_regions().map_err(of_file)?;
        Ok(config)
    }

    /// Rejects unknown regions, unless an endpoint is set.
    pub(super) fn check_regions(&self) -> Result<()> {
        let mut regions = self.region.iter().filter(|_| self.cr_endpoint.is_none());
        regions.try_for_each(|id| Region::named(id).map(drop))
    }

    fn check_bucket_regions(&self) -> Result<()> {
        let tables = self.bucket.iter().filter_map(|bucket| match bucket {
            Bucket::Table(table) => table.region.as_deref(),
            Bucket::Name(_) => None,
        });
        let mut regions = tables.filter(|_| self.oss_endpoint.is_none());
        regions.try_for_each(|id| Region::named(id).map(drop))
    }

    /// Reads a file, which the user has named or which was only found.
    fn read(path: &Path, is_named: bool) -> Result<Self> {
        let mut config = Input::Config.read(path, Self::parse)?;
        let folder = path.parent().unwrap_or(Path::new(""));
        if !is_named {
            config.check_found(path, folder)?;
        }
        let paths = [
            &mut config.store,
            &mut config.trust_policy,
            &mut config.assume_role_session_policy,
            &mut config.record,
        ];
        for path in paths.into_iter().flatten() {
            *path = folder.join(&*path);
        }
        for recipe in &mut config.recipe {
            if let Some(path) = recipe.file() {
                let path = folder.join(path).display().to_string();
                *recipe.id_mut() = path;
            }
        }
        Ok(config)
    }

    /// Parses and checks the text of a configuration file.
    pub(crate) fn parse(text: &str) -> Result<Self> {
        let config: Self = parse::parse(text)?;
        config.check()?;
        Ok(config)
    }

    /// Checks that there is one recipe and that no bucket is listed twice with different settings.
    pub(crate) fn check(&self) -> Result<()> {
        let invalid = |text: String, help: &str| {
            Err(Error::new(ErrorKind::ConfigInvalid, text).with_remedy(help))
        };
        if self.default_bucket && !self.bucket.is_empty() {
            return invalid(
                "`default_bucket` and `bucket` are two recipes".into(),
                "keep them in two files, and run once with each",
            );
        }
        if self.default_bucket && !self.recipe.is_empty() {
            return invalid(
                "`default_bucket` and `recipe` are two recipes".into(),
                "write `recipe = \"container-registry/default-bucket\"` among the others",
            );
        }
        for id in &self.instance {
            if let Err(error) = InstanceId::new(id) {
                return invalid(error.message().to_owned(), "correct `instance`");
            }
        }
        for accepted in &self.accept {
            if let Err(error) = accepted.check() {
                return invalid(error.message().to_owned(), "correct `accept`");
            }
        }
        for accepted in &self.lint.allow {
            accepted.check()?;
        }
        for (index, bucket) in self.bucket.iter().enumerate() {
            let mut before = self.bucket.iter().take(index);
            if before.any(|known| known.name() == bucket.name() && known != bucket) {
                return invalid(
                    format!(
                        "bucket `{}` is listed twice with different settings",
                        bucket.name()
                    ),
                    "keep one of the two",
                );
            }
        }
        Ok(())
    }
}

/// Checks a configuration text, for the fuzz targets.
///
/// # Errors
/// [`ErrorKind::ConfigInvalid`] for an invalid configuration.
pub fn check_config(text: &str) -> Result<()> {
    Config::parse(text).map(drop)
}
