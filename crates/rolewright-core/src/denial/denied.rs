//! A denied call, and the statement that is missing or that denies it.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::operation::{DecodedDiagnosticMessage, MatchedPolicy};
use crate::policy::{Effect, PolicyDocument, Principal, ResourcePattern, Statement};

/// The type of a caller that is a session of a role.
const SESSION: &str = "AssumedRoleUser";

/// A denied call, with the statement that is missing or that denies it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct DeniedCall {
    /// The denied action, for example `ram:GetRole`.
    pub action: String,
    /// The resource; none if the error does not name it.
    pub resource: Option<String>,
    /// Whether a statement denies the call, rather than none allowing it.
    pub explicit: bool,
    /// The layer that denied, for example `AccountLevelIdentityBasedPolicy`; empty if unknown.
    pub layer: String,
    /// The type of the caller, for example `SubUser` or `AssumedRoleUser`.
    pub principal_type: String,
    /// The caller: the id of a user, `ROLE:SESSION` of a session.
    pub principal: String,
    /// The account of the caller.
    pub account: String,
    /// The ARN of the caller, if known.
    pub caller: Option<String>,
    /// The condition keys of the call.
    pub conditions: Vec<ConditionKey>,
    /// The policies that decided.
    pub policies: Vec<DecidingPolicy>,
    /// The Allow statement that is missing, or the Deny statement that matched, as JSON; none if the
    /// Deny statement is unknown.
    #[cfg_attr(feature = "schema", schemars(with = "Option<Value>"))]
    pub statement: Option<Value>,
}

/// A condition key of a denied call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ConditionKey {
    /// The key, for example `acs:SourceIp`.
    pub key: String,
    /// Its values.
    pub values: Vec<String>,
}

/// A policy that decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct DecidingPolicy {
    /// Its name or id.
    pub name: String,
    /// `Custom`, `System` or another type.
    pub policy_type: String,
    /// Its version.
    pub version: String,
    /// `Allow` or `Deny`.
    pub effect: String,
    /// The type of the identity that it is attached to, for example `RamUser`.
    pub attached_to: String,
    /// The scope of the attachment: `Account` or a resource group.
    pub scope: String,
}

impl DeniedCall {
    pub(super) fn of(decoded: DecodedDiagnosticMessage) -> Self {
        let principal = decoded.auth_principal;
        let conditions = decoded.auth_conditions.into_iter();
        Self {
            action: decoded.auth_action,
            resource: Some(decoded.auth_resource).filter(|resource| !resource.is_empty()),
            explicit: decoded.explicit_deny,
            layer: decoded.no_permission_policy_type,
            principal_type: principal.auth_principal_type,
            principal: principal.auth_principal_display_name,
            account: principal.auth_principal_owner_id,
            caller: None,
            conditions: conditions
                .map(|condition| ConditionKey {
                    key: condition.condition_key,
                    values: condition.condition_values,
                })
                .collect(),
            policies: decoded
                .matched_policies
                .into_iter()
                .map(DecidingPolicy::from)
                .collect(),
            statement: None,
        }
        .with_caller(None)
    }

    /// Sets the caller's ARN, or derives it if it can be derived, and the missing statement.
    pub(super) fn with_caller(mut self, arn: Option<String>) -> Self {
        self.caller = arn.or_else(|| {
            let account = &self.account;
            match self.principal_type.as_str() {
                "RootUser" => Some(format!("acs:ram::{account}:root")),
                SESSION => {
                    let (role, session) = self.principal.split_once(':')?;
                    Some(format!("acs:ram::{account}:assumed-role/{role}/{session}"))
                }
                _ => None,
            }
        });
        if !self.explicit {
            self.statement = Some(missing(&self));
        }
        self
    }
}

impl From<MatchedPolicy> for DecidingPolicy {
    fn from(policy: MatchedPolicy) -> Self {
        Self {
            name: policy.policy_identifier,
            policy_type: policy.policy_type,
            version: policy.policy_version,
            effect: policy.effect,
            attached_to: policy.attached_entity_type,
            scope: policy.attached_scope,
        }
    }
}

/// Stands for the name of a user whose id alone is known.
const USER: &str = "USER_NAME";

/// Returns the Allow statement that the denying layer lacks.
fn missing(denied: &DeniedCall) -> Value {
    let allow = Statement::allow([denied.action.as_str()]);
    let resource = denied.resource.as_deref().unwrap_or("*");
    let statement = match denied.layer.as_str() {
        "AssumeRolePolicy" => allow.by([Principal::Ram(trusted(denied))]),
        "ResourceBasedPolicy" => {
            let id = match denied.principal_type.as_str() {
                SESSION => {
                    let role = denied.principal.split(':').next().unwrap_or_default();
                    format!("arn:sts::{}:assumed-role/{role}/*", denied.account)
                }
                _ => denied.principal.clone(),
            };
            allow.on([resource]).by([Principal::Id(id)])
        }
        _ => allow.on([resource]),
    };
    value(&statement.to_compact())
}

/// The principal that a trust policy must name; for a session its role.
fn trusted(denied: &DeniedCall) -> String {
    let account = &denied.account;
    match (&denied.caller, denied.principal_type.as_str()) {
        (_, SESSION) => {
            let role = denied.principal.split(':').next().unwrap_or_default();
            format!("acs:ram::{account}:role/{role}")
        }
        (Some(arn), _) => arn.clone(),
        _ => format!("acs:ram::{account}:user/{USER}"),
    }
}

/// Returns the first Deny statement that matches action and resource, whatever its condition.
pub(super) fn denying(document: &PolicyDocument, denied: &DeniedCall) -> Option<Value> {
    let covers = |pattern: &ResourcePattern| match &denied.resource {
        Some(resource) => pattern.covers(resource),
        None => true,
    };
    let mut statements = document.statements().iter();
    let found = statements.find(|statement| {
        let resources = statement.resources.as_ref();
        statement.effect == Effect::Deny
            && statement.has_action(&denied.action)
            && resources.is_none_or(|list| list.iter().any(covers))
    });
    found.map(|statement| value(&statement.to_compact()))
}

/// The compact JSON of a statement as a value.
fn value(compact: &str) -> Value {
    serde_json::from_str(compact).unwrap_or_default()
}
