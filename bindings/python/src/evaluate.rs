//! The evaluator: whether policies allow what is asked.

use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;
use pyo3::types::{PyDict, PyList, PyString};
use rolewright::evaluate::{self, Rules, Verdict};
use rolewright_report::policy::PolicySimulation;
use serde_json::Value;

use crate::asked::{pairs, request};
use crate::convert::{hash_of, one_or_more, parse_json, to_python};
use crate::decision::{Decision, described};
use crate::error::unlocked;
use crate::making::{Making, reading};

/// All policies that have a say over a request: read once, asked as often as wanted.
///
/// Args: `identity` is a document, a list or a dict of name to document; so are `session` and
/// `resource_group`. `control_levels` is a list of such, one for each level. `bucket` and `trust`
/// are one document each. What the pages leave open is read as they last said: `missing_key_negated`
/// is what a negated operator says of a key that is not sent, `undecided`, `holds` or `fails`;
/// `wildcards_in_string_equals` lets `*` and `?` count in string equality too;
/// `resource_group_deny_wins` lets a Deny for a resource group beat an Allow for the account. Raises
/// `PolicySyntaxError`.
///
/// >>> policies = PolicySet(PolicyDocument.of(Statement.allow("oss:Get*").on("acs:oss:*:*:b/*")))
/// >>> policies.decide("oss:GetObject", "acs:oss:*:1:b/o").verdict
/// 'Allow'
/// >>> policies.decide_many([("oss:GetObject", "acs:oss:*:1:b/o"), ("oss:PutObject", "x")])
/// ['Allow', 'ImplicitDeny']
#[pyclass(frozen, module = "rolewright")]
pub(crate) struct PolicySet {
    set: evaluate::PolicySet,
    /// The arguments that it is made of as JSON, with every document as text.
    arguments: String,
}

