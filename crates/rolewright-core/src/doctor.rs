//! The doctor report, and the check of a caller's permissions against its policies and actual calls.

use serde::{Deserialize, Serialize};

use crate::ProviderInfo;
use crate::connection::ConnectionReport;
use crate::dataset::Dataset;
use crate::error::{Error, ErrorKind, Result};
use crate::evaluate::{Caller, Context, Decision, PolicySet, Verdict};
use crate::operation::CallerIdentity;
use crate::permission::Permission;
use crate::policy::PolicyDocument;
use crate::setup::{FORMAT_VERSION, Problem, Rights, Status};

/// Result of a diagnosis: credentials, endpoints, clock and permissions.
#[must_use = "a negative result is a report, not an error; see `into_result`"]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct DoctorReport {
    /// Always [`FORMAT_VERSION`].
    pub format_version: String,
    /// Always `doctor`.
    pub kind: String,
    /// Overall result.
    pub health: Health,
    /// Provider.
    pub provider: ProviderInfo,
    /// Credential sources, endpoints and clock; `None` for a simulation.
    pub connection: Option<ConnectionReport>,
    /// Caller.
    pub caller: Option<DoctorCaller>,
    /// Why the caller is unknown, or why the diagnosis is incomplete.
    pub problem: Option<Problem>,
    /// Number of changes in the plan; `None` if no plan could be made.
    pub changes: Option<usize>,
    /// Permissions that the plan needs, missing ones first.
    pub permissions: Vec<NeededPermission>,
    /// Data in this version that was last compared with its source more than 180 days ago.
    #[serde(default)]
    pub outdated: Vec<Dataset>,
    /// Scope of the operator policy.
    pub rights: Rights,
    /// Least-privilege policy for the operator who runs rolewright; `None` if the caller has each permission.
    pub operator_policy: Option<serde_json::Value>,
}

impl DoctorReport {
    /// Creates a report without findings.
    pub fn new(provider: ProviderInfo, rights: Rights) -> Self {
        Self {
            format_version: FORMAT_VERSION.to_owned(),
            kind: "doctor".to_owned(),
            health: Health::Fit,
            provider,
            connection: None,
            caller: None,
            problem: None,
            changes: None,
            permissions: Vec::new(),
            outdated: Vec::new(),
            rights,
            operator_policy: None,
        }
    }

    /// Returns the report if [nothing is missing](Health::Fit).
    ///
    /// # Errors
    /// Why the diagnosis is incomplete, or [`ErrorKind::NotVerified`] with the
    /// first permission or endpoint that is missing; [`ErrorKind::CredentialInvalid`]
    /// for [`Health::Locked`] without another cause.
    pub fn into_result(self) -> Result<Self> {
        if self.health == Health::Fit {
            return Ok(self);
        }
        if let Some(problem) = &self.problem {
            return Err(problem.to_error());
        }
        let missing = self.permissions.iter();
        let mut missing = missing.filter(|one| one.status != Status::Passed);
        let endpoints = self.connection.iter().flat_map(|one| &one.endpoints);
        let broken = endpoints.filter_map(|one| one.problem.as_ref()).next();
        let (kind, text) = match (self.health, missing.next(), broken) {
            (Health::Locked, ..) => (
                ErrorKind::CredentialInvalid,
                "a credential source is broken".to_owned(),
            ),
            (_, Some(one), _) => (
                ErrorKind::NotVerified,
                format!("the caller may lack `{}`", one.action),
            ),
            (_, None, Some(problem)) => (ErrorKind::NotVerified, problem.message.clone()),
            (_, None, None) => (
                ErrorKind::NotVerified,
                "the local clock differs too much from the service's".to_owned(),
            ),
        };
        Err(Error::new(kind, text))
    }
}

/// The caller.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct DoctorCaller {
    /// Account ID.
    pub account: String,
    /// ARN of the identity.
    pub arn: String,
    /// `Account`, `RAMUser` or `AssumedRoleUser`.
    pub identity_type: String,
}

