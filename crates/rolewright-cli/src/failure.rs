//! Why a command ended without a result.

use rolewright::Error;
use rolewright::policy::PolicyError;
use rolewright::setup::Problem;

use crate::exit::Exit;

/// Why a command ended without a result.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Something failed.
    Error(Error),
    /// The command line lacks something.
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
            Self::Usage(message, help) => Problem {
                kind: "invalid_input".into(),
                message: message.clone(),
                help: Some(help.clone()),
                code: None,
                request_id: None,
                waits: Vec::new(),
            },
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
