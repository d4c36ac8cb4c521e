//! The compiled module of the Python package `rolewright`.
//!
//! It only converts arguments, reports and errors. The public functions and their documentation are
//! in `python/rolewright/`.

mod alibaba;
mod arguments;
mod arn;
#[cfg(feature = "console")]
mod console;
mod convert;
mod decision;
mod denial;
mod doctor;
mod emulator;
mod engine;
mod error;
mod evaluate;
mod fleet;
mod interpreter;
mod lint;
mod logging;
mod noted_provider;
mod policy;
mod policy_set;
mod python_provider;
mod recipe;
mod render;
mod report;
mod request;
mod run;
mod runtime;
mod statement;
mod task;
mod terms;

#[cfg(feature = "command-line")]
use pyo3::prelude::*;

/// Runs the command line with these arguments; returns its exit code.
#[cfg(feature = "command-line")]
#[pyfunction]
fn command_line(py: Python<'_>, arguments: Vec<std::ffi::OsString>) -> PyResult<u8> {
    error::unlocked(py, || {
        rolewright_cli::main_from(arguments, &rolewright::ProviderRegistry::built_in()).code()
    })
}

/// The compiled module of the package; use `rolewright` instead.
#[pyo3::pymodule(gil_used = false)]
mod _native {
    #[cfg(feature = "command-line")]
    #[pymodule_export]
    use super::command_line;
    #[pymodule_export]
    use crate::alibaba::alibaba;
    #[pymodule_export]
    use crate::arn::Arn;
    #[cfg(feature = "console")]
    #[pymodule_export]
    use crate::console::{ConsoleServer, serve_console};
    #[pymodule_export]
    use crate::convert::to_json;
    #[pymodule_export]
    use crate::decision::Decision;
    #[pymodule_export]
    use crate::denial::{denied_text, explain_denied, policy_from_requests};
    #[pymodule_export]
    use crate::doctor::{doctor_text, examine};
    #[pymodule_export]
    use crate::emulator::{Server, serve};
    #[pymodule_export]
    use crate::engine::Engine;
    #[pymodule_export]
    use crate::evaluate::PolicySet;
    #[pymodule_export]
    use crate::fleet::{fleet_account, fleet_targets};
    #[pymodule_export]
    use crate::lint::{lint, lint_fix};
    #[pymodule_export]
    use crate::policy::{PolicyDocument, TrustPolicy, access_diff, diff};
    #[pymodule_export]
    use crate::render::{export, operator_policy, render_policies, render_trust};
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
    const VERSION: &str = env!("CARGO_PKG_VERSION");

    #[pymodule_init]
    fn init(module: &pyo3::Bound<'_, pyo3::types::PyModule>) -> pyo3::PyResult<()> {
        use pyo3::types::PyModuleMethods;
        crate::logging::install();
        crate::interpreter::close_at_exit(module.py())?;
        module.add("runtime", Runtime::default())
    }
}
