//! An access key.

use std::fmt;

use rolewright_core::Result;
use rolewright_core::operation::Credentials;
use rolewright_core::provider::Secret;

use crate::variables::unfit;

/// An access key, with the security token if it is temporary.
///
/// `Debug` shows the access key id only.
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
    /// An access key. Its form is checked when the provider is built.
    pub fn new(access_key_id: impl Into<String>, access_key_secret: impl Into<String>) -> Self {
        Self {
            access_key_id: access_key_id.into(),
            access_key_secret: Secret::new(access_key_secret),
            security_token: None,
        }
    }

    /// Adds the security token of temporary credentials.
    #[must_use]
    pub fn with_security_token(mut self, token: impl Into<String>) -> Self {
        self.security_token = Some(Secret::new(token));
        self
    }

    pub(super) fn with_optional_token(mut self, token: Option<String>) -> Self {
        self.security_token = token.filter(|token| !token.is_empty()).map(Secret::new);
        self
    }

    pub(super) fn of_secrets(id: String, secret: Secret, token: Option<Secret>) -> Self {
        Self {
            access_key_id: id,
            access_key_secret: secret,
            security_token: token,
        }
    }

    /// Rejects values that are empty or contain spaces, line breaks or non-ASCII characters, as
    /// badly copied ones do.
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

/// The credentials in the response of `AssumeRole`, as they are; without a security token, an access key.
impl From<Credentials> for StaticCredentials {
    fn from(credentials: Credentials) -> Self {
        Self::of_secrets(
            credentials.access_key_id,
            credentials.access_key_secret,
            Some(credentials.security_token).filter(|token| !token.expose().is_empty()),
        )
    }
}

impl fmt::Debug for StaticCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StaticCredentials")
            .field("access_key_id", &self.access_key_id)
            .finish_non_exhaustive()
    }
}
