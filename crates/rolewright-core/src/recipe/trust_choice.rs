//! The documented choices of trusted principals.

use std::str::FromStr;

use crate::arn::Arn;
use crate::error::{Error, ErrorKind, Result};
use crate::name::{AccountId, RoleName, UserName};
use crate::policy::Principal;

/// A principal to trust, as written in options and configuration.
///
/// ```
/// use rolewright_core::recipe::TrustChoice;
///
/// assert_eq!("service".parse::<TrustChoice>()?, TrustChoice::Service);
/// assert_eq!("account:current".parse::<TrustChoice>()?, TrustChoice::Account(None));
/// # Ok::<(), rolewright_core::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TrustChoice {
    /// `service`: the cloud service of the recipe.
    Service,
    /// `account:current` or `account:ID`: every RAM user and role of an account.
    Account(Option<AccountId>),
    /// `user:NAME` or `user:ID/NAME`: a RAM user; without an id, of the current account.
    User(Option<AccountId>, UserName),
    /// `role:NAME` or `role:ID/NAME`: a RAM role; without an id, of the current account.
    Role(Option<AccountId>, RoleName),
}

impl TrustChoice {
    /// Returns the principal in an account, for the service of a recipe.
    #[must_use]
    pub fn principal(&self, service: &str, current: &AccountId) -> Principal {
        let arn = match self {
            Self::Service => return Principal::Service(service.to_owned()),
            Self::Account(account) => Arn::account_root(account.as_ref().unwrap_or(current)),
            Self::User(account, name) => Arn::user(account.as_ref().unwrap_or(current), name),
            Self::Role(account, name) => Arn::role(account.as_ref().unwrap_or(current), name),
        };
        Principal::Ram(arn.to_string())
    }
}

impl FromStr for TrustChoice {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        match text.split_once(':') {
            None if text == "service" => Ok(Self::Service),
            Some(("account", "current")) => Ok(Self::Account(None)),
            Some(("account", id)) => Ok(Self::Account(Some(id.parse()?))),
            Some(("user", name)) => owned(name).map(|(account, name)| Self::User(account, name)),
            Some(("role", name)) => owned(name).map(|(account, name)| Self::Role(account, name)),
            _ => Err(Error::new(
                ErrorKind::InvalidInput,
                format!(
                    "`{}` is not a principal to trust: it is one of service, account:current, \
                     account:ID, user:NAME, user:ID/NAME, role:NAME, role:ID/NAME",
                    crate::text::excerpt(text, 80)
                ),
            )),
        }
    }
}

/// Parses `NAME` or `ID/NAME`.
fn owned<N: FromStr<Err = Error>>(text: &str) -> Result<(Option<AccountId>, N)> {
    match text.split_once('/') {
        Some((account, name)) => Ok((Some(account.parse()?), name.parse()?)),
        None => Ok((None, text.parse()?)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_documented_choice_is_one_principal() {
        let current = AccountId::new("1").unwrap();
        for (choice, value) in [
            ("service", "cr.aliyuncs.com"),
            ("account:current", "acs:ram::1:root"),
            ("account:22", "acs:ram::22:root"),
            ("user:Alice", "acs:ram::1:user/Alice"),
            ("user:22/Alice", "acs:ram::22:user/Alice"),
            ("role:ci", "acs:ram::1:role/ci"),
            ("role:22/ci", "acs:ram::22:role/ci"),
        ] {
            let principal = choice
                .parse::<TrustChoice>()
                .unwrap()
                .principal("cr.aliyuncs.com", &current);
            assert_eq!(principal.value(), value, "{choice}");
        }
        for bad in [
            "",
            "Service",
            "account:",
            "account:me",
            "user:",
            "user:22/",
            "role:a_b",
            "saml:x",
        ] {
            assert!(bad.parse::<TrustChoice>().is_err(), "{bad}");
        }
    }
}
