//! The rules of Security Token Service.

pub(crate) mod oidc;
pub(crate) mod session;
