//! Resource names.

use pyo3::prelude::*;
use pyo3::types::PyType;

use crate::error::or_raise;

/// A resource name: `acs:service:region:account:id`. Raises `InvalidInputError`, which is a
/// `ValueError`, for an invalid one.
///
/// >>> arn = Arn("acs:ram::1234567890123456:role/demo")
/// >>> arn.service, arn.account, arn.relative_id
/// ('ram', '1234567890123456', 'role/demo')
#[pyclass(frozen, eq, ord, hash, str = "{0}", module = "rolewright")]
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Arn(rolewright::Arn);

#[pymethods]
impl Arn {
    #[new]
    fn new(py: Python<'_>, text: &str) -> PyResult<Self> {
        or_raise(py, text.parse()).map(Self)
    }

    /// The service's code, for example `oss`.
    #[getter]
    fn service(&self) -> &str {
        self.0.service()
    }

    /// The region; empty or `*` for global services.
    #[getter]
    fn region(&self) -> &str {
        self.0.region()
    }

    /// The account id, empty, `*` or `system`.
    #[getter]
    fn account(&self) -> &str {
        self.0.account()
    }

    /// The part after the account, for example `role/demo`.
    #[getter]
    fn relative_id(&self) -> &str {
        self.0.relative_id()
    }

    fn __repr__(&self) -> String {
        format!("Arn('{}')", self.0)
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> (Bound<'py, PyType>, (String,)) {
        (slf.get_type(), (slf.get().0.to_string(),))
    }
}
