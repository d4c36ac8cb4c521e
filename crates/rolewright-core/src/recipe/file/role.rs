//! A role of a recipe file, as a recipe.

use std::sync::Arc;

use super::model::{ParameterKind, RecipeFile, RoleTable, StatementTable};
use super::parameter::{Arguments, in_account};
use super::template::{Expanded, Template, Values};
use crate::arn::Arn;
use crate::error::{Error, ErrorKind, Result};
use crate::name::{AccountId, BucketName, PolicyName, RoleName};
use crate::operation::PolicyType;
use crate::policy::{Principal, Statement, TrustPolicy};
use crate::recipe::checks::{self, KEY_GROUP};
use crate::recipe::{Assumer, BucketNeed, Check, DesiredState, Grant, Recipe, RequiredAccess};

/// A role of a [`RecipeFile`] with the values of its parameters.
#[derive(Clone, Debug)]
pub struct ServiceRole {
    file: Arc<RecipeFile>,
    table: RoleTable,
    values: Values,
    role: RoleName,
    /// The custom policy, or the first system policy.
    policy: (PolicyType, PolicyName),
    /// The other system policies.
    system_policies: Vec<PolicyName>,
}

impl ServiceRole {
    /// Binds each role of a file.
    pub(in crate::recipe) fn of(
        file: &Arc<RecipeFile>,
        arguments: &Arguments,
    ) -> Result<Vec<Self>> {
        let values = file.values(arguments)?;
        let bind = |table: &RoleTable| Self::new(file, table, &values);
        file.roles.iter().map(bind).collect()
    }

    fn new(file: &Arc<RecipeFile>, table: &RoleTable, values: &Values) -> Result<Self> {
        let system = table.system_policies.iter();
        let mut system_policies: Vec<_> = system
            .map(|name| PolicyName::new(name.as_str()))
            .collect::<Result<_>>()?;
        let policy = match &table.policy {
            Some(policy) => (PolicyType::Custom, PolicyName::new(policy.name.as_str())?),
            None if system_policies.is_empty() => {
                let text = format!("role `{}` has no policy", table.name);
                return Err(Error::new(ErrorKind::ConfigInvalid, text)
                    .with_remedy("name a system policy, or write a custom one"));
            }
            None => (PolicyType::System, system_policies.remove(0)),
        };
        Ok(Self {
            file: Arc::clone(file),
            table: table.clone(),
            values: values.clone(),
            role: RoleName::new(table.name.as_str())?,
            policy,
            system_policies,
        })
    }

    /// The values of all parameters of a kind.
    fn of_kind(&self, kind: ParameterKind) -> impl Iterator<Item = (&str, &[String])> {
        let all = self.file.parameters.iter();
        let all = all.filter(move |(_, parameter)| parameter.kind == kind);
        all.map(|(name, _)| {
            let values = self.values.get(name).map_or(&[][..], Vec::as_slice);
            (name.as_str(), values)
        })
    }

    /// The bucket that was inserted into a text.
    fn bucket_in(&self, expanded: &Expanded<'_>) -> Option<String> {
        let mut names = self.of_kind(ParameterKind::Bucket).map(|(name, _)| name);
        names.find_map(|name| expanded.value_of(name).map(str::to_owned))
    }

    fn trust(&self, values: &Values) -> Vec<Principal> {
        let each = self.table.trust.iter();
        each.flat_map(|text| texts(text, values))
            .map(|one| principal(&one.text))
            .collect()
    }

    fn grants(&self, values: &Values) -> Vec<Grant> {
        let statements = self
            .table
            .policy
            .iter()
            .flat_map(|policy| &policy.statements);
        let grant = |table: &StatementTable| {
            let resources = table.resources.iter();
            let resources = resources.flat_map(|text| texts(text, values));
            let actions = table.actions.iter().map(String::as_str);
            let statement = Statement::allow(actions).on(resources.map(|one| one.text));
            Grant::new(&table.purpose, &table.purpose, statement)
        };
        statements.map(grant).collect()
    }

    fn required(&self, values: &Values) -> Vec<RequiredAccess> {
        let mut all = Vec::new();
        for table in &self.table.accesses {
            for resource in texts(&table.resource, values) {
                let bucket = self.bucket_in(&resource);
                let group = if resource.text.starts_with("acs:kms:") {
                    KEY_GROUP
                } else {
                    table.purpose.as_str()
                };
                for action in &table.actions {
                    let access =
                        RequiredAccess::new(group, bucket.as_deref(), action, &resource.text);
                    all.push(if resource.text == "*" {
                        access.literally()
                    } else {
                        access
                    });
                }
            }
        }
        all
    }
}

