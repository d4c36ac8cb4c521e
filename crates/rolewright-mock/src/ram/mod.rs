//! The rules of RAM, one file a resource, one small function an operation.
//!
//! Every function looks first and changes then, so that a refused call changes nothing. When
//! several checks fail, the first of this order answers: missing parameters, the form of names
//! and values, the form of documents, what the call is about, what it is to be joined with,
//! conflicts, limits (rule `order-of-checks`).

pub(crate) mod access_key;
pub(crate) mod attachment;
pub(crate) mod check;
pub(crate) mod document;
pub(crate) mod group;
pub(crate) mod page;
pub(crate) mod policy;
pub(crate) mod policy_lookup;
pub(crate) mod policy_version;
pub(crate) mod role;
pub(crate) mod system_policy;
pub(crate) mod tag;
pub(crate) mod user;
