#![doc = include_str!("../README.md")]

mod answer;
mod bucket;
mod builder;
mod credential;
mod endpoint;
mod endpoints;
#[doc(hidden)]
pub mod outside;
mod ports;
mod provider;
mod rate;
mod redact;
mod region;
mod request;
mod retry;
mod transport;

pub use bucket::AlibabaBuckets;
pub use builder::AlibabaBuilder;
pub use credential::{
    AssumeRoleCredentials, CredentialChain, IssuedCredentials, ProvideCredentials,
    StaticCredentials,
};
pub use endpoints::Endpoints;
pub use provider::AlibabaProvider;
pub use rate::RateLimit;
pub use region::{Network, Region, RegionCloud, RegionService};
pub use retry::RetryPolicy;
