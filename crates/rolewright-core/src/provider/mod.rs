//! The provider trait: everything that executes RAM calls is a [`RamProvider`].
//!
//! A [`Call`] is a plain value, so a wrapper has one method, a plan is a list of calls, and an
//! operation without structs in this crate can be called by name.

mod call;
mod ext;
mod pager;
mod params;
mod ram_provider;
mod reply;
mod secret;
mod service;

pub(crate) use crate::error::milliseconds;
pub use crate::error::{Wait, WaitReason};
pub use call::Call;
pub use ext::RamProviderExt;
pub use pager::Paged;
pub use params::{Params, decode_params, encode_params};
pub use ram_provider::{ProviderInfo, RamProvider, UsedHost};
pub use reply::Reply;
pub use secret::Secret;
pub use service::{Access, Service};
