//! Decisions of the evaluator.

use pyo3::prelude::*;
use pyo3::types::PyType;
use rolewright::evaluate::{self, Verdict};
use serde_json::{Value, json};

use crate::convert::{from_value, to_value};
use crate::error::invalid;

pub(crate) fn described(decision: &evaluate::Decision) -> Value {
    json!({
        "verdict": decision.verdict,
        "at_best": decision.at_best,
        "layer": decision.layer,
        "statement": decision.statement,
        "undecided": decision.undecided,
    })
}

/// A decision of the evaluator, and what it is based on.
///
/// >>> decision = PolicySet().decide("oss:GetObject", "acs:oss:*:1:b/o")
/// >>> decision.verdict, decision.allowed, decision.layer
/// ('ImplicitDeny', False, 'AccountLevelIdentityBasedPolicy')
#[pyclass(frozen, eq, module = "rolewright")]
#[derive(PartialEq)]
pub(crate) struct Decision(pub(crate) Value);

impl Decision {
    fn word(&self, name: &str) -> &str {
        self.0.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    fn field<'py>(&self, py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyAny>> {
        from_value(py, self.0.get(name).unwrap_or(&Value::Null))
    }
}

#[pymethods]
impl Decision {
    /// `Allow`, `ExplicitDeny` or `ImplicitDeny`; unknown conditions count against the request.
    #[getter]
    fn verdict(&self) -> &str {
        self.word("verdict")
    }

    /// The verdict if unknown conditions counted for the request.
    #[getter]
    fn at_best(&self) -> &str {
        self.word("at_best")
    }

    /// Whether the request is allowed.
    #[getter]
    fn allowed(&self) -> bool {
        self.verdict() == "Allow"
    }

    /// The layer that decided, or that lacks an allow statement.
    #[getter]
    fn layer(&self) -> &str {
        self.word("layer")
    }

    /// The statement that decided, as a dict with `policy` and `index`, counted from 0; None for
    /// an implicit deny.
    #[getter]
    fn statement<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.field(py, "statement")
    }

    /// The unknown conditions that the verdict depends on, as a list of dicts.
    #[getter]
    fn undecided<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.field(py, "undecided")
    }

    /// Returns the decision as a dict.
    ///
    /// >>> PolicySet().decide("oss:GetObject", "*").to_dict()["verdict"]
    /// 'ImplicitDeny'
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        from_value(py, &self.0)
    }

    /// Creates a decision from `to_dict`. Raises `InvalidInputError` for an invalid one.
    ///
    /// >>> decision = PolicySet().decide("oss:GetObject", "*")
    /// >>> Decision.from_dict(decision.to_dict()) == decision
    /// True
    #[classmethod]
    fn from_dict(
        _class: &Bound<'_, PyType>,
        py: Python<'_>,
        value: &Bound<'_, PyAny>,
    ) -> PyResult<Self> {
        let value = to_value("value", value)?;
        let known = ["verdict", "at_best", "layer", "statement", "undecided"];
        let is_verdict = |name: &str| {
            let verdict = value.get(name).cloned().unwrap_or_default();
            serde_json::from_value::<Verdict>(verdict).is_ok()
        };
        let complete = known.iter().all(|name| value.get(name).is_some());
        if complete && is_verdict("verdict") && is_verdict("at_best") {
            Ok(Self(value))
        } else {
            Err(invalid(py, "not a decision"))
        }
    }

    fn __bool__(&self) -> bool {
        self.allowed()
    }

    fn __hash__(&self) -> u64 {
        crate::convert::hash_of(&self.0.to_string())
    }

    fn __repr__(&self) -> String {
        format!("<Decision {} by {}>", self.verdict(), self.layer())
    }

    fn __reduce__<'py>(
        slf: &Bound<'py, Self>,
    ) -> PyResult<(Bound<'py, PyAny>, (Bound<'py, PyAny>,))> {
        let make = slf.get_type().getattr("from_dict")?;
        Ok((make, (slf.get().to_dict(slf.py())?,)))
    }
}
