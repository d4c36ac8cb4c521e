//! Policy documents.

use std::hash::{DefaultHasher, Hash, Hasher};

use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString, PyTuple, PyType};
use rolewright::policy::{self, Condition, ConditionTest, ConditionValue, Principal};

use crate::convert::{items, text, texts, to_python, to_value, wrong_type};
use crate::error::{invalid, or_raise, unlocked};

/// The JSON text of a document that is given as a text, a dict, or a document of this package.
pub(crate) fn text_of(what: &str, document: &Bound<'_, PyAny>) -> PyResult<String> {
    if let Ok(text) = document.cast::<PyString>() {
        return Ok(text.to_str()?.to_owned());
    }
    if document.is_instance_of::<PyBytes>() {
        return Err(wrong_type(
            &format!("`{what}` is a dict or a JSON str"),
            document,
        ));
    }
    if document.hasattr("to_json")? {
        return document.call_method0("to_json")?.extract();
    }
    Ok(to_value(what, document)?.to_string())
}

/// One text, or a list of texts.
fn one_or_more(what: &str, value: &Bound<'_, PyAny>) -> PyResult<Vec<String>> {
    match value.is_instance_of::<PyString>() {
        true => Ok(vec![text(what, value)?]),
        false => texts(what, value),
    }
}

pub(crate) fn hash_of(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

macro_rules! document {
    ($name:ident, $inner:path, $doc:expr, { $($more:tt)* }) => {
        #[pymethods]
        impl $name {
            $($more)*

            #[new]
            fn new(py: Python<'_>, document: &Bound<'_, PyAny>) -> PyResult<Self> {
                let text = text_of("document", document)?;
                or_raise(py, unlocked(py, || <$inner>::parse(&text))?).map(Self)
            }

            /// The document as a dict, every element as it was written.
            fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
                to_python(py, $doc(&self.0))
            }

            /// The document of a dict.
            #[classmethod]
            fn from_dict(
                _class: &Bound<'_, PyType>,
                py: Python<'_>,
                value: &Bound<'_, PyAny>,
            ) -> PyResult<Self> {
                Self::new(py, value)
            }

            /// The document as JSON text, without white space unless `indent` is true.
            #[pyo3(signature = (indent=false))]
            fn to_json(&self, indent: bool) -> String {
                match indent {
                    true => $doc(&self.0).to_pretty(),
                    false => $doc(&self.0).to_compact(),
                }
            }

            /// One text for all documents that say the same.
            fn to_canonical(&self) -> String {
                $doc(&self.0).to_canonical()
            }

            /// Its statements, in order.
            #[getter]
            fn statements<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
                let statements = $doc(&self.0).statements().iter().cloned();
                PyTuple::new(py, statements.map(Statement).collect::<Vec<_>>())
            }

            /// The size of the compact form in bytes, of which RAM keeps 6,144.
            #[getter]
            fn size(&self) -> usize {
                $doc(&self.0).size()
            }

            fn __eq__(&self, other: &Bound<'_, PyAny>) -> bool {
                other.cast::<Self>().is_ok_and(|other| other.get().0 == self.0)
            }

            fn __hash__(&self) -> u64 {
                hash_of(&self.to_canonical())
            }

            fn __repr__(&self) -> String {
                let json = self.to_json(false);
                format!("{}({})", stringify!($name), rolewright::text::excerpt(&json, 200))
            }

            fn __str__(&self) -> String {
                self.to_json(true)
            }

            fn __reduce__<'py>(
                slf: &Bound<'py, Self>,
            ) -> (Bound<'py, PyType>, (String,)) {
                (slf.get_type(), (slf.get().to_json(false),))
            }
        }
    };
}

/// The document of a policy. Documents are equal when they say the same.
///
/// `document` is a dict, a JSON text or another document. Raises `PolicySyntaxError`, with line
/// and column, for what is none.
///
/// >>> document = PolicyDocument.of(Statement.allow("oss:GetObject").on("acs:oss:*:*:my-images/*"))
/// >>> document == PolicyDocument(document.to_json(indent=True))
/// True
/// >>> document.statements[0].to_dict()["Action"]
/// ['oss:GetObject']
#[pyclass(frozen, module = "rolewright")]
pub(crate) struct PolicyDocument(pub(crate) policy::PolicyDocument);

