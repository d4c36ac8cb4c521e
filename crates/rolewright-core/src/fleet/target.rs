//! An account of a fleet, with everything that a run needs.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorKind, Result};
use crate::input::Texts;
use crate::name::{AccountId, RoleName};
use crate::recipe::Recipe;
use crate::recipe::file::{Arguments, ParameterKind, insert};
use crate::recipe::library::{Entry, TrustSettings};
use crate::text::{excerpt, nearest};

/// The role that Resource Directory creates in each member (source: the page "Access a member").
const MEMBER_ROLE: &str = "ResourceDirectoryAccountAccessRole";

/// An account of a fleet: its role and the parameters of its recipe.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Target {
    /// Account id.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub account: AccountId,
    /// Name, for reports.
    pub name: Option<String>,
    /// Role to assume [default: `ResourceDirectoryAccountAccessRole`].
    pub role: Option<RoleName>,
    /// External id to assume the role with.
    pub external_id: Option<String>,
    /// Regions, for each parameter of this kind that is not set.
    pub regions: Vec<String>,
    /// Principals that Container Registry's role trusts, instead of the service.
    #[serde(default)]
    pub trust: Vec<String>,
    /// Revision of Container Registry's documented trust and policy.
    #[serde(default)]
    pub revision: Option<String>,
    /// Tags, to select accounts by.
    pub tags: BTreeMap<String, String>,
    /// Variables for the values of parameters.
    pub vars: BTreeMap<String, String>,
    /// Parameters of the recipe.
    pub parameters: BTreeMap<String, Texts>,
}

impl Target {
    /// Returns the ARN of the role to assume.
    #[must_use]
    pub fn role_arn(&self) -> String {
        let role = self.role.as_ref().map_or(MEMBER_ROLE, RoleName::as_str);
        format!("acs:ram::{}:role/{role}", self.account)
    }

    /// Returns the arguments of the recipe, with all variables inserted.
    ///
    /// # Errors
    /// [`ErrorKind::ConfigInvalid`] for a variable that the account doesn't have.
    pub fn arguments(&self) -> Result<Arguments> {
        let known = self.variables();
        let with_values = |text: &String| {
            insert(text, &known).map_err(|missing| self.missing(&missing, text, &known))
        };
        let each = self.parameters.iter().map(|(name, values)| {
            let values: Result<Vec<_>> = values.0.iter().map(with_values).collect();
            Ok((name.clone(), values?))
        });
        each.collect()
    }

    /// Returns the recipes of the account's roles.
    ///
    /// # Errors
    /// Those of [`Self::arguments`] and [`Entry::bind_trusting`].
    pub fn recipes(&self, entry: &Entry) -> Result<Vec<Arc<dyn Recipe>>> {
        let mut arguments = self.arguments()?;
        for (name, parameter) in &entry.parameters {
            if parameter.kind == ParameterKind::Region && !self.regions.is_empty() {
                arguments
                    .entry(name.clone())
                    .or_insert_with(|| self.regions.clone());
            }
        }
        let trust = TrustSettings::parse(&self.trust, self.revision.as_deref())?;
        entry.bind_trusting(&arguments, &trust)
    }

    fn variables(&self) -> BTreeMap<String, String> {
        let of = |prefix: &'static str| {
            move |(name, value): (&String, &String)| (format!("{prefix}.{name}"), value.clone())
        };
        let vars = self.vars.iter().map(of("vars"));
        let tags = self.tags.iter().map(of("tags"));
        let name = self
            .name
            .iter()
            .map(|name| ("name".to_owned(), name.clone()));
        let account = ("account".to_owned(), self.account.to_string());
        vars.chain(tags).chain(name).chain([account]).collect()
    }

    fn missing(&self, missing: &str, text: &str, known: &BTreeMap<String, String>) -> Error {
        let missing = excerpt(missing, 40);
        let message = format!(
            "account `{}` has no value for `{{{missing}}}` in `{}`",
            self.account,
            excerpt(text, 80)
        );
        let help = match nearest(&missing, known.keys().map(String::as_str)) {
            Some(meant) => format!("did you mean `{{{meant}}}`?"),
            None => "set the variable for this account, or a default for all".to_owned(),
        };
        Error::new(ErrorKind::ConfigInvalid, message).with_remedy(help)
    }
}
