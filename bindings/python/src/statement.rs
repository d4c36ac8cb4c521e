//! Statements of policy documents.

use pyo3::prelude::*;
use rolewright::policy::{self, Principal};

use crate::convert::{hash_of, one_or_more, to_value};
use crate::error::{invalid, or_raise};

/// The principals of each kind: one name, or a list.
pub(crate) fn principals(
    service: Option<&Bound<'_, PyAny>>,
    ram: Option<&Bound<'_, PyAny>>,
    federated: Option<&Bound<'_, PyAny>>,
) -> PyResult<Vec<Principal>> {
    type Kind = fn(String) -> Principal;
    let kinds: [(&str, Option<&Bound<'_, PyAny>>, Kind); 3] = [
        ("Service", service, Principal::Service),
        ("RAM", ram, Principal::Ram),
        ("Federated", federated, Principal::Federated),
    ];
    let mut all = Vec::new();
    for (kind, names, make) in kinds {
        if let Some(names) = names {
            all.extend(one_or_more(kind, names)?.into_iter().map(make));
        }
    }
    Ok(all)
}

/// A statement, built step by step; each step returns a new one.
///
/// >>> read = Statement.allow(["oss:Get*", "oss:List*"]).on("acs:oss:*:*:my-images/*")
/// >>> read = read.when("Bool", "acs:SecureTransport", "true")
/// >>> read.effect, read.to_dict()["Condition"]
/// ('Allow', {'Bool': {'acs:SecureTransport': ['true']}})
#[pyclass(frozen, eq, module = "rolewright")]
#[derive(Clone, PartialEq)]
pub(crate) struct Statement(pub(crate) policy::Statement);

impl Statement {
    pub(crate) fn from_any(value: &Bound<'_, PyAny>) -> PyResult<policy::Statement> {
        if let Ok(statement) = value.cast::<Self>() {
            return Ok(statement.get().0.clone());
        }
        let statement = to_value("statement", value)?;
        let document = serde_json::json!({"Version": "1", "Statement": [statement]}).to_string();
        let read = or_raise(value.py(), policy::PolicyDocument::parse_either(&document))?;
        let first = read.statements().first().cloned();
        first.ok_or_else(|| invalid(value.py(), "the document has no statement"))
    }
}

#[pymethods]
impl Statement {
    /// Allows these actions: one, or a list.
    ///
    /// >>> Statement.allow("oss:GetObject").effect
    /// 'Allow'
    #[staticmethod]
    fn allow(actions: &Bound<'_, PyAny>) -> PyResult<Self> {
        Ok(Self(policy::Statement::allow(one_or_more(
            "actions", actions,
        )?)))
    }

    /// Denies these actions: one, or a list.
    ///
    /// >>> Statement.deny(["oss:DeleteObject", "oss:DeleteBucket"]).effect
    /// 'Deny'
    #[staticmethod]
    fn deny(actions: &Bound<'_, PyAny>) -> PyResult<Self> {
        Ok(Self(policy::Statement::deny(one_or_more(
            "actions", actions,
        )?)))
    }

    /// Applies to these resources: one, or a list.
    ///
    /// >>> Statement.allow("oss:Get*").on("acs:oss:*:*:my-images/*").to_dict()["Resource"]
    /// ['acs:oss:*:*:my-images/*']
    fn on(&self, resources: &Bound<'_, PyAny>) -> PyResult<Self> {
        Ok(Self(
            self.0.clone().on(one_or_more("resources", resources)?),
        ))
    }

    /// Applies to these principals, in a trust policy.
    ///
    /// >>> Statement.allow("sts:AssumeRole").by(Service="cr.aliyuncs.com").to_dict()["Principal"]
    /// {'Service': ['cr.aliyuncs.com']}
    #[pyo3(signature = (*, Service=None, RAM=None, Federated=None))]
    #[allow(non_snake_case, reason = "the document's own keys")]
    fn by(
        &self,
        Service: Option<&Bound<'_, PyAny>>,
        RAM: Option<&Bound<'_, PyAny>>,
        Federated: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        Ok(Self(
            self.0.clone().by(principals(Service, RAM, Federated)?),
        ))
    }

    /// Adds a condition: an operator, a condition key, and one value or a list.
    ///
    /// >>> inside = Statement.allow("oss:*").on("*").when("IpAddress", "acs:SourceIp", "10.0.0.0/8")
    /// >>> inside.to_dict()["Condition"]
    /// {'IpAddress': {'acs:SourceIp': ['10.0.0.0/8']}}
    fn when(&self, operator: &str, key: &str, values: &Bound<'_, PyAny>) -> PyResult<Self> {
        let values = one_or_more("values", values)?;
        Ok(Self(self.0.clone().when(operator, key, values)))
    }

    /// `Allow` or `Deny`.
    #[getter]
    fn effect(&self) -> String {
        self.0.effect.to_string()
    }

    /// Returns the statement as a dict.
    ///
    /// >>> Statement.deny("*").on("*").to_dict()
    /// {'Effect': 'Deny', 'Action': ['*'], 'Resource': ['*']}
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let text = self.0.to_compact();
        crate::convert::parse_json(py, text.as_bytes())
    }

    /// Creates a statement from a dict. Raises `PolicySyntaxError` for an invalid one.
    ///
    /// >>> Statement.from_dict({"Effect": "Deny", "NotAction": "oss:Get*", "Resource": "*"}).effect
    /// 'Deny'
    #[staticmethod]
    fn from_dict(value: &Bound<'_, PyAny>) -> PyResult<Self> {
        Self::from_any(value).map(Self)
    }

    fn __hash__(&self) -> u64 {
        // Equivalent statements are equal, and so must be their hashes.
        hash_of(&policy::PolicyDocument::new([self.0.clone()]).to_canonical())
    }

    fn __repr__(&self) -> String {
        let shown = rolewright::lint::shown(&self.0, None);
        format!(
            "Statement({})",
            rolewright::text::excerpt(&shown, usize::MAX)
        )
    }

    fn __reduce__<'py>(
        slf: &Bound<'py, Self>,
    ) -> PyResult<(Bound<'py, PyAny>, (Bound<'py, PyAny>,))> {
        let make = slf.get_type().getattr("from_dict")?;
        Ok((make, (slf.get().to_dict(slf.py())?,)))
    }
}
