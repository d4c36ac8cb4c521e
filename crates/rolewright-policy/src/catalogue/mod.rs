//! The catalogue of actions: resource types, access levels and condition keys.
//!
//! The data is in `catalogue.json`, with the source of each service. A service that is not
//! `complete` has further actions, and the resources of an action without `on` are not documented.
//! Access levels follow the action's verb where no table has them (rule `access-levels`).

mod unknown;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

pub use unknown::UnknownAction;

use crate::model::{ActionPattern, Wildcard};

/// Known actions and condition keys.
///
/// ```
/// use rolewright_policy::{AccessLevel, Catalogue};
///
/// let catalogue = Catalogue::embedded();
/// let (service, action) = catalogue.action("oss:GetObject").unwrap();
/// assert_eq!(action.level, AccessLevel::Get);
/// assert_eq!(service.forms_of(action).next().unwrap(), ["acs:oss:*:{account}:{bucket}/{object}"]);
/// assert_eq!(catalogue.alias("oss:UploadPart"), Some("oss:PutObject".to_owned()));
/// ```
#[derive(Debug, Default, Deserialize)]
#[non_exhaustive]
pub struct Catalogue {
    /// Day on which it was last compared with its sources: `YYYY-MM-DD`.
    pub checked: String,
    /// Services with known actions.
    pub services: Vec<CatalogueService>,
    /// Codes of further services.
    pub other_codes: Vec<String>,
    /// Global condition keys; a tag key follows one that ends with `/`.
    pub keys: BTreeMap<String, KeyType>,
    /// Source of the keys.
    pub keys_source: String,
}

/// A service and its actions.
#[derive(Debug, Deserialize)]
#[non_exhaustive]
pub struct CatalogueService {
    /// Service code, for example `oss`.
    pub code: String,
    /// Name of the service.
    pub name: String,
    /// Whether the list of actions is complete.
    pub complete: bool,
    /// Source of the data.
    pub source: String,
    /// Resource types: alternative ARN forms with `{..}` for variable parts.
    pub forms: BTreeMap<String, Vec<String>>,
    /// Condition keys that every action may send.
    pub keys: BTreeMap<String, KeyType>,
    /// Names of API operations that are not actions, with the action that the service checks.
    pub aliases: BTreeMap<String, String>,
    /// Actions.
    pub actions: Vec<CatalogueAction>,
}

/// An action.
#[derive(Debug, Deserialize)]
#[non_exhaustive]
pub struct CatalogueAction {
    /// Name without service code, for example `GetObject`.
    pub name: String,
    /// Access level.
    pub level: AccessLevel,
    /// Resource types that the service checks, all of them; empty for an action without
    /// resource-level permissions, none where not documented.
    pub on: Option<Vec<String>>,
    /// Condition keys of the service that it sends; a tag key follows one that ends with `/`.
    #[serde(default)]
    pub keys: Vec<String>,
    /// Other actions that the caller may need.
    #[serde(default)]
    pub also: Vec<AlsoNeeded>,
}

/// An action that is needed in addition to another one.
#[derive(Debug, Deserialize)]
#[non_exhaustive]
pub struct AlsoNeeded {
    /// Action with service code.
    pub action: String,
    /// When it is needed.
    pub when: String,
}

/// Access level of an action, as in the RAM authorization tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum AccessLevel {
    /// Lists resources.
    List,
    /// Reads a resource.
    Get,
    /// Creates a resource.
    Create,
    /// Changes a resource.
    Update,
    /// Deletes a resource.
    Delete,
}

/// Type of a condition key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum KeyType {
    /// A string.
    String,
    /// `true` or `false`.
    Bool,
    /// A date in ISO 8601.
    Date,
    /// An IP address.
    Ip,
}

static EMBEDDED: LazyLock<Catalogue> =
    LazyLock::new(|| serde_json::from_str(include_str!("catalogue.json")).unwrap_or_default());

