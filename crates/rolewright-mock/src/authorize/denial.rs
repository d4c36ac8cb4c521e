//! A denial, and what the service says about it.

use std::fmt;

use rolewright_core::Error;
use rolewright_core::denial::Diagnosis;
use rolewright_core::evaluate::{Decision, Layer, Verdict};
use rolewright_core::operation::{
    AuthCondition, AuthPrincipal, DecodedDiagnosticMessage, MatchedPolicy,
};
use rolewright_core::permission::Permission;
use rolewright_core::policy::{PolicyDocument, Statement};
use serde_json::{Map, Value};

use super::applied::Applied;
use crate::account::{Account, Caller, Moment, diagnosis_seal};
use crate::error::refuse;

/// The longest Deny statement that a diagnostic message repeats, in bytes: the message is in a header
/// in responses to `HEAD`.
const STATEMENT: usize = 2048;

/// Access that the policies deny.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Denial {
    /// The action.
    pub action: String,
    /// The resource.
    pub resource: String,
    /// The decision.
    pub decision: Decision,
    /// Whether the bucket policy denies too, after an explicit deny of another policy.
    pub(crate) bucket_denies: bool,
    principal: AuthPrincipal,
    encoded: String,
}

/// A permission that was not allowed.
pub(super) struct Decided<'a> {
    pub(super) permission: &'a Permission,
    pub(super) decision: Decision,
    pub(super) bucket_denies: bool,
    /// The caller's policies, and the document of the resource's policy.
    pub(super) documents: (&'a [Applied], Option<&'a PolicyDocument>),
}

impl Denial {
    pub(super) fn new(account: &Account, moment: &Moment, denied: Decided<'_>) -> Self {
        let Decided {
            permission,
            decision,
            bucket_denies,
            documents,
        } = denied;
        let resource = permission.resources.get(decision.resource).cloned();
        let resource = resource.unwrap_or_default();
        let (principal, caller) = principal(account, &moment.caller);
        let found = matched(&decision, documents);
        let keys = super::keys(moment)
            .into_iter()
            .chain(permission.context.iter().cloned());
        let decoded = DecodedDiagnosticMessage {
            auth_action: permission.action.clone(),
            auth_resource: resource.clone(),
            auth_principal: principal.clone(),
            auth_conditions: keys
                .map(|(condition_key, value)| AuthCondition {
                    condition_key,
                    condition_values: vec![value],
                    ..Default::default()
                })
                .collect(),
            explicit_deny: decision.verdict == Verdict::ExplicitDeny,
            no_permission_policy_type: decision.layer.to_string(),
            matched_policies: found.iter().map(|(policy, _)| policy.clone()).collect(),
            ..Default::default()
        };
        let statement = found.map(|(_, statement)| statement.to_compact());
        let statement = statement.filter(|text| text.len() <= STATEMENT);
        let diagnosis = Diagnosis {
            decoded,
            caller,
            statement: statement.and_then(|text| serde_json::from_str(&text).ok()),
            ..Default::default()
        };
        Self {
            action: permission.action.clone(),
            resource,
            decision,
            bucket_denies,
            principal,
            encoded: diagnosis.encode(|content| diagnosis_seal(account, content)),
        }
    }

    /// Returns the service's message.
    #[must_use]
    pub fn message(&self) -> String {
        let Self {
            action, resource, ..
        } = self;
        format!("You are not authorized to do this action. Resource: {resource} Action: {action}")
    }

    /// Returns the service's error, with this denial as its source.
    #[must_use]
    pub fn into_error(self, request_id: &str) -> Error {
        let message = self.message();
        refuse("NoPermission")
            .with_message(message)
            .into_error(request_id)
            .with_source(self)
    }

    /// Returns `AccessDeniedDetail` of an RPC response, with the fields in the documented order.
    #[must_use]
    pub fn detail(&self) -> Value {
        self.fields([
            "AuthAction",
            "AuthPrincipalType",
            "AuthPrincipalOwnerId",
            "AuthPrincipalDisplayName",
            "NoPermissionType",
            "PolicyType",
            "EncodedDiagnosticMessage",
        ])
    }

