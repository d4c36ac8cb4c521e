//! The severity of findings, on the command line.

use clap::ValueEnum;
use rolewright::lint::Severity;
use serde::{Deserialize, Serialize};

/// How much a finding matters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub(crate) enum Level {
    /// It could be said better.
    Suggestion,
    /// It does not do what it seems to.
    Warning,
    /// It lets somebody do more than is good.
    Security,
    /// The service refuses it, or it can't mean anything.
    #[default]
    Error,
}

impl From<Level> for Severity {
    fn from(level: Level) -> Self {
        match level {
            Level::Suggestion => Self::Suggestion,
            Level::Warning => Self::Warning,
            Level::Security => Self::Security,
            Level::Error => Self::Error,
        }
    }
}
