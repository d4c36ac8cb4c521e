//! Parses a configuration file. Errors have the position and the key, but not the lines of the file, since
//! they may hold a secret.

use rolewright::error::Location;
use rolewright::text::{excerpt, nearest};
use rolewright::{Error, ErrorKind, Result};
use serde::de::DeserializeOwned;

use crate::files::without_values;

/// The help for an error without a suggestion.
const KEYS: &str = "`rolewright schema` prints the known keys and their values";

/// Parses TOML.
pub(super) fn parse<T: DeserializeOwned>(text: &str) -> Result<T> {
    let read = toml::Deserializer::parse(text);
    let read = read.map_err(|error| invalid(text, String::new(), &error))?;
    serde_path_to_error::deserialize(read).map_err(|error| {
        let path = Some(error.path().to_string()).filter(|path| path != ".");
        invalid(text, path.unwrap_or_default(), error.inner())
    })
}

fn invalid(text: &str, path: String, error: &toml::de::Error) -> Error {
    let (message, help) = worded(error.message());
    // An unknown key is in the message.
    let path = match unknown_key(error.message()) {
        Some(key) => {
            let table = path.strip_suffix(key).unwrap_or(&path);
            table.trim_end_matches('.').to_owned()
        }
        None => path,
    };
    let at = error.span().map_or(0, |span| span.start);
    let before = text.get(..at).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    Error::new(ErrorKind::ConfigInvalid, message)
        .with_remedy(help)
        .with_location(Location {
            line: before.matches('\n').count() + 1,
            column: line.chars().count() + 1,
            path,
        })
}

fn unknown_key(message: &str) -> Option<&str> {
    let (key, _) = message.strip_prefix("unknown field `")?.split_once('`')?;
    Some(key)
}

/// The message of serde in our words, and the help.
fn worded(message: &str) -> (String, String) {
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
            None => KEYS.to_owned(),
        };
        return (format!("unknown {what} `{}`", excerpt(name, 40)), help);
    }
    (without_values(message), KEYS.to_owned())
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
