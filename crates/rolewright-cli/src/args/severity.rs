//! The severity of findings, on the command line.

use clap::ValueEnum;
use rolewright::lint::Severity;
use rolewright::setup;
use serde::{Deserialize, Serialize};

/// The severity of a finding.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub(crate) enum Level {
    /// Style.
    Suggestion,
    /// No effect.
    Warning,
    /// Over-permissive.
    Security,
    /// Invalid.
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

/// The level of an observation of `plan`, `verify` and `drift`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub(crate) enum FindingLevel {
    /// Notes and warnings.
    Info,
    /// Warnings.
    Warning,
}

impl From<FindingLevel> for setup::Level {
    fn from(level: FindingLevel) -> Self {
        match level {
            FindingLevel::Info => Self::Info,
            FindingLevel::Warning => Self::Warning,
        }
    }
}
