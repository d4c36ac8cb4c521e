#![doc = include_str!("../README.md")]

mod builder;
mod connection;
mod credential;
mod endpoints;
mod http;
mod oss;
#[doc(hidden)]
pub mod outside;
mod ports;
mod provider;
mod variables;

#[doc(no_inline)]
pub use {jiff, reqwest};

pub use builder::AlibabaBuilder;
pub use connection::AlibabaConnection;
pub use credential::{
    AssumeRoleCredentials, CredentialChain, IssuedCredentials, ProvideCredentials,
    StaticCredentials,
};
pub use endpoints::Endpoints;
pub use endpoints::region::{Network, REGIONS_CHECKED, Region, RegionCloud, RegionService};
pub use http::rate_limit::RateLimit;
pub use http::retry_policy::{DecideRetry, FailedAttempt, HttpRetryPolicy};
pub use http::tls::CertificateAuthorities;
pub use oss::inspect::AlibabaBuckets;
pub use oss::probe::AlibabaProbe;
pub use provider::AlibabaProvider;
