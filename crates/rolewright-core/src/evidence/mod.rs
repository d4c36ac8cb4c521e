//! Redacted requests and answers of a diagnosis, for bug reports.
//!
//! A report shows what was called, which fields the answer had, and the form of their values. A value
//! itself is shown only where its field has a fixed vocabulary, such as an error code or a region; any
//! other one is a number, `<3>`, which is the same for equal values in the whole report. So an account id, a
//! name, a document, a message and a secret are never in it, but whether two values are equal is.

mod body;
mod public;
mod recorder;
#[cfg(test)]
mod tests;
mod values;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ErrorKind;

pub use recorder::{EvidenceRecorder, Recording};

/// A request and its answer or error, as a transport hands them to
/// [`EvidenceRecorder::record`].
#[derive(Clone, Debug)]
pub struct Exchanged<'a> {
    /// Service, for example `ram`.
    pub service: &'a str,
    /// Operation, for example `GetRole`.
    pub action: &'a str,
    /// Number of the attempt, from 1.
    pub attempt: u32,
    /// HTTP method.
    pub method: &'a str,
    /// Scheme, host and port, if they are public: an official endpoint, or this machine.
    pub endpoint: Option<&'a str>,
    /// Parameters by name.
    pub parameters: &'a [(String, String)],
    /// When the request was sent, on the clock that the provider sleeps by.
    pub began: std::time::Duration,
    /// The time to the end of the answer.
    pub took: std::time::Duration,
    /// The answer, or why there is none.
    pub answer: Result<Answered<'a>, ErrorKind>,
}

/// An answer of any HTTP status.
#[derive(Clone, Copy, Debug)]
pub struct Answered<'a> {
    /// HTTP status.
    pub status: u16,
    /// Request id in a header, if any; else that of the body is used.
    pub request_id: Option<&'a str>,
    /// The whole body.
    pub body: &'a [u8],
}

/// The redacted requests and answers of a diagnosis.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct EvidenceReport {
    /// Always [`FORMAT_VERSION`](crate::setup::FORMAT_VERSION).
    pub format_version: String,
    /// Always `evidence`.
    pub kind: String,
    /// Version of rolewright.
    pub version: String,
    /// Whether all endpoints are on this machine, as those of an emulator.
    pub simulated: bool,
    /// Requests, in the order of their answers; each attempt is one.
    pub exchanges: Vec<EvidenceExchange>,
    /// Number of further requests, beyond the first 1,000.
    pub omitted: usize,
    /// Form of each value that is shown as a number; the first is 1.
    pub values: Vec<EvidenceValue>,
}

/// A redacted request, with its answer or the kind of its error.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct EvidenceExchange {
    /// Service: `ram`, `sts`, `cr`, `oss` or `resourcedirectorymaster`.
    pub service: String,
    /// Operation; `ping` for the unsigned request with which an endpoint is checked.
    pub action: String,
    /// Number of the attempt, from 1.
    pub attempt: u32,
    /// HTTP method.
    pub method: String,
    /// Endpoint; `None` if it is neither official nor on this machine.
    pub endpoint: Option<String>,
    /// Milliseconds from the first request of the report.
    pub started_milliseconds: u64,
    /// Milliseconds to the end of the answer.
    pub milliseconds: u64,
    /// Parameters.
    pub parameters: BTreeMap<String, String>,
    /// Answer; `None` if there was none.
    pub answer: Option<EvidenceAnswer>,
    /// Kind of the error of the connection.
    pub failure: Option<ErrorKind>,
}

/// A redacted answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct EvidenceAnswer {
    /// HTTP status.
    pub status: u16,
    /// Error code, or the code that some services return with each answer.
    pub code: Option<String>,
    /// Request id.
    pub request_id: Option<String>,
    /// Format of the body.
    pub format: BodyFormat,
    /// Length of the body.
    pub bytes: usize,
    /// Fields by path, for example `Role.RoleName` or `Policies.Policy[0].PolicyType`.
    pub fields: BTreeMap<String, String>,
    /// Number of further fields, beyond the first 300.
    pub omitted: usize,
}

/// The format of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum BodyFormat {
    /// No body.
    Empty,
    /// JSON.
    Json,
    /// XML.
    Xml,
    /// Anything else; it is not shown.
    Other,
}

/// The form of a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct EvidenceValue {
    /// Number that is shown instead of the value.
    pub id: usize,
    /// Form.
    pub form: ValueForm,
    /// Length.
    pub bytes: usize,
    /// Another value that differs from it only in letter case.
    pub same_letters_as: Option<usize>,
    /// For a policy document: its outline.
    pub document: Option<DocumentOutline>,
}

/// The form of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ValueForm {
    /// No characters.
    Empty,
    /// Decimal digits.
    Digits,
    /// A name without upper-case letters: letters, digits, `.`, `_` and `-`.
    LowerCaseName,
    /// A name: letters, digits, `.`, `_` and `-`.
    Name,
    /// A date and time in the format of ISO 8601.
    Date,
    /// A policy document.
    Document,
    /// Any other text.
    Text,
}

/// The outline of a policy document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct DocumentOutline {
    /// Number of statements.
    pub statements: usize,
    /// Whether there is white space between the elements.
    pub white_space: bool,
    /// Who is trusted: the kinds of principals, with the names of Alibaba Cloud's services.
    pub principals: Vec<String>,
}
