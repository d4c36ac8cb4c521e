//! The permissions that an operator needs, as a policy.

use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorKind, Result};
use crate::name::AccountId;
use crate::operation::{
    AttachPolicyToRole, CreatePolicy, CreatePolicyVersion, CreateRole, CreateServiceLinkedRole,
    DeletePolicy, DeletePolicyVersion, DeleteRole, DeleteServiceLinkedRole, DetachPolicyFromRole,
    ListEntitiesForPolicy, ListPolicyVersions, ListTagResources, PolicyType,
    SetDefaultPolicyVersion, TagResources, UpdateRole,
};
use crate::permission::{self, Permission};
use crate::policy::{
    Condition, ConditionTest, ConditionValue, List, PolicyDocument, ResourcePattern, Statement,
};
use crate::provider::Call;
use crate::recipe::Recipe;
use crate::setup::goal::Goal;
use crate::setup::observe::Observed;
use crate::setup::observe::deletion::status_call;
use crate::setup::observe::queries::{
    attached_call, catalogue_call, policy_call, role_call, roles_call,
};
use crate::setup::query::Query;
use crate::setup::snapshot::further_policies;

/// The operator's level of access.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Rights {
    /// Required for `plan`, `verify`, `drift` and `show`.
    Read,
    /// Required in addition for `apply`, `remove`, `rollback` and `destroy`.
    Write,
}

impl FromStr for Rights {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        match text {
            "read" => Ok(Self::Read),
            "write" => Ok(Self::Write),
            other => {
                let shown = crate::text::excerpt(other, 40);
                let text = format!("`{shown}` is neither `read` nor `write`");
                Err(Error::new(ErrorKind::InvalidInput, text))
            }
        }
    }
}

/// Returns the calls that a run may make, one for each kind and policy: the recipe's policy, and
/// the numbered policies as `<name>-*`.
#[must_use]
pub fn operator_calls(recipe: &dyn Recipe, account: &AccountId, rights: Rights) -> Vec<Call> {
    let observed = Observed::new(recipe.role().clone(), recipe.policy_type(), recipe.policy());
    let all = Calls {
        observed: &observed,
        role: recipe.role().to_string(),
        policy_type: recipe.policy_type(),
        names: match recipe.policy_type() {
            PolicyType::Custom => {
                vec![
                    recipe.policy().to_string(),
                    format!("{}-*", recipe.policy()),
                ]
            }
            _ => vec![recipe.policy().to_string()],
        },
    };
    let mut calls = all.reads(recipe);
    if let Some(service) = recipe.linked_to() {
        if rights == Rights::Write {
            calls.extend(all.linked_role_writes(service));
        }
        return calls;
    }
    if rights == Rights::Write {
        let trust = recipe.desired_state(account).trust;
        calls.extend(all.writes(&trust.document().to_compact()));
        for (policy_type, name) in further_policies(recipe) {
            calls.extend(all.attachment(&policy_type, &name));
        }
        calls.extend(calls_of_checks(recipe, Goal::Remove));
    }
    calls
}

/// Returns the regions whose endpoints a run of this recipe may call, each once.
#[must_use]
pub fn regions_of(recipe: &dyn Recipe) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for query in queries_of_checks(recipe, &[Goal::Remove, Goal::VERIFY]) {
        if let Some(region) = query
            .region()
            .filter(|region| !all.iter().any(|one| one == region))
        {
            all.push(region.to_owned());
        }
    }
    all
}

/// Returns the queries of the recipe's checks for these goals.
fn queries_of_checks(recipe: &dyn Recipe, goals: &[Goal]) -> Vec<Query> {
    let observed = Observed::new(recipe.role().clone(), recipe.policy_type(), recipe.policy());
    let checks = recipe.checks();
    let mut queries = Vec::new();
    for goal in goals {
        let of_goal = checks.iter().map(|check| check.queries(goal, &observed));
        queries.extend(of_goal.flatten());
    }
    queries
}

fn calls_of_checks(recipe: &dyn Recipe, goal: Goal) -> Vec<Call> {
    let queries = queries_of_checks(recipe, &[goal]).into_iter();
    queries.flat_map(|query| query.calls()).collect()
}

