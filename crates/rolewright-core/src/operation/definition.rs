//! What makes a pair of structs an operation.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::provider::{Access, Secret, Service};

wire! {
    /// The answer of an operation that says no more than that it was done.
    pub struct Done {}
}

/// What a wire struct holds; only an optional value can be absent.
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

/// Everything there is to say about one operation of the API.
pub trait Operation: Serialize + DeserializeOwned + Send + 'static {
    /// What the service answers.
    type Output: Serialize + DeserializeOwned + Send + 'static;
    /// The API it belongs to.
    const SERVICE: Service;
    /// Its name, as the API spells it.
    const ACTION: &'static str;
    /// What carrying it out does.
    const ACCESS: Access;
    /// The wire names of parameters that are shown to nobody.
    const SECRETS: &'static [&'static str];
    /// The module that it stands in.
    const MODULE: &'static str;
}

/// One line of [`ALL`](super::ALL).
#[derive(Clone, Copy, Debug)]
pub struct OperationInfo {
    /// The API it belongs to.
    pub service: &'static Service,
    /// Its name, as the API spells it.
    pub action: &'static str,
    /// What carrying it out does.
    pub access: Access,
    /// The wire names of parameters that are shown to nobody.
    pub secrets: &'static [&'static str],
    /// The path of the module that it stands in, whose last part says what it is about.
    pub module: &'static str,
    /// The schemas of its request and of its answer.
    #[cfg(feature = "schema")]
    pub schemas: fn() -> (schemars::Schema, schemars::Schema),
}
