//! Account ids.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::error::{PolicyError, PolicyErrorKind, Result};
use crate::text::excerpt;

/// Id of an Alibaba Cloud account: 1 to 20 digits; 16 in all current examples.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AccountId(String);

impl AccountId {
    /// Validates an id.
    ///
    /// # Errors
    /// [`PolicyErrorKind::InvalidInput`] when the format is invalid.
    pub fn new(id: impl Into<String>) -> Result<Self> {
        let id = id.into();
        if (1..=20).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_digit()) {
            return Ok(Self(id));
        }
        let shown = excerpt(&id, 80);
        Err(PolicyError::new(
            PolicyErrorKind::InvalidInput,
            format!("`{shown}` is not an account id: digits only, for example 1234567890123456"),
        ))
    }

    /// Returns the id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl AsRef<str> for AccountId {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl FromStr for AccountId {
    type Err = PolicyError;
    fn from_str(text: &str) -> Result<Self> {
        Self::new(text)
    }
}

impl TryFrom<String> for AccountId {
    type Error = PolicyError;
    fn try_from(text: String) -> Result<Self> {
        Self::new(text)
    }
}

impl From<AccountId> for String {
    fn from(id: AccountId) -> Self {
        id.0
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for AccountId {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "AccountId".into()
    }
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        String::json_schema(generator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invalid_id_is_shown_in_backticks_with_the_rule() {
        let error = AccountId::new("12a").unwrap_err();
        insta::assert_snapshot!(error, @"`12a` is not an account id: digits only, for example 1234567890123456");
    }
}
