#![doc = include_str!("../README.md")]
// The README links to modules of features.
#![cfg_attr(
    not(all(feature = "diagnosis", feature = "recipes")),
    allow(
        rustdoc::broken_intra_doc_links,
        reason = "these modules are part of the documentation with all features"
    )
)]

pub mod access;
pub mod arn;
pub mod assumed;
pub mod bucket;
mod cancellation;
pub mod clock;
pub mod connection;
pub mod dataset;
#[cfg(feature = "diagnosis")]
pub mod denial;
pub mod doctor;
pub mod error;
pub mod evaluate;
#[cfg(feature = "diagnosis")]
pub mod evidence;
pub mod export;
#[cfg(feature = "recipes")]
pub mod fleet;
pub mod input;
mod items;
pub mod learn;
pub mod lint;
pub mod name;
pub mod operation;
pub mod permission;
pub mod policy;
pub mod probe;
pub mod provider;
pub mod recipe;
pub mod remedy;
pub mod setup;
#[cfg(feature = "testing")]
pub mod testing;
pub mod text;
pub mod wrapper;

#[cfg(feature = "testing")]
#[doc(no_inline)]
pub use mockall;
#[cfg(feature = "schema")]
#[doc(no_inline)]
pub use schemars;
#[doc(no_inline)]
pub use {async_trait::async_trait, futures_util::Stream, jiff, serde_json};

pub use arn::Arn;
pub use assumed::AssumedRule;
pub use bucket::{BucketFacts, BucketInspector};
pub use cancellation::Cancellation;
pub use clock::Clock;
#[cfg(feature = "tokio")]
pub use clock::SystemClock;
pub use connection::Connection;
pub use error::{Error, ErrorKind, Result, ServiceError};
pub use items::Items;
pub use name::{AccountId, BucketName, InstanceId, InstanceName, PolicyName, RoleName, UserName};
pub use operation::Operation;
pub use probe::BucketProbe;
pub use provider::{Access, Call, ProviderInfo, RamProvider, RamProviderExt, Reply, Service};
