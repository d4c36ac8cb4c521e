//! Positions in text.

use serde::{Deserialize, Serialize};

/// A byte range in the text of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// The first byte after it.
    pub end: usize,
}

impl Span {
    /// Returns line and column of the start, counted from 1; the column in characters.
    ///
    /// ```
    /// use rolewright_policy::PolicyDocument;
    ///
    /// let text = "{\"Version\": \"1\", \"Statement\": [\n  {\"Effect\": \"Deny\", \"Action\": \"*\", \"Resource\": \"*\"}]}";
    /// let document = PolicyDocument::parse(text)?;
    /// let span = document.statements()[0].span().unwrap();
    /// assert_eq!(span.line_and_column(text), (2, 3));
    /// assert!(text[span.start..span.end].starts_with("{\"Effect\": \"Deny\""));
    /// # Ok::<(), rolewright_policy::PolicyError>(())
    /// ```
    #[must_use]
    pub fn line_and_column(&self, text: &str) -> (usize, usize) {
        let before = text.get(..self.start).unwrap_or(text);
        let line = before.matches('\n').count() + 1;
        let last = before.rsplit('\n').next().unwrap_or_default();
        (line, last.chars().count() + 1)
    }

    /// Whether this span contains the other one.
    pub(crate) fn holds(&self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}

/// A position that is ignored in comparisons.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Place(pub(super) Option<Span>);

impl PartialEq for Place {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Place {}

impl PartialOrd for Place {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Place {
    fn cmp(&self, _: &Self) -> std::cmp::Ordering {
        std::cmp::Ordering::Equal
    }
}
