//! A request as a value.

use std::borrow::Cow;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::params::{Params, encode_params};
use super::service::{Access, Service};
use crate::error::{Wait, WaitReason, milliseconds};
use crate::operation::{AssumeRoleWithOIDC, AssumeRoleWithSAML, Operation};

/// A request: an operation and its parameters.
///
/// Usually created from an operation's struct; any other operation can be called by name:
///
/// ```
/// use rolewright_core::{Access, Call, Service, operation::GetRole};
///
/// let typed = Call::of(&GetRole { role_name: "demo".into(), ..Default::default() });
/// let by_name = Call::new(Service::RAM, "GetRole", Access::Read).with_param("RoleName", "demo");
/// assert_eq!(typed, by_name);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Call {
    /// The API that the operation belongs to.
    pub service: Service,
    /// The operation's name, as the API spells it.
    pub action: Cow<'static, str>,
    /// Whether the operation reads or writes.
    pub access: Access,
    /// Parameters by wire name.
    pub params: Params,
}

impl Call {
    /// Creates a call by operation name, without parameters.
    #[must_use]
    pub fn new(service: Service, action: impl Into<Cow<'static, str>>, access: Access) -> Self {
        Self {
            service,
            action: action.into(),
            access,
            params: Params::default(),
        }
    }

    /// Creates the call for an operation's struct.
    #[must_use]
    pub fn of<O: Operation>(operation: &O) -> Self {
        Self {
            service: O::SERVICE,
            action: Cow::Borrowed(O::ACTION),
            access: O::ACCESS,
            params: encode_params(operation, O::SECRETS),
        }
    }

    /// Adds a parameter.
    #[must_use]
    pub fn with_param(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.params.insert(name, value);
        self
    }

    /// Adds a secret parameter: masked in `Debug`, omitted when serialized.
    #[must_use]
    pub fn with_secret_param(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.params.insert_secret(name, value);
        self
    }

    /// Whether the call is a read.
    #[must_use]
    pub fn is_read(&self) -> bool {
        self.access == Access::Read
    }

    /// Whether the call is signed with an access key. `AssumeRoleWithOIDC` and
    /// `AssumeRoleWithSAML` need none (STS SDK 1.2.0: `Anonymous`).
    #[must_use]
    pub fn needs_key(&self) -> bool {
        const ANONYMOUS: [&str; 2] = [AssumeRoleWithOIDC::ACTION, AssumeRoleWithSAML::ACTION];
        self.service.name != Service::STS.name || !ANONYMOUS.contains(&self.action.as_ref())
    }

    /// The role, policy, user or group that the call names, for messages.
    #[must_use]
    pub fn subject(&self) -> Option<&str> {
        ["RoleName", "PolicyName", "UserName", "GroupName", "RoleArn"]
            .into_iter()
            .find_map(|name| self.params.get(name))
    }
}

impl Wait {
    /// A wait before a call is sent or retried.
    #[must_use]
    pub fn of_call(call: &Call, reason: WaitReason, duration: Duration) -> Self {
        Self {
            action: Some(call.action.to_string()),
            resource: call.subject().map(str::to_owned),
            reason,
            milliseconds: milliseconds(duration),
            error: None,
        }
    }

    /// Sets the error of the previous attempt.
    #[must_use]
    pub fn with_error(mut self, error: impl std::fmt::Display) -> Self {
        self.error = Some(error.to_string());
        self
    }
}