#[pymethods]
impl PolicySet {
    #[new]
    #[pyo3(signature = (
        identity=None, *, session=None, resource_group=None, control_levels=None, bucket=None, trust=None,
        missing_key_negated="undecided", wildcards_in_string_equals=false, resource_group_deny_wins=false,
    ))]
    #[allow(clippy::too_many_arguments, reason = "all are keywords but the first")]
    fn new(
        py: Python<'_>,
        identity: Option<&Bound<'_, PyAny>>,
        session: Option<&Bound<'_, PyAny>>,
        resource_group: Option<&Bound<'_, PyAny>>,
        control_levels: Option<&Bound<'_, PyAny>>,
        bucket: Option<&Bound<'_, PyAny>>,
        trust: Option<&Bound<'_, PyAny>>,
        missing_key_negated: &str,
        wildcards_in_string_equals: bool,
        resource_group_deny_wins: bool,
    ) -> PyResult<Self> {
        let rules = Rules {
            missing_key_negated: reading(py, missing_key_negated)?,
            wildcards_in_string_equals,
            resource_group_deny_wins,
        };
        let mut made = Making::new(rules);
        made.say("missing_key_negated", missing_key_negated);
        made.say("wildcards_in_string_equals", wildcards_in_string_equals);
        made.say("resource_group_deny_wins", resource_group_deny_wins);
        made.identity(identity)?;
        made.session(session)?;
        made.resource_group(resource_group)?;
        made.control_levels(control_levels)?;
        made.bucket(bucket)?;
        made.trust(trust)?;
        Ok(Self {
            arguments: Value::Object(made.arguments).to_string(),
            set: made.set,
        })
    }

    /// Decides one request.
    ///
    /// `resource` is one, or a list of which all must be allowed; `caller` an ARN or a service's
    /// name, `caller_id` its id, as bucket policies name it; `context` the condition keys that are
    /// sent; with `unknown_context` nothing is known of them.
    ///
    /// >>> policy = PolicyDocument.of(Statement.allow("oss:Get*").on("*"))
    /// >>> PolicySet({"readers": policy}).decide("oss:GetObject", "acs:oss:*:1:b/o").statement
    /// {'policy': 'readers', 'index': 0}
    #[pyo3(signature = (
        action, resource, *, caller=None, caller_id=None, context=None, unknown_context=false,
    ))]
    #[allow(clippy::too_many_arguments, reason = "most are keywords")]
    fn decide(
        &self,
        py: Python<'_>,
        action: &str,
        resource: &Bound<'_, PyAny>,
        caller: Option<&str>,
        caller_id: Option<String>,
        context: Option<&Bound<'_, PyDict>>,
        unknown_context: bool,
    ) -> PyResult<Decision> {
        let resources = one_or_more("resource", resource)?;
        let request = request(
            py,
            action,
            resources,
            (caller, caller_id),
            context,
            unknown_context,
        )?;
        let decision = unlocked(py, || self.set.decide(&request))?;
        Ok(Decision(described(&decision)))
    }

    /// Decides one request, and says of every statement what came of it and which part did not fit:
    /// the dict that `rolewright policy simulate` prints as JSON. `explain` makes an object of it.
    ///
    /// Args are those of `decide`.
    ///
    /// >>> policies = PolicySet(PolicyDocument.of(Statement.allow("oss:Get*").on("*")))
    /// >>> policies.explain("oss:PutObject", "*")["statements"][0]["reason"]
    /// 'action oss:PutObject does not match oss:Get*'
    #[pyo3(signature = (
        action, resource, *, caller=None, caller_id=None, context=None, unknown_context=false,
    ))]
    #[allow(clippy::too_many_arguments, reason = "most are keywords")]
    fn explain<'py>(
        &self,
        py: Python<'py>,
        action: &str,
        resource: &Bound<'_, PyAny>,
        caller: Option<&str>,
        caller_id: Option<String>,
        context: Option<&Bound<'_, PyDict>>,
        unknown_context: bool,
    ) -> PyResult<Bound<'py, PyAny>> {
        let resources = one_or_more("resource", resource)?;
        let request = request(
            py,
            action,
            resources,
            (caller, caller_id),
            context,
            unknown_context,
        )?;
        let why = unlocked(py, || PolicySimulation::from(self.set.explain(&request)))?;
        to_python(py, &why)
    }

    /// Decides over many pairs of action and resource; the verdicts stand in their order.
    ///
    /// Other threads run meanwhile.
    ///
    /// >>> PolicySet().decide_many([("oss:GetObject", "*")])
    /// ['ImplicitDeny']
    #[pyo3(signature = (
        requests, *, caller=None, caller_id=None, context=None, unknown_context=false,
    ))]
    fn decide_many<'py>(
        &self,
        py: Python<'py>,
        requests: &Bound<'py, PyAny>,
        caller: Option<&str>,
        caller_id: Option<String>,
        context: Option<&Bound<'_, PyDict>>,
        unknown_context: bool,
    ) -> PyResult<Bound<'py, PyList>> {
        let caller = (caller, caller_id);
        let mut request = request(
            py,
            "",
            vec![String::new()],
            caller,
            context,
            unknown_context,
        )?;
        let pairs = pairs(requests)?;
        let verdicts = unlocked(py, || {
            let mut one = |(action, resource): &(PyBackedStr, PyBackedStr)| {
                request.action.clear();
                request.action.push_str(action);
                if let Some(asked) = request.resources.first_mut() {
                    asked.clear();
                    asked.push_str(resource);
                }
                self.set.decide(&request).verdict
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

    fn __eq__(&self, other: &Bound<'_, PyAny>) -> bool {
        let other = other.cast::<Self>();
        other.is_ok_and(|other| other.get().arguments == self.arguments)
    }

    fn __hash__(&self) -> u64 {
        hash_of(&self.arguments)
    }

    fn __repr__(&self) -> String {
        let shown = rolewright::text::excerpt(&self.arguments, 200);
        format!("<PolicySet {shown}>")
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, ())> {
        let py = slf.py();
        let arguments = parse_json(py, slf.get().arguments.as_bytes())?.cast_into::<PyDict>()?;
        let partial = py.import("functools")?.getattr("partial")?;
        Ok((partial.call((slf.get_type(),), Some(&arguments))?, ()))
    }
}

fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Allow => "Allow",
        Verdict::ExplicitDeny => "ExplicitDeny",
        Verdict::ImplicitDeny => "ImplicitDeny",
    }
}
