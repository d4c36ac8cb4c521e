//! The built-in recipes: those in code, files, and the tables of service roles and service-linked
//! roles.
//!
//! ```
//! use rolewright_core::recipe::library;
//!
//! let found = library::find("ExportImage failed: NoSetRoletoECSServiceAcount");
//! assert_eq!(found[0].id, "ecs/images");
//! let roles = found[0].bind(&Default::default())?;
//! assert_eq!(roles[0].role().as_str(), "AliyunECSImageExportDefaultRole");
//! # Ok::<(), rolewright_core::Error>(())
//! ```

mod find;
mod rows;
mod settings;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

pub use find::find;
pub use settings::{Settings, TrustSettings, bind_all, check_distinct, not_taken};

use super::container_registry::{custom_bucket, default_bucket};
use super::file::{
    Arguments, Page, Parameter, ParameterKind, RecipeFile, ServiceRole, check_known, examples,
};
use super::{Recipe, ServiceLinkedRole};
use crate::error::{Error, ErrorKind, Result};
use crate::name::BucketName;
use crate::text::{excerpt, nearest};

/// The files of the library.
const FILES: [&str; 6] = [
    include_str!("ack-all.toml"),
    include_str!("ack-quick-authorization.toml"),
    include_str!("ecs-images.toml"),
    include_str!("emr-cluster.toml"),
    include_str!("hbr-ecs-backup.toml"),
    include_str!("ros-stack-groups.toml"),
];

/// The id of the recipe for custom buckets of Container Registry.
pub const CUSTOM_BUCKET: &str = "container-registry/custom-bucket";
/// The id of the recipe for the bucket that Container Registry creates.
pub const DEFAULT_BUCKET: &str = "container-registry/default-bucket";

static LIBRARY: LazyLock<Vec<Entry>> = LazyLock::new(entries);

/// A built-in recipe.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Id, for example `ack/quick-authorization`; for a single role its name.
    pub id: String,
    /// What the roles are for.
    pub title: String,
    /// Display name of the service, or its name in a trust policy.
    pub service: String,
    /// Page that documents the roles.
    pub page: Option<Page>,
    /// Error codes of the service when a role is missing.
    pub errors: Vec<String>,
    /// Parameters by name.
    pub parameters: BTreeMap<String, Parameter>,
    /// Names of the roles.
    pub roles: Vec<String>,
    kind: Kind,
}

#[derive(Clone, Debug)]
enum Kind {
    CustomBucket,
    DefaultBucket,
    /// The own file first, then what it includes.
    Parts(Vec<Part>),
    /// The service that the role is linked to.
    ServiceLinked(&'static str),
}

/// A part of a recipe: the roles of a file, or a service-linked role.
#[derive(Clone, Debug)]
enum Part {
    File(Arc<RecipeFile>),
    ServiceLinked { role: String, service: &'static str },
}

impl Part {
    fn roles(&self) -> Vec<String> {
        match self {
            Self::File(file) => file.roles.iter().map(|role| role.name.clone()).collect(),
            Self::ServiceLinked { role, .. } => vec![role.clone()],
        }
    }

    /// Binds the roles. An included recipe gets the arguments that it knows.
    fn bind(&self, arguments: &Arguments, is_own: bool) -> Result<Vec<Arc<dyn Recipe>>> {
        let file = match self {
            Self::File(file) => file,
            Self::ServiceLinked { role, service } => {
                return Ok(vec![Arc::new(ServiceLinkedRole::new(role, service)?)]);
            }
        };
        let mut given = arguments.clone();
        given.retain(|name, _| is_own || file.parameters.contains_key(name));
        let roles = ServiceRole::of(file, &given)?.into_iter();
        Ok(roles
            .map(|role| Arc::new(role) as Arc<dyn Recipe>)
            .collect())
    }
}

impl Entry {
    /// Returns the recipes of the roles with the values of the parameters.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidInput`] for an unknown, missing or invalid argument.
    pub fn bind(&self, arguments: &Arguments) -> Result<Vec<Arc<dyn Recipe>>> {
        self.bind_trusting(arguments, &TrustSettings::default())
    }

