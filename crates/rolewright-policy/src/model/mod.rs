//! The policy language: documents, statements and their parts, read and written without loss.
//!
//! Two documents are equal when they say the same: a text equals a list of that one text,
//! `"Condition": {}` equals none, and neither order nor repetition counts. How a document was
//! written is kept all the same, so that reading and printing gives back every element.

mod bucket_policy;
mod canonical;
mod condition;
mod diff;
mod document;
mod glob;
mod json;
mod list;
mod path;
mod principal;
mod reader;
mod span;
mod statement;
mod tree;
mod trust;
mod wildcard;

pub use bucket_policy::BucketPolicy;

pub use condition::{Condition, ConditionTest, ConditionValue};
pub use diff::{DocumentChange, diff};
pub use document::PolicyDocument;
pub use glob::Glob;
pub use json::Json;
pub use list::List;
pub use principal::{Principal, Principals};
pub(crate) use reader::placeholder;
pub use span::Span;
pub use statement::{ActionPattern, Actions, Effect, ResourcePattern, Statement};
pub(crate) use tree::{Branch, Fault, Field, Tree, tree};
pub use trust::TrustPolicy;
pub use wildcard::Wildcard;

/// The most bytes that a custom policy's document may have.
///
/// The API pages say characters in one place and bytes in another; bytes is the safe reading.
/// Whether white space counts is documented nowhere, so documents are sent in compact form and
/// every byte is counted. Source: model comments of the official Python SDK 1.3.0 and the limits
/// page of December 2025.
pub const POLICY_DOCUMENT_BYTES: usize = 6144;