struct Calls<'a> {
    observed: &'a Observed,
    role: String,
    policy_type: PolicyType,
    names: Vec<String>,
}

impl Calls<'_> {
    fn is_custom(&self) -> bool {
        self.policy_type == PolicyType::Custom
    }

    fn reads(&self, recipe: &dyn Recipe) -> Vec<Call> {
        let mut calls = vec![
            role_call(self.observed),
            attached_call(self.observed),
            roles_call(self.observed),
        ];
        calls.extend(further_policies(recipe).iter().map(policy_call));
        let tags = |resource_type: &str, name: &str| ListTagResources {
            resource_type: resource_type.to_owned(),
            resource_names: vec![name.to_owned()],
            ..ListTagResources::default()
        };
        calls.push(Call::of(&tags("role", &self.role)));
        for name in &self.names {
            let key = (self.policy_type.clone(), name.clone());
            calls.push(policy_call(&key));
            if self.is_custom() {
                calls.push(Call::of(&tags("policy", name)));
                calls.push(Call::of(&ListPolicyVersions {
                    policy_type: self.policy_type.clone(),
                    policy_name: name.clone(),
                    ..Default::default()
                }));
            }
        }
        if self.is_custom() {
            calls.push(catalogue_call(self.observed));
        }
        calls.extend(calls_of_checks(recipe, Goal::VERIFY));
        calls
    }

    fn writes(&self, trust: &str) -> Vec<Call> {
        let role_name = || self.role.clone();
        let mut calls = vec![
            Call::of(&CreateRole {
                role_name: role_name(),
                assume_role_policy_document: trust.to_owned(),
                ..CreateRole::default()
            }),
            Call::of(&UpdateRole {
                role_name: role_name(),
                ..UpdateRole::default()
            }),
            Call::of(&DeleteRole {
                role_name: role_name(),
                ..Default::default()
            }),
            Call::of(&TagResources {
                resource_type: "role".into(),
                resource_names: vec![role_name()],
                ..TagResources::default()
            }),
        ];
        for name in &self.names {
            calls.extend(self.attachment(&self.policy_type, name));
            if self.is_custom() {
                calls.extend(self.document_writes(name));
            }
        }
        calls
    }

    /// The task of a deletion is known after the deletion, so its last part is any.
    fn linked_role_writes(&self, service: &str) -> [Call; 3] {
        let role_name = self.role.clone();
        let task = format!("task/acs-service-role/{service}/{role_name}/*");
        let create = CreateServiceLinkedRole {
            service_name: service.to_owned(),
            ..CreateServiceLinkedRole::default()
        };
        [
            Call::of(&create),
            Call::of(&DeleteServiceLinkedRole {
                role_name,
                ..Default::default()
            }),
            status_call(&task),
        ]
    }

    fn attachment(&self, policy_type: &PolicyType, name: &str) -> [Call; 2] {
        let attach = AttachPolicyToRole {
            policy_type: policy_type.clone(),
            policy_name: name.to_owned(),
            role_name: self.role.clone(),
            ..Default::default()
        };
        let detach = DetachPolicyFromRole {
            policy_type: policy_type.clone(),
            policy_name: name.to_owned(),
            role_name: self.role.clone(),
            ..Default::default()
        };
        [Call::of(&attach), Call::of(&detach)]
    }

    fn document_writes(&self, name: &str) -> Vec<Call> {
        let policy_name = || name.to_owned();
        vec![
            Call::of(&CreatePolicy {
                policy_name: policy_name(),
                ..CreatePolicy::default()
            }),
            Call::of(&CreatePolicyVersion {
                policy_name: policy_name(),
                ..CreatePolicyVersion::default()
            }),
            Call::of(&SetDefaultPolicyVersion {
                policy_name: policy_name(),
                ..SetDefaultPolicyVersion::default()
            }),
            Call::of(&DeletePolicyVersion {
                policy_name: policy_name(),
                ..DeletePolicyVersion::default()
            }),
            Call::of(&DeletePolicy {
                policy_name: policy_name(),
                ..DeletePolicy::default()
            }),
            Call::of(&ListEntitiesForPolicy {
                policy_type: self.policy_type.clone(),
                policy_name: policy_name(),
                ..Default::default()
            }),
            Call::of(&TagResources {
                resource_type: "policy".into(),
                resource_names: vec![policy_name()],
                ..TagResources::default()
            }),
        ]
    }
}

