//! Explanations: every statement with the first reason why it does not apply.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::decision::{Decision, Layer, Part, StatementRef, Truth, Verdict};
use super::request::Request;
use super::set::{PolicySet, resource_of};
use super::statement::Prepared;
use super::unit::Unit;
use super::wording::{reason, shown};
use crate::model::{Effect, Span};
use crate::text::excerpt;

/// A decision and the evaluation of every statement.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Explanation {
    /// The decision.
    pub decision: Decision,
    /// The requested action.
    pub action: String,
    /// The resource that the decision is for.
    pub resource: String,
    /// All statements, in evaluation order.
    pub statements: Vec<Traced>,
}

/// The evaluation of one statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Traced {
    /// The layer of its policy.
    pub layer: Layer,
    /// The statement.
    pub statement: StatementRef,
    /// Position in the text of its document.
    pub span: Option<Span>,
    /// Whether it denies.
    pub denies: bool,
    /// The outcome.
    pub outcome: TracedOutcome,
    /// The first part that does not match or is undecided.
    pub part: Option<TracedPart>,
    /// The comparison of that part, in words.
    pub reason: Option<String>,
}

/// Outcome of the evaluation of one statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum TracedOutcome {
    /// The statement decides.
    Decides,
    /// The statement applies, but another one decides.
    Fits,
    /// Whether the statement applies is undecided.
    Undecided,
    /// The statement does not apply.
    DoesNotFit,
}

/// A part of a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum TracedPart {
    /// `Action` or `NotAction`.
    Action,
    /// `Resource`.
    Resource,
    /// `Principal`.
    Principal,
    /// `Condition`.
    Condition,
    /// An undocumented key.
    Element,
}

impl PolicySet {
    /// Decides a request and explains every statement. With several resources, the explanation is
    /// for the resource of the decision.
    ///
    /// ```
    /// use rolewright_policy::evaluate::{PolicySet, Request};
    /// use rolewright_policy::{PolicyDocument, Statement};
    ///
    /// let read = PolicyDocument::new([Statement::allow(["oss:Get*"]).on(["*"])]);
    /// let policies = PolicySet::new().identity("demo", &read);
    /// let why = policies.explain(&Request::new("oss:PutObject", "acs:oss:*:1234567890123456:b/o"));
    /// assert!(why.to_string().contains("action oss:PutObject does not match oss:Get*"));
    /// ```
    #[must_use]
    pub fn explain(&self, request: &Request) -> Explanation {
        let decision = self.decide(request);
        let resource = resource_of(request, decision.resource);
        let asked = Prepared::new(request, resource);
        let fixed = [
            &self.session,
            &self.account,
            &self.group,
            &self.bucket,
            &self.trust,
        ];
        let units = self.controls.iter().chain(fixed);
        let statements = units.flat_map(|unit| traced(unit, &asked, &decision));
        Explanation {
            action: request.action.clone(),
            resource: resource.to_owned(),
            statements: statements.collect(),
            decision,
        }
    }
}

fn traced<'u>(
    unit: &'u Unit,
    asked: &'u Prepared<'_>,
    decision: &'u Decision,
) -> impl Iterator<Item = Traced> + 'u {
    unit.statements().map(move |(slot, compiled)| {
        let statement = unit.place(slot);
        let fit = compiled.fit(asked);
        let decides =
            decision.layer == unit.layer && decision.statement.as_ref() == Some(&statement);
        let outcome = match fit.truth {
            Truth::No => TracedOutcome::DoesNotFit,
            _ if decides => TracedOutcome::Decides,
            Truth::Perhaps => TracedOutcome::Undecided,
            Truth::Yes => TracedOutcome::Fits,
        };
        Traced {
            layer: unit.layer,
            statement,
            span: compiled.statement.span(),
            denies: compiled.statement.effect == Effect::Deny,
            outcome,
            part: fit.part.map(TracedPart::from),
            reason: reason(&compiled.statement, fit, asked),
        }
    })
}

impl From<Part> for TracedPart {
    fn from(part: Part) -> Self {
        match part {
            Part::Action => Self::Action,
            Part::Resource => Self::Resource,
            Part::Principal => Self::Principal,
            Part::Test(_) => Self::Condition,
            Part::Element | Part::Version => Self::Element,
        }
    }
}

impl fmt::Display for Traced {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let effect = if self.denies { "Deny" } else { "Allow" };
        write!(f, "{} ({effect}) ", self.statement)?;
        let reason = self.reason.as_deref().unwrap_or_default();
        match self.outcome {
            TracedOutcome::Decides if reason.is_empty() => f.write_str("applies and decides"),
            TracedOutcome::Decides => write!(f, "is treated as applying: {reason}"),
            TracedOutcome::Fits => f.write_str("applies but does not decide"),
            TracedOutcome::Undecided => write!(f, "is undecided: {reason}"),
            TracedOutcome::DoesNotFit => write!(f, "does not apply: {reason}"),
        }
    }
}

impl Explanation {
    /// Returns the decision as a sentence.
    #[must_use]
    pub fn sentence(&self) -> String {
        let Decision {
            verdict,
            layer,
            statement,
            ..
        } = &self.decision;
        let asked = format!("{} on {}", excerpt(&self.action, 80), shown(&self.resource));
        let place = statement
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default();
        match verdict {
            Verdict::Allow => {
                format!("{place} allows {asked} ({layer}), and no statement denies it")
            }
            Verdict::ExplicitDeny => format!("{place} denies {asked} ({layer})"),
            Verdict::ImplicitDeny => format!("no statement allows {asked} ({layer})"),
        }
    }

    /// Returns what the decision does not cover.
    #[must_use]
    pub fn caveat(&self) -> Option<&'static str> {
        let object = self.resource.starts_with("acs:oss:") && self.resource.contains('/');
        (object && self.decision.verdict == Verdict::ImplicitDeny).then_some(
            "ACLs are not evaluated; the ACL of the object or of its bucket may still allow the request",
        )
    }
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}: {}", self.decision.verdict, self.sentence())?;
        if self.decision.is_indeterminate() {
            writeln!(
                f,
                "indeterminate: {} if undecided statements counted in favor of the request",
                self.decision.at_best
            )?;
        }
        for undecided in &self.decision.undecided {
            writeln!(
                f,
                "  depends on {}: {}",
                undecided.statement, undecided.reason
            )?;
        }
        let mut layer = None;
        for traced in &self.statements {
            if layer != Some(traced.layer) {
                writeln!(f, "{}", traced.layer)?;
                layer = Some(traced.layer);
            }
            writeln!(f, "  {traced}")?;
        }
        match self.caveat() {
            Some(caveat) => writeln!(f, "{caveat}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests;