    /// Returns the recipes of the roles with the values of the parameters, for a trust and a revision of
    /// Container Registry's role.
    ///
    /// # Errors
    /// Those of [`Self::bind`]; [`ErrorKind::ConfigInvalid`] if the recipe takes no trust.
    pub fn bind_trusting(
        &self,
        arguments: &Arguments,
        trust: &TrustSettings,
    ) -> Result<Vec<Arc<dyn Recipe>>> {
        if !matches!(self.kind, Kind::CustomBucket) && *trust != TrustSettings::default() {
            return Err(not_taken([self].into_iter(), "trust or revision"));
        }
        check_known(&self.id, &self.parameters, arguments)?;
        let values = |name: &str| arguments.get(name).cloned().unwrap_or_default();
        match &self.kind {
            Kind::CustomBucket => {
                let buckets = values("bucket").into_iter().map(BucketName::new);
                let recipe = custom_bucket(buckets.collect::<Result<Vec<_>>>()?)?;
                let recipe = recipe.with_regions(values("region"));
                let mut recipe = recipe.with_trust(trust.choices.clone());
                if let Some(revision) = trust.revision {
                    recipe = recipe.revision(revision);
                }
                let keys = values("kms_key");
                let recipe = keys
                    .iter()
                    .try_fold(recipe, |all, key| all.with_kms_key(key))?;
                Ok(vec![Arc::new(recipe)])
            }
            Kind::DefaultBucket => {
                let recipe = default_bucket()?.with_regions(values("region"));
                Ok(vec![Arc::new(recipe)])
            }
            Kind::Parts(parts) => {
                let parts = parts.iter().enumerate();
                let bound = parts.map(|(place, part)| part.bind(arguments, place == 0));
                Ok(bound.collect::<Result<Vec<_>>>()?.concat())
            }
            Kind::ServiceLinked(service) => {
                Ok(vec![Arc::new(ServiceLinkedRole::new(&self.id, service)?)])
            }
        }
    }

    /// Returns an example value for each parameter.
    #[must_use]
    pub fn example_arguments(&self) -> Arguments {
        examples(&self.parameters)
    }

    /// Returns the service, for example `ess.aliyuncs.com`, if the role is a service-linked role.
    #[must_use]
    pub fn linked_to(&self) -> Option<&str> {
        match self.kind {
            Kind::ServiceLinked(service) => Some(service),
            _ => None,
        }
    }

    /// The parts of this recipe, to include it in another one; `None` for what is code.
    fn parts(&self) -> Option<Vec<Part>> {
        match &self.kind {
            Kind::CustomBucket | Kind::DefaultBucket => None,
            Kind::Parts(parts) => Some(parts.clone()),
            Kind::ServiceLinked(service) => Some(vec![Part::ServiceLinked {
                role: self.id.clone(),
                service,
            }]),
        }
    }

    fn of_file(file: RecipeFile, included: Vec<Part>) -> Self {
        let file = Arc::new(file);
        let own = Part::File(Arc::clone(&file));
        let all: Vec<_> = [own].into_iter().chain(included).collect();
        Self {
            id: file.id.clone(),
            title: file.title.clone(),
            service: file.service.clone(),
            page: file.page.clone(),
            errors: file.errors.clone(),
            parameters: file.parameters.clone(),
            roles: all.iter().flat_map(Part::roles).collect(),
            kind: Kind::Parts(all),
        }
    }
}

/// Returns all built-in recipes: Container Registry's, then files, service roles and service-linked
/// roles, each sorted by id.
#[must_use]
pub fn all() -> &'static [Entry] {
    &LIBRARY
}

/// Returns the names of the system policies of all service roles.
#[must_use]
pub fn system_policies() -> &'static BTreeSet<&'static str> {
    static NAMES: LazyLock<BTreeSet<&str>> = LazyLock::new(|| {
        let parts = all().iter().filter_map(|entry| match &entry.kind {
            Kind::Parts(parts) => Some(parts),
            _ => None,
        });
        let files = parts.flatten().filter_map(|part| match part {
            Part::File(file) => Some(file),
            Part::ServiceLinked { .. } => None,
        });
        let roles = files.flat_map(|file| &file.roles);
        let names = roles.flat_map(|role| &role.system_policies);
        names.map(String::as_str).collect()
    });
    &NAMES
}

/// Returns a built-in recipe.
///
/// # Errors
/// [`ErrorKind::NotFound`] with the id that is most similar.
pub fn builtin(id: &str) -> Result<&'static Entry> {
    let found = all().iter().find(|entry| entry.id.eq_ignore_ascii_case(id));
    found.ok_or_else(|| {
        let text = format!("there is no built-in recipe `{}`", excerpt(id, 80));
        let help = match nearest(id, all().iter().map(|entry| entry.id.as_str())) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => "list the built-in recipes, or name a file".to_owned(),
        };
        Error::new(ErrorKind::NotFound, text).with_remedy(help)
    })
}

