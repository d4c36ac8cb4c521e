//! The compiled half of the Python package `rolewright`.
//!
//! It only translates: values on the way in, reports and errors on the way out. What is public,
//! and its documentation, stands in `python/rolewright/__init__.py`.

mod convert;
mod error;
mod provider;
mod report;
mod run;
mod wait;

/// The compiled half of the package; use `rolewright` itself.
#[pyo3::pymodule]
mod _native {
    #[pymodule_export]
    use crate::provider::{AlibabaProvider, LocalProvider, MemoryProvider, Provider};
    #[pymodule_export]
    use crate::report::Report;
    #[pymodule_export]
    use crate::run::run;

    #[pymodule_export]
    const VERSION: &str = env!("CARGO_PKG_VERSION");
}
