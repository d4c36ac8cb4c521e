#![doc = include_str!("../README.md")]

mod answer;
mod builder;
mod credential;
mod endpoint;
mod ports;
mod provider;
mod rate;
mod redact;
mod request;
mod retry;
mod transport;

pub use builder::AlibabaBuilder;
pub use credential::StaticCredentials;
pub use provider::AlibabaProvider;
pub use rate::RateLimit;
pub use retry::RetryPolicy;
