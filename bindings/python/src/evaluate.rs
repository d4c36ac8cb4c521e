//! The evaluator: whether policies allow what is asked.

use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;
use pyo3::types::{PyDict, PyList, PyString, PyTuple, PyType};
use rolewright::evaluate::{self, Caller, Context, Request, Verdict};
use rolewright::policy;
use serde_json::{Value, json};

use crate::convert::{from_value, gathered, items, to_value, wrong_type};
use crate::error::{invalid, or_raise, unlocked};
use crate::policy::{named_documents, text_of};

/// All policies that have a say over a request: read once, asked as often as wanted.
///
/// Args: `identity` is a document, a list or a dict of name to document; so are `session` and
/// `resource_group`. `control_levels` is a list of such, one for each level. `bucket` and `trust`
/// are one document each. Raises `PolicySyntaxError`.
///
/// >>> policies = PolicySet(PolicyDocument.of(Statement.allow("oss:Get*").on("acs:oss:*:*:b/*")))
/// >>> policies.decide("oss:GetObject", "acs:oss:*:1:b/o").verdict
/// 'Allow'
/// >>> policies.decide_many([("oss:GetObject", "acs:oss:*:1:b/o"), ("oss:PutObject", "x")])
/// ['Allow', 'ImplicitDeny']
#[pyclass(frozen, module = "rolewright")]
pub(crate) struct PolicySet(evaluate::PolicySet);

#[pymethods]
impl PolicySet {
    #[new]
    #[pyo3(signature = (identity=None, *, session=None, resource_group=None, control_levels=None, bucket=None, trust=None))]
    fn new(
        py: Python<'_>,
        identity: Option<&Bound<'_, PyAny>>,
        session: Option<&Bound<'_, PyAny>>,
        resource_group: Option<&Bound<'_, PyAny>>,
        control_levels: Option<&Bound<'_, PyAny>>,
        bucket: Option<&Bound<'_, PyAny>>,
        trust: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let documents = |what: &str, given: Option<&Bound<'_, PyAny>>| {
            given.map_or(Ok(Vec::new()), |given| named_documents(what, given))
        };
        let mut set = evaluate::PolicySet::new();
        for (name, document) in documents("policy", identity)? {
            set = set.identity(&name, &document);
        }
        for (name, document) in documents("session policy", session)? {
            set = set.session(&name, &document);
        }
        for (name, document) in documents("resource group policy", resource_group)? {
            set = set.resource_group(&name, &document);
        }
        if let Some(levels) = control_levels {
            for level in items("control_levels", "levels", levels)? {
                let level = named_documents("control policy", &level)?;
                set = set.control_level(
                    level
                        .iter()
                        .map(|(name, document)| (name.as_str(), document)),
                );
            }
        }
        if let Some(bucket) = bucket {
            let read = policy::BucketPolicy::parse(&text_of("bucket", bucket)?);
            set = set.bucket("the bucket policy", &or_raise(py, read)?);
        }
        if let Some(trust) = trust {
            let read = policy::TrustPolicy::parse(&text_of("trust", trust)?);
            set = set.trust("the trust policy", &or_raise(py, read)?);
        }
        Ok(Self(set))
    }

    /// Decides one request.
    ///
    /// `caller` is an ARN or a service's name; `context` the condition keys that are sent;
    /// with `unknown_context` nothing is known of them.
    ///
    /// >>> policy = PolicyDocument.of(Statement.allow("oss:Get*").on("*"))
    /// >>> PolicySet({"readers": policy}).decide("oss:GetObject", "acs:oss:*:1:b/o").statement
    /// {'policy': 'readers', 'index': 0}
    #[pyo3(signature = (action, resource, *, caller=None, context=None, unknown_context=false))]
    fn decide(
        &self,
        py: Python<'_>,
        action: &str,
        resource: &str,
        caller: Option<&str>,
        context: Option<&Bound<'_, PyDict>>,
        unknown_context: bool,
    ) -> PyResult<Decision> {
        let request = request(py, action, resource, caller, context, unknown_context)?;
        let decision = unlocked(py, || self.0.decide(&request))?;
        Ok(Decision(described(&decision)))
    }

    /// Decides over many pairs of action and resource; the verdicts stand in their order.
    ///
    /// Other threads run meanwhile.
    ///
    /// >>> PolicySet().decide_many([("oss:GetObject", "*")])
    /// ['ImplicitDeny']
    #[pyo3(signature = (requests, *, caller=None, context=None, unknown_context=false))]
    fn decide_many<'py>(
        &self,
        py: Python<'py>,
        requests: &Bound<'py, PyAny>,
        caller: Option<&str>,
        context: Option<&Bound<'_, PyDict>>,
        unknown_context: bool,
    ) -> PyResult<Bound<'py, PyList>> {
        let mut request = request(py, "", "", caller, context, unknown_context)?;
        let pairs = pairs(requests)?;
        let verdicts = unlocked(py, || {
            let mut one = |(action, resource): &(PyBackedStr, PyBackedStr)| {
                request.action.clear();
                request.action.push_str(action);
                if let Some(asked) = request.resources.first_mut() {
                    asked.clear();
                    asked.push_str(resource);
                }
                self.0.decide(&request).verdict
            };
            pairs.iter().map(&mut one).collect::<Vec<_>>()
        })?;
        let word = |verdict: Verdict| PyString::intern(py, word(verdict));
        let words = [Verdict::Allow, Verdict::ExplicitDeny, Verdict::ImplicitDeny].map(word);
        let [allow, explicit, implicit] = &words;
        let answers = verdicts.iter().map(|verdict| match verdict {
            Verdict::Allow => allow,
            Verdict::ExplicitDeny => explicit,
            Verdict::ImplicitDeny => implicit,
        });
        PyList::new(py, answers)
    }

    fn __repr__(&self) -> &'static str {
        "<PolicySet>"
    }
}

