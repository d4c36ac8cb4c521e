//! Findings of the rules.

use std::fmt;

/// A violation of a rule, with its location and remedy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Finding {
    pub(super) rule: &'static str,
    pub(super) path: String,
    /// From 1; `None` for the whole file.
    pub(super) line: Option<usize>,
    pub(super) message: String,
}

impl Finding {
    pub(super) fn in_file(rule: &'static str, path: &str, message: impl fmt::Display) -> Self {
        Self {
            rule,
            path: path.to_owned(),
            line: None,
            message: message.to_string(),
        }
    }

    pub(super) fn at(
        rule: &'static str,
        path: &str,
        line: usize,
        message: impl fmt::Display,
    ) -> Self {
        Self {
            line: Some(line),
            ..Self::in_file(rule, path, message)
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: [{}] {}", self.path, self.rule, self.message),
            None => write!(f, "{}: [{}] {}", self.path, self.rule, self.message),
        }
    }
}