impl Catalogue {
    /// Returns the catalogue embedded in this crate.
    #[must_use]
    pub fn embedded() -> &'static Self {
        &EMBEDDED
    }

    /// Returns the service with that code, in any letter case.
    #[must_use]
    pub fn service(&self, code: &str) -> Option<&CatalogueService> {
        let mut services = self.services.iter();
        services.find(|service| service.code.eq_ignore_ascii_case(code))
    }

    /// Returns the codes of all known services.
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        let known = self.services.iter().map(|service| service.code.as_str());
        known.chain(self.other_codes.iter().map(String::as_str))
    }

    /// Returns an action by its full name, in any letter case, and its service.
    #[must_use]
    pub fn action(&self, name: &str) -> Option<(&CatalogueService, &CatalogueAction)> {
        let (code, name) = name.split_once(':')?;
        let service = self.service(code)?;
        Some((service, service.action(name)?))
    }

    /// Returns the full names of the actions that have this name in any service, in any letter case.
    ///
    /// ```
    /// use rolewright_policy::Catalogue;
    ///
    /// let found: Vec<String> = Catalogue::embedded().actions_named("getobject").collect();
    /// assert_eq!(found, ["oss:GetObject"]);
    /// ```
    pub fn actions_named<'c>(&'c self, name: &'c str) -> impl Iterator<Item = String> + 'c {
        let services = self.services.iter();
        services.filter_map(move |service| Some(service.full_name(service.action(name)?)))
    }

    /// Returns the action that the service checks for an API operation that is not an action
    /// itself.
    #[must_use]
    pub fn alias(&self, name: &str) -> Option<String> {
        let (code, name) = name.split_once(':')?;
        self.service(code)?.alias(name)
    }

    /// Returns the known actions that match a pattern.
    pub fn matching<'c>(
        &'c self,
        pattern: &ActionPattern,
    ) -> impl Iterator<Item = (&'c CatalogueService, &'c CatalogueAction)> + use<'c> {
        let matcher = Wildcard::new(&pattern.as_str().to_ascii_lowercase());
        let code = pattern.as_str().split_once(':').map(|(code, _)| code);
        let literal = code.filter(|code| !code.contains(['*', '?']));
        let literal = literal.map(str::to_ascii_lowercase);
        let services = self.services.iter();
        let services =
            services.filter(move |s| literal.as_ref().is_none_or(|code| *code == s.code));
        let all = services.flat_map(|service| service.actions.iter().map(move |a| (service, a)));
        all.filter(move |(service, action)| {
            matcher.matches(&service.full_name(action).to_ascii_lowercase())
        })
    }

    /// Returns the type of a known condition key, including keys of services.
    #[must_use]
    pub fn key_type(&self, key: &str) -> Option<KeyType> {
        let known = |keys: &BTreeMap<String, KeyType>| {
            let mut keys = keys.iter();
            keys.find(|(known, _)| is_key(key, known))
                .map(|(_, kind)| *kind)
        };
        known(&self.keys).or_else(|| {
            let service = self.service(key.split_once(':')?.0)?;
            let sent = || service.actions.iter().flat_map(|action| &action.keys);
            let own = || sent().any(|known| is_key(key, known));
            known(&service.keys).or_else(|| own().then_some(KeyType::String))
        })
    }
}

/// Whether a key equals a known one, or is a tag key below it.
pub(crate) fn is_key(key: &str, known: &str) -> bool {
    if known.ends_with('/') {
        key.strip_prefix(known).is_some_and(|tag| !tag.is_empty())
    } else {
        key == known
    }
}

impl CatalogueService {
    /// Returns the action with that name, in any letter case.
    #[must_use]
    pub fn action(&self, name: &str) -> Option<&CatalogueAction> {
        let mut actions = self.actions.iter();
        actions.find(|action| action.name.eq_ignore_ascii_case(name))
    }

    /// Returns the action, with service code, that is checked for an API operation that is not one itself.
    fn alias(&self, name: &str) -> Option<String> {
        let mut aliases = self.aliases.iter();
        let (_, instead) = aliases.find(|(alias, _)| alias.eq_ignore_ascii_case(name))?;
        Some(format!("{}:{instead}", self.code))
    }

    /// Returns `code:Name`.
    #[must_use]
    pub fn full_name(&self, action: &CatalogueAction) -> String {
        format!("{}:{}", self.code, action.name)
    }

    /// Returns the ARN forms of each resource type that an action is checked on.
    pub fn forms_of<'s>(
        &'s self,
        action: &'s CatalogueAction,
    ) -> impl Iterator<Item = &'s [String]> {
        let kinds = action.on.iter().flatten();
        kinds.filter_map(|kind| self.forms.get(kind).map(Vec::as_slice))
    }
}

impl CatalogueAction {
    /// Whether the action is checked on that resource type.
    #[must_use]
    pub fn is_on(&self, kind: &str) -> bool {
        self.on.iter().flatten().any(|known| known == kind)
    }

    /// Whether the action has no resource-level permissions, so that only `*` allows it.
    #[must_use]
    pub fn is_on_everything(&self) -> bool {
        self.on.as_ref().is_some_and(Vec::is_empty)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_data_is_valid_and_consistent() {
        let catalogue = Catalogue::embedded();
        let codes: Vec<_> = catalogue.services.iter().map(|s| s.code.as_str()).collect();
        assert_eq!(codes, ["oss", "ram", "sts", "vpc", "cms", "cr"]);
        let every: BTreeSet<_> = catalogue.codes().collect();
        assert_eq!(every.len(), catalogue.codes().count(), "duplicate code");
        for service in &catalogue.services {
            assert!(!service.source.is_empty(), "{}", service.code);
            let names: BTreeSet<_> = service.actions.iter().map(|a| &a.name).collect();
            assert_eq!(names.len(), service.actions.len(), "{}", service.code);
            for action in &service.actions {
                let kinds = action.on.iter().flatten().count();
                assert_eq!(service.forms_of(action).count(), kinds, "{}", action.name);
            }
            for (alias, instead) in &service.aliases {
                assert!(service.action(instead).is_some(), "{alias}");
                assert!(
                    service.action(alias).is_none(),
                    "{alias} is an action itself"
                );
            }
        }
    }

    #[test]
    fn a_pattern_matches_known_actions() {
        let names = |pattern: &str| {
            let all = Catalogue::embedded().matching(&pattern.into());
            all.map(|(s, a)| s.full_name(a)).collect::<Vec<_>>()
        };
        assert_eq!(names("CMS:querymetricl*").len(), 2);
        assert_eq!(names("*:DescribeVpcs"), ["vpc:DescribeVpcs"]);
        assert!(names("oss:Frobnicate*").is_empty());
    }
}
