//! Why a document, a case or a name can't be read.

use std::fmt;

/// The result of everything here that can fail.
pub type Result<T, E = PolicyError> = std::result::Result<T, E>;

/// What sort of failure a [`PolicyError`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PolicyErrorKind {
    /// A value is out of form. Correct the value.
    InvalidInput,
    /// A policy document could not be read. Correct it at the place that the message names.
    PolicySyntax,
}

/// A place in a document that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Location {
    /// Counted from 1.
    pub line: usize,
    /// Counted from 1, in characters.
    pub column: usize,
    /// The JSON path, for example `Statement[0].Action`; empty at the top.
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

/// A document, a case or a name that can't be read: what is wrong, where, and what to do.
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

    /// Names the document that it is about, unless one is named already.
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

    /// What sort of failure it is.
    #[must_use]
    pub fn kind(&self) -> PolicyErrorKind {
        self.0.kind
    }

    /// What is wrong, without the document's name and the place.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The document that it is about, where there are several.
    #[must_use]
    pub fn resource(&self) -> Option<&str> {
        self.0.resource.as_deref()
    }

    /// The place in the document.
    #[must_use]
    pub fn location(&self) -> Option<&Location> {
        self.0.location.as_ref()
    }

    /// What to do, when there is something better than the message.
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
