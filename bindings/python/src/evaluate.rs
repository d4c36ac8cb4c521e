//! The evaluator.

use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;
use pyo3::types::{PyDict, PyList, PyString};
use rolewright::evaluate::{self, Rules, Verdict};
use rolewright::policy::PolicyError;
use rolewright_report::policy::PolicySimulation;
use serde_json::Value;

use crate::convert::{hash_of, one_or_more, parse_json, to_python};
use crate::decision::{Decision, described};
use crate::error::{or_raise, unlocked};
use crate::policy_set::{PolicySetBuilder, missing_key};
use crate::request::{pairs, request};

/// The policies that apply to a request, parsed once for any number of decisions.
///
/// Args: `identity`, `session` and `resource_group` are a document, a list, or a dict of name to
/// document. `control_levels` is a list of those, one per level. `bucket` and `trust` are one
/// document each. The other arguments select how undocumented cases are evaluated:
/// `missing_key_negated` is the result of a negated operator for a missing key (`undecided`,
/// `holds` or `fails`); with `wildcards_in_string_equals`, `*` and `?` are wildcards in string equality too;
/// with `resource_group_deny_wins`, a Deny for a resource group overrides an Allow for the account.
/// Raises `PolicySyntaxError`.
///
/// >>> policies = PolicySet(PolicyDocument.of(Statement.allow("oss:Get*").on("acs:oss:*:*:b/*")))
/// >>> policies.decide("oss:GetObject", "acs:oss:*:1:b/o").verdict
/// 'Allow'
/// >>> o = "acs:oss:*:1:b/o"
/// >>> policies.decide_many([("oss:GetObject", o), ("oss:PutObject", o)])
/// ['Allow', 'ImplicitDeny']
#[pyclass(frozen, module = "rolewright")]
pub(crate) struct PolicySet {
    set: evaluate::PolicySet,
    /// The arguments as JSON, with every document as text, for pickling.
    arguments: String,
}

#[pymethods]
impl PolicySet {
    #[new]
    #[pyo3(signature = (
        identity=None, *, session=None, resource_group=None, control_levels=None, bucket=None, trust=None,
        missing_key_negated="undecided", wildcards_in_string_equals=false, resource_group_deny_wins=false,
    ))]
    #[allow(
        clippy::too_many_arguments,
        reason = "all but the first are keyword arguments"
    )]
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
            missing_key_negated: missing_key(py, missing_key_negated)?,
            wildcards_in_string_equals,
            resource_group_deny_wins,
            ..Default::default()
        };
        let mut made = PolicySetBuilder::new(rules);
        made.keep("missing_key_negated", missing_key_negated);
        made.keep("wildcards_in_string_equals", wildcards_in_string_equals);
        made.keep("resource_group_deny_wins", resource_group_deny_wins);
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
    /// `resource` is one ARN, or a list of which all must be allowed; `caller` is an ARN or the
    /// name of a service; `caller_id` is the caller's id, which bucket policies use; `context` has the
    /// condition keys of the request, which are unknown with `unknown_context`. An action without a
    /// service and a resource that is neither an ARN nor `*` raise an `InvalidInputError`.
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
        or_raise(py, request.check())?;
        let decision = unlocked(py, || self.set.decide(&request))?;
        Ok(Decision(described(&decision)))
    }

    /// Decides one request and explains each statement: the dict that `rolewright policy simulate`
    /// prints as JSON. `explain` returns it as an object.
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
        or_raise(py, request.check())?;
        let why = unlocked(py, || PolicySimulation::from(self.set.explain(&request)))?;
        to_python(py, &why)
    }

    /// Decides many requests, pairs of action and resource; returns the verdicts in their order.
    ///
    /// Releases the GIL.
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
                request.check()?;
                Ok(self.set.decide(&request).verdict)
            };
            pairs
                .iter()
                .map(&mut one)
                .collect::<Result<Vec<_>, PolicyError>>()
        })?;
        let verdicts = or_raise(py, verdicts)?;
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
        // Without the documents, since a shortened one may hide a grant.
        let arguments: Value = serde_json::from_str(&self.arguments).unwrap_or_default();
        let set = arguments.as_object().into_iter().flatten();
        let set = set.filter(|(_, value)| !value.is_null());
        let names: Vec<_> = set.map(|(name, _)| name.as_str()).collect();
        format!("<PolicySet {}>", names.join(" "))
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
