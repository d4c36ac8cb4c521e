//! Whose credentials a call is made with.

use rolewright_core::operation::CallerIdentity;
use serde::{Deserialize, Serialize};

use super::model::Account;
use crate::error::{Answer, refuse};

/// The identity behind a call.
///
/// Here every caller may do everything except open sessions, for which a role must trust it (rule
/// `no-permission-checks`); [`Account::authorize`] says what the caller's policies allow.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Caller {
    /// The account itself, `acs:ram::<id>:root`. It can't open sessions of a role.
    #[default]
    Account,
    /// The RAM user of that name.
    User(String),
    /// A session that was opened of a role.
    Session {
        /// The role's name.
        role: String,
        /// The session's name.
        session: String,
        /// The session policy that narrows what the role may do.
        #[serde(default)]
        policy: Option<String>,
    },
}

impl Caller {
    /// Refuses a user or role that was deleted (rule `deleted-caller`).
    pub(crate) fn check(&self, account: &Account) -> Answer<()> {
        let is_there = match self {
            Self::Account => true,
            Self::User(name) => account.users.contains_key(name),
            Self::Session { role, .. } => account.roles.contains_key(role),
        };
        if is_there {
            Ok(())
        } else {
            Err(refuse("InvalidAccessKeyId.NotFound"))
        }
    }

    /// What `GetCallerIdentity` says of it (rule `session-identity`). A user or role that was
    /// deleted is refused (rule `deleted-caller`).
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
                }
            }
        })
    }
}
