//! The answer: what was decided, where, and what it depends on.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::model::{Effect, Span};

/// The answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Verdict {
    /// A statement allows it and none denies it.
    Allow,
    /// A statement denies it, whatever others allow.
    ExplicitDeny,
    /// Nothing allows it.
    ImplicitDeny,
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

/// Where a policy stands in the order of evaluation, by the names that
/// `DecodeDiagnosticMessage` gives; the resource-based policy of a bucket has none there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Layer {
    /// A level of the resource directory of the account that owns the resource.
    ControlPolicy,
    /// The policy that narrows a session of a role.
    SessionPolicy,
    /// What the caller, its groups or its role have for the whole account.
    AccountLevelIdentityBasedPolicy,
    /// What they have for one resource group.
    ResourceGroupLevelIdentityBasedPolicy,
    /// A bucket policy.
    ResourceBasedPolicy,
    /// The trust policy of the role that is assumed.
    AssumeRolePolicy,
}

impl fmt::Display for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

/// A statement, by its policy's name and its place in it, counted from 0.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StatementRef {
    /// The policy's name.
    pub policy: String,
    /// The statement's index.
    pub index: usize,
}

impl fmt::Display for StatementRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "statement {} of {}", self.index + 1, self.policy)
    }
}

/// A statement of which no page says whether it applies, or not without a key that is not known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Undecided {
    /// The statement.
    pub statement: StatementRef,
    /// Whether it denies: then it was taken as applying, otherwise as not.
    pub denies: bool,
    /// The condition key that the answer depends on, where it is one.
    pub key: Option<String>,
    /// What can't be told.
    pub reason: String,
}

/// An answer, and the statement that it rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The answer. What can't be decided counts against the request: a Deny as applying, an Allow
    /// as not.
    pub verdict: Verdict,
    /// The answer if everything that can't be decided counted for the request. Where it is the
    /// same, nothing depended on it.
    pub at_best: Verdict,
    /// The layer that decided; for an implicit deny, the one that should have allowed it.
    pub layer: Layer,
    /// The statement that decided; none for an implicit deny.
    pub statement: Option<StatementRef>,
    /// Where that statement stands in its document, when that was read from a text.
    pub span: Option<Span>,
    /// Which of the request's resources this is about, counted from 0.
    pub resource: usize,
    /// What the answer depends on, statements that deny in front; empty when it doesn't.
    pub undecided: Vec<Undecided>,
}

impl Decision {
    /// Whether the request goes through.
    #[must_use]
    pub fn is_allowed(&self) -> bool {
        self.verdict == Verdict::Allow
    }

    /// Whether the answer depends on something that can't be told from what is given.
    #[must_use]
    pub fn is_indeterminate(&self) -> bool {
        self.verdict != self.at_best
    }
}

/// Three-valued truth, in order.
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

/// What of a statement a request was compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Action,
    Resource,
    Principal,
    /// The condition's test of that index.
    Test(usize),
    /// A key that the model does not know.
    Element,
}

/// How a statement fits, and the part that keeps it from fitting for sure.
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

    /// Both; of two parts that fit equally badly the first one is named.
    pub(super) fn and(self, part: Part, truth: Truth) -> Self {
        if truth < self.truth {
            let part = Some(part);
            Self { truth, part }
        } else {
            self
        }
    }
}

/// Which way what can't be decided counts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum View {
    Against,
    For,
}

impl View {
    /// Whether a statement that fits so applies.
    pub(super) fn applies(self, effect: Effect, truth: Truth) -> bool {
        match truth {
            Truth::Perhaps => (effect == Effect::Deny) == (self == Self::Against),
            truth => truth == Truth::Yes,
        }
    }
}
