#![doc = include_str!("../README.md")]

mod answer;
mod bucket;
mod builder;
mod connection;
mod credential;
mod endpoint;
mod endpoints;
mod exchange;
mod oss;
#[doc(hidden)]
pub mod outside;
mod ports;
mod probe;
mod provider;
mod rate;
mod redact;
mod region;
mod request;
mod retry;
mod sending;
mod tls;
mod transport;

pub use bucket::AlibabaBuckets;
pub use builder::AlibabaBuilder;
pub use connection::AlibabaConnection;
pub use credential::{
    AssumeRoleCredentials, CredentialChain, IssuedCredentials, ProvideCredentials,
    StaticCredentials,
};
pub use endpoints::Endpoints;
pub use probe::AlibabaProbe;
pub use provider::AlibabaProvider;
pub use rate::RateLimit;
pub use region::{Network, Region, RegionCloud, RegionService};
pub use retry::{DecideRetry, FailedAttempt, RetryPolicy};
