//! The provider trait: everything that executes RAM calls is a [`RamProvider`].
//!
//! A [`Call`] is a plain value, so a wrapper has one method, a plan is a list of calls, and an
//! operation without structs in this crate can be called by name.
//!
//! ```
//! use rolewright_core::operation::CreateRole;
//! use rolewright_core::{Access, Call, RamProvider, RamProviderExt, Result, Service};
//!
//! async fn demo(provider: &dyn RamProvider, trust: &str) -> Result<()> {
//!     // Typed: the output is that of the operation.
//!     let role = CreateRole {
//!         role_name: "demo".into(),
//!         assume_role_policy_document: trust.into(),
//!         ..CreateRole::default()
//!     };
//!     match provider.send(role).await {
//!         Ok(output) => println!("{}", output.role.arn),
//!         Err(error) if error.is_already_exists() => println!("it exists"),
//!         Err(error) => return Err(error),
//!     }
//!     // By name.
//!     let call = Call::new(Service::RAM, "ListUsers", Access::Read).with_param("MaxItems", "10");
//!     let users: serde_json::Value = provider.execute(call).await?.decode()?;
//!     println!("{users}");
//!     Ok(())
//! }
//! ```

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
