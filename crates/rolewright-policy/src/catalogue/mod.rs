//! The actions that services authorise by: on what, at which level, under which keys.
//!
//! The data is `catalogue.json`, each service with its source. A service whose list is not
//! `complete` has more actions than these, and an action without `on` is authorised on resources
//! that no page names. Levels follow the action's verb where no table gives them (rule
//! `access-levels`).

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::model::{ActionPattern, Wildcard};

/// All that is known about actions and condition keys.
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
pub struct Catalogue {
    /// The services whose actions are known, wholly or in part.
    pub services: Vec<CatalogueService>,
    /// Codes of further services.
    pub other_codes: Vec<String>,
    /// Condition keys of all services; one that ends with `/` is followed by a tag's key.
    pub keys: BTreeMap<String, KeyType>,
    /// Where the keys come from.
    pub keys_source: String,
}

/// A service's actions.
#[derive(Debug, Deserialize)]
pub struct CatalogueService {
    /// What stands before the colon of its actions, for example `oss`.
    pub code: String,
    /// Its name in plain words.
    pub name: String,
    /// Whether these are all of its actions.
    pub complete: bool,
    /// The pages that say so.
    pub source: String,
    /// Its kinds of resources: ARNs with `{..}` for what differs; one of a kind's forms is meant.
    pub forms: BTreeMap<String, Vec<String>>,
    /// Condition keys that every action of it may send.
    pub keys: BTreeMap<String, KeyType>,
    /// Names of API operations that are no actions, and the action that is asked for instead.
    pub aliases: BTreeMap<String, String>,
    /// Its actions.
    pub actions: Vec<CatalogueAction>,
}

/// One action.
#[derive(Debug, Deserialize)]
pub struct CatalogueAction {
    /// What stands behind the colon, for example `GetObject`.
    pub name: String,
    /// What it does.
    pub level: AccessLevel,
    /// The kinds of resources that are checked, each of them; an empty list when only `*` does,
    /// none where no page says.
    pub on: Option<Vec<String>>,
    /// Condition keys of its service that it sends; one that ends with `/` is followed by a tag's
    /// key.
    #[serde(default)]
    pub keys: Vec<String>,
    /// Actions that its caller may need besides.
    #[serde(default)]
    pub also: Vec<AlsoNeeded>,
}

/// An action that is needed besides another one.
#[derive(Debug, Deserialize)]
pub struct AlsoNeeded {
    /// The action with its service's code.
    pub action: String,
    /// When it is.
    pub when: String,
}

/// What an action does, as the tables on RAM authorization tell it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccessLevel {
    /// It names what there is.
    List,
    /// It reads.
    Get,
    /// It makes something.
    Create,
    /// It changes something.
    Update,
    /// It takes something away.
    Delete,
}

/// What a condition key holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyType {
    /// Any text.
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
    /// The one that comes with this crate.
    #[must_use]
    pub fn embedded() -> &'static Self {
        &EMBEDDED
    }

    /// The service of that code.
    #[must_use]
    pub fn service(&self, code: &str) -> Option<&CatalogueService> {
        let mut services = self.services.iter();
        services.find(|service| service.code.eq_ignore_ascii_case(code))
    }

    /// The codes of all known services.
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        let known = self.services.iter().map(|service| service.code.as_str());
        known.chain(self.other_codes.iter().map(String::as_str))
    }

    /// An action by its full name, in any letter case, and its service.
    #[must_use]
    pub fn action(&self, name: &str) -> Option<(&CatalogueService, &CatalogueAction)> {
        let (code, name) = name.split_once(':')?;
        let service = self.service(code)?;
        Some((service, service.action(name)?))
    }

    /// The action that is asked for in place of this name of an API operation.
    #[must_use]
    pub fn alias(&self, name: &str) -> Option<String> {
        let (code, name) = name.split_once(':')?;
        let service = self.service(code)?;
        let mut aliases = service.aliases.iter();
        let (_, instead) = aliases.find(|(alias, _)| alias.eq_ignore_ascii_case(name))?;
        Some(format!("{}:{instead}", service.code))
    }

    /// The known actions that a pattern stands for.
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

    /// What a condition key holds, when it is known, a service's own keys included.
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

/// Whether a key is a known one, or a tag below it.
pub(crate) fn is_key(key: &str, known: &str) -> bool {
    if known.ends_with('/') {
        key.strip_prefix(known).is_some_and(|tag| !tag.is_empty())
    } else {
        key == known
    }
}

impl CatalogueService {
    /// The action of that name, in any letter case.
    #[must_use]
    pub fn action(&self, name: &str) -> Option<&CatalogueAction> {
        let mut actions = self.actions.iter();
        actions.find(|action| action.name.eq_ignore_ascii_case(name))
    }

    /// `code:Name`.
    #[must_use]
    pub fn full_name(&self, action: &CatalogueAction) -> String {
        format!("{}:{}", self.code, action.name)
    }

    /// For each kind of resource that an action is checked on, the forms of its ARN.
    pub fn forms_of<'s>(
        &'s self,
        action: &'s CatalogueAction,
    ) -> impl Iterator<Item = &'s [String]> {
        let kinds = action.on.iter().flatten();
        kinds.filter_map(|kind| self.forms.get(kind).map(Vec::as_slice))
    }
}

impl CatalogueAction {
    /// Whether one of the resources that it is checked on is of that kind.
    #[must_use]
    pub fn is_on(&self, kind: &str) -> bool {
        self.on.iter().flatten().any(|known| known == kind)
    }

    /// Whether it knows no resources, so that only `*` allows it.
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
    fn the_data_is_read_and_each_name_in_it_means_something() {
        let catalogue = Catalogue::embedded();
        let codes: Vec<_> = catalogue.services.iter().map(|s| s.code.as_str()).collect();
        assert_eq!(codes, ["oss", "ram", "sts", "vpc", "cms", "cr"]);
        let every: BTreeSet<_> = catalogue.codes().collect();
        assert_eq!(
            every.len(),
            catalogue.codes().count(),
            "a code stands twice"
        );
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
    fn a_pattern_stands_for_the_actions_that_it_matches() {
        let names = |pattern: &str| {
            let all = Catalogue::embedded().matching(&pattern.into());
            all.map(|(s, a)| s.full_name(a)).collect::<Vec<_>>()
        };
        assert_eq!(names("CMS:querymetricl*").len(), 2);
        assert_eq!(names("*:DescribeVpcs"), ["vpc:DescribeVpcs"]);
        assert!(names("oss:Frobnicate*").is_empty());
    }
}
