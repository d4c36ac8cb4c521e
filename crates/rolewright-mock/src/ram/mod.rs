//! The rules of RAM: a file per resource, a function per operation.
//!
//! Every function checks before it changes, so that a refused call changes nothing. The order of
//! checks is rule `order-of-checks`.

pub(crate) mod access_key;
pub(crate) mod attachment;
pub(crate) mod check;
pub(crate) mod diagnosis;
pub(crate) mod document;
pub(crate) mod elsewhere;
pub(crate) mod group;
pub(crate) mod ims;
pub(crate) mod login_profile;
pub(crate) mod mfa;
pub(crate) mod page;
pub(crate) mod policy;
pub(crate) mod policy_lookup;
pub(crate) mod policy_version;
pub(crate) mod role;
pub(crate) mod service_linked_role;
pub(crate) mod settings;
pub(crate) mod system_policy;
pub(crate) mod tag;
pub(crate) mod user;
