//! What `policy fmt` and `policy diff` say: plain data, from which the schemas are made.

use rolewright::policy::DocumentChange;
use rolewright::setup::FORMAT_VERSION;
use schemars::JsonSchema;
use serde::Serialize;

/// The JSON object that `policy fmt` prints.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct PolicyFmt {
    /// The version of the format.
    pub format_version: String,
    /// Always `policy_fmt`.
    pub kind: String,
    /// The files, as they were named.
    pub files: Vec<PolicyFile>,
}

/// One document that was brought into form.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct PolicyFile {
    /// The file as it was named; `-` is standard input.
    pub file: String,
    /// Whether it was in form, byte by byte.
    pub in_form: bool,
    /// Whether it was rewritten.
    pub written: bool,
    /// What RAM counts: the size of the compact form, in bytes.
    pub bytes: usize,
    /// The document in form.
    pub document: String,
}

impl PolicyFmt {
    pub(crate) fn new(files: Vec<PolicyFile>) -> Self {
        Self {
            format_version: FORMAT_VERSION.to_owned(),
            kind: "policy_fmt".to_owned(),
            files,
        }
    }
}

/// The JSON object that `policy diff` prints.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct PolicyDiff {
    /// The version of the format.
    pub format_version: String,
    /// Always `policy_diff`.
    pub kind: String,
    /// Whether both documents say the same.
    pub equal: bool,
    /// What makes the new document of the old one.
    pub changes: Vec<DocumentChange>,
}

impl PolicyDiff {
    pub(crate) fn new(changes: Vec<DocumentChange>) -> Self {
        Self {
            format_version: FORMAT_VERSION.to_owned(),
            kind: "policy_diff".to_owned(),
            equal: changes.is_empty(),
            changes,
        }
    }
}
