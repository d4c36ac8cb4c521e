//! TOML, with positions.

use serde::de::DeserializeOwned;
use toml::de::{DeTable, DeValue};

use super::{invalid, worded};
use crate::error::{Location, Result};

/// Parses TOML. `help` is the remedy of an error without a suggestion.
///
/// ```
/// use rolewright_core::input;
/// use serde::Deserialize;
///
/// #[derive(Debug, Deserialize)]
/// #[serde(deny_unknown_fields)]
/// struct Settings {
///     region: String,
/// }
///
/// let error = input::toml::<Settings>("regoin = \"cn-hangzhou\"", "see the manual").unwrap_err();
/// assert_eq!(error.to_string(), "line 1, column 1: unknown key `regoin`");
/// assert_eq!(error.remedy().unwrap().text, "did you mean `region`?");
/// ```
///
/// # Errors
/// [`ErrorKind::ConfigInvalid`](crate::ErrorKind::ConfigInvalid) with the position.
pub fn toml<T: DeserializeOwned>(text: &str, help: &str) -> Result<T> {
    let start = |error: &toml::de::Error| error.span().map_or(0, |span| span.start);
    let read = toml::Deserializer::parse(text);
    let read = read.map_err(|error| {
        let (message, remedy) = worded(error.message(), help);
        invalid(message, remedy).with_location(location(text, start(&error), String::new()))
    })?;
    serde_path_to_error::deserialize(read).map_err(|error| {
        let path = Some(error.path().to_string()).filter(|path| path != ".");
        let path = path.unwrap_or_default();
        let error = error.inner();
        // An unknown key is in the message.
        let path = match unknown_key(error.message()) {
            Some(key) => {
                let table = path.strip_suffix(key).unwrap_or(&path);
                table.trim_end_matches('.').to_owned()
            }
            None => path,
        };
        let (message, remedy) = worded(error.message(), help);
        invalid(message, remedy).with_location(location(text, start(error), path))
    })
}

/// Returns the position of a value, for example `role[0].policy.name`; that of its table if the key is
/// missing.
#[must_use]
pub fn position(text: &str, path: &str) -> Location {
    let at = DeTable::parse(text)
        .ok()
        .map(|table| {
            let start = table.span().start;
            find(&DeValue::Table(table.into_inner()), path, start)
        })
        .unwrap_or_default();
    location(text, at, path.to_owned())
}

fn find(value: &DeValue<'_>, path: &str, at: usize) -> usize {
    let path = path.trim_start_matches('.');
    let (step, rest) = match path.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some(index) => index,
        None => path.split_at(path.find(['.', '[']).unwrap_or(path.len())),
    };
    let inner = match value {
        DeValue::Table(table) => table.get(step),
        DeValue::Array(array) => step
            .parse::<usize>()
            .ok()
            .and_then(|index| array.get(index)),
        _ => None,
    };
    match inner {
        Some(inner) => find(inner.get_ref(), rest, inner.span().start),
        None => at,
    }
}

fn location(text: &str, at: usize, path: String) -> Location {
    let before = text.get(..at).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    Location {
        line: before.matches('\n').count() + 1,
        column: line.chars().count() + 1,
        path,
    }
}

fn unknown_key(message: &str) -> Option<&str> {
    let (key, _) = message.strip_prefix("unknown field `")?.split_once('`')?;
    Some(key)
}

#[cfg(test)]
mod tests {
    use super::position;

    #[test]
    fn the_position_of_a_value_is_found_by_its_path() {
        let text = "id = \"x\"\n\n[[role]]\nname = \"a\"\n\n[role.policy]\nactions = [\"one\",\n  \"two\"]\n";
        let at = |path: &str| {
            let location = position(text, path);
            (location.line, location.column)
        };
        assert_eq!(at("id"), (1, 6));
        assert_eq!(at("role[0].name"), (4, 8));
        assert_eq!(at("role[0].policy.actions[1]"), (8, 3));
        assert_eq!(at("role[0].policy.missing"), (6, 1));
        assert_eq!(at("role[7].policy"), at("role"));
        assert_eq!(at(""), (1, 1));
    }
}
