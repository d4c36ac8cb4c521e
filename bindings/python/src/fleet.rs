//! One account of a fleet; the package runs them in an executor.

use std::path::Path;

use pyo3::prelude::*;
use pyo3::types::PyDict;
use rolewright::fleet::{self, FleetOptions, Inventory, Target};
use rolewright::recipe::library::{self, Entry};
use rolewright::setup::Goal;
use rolewright::{Error, ErrorKind};

use crate::arguments::Arguments;
use crate::convert::{deadline_of, to_python, to_value};
use crate::engine::Engine;
use crate::error::{invalid, or_raise};
use crate::task::Task;

/// Returns the targets of an inventory, as dicts.
#[pyfunction]
pub(crate) fn fleet_targets<'py>(
    py: Python<'py>,
    inventory: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyAny>> {
    let value = to_value("accounts", inventory)?;
    let inventory: Inventory = serde_json::from_value(value).map_err(|error| {
        let why = rolewright::input::without_values(&error.to_string());
        invalid(py, format!("`accounts` is not valid: {why}"))
    })?;
    or_raise(py, inventory.check())?;
    or_raise(py, entry(&inventory.recipe))?;
    to_python(py, &inventory.targets())
}

/// Creates the task of one account: assume the role, run, and return the report as a dict. At the
/// deadline the run is stopped between two calls.
#[pyfunction]
#[pyo3(signature = (engine, recipe, target, kind, arguments, deadline=None))]
pub(crate) fn fleet_account(
    py: Python<'_>,
    engine: &Bound<'_, Engine>,
    recipe: &str,
    target: &Bound<'_, PyAny>,
    kind: &str,
    arguments: &Bound<'_, PyDict>,
    deadline: Option<&Bound<'_, PyAny>>,
) -> PyResult<Task> {
    let deadline = deadline_of(deadline)?;
    let arguments = Arguments(arguments.clone());
    let goal = arguments.goal(py, kind)?;
    if !goal.is_read_only() && goal != Goal::Apply {
        return Err(invalid(py, format!("a fleet can't {kind}")));
    }
    let target: Target = serde_json::from_value(to_value("target", target)?)
        .map_err(|error| invalid(py, format!("`target` is not valid: {error}")))?;
    let entry = or_raise(py, entry(recipe))?;
    let setup = arguments.options(py)?;
    let (cloud, drive) = engine.get().open_cloud(py)?;
    let members = or_raise(py, fleet::members_of(&cloud))?;
    Ok(Task::telling(drive, None, move |_, _| async move {
        let options = FleetOptions {
            setup,
            // The executor decides how many run at once, and the package paces them.
            sts_rate: None,
            deadline,
            ..FleetOptions::default()
        };
        let mut ended = fleet::run(&entry, vec![target], goal, &*members, options);
        let ended = ended.next().await;
        let none = || Error::new(ErrorKind::Incomplete, "the account was not started");
        let (target, report) = ended.ok_or_else(none)?;
        let row = report.row(&target);
        Ok(
            Box::new(move |py: Python<'_>| Ok(to_python(py, &(report, row))?.unbind()))
                as crate::task::Deliver,
        )
    }))
}

/// A built-in recipe, or that of a text.
pub(crate) fn entry(recipe: &str) -> rolewright::Result<Entry> {
    if recipe.contains('\n') {
        return library::from_toml(recipe);
    }
    if Path::new(recipe)
        .extension()
        .is_some_and(|end| end == "toml")
    {
        let text = format!("recipe `{recipe}` is a file");
        let error = Error::new(ErrorKind::InvalidInput, text);
        return Err(error.with_remedy("pass a `pathlib.Path`, or the text of the file"));
    }
    library::builtin(recipe).cloned()
}