/// Returns the least-privilege policy to operate this recipe.
///
/// It covers the recipe's role and policies only, so other policies attached to the role can't be
/// read or detached with it. Without an account its ARNs contain `*` instead.
///
/// ```
/// use rolewright_core::recipe::container_registry::role_alone;
/// use rolewright_core::setup::{Rights, operator_policy};
///
/// let policy = operator_policy(&role_alone()?, None, Rights::Read)?;
/// assert!(policy.to_compact().contains("ram:GetRole"));
/// # Ok::<(), rolewright_core::Error>(())
/// ```
///
/// # Errors
/// None for the recipes of this crate.
pub fn operator_policy(
    recipe: &dyn Recipe,
    account: Option<&AccountId>,
    rights: Rights,
) -> Result<PolicyDocument> {
    of_recipes([recipe], account, rights)
}

/// Returns the least-privilege policy to operate several recipes, as [`operator_policy`] for one.
///
/// # Errors
/// None for the recipes of this crate.
pub fn operator_policy_of(
    recipes: &[Arc<dyn Recipe>],
    account: Option<&AccountId>,
    rights: Rights,
) -> Result<PolicyDocument> {
    of_recipes(recipes.iter().map(|recipe| &**recipe), account, rights)
}

fn of_recipes<'r>(
    recipes: impl IntoIterator<Item = &'r dyn Recipe>,
    account: Option<&AccountId>,
    rights: Rights,
) -> Result<PolicyDocument> {
    // Only the principals matter, not the account id in their ARNs.
    let any = AccountId::new("1234567890123456")?;
    let owner = account.map_or("*", AccountId::as_str);
    let calls = recipes
        .into_iter()
        .flat_map(|recipe| operator_calls(recipe, account.unwrap_or(&any), rights));
    let needed = calls.filter_map(|call| permission::of(&call, owner, None));
    Ok(document(merged(needed)))
}

/// Returns a policy that allows this, with few statements.
pub(super) fn document(needed: Vec<Permission>) -> PolicyDocument {
    PolicyDocument::new(grouped(needed).into_iter().map(statement))
}

/// Merges the resources that each action needs under the same condition.
pub(super) fn merged(needed: impl Iterator<Item = Permission>) -> Vec<Permission> {
    let mut all: Vec<Permission> = Vec::new();
    for one in needed {
        let same =
            |known: &&mut Permission| known.action == one.action && known.context == one.context;
        match all.iter_mut().find(same) {
            Some(known) => {
                let new = |resource: &String| !known.resources.contains(resource);
                let new: Vec<_> = one.resources.into_iter().filter(new).collect();
                known.resources.extend(new);
                known.resources.sort();
            }
            None => all.push(one),
        }
    }
    all
}

/// Groups the actions with the same resources and condition.
fn grouped(needed: Vec<Permission>) -> Vec<(Vec<String>, Permission)> {
    let mut all: Vec<(Vec<String>, Permission)> = Vec::new();
    for one in needed {
        let same = |(_, known): &&mut (Vec<String>, Permission)| {
            known.resources == one.resources && known.context == one.context
        };
        match all.iter_mut().find(same) {
            Some((actions, _)) => actions.push(one.action),
            None => all.push((vec![one.action.clone()], one)),
        }
    }
    all
}

fn statement((actions, permission): (Vec<String>, Permission)) -> Statement {
    let resources = permission.resources.into_iter().map(ResourcePattern::from);
    let statement = Statement::allow(actions).on(resources);
    let test = |(key, value): (String, String)| ConditionTest {
        operator: "StringEquals".into(),
        key,
        values: List::bare(ConditionValue::Text(value)),
    };
    if permission.context.is_empty() {
        statement
    } else {
        statement.with_condition(Condition::new(permission.context.into_iter().map(test)))
    }
}
