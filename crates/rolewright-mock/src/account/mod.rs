//! The simulated account as plain data, its callers, and the time of calls.

mod caller;
mod inspect;
mod instance;
mod limits;
mod model;
mod moment;
mod object;
mod secret;
mod settings;

pub use caller::Caller;
pub use instance::{InstanceState, NamespaceState, RefusedCall, RepositoryState, Subscription};
pub use limits::Limits;
pub(crate) use limits::is_full;
pub use model::{
    Account, Attachment, BucketState, DEFAULT_GROUP, GroupState, KeyState, PolicyState, RoleState,
    UserState, VersionState,
};
pub use moment::Moment;
pub use object::{Body, ObjectVersion, PartState, UploadState};
pub use secret::Session;
#[cfg(feature = "emulator")]
pub(crate) use secret::issuer;
pub(crate) use secret::{diagnosis_seal, of_key, token};
pub use settings::{LoginState, PasswordPolicyState, SecurityState, SettingsState};
