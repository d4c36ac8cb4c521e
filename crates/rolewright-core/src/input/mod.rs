//! Files that a user has written, with positions and suggestions: JSON, and TOML with the feature
//! `recipes`.
//!
//! An error names the position and the key, but not the lines of the file, since they may hold a
//! secret.

#[cfg(feature = "recipes")]
mod toml;

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer, StrDeserializer};
use serde::de::{self, DeserializeOwned, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};

#[cfg(feature = "recipes")]
pub use self::toml::{position, toml};

use crate::error::{Error, ErrorKind, Location, Result};
use crate::text::{excerpt, nearest};

/// Parses JSON. `help` is the remedy of an error without a suggestion.
///
/// ```
/// use rolewright_core::input;
/// use serde::Deserialize;
///
/// #[derive(Debug, Deserialize)]
/// #[serde(deny_unknown_fields)]
/// struct Rule {
///     action: String,
/// }
///
/// let error = input::json::<Rule>("{\"acton\": 1}", "see the manual").unwrap_err();
/// assert_eq!(error.to_string(), "line 1, column 8: unknown key `acton`");
/// assert_eq!(error.remedy().unwrap().text, "did you mean `action`?");
/// ```
///
/// # Errors
/// [`ErrorKind::ConfigInvalid`] with the position.
pub fn json<T: DeserializeOwned>(text: &str, help: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|error| {
        let whole = error.to_string();
        let place = format!(" at line {} column {}", error.line(), error.column());
        let (message, remedy) = worded(whole.strip_suffix(&place).unwrap_or(&whole), help);
        invalid(message, remedy).with_location(Location {
            line: error.line(),
            column: error.column(),
            path: String::new(),
        })
    })
}

fn invalid(message: String, remedy: String) -> Error {
    Error::new(ErrorKind::ConfigInvalid, message).with_remedy(remedy)
}

/// The message of serde in our words, and the help.
fn worded(message: &str, help: &str) -> (String, String) {
    for (prefix, what) in [("unknown field `", "key"), ("unknown variant `", "value")] {
        let Some((name, known)) = message
            .strip_prefix(prefix)
            .and_then(|rest| rest.split_once('`'))
        else {
            continue;
        };
        let known = known.split('`').skip(1).step_by(2);
        let help = match nearest(name, known) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => help.to_owned(),
        };
        return (format!("unknown {what} `{}`", excerpt(name, 40)), help);
    }
    (without_values(message), help.to_owned())
}

/// Returns a message of serde without the value that was found, since it may be a secret in the wrong
/// place.
#[must_use]
pub fn without_values(message: &str) -> String {
    let wrong = ["invalid type: ", "invalid value: "];
    let found = wrong.iter().find_map(|wrong| message.strip_prefix(wrong));
    match found.and_then(|found| found.rsplit_once(", expected ")) {
        Some((found, expected)) => {
            let kind = found.split(['"', '`']).next().unwrap_or_default();
            format!("found {}, expected {expected}", kind.trim_end())
        }
        None => message.to_owned(),
    }
}

/// Deserializes one value, or a list of them. serde's untagged enums would do it too, but their errors
/// don't tell what is wrong.
///
/// # Errors
/// Those of the values.
pub fn one_or_more<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    deserializer.deserialize_any(OneOrMoreVisitor(PhantomData))
}

/// The visitor of [`one_or_more`], for keys that take further types.
#[derive(Debug)]
pub struct OneOrMoreVisitor<T>(pub PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for OneOrMoreVisitor<T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value or a list of values")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Vec<T>, E> {
        Ok(vec![T::deserialize(StrDeserializer::new(text))?])
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Vec<T>, A::Error> {
        Ok(vec![T::deserialize(MapAccessDeserializer::new(map))?])
    }

    fn visit_seq<A: SeqAccess<'de>>(self, values: A) -> Result<Vec<T>, A::Error> {
        Vec::deserialize(SeqAccessDeserializer::new(values))
    }
}

/// One text, or a list of texts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Texts(pub Vec<String>);

impl<'de> Deserialize<'de> for Texts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        one_or_more(deserializer).map(Self)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Texts {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Texts".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "One text, or a list of texts.",
            "anyOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" } }]
        })
    }
}
