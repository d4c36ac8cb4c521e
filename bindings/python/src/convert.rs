//! Converts values between Python and Rust.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Duration;

use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{
    PyBool, PyByteArray, PyBytes, PyDict, PyFloat, PyInt, PyList, PyMapping, PyNone, PyString,
    PyTuple,
};
use serde::Serialize;
use serde_json::{Map, Number, Value};

/// The maximum nesting of a value: deeper than any document, and safe for the stack.
const DEPTH: usize = 100;

/// The maximum length of a list, which also stops infinite iterators.
const MOST: usize = 1_000_000;

/// Converts a serializable value to Python.
pub(crate) fn to_python<'py>(
    py: Python<'py>,
    value: &impl Serialize,
) -> PyResult<Bound<'py, PyAny>> {
    let value =
        serde_json::to_value(value).map_err(|error| PyValueError::new_err(error.to_string()))?;
    from_value(py, &value)
}

/// Converts JSON text to Python.
pub(crate) fn parse_json<'py>(py: Python<'py>, text: &[u8]) -> PyResult<Bound<'py, PyAny>> {
    let value: Value =
        serde_json::from_slice(text).map_err(|error| PyValueError::new_err(error.to_string()))?;
    from_value(py, &value)
}

/// Converts a JSON value to Python.
pub(crate) fn from_value<'py>(py: Python<'py>, value: &Value) -> PyResult<Bound<'py, PyAny>> {
    Ok(match value {
        Value::Null => py.None().into_bound(py),
        Value::Bool(value) => PyBool::new(py, *value).to_owned().into_any(),
        Value::Number(number) => match (number.as_i64(), number.as_u64()) {
            (Some(number), _) => number.into_pyobject(py)?.into_any(),
            (None, Some(number)) => number.into_pyobject(py)?.into_any(),
            (None, None) => PyFloat::new(py, number.as_f64().unwrap_or(f64::NAN)).into_any(),
        },
        Value::String(text) => PyString::new(py, text).into_any(),
        Value::Array(items) => {
            let list = PyList::empty(py);
            for item in items {
                list.append(from_value(py, item)?)?;
            }
            list.into_any()
        }
        Value::Object(fields) => {
            let dict = PyDict::new(py);
            for (key, value) in fields {
                dict.set_item(key, from_value(py, value)?)?;
            }
            dict.into_any()
        }
    })
}

/// Converts a Python value to JSON; `what` names it in messages.
pub(crate) fn to_value(what: &str, value: &Bound<'_, PyAny>) -> PyResult<Value> {
    nested(what, value, 0)
}

fn nested(what: &str, value: &Bound<'_, PyAny>, depth: usize) -> PyResult<Value> {
    if depth > DEPTH {
        let text = format!("`{what}` is nested more than {DEPTH} levels deep");
        return Err(PyValueError::new_err(text));
    }
    if let Ok(text) = value.cast::<PyString>() {
        return unicode(what, text).map(Value::String);
    }
    if value.is_instance_of::<PyNone>() {
        return Ok(Value::Null);
    }
    if let Ok(value) = value.cast::<PyBool>() {
        return Ok(Value::Bool(value.is_true()));
    }
    if value.is_instance_of::<PyInt>() {
        let number: Result<i64, _> = value.extract();
        let large =
            |_| PyValueError::new_err(format!("`{what}` contains a number that is too large"));
        return Ok(Value::Number(number.map_err(large)?.into()));
    }
    if let Ok(number) = value.cast::<PyFloat>() {
        let number = Number::from_f64(number.value());
        return number.map(Value::Number).ok_or_else(|| {
            PyValueError::new_err(format!(
                "`{what}` contains a number that JSON can't represent"
            ))
        });
    }
    if let Ok(mapping) = value.cast::<PyMapping>() {
        let mut fields = Map::new();
        for pair in mapping.items()?.iter() {
            let (key, value): (Bound<'_, PyAny>, Bound<'_, PyAny>) = pair.extract()?;
            let Ok(key) = key.cast::<PyString>() else {
                return Err(wrong_type(
                    &format!("a key in `{what}` must be a str"),
                    &key,
                ));
            };
            fields.insert(unicode(what, key)?, nested(what, &value, depth + 1)?);
        }
        return Ok(Value::Object(fields));
    }
    if value.is_instance_of::<PyList>() || value.is_instance_of::<PyTuple>() {
        let items = value.try_iter()?;
        let items = items.map(|item| nested(what, &item?, depth + 1));
        return Ok(Value::Array(items.collect::<PyResult<_>>()?));
    }
    Err(wrong_type(
        &format!("`{what}` must consist of dict, list, str, int, float, bool and None"),
        value,
    ))
}

