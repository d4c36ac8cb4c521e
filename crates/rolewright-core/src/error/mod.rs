//! The one error type: what happened, to what, why, and what to do next.

mod kind;
mod report;
mod wait;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use rolewright_policy::{PolicyError, PolicyErrorKind};
use serde::Serialize;

use crate::remedy::Remedy;
pub use kind::ErrorKind;
pub use report::{ErrorReport, FORMAT_VERSION, Problem};
pub use rolewright_policy::Location;
pub(crate) use wait::milliseconds;
pub use wait::{Wait, WaitReason};

/// The result of everything in rolewright that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What the service itself said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ServiceError {
    /// HTTP status, for example 409.
    pub status: u16,
    /// The service's code, for example `EntityAlreadyExists.Role`.
    pub code: String,
    /// The service's message, as it came.
    pub message: String,
    /// The id to name in a support case.
    pub request_id: Option<String>,
}

/// One failure with its context. See [`ErrorKind`] for what can be told apart.
///
/// ```
/// use rolewright_core::{BucketName, ErrorKind};
///
/// let error = BucketName::new("My_Images").unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::InvalidInput);
/// assert!(error.to_string().contains("`My_Images`"));
/// ```
#[derive(Clone)]
pub struct Error(Box<Inner>);

#[derive(Clone)]
struct Inner {
    kind: ErrorKind,
    message: String,
    action: Option<String>,
    resource: Option<String>,
    service: Option<ServiceError>,
    location: Option<Location>,
    remedy: Option<Remedy>,
    retry_after: Option<Duration>,
    maybe_applied: bool,
    waits: Vec<Wait>,
    source: Option<Arc<dyn std::error::Error + Send + Sync>>,
}

