//! Requests to the evaluator.

use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;
use pyo3::types::{PyDict, PyList, PyString, PyTuple};
use rolewright::evaluate::{Caller, Context, Request};
use serde_json::Value;

use crate::convert::{gathered, to_value, wrong_type};
use crate::error::or_raise;

/// Pairs of action and resource.
pub(crate) fn pairs(requests: &Bound<'_, PyAny>) -> PyResult<Vec<(PyBackedStr, PyBackedStr)>> {
    let pair = |item: &Bound<'_, PyAny>| -> PyResult<(PyBackedStr, PyBackedStr)> {
        let wrong = || wrong_type("`requests` must be a list of pairs of str", item);
        let pair = item.cast::<PyTuple>().map_err(|_| wrong())?;
        if pair.len() != 2 {
            return Err(wrong());
        }
        let text = |index: usize| -> PyResult<PyBackedStr> {
            let item = pair.get_borrowed_item(index)?;
            let text = item.cast::<PyString>().map_err(|_| wrong())?;
            text.to_owned().try_into()
        };
        Ok((text(0)?, text(1)?))
    };
    match requests.cast::<PyList>() {
        Ok(list) => list.iter().map(|item| pair(&item)).collect(),
        Err(_) => gathered("requests", "pairs of str", requests, usize::MAX)?
            .iter()
            .map(pair)
            .collect(),
    }
}

/// One request; a caller is an ARN or the name of a service, with an optional id.
pub(crate) fn request(
    py: Python<'_>,
    action: &str,
    resources: Vec<String>,
    (caller, caller_id): (Option<&str>, Option<String>),
    context: Option<&Bound<'_, PyDict>>,
    unknown_context: bool,
) -> PyResult<Request> {
    let caller = or_raise(py, caller.map(str::parse::<Caller>).transpose())?;
    let context = match context {
        None if unknown_context => Context::unknown(),
        None => Context::default(),
        Some(context) => {
            let Value::Object(keys) = to_value("context", context)? else {
                return Err(wrong_type(
                    "`context` must be a dict of str to str",
                    context,
                ));
            };
            let text = |(key, value): (String, Value)| match value {
                Value::String(text) => Ok((key, text)),
                Value::Bool(_) | Value::Number(_) => Ok((key, value.to_string())),
                _ => Err(wrong_type(
                    "`context` must be a dict of str to str",
                    context,
                )),
            };
            keys.into_iter()
                .map(text)
                .collect::<PyResult<Vec<_>>>()?
                .into_iter()
                .collect()
        }
    };
    Ok(Request {
        resources,
        context,
        caller: Caller {
            id: caller_id,
            ..caller.unwrap_or_default()
        },
        ..Request::new(action, "*")
    })
}
