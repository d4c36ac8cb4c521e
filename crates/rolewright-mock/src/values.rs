//! Values of parameters.

use std::fmt::Display;
use std::ops::RangeInclusive;

use rolewright_core::provider::Params;
use serde_json::Value;

use crate::error::{Answer, Refusal, refuse};

/// Returns a refusal that names the parameter.
pub(crate) fn invalid(name: &str, text: impl Display) -> Refusal {
    refuse(format!("InvalidParameter.{name}")).with_message(text.to_string())
}

/// Returns a required parameter.
pub(crate) fn text<'a>(params: &'a Params, name: &str) -> Answer<&'a str> {
    let value = params.get(name);
    value.ok_or_else(|| refuse(format!("MissingParameter.{name}")))
}

/// Returns a number in the range.
pub(crate) fn number(
    params: &Params,
    name: &str,
    default: u32,
    range: RangeInclusive<u32>,
) -> Answer<u32> {
    let Some(value) = params.get(name) else {
        return Ok(default);
    };
    let number: u32 = value.parse().map_err(|_| {
        let text = format!("the value of `{name}` is not a number: `{value}`");
        refuse("InvalidParameter").with_message(text)
    })?;
    if range.contains(&number) {
        return Ok(number);
    }
    Err(refuse(format!("InvalidParameter.{name}")))
}

/// Returns `true` or `false`, if set.
pub(crate) fn flag(params: &Params, name: &str) -> Answer<Option<bool>> {
    let value = params.get(name).map(str::parse).transpose();
    value.map_err(|_| invalid(name, format!("`{name}` is neither `true` nor `false`")))
}

/// Returns one of the known values, if set.
pub(crate) fn one_of<'a>(
    params: &'a Params,
    name: &str,
    known: &[&str],
) -> Answer<Option<&'a str>> {
    match params.get(name) {
        Some(value) if !known.contains(&value) => {
            let text = format!("`{name}` is none of {}", known.join(", "));
            Err(invalid(name, text))
        }
        value => Ok(value),
    }
}

/// Returns a list, which the emulator has made of `Name.1`, `Name.2` and so on.
pub(crate) fn list(params: &Params, name: &str) -> Answer<Vec<Value>> {
    let Some(value) = params.get(name) else {
        return Ok(Vec::new());
    };
    serde_json::from_str(value).map_err(|_| invalid(name, format!("`{name}` is not a list")))
}

/// Returns a list of texts; a single text is a list of one.
pub(crate) fn texts(params: &Params, name: &str) -> Answer<Vec<String>> {
    match params.get(name) {
        Some(value) if !value.starts_with('[') => Ok(vec![value.to_owned()]),
        _ => {
            let items = list(params, name)?.into_iter();
            let text = |item: Value| item.as_str().map(str::to_owned);
            let items: Option<Vec<_>> = items.map(text).collect();
            items.ok_or_else(|| invalid(name, format!("`{name}` is not a list of texts")))
        }
    }
}

/// A page of a list.
pub(crate) struct Page {
    pub(crate) number: u32,
    pub(crate) size: u32,
}

impl Page {
    /// Reads the page's number and size.
    pub(crate) fn of(params: &Params, number: &str, size: (&str, u32, u32)) -> Answer<Self> {
        let (name, default, max) = size;
        Ok(Self {
            number: self::number(params, number, 1, 1..=u32::MAX)?,
            size: self::number(params, name, default, 1..=max)?,
        })
    }

    /// Returns the items of the page.
    pub(crate) fn cut<T>(&self, items: Vec<T>) -> Vec<T> {
        let before = (self.number - 1).saturating_mul(self.size) as usize;
        let items = items.into_iter().skip(before);
        items.take(self.size as usize).collect()
    }
}
