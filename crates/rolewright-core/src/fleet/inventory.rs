//! `fleet.toml`: the accounts of a fleet and their recipe.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::directory::Directory;
use super::member::MemberAccount;
use super::target::Target;
use crate::error::{Error, ErrorKind, Result};
use crate::input::{self, Texts};
use crate::name::RoleName;
use crate::recipe::library::{self, TrustSettings};

const HELP: &str = "the keys are in the documentation of fleets";

/// Accounts with one recipe, as in `fleet.toml`.
///
/// What an account sets overrides the defaults before it; its `vars` and `parameters` are merged with
/// them by name. A value of a parameter can contain `{account}`, `{name}`, `{vars.NAME}` and
/// `{tags.NAME}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Inventory {
    /// Recipe: id of a built-in recipe, or a file, relative to the folder of this file.
    #[serde(default = "default_recipe")]
    pub recipe: String,
    /// Role to assume in each account [default: `ResourceDirectoryAccountAccessRole`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<RoleName>,
    /// External id to assume the role with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// Regions, for each parameter of this kind that is not set.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub regions: Vec<String>,
    /// Principals that Container Registry's role trusts, instead of the service: `service`,
    /// `account:current`, `account:ID`, `user:NAME`, `user:ID/NAME`, `role:NAME` or `role:ID/NAME`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub trust: Vec<String>,
    /// Revision of Container Registry's documented trust and policy, for example `2026-03`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<String>,
    /// Variables for the values of parameters.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub vars: BTreeMap<String, String>,
    /// Parameters of the recipe by name, each with one value or a list.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub parameters: BTreeMap<String, Texts>,
    /// Accounts.
    #[serde(default)]
    pub account: Vec<MemberAccount>,
}

fn default_recipe() -> String {
    library::CUSTOM_BUCKET.to_owned()
}

impl Default for Inventory {
    fn default() -> Self {
        Self {
            recipe: default_recipe(),
            role: None,
            external_id: None,
            regions: Vec::new(),
            trust: Vec::new(),
            revision: None,
            vars: BTreeMap::new(),
            parameters: BTreeMap::new(),
            account: Vec::new(),
        }
    }
}

impl Inventory {
    /// Parses `fleet.toml`.
    ///
    /// # Errors
    /// [`ErrorKind::ConfigInvalid`] with the position, for an unknown key, an invalid value, an unknown
    /// principal or revision, or an account that is listed twice.
    pub fn parse(text: &str) -> Result<Self> {
        let inventory: Self = input::toml(text, HELP)?;
        if let Some((path, error)) = inventory.problem() {
            return Err(error.with_location(input::position(text, &path)));
        }
        Ok(inventory)
    }

    /// Checks an inventory that was not parsed.
    ///
    /// # Errors
    /// [`ErrorKind::ConfigInvalid`] for an account that is listed twice, and for an unknown principal or
    /// revision.
    pub fn check(&self) -> Result<()> {
        self.problem().map_or(Ok(()), |(_, error)| Err(error))
    }

    /// The first problem, with the place of the key.
    fn problem(&self) -> Option<(String, Error)> {
        let defaults = (String::new(), &self.trust[..], self.revision.as_deref());
        let accounts = self.account.iter().enumerate().map(|(place, account)| {
            let trust = account.trust.as_deref().unwrap_or_default();
            (
                format!("account[{place}]."),
                trust,
                account.revision.as_deref(),
            )
        });
        let mut all = [defaults].into_iter().chain(accounts);
        self.duplicate().or_else(|| {
            all.find_map(|(place, trust, revision)| {
                let of_key = |key: &str, error: Error| {
                    let invalid = Error::new(ErrorKind::ConfigInvalid, error.message());
                    (format!("{place}{key}"), invalid.with_remedy(HELP))
                };
                let trust = TrustSettings::parse(trust, None).err();
                let trust = trust.map(|error| of_key("trust", error));
                let revision = TrustSettings::parse(&[], revision).err();
                trust.or_else(|| Some(of_key("revision", revision?)))
            })
        })
    }

    /// The first account that is listed again, with its place.
    fn duplicate(&self) -> Option<(String, Error)> {
        let mut seen = BTreeSet::new();
        let mut accounts = self.account.iter().enumerate();
        let (place, again) = accounts.find(|(_, account)| !seen.insert(&account.id))?;
        let message = format!("account `{}` is listed twice", again.id);
        let error = Error::new(ErrorKind::ConfigInvalid, message);
        Some((
            format!("account[{place}].id"),
            error.with_remedy("leave one"),
        ))
    }

    /// Takes the accounts from a resource directory. One that is listed here too keeps what is set here,
    /// and has the tags of both.
    ///
    /// # Errors
    /// [`ErrorKind::ConfigInvalid`] for an account that is not in the directory.
    pub fn with_directory(mut self, directory: Directory) -> Result<Self> {
        let mut listed: BTreeMap<_, _> = std::mem::take(&mut self.account)
            .into_iter()
            .map(|account| (account.id.clone(), account))
            .collect();
        for member in directory.accounts {
            let account = match listed.remove(&member.id) {
                Some(own) => MemberAccount {
                    name: own.name.clone().or(member.name),
                    tags: merged(&member.tags, &own.tags),
                    ..own
                },
                None => member,
            };
            self.account.push(account);
        }
        for skipped in &directory.skipped {
            listed.retain(|id, _| id.as_str() != skipped.account);
        }
        match listed.into_keys().next() {
            None => Ok(self),
            Some(other) => {
                let text = format!("account `{other}` is not in the resource directory");
                let error = Error::new(ErrorKind::ConfigInvalid, text);
                Err(error.with_remedy("take it out of the inventory, or check the folder"))
            }
        }
    }

    /// Returns each account with its role and parameters.
    #[must_use]
    pub fn targets(&self) -> Vec<Target> {
        let target = |account: &MemberAccount| Target {
            account: account.id.clone(),
            name: account.name.clone(),
            role: account.role.clone().or_else(|| self.role.clone()),
            external_id: account
                .external_id
                .clone()
                .or_else(|| self.external_id.clone()),
            regions: account
                .regions
                .clone()
                .unwrap_or_else(|| self.regions.clone()),
            trust: account.trust.clone().unwrap_or_else(|| self.trust.clone()),
            revision: account.revision.clone().or_else(|| self.revision.clone()),
            tags: account.tags.clone(),
            vars: merged(&self.vars, &account.vars),
            parameters: merged(&self.parameters, &account.parameters),
        };
        self.account.iter().map(target).collect()
    }
}

fn merged<T: Clone>(
    defaults: &BTreeMap<String, T>,
    own: &BTreeMap<String, T>,
) -> BTreeMap<String, T> {
    let mut all = defaults.clone();
    all.extend(own.clone());
    all
}
