//! Keyword arguments in a dict.

use std::time::Duration;

use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict};

use crate::convert::{seconds, text, texts, wrong_type};
use crate::error::invalid;

/// Keyword arguments by name; None counts as missing.
pub(crate) struct Arguments<'py>(pub(crate) Bound<'py, PyDict>);

impl<'py> Arguments<'py> {
    pub(crate) fn get(&self, name: &str) -> PyResult<Option<Bound<'py, PyAny>>> {
        Ok(self.0.get_item(name)?.filter(|value| !value.is_none()))
    }

    pub(crate) fn text(&self, name: &str) -> PyResult<Option<String>> {
        self.get(name)?.map(|value| text(name, &value)).transpose()
    }

    pub(crate) fn texts(&self, name: &str) -> PyResult<Vec<String>> {
        let value = self.get(name)?;
        value.map_or(Ok(Vec::new()), |value| texts(name, &value))
    }

    pub(crate) fn flag(&self, name: &str) -> PyResult<bool> {
        let Some(value) = self.get(name)? else {
            return Ok(false);
        };
        value
            .extract()
            .map_err(|_| wrong_type(&format!("`{name}` must be a bool"), &value))
    }

    /// Rejects unknown keys; `what` names the dict.
    pub(crate) fn known(&self, parameter: &str, what: &str, names: &[&str]) -> PyResult<()> {
        for key in self.0.keys() {
            let key = text(parameter, &key)?;
            if !names.contains(&key.as_str()) {
                let shown = rolewright::text::excerpt(&key, 40);
                let known = names.join(", ");
                let message = format!("{what} has no key `{shown}`; available are {known}");
                return Err(invalid(self.0.py(), message));
            }
        }
        Ok(())
    }

    /// A whole number from 0.
    pub(crate) fn count(&self, name: &str) -> PyResult<Option<u32>> {
        let value = self.get(name)?;
        let count = value.map(|value| {
            let count = value.extract().ok();
            let count = count.filter(|_| !value.is_instance_of::<PyBool>());
            count.ok_or_else(|| {
                wrong_type(&format!("`{name}` must be a whole number from 0"), &value)
            })
        });
        count.transpose()
    }

    /// A time in seconds.
    pub(crate) fn seconds(&self, name: &str) -> PyResult<Option<Duration>> {
        self.get(name)?
            .map(|value| seconds(name, &value))
            .transpose()
    }
}
