//! The definition of a check.

use std::time::Duration;

use super::document::Document;
use super::finding::{Findings, Rule, Severity};
use super::options::{Kind, LintOptions};

/// A lint check.
#[derive(Clone, Copy)]
pub struct LintCheck {
    /// Stable id in kebab case.
    pub id: &'static str,
    /// Severity of its findings.
    pub severity: Severity,
    /// Documents that it applies to.
    pub scope: Scope,
    /// What it reports, as a noun phrase.
    pub finds: &'static str,
    /// How to fix a finding.
    pub help: &'static str,
    /// Source of the rule.
    pub source: &'static str,
    /// An example with a finding.
    pub bad: Example,
    /// An example without a finding.
    pub good: Example,
    pub(super) run: fn(&Document<'_>, &mut Findings),
}

impl std::fmt::Debug for LintCheck {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LintCheck")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// The documents that a check applies to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// All documents.
    Any,
    /// All documents except trust policies.
    Policies,
    /// Policies that grant access: those of users, groups and roles.
    Grants,
    /// Trust policies.
    Trust,
}

impl Scope {
    /// Whether the check applies to documents of that kind.
    #[must_use]
    pub fn includes(self, kind: Kind) -> bool {
        match self {
            Self::Any => true,
            Self::Policies => kind != Kind::Trust,
            Self::Grants => kind == Kind::Identity,
            Self::Trust => kind == Kind::Trust,
        }
    }
}

/// An example with or without a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Example {
    /// A whole document.
    Document(&'static str),
    /// The statements of a document.
    Statements(&'static str),
    /// A document of this many bytes.
    Bytes(usize),
}

impl Example {
    /// Returns the example as a document.
    #[must_use]
    pub fn document(&self) -> String {
        let around = |statements: &str| format!(r#"{{"Version":"1","Statement":[{statements}]}}"#);
        match self {
            Self::Document(text) => (*text).to_owned(),
            Self::Statements(text) => around(text),
            Self::Bytes(bytes) => {
                let with = |name: &str| {
                    around(&format!(
                        r#"{{"Effect":"Allow","Action":"oss:GetObject","Resource":"acs:oss:*:*:my-images/{name}"}}"#
                    ))
                };
                with(&"x".repeat(bytes.saturating_sub(with("").len())))
            }
        }
    }
}

/// Options for the examples: account 1234567890123456, the year 2026, attached to a resource group.
pub(super) fn example_options(check: &LintCheck) -> LintOptions {
    const YEAR_2026: Duration = Duration::from_secs(1_767_225_600);
    LintOptions {
        kind: Some(match check.scope {
            Scope::Trust => Kind::Trust,
            _ => Kind::Identity,
        }),
        account: "1234567890123456".parse().ok(),
        now: Some(YEAR_2026),
        for_resource_group: true,
        ..Default::default()
    }
}

impl LintCheck {
    /// Returns the options with which its examples are checked.
    #[must_use]
    pub fn example_options(&self) -> LintOptions {
        example_options(self)
    }

    /// The data that its findings share.
    pub(super) fn rule(&self) -> Rule {
        Rule {
            id: self.id,
            severity: self.severity,
            help: self.help,
        }
    }
}
