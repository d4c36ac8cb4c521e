//! The output of `rolewright recipe`.

use std::collections::BTreeMap;

use rolewright::error::FORMAT_VERSION;
use rolewright::policy::{PolicyDocument, Principal};
use rolewright::recipe::Recipe;
use rolewright::recipe::file::Parameter;
use rolewright::recipe::library::Entry;
use rolewright::{AccountId, Result, setup};
use serde::Serialize;

/// Recipes that were listed or found.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct RecipeList {
    /// Version of the format.
    pub format_version: String,
    /// Always `recipes`.
    pub kind: String,
    /// Recipes.
    pub recipes: Vec<RecipeSummary>,
}

/// A built-in recipe.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct RecipeSummary {
    /// Id; for a single role its name.
    pub id: String,
    /// What the roles are for.
    pub title: String,
    /// Service that assumes the roles.
    pub service: String,
    /// Names of the roles.
    pub roles: Vec<String>,
    /// Error codes of the service when a role is missing.
    pub errors: Vec<String>,
    /// Service that the role is linked to, for a service-linked role.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub linked_to: Option<String>,
}

/// A recipe with its roles.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct RecipeDetail {
    /// Version of the format.
    pub format_version: String,
    /// Always `recipe`.
    pub kind: String,
    /// Id; for a single role its name.
    pub id: String,
    /// What the roles are for.
    pub title: String,
    /// Service that assumes the roles.
    pub service: String,
    /// Page that documents the roles, with its date.
    pub source: Option<String>,
    /// Error codes of the service when a role is missing.
    pub errors: Vec<String>,
    /// Parameters by name.
    pub parameters: BTreeMap<String, Parameter>,
    /// Roles, with example values for the parameters.
    pub roles: Vec<RoleDetail>,
    /// Service that the role is linked to, for a service-linked role.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub linked_to: Option<String>,
}

/// A role of a recipe.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct RoleDetail {
    /// Exact name.
    pub name: String,
    /// Trusted principals.
    pub trust: Vec<String>,
    /// Whether no source names the trusted principals.
    pub is_trust_assumed: bool,
    /// System policies.
    pub system_policies: Vec<String>,
    /// Custom policy.
    pub policy: Option<PolicyDetail>,
    /// What happens without the role, as the end of a sentence.
    pub consequence: Option<String>,
    /// Service that the role is linked to, for a service-linked role.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub linked_to: Option<String>,
}

/// A custom policy of a recipe.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct PolicyDetail {
    /// Name.
    pub name: String,
    /// Policy document.
    #[cfg_attr(
        feature = "schema",
        schemars(with = "BTreeMap<String, serde_json::Value>")
    )]
    pub document: PolicyDocument,
}

/// The problems of recipe files.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct RecipeCheck {
    /// Version of the format.
    pub format_version: String,
    /// Always `recipe_check`.
    pub kind: String,
    /// Problems.
    pub problems: Vec<RecipeProblem>,
    /// What is allowed, but has a consequence.
    pub notes: Vec<RecipeProblem>,
}

/// A problem of a recipe file, or a note on it.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct RecipeProblem {
    /// File.
    pub file: String,
    /// Line, counted from 1.
    pub line: usize,
    /// Column in characters, counted from 1.
    pub column: usize,
    /// Place, for example `role[0].name`; empty at the top.
    pub path: String,
    /// What is wrong, or the consequence.
    pub message: String,
    /// How to fix it, or to avoid it.
    pub help: String,
}

impl RecipeList {
    pub(crate) fn of<'e>(entries: impl Iterator<Item = &'e Entry>) -> Self {
        Self {
            format_version: FORMAT_VERSION.to_owned(),
            kind: "recipes".to_owned(),
            recipes: entries.map(RecipeSummary::of).collect(),
        }
    }
}

impl RecipeSummary {
    pub(crate) fn of(entry: &Entry) -> Self {
        Self {
            id: entry.id.clone(),
            title: entry.title.clone(),
            service: entry.service.clone(),
            roles: entry.roles.clone(),
            errors: entry.errors.clone(),
            linked_to: entry.linked_to().map(str::to_owned),
        }
    }
}

impl RecipeDetail {
    /// Describes a recipe with example values for its parameters.
    pub(crate) fn of(entry: &Entry) -> Result<Self> {
        let roles = entry.bind(&entry.example_arguments())?;
        let page = entry.page.as_ref();
        Ok(Self {
            format_version: FORMAT_VERSION.to_owned(),
            kind: "recipe".to_owned(),
            id: entry.id.clone(),
            title: entry.title.clone(),
            service: entry.service.clone(),
            source: page.map(|page| format!("{} ({})", page.source, page.date)),
            errors: entry.errors.clone(),
            parameters: entry.parameters.clone(),
            roles: roles
                .iter()
                .map(|role| RoleDetail::of(&**role))
                .collect::<Result<_>>()?,
            linked_to: entry.linked_to().map(str::to_owned),
        })
    }
}

impl RoleDetail {
    fn of(recipe: &dyn Recipe) -> Result<Self> {
        let account = AccountId::new("1234567890123456")?;
        let state = recipe.desired_state(&account);
        let trust = state.trust.principals();
        let policies = setup::documents(recipe, &account, false)?;
        let policy = policies.into_iter().next();
        let own = policy.is_none().then(|| recipe.policy().to_string());
        let further = recipe
            .further_system_policies()
            .into_iter()
            .map(String::from);
        let consequence = Some(state.assumer.otherwise).filter(|text| !text.is_empty());
        Ok(Self {
            name: recipe.role().to_string(),
            trust: trust
                .iter()
                .map(Principal::value)
                .map(str::to_owned)
                .collect(),
            is_trust_assumed: !recipe.assumed_trust().is_empty(),
            system_policies: own.into_iter().chain(further).collect(),
            policy: policy.map(|(name, document)| PolicyDetail {
                name: name.to_string(),
                document,
            }),
            consequence,
            linked_to: recipe.linked_to().map(str::to_owned),
        })
    }
}

impl RecipeCheck {
    pub(crate) fn new() -> Self {
        Self {
            format_version: FORMAT_VERSION.to_owned(),
            kind: "recipe_check".to_owned(),
            problems: Vec::new(),
            notes: Vec::new(),
        }
    }
}
