//! The registry instance in an export.

use super::model::{Export, ExportedInstance};
use crate::error::{Error, ErrorKind, Result};
use crate::name::{BucketName, InstanceName};
use crate::recipe::Recipe;
use crate::recipe::container_registry::{DEFAULT_ROLE, ROLE};

impl Export {
    /// Adds the registry instance that uses the role; by default it has the name of its bucket. The
    /// formats `hcl` and `ros` contain it.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidInput`] if no instance uses the role of this recipe, if the recipe has
    /// several buckets, or if the name is missing or invalid.
    pub fn with_instance(mut self, recipe: &dyn Recipe, name: Option<&str>) -> Result<Self> {
        let invalid = |text: String| Error::new(ErrorKind::InvalidInput, text);
        let buckets = recipe.buckets();
        let bucket = match (self.role.as_str(), buckets.as_slice()) {
            (DEFAULT_ROLE, _) => None,
            (ROLE, [need]) => Some(need.bucket.clone()),
            (ROLE, all) => {
                let text = format!(
                    "a registry instance has one bucket, but {} are set",
                    all.len()
                );
                return Err(invalid(text).with_remedy("export each instance with its bucket"));
            }
            (role, _) => {
                let text = format!("no registry instance uses the role {role}");
                return Err(invalid(text).with_remedy("export the role without an instance"));
            }
        };
        let default = bucket.as_ref().map(BucketName::as_str);
        let name = name.or(default).ok_or_else(|| {
            let text = "the registry instance has no name";
            invalid(text.into()).with_remedy("set a name for the instance")
        })?;
        let name = InstanceName::new(name)
            .map_err(|error| error.with_remedy("set another name for the instance"))?;
        self.instance = Some(ExportedInstance { name, bucket });
        Ok(self)
    }
}
