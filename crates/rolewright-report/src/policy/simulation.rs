//! The answer of `policy simulate`.

use rolewright_core::evaluate::{Explanation, Layer, StatementRef, Traced, Undecided, Verdict};
use rolewright_core::setup::FORMAT_VERSION;
use serde::Serialize;

/// The JSON object that `policy simulate` prints.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PolicySimulation {
    /// The version of the format.
    pub format_version: String,
    /// Always `policy_simulation`.
    pub kind: String,
    /// The action that was asked for.
    pub action: String,
    /// The resource that the answer is about.
    pub resource: String,
    /// The answer; what can't be decided counts against the request.
    pub verdict: Verdict,
    /// The answer if what can't be decided counted for the request.
    pub at_best: Verdict,
    /// Whether the answer depends on what can't be decided.
    pub indeterminate: bool,
    /// The layer that decided, or that should have allowed it.
    pub layer: Layer,
    /// The statement that decided; none for an implicit deny.
    pub statement: Option<StatementRef>,
    /// What the answer depends on.
    pub undecided: Vec<Undecided>,
    /// Every statement, with what came of it.
    pub statements: Vec<Traced>,
    /// What the answer does not cover.
    pub caveat: Option<String>,
}

impl From<Explanation> for PolicySimulation {
    fn from(why: Explanation) -> Self {
        let caveat = why.caveat().map(str::to_owned);
        Self {
            format_version: FORMAT_VERSION.to_owned(),
            kind: "policy_simulation".to_owned(),
            action: why.action,
            resource: why.resource,
            verdict: why.decision.verdict,
            at_best: why.decision.at_best,
            indeterminate: why.decision.is_indeterminate(),
            layer: why.decision.layer,
            statement: why.decision.statement,
            undecided: why.decision.undecided,
            statements: why.statements,
            caveat,
        }
    }
}
