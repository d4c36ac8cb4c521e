//! Parses a configuration file.

use rolewright::{Result, input};
use serde::de::DeserializeOwned;

/// The help for an error without a suggestion.
const KEYS: &str = "`rolewright schema` prints the known keys and their values";

/// Parses TOML.
pub(super) fn parse<T: DeserializeOwned>(text: &str) -> Result<T> {
    input::toml(text, KEYS)
}

#[cfg(test)]
mod tests {
    use super::super::Config;

    #[test]
    fn an_error_has_line_column_and_key_and_a_suggestion_but_no_line_of_the_file() {
        for (text, shown, help) in [
            (
                "# hunter2\nbuckets = [\"hunter2\"]",
                "line 2, column 1: unknown key `buckets`",
                "did you mean `bucket`?",
            ),
            (
                "[[bucket]]\nname = \"my-images\"\nregoin = \"hunter2\"",
                "line 3, column 1, at `bucket[0]`: unknown key `regoin`",
                "did you mean `region`?",
            ),
            (
                "output = \"jsn\" # hunter2",
                "line 1, column 10, at `output`: unknown value `jsn`",
                "did you mean `json`?",
            ),
            (
                "narrow = \"hunter2\"",
                "line 1, column 10, at `narrow`: found string, expected a boolean",
                "known keys",
            ),
            (
                "account = \"1234567890123456\"\nbucket = [3]",
                "line 2, column 11, at `bucket[0]`: found integer, expected the name of a bucket, \
                 or a table with `name`",
                "known keys",
            ),
            (
                "tag = \"hunter2\"",
                "line 1, column 7, at `tag`: found string, expected a map",
                "known keys",
            ),
            (
                "exact = 3",
                "found integer, expected true, false, or one or more of `trust`, `policy` and \
                 `attachments`",
                "known keys",
            ),
            ("provider = \"hunter2", "line 1, column ", "known keys"),
        ] {
            let error = Config::parse(text).unwrap_err();
            let shown_error = error.to_string();
            assert!(shown_error.contains(shown), "{shown_error}");
            assert!(!format!("{error:?}").contains("hunter2"), "{error:?}");
            let remedy = error.remedy().map(|remedy| remedy.text.clone());
            assert!(remedy.is_some_and(|text| text.contains(help)), "{text}");
        }
    }

    #[test]
    fn one_value_is_accepted_where_a_list_is_expected() {
        for (one, many) in [
            ("bucket = \"my-images\"", "bucket = [\"my-images\"]"),
            (
                "bucket = { name = \"my-images\", region = \"cn-hangzhou\" }",
                "bucket = [{ name = \"my-images\", region = \"cn-hangzhou\" }]",
            ),
            ("region = \"cn-hangzhou\"", "region = [\"cn-hangzhou\"]"),
            ("trust = \"service\"", "trust = [\"service\"]"),
            ("kms_key = \"key-0123\"", "kms_key = [\"key-0123\"]"),
            (
                "instance = \"cri-0123456789abcdef\"",
                "instance = [\"cri-0123456789abcdef\"]",
            ),
            ("exact = \"policy\"", "exact = [\"policy\"]"),
        ] {
            assert_eq!(Config::parse(one).unwrap(), Config::parse(many).unwrap());
        }
    }
}