fn pairs(requests: &Bound<'_, PyAny>) -> PyResult<Vec<(PyBackedStr, PyBackedStr)>> {
    let pair = |item: &Bound<'_, PyAny>| -> PyResult<(PyBackedStr, PyBackedStr)> {
        let wrong = || wrong_type("`requests` is a list of pairs of str", item);
        let pair = item.cast::<PyTuple>().map_err(|_| wrong())?;
        if pair.len() != 2 {
            return Err(wrong());
        }
        let text = |index: usize| -> PyResult<PyBackedStr> {
            let item = pair.get_borrowed_item(index)?;
            let text = item.cast::<PyString>().map_err(|_| wrong())?;
            text.to_owned().try_into()
        };
        Ok((text(0)?, text(1)?))
    };
    match requests.cast::<PyList>() {
        Ok(list) => list.iter().map(|item| pair(&item)).collect(),
        Err(_) => gathered("requests", "pairs of str", requests, usize::MAX)?
            .iter()
            .map(pair)
            .collect(),
    }
}

fn request(
    py: Python<'_>,
    action: &str,
    resource: &str,
    caller: Option<&str>,
    context: Option<&Bound<'_, PyDict>>,
    unknown_context: bool,
) -> PyResult<Request> {
    let caller = or_raise(py, caller.map(str::parse::<Caller>).transpose())?;
    let context = match context {
        None if unknown_context => Context::unknown(),
        None => Context::default(),
        Some(context) => {
            let Value::Object(keys) = to_value("context", context)? else {
                return Err(wrong_type("`context` is a dict of str to str", context));
            };
            let text = |(key, value): (String, Value)| match value {
                Value::String(text) => Ok((key, text)),
                Value::Bool(_) | Value::Number(_) => Ok((key, value.to_string())),
                _ => Err(wrong_type("`context` is a dict of str to str", context)),
            };
            keys.into_iter()
                .map(text)
                .collect::<PyResult<Vec<_>>>()?
                .into_iter()
                .collect()
        }
    };
    Ok(Request {
        context,
        ..Request::new(action, resource).by(caller.unwrap_or_default())
    })
}

fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Allow => "Allow",
        Verdict::ExplicitDeny => "ExplicitDeny",
        Verdict::ImplicitDeny => "ImplicitDeny",
    }
}

fn described(decision: &evaluate::Decision) -> Value {
    json!({
        "verdict": decision.verdict,
        "at_best": decision.at_best,
        "layer": decision.layer,
        "statement": decision.statement,
        "undecided": decision.undecided,
    })
}

/// An answer, and what it rests on.
///
/// >>> decision = PolicySet().decide("oss:GetObject", "acs:oss:*:1:b/o")
/// >>> decision.verdict, decision.allowed, decision.layer
/// ('ImplicitDeny', False, 'AccountLevelIdentityBasedPolicy')
#[pyclass(frozen, eq, module = "rolewright")]
#[derive(PartialEq)]
pub(crate) struct Decision(Value);

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
    /// `Allow`, `ExplicitDeny` or `ImplicitDeny`; what can't be told counts against the request.
    #[getter]
    fn verdict(&self) -> &str {
        self.word("verdict")
    }

    /// The answer if everything that can't be told counted for the request.
    #[getter]
    fn at_best(&self) -> &str {
        self.word("at_best")
    }

    /// Whether the request goes through.
    #[getter]
    fn allowed(&self) -> bool {
        self.verdict() == "Allow"
    }

    /// The layer that decided, or that should have allowed it.
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

    /// What the answer depends on, as a list of dicts; empty when it doesn't.
    #[getter]
    fn undecided<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.field(py, "undecided")
    }

    /// All of it as a dict.
    ///
    /// >>> PolicySet().decide("oss:GetObject", "*").to_dict()["verdict"]
    /// 'ImplicitDeny'
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        from_value(py, &self.0)
    }

    /// The decision that `to_dict` gave. Raises `InvalidInputError` for what is none.
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
        let whole = known.iter().all(|name| value.get(name).is_some());
        match whole && is_verdict("verdict") && is_verdict("at_best") {
            true => Ok(Self(value)),
            false => Err(invalid(py, "this is no decision")),
        }
    }

    fn __bool__(&self) -> bool {
        self.allowed()
    }

    fn __hash__(&self) -> u64 {
        crate::policy::hash_of(&self.0.to_string())
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
