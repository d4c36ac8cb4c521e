//! Policy documents.

use pyo3::prelude::*;
use pyo3::types::{PyMapping, PyString, PyTuple, PyType};
use rolewright::policy;

use crate::convert::{hash_of, items, text, to_python, to_value, unicode, wrong_type};
use crate::error::{invalid, or_raise, unlocked};
use crate::statement::{Statement, principals};

/// The characters of a document that `repr` shows in full.
const SHORT: usize = 200;

/// The JSON text of a document, which is a str, a dict, or a document of this package.
pub(crate) fn text_of(what: &str, document: &Bound<'_, PyAny>) -> PyResult<String> {
    if let Ok(text) = document.cast::<PyString>() {
        return unicode(what, text);
    }
    if document.cast::<PyMapping>().is_ok() {
        return Ok(to_value(what, document)?.to_string());
    }
    if !document.is_instance_of::<PyType>() && document.hasattr("to_json")? {
        return document.call_method0("to_json")?.extract();
    }
    Err(wrong_type(
        &format!("`{what}` must be a dict or a JSON str"),
        document,
    ))
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

            /// Returns the document as a dict, with every element as written.
            ///
            /// >>> TrustPolicy.of(Service="cr.aliyuncs.com").to_dict()["Version"]
            /// '1'
            fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
                to_python(py, $doc(&self.0))
            }

            /// Creates a document from a dict. Raises `PolicySyntaxError` for an invalid one.
            ///
            /// >>> trust = TrustPolicy.of(Service="cr.aliyuncs.com")
            /// >>> TrustPolicy.from_dict(trust.to_dict()) == trust
            /// True
            #[classmethod]
            fn from_dict(
                _class: &Bound<'_, PyType>,
                py: Python<'_>,
                value: &Bound<'_, PyAny>,
            ) -> PyResult<Self> {
                Self::new(py, value)
            }

            /// Returns the document as JSON, without whitespace unless `indent` is true.
            ///
            /// >>> PolicyDocument.of().to_json()
            /// '{"Version":"1","Statement":[]}'
            #[pyo3(signature = (indent=false))]
            fn to_json(&self, indent: bool) -> String {
                if indent { $doc(&self.0).to_pretty() } else { $doc(&self.0).to_compact() }
            }

            /// Returns a canonical form, which is the same for all equivalent documents.
            ///
            /// >>> one = PolicyDocument.of(Statement.allow(["b", "a", "a"]).on("*"))
            /// >>> other = PolicyDocument.of(Statement.allow(["a", "b"]).on("*"))
            /// >>> one.to_canonical() == other.to_canonical()
            /// True
            fn to_canonical(&self) -> String {
                $doc(&self.0).to_canonical()
            }

            /// The statements, in order.
            #[getter]
            fn statements<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
                let statements = $doc(&self.0).statements().iter().cloned();
                PyTuple::new(py, statements.map(Statement).collect::<Vec<_>>())
            }

            /// The size of the compact form in bytes; RAM allows 6,144.
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
                let shown = if json.chars().count() <= SHORT {
                    json
                } else {
                    let statements = $doc(&self.0).statements();
                    format!(
                        "{} statements: {}",
                        statements.len(),
                        rolewright::lint::shown_all(statements, None)
                    )
                };
                let shown = rolewright::text::excerpt(&shown, usize::MAX);
                format!("{}({shown})", stringify!($name))
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

/// A policy document. Equivalent documents are equal.
///
/// `document` is a dict, a JSON string or another document. Raises `PolicySyntaxError`, with line
/// and column, for an invalid one.
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
        /// Creates a document of version 1 with these statements, objects or dicts.
        ///
        /// >>> PolicyDocument.of(Statement.allow("oss:Get*").on("*"), Statement.deny("oss:*").on("b")).size
        /// 141
        #[staticmethod]
        #[pyo3(signature = (*statements))]
        fn of(statements: &Bound<'_, PyTuple>) -> PyResult<Self> {
            let statements = statements.iter().map(|one| Statement::from_any(&one));
            let statements = statements.collect::<PyResult<Vec<_>>>()?;
            Ok(Self(policy::PolicyDocument::new(statements)))
        }
    }
);