    /// Returns `AccessDeniedDetail` of OSS, with the fields in the documented order.
    #[cfg(feature = "emulator")]
    pub(crate) fn detail_of_oss(&self) -> Value {
        self.fields([
            "PolicyType",
            "AuthPrincipalOwnerId",
            "AuthPrincipalType",
            "AuthPrincipalDisplayName",
            "NoPermissionType",
            "AuthAction",
            "EncodedDiagnosticMessage",
        ])
    }

    /// The id of the caller: of a user its number, of a session `ROLE:SESSION`.
    #[cfg(feature = "emulator")]
    pub(crate) fn caller(&self) -> &str {
        &self.principal.auth_principal_display_name
    }

    fn fields(&self, names: [&str; 7]) -> Value {
        let value = |name: &str| -> String {
            match name {
                "AuthAction" => self.action.clone(),
                "AuthPrincipalType" => self.principal.auth_principal_type.clone(),
                "AuthPrincipalOwnerId" => self.principal.auth_principal_owner_id.clone(),
                "AuthPrincipalDisplayName" => self.principal.auth_principal_display_name.clone(),
                "NoPermissionType" => self.decision.verdict.to_string(),
                "PolicyType" => self.decision.layer.to_string(),
                _ => self.encoded.clone(),
            }
        };
        let fields = names
            .into_iter()
            .map(|name| (name.to_owned(), Value::String(value(name))));
        Value::Object(fields.collect::<Map<_, _>>())
    }
}

impl fmt::Display for Denial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Decision { verdict, layer, .. } = &self.decision;
        let (action, resource) = (&self.action, &self.resource);
        write!(f, "{action} on {resource}: {verdict} by {layer}")
    }
}

impl std::error::Error for Denial {}

/// The caller as in a denial, and its ARN.
fn principal(account: &Account, caller: &Caller) -> (AuthPrincipal, String) {
    let (kind, name, arn) = match caller {
        Caller::Account => ("RootUser", account.id.clone(), account.arn("root")),
        Caller::User(name) => (
            "SubUser",
            account
                .users
                .get(name)
                .map(|user| user.id.clone())
                .unwrap_or_default(),
            account.arn(format_args!("user/{name}")),
        ),
        Caller::Session { role, session, .. } => (
            "AssumedRoleUser",
            format!("{role}:{session}"),
            account.arn(format_args!("assumed-role/{role}/{session}")),
        ),
    };
    let principal = AuthPrincipal {
        auth_principal_type: kind.into(),
        auth_principal_display_name: name,
        auth_principal_owner_id: account.id.clone(),
        ..Default::default()
    };
    (principal, arn)
}

/// Returns the policy and the statement that denied.
fn matched<'a>(
    decision: &Decision,
    (applied, resource): (&'a [Applied], Option<&'a PolicyDocument>),
) -> Option<(MatchedPolicy, &'a Statement)> {
    let place = decision.statement.as_ref()?;
    let at_place = |document: &'a PolicyDocument| document.statements().get(place.index);
    let effect = decision.verdict == Verdict::ExplicitDeny;
    let effect = if effect { "Deny" } else { "Allow" }.to_owned();
    if matches!(
        decision.layer,
        Layer::ResourceBasedPolicy | Layer::AssumeRolePolicy
    ) {
        let policy = MatchedPolicy {
            policy_type: decision.layer.to_string(),
            policy_identifier: place.policy.clone(),
            effect,
            ..MatchedPolicy::default()
        };
        return Some((policy, at_place(resource?)?));
    }
    // A custom and a system policy can have the same name; the position is rarely the same too.
    let found = applied
        .iter()
        .filter(|policy| policy.layer == decision.layer && policy.name == place.policy)
        .find_map(|policy| {
            let statement = at_place(&policy.document)?;
            (statement.span() == decision.span).then_some((policy, statement))
        });
    found.map(|(policy, statement)| {
        let described = MatchedPolicy {
            effect,
            ..policy.described.clone()
        };
        (described, statement)
    })
}
