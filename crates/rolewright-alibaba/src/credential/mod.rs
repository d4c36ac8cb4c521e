//! Credentials, and the one place that reads the environment.

mod assume_role;
mod cache;
mod chain;
pub(crate) mod cli_profile;
mod cloud_sso;
mod context;
#[cfg(test)]
mod corpus;
mod credentials_uri;
mod diagnose;
mod ecs_ram_role;
pub(crate) mod ini_file;
mod oauth;
mod role_session;

use std::fmt;

use rolewright_core::provider::Secret;
use rolewright_core::{Error, ErrorKind, Result};

pub use assume_role::AssumeRoleCredentials;
pub(crate) use cache::Refreshing;
pub use cache::{IssuedCredentials, ProvideCredentials};
pub use chain::CredentialChain;
pub(crate) use context::Machine;
use context::broken;
pub(crate) use role_session::opened;

const ID: &str = "ALIBABA_CLOUD_ACCESS_KEY_ID";
const SECRET: &str = "ALIBABA_CLOUD_ACCESS_KEY_SECRET";
const TOKEN: &str = "ALIBABA_CLOUD_SECURITY_TOKEN";

/// An access key, and the security token that belongs to it when it is a temporary one.
///
/// `Debug` shows the key's id only.
///
/// ```
/// use rolewright_alibaba::StaticCredentials;
///
/// let credentials = StaticCredentials::new("id", "hunter2").with_security_token("token");
/// assert!(!format!("{credentials:?}").contains("hunter2"));
/// ```
#[derive(Clone)]
pub struct StaticCredentials {
    access_key_id: String,
    access_key_secret: Secret,
    security_token: Option<Secret>,
}

impl StaticCredentials {
    /// A key. Its form is checked when the provider is built.
    pub fn new(access_key_id: impl Into<String>, access_key_secret: impl Into<String>) -> Self {
        Self {
            access_key_id: access_key_id.into(),
            access_key_secret: Secret::new(access_key_secret),
            security_token: None,
        }
    }

    /// Adds the token of temporary credentials.
    #[must_use]
    pub fn with_security_token(mut self, token: impl Into<String>) -> Self {
        self.security_token = Some(Secret::new(token));
        self
    }

    /// Reads `ALIBABA_CLOUD_ACCESS_KEY_ID`, `ALIBABA_CLOUD_ACCESS_KEY_SECRET` and, if there is
    /// one, `ALIBABA_CLOUD_SECURITY_TOKEN`: the names that the official credentials library for
    /// Python 1.0.12 reads first. An empty value counts as none.
    ///
    /// # Errors
    /// [`ErrorKind::CredentialMissing`] without a whole pair, with what is missing;
    /// [`ErrorKind::InvalidInput`] for a value that can't be a key.
    pub fn from_environment() -> Result<Self> {
        let machine = Machine::this();
        let found = Self::from_variables(|name| machine.variable(name))?;
        found.ok_or_else(|| missing("there are no credentials"))
    }

    /// The key that the variables hold; `None` when they hold nothing of one.
    fn from_variables(read: impl Fn(&str) -> Result<Option<String>>) -> Result<Option<Self>> {
        let credentials = match (read(ID)?, read(SECRET)?) {
            (Some(id), Some(secret)) => Self::new(id, secret),
            (Some(_), None) => return Err(missing(&format!("{ID} is set, but {SECRET} is not"))),
            (None, Some(_)) => return Err(missing(&format!("{SECRET} is set, but {ID} is not"))),
            (None, None) => return Ok(None),
        };
        credentials
            .with_optional_token(read(TOKEN)?)
            .checked()
            .map(Some)
    }

    fn with_optional_token(mut self, token: Option<String>) -> Self {
        self.security_token = token.filter(|token| !token.is_empty()).map(Secret::new);
        self
    }

    fn of_secrets(id: String, secret: Secret, token: Option<Secret>) -> Self {
        Self {
            access_key_id: id,
            access_key_secret: secret,
            security_token: token,
        }
    }

    /// Refuses what can't be a key: empty, or with blanks, line ends or letters beyond ASCII,
    /// which a key gets when it is copied badly.
    pub(crate) fn checked(self) -> Result<Self> {
        let fit = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
        let token = self.security_token.as_ref();
        // A comma would end the id in the middle of the authorization header.
        if !fit(&self.access_key_id) || self.access_key_id.contains(',') {
            return Err(unfit("the access key id"));
        }
        if !fit(self.access_key_secret.expose()) {
            return Err(unfit("the access key secret"));
        }
        if token.is_some_and(|token| !fit(token.expose())) {
            return Err(unfit("the security token"));
        }
        Ok(self)
    }

    pub(crate) fn access_key_id(&self) -> &str {
        &self.access_key_id
    }

    pub(crate) fn access_key_secret(&self) -> &str {
        self.access_key_secret.expose()
    }

    pub(crate) fn security_token(&self) -> Option<&str> {
        self.security_token.as_ref().map(Secret::expose)
    }
}

impl fmt::Debug for StaticCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StaticCredentials")
            .field("access_key_id", &self.access_key_id)
            .finish_non_exhaustive()
    }
}

/// What to say when no credentials were given.
pub(crate) fn missing(message: &str) -> Error {
    Error::new(ErrorKind::CredentialMissing, message).with_help(format!(
        "set {ID} and {SECRET}, and {TOKEN} for temporary credentials, \
         configure a profile with `aliyun configure`, or pass credentials to the provider's builder"
    ))
}

fn unfit(what: &str) -> Error {
    Error::new(
        ErrorKind::InvalidInput,
        format!(
            "{what} is empty or holds blanks, commas, line ends or other characters that no key has"
        ),
    )
    .with_help("copy the key again, without quotes and line ends")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variables: &[(&str, &str)]) -> Result<StaticCredentials> {
        let read = |name: &str| {
            let found = variables.iter().find(|(known, _)| *known == name);
            let value = found.map(|(_, value)| (*value).to_owned());
            Ok(value.filter(|value| !value.is_empty()))
        };
        StaticCredentials::from_variables(read)?.ok_or_else(|| missing("none"))
    }

    #[test]
    fn a_whole_pair_is_taken_and_an_empty_token_is_none() {
        let credentials = read(&[(ID, "id"), (SECRET, "secret"), (TOKEN, "")]).unwrap();
        assert_eq!(credentials.access_key_id(), "id");
        assert_eq!(credentials.access_key_secret(), "secret");
        assert_eq!(credentials.security_token(), None);
    }

    #[test]
    fn a_missing_or_half_pair_says_what_to_set() {
        let error = read(&[]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::CredentialMissing);
        assert!(
            error
                .help()
                .is_some_and(|help| help.contains(ID) && help.contains(SECRET))
        );

        for (half, absent) in [((ID, "id"), SECRET), ((SECRET, "hunter2"), ID)] {
            let error = read(&[half, (absent, "")]).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::CredentialMissing);
            assert!(
                error.message().ends_with(&format!("but {absent} is not")),
                "{error}"
            );
            assert!(!format!("{error:?}").contains("hunter2"));
        }
    }

    #[test]
    fn a_badly_copied_key_is_refused_without_being_shown() {
        for secret in ["hunter2\n", " hunter2", "hunter2\u{a0}"] {
            let error = read(&[(ID, "id"), (SECRET, secret)]).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidInput);
            assert!(!format!("{error:?}").contains("hunter2"));
        }
        assert!(read(&[(ID, "a,b"), (SECRET, "secret")]).is_err());
    }
}
