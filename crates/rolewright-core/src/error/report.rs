//! Errors as data, for JSON reports and standard error.

use serde::{Deserialize, Serialize};

use super::{Error, ErrorKind, Wait};
use crate::remedy::Remedy;

/// Format version of all JSON output. The major part increases with incompatible changes.
pub const FORMAT_VERSION: &str = "1.0";

/// The JSON object for an error.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
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
    /// Creates the report of an error that ends a program with this exit code.
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
#[non_exhaustive]
pub struct Problem {
    /// Error kind, for example `permission_denied`.
    pub kind: ErrorKind,
    /// Message with operation, resource and cause.
    pub message: String,
    /// Recommended action.
    pub remedy: Option<Remedy>,
    /// Error code of the service, if the service returned one.
    pub code: Option<String>,
    /// Request ID, for support cases.
    pub request_id: Option<String>,
    /// Waits before the failure.
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
