//! The result of `policy simulate`.

use rolewright_core::evaluate::{Explanation, Layer, StatementRef, Traced, Undecided, Verdict};
use rolewright_core::setup::FORMAT_VERSION;
use serde::Serialize;

/// The JSON object that `policy simulate` prints.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct PolicySimulation {
    /// The version of the format.
    pub format_version: String,
    /// Always `policy_simulation`.
    pub kind: String,
    /// The requested action.
    pub action: String,
    /// The resource of the decision.
    pub resource: String,
    /// The decision; undecided parts count against the request.
    pub verdict: Verdict,
    /// The decision if undecided parts counted for the request.
    pub at_best: Verdict,
    /// Whether the decision depends on undecided parts.
    pub indeterminate: bool,
    /// The layer that decided, or that lacks an Allow.
    pub layer: Layer,
    /// The deciding statement; none for an implicit deny.
    pub statement: Option<StatementRef>,
    /// The undecided parts.
    pub undecided: Vec<Undecided>,
    /// Each statement with its result.
    pub statements: Vec<Traced>,
    /// The limits of the decision.
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
