//! The compiled half of the Python package `rolewright`.
//!
//! It only translates: values on the way in, reports and errors on the way out. What is public,
//! and its documentation, stands in `python/rolewright/`.

mod alibaba;
mod arn;
mod asked;
mod convert;
mod decision;
mod doctor;
mod emulator;
mod engine;
mod error;
mod evaluate;
mod lint;
mod logging;
mod making;
mod policy;
mod python_provider;
mod recipe;
mod report;
mod run;
mod runtime;
mod statement;
mod task;
mod terms;
mod visit;
mod wanted;
mod written;

#[cfg(feature = "command-line")]
use pyo3::prelude::*;

/// The command line, with these arguments; returns its exit code.
#[cfg(feature = "command-line")]
#[pyfunction]
fn command_line(py: Python<'_>, arguments: Vec<std::ffi::OsString>) -> PyResult<u8> {
    error::unlocked(py, || {
        rolewright_cli::main_from(arguments, &rolewright::ProviderRegistry::built_in()).code()
    })
}

/// The compiled half of the package; use `rolewright` itself.
#[pyo3::pymodule(gil_used = false)]
mod _native {
    #[cfg(feature = "command-line")]
    #[pymodule_export]
    use super::command_line;
    #[pymodule_export]
    use crate::alibaba::alibaba;
    #[pymodule_export]
    use crate::arn::Arn;
    #[pymodule_export]
    use crate::convert::to_json;
    #[pymodule_export]
    use crate::decision::Decision;
    #[pymodule_export]
    use crate::doctor::{doctor_text, examine};
    #[pymodule_export]
    use crate::emulator::{Server, serve};
    #[pymodule_export]
    use crate::engine::Engine;
    #[pymodule_export]
    use crate::evaluate::PolicySet;
    #[pymodule_export]
    use crate::lint::{lint, lint_fix};
    #[pymodule_export]
    use crate::policy::{PolicyDocument, TrustPolicy, access_diff, diff};
    #[pymodule_export]
    use crate::report::Report;
    #[pymodule_export]
    use crate::run::run;
    #[pymodule_export]
    use crate::runtime::Runtime;
    #[pymodule_export]
    use crate::statement::Statement;
    #[pymodule_export]
    use crate::task::Task;
    #[pymodule_export]
    use crate::written::{export, operator_policy, render_policies, render_trust};

    #[pymodule_export]
    const VERSION: &str = env!("CARGO_PKG_VERSION");

    #[pymodule_init]
    fn init(module: &pyo3::Bound<'_, pyo3::types::PyModule>) -> pyo3::PyResult<()> {
        use pyo3::types::PyModuleMethods;
        crate::logging::begin();
        crate::visit::close_at_exit(module.py())?;
        module.add("runtime", Runtime::default())
    }
}