impl From<CallerIdentity> for DoctorCaller {
    fn from(identity: CallerIdentity) -> Self {
        Self {
            account: identity.account_id,
            arn: identity.arn,
            identity_type: identity.identity_type,
        }
    }
}

/// Overall result of a diagnosis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Health {
    /// Nothing is missing.
    Fit,
    /// Something is missing or inconclusive.
    Degraded,
    /// Credentials are missing, or the service rejects them.
    Locked,
}

/// The caller's policies that could be read.
#[derive(Clone, Debug, Default)]
pub struct CallerPolicies {
    /// Whether the caller is the Alibaba Cloud account itself, which is allowed everything.
    pub is_account: bool,
    /// Policies by name.
    pub read: Vec<(String, PolicyDocument)>,
    /// Policies that could not be read, with the reason.
    pub unread: Vec<String>,
    /// Whether the caller is a role session; its session policy can't be read.
    pub is_session: bool,
    #[doc(hidden)]
    pub __non_exhaustive: (),
}

/// Result of a call that was made during the diagnosis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tried {
    /// The service allowed it.
    Allowed,
    /// The service denied it.
    Denied(Problem),
    /// The answer doesn't tell, for this reason.
    Unknown(String),
}

/// A required permission, and whether the caller has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct NeededPermission {
    /// Action, for example `ram:GetRole`.
    pub action: String,
    /// ARNs.
    pub resources: Vec<String>,
    /// Whether it is needed to make changes, not only to read.
    pub writes: bool,
    /// Whether the caller has it.
    pub status: Status,
    /// Reason for the result.
    pub reason: String,
}

impl CallerPolicies {
    /// Checks a permission. The result of an actual call takes precedence over the policies.
    #[must_use]
    pub fn judge(
        &self,
        needed: &Permission,
        writes: bool,
        caller: Option<&Caller>,
        tried: Option<&Tried>,
    ) -> NeededPermission {
        let (status, reason) = match tried {
            Some(Tried::Allowed) => (Status::Passed, "the call was allowed".to_owned()),
            Some(Tried::Denied(problem)) => (
                Status::Failed,
                format!("the call was denied: {}", problem.message),
            ),
            Some(Tried::Unknown(reason)) => (Status::Inconclusive, reason.clone()),
            None => self.by_policies(needed, caller),
        };
        NeededPermission {
            action: needed.action.clone(),
            resources: needed.resources.clone(),
            writes,
            status,
            reason,
        }
    }

    fn by_policies(&self, needed: &Permission, caller: Option<&Caller>) -> (Status, String) {
        if self.is_account {
            let reason =
                "the caller is the Alibaba Cloud account itself, which is allowed everything";
            return (Status::Passed, reason.to_owned());
        }
        let Some(caller) = caller else {
            return (Status::NotChecked, "the caller is unknown".to_owned());
        };
        if self.read.is_empty() && !self.unread.is_empty() {
            return (Status::NotChecked, self.unread_text());
        }
        let add = |set: PolicySet, (name, document): &(String, PolicyDocument)| {
            set.identity(name, document)
        };
        let policies = self.read.iter().fold(PolicySet::new(), add);
        let decision = policies.decide(&needed.request(caller.clone(), Context::unknown()));
        self.by_decision(&decision)
    }

    fn by_decision(&self, decision: &Decision) -> (Status, String) {
        let by = decision.statement.as_ref().map(ToString::to_string);
        let by = by.unwrap_or_default();
        match (decision.verdict, decision.at_best) {
            (Verdict::ExplicitDeny, Verdict::ExplicitDeny) => {
                (Status::Failed, format!("{by} denies it"))
            }
            (Verdict::Allow, _) if !self.unread.is_empty() => (
                Status::Inconclusive,
                format!("{by} allows it, but {}", self.unread_text()),
            ),
            (Verdict::Allow, _) if self.is_session => (
                Status::Inconclusive,
                format!("{by} allows it for the role, but the session policy can't be read"),
            ),
            (Verdict::Allow, _) => (Status::Passed, format!("{by} allows it")),
            (_, Verdict::Allow) => {
                let on = decision.undecided.first();
                let on = on.map(|one| format!("{}: {}", one.statement, one.reason));
                let on = on.unwrap_or_default();
                (Status::Inconclusive, format!("it depends on {on}"))
            }
            _ if !self.unread.is_empty() => (
                Status::Inconclusive,
                format!("no readable policy allows it, and {}", self.unread_text()),
            ),
            _ => (
                Status::Failed,
                "no policy of the caller allows it".to_owned(),
            ),
        }
    }