document!(
    PolicyDocument,
    policy::PolicyDocument,
    std::convert::identity,
    {
        /// A document of version 1 with these statements.
        #[staticmethod]
        #[pyo3(signature = (*statements))]
        fn of(statements: &Bound<'_, PyTuple>) -> PyResult<Self> {
            let statements = statements.iter().map(|one| Statement::from_any(&one));
            let statements = statements.collect::<PyResult<Vec<_>>>()?;
            Ok(Self(policy::PolicyDocument::new(statements)))
        }
    }
);

/// The trust policy of a role: who may assume it.
///
/// `document` is a dict, a JSON text or another document. Raises `PolicySyntaxError` for what is
/// none.
///
/// >>> trust = TrustPolicy.of(Service="cr.aliyuncs.com")
/// >>> trust.principals
/// (('Service', 'cr.aliyuncs.com'),)
#[pyclass(frozen, module = "rolewright")]
pub(crate) struct TrustPolicy(pub(crate) policy::TrustPolicy);

document!(
    TrustPolicy,
    policy::TrustPolicy,
    policy::TrustPolicy::document,
    {
        /// Lets these assume the role: services, RAM users, roles or accounts, identity providers.
        #[staticmethod]
        #[pyo3(signature = (*, Service=None, RAM=None, Federated=None))]
        #[allow(non_snake_case, reason = "the document's own keys")]
        fn of(
            py: Python<'_>,
            Service: Option<&Bound<'_, PyAny>>,
            RAM: Option<&Bound<'_, PyAny>>,
            Federated: Option<&Bound<'_, PyAny>>,
        ) -> PyResult<Self> {
            let principals = principals(Service, RAM, Federated)?;
            if principals.is_empty() {
                return Err(invalid(py, "the trust policy names nobody"));
            }
            Ok(Self(policy::TrustPolicy::of(principals)))
        }

        /// Everybody who may assume the role without a condition, as pairs of kind and name.
        #[getter]
        fn principals<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
            let all = self.0.principals();
            let pairs = all.iter().map(|one| (one.kind(), one.value()));
            PyTuple::new(py, pairs.collect::<Vec<_>>())
        }

        /// This trust policy and what it lacks of another; nothing that stands is touched.
        fn merged_with(&self, py: Python<'_>, other: &Bound<'_, PyAny>) -> PyResult<Self> {
            let other = Self::new(py, other)?;
            Ok(Self(self.0.merged_with(&other.0)))
        }
    }
);

