//! Container Registry: its instances, and the service's calls on their buckets.

pub(crate) mod instance;
#[cfg(feature = "emulator")]
pub(crate) mod service;
#[cfg(feature = "emulator")]
mod session;
pub(crate) mod vpc_cms;
