//! Values between Python and Rust.

use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyByteArray, PyBytes, PyDict, PyString};
use serde::Serialize;

/// What serde makes of a value, as Python's own dicts, lists and texts.
pub(crate) fn to_python<'py>(
    py: Python<'py>,
    value: &impl Serialize,
) -> PyResult<Bound<'py, PyAny>> {
    let text =
        serde_json::to_vec(value).map_err(|error| PyValueError::new_err(error.to_string()))?;
    parse_json(py, &text)
}

/// A JSON text as Python's own dicts, lists and texts.
pub(crate) fn parse_json<'py>(py: Python<'py>, text: &[u8]) -> PyResult<Bound<'py, PyAny>> {
    py.import("json")?.call_method1("loads", (text,))
}

/// A dict as JSON text.
pub(crate) fn to_json(dict: &Bound<'_, PyDict>) -> PyResult<String> {
    let json = dict.py().import("json")?;
    json.call_method1("dumps", (dict,))?.extract()
}

/// A list, or anything else that can be gone through, of texts. A lone text is refused: going
/// through it would give its letters.
pub(crate) fn texts(argument: &str, value: &Bound<'_, PyAny>) -> PyResult<Vec<String>> {
    let lone = value.is_instance_of::<PyString>()
        || value.is_instance_of::<PyBytes>()
        || value.is_instance_of::<PyByteArray>()
        || value.is_instance_of::<PyDict>();
    let items = match value.try_iter() {
        Ok(items) if !lone => items,
        _ => return Err(wrong_type(&format!("`{argument}` is a list of str"), value)),
    };
    let text = |item: PyResult<Bound<'_, PyAny>>| {
        let item = item?;
        match item.cast::<PyString>() {
            Ok(text) => Ok(text.to_str()?.to_owned()),
            Err(_) => Err(wrong_type(&format!("`{argument}` is a list of str"), &item)),
        }
    };
    items.map(text).collect()
}

/// The exception for a value of the wrong type: what is wanted, and what came.
pub(crate) fn wrong_type(wanted: &str, value: &Bound<'_, PyAny>) -> PyErr {
    match value.get_type().name() {
        Ok(name) => PyTypeError::new_err(format!("{wanted}, not {name}")),
        Err(error) => error,
    }
}
