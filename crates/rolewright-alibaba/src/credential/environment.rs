//! The access key in the environment variables.

use rolewright_core::{Error, ErrorKind, Result};

use super::static_credentials::StaticCredentials;
use crate::variables::Variables;

const ID: &str = "ALIBABA_CLOUD_ACCESS_KEY_ID";
const SECRET: &str = "ALIBABA_CLOUD_ACCESS_KEY_SECRET";
const TOKEN: &str = "ALIBABA_CLOUD_SECURITY_TOKEN";

impl StaticCredentials {
    /// Reads `ALIBABA_CLOUD_ACCESS_KEY_ID`, `ALIBABA_CLOUD_ACCESS_KEY_SECRET` and, if set,
    /// `ALIBABA_CLOUD_SECURITY_TOKEN`: the names that the official credentials library for
    /// Python 1.0.12 reads first. An empty value counts as not set.
    ///
    /// # Errors
    /// [`ErrorKind::CredentialMissing`] when the id or the secret is not set;
    /// [`ErrorKind::CredentialInvalid`] for a value with characters that are not allowed.
    pub fn from_environment() -> Result<Self> {
        let variables = Variables::of_process();
        let found = Self::from_variables(|name| variables.get(name))?;
        found.ok_or_else(|| missing("no credentials are set in the environment"))
    }

    /// The access key in the variables; `None` when neither id nor secret is set.
    pub(super) fn from_variables(
        read: impl Fn(&str) -> Result<Option<String>>,
    ) -> Result<Option<Self>> {
        let read = |name| read(name).map_err(|error| invalid(&error));
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
            .map_err(|error| invalid(&error))
    }
}

/// An invalid value of a variable is an invalid credential, and not a wrong argument of the program.
fn invalid(error: &Error) -> Error {
    let new = Error::new(ErrorKind::CredentialInvalid, error.message());
    match error.remedy() {
        Some(remedy) => new.with_remedy(remedy.clone()),
        None => new,
    }
}

/// The error for missing credentials.
pub(crate) fn missing(message: &str) -> Error {
    Error::new(ErrorKind::CredentialMissing, message).with_remedy(format!(
        "set {ID} and {SECRET}, and {TOKEN} for temporary credentials, \
         configure a profile with `aliyun configure`, or pass credentials to the provider's builder"
    ))
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
    fn id_and_secret_are_read_and_an_empty_token_counts_as_not_set() {
        let credentials = read(&[(ID, "id"), (SECRET, "secret"), (TOKEN, "")]).unwrap();
        assert_eq!(credentials.access_key_id(), "id");
        assert_eq!(credentials.access_key_secret(), "secret");
        assert_eq!(credentials.security_token(), None);
    }

    #[test]
    fn the_error_for_a_missing_id_or_secret_names_what_to_set() {
        let error = read(&[]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::CredentialMissing);
        assert!(
            error
                .remedy()
                .is_some_and(|remedy| remedy.text.contains(ID) && remedy.text.contains(SECRET))
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
    fn a_badly_copied_access_key_is_rejected_without_being_shown() {
        for secret in ["hunter2\n", " hunter2", "hunter2\u{a0}"] {
            let error = read(&[(ID, "id"), (SECRET, secret)]).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::CredentialInvalid);
            assert!(!format!("{error:?}").contains("hunter2"));
        }
        assert!(read(&[(ID, "a,b"), (SECRET, "secret")]).is_err());
    }
}
