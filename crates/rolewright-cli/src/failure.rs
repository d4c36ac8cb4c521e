//! The error of a command.

use rolewright::error::Problem;
use rolewright::policy::PolicyError;
use rolewright::{Error, ErrorKind};

use crate::exit::Exit;

/// The result of a command.
pub(crate) type Outcome = Result<Exit, Failure>;

/// The error of a command.
#[derive(Debug)]
pub(crate) enum Failure {
    /// An error of the libraries.
    Error(Error),
    /// A usage error: message and help.
    Usage(String, String),
}

impl Failure {
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::Error(error) => Exit::of_error(error),
            Self::Usage(..) => Exit::Usage,
        }
    }

    pub(crate) fn problem(&self) -> Problem {
        match self {
            Self::Error(error) => Problem::from(error),
            Self::Usage(message, help) => {
                let error = Error::new(ErrorKind::InvalidInput, message.as_str());
                Problem::from(&error.with_remedy(help.as_str()))
            }
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

impl From<PolicyError> for Failure {
    fn from(error: PolicyError) -> Self {
        Self::Error(error.into())
    }
}