/// Converts a Python value to JSON text.
#[pyfunction]
pub(crate) fn to_json(what: &str, value: &Bound<'_, PyAny>) -> PyResult<String> {
    Ok(to_value(what, value)?.to_string())
}

/// A str.
pub(crate) fn text(argument: &str, value: &Bound<'_, PyAny>) -> PyResult<String> {
    match value.cast::<PyString>() {
        Ok(text) => unicode(argument, text),
        Err(_) => Err(wrong_type(&format!("`{argument}` must be a str"), value)),
    }
}

/// A str as UTF-8, which has no surrogates.
pub(crate) fn unicode(argument: &str, text: &Bound<'_, PyString>) -> PyResult<String> {
    let invalid = |_| PyValueError::new_err(format!("`{argument}` is not valid Unicode"));
    text.to_str().map(str::to_owned).map_err(invalid)
}

/// A time in seconds.
pub(crate) fn seconds(argument: &str, value: &Bound<'_, PyAny>) -> PyResult<Duration> {
    let number = value.extract::<f64>().ok();
    let number = number.filter(|_| !value.is_instance_of::<PyBool>());
    let number = number
        .ok_or_else(|| wrong_type(&format!("`{argument}` must be a number of seconds"), value))?;
    Duration::try_from_secs_f64(number).map_err(|_| {
        let text = format!("`{argument}` must be a positive number of seconds");
        crate::error::invalid(value.py(), text)
    })
}

/// The argument `deadline`.
pub(crate) fn deadline_of(value: Option<&Bound<'_, PyAny>>) -> PyResult<Option<Duration>> {
    value.map(|value| seconds("deadline", value)).transpose()
}

/// The items of an iterable. A str or a dict is rejected, since iterating over it is a mistake.
pub(crate) fn items<'py>(
    argument: &str,
    of: &str,
    value: &Bound<'py, PyAny>,
) -> PyResult<Vec<Bound<'py, PyAny>>> {
    let items = gathered(argument, of, value, MOST + 1)?;
    if items.len() > MOST {
        Err(PyValueError::new_err(format!(
            "`{argument}` has more than {MOST} items"
        )))
    } else {
        Ok(items)
    }
}

/// The first items of an iterable; Ctrl-C stops it.
pub(crate) fn gathered<'py>(
    argument: &str,
    of: &str,
    value: &Bound<'py, PyAny>,
    most: usize,
) -> PyResult<Vec<Bound<'py, PyAny>>> {
    let lone = value.is_instance_of::<PyString>()
        || value.is_instance_of::<PyBytes>()
        || value.is_instance_of::<PyByteArray>()
        || value.is_instance_of::<PyDict>();
    match value.try_iter() {
        Ok(items) if !lone => {
            let watched = |item| {
                value.py().check_signals()?;
                item
            };
            items.take(most).map(watched).collect()
        }
        _ => Err(wrong_type(
            &format!("`{argument}` must be a list of {of}"),
            value,
        )),
    }
}

/// A list of str.
pub(crate) fn texts(argument: &str, value: &Bound<'_, PyAny>) -> PyResult<Vec<String>> {
    let text = |item: &Bound<'_, PyAny>| match item.cast::<PyString>() {
        Ok(text) => unicode(argument, text),
        Err(_) => Err(wrong_type(
            &format!("`{argument}` must be a list of str"),
            item,
        )),
    };
    items(argument, "str", value)?.iter().map(text).collect()
}

/// A str, or a list of str.
pub(crate) fn one_or_more(what: &str, value: &Bound<'_, PyAny>) -> PyResult<Vec<String>> {
    if value.is_instance_of::<PyString>() {
        Ok(vec![text(what, value)?])
    } else {
        texts(what, value)
    }
}

/// The exception for a value of the wrong type.
pub(crate) fn wrong_type(expected: &str, value: &Bound<'_, PyAny>) -> PyErr {
    match value.get_type().name() {
        Ok(name) => PyTypeError::new_err(format!("{expected}, not {name}")),
        Err(error) => error,
    }
}

/// The hash of a value, for `__hash__`.
pub(crate) fn hash_of(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}
