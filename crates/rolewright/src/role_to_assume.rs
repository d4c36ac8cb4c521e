//! The role that a provider assumes before its first call.

use std::time::Duration;

use rolewright_core::policy::PolicyDocument;
use rolewright_core::text::excerpt;
use rolewright_core::{Arn, Error, ErrorKind, Result};

/// The seconds of a session, up to the longest maximum of a role (page of `AssumeRole`).
const SECONDS: std::ops::RangeInclusive<u64> = 900..=43_200;

/// A role to assume with the provider's credentials, and the settings of its sessions. A new session
/// is opened shortly before the last one expires.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RoleToAssume {
    /// The role's ARN, for example `acs:ram::1234567890123456:role/operator`.
    pub role_arn: String,
    /// The external id that the role's trust policy requires.
    pub external_id: Option<String>,
    /// The session name in the audit log. Default: `rolewright`.
    pub session_name: Option<String>,
    /// The session duration, from 15 minutes to the role's maximum. Default: one hour.
    pub duration: Option<Duration>,
    /// A policy document that restricts the sessions; at most 2,048 characters.
    pub session_policy: Option<String>,
    #[doc(hidden)]
    pub __non_exhaustive: (),
}

impl RoleToAssume {
    /// Checks the form of each value, as STS does.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidInput`] that names the value.
    pub fn check(&self) -> Result<()> {
        let made_of = |text: &str, extra: &str| {
            let fits = |c: char| c.is_ascii_alphanumeric() || extra.contains(c);
            text.chars().all(fits)
        };
        let arn = self.role_arn.parse::<Arn>().ok();
        let is_role = arn.is_some_and(|arn| {
            let name = arn.relative_id().strip_prefix("role/");
            arn.service() == "ram"
                && !arn.account().is_empty()
                && name.is_some_and(|n| !n.is_empty())
        });
        if !is_role {
            let shown = excerpt(&self.role_arn, 200);
            let text = format!("`{shown}` is not the ARN of a role");
            let help = "write it as `acs:ram::1234567890123456:role/operator`";
            return Err(Error::new(ErrorKind::InvalidInput, text).with_remedy(help));
        }
        let invalid = |what: &str, help: &str| {
            let text = format!(
                "{what} of the session in role `{}` is invalid",
                self.role_arn
            );
            Err(Error::new(ErrorKind::InvalidInput, text).with_remedy(help))
        };
        let name = self.session_name.as_deref().unwrap_or("rolewright");
        if !(2..=64).contains(&name.len()) || !made_of(name, ".@-_") {
            return invalid(
                "the name",
                "use 2 to 64 letters, digits, `.`, `@`, `-` and `_`",
            );
        }
        let id = self.external_id.as_deref();
        if id.is_some_and(|id| !(2..=1224).contains(&id.len()) || !made_of(id, "_+=,.@:/-")) {
            let help = "use 2 to 1,224 letters, digits and `_+=,.@:/-`";
            return invalid("the external id", help);
        }
        let seconds = self.duration.map(|duration| duration.as_secs());
        if seconds.is_some_and(|seconds| !SECONDS.contains(&seconds)) {
            return invalid("the duration", "use 900 to 43,200 seconds");
        }
        match self.session_policy.as_deref() {
            Some(policy) if policy.chars().count() > 2048 => {
                invalid("the policy", "shorten it to at most 2,048 characters")
            }
            Some(policy) => Ok(PolicyDocument::parse(policy).map(drop)?),
            None => Ok(()),
        }
    }

    /// Returns the credentials of the role for these base credentials.
    ///
    /// # Errors
    /// As [`check`](Self::check); errors of the endpoints.
    #[cfg(feature = "alibaba")]
    pub fn credentials(
        &self,
        base: impl rolewright_alibaba::ProvideCredentials,
        endpoints: &rolewright_alibaba::Endpoints,
    ) -> Result<rolewright_alibaba::AssumeRoleCredentials> {
        self.check()?;
        let mut role = rolewright_alibaba::AssumeRoleCredentials::new(base, &self.role_arn);
        role = role.with_endpoints(endpoints)?;
        if let Some(name) = &self.session_name {
            role = role.with_session_name(name);
        }
        if let Some(id) = &self.external_id {
            role = role.with_external_id(id);
        }
        if let Some(duration) = self.duration {
            role = role.with_duration(duration);
        }
        if let Some(policy) = &self.session_policy {
            role = role.with_policy(policy);
        }
        Ok(role)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn role() -> RoleToAssume {
        RoleToAssume {
            role_arn: "acs:ram::1234567890123456:role/operator".into(),
            ..RoleToAssume::default()
        }
    }

    #[test]
    fn values_that_sts_would_refuse_are_named() {
        assert!(role().check().is_ok());
        let text = |text: &str| Some(text.to_owned());
        for (odd, named) in [
            (
                RoleToAssume {
                    role_arn: "operator".into(),
                    ..role()
                },
                "`operator` is not the ARN of a role",
            ),
            (
                RoleToAssume {
                    role_arn: "acs:ram::1234567890123456:user/alice".into(),
                    ..role()
                },
                "is not the ARN of a role",
            ),
            (
                RoleToAssume {
                    session_name: text("two words"),
                    ..role()
                },
                "the name",
            ),
            (
                RoleToAssume {
                    external_id: text("x"),
                    ..role()
                },
                "the external id",
            ),
            (
                RoleToAssume {
                    duration: Some(Duration::from_secs(899)),
                    ..role()
                },
                "the duration",
            ),
            (
                RoleToAssume {
                    session_policy: text(&"x".repeat(2049)),
                    ..role()
                },
                "the policy",
            ),
        ] {
            let error = odd.check().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidInput);
            assert!(error.message().contains(named), "{error}");
        }
        let malformed = RoleToAssume {
            session_policy: text("{"),
            ..role()
        };
        assert!(malformed.check().is_err());
    }
}