/// Returns a file with the roles that it includes, as a recipe.
///
/// # Errors
/// [`ErrorKind::ConfigInvalid`] with the position of the first problem.
pub fn from_toml(text: &str) -> Result<Entry> {
    let file = RecipeFile::parse(text)?;
    let mut included = Vec::new();
    for (place, id) in file.include.iter().enumerate() {
        let at = |error: Error| {
            let path = format!("include[{place}]");
            error.with_location(crate::input::position(text, &path))
        };
        let parts = builtin(id).map_err(at)?.parts();
        included.extend(parts.ok_or_else(|| {
            let text = format!("`{id}` can't be included");
            let error = Error::new(ErrorKind::ConfigInvalid, text);
            at(
                error
                    .with_remedy("name a service role, a service-linked role or a recipe of roles"),
            )
        })?);
    }
    Ok(Entry::of_file(file, included))
}

fn entries() -> Vec<Entry> {
    let rows: Vec<_> = rows::service_roles().map(Arc::new).collect();
    let row = |id: &String| {
        let found = rows.iter().find(|row| row.id == *id);
        found.map(|row| Part::File(Arc::clone(row)))
    };
    let files = FILES
        .iter()
        .filter_map(|text| RecipeFile::parse_unchecked(text).ok());
    let files = files.map(|file| {
        let included = file.include.iter().filter_map(row).collect();
        Entry::of_file(file, included)
    });
    let single = rows
        .iter()
        .map(|row| Entry::of_file(row.as_ref().clone(), Vec::new()));
    let linked = rows::service_linked_roles().map(|(role, service)| Entry {
        id: role.to_owned(),
        title: format!("Service-linked role of {service}"),
        service: service.to_owned(),
        page: None,
        errors: Vec::new(),
        parameters: BTreeMap::new(),
        roles: vec![role.to_owned()],
        kind: Kind::ServiceLinked(service),
    });
    container_registry()
        .into_iter()
        .chain(files)
        .chain(single)
        .chain(linked)
        .collect()
}

/// The recipes of Container Registry, which are code.
fn container_registry() -> Vec<Entry> {
    let parameter = |kind, many, description: &str| Parameter {
        kind,
        description: description.to_owned(),
        many,
        optional: kind != ParameterKind::Bucket,
        default: None,
    };
    let region = || {
        parameter(
            ParameterKind::Region,
            true,
            "Regions of the registry instances",
        )
    };
    let bucket = parameter(ParameterKind::Bucket, true, "Buckets for the images");
    let key = parameter(ParameterKind::KmsKey, true, "Keys that encrypt the buckets");
    let entry =
        |id: &str, title: &str, role: &str, parameters: Vec<(&str, Parameter)>, kind| Entry {
            id: id.to_owned(),
            title: title.to_owned(),
            service: "Container Registry".to_owned(),
            page: Some(Page {
                source: "the page \"Configure RAM access control when using a custom OSS bucket\""
                    .to_owned(),
                date: "2026-06-20".to_owned(),
            }),
            errors: vec!["OSS_SERVICE_ROLE_UNAUTHORIZED".to_owned()],
            parameters: parameters
                .into_iter()
                .map(|(name, one)| (name.to_owned(), one))
                .collect(),
            roles: vec![role.to_owned()],
            kind,
        };
    vec![
        entry(
            CUSTOM_BUCKET,
            "Images in OSS buckets of your own",
            super::container_registry::ROLE,
            vec![("bucket", bucket), ("kms_key", key), ("region", region())],
            Kind::CustomBucket,
        ),
        Entry {
            page: None,
            ..entry(
                DEFAULT_BUCKET,
                "Images in the bucket that Container Registry creates",
                super::container_registry::DEFAULT_ROLE,
                vec![("region", region())],
                Kind::DefaultBucket,
            )
        },
    ]
}