/// The texts of a template; the file has been validated.
fn texts<'t>(text: &'t str, values: &Values) -> Vec<Expanded<'t>> {
    Template::parse(text).map_or_else(|_| Vec::new(), |template| template.expand(values))
}

/// A principal: a service, an account id, or an ARN.
pub(super) fn principal(text: &str) -> Principal {
    if let Ok(account) = text.parse::<AccountId>() {
        return Principal::Ram(Arn::account_root(&account).to_string());
    }
    if text.contains(":saml-provider/") || text.contains(":oidc-provider/") {
        return Principal::Federated(text.to_owned());
    }
    if text.starts_with("acs:") {
        return Principal::Ram(text.to_owned());
    }
    Principal::Service(text.to_owned())
}

impl Recipe for ServiceRole {
    fn name(&self) -> &str {
        &self.file.id
    }

    fn service(&self) -> &str {
        &self.file.service
    }

    fn role(&self) -> &RoleName {
        &self.role
    }

    fn policy(&self) -> &PolicyName {
        &self.policy.1
    }

    fn policy_type(&self) -> PolicyType {
        self.policy.0.clone()
    }

    fn further_system_policies(&self) -> Vec<PolicyName> {
        self.system_policies.clone()
    }

    fn only_in(&self, current: &AccountId) -> Option<AccountId> {
        let account = self.table.account.as_deref()?;
        let found = texts(account, &in_account(&self.values, current));
        found.first()?.text.parse().ok()
    }

    fn assumed_trust(&self) -> Vec<String> {
        match self.table.trust_source {
            Some(_) => Vec::new(),
            None => self.table.trust.clone(),
        }
    }

    fn desired_state(&self, account: &AccountId) -> DesiredState {
        let values = in_account(&self.values, account);
        let trusted = self.trust(&values);
        let first = trusted.first().cloned();
        let first = first.unwrap_or_else(|| Principal::Service(String::new()));
        let assumer = Assumer::new(first);
        let mut assumer = match &self.table.trust_source {
            Some(source) => assumer.sourced(source),
            None => assumer.because("no source names the trusted service"),
        };
        if let Some(consequence) = &self.table.consequence {
            assumer = assumer.otherwise(consequence);
        }
        let mut state = DesiredState::new(TrustPolicy::of(trusted), assumer)
            .with_required(self.required(&values));
        state.grants = self.grants(&values);
        state.description.clone_from(&self.table.description);
        state.max_session_duration = self.table.max_session_duration;
        if state.required.is_empty() {
            state = state.with_out_of_sight(
                format!("the role has the access that {} needs", self.file.service),
                "the recipe does not list the accesses of the service",
            );
        }
        let assumed = self.file.assumed.iter();
        assumed.fold(state, |state, one| {
            state.with_out_of_sight(&one.text, &one.reason)
        })
    }

    fn buckets(&self) -> Vec<BucketNeed> {
        let regions = self.of_kind(ParameterKind::Region);
        let regions: Vec<_> = regions.flat_map(|(_, values)| values.to_vec()).collect();
        let buckets = self.of_kind(ParameterKind::Bucket);
        let named = buckets.flat_map(|(_, values)| values).filter_map(|name| {
            Some(BucketNeed {
                regions: regions.clone(),
                ..BucketNeed::new(BucketName::new(name.as_str()).ok()?)
            })
        });
        named.collect()
    }

    fn checks(&self) -> Vec<Box<dyn Check>> {
        checks::of_buckets(self.buckets())
    }

    fn subject_of(&self, resource: &str) -> Option<String> {
        let statements = self.table.policy.iter();
        let statements = statements.flat_map(|policy| &policy.statements);
        let mut templates = statements.flat_map(|table| &table.resources);
        let id = relative_id(resource);
        templates.find_map(|text| {
            let template = Template::parse(relative_id(text)).ok()?;
            let mut buckets = self.of_kind(ParameterKind::Bucket);
            let named = buckets.find_map(|(name, _)| template.part_of(id, name, &self.values))?;
            BucketName::new(named).ok().map(String::from)
        })
    }
}

/// The part of an ARN after region and account, which don't matter for buckets.
fn relative_id(resource: &str) -> &str {
    resource.splitn(5, ':').nth(4).unwrap_or(resource)
}
