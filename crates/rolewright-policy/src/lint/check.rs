//! One check.

use std::time::Duration;

use super::document::Document;
use super::finding::{Findings, Rule, Severity};
use super::options::{Kind, Options};

/// One check.
#[derive(Clone, Copy)]
pub struct Check {
    /// A short name in kebab case, which stays.
    pub id: &'static str,
    /// How much its findings matter.
    pub severity: Severity,
    /// Which documents it looks at.
    pub scope: Scope,
    /// What it finds.
    pub finds: &'static str,
    /// What to do about it.
    pub help: &'static str,
    /// Where the rule comes from.
    pub source: &'static str,
    /// Something that it finds.
    pub bad: Example,
    /// Something that it does not find.
    pub good: Example,
    pub(super) run: fn(&Document<'_>, &mut Findings),
}

impl std::fmt::Debug for Check {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Check")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// Which documents a check looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// All.
    Any,
    /// All but trust policies.
    Policies,
    /// Policies that grant: those of users, groups and roles.
    Grants,
    /// Trust policies.
    Trust,
}

impl Scope {
    /// Whether a document of that kind is looked at.
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

/// An example of what a check finds, or does not find.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Example {
    /// A whole document.
    Document(&'static str),
    /// The statements of a document.
    Statements(&'static str),
    /// A document that holds so many bytes.
    Bytes(usize),
}

impl Example {
    /// The example as a document.
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

/// What the examples are judged with: account 1234567890123456, the year 2026, and to be attached
/// for a resource group.
pub(super) fn example_options(check: &Check) -> Options {
    const YEAR_2026: Duration = Duration::from_secs(1_767_225_600);
    Options {
        kind: Some(match check.scope {
            Scope::Trust => Kind::Trust,
            _ => Kind::Identity,
        }),
        account: "1234567890123456".parse().ok(),
        now: Some(YEAR_2026),
        for_resource_group: true,
        quota: None,
        older_forms: None,
    }
}

impl Check {
    /// What its examples are judged with.
    #[must_use]
    pub fn example_options(&self) -> Options {
        example_options(self)
    }

    /// What its findings carry.
    pub(super) fn rule(&self) -> Rule {
        Rule {
            id: self.id,
            severity: self.severity,
            help: self.help,
        }
    }
}