impl Error {
    /// An error that did not come from the service.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            kind,
            message: message.into(),
            action: None,
            resource: None,
            service: None,
            location: None,
            remedy: None,
            retry_after: None,
            maybe_applied: false,
            waits: Vec::new(),
            source: None,
        }))
    }

    /// An error that the service answered with.
    ///
    /// A service that failed by itself (5xx) may have carried a write out before it failed.
    #[must_use]
    pub fn from_service(service: ServiceError) -> Self {
        let kind = ErrorKind::of_service(service.status, &service.code);
        let mut error = Self::new(kind, service.message.clone());
        error.0.maybe_applied = kind == ErrorKind::Server;
        error.0.service = Some(service);
        error
    }

    /// Names the operation in which it happened, unless one is named already.
    #[must_use]
    pub fn with_action(mut self, action: impl Into<String>) -> Self {
        self.0.action.get_or_insert_with(|| action.into());
        self
    }

    /// Names what it happened to, unless something is named already.
    #[must_use]
    pub fn with_resource(mut self, resource: impl Into<String>) -> Self {
        self.0.resource.get_or_insert_with(|| resource.into());
        self
    }

    /// Says what to do next.
    #[must_use]
    pub fn with_remedy(mut self, remedy: impl Into<Remedy>) -> Self {
        self.0.remedy = Some(remedy.into());
        self
    }

    /// The place in the document.
    #[must_use]
    pub fn with_location(mut self, location: Location) -> Self {
        self.0.location = Some(location);
        self
    }

    /// The service asked to wait this long.
    #[must_use]
    pub fn with_retry_after(mut self, wait: Duration) -> Self {
        self.0.retry_after = Some(wait);
        self
    }

    /// The request may have been carried out although no good answer came.
    #[must_use]
    pub fn with_maybe_applied(mut self, maybe_applied: bool) -> Self {
        self.0.maybe_applied = maybe_applied;
        self
    }

    /// What held the call up before it failed.
    #[must_use]
    pub fn with_waits(mut self, waits: Vec<Wait>) -> Self {
        self.0.waits = waits;
        self
    }

    /// The cause below this error.
    #[must_use]
    pub fn with_source(mut self, source: impl std::error::Error + Send + Sync + 'static) -> Self {
        self.0.source = Some(Arc::new(source));
        self
    }

    /// What sort of failure it is.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// What happened, without action, resource and service code.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The operation in which it happened, for example `CreateRole`.
    #[must_use]
    pub fn action(&self) -> Option<&str> {
        self.0.action.as_deref()
    }

    /// What it happened to, for example a role name.
    #[must_use]
    pub fn resource(&self) -> Option<&str> {
        self.0.resource.as_deref()
    }

    /// What the service said, when the failure is the service's answer.
    #[must_use]
    pub fn service(&self) -> Option<&ServiceError> {
        self.0.service.as_ref()
    }

    /// The place in the document that could not be read.
    #[must_use]
    pub fn location(&self) -> Option<&Location> {
        self.0.location.as_ref()
    }

    /// The service's code, for example `EntityNotExist.Role`.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.service().map(|service| service.code.as_str())
    }

    /// What to do next, when there is something better than the message.
    #[must_use]
    pub fn remedy(&self) -> Option<&Remedy> {
        self.0.remedy.as_ref()
    }

    /// How long the service asked to wait.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// What held the call up before it failed, in order.
    #[must_use]
    pub fn waits(&self) -> &[Wait] {
        &self.0.waits
    }

    /// Whether the request may have been carried out. The truth is found by reading back.
    #[must_use]
    pub fn maybe_applied(&self) -> bool {
        self.0.maybe_applied
    }

    /// Whether the named role, policy, version, user or group does not exist.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.0.kind == ErrorKind::NotFound
    }

    /// Whether something of that name exists already.
    #[must_use]
    pub fn is_already_exists(&self) -> bool {
        self.0.kind == ErrorKind::AlreadyExists
    }

    /// Whether the service asked to slow down.
    #[must_use]
    pub fn is_throttled(&self) -> bool {
        self.0.kind == ErrorKind::Throttled
    }

    /// Whether asking again later may help, for a call that is safe to repeat.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        use ErrorKind::{Server, Throttled, Timeout, Transport};
        matches!(self.0.kind, Throttled | Server | Timeout | Transport)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.action(), self.resource()) {
            (Some(action), Some(resource)) => write!(f, "{action} `{resource}`: ")?,
            (Some(action), None) => write!(f, "{action}: ")?,
            (None, Some(resource)) => write!(f, "`{resource}`: ")?,
            (None, None) => {}
        }
        if let Some(location) = self.location() {
            write!(f, "{location}: ")?;
        }
        f.write_str(&self.0.message)?;
        if let Some(service) = self.service() {
            write!(f, " ({}, http {}", service.code, service.status)?;
            if let Some(id) = &service.request_id {
                write!(f, ", request id {id}")?;
            }
            f.write_str(")")?;
        }
        let again = |wait: &&Wait| wait.reason == WaitReason::Retry;
        match self.waits().iter().filter(again).count() {
            0 => {}
            1 => f.write_str("; it was sent twice")?,
            times => write!(f, "; it was sent {} times", times + 1)?,
        }
        if self.0.maybe_applied {
            f.write_str("; it may have been carried out all the same")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {self}", self.0.kind)?;
        if let Some(remedy) = self.remedy() {
            write!(f, "; {remedy}")?;
        }
        if let Some(source) = &self.0.source {
            write!(f, ": {source}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}

/// The same kind, message, place and remedy.
impl From<PolicyError> for Error {
    fn from(error: PolicyError) -> Self {
        let kind = match error.kind() {
            PolicyErrorKind::PolicySyntax => ErrorKind::PolicySyntax,
            _ => ErrorKind::InvalidInput,
        };
        let mut same = Self::new(kind, error.message());
        same.0.resource = error.resource().map(str::to_owned);
        same.0.location = error.location().cloned();
        same.0.remedy = error.help().map(Remedy::from);
        same
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_names_action_resource_code_and_request_id() {
        let error = Error::from_service(ServiceError {
            status: 409,
            code: "EntityAlreadyExists.Role".into(),
            message: "The role already exists.".into(),
            request_id: Some("R-1".into()),
        })
        .with_action("CreateRole")
        .with_resource("demo");
        insta::assert_snapshot!(error, @"CreateRole `demo`: The role already exists. (EntityAlreadyExists.Role, http 409, request id R-1)");
        assert!(!error.maybe_applied());
    }

    #[test]
    fn an_error_of_the_policy_language_keeps_its_kind_text_place_and_help() {
        for text in ["{\"Version\":\"1\",}", "{}", "", "[1]"] {
            let policy = crate::policy::PolicyDocument::parse(text).unwrap_err();
            let error = Error::from(policy.clone().with_resource("a.json"));
            assert_eq!(error.kind(), ErrorKind::PolicySyntax);
            let remedy = error.remedy().map(|remedy| remedy.text.as_str());
            assert_eq!((error.message(), remedy), (policy.message(), policy.help()));
            assert_eq!(error.location(), policy.location());
            let policy = policy.with_resource("a.json");
            assert_eq!(error.to_string(), policy.to_string());
            assert_eq!(format!("{error:?}"), format!("{policy:?}"));
        }
        let error = Error::from("12a".parse::<crate::AccountId>().unwrap_err());
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
    }
}
