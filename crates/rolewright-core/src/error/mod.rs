//! The error type: kind, operation, resource, cause and remedy.

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

/// The result of every fallible function in rolewright.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// An error response of the service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ServiceError {
    /// HTTP status, for example 409.
    pub status: u16,
    /// The service's code, for example `EntityAlreadyExists.Role`.
    pub code: String,
    /// The service's message, unchanged.
    pub message: String,
    /// The request ID, for support cases.
    pub request_id: Option<String>,
}

impl ServiceError {
    /// Creates an error response without a request ID.
    #[must_use]
    pub fn new(status: u16, code: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            status,
            code: code.into(),
            message: message.into(),
            request_id: None,
        }
    }

    /// Sets the request ID, if there is one.
    #[must_use]
    pub fn with_request_id(mut self, request_id: Option<String>) -> Self {
        self.request_id = request_id;
        self
    }
}

/// A failure with its context. See [`ErrorKind`] for the kinds.
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
    gave_up: Option<(u32, Duration)>,
    source: Option<Arc<dyn std::error::Error + Send + Sync>>,
}

impl Error {
    /// Creates an error that did not come from the service.
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
            gave_up: None,
            source: None,
        }))
    }

    /// Creates an error from the service's error response.
    ///
    /// After an internal error (5xx) a write may have taken effect.
    #[must_use]
    pub fn from_service(service: ServiceError) -> Self {
        let kind = ErrorKind::of_service(service.status, &service.code);
        let mut error = Self::new(kind, service.message.clone());
        error.0.maybe_applied = kind == ErrorKind::Server;
        error.0.service = Some(service);
        error
    }

    /// Sets the operation, unless it is already set.
    #[must_use]
    pub fn with_action(mut self, action: impl Into<String>) -> Self {
        self.0.action.get_or_insert_with(|| action.into());
        self
    }

    /// Sets the resource, unless it is already set.
    #[must_use]
    pub fn with_resource(mut self, resource: impl Into<String>) -> Self {
        self.0.resource.get_or_insert_with(|| resource.into());
        self
    }

    /// Sets the remedy.
    #[must_use]
    pub fn with_remedy(mut self, remedy: impl Into<Remedy>) -> Self {
        self.0.remedy = Some(remedy.into());
        self
    }

    /// Sets the location in the document.
    #[must_use]
    pub fn with_location(mut self, location: Location) -> Self {
        self.0.location = Some(location);
        self
    }

    /// Sets the delay that the service asked for.
    #[must_use]
    pub fn with_retry_after(mut self, wait: Duration) -> Self {
        self.0.retry_after = Some(wait);
        self
    }

    /// Sets whether the request may have taken effect.
    #[must_use]
    pub fn with_maybe_applied(mut self, maybe_applied: bool) -> Self {
        self.0.maybe_applied = maybe_applied;
        self
    }

    /// Sets the waits before the failure.
    #[must_use]
    pub fn with_waits(mut self, waits: Vec<Wait>) -> Self {
        self.0.waits = waits;
        self
    }

    /// Marks the last of several attempts: the provider repeated the call itself and gave up after
    /// this many attempts and this time. A run then doesn't repeat the call either.
    #[must_use]
    pub fn with_gave_up(mut self, attempts: u32, after: Duration) -> Self {
        self.0.gave_up = Some((attempts, after));
        self
    }

    /// Sets the underlying error.
    #[must_use]
    pub fn with_source(mut self, source: impl std::error::Error + Send + Sync + 'static) -> Self {
        self.0.source = Some(Arc::new(source));
        self
    }

    /// Returns the kind.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Returns the message without operation, resource and service code.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// Returns the operation that failed, for example `CreateRole`.
    #[must_use]
    pub fn action(&self) -> Option<&str> {
        self.0.action.as_deref()
    }

    /// Returns the affected resource, for example a role name.
    #[must_use]
    pub fn resource(&self) -> Option<&str> {
        self.0.resource.as_deref()
    }

    /// Returns the service's error response, if the service returned one.
    #[must_use]
    pub fn service(&self) -> Option<&ServiceError> {
        self.0.service.as_ref()
    }

    /// Returns the location in the document that can't be parsed.
    #[must_use]
    pub fn location(&self) -> Option<&Location> {
        self.0.location.as_ref()
    }

    /// Returns the service's code, for example `EntityNotExist.Role`.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.service().map(|service| service.code.as_str())
    }

    /// Returns the remedy, if there is one beyond the message.
    #[must_use]
    pub fn remedy(&self) -> Option<&Remedy> {
        self.0.remedy.as_ref()
    }

    /// Returns the delay that the service asked for.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// Returns the waits before the failure, in order.
    #[must_use]
    pub fn waits(&self) -> &[Wait] {
        &self.0.waits
    }

    /// Returns the number of attempts and their time, if the provider gave up repeating the call.
    #[must_use]
    pub fn gave_up(&self) -> Option<(u32, Duration)> {
        self.0.gave_up
    }

    /// Whether the request may have taken effect. Read the resource back to find out.
    #[must_use]
    pub fn maybe_applied(&self) -> bool {
        self.0.maybe_applied
    }

    /// Whether the role, policy, version, user or group does not exist.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.0.kind == ErrorKind::NotFound
    }

    /// Whether an object with this name already exists.
    #[must_use]
    pub fn is_already_exists(&self) -> bool {
        self.0.kind == ErrorKind::AlreadyExists
    }

    /// Whether the service throttled the call.
    #[must_use]
    pub fn is_throttled(&self) -> bool {
        self.0.kind == ErrorKind::Throttled
    }

    /// Whether a retry may help, if the call is safe to repeat.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        use ErrorKind::{Server, Throttled, Timeout, Transport};
        matches!(self.0.kind, Throttled | Server | Timeout | Transport)
    }

    /// Whether the run itself may repeat the call: a retry may help, and the provider made none.
    pub(crate) fn is_worth_repeating(&self) -> bool {
        self.is_transient() && self.0.gave_up.is_none()
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
        if let Some((attempts, after)) = self.gave_up() {
            let plural = if attempts == 1 { "" } else { "s" };
            let seconds = after.as_secs_f64();
            let decimals = usize::from(seconds < 10.0);
            write!(
                f,
                "; gave up after {attempts} attempt{plural} in {seconds:.decimals$} s"
            )?;
        }
        if self.0.maybe_applied {
            f.write_str("; the request may have taken effect")?;
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

/// Keeps kind, message, location and remedy.
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
    fn a_policy_error_keeps_its_kind_message_location_and_help() {
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
