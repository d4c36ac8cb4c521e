//! The output of `rolewright version`.

use rolewright::dataset::Dataset;
use serde::{Deserialize, Serialize};

/// The version, and the data about Alibaba Cloud in it.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct VersionInfo {
    /// Version of the format.
    pub format_version: String,
    /// Always `version`.
    pub kind: String,
    /// Version of the program.
    pub version: String,
    /// Data, with the day on which each was last compared with its source.
    pub data: Vec<Dataset>,
}