/// The trust policy of a role: the principals that may assume it.
///
/// `document` is a dict, a JSON string or another document. Raises `PolicySyntaxError` for an
/// invalid one.
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
        /// Creates a trust policy for these principals: services, RAM users, roles or accounts,
        /// identity providers.
        ///
        /// Each is one name or a list of names. Raises `InvalidInputError` without any principal.
        ///
        /// >>> TrustPolicy.of(RAM=["acs:ram::42:root", "acs:ram::43:root"]).principals[1]
        /// ('RAM', 'acs:ram::43:root')
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
                return Err(invalid(py, "the trust policy has no principal"));
            }
            Ok(Self(policy::TrustPolicy::of(principals)))
        }

        /// The principals that may assume the role without a condition, as pairs of kind and name.
        #[getter]
        fn principals<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
            let all = self.0.principals();
            let pairs = all.iter().map(|one| (one.kind(), one.value()));
            PyTuple::new(py, pairs.collect::<Vec<_>>())
        }

        /// Returns this trust policy with the missing principals of another; existing statements
        /// are kept.
        ///
        /// `other` is a dict, a JSON string or a document. Raises `PolicySyntaxError`.
        ///
        /// >>> ours = TrustPolicy.of(Service="cr.aliyuncs.com")
        /// >>> len(ours.merged_with(TrustPolicy.of(RAM="acs:ram::42:root")).principals)
        /// 2
        fn merged_with(&self, py: Python<'_>, other: &Bound<'_, PyAny>) -> PyResult<Self> {
            let other = Self::new(py, other)?;
            Ok(Self(self.0.merged_with(&other.0)))
        }
    }
);

/// Compares two documents by statement; returns a list of dicts.
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

/// Compares the access that policies grant; returns a dict.
#[pyfunction]
pub(crate) fn access_diff<'py>(
    py: Python<'py>,
    before: &Bound<'_, PyAny>,
    after: &Bound<'_, PyAny>,
) -> PyResult<Bound<'py, PyAny>> {
    let sides = [
        named_documents("before", "before", before)?,
        named_documents("after", "after", after)?,
    ];
    let difference = unlocked(py, || {
        let [before, after] = sides
            .each_ref()
            .map(|side| side.iter().map(|one| &one.document).collect::<Vec<_>>());
        rolewright::access::compare(&before, &after)
    })?;
    to_python(py, &difference)
}

/// A document with its name in results.
pub(crate) struct Named {
    pub(crate) name: String,
    pub(crate) text: String,
    pub(crate) document: policy::PolicyDocument,
}

/// The documents of a dict of name to document, or of a list; `what` names those of a list.
pub(crate) fn named_documents(
    argument: &str,
    what: &str,
    given: &Bound<'_, PyAny>,
) -> PyResult<Vec<Named>> {
    let py = given.py();
    let read = |name: String, document: &Bound<'_, PyAny>| {
        let text = text_of(argument, document)?;
        let read = policy::PolicyDocument::parse(&text);
        let read = read.map_err(|error| error.with_resource(name.clone()));
        let document = or_raise(py, read)?;
        Ok(Named {
            name,
            text,
            document,
        })
    };
    let statement = given.is_instance_of::<pyo3::types::PyDict>() && given.contains("Statement")?;
    if statement || given.is_instance_of::<PolicyDocument>() || given.is_instance_of::<PyString>() {
        return Ok(vec![read(format!("{what} 1"), given)?]);
    }
    if let Ok(mapping) = given.cast::<pyo3::types::PyDict>() {
        let pairs = mapping
            .iter()
            .map(|(name, document)| read(text(argument, &name)?, &document));
        return pairs.collect();
    }
    let documents = items(argument, "documents", given)?;
    let numbered = documents.iter().enumerate();
    numbered
        .map(|(index, document)| read(format!("{what} {}", index + 1), document))
        .collect()
}
