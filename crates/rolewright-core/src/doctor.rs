//! What the doctor reports, and which of the permissions that a caller needs it has, by its own
//! policies and by trying.

use serde::{Deserialize, Serialize};

use crate::ProviderInfo;
use crate::connection::ConnectionReport;
use crate::evaluate::{Caller, Context, Decision, PolicySet, Verdict};
use crate::operation::CallerIdentity;
use crate::permission::Permission;
use crate::policy::PolicyDocument;
#[cfg(doc)]
use crate::setup::FORMAT_VERSION;
use crate::setup::{Problem, Rights, Status};

/// What was found, from the key to the last permission.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DoctorReport {
    /// Always [`FORMAT_VERSION`].
    pub format_version: String,
    /// Always `doctor`.
    pub kind: String,
    /// The answer in a word.
    pub health: Health,
    /// Who carries the calls out.
    pub provider: ProviderInfo,
    /// Where keys come from, whether endpoints answer, what time it is there; `None` where there is
    /// no such way, as for a simulation.
    pub connection: Option<ConnectionReport>,
    /// Who the caller is.
    pub caller: Option<DoctorCaller>,
    /// Why it is not known who the caller is, or what else kept the looking from its end.
    pub problem: Option<Problem>,
    /// Whether a plan could be made, and how many changes it has.
    pub changes: Option<usize>,
    /// The permissions that the caller's plan uses, those that are missing in front.
    pub permissions: Vec<NeededPermission>,
    /// How much the policy below allows.
    pub rights: Rights,
    /// The least policy for whoever runs this, ready to paste.
    #[cfg_attr(feature = "schema", schemars(with = "serde_json::Value"))]
    pub operator_policy: serde_json::Value,
}

/// Who the caller is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DoctorCaller {
    /// The account.
    pub account: String,
    /// The identity's ARN.
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

/// The answer in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Health {
    /// All that is needed is there.
    Fit,
    /// Something is missing, or can't be told.
    Degraded,
    /// There is no key, or the service does not take it.
    Locked,
}

/// What the caller's own policies are, as far as they could be read.
#[derive(Clone, Debug, Default)]
pub struct CallerPolicies {
    /// Whether the caller is the account itself, to whom everything is allowed.
    pub is_account: bool,
    /// The policies by name.
    pub read: Vec<(String, PolicyDocument)>,
    /// What could not be read, and why.
    pub unread: Vec<String>,
    /// Whether the caller is a session of a role, whose own policy nobody can read.
    pub is_session: bool,
}

/// How a call ended that was made while looking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tried {
    /// It was let through.
    Allowed,
    /// The service refused it.
    Denied(Problem),
}

/// A permission that is needed, and whether the caller has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NeededPermission {
    /// For example `ram:GetRole`.
    pub action: String,
    /// ARNs.
    pub resources: Vec<String>,
    /// Whether it is needed to change something, and not only to look.
    pub writes: bool,
    /// Whether the caller has it.
    pub status: Status,
    /// What that rests on.
    pub reason: String,
}

impl CallerPolicies {
    /// Judges a permission: what was tried counts before what the policies say.
    #[must_use]
    pub fn judge(
        &self,
        needed: &Permission,
        writes: bool,
        caller: Option<&Caller>,
        tried: Option<&Tried>,
    ) -> NeededPermission {
        let (status, reason) = match tried {
            Some(Tried::Allowed) => (Status::Passed, "it was tried, and let through".to_owned()),
            Some(Tried::Denied(problem)) => (
                Status::Failed,
                format!("it was tried, and refused: {}", problem.message),
            ),
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
            let reason = "the caller is the account itself, to whom everything is allowed";
            return (Status::Passed, reason.to_owned());
        }
        let Some(caller) = caller else {
            return (
                Status::NotChecked,
                "it is not known who the caller is".to_owned(),
            );
        };
        if self.read.is_empty() && !self.unread.is_empty() {
            return (Status::NotChecked, self.unread_text());
        }
        let add = |set: PolicySet, (name, document): &(String, PolicyDocument)| {
            set.identity(name, document)
        };
        let policies = self.read.iter().fold(PolicySet::new(), add);
        let decision = policies.decide(&needed.request(caller.clone(), Context::unknown()));
        self.weighed(&decision)
    }

    fn weighed(&self, decision: &Decision) -> (Status, String) {
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
                format!(
                    "{by} allows it to the role; a policy of the session may not, and can't be read"
                ),
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
                format!(
                    "no policy that could be read allows it, and {}",
                    self.unread_text()
                ),
            ),
            _ => (
                Status::Failed,
                "none of the caller's policies allows it".to_owned(),
            ),
        }
    }

    fn unread_text(&self) -> String {
        format!(
            "the caller's policies could not all be read: {}",
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
        Permission {
            action: action.into(),
            resources: vec![format!("acs:ram:*:{ACCOUNT}:role/demo")],
            context: Vec::new(),
        }
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
    fn the_callers_policies_decide_and_what_they_can_not_decide_is_said() {
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
            "a deny stays one"
        );
        let session = CallerPolicies {
            is_session: true,
            ..policies()
        };
        assert_eq!(status(&session, "ram:GetRole"), Status::Inconclusive);
        assert_eq!(status(&session, "ram:CreateRole"), Status::Failed);
    }

    #[test]
    fn nothing_is_claimed_of_policies_that_were_not_read_and_all_of_the_account() {
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
    fn what_was_tried_counts_before_what_policies_say() {
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
