//! Errors.

use std::fmt;

/// Result with [`PolicyError`] as its default error.
pub type Result<T, E = PolicyError> = std::result::Result<T, E>;

/// Kind of a [`PolicyError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PolicyErrorKind {
    /// A value has an invalid format.
    InvalidInput,
    /// A policy document is invalid; the error has the position.
    PolicySyntax,
}

/// Position of an error in a document.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Location {
    /// Line, counted from 1.
    pub line: usize,
    /// Column in characters, counted from 1.
    pub column: usize,
    /// JSON path, for example `Statement[0].Action`; empty at the top.
    pub path: String,
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)?;
        if !self.path.is_empty() {
            write!(f, ", at `{}`", self.path)?;
        }
        Ok(())
    }
}

/// An invalid document, case or name: what is wrong, where, and how to fix it.
///
/// ```
/// use rolewright_policy::{PolicyDocument, PolicyErrorKind};
///
/// let error = PolicyDocument::parse(r#"{"Version":"1","Statement":[{}]}"#).unwrap_err();
/// assert_eq!(error.kind(), PolicyErrorKind::PolicySyntax);
/// assert_eq!(error.location().map(|place| place.path.as_str()), Some("Statement[0]"));
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct PolicyError(Box<Inner>);

#[derive(Clone, PartialEq, Eq)]
struct Inner {
    kind: PolicyErrorKind,
    message: String,
    resource: Option<String>,
    location: Option<Location>,
    help: Option<String>,
}

impl PolicyError {
    pub(crate) fn new(kind: PolicyErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            kind,
            message: message.into(),
            resource: None,
            location: None,
            help: None,
        }))
    }

    /// Sets the name of the document, unless it is already set.
    #[must_use]
    pub fn with_resource(mut self, resource: impl Into<String>) -> Self {
        self.0.resource.get_or_insert_with(|| resource.into());
        self
    }

    pub(crate) fn with_location(mut self, location: Location) -> Self {
        self.0.location = Some(location);
        self
    }

    pub(crate) fn with_help(mut self, help: impl Into<String>) -> Self {
        self.0.help = Some(help.into());
        self
    }

    /// Returns the kind of error.
    #[must_use]
    pub fn kind(&self) -> PolicyErrorKind {
        self.0.kind
    }

    /// Returns the message without document name and position.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// Returns the name of the document, where there are several.
    #[must_use]
    pub fn resource(&self) -> Option<&str> {
        self.0.resource.as_deref()
    }

    /// Returns the position in the document.
    #[must_use]
    pub fn location(&self) -> Option<&Location> {
        self.0.location.as_ref()
    }

    /// Returns how to fix it, where the message does not say it.
    #[must_use]
    pub fn help(&self) -> Option<&str> {
        self.0.help.as_deref()
    }
}

impl fmt::Display for PolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(resource) = self.resource() {
            write!(f, "`{resource}`: ")?;
        }
        if let Some(location) = self.location() {
            write!(f, "{location}: ")?;
        }
        f.write_str(self.message())
    }
}

impl fmt::Debug for PolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {self}", self.0.kind)?;
        if let Some(help) = self.help() {
            write!(f, "; {help}")?;
        }
        Ok(())
    }
}

impl std::error::Error for PolicyError {}
