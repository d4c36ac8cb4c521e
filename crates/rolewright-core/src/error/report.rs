//! Errors as data: what a JSON report and an error on standard error hold.

use serde::{Deserialize, Serialize};

use super::{Error, ErrorKind, Wait};
use crate::remedy::Remedy;

/// The format of every JSON output. The part before the point changes when a reader would break.
pub const FORMAT_VERSION: &str = "1.0";

/// The JSON object that an error is written as.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ErrorReport {
    /// Always [`FORMAT_VERSION`].
    pub format_version: String,
    /// Always `error`.
    pub kind: String,
    /// The exit code of the program that failed.
    pub exit_code: u8,
    /// The error.
    pub error: Problem,
}

impl ErrorReport {
    /// An error that ends a program with this exit code.
    #[must_use]
    pub fn new(error: Problem, exit_code: u8) -> Self {
        Self {
            format_version: FORMAT_VERSION.to_owned(),
            kind: "error".to_owned(),
            exit_code,
            error,
        }
    }
}

/// An error as data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Problem {
    /// The error's kind, for example `permission_denied`.
    pub kind: ErrorKind,
    /// What happened, to what, and why.
    pub message: String,
    /// What to do next.
    pub remedy: Option<Remedy>,
    /// The service's code, when it was the service's answer.
    pub code: Option<String>,
    /// The id to name in a support case.
    pub request_id: Option<String>,
    /// Every time that was waited before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waits: Vec<Wait>,
}

impl From<&Error> for Problem {
    fn from(error: &Error) -> Self {
        let service = error.service();
        Self {
            kind: error.kind(),
            message: error.to_string(),
            remedy: error.remedy().cloned(),
            code: error.code().map(str::to_owned),
            request_id: service.and_then(|service| service.request_id.clone()),
            waits: error.waits().to_vec(),
        }
    }
}
