//! Container Registry: its instances, and the service's calls on their buckets.

mod endpoint;
mod instance;
mod lookup;
mod namespace;
mod repository;
#[cfg(feature = "emulator")]
pub(crate) mod service;
#[cfg(feature = "emulator")]
mod session;
pub(crate) mod table;
mod tag;
pub(crate) mod vpc_cms;
