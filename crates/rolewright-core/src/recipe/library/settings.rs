//! Settings for the parameters of several recipes.

use std::sync::Arc;

use super::Entry;
use crate::error::{Error, ErrorKind, Result};
use crate::operation::PolicyType;
use crate::recipe::container_registry::Revision;
use crate::recipe::file::{Arguments, ParameterKind};
use crate::recipe::{Recipe, TrustChoice};

/// Values for each parameter of a kind that is not set.
///
/// ```
/// use rolewright_core::recipe::library::{self, Settings};
///
/// let entry = library::builtin("container-registry/custom-bucket")?;
/// let settings = Settings { buckets: vec!["my-images".into()], ..Settings::default() };
/// let roles = library::bind_all(&[(entry.clone(), Default::default())], &settings)?;
/// assert_eq!(roles[0].buckets().len(), 1);
/// # Ok::<(), rolewright_core::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Names of buckets.
    pub buckets: Vec<String>,
    /// Regions.
    pub regions: Vec<String>,
    /// KMS keys, by id or ARN.
    pub kms_keys: Vec<String>,
    #[doc(hidden)]
    pub __non_exhaustive: (),
}

impl Settings {
    fn of(&self, kind: ParameterKind) -> &[String] {
        match kind {
            ParameterKind::Bucket => &self.buckets,
            ParameterKind::Region => &self.regions,
            ParameterKind::KmsKey => &self.kms_keys,
            ParameterKind::Account | ParameterKind::Name => &[],
        }
    }

    /// Returns the arguments of a recipe, completed with these values.
    #[must_use]
    pub fn complete(&self, entry: &Entry, mut arguments: Arguments) -> Arguments {
        for (name, parameter) in &entry.parameters {
            let values = self.of(parameter.kind);
            if !values.is_empty() {
                let of_parameter = arguments.entry(name.clone());
                of_parameter.or_insert_with(|| values.to_vec());
            }
        }
        arguments
    }

    /// Rejects buckets and keys that no recipe takes, and regions of buckets that it would not check.
    ///
    /// # Errors
    /// [`ErrorKind::ConfigInvalid`] with what is not taken.
    pub fn check_taken<'e>(&self, entries: impl Iterator<Item = &'e Entry> + Clone) -> Result<()> {
        let takes = |kind| {
            let mut parameters = entries.clone().flat_map(|entry| entry.parameters.values());
            parameters.any(|one| one.kind == kind)
        };
        let kinds = [
            (ParameterKind::Bucket, "buckets"),
            (ParameterKind::KmsKey, "KMS keys"),
            (ParameterKind::Region, "regions of buckets"),
        ];
        // Without buckets, a region is that of the endpoints.
        let counts = |kind| kind != ParameterKind::Region || takes(ParameterKind::Bucket);
        let mut unused = kinds
            .iter()
            .filter(|(kind, _)| !self.of(*kind).is_empty() && counts(*kind));
        match unused.find(|(kind, _)| !takes(*kind)) {
            None => Ok(()),
            Some((_, what)) => Err(not_taken(entries, what)),
        }
    }
}

/// The trust of Container Registry's role for custom buckets, which is no parameter of the recipe.
///
/// ```
/// use rolewright_core::recipe::library::{self, TrustSettings};
///
/// let trust = TrustSettings::parse(&["user:builder".into()], Some("2026-06"))?;
/// let entry = library::builtin("container-registry/custom-bucket")?;
/// let arguments = [("bucket".into(), vec!["my-images".into()])].into();
/// assert_eq!(entry.bind_trusting(&arguments, &trust)?.len(), 1);
/// # Ok::<(), rolewright_core::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrustSettings {
    /// Principals to trust; the service if there are none.
    pub choices: Vec<TrustChoice>,
    /// Revision of the documented trust and policy; the current one if there is none.
    pub revision: Option<Revision>,
    #[doc(hidden)]
    pub __non_exhaustive: (),
}

impl TrustSettings {
    /// Parses the settings.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidInput`] for an unknown principal or revision.
    pub fn parse(trust: &[String], revision: Option<&str>) -> Result<Self> {
        Ok(Self {
            choices: trust.iter().map(|one| one.parse()).collect::<Result<_>>()?,
            revision: revision.map(str::parse).transpose()?,
            ..Default::default()
        })
    }
}

/// Returns the error for a setting that no recipe takes.
#[must_use]
pub fn not_taken<'e>(entries: impl Iterator<Item = &'e Entry>, what: &str) -> Error {
    let ids: Vec<_> = entries.map(|entry| entry.id.as_str()).collect();
    let text = format!("recipe `{}` takes no {what}", ids.join("`, `"));
    let error = Error::new(ErrorKind::ConfigInvalid, text);
    error.with_remedy("leave that setting out, or correct the recipe")
}

/// Binds several recipes.
///
/// # Errors
/// Those of [`Entry::bind`], [`Settings::check_taken`] and [`check_distinct`].
pub fn bind_all(
    choices: &[(Entry, Arguments)],
    settings: &Settings,
) -> Result<Vec<Arc<dyn Recipe>>> {
    settings.check_taken(choices.iter().map(|(entry, _)| entry))?;
    let bind = |(entry, arguments): &(Entry, Arguments)| {
        entry.bind(&settings.complete(entry, arguments.clone()))
    };
    let roles = choices.iter().map(bind).collect::<Result<Vec<_>>>()?;
    let roles = roles.concat();
    check_distinct(&roles)?;
    Ok(roles)
}

/// Rejects a role or a custom policy that two recipes define.
///
/// # Errors
/// [`ErrorKind::ConfigInvalid`] with its name.
pub fn check_distinct(roles: &[Arc<dyn Recipe>]) -> Result<()> {
    let is_custom = |one: &Arc<dyn Recipe>| one.policy_type() == PolicyType::Custom;
    for (place, role) in roles.iter().enumerate() {
        let mut others = roles.iter().take(place);
        let text = if others.clone().any(|other| other.role() == role.role()) {
            format!("two recipes define role `{}`", role.role())
        } else if is_custom(role)
            && others.any(|other| is_custom(other) && other.policy() == role.policy())
        {
            format!("two recipes define policy `{}`", role.policy())
        } else {
            continue;
        };
        let error = Error::new(ErrorKind::ConfigInvalid, text);
        return Err(error.with_remedy("run them one after the other"));
    }
    Ok(())
}
