//! The operation trait.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::provider::{Access, Secret, Service};

wire! {
    /// Output of an operation that returns no data.
    pub struct Done {}
}

/// A field of a wire struct; only an optional one can be absent.
pub(crate) trait Field {
    fn is_absent(&self) -> bool {
        false
    }
}

impl<T> Field for Option<T> {
    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

impl<T> Field for Vec<T> {}
impl Field for String {}
impl Field for Secret {}
impl Field for bool {}
impl Field for u32 {}

/// An operation of an API.
///
/// All operations of RAM have a struct here. Implement the trait to call one of another service with
/// typed requests and responses:
///
/// ```
/// use rolewright_core::operation::Operation;
/// use rolewright_core::{Access, Call, Service};
/// use serde::{Deserialize, Serialize};
///
/// /// Returns the usage of a Container Registry instance.
/// #[derive(Serialize, Deserialize)]
/// #[serde(rename_all = "PascalCase")]
/// struct GetInstanceUsage {
///     instance_id: String,
/// }
///
/// #[derive(Serialize, Deserialize)]
/// #[serde(rename_all = "PascalCase")]
/// struct Usage {
///     repo_usage: String,
/// }
///
/// impl Operation for GetInstanceUsage {
///     type Output = Usage;
///     const SERVICE: Service = Service::CR;
///     const ACTION: &'static str = "GetInstanceUsage";
///     const ACCESS: Access = Access::Read;
///     const SECRETS: &'static [&'static str] = &[];
///     const MODULE: &'static str = module_path!();
/// }
///
/// // `provider.send(GetInstanceUsage { .. }).await?.repo_usage`
/// let call = Call::of(&GetInstanceUsage { instance_id: "cri-example".into() });
/// assert_eq!((&*call.action, call.params.get("InstanceId")), ("GetInstanceUsage", Some("cri-example")));
/// ```
pub trait Operation: Serialize + DeserializeOwned + Send + 'static {
    /// The response.
    type Output: Serialize + DeserializeOwned + Send + 'static;
    /// The API that the operation belongs to.
    const SERVICE: Service;
    /// The operation's name, as the API spells it.
    const ACTION: &'static str;
    /// Whether the operation reads or writes.
    const ACCESS: Access;
    /// Wire names of the secret parameters.
    const SECRETS: &'static [&'static str];
    /// Path of the module that declares the operation.
    const MODULE: &'static str;
}

/// Metadata of an operation in [`ALL`](super::ALL).
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct OperationInfo {
    /// The API that the operation belongs to.
    pub service: &'static Service,
    /// The operation's name, as the API spells it.
    pub action: &'static str,
    /// Whether the operation reads or writes.
    pub access: Access,
    /// Wire names of the secret parameters.
    pub secrets: &'static [&'static str],
    /// Path of the module that declares the operation; its last part is the topic.
    pub module: &'static str,
    /// Schemas of request and response.
    #[cfg(feature = "schema")]
    pub schemas: fn() -> (schemars::Schema, schemars::Schema),
}
