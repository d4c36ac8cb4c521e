//! Alibaba Cloud resource names (ARNs).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorKind, Result};
use crate::name::{AccountId, RoleName, UserName};

/// `acs:<service>:<region>:<account>:<relative id>`.
///
/// Region and account can be empty or `*`. The service defines the form of the relative ID.
///
/// ```
/// use rolewright_core::Arn;
///
/// let arn: Arn = "acs:ram::1234567890123456:role/demo".parse()?;
/// assert_eq!((arn.service(), arn.account(), arn.relative_id()), ("ram", "1234567890123456", "role/demo"));
/// # Ok::<(), rolewright_core::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Arn {
    service: String,
    region: String,
    account: String,
    relative_id: String,
}

impl Arn {
    /// Returns the ARN of a role.
    #[must_use]
    pub fn role(account: &AccountId, role: &RoleName) -> Self {
        Self::ram(account, format!("role/{role}"))
    }

    /// Returns the ARN of a RAM user.
    #[must_use]
    pub fn user(account: &AccountId, user: &UserName) -> Self {
        Self::ram(account, format!("user/{user}"))
    }

    /// Returns the ARN that trusts a whole account in a trust policy: every RAM user and role in it.
    #[must_use]
    pub fn account_root(account: &AccountId) -> Self {
        Self::ram(account, "root".into())
    }

    fn ram(account: &AccountId, relative_id: String) -> Self {
        Self {
            service: "ram".into(),
            region: String::new(),
            account: account.to_string(),
            relative_id,
        }
    }

    /// Returns the service code, for example `oss`.
    #[must_use]
    pub fn service(&self) -> &str {
        &self.service
    }

    /// Returns the region; empty or `*` for global services.
    #[must_use]
    pub fn region(&self) -> &str {
        &self.region
    }

    /// Returns the account ID; can be empty, `*`, or `system` for system policies.
    #[must_use]
    pub fn account(&self) -> &str {
        &self.account
    }

    /// Returns everything after the fourth colon, for example `role/demo`.
    #[must_use]
    pub fn relative_id(&self) -> &str {
        &self.relative_id
    }
}

impl FromStr for Arn {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let mut parts = text.splitn(5, ':');
        match (
            parts.next(),
            parts.next(),
            parts.next(),
            parts.next(),
            parts.next(),
        ) {
            (Some("acs"), Some(service), Some(region), Some(account), Some(relative_id))
                if !service.is_empty() && !relative_id.is_empty() =>
            {
                Ok(Self {
                    service: service.into(),
                    region: region.into(),
                    account: account.into(),
                    relative_id: relative_id.into(),
                })
            }
            _ => {
                let hint = if text.starts_with("arn:") {
                    "; `arn:` belongs to another cloud"
                } else {
                    ""
                };
                Err(Error::new(
                    ErrorKind::InvalidInput,
                    format!(
                        "`{}` is not an ARN: expected `acs:service:region:account:id`{hint}",
                        crate::text::excerpt(text, 120)
                    ),
                ))
            }
        }
    }
}

impl fmt::Display for Arn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            service,
            region,
            account,
            relative_id,
        } = self;
        write!(f, "acs:{service}:{region}:{account}:{relative_id}")
    }
}

impl TryFrom<String> for Arn {
    type Error = Error;
    fn try_from(text: String) -> Result<Self> {
        text.parse()
    }
}

impl From<Arn> for String {
    fn from(arn: Arn) -> Self {
        arn.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_parsed_arn_prints_unchanged(text in "acs:[a-z]{1,8}:[a-z0-9*-]{0,9}:[0-9*]{0,16}:[!-~]{1,30}") {
            prop_assert_eq!(text.parse::<Arn>().unwrap().to_string(), text);
        }

        #[test]
        fn any_text_parses_or_fails_without_a_panic(text in ".*") {
            let _ = text.parse::<Arn>();
        }
    }

    #[test]
    fn an_arn_of_another_cloud_is_recognised() {
        let error = "arn:aws:iam::1:role/x".parse::<Arn>().unwrap_err();
        assert!(error.to_string().contains("another cloud"), "{error}");
    }
}
