//! Validated names.
//!
//! The desired state uses these types. Requests hold plain strings, because the service validates
//! them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorKind, Result};

pub use rolewright_policy::AccountId;

macro_rules! name {
    ($(#[$meta:meta])* $name:ident, $what:literal, $rule:literal, $valid:expr) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Validates a name.
            ///
            /// # Errors
            /// [`ErrorKind::InvalidInput`] if the name is invalid; the message states the rule.
            pub fn new(name: impl Into<String>) -> Result<Self> {
                let name = name.into();
                let valid: fn(&str) -> bool = $valid;
                if valid(&name) {
                    Ok(Self(name))
                } else {
                    let shown = crate::text::excerpt(&name, 80);
                    Err(Error::new(
                        ErrorKind::InvalidInput,
                        format!(concat!("`{}` is not ", $what, ": ", $rule), shown),
                    ))
                }
            }

            /// Returns the name.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = Error;
            fn from_str(text: &str) -> Result<Self> {
                Self::new(text)
            }
        }

        impl TryFrom<String> for $name {
            type Error = Error;
            fn try_from(text: String) -> Result<Self> {
                Self::new(text)
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> Self {
                name.0
            }
        }

        #[cfg(feature = "schema")]
        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                String::json_schema(generator)
            }
        }
    };
}

fn made_of(text: &str, lengths: std::ops::RangeInclusive<usize>, extra: &str) -> bool {
    lengths.contains(&text.len())
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || extra.contains(c))
}

name! {
    /// Name of a RAM role: 1 to 64 letters, digits, `.` and `-`.
    ///
    /// Source: model comments of the official Python SDK `alibabacloud-ram20150501` 1.3.0.
    RoleName, "a role name", "1 to 64 letters, digits, `.` or `-`",
    |text| made_of(text, 1..=64, ".-")
}

name! {
    /// Name of a RAM policy: 1 to 128 letters, digits and `-`.
    ///
    /// Source: model comments of the official Python SDK `alibabacloud-ram20150501` 1.3.0.
    PolicyName, "a policy name", "1 to 128 letters, digits or `-`",
    |text| made_of(text, 1..=128, "-")
}

name! {
    /// Name of a RAM user: 1 to 64 letters, digits, `.`, `-`, `_` and `@`.
    UserName, "a user name", "1 to 64 letters, digits, `.`, `-`, `_` or `@`",
    |text| made_of(text, 1..=64, ".-_@")
}

name! {
    /// Name of an OSS bucket: 3 to 63 lower-case letters, digits and `-`, without `-` at either end.
    ///
    /// Source: the name check of the official Python SDK `alibabacloud-oss-v2` 1.4.1.
    BucketName, "a bucket name",
    "3 to 63 lower-case letters, digits or `-`, without `-` at either end",
    |text| {
        made_of(text, 3..=63, "-")
            && !text.chars().any(|c| c.is_ascii_uppercase())
            && !text.starts_with('-')
            && !text.ends_with('-')
    }
}

name! {
    /// Name of a Container Registry Enterprise Edition instance: 3 to 30 lower-case letters, digits and
    /// `-`, not starting with `-`. The rule is that of the console; no page of the API has one.
    InstanceName, "an instance name",
    "3 to 30 lower-case letters, digits or `-`, not starting with `-`",
    |text| {
        made_of(text, 3..=30, "-")
            && !text.chars().any(|c| c.is_ascii_uppercase())
            && !text.starts_with('-')
    }
}

name! {
    /// ID of a Container Registry Enterprise Edition instance: `cri-` and 1 to 60 letters and digits,
    /// as shown in the console.
    InstanceId, "an instance ID", "`cri-` and 1 to 60 letters and digits, as shown in the console",
    |text| text.strip_prefix("cri-").is_some_and(|id| made_of(id, 1..=60, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bucket_names_follow_the_rule_of_oss() {
        for good in ["abc", "my-images", "0-0", &"a".repeat(63)] {
            assert!(BucketName::new(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "ab",
            "-abc",
            "abc-",
            "My-images",
            "a_b",
            "a.b.c",
            "bücket",
            &"a".repeat(64),
        ] {
            assert!(BucketName::new(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn role_and_policy_names_differ_in_length_and_in_the_dot() {
        assert!(RoleName::new("a.b-C9").is_ok());
        assert!(RoleName::new("a".repeat(65)).is_err());
        assert!(RoleName::new("a_b").is_err());
        assert!(PolicyName::new("a-b").is_ok());
        assert!(PolicyName::new("a.b").is_err());
        assert!(PolicyName::new("a".repeat(129)).is_err());
    }

    #[test]
    fn an_invalid_name_is_shown_in_backticks_with_its_rule() {
        let error = AccountId::new("12a").unwrap_err();
        insta::assert_snapshot!(error, @"`12a` is not an account id: digits only, for example 1234567890123456");
    }

    #[test]
    fn an_untrusted_name_is_shortened_and_has_no_control_characters() {
        let error = BucketName::new(format!("\u{1b}[31m{}", "x".repeat(10_000))).unwrap_err();
        assert!(error.to_string().len() < 300);
        assert!(!error.to_string().contains('\u{1b}'));
    }
}