    fn unread_text(&self) -> String {
        format!(
            "some of the caller's policies can't be read: {}",
            self.unread.join("; ")
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ACCOUNT: &str = "1234567890123456";

    fn caller() -> Caller {
        format!("acs:ram::{ACCOUNT}:user/alice").parse().unwrap()
    }

    fn needed(action: &str) -> Permission {
        Permission::new(action, format!("acs:ram:*:{ACCOUNT}:role/demo"))
    }

    fn policies() -> CallerPolicies {
        let text = r#"{"Version":"1","Statement":[
            {"Effect":"Allow","Action":"ram:Get*","Resource":"*"},
            {"Effect":"Deny","Action":"ram:DeleteRole","Resource":"*"},
            {"Effect":"Allow","Action":"ram:UpdateRole","Resource":"*",
             "Condition":{"IpAddress":{"acs:SourceIp":"192.0.2.0/24"}}}]}"#;
        CallerPolicies {
            read: vec![("ops".into(), PolicyDocument::parse(text).unwrap())],
            ..CallerPolicies::default()
        }
    }

    fn status(policies: &CallerPolicies, action: &str) -> Status {
        let judged = policies.judge(&needed(action), false, Some(&caller()), None);
        assert!(!judged.reason.is_empty());
        judged.status
    }

    #[test]
    fn the_callers_policies_decide_or_the_result_is_inconclusive() {
        let known = policies();
        assert_eq!(status(&known, "ram:GetRole"), Status::Passed);
        assert_eq!(status(&known, "ram:CreateRole"), Status::Failed);
        assert_eq!(status(&known, "ram:DeleteRole"), Status::Failed);
        assert_eq!(status(&known, "ram:UpdateRole"), Status::Inconclusive);
        let partly = CallerPolicies {
            unread: vec!["group admins (NoPermission)".into()],
            ..policies()
        };
        assert_eq!(status(&partly, "ram:GetRole"), Status::Inconclusive);
        assert_eq!(status(&partly, "ram:CreateRole"), Status::Inconclusive);
        assert_eq!(
            status(&partly, "ram:DeleteRole"),
            Status::Failed,
            "an explicit deny does not depend on unread policies"
        );
        let session = CallerPolicies {
            is_session: true,
            ..policies()
        };
        assert_eq!(status(&session, "ram:GetRole"), Status::Inconclusive);
        assert_eq!(status(&session, "ram:CreateRole"), Status::Failed);
    }

    #[test]
    fn unread_policies_prove_nothing_and_the_account_is_allowed_everything() {
        let unread = CallerPolicies {
            unread: vec!["policies of alice (NoPermission)".into()],
            ..CallerPolicies::default()
        };
        assert_eq!(status(&unread, "ram:GetRole"), Status::NotChecked);
        let account = CallerPolicies {
            is_account: true,
            ..CallerPolicies::default()
        };
        assert_eq!(status(&account, "ram:GetRole"), Status::Passed);
    }

    #[test]
    fn an_actual_call_takes_precedence_over_the_policies() {
        let (known, caller) = (policies(), caller());
        let judge =
            |action, tried| known.judge(&needed(action), false, Some(&caller), Some(&tried));
        assert_eq!(
            judge("ram:CreateRole", Tried::Allowed).status,
            Status::Passed
        );
        let error = crate::Error::new(crate::ErrorKind::PermissionDenied, "no");
        let denied = Tried::Denied(Problem::from(&error));
        assert_eq!(judge("ram:GetRole", denied).status, Status::Failed);
    }
}
