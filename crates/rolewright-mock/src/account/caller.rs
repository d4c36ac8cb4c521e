//! The caller of a call.

use rolewright_core::operation::CallerIdentity;
use serde::{Deserialize, Serialize};

use super::model::Account;
use crate::error::{Answer, refuse};

/// The identity behind a call.
///
/// A caller has full access, but can open a session only of a role that trusts it (rule
/// `no-permission-checks`). [`Account::authorize`] evaluates the caller's policies.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Caller {
    /// The account itself, `acs:ram::<id>:root`. It can't assume a role.
    #[default]
    Account,
    /// The RAM user of this name.
    User(String),
    /// A session of a role.
    Session {
        /// The role's name.
        role: String,
        /// The session's name.
        session: String,
        /// The session policy, which restricts the role's permissions.
        #[serde(default)]
        policy: Option<String>,
    },
}

impl Caller {
    /// Refuses a deleted user or role (rule `deleted-caller`).
    pub(crate) fn check(&self, account: &Account) -> Answer<()> {
        let exists = match self {
            Self::Account => true,
            Self::User(name) => account.users.contains_key(name),
            Self::Session { role, .. } => account.roles.contains_key(role),
        };
        if exists {
            Ok(())
        } else {
            Err(refuse("InvalidAccessKeyId.NotFound"))
        }
    }

    /// Returns the ARN that trust policies name; `None` for the account itself, which can't assume a
    /// role: see the page of `AssumeRole`.
    pub(crate) fn principal(&self, account: &Account) -> Option<String> {
        match self {
            Self::Account => None,
            Self::User(name) => Some(account.arn(format_args!("user/{name}"))),
            Self::Session { role, .. } => Some(account.arn(format_args!("role/{role}"))),
        }
    }

    /// Returns the response of `GetCallerIdentity` (rule `session-identity`). Refuses a deleted
    /// user or role (rule `deleted-caller`).
    pub(crate) fn identity(&self, account: &Account) -> Answer<CallerIdentity> {
        let gone = || refuse("InvalidAccessKeyId.NotFound");
        let account_id = account.id.clone();
        Ok(match self {
            Self::Account => CallerIdentity {
                arn: account.arn("root"),
                identity_type: "Account".into(),
                principal_id: account_id.clone(),
                user_id: Some(account_id.clone()),
                account_id,
                role_id: None,
                ..Default::default()
            },
            Self::User(name) => {
                let user = account.users.get(name).ok_or_else(gone)?;
                CallerIdentity {
                    account_id,
                    arn: account.arn(format_args!("user/{name}")),
                    identity_type: "RAMUser".into(),
                    principal_id: user.id.clone(),
                    user_id: Some(user.id.clone()),
                    role_id: None,
                    ..Default::default()
                }
            }
            Self::Session { role, session, .. } => {
                let id = &account.roles.get(role).ok_or_else(gone)?.id;
                CallerIdentity {
                    account_id,
                    arn: account.arn(format_args!("assumed-role/{role}/{session}")),
                    identity_type: "AssumedRoleUser".into(),
                    principal_id: format!("{id}:{session}"),
                    user_id: None,
                    role_id: Some(id.clone()),
                    ..Default::default()
                }
            }
        })
    }
}
