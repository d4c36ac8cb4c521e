//! Policy documents, statements and their parts, parsed and printed without loss.
//!
//! Documents are compared by meaning: a string equals an array of that string, `"Condition": {}`
//! equals no condition, and order and duplicates are ignored. Printing a parsed document still
//! returns every element as written.

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
mod text_forms;
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

/// Quota of a custom policy's document, in bytes.
///
/// The API pages say characters in one place and bytes in another; bytes is the stricter unit.
/// Whether white space counts is not documented, so documents are sent in compact form and every
/// byte is counted. Source: model comments of the official Python SDK 1.3.0 and the limits page of
/// December 2025.
pub const POLICY_DOCUMENT_BYTES: usize = 6144;