fn principals(
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

/// One statement, built step by step; each step gives a new one.
///
/// >>> read = Statement.allow(["oss:Get*", "oss:List*"]).on("acs:oss:*:*:my-images/*")
/// >>> read = read.when("Bool", "acs:SecureTransport", "true")
/// >>> read.effect, read.to_dict()["Condition"]
/// ('Allow', {'Bool': {'acs:SecureTransport': ['true']}})
#[pyclass(frozen, eq, module = "rolewright")]
#[derive(Clone, PartialEq)]
pub(crate) struct Statement(policy::Statement);

impl Statement {
    fn from_any(value: &Bound<'_, PyAny>) -> PyResult<policy::Statement> {
        if let Ok(statement) = value.cast::<Self>() {
            return Ok(statement.get().0.clone());
        }
        let statement = to_value("statement", value)?;
        let document = serde_json::json!({"Version": "1", "Statement": [statement]}).to_string();
        let read = or_raise(value.py(), policy::PolicyDocument::parse_either(&document))?;
        let first = read.statements().first().cloned();
        first.ok_or_else(|| invalid(value.py(), "there is no statement"))
    }
}

#[pymethods]
impl Statement {
    /// Allows these actions.
    #[staticmethod]
    fn allow(actions: &Bound<'_, PyAny>) -> PyResult<Self> {
        Ok(Self(policy::Statement::allow(one_or_more(
            "actions", actions,
        )?)))
    }

    /// Denies these actions.
    #[staticmethod]
    fn deny(actions: &Bound<'_, PyAny>) -> PyResult<Self> {
        Ok(Self(policy::Statement::deny(one_or_more(
            "actions", actions,
        )?)))
    }

    /// On these resources.
    fn on(&self, resources: &Bound<'_, PyAny>) -> PyResult<Self> {
        Ok(Self(
            self.0.clone().on(one_or_more("resources", resources)?),
        ))
    }

    /// To these principals, in a trust policy.
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

    /// Only when this holds too.
    fn when(&self, operator: String, key: String, values: &Bound<'_, PyAny>) -> PyResult<Self> {
        let values = one_or_more("values", values)?;
        let test = ConditionTest {
            operator,
            key,
            values: values.into_iter().map(ConditionValue::Text).collect(),
        };
        let known = self.0.condition().map(Condition::tests).unwrap_or_default();
        let tests = known.iter().cloned().chain([test]);
        Ok(Self(self.0.clone().when(Condition::new(tests))))
    }

    /// `Allow` or `Deny`.
    #[getter]
    fn effect(&self) -> String {
        self.0.effect.to_string()
    }

    /// The statement as a dict.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let text = self.0.to_compact();
        crate::convert::parse_json(py, text.as_bytes())
    }

    /// The statement of a dict.
    #[staticmethod]
    fn from_dict(value: &Bound<'_, PyAny>) -> PyResult<Self> {
        Self::from_any(value).map(Self)
    }

    fn __hash__(&self) -> u64 {
        // Statements that say the same are equal however they are written.
        hash_of(&policy::PolicyDocument::new([self.0.clone()]).to_canonical())
    }

    fn __repr__(&self) -> String {
        let json = self.0.to_compact();
        format!("Statement({})", rolewright::text::excerpt(&json, 200))
    }

    fn __reduce__<'py>(
        slf: &Bound<'py, Self>,
    ) -> PyResult<(Bound<'py, PyAny>, (Bound<'py, PyAny>,))> {
        let make = slf.get_type().getattr("from_dict")?;
        Ok((make, (slf.get().to_dict(slf.py())?,)))
    }
}

/// What has to happen to one document to become another, as a list of dicts.
#[pyfunction]
pub(crate) fn diff<'py>(
    py: Python<'py>,
    before: &Bound<'_, PyAny>,
    after: &Bound<'_, PyAny>,
) -> PyResult<Bound<'py, PyAny>> {
    let read = |what: &str, document: &Bound<'_, PyAny>| {
        let text = text_of(what, document)?;
        or_raise(py, policy::PolicyDocument::parse_either(&text))
    };
    let (before, after) = (read("before", before)?, read("after", after)?);
    to_python(py, &unlocked(py, || policy::diff(&before, &after))?)
}

/// Documents with the names that answers call them by: a dict of name to document, or a list.
pub(crate) fn named_documents(
    what: &str,
    given: &Bound<'_, PyAny>,
) -> PyResult<Vec<(String, policy::PolicyDocument)>> {
    let py = given.py();
    let read = |name: String, document: &Bound<'_, PyAny>| {
        let text = text_of(what, document)?;
        let read = policy::PolicyDocument::parse(&text);
        let read = read.map_err(|error| error.with_resource(name.clone()));
        Ok((name, or_raise(py, read)?))
    };
    let statement = given.is_instance_of::<pyo3::types::PyDict>() && given.contains("Statement")?;
    if statement || given.is_instance_of::<PolicyDocument>() || given.is_instance_of::<PyString>() {
        return Ok(vec![read(format!("{what} 1"), given)?]);
    }
    if let Ok(mapping) = given.cast::<pyo3::types::PyDict>() {
        let pairs = mapping
            .iter()
            .map(|(name, document)| read(text(what, &name)?, &document));
        return pairs.collect();
    }
    let documents = items(what, "documents", given)?;
    let numbered = documents.iter().enumerate();
    numbered
        .map(|(index, document)| read(format!("{what} {}", index + 1), document))
        .collect()
}
