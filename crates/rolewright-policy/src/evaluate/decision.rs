//! Decisions: the verdict, its origin, and what it depends on.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::model::{Effect, Span};

/// Verdict on a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Verdict {
    /// A statement allows the request and none denies it.
    Allow,
    /// A statement denies the request; no Allow can override it.
    ExplicitDeny,
    /// No statement allows the request.
    ImplicitDeny,
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

/// Layer of a policy in the order of evaluation, named as in `DecodeDiagnosticMessage`;
/// `ResourceBasedPolicy` is not used there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Layer {
    /// Control policies of one level of the resource directory of the account that owns the
    /// resource.
    ControlPolicy,
    /// The session policy.
    SessionPolicy,
    /// Policies attached to the caller, its groups or its role at account level.
    AccountLevelIdentityBasedPolicy,
    /// Policies attached to them for one resource group.
    ResourceGroupLevelIdentityBasedPolicy,
    /// The bucket policy.
    ResourceBasedPolicy,
    /// The trust policy of the assumed role.
    AssumeRolePolicy,
}

impl fmt::Display for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

/// Reference to a statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct StatementRef {
    /// Name of the policy.
    pub policy: String,
    /// Index of the statement, counted from 0.
    pub index: usize,
}

impl StatementRef {
    /// Creates a reference to a statement of a policy, counted from 0.
    #[must_use]
    pub fn new(policy: impl Into<String>, index: usize) -> Self {
        let policy = policy.into();
        Self { policy, index }
    }
}

impl fmt::Display for StatementRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "statement {} of {}", self.index + 1, self.policy)
    }
}

/// A statement that can't be decided: the rule is not documented, or a condition key is unknown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Undecided {
    /// The statement.
    pub statement: StatementRef,
    /// Whether it denies. An undecided Deny is treated as applying, an undecided Allow is not.
    pub denies: bool,
    /// The condition key that it depends on, if any.
    pub key: Option<String>,
    /// Why it can't be decided.
    pub reason: String,
}

/// A verdict and the statement that decided it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Decision {
    /// The verdict. Undecided statements count against the request: a Deny applies, an Allow does
    /// not.
    pub verdict: Verdict,
    /// The verdict if all undecided statements counted in favor of the request. If it equals
    /// `verdict`, nothing depends on them.
    pub at_best: Verdict,
    /// The layer that decided; for an implicit deny, the layer that did not allow it.
    pub layer: Layer,
    /// The deciding statement; none for an implicit deny.
    pub statement: Option<StatementRef>,
    /// Position of that statement in its document, when parsed from text.
    pub span: Option<Span>,
    /// Index of the request's resource that this decision is for, counted from 0.
    pub resource: usize,
    /// Undecided statements that the verdict depends on, Deny statements first.
    pub undecided: Vec<Undecided>,
}

impl Decision {
    /// Whether the request is allowed.
    #[must_use]
    pub fn is_allowed(&self) -> bool {
        self.verdict == Verdict::Allow
    }

    /// Whether the verdict depends on undecided statements.
    #[must_use]
    pub fn is_indeterminate(&self) -> bool {
        self.verdict != self.at_best
    }
}

/// Three-valued truth, ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Truth {
    No,
    Perhaps,
    Yes,
}

impl Truth {
    pub(super) fn of(holds: bool) -> Self {
        if holds { Self::Yes } else { Self::No }
    }

    pub(super) fn and(self, other: Self) -> Self {
        self.min(other)
    }

    pub(super) fn negated(self) -> Self {
        match self {
            Self::No => Self::Yes,
            Self::Perhaps => Self::Perhaps,
            Self::Yes => Self::No,
        }
    }
}

/// A part of a statement that a request is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Action,
    Resource,
    Principal,
    /// The test with that index.
    Test(usize),
    /// An unknown key.
    Element,
    /// The version of the document.
    Version,
}

/// Whether a statement applies, and the first part that prevents it or is undecided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fit {
    pub(super) truth: Truth,
    pub(super) part: Option<Part>,
}

impl Fit {
    pub(super) const YES: Self = Self {
        truth: Truth::Yes,
        part: None,
    };

    /// Combines both; of two equal parts the first is kept.
    pub(super) fn and(self, part: Part, truth: Truth) -> Self {
        if truth < self.truth {
            let part = Some(part);
            Self { truth, part }
        } else {
            self
        }
    }
}

/// How undecided statements count.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum View {
    Against,
    For,
}

impl View {
    /// Whether a statement with this truth applies.
    pub(super) fn applies(self, effect: Effect, truth: Truth) -> bool {
        match truth {
            Truth::Perhaps => (effect == Effect::Deny) == (self == Self::Against),
            truth => truth == Truth::Yes,
        }
    }
}
