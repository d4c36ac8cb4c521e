#![doc = include_str!("../README.md")]

#[cfg(feature = "blocking")]
pub mod blocking;
mod cloud;
pub mod dataset;
pub mod doctor;
#[cfg(feature = "fleet")]
pub mod fleet;
#[cfg(feature = "local")]
mod no_store;
mod registry;
mod role_to_assume;
mod run;
mod run_all;
mod setup_builder;
mod setup_on;

pub use rolewright_core::*;

#[cfg(feature = "alibaba")]
pub use rolewright_alibaba::{
    AlibabaBuckets, AlibabaBuilder, AlibabaConnection, AlibabaProbe, AlibabaProvider,
    AssumeRoleCredentials, CertificateAuthorities, CredentialChain, DecideRetry, Endpoints,
    FailedAttempt, HttpRetryPolicy, IssuedCredentials, Network, ProvideCredentials, RateLimit,
    Region, RegionCloud, RegionService, StaticCredentials, reqwest,
};
#[cfg(feature = "local")]
pub use rolewright_mock::LocalProvider;
#[cfg(feature = "memory")]
pub use rolewright_mock::MemoryProvider;

/// The state of the simulated accounts of the providers `memory` and `local`.
#[cfg(feature = "memory")]
pub mod mock {
    pub use rolewright_mock::{
        ASSUMED, Account, Attachment, Body, BucketState, Caller, Denial, GroupState, InstanceState,
        KeyState, Limits, LoginState, MemoryBuilder, Moment, NamespaceState, ObjectVersion,
        PartState, PasswordPolicyState, PolicyState, RefusedCall, RepositoryState, RoleState,
        SIMULATED, SecurityState, Session, SettingsState, Subscription, UploadState, UserState,
        VersionState, WallClock,
    };
}

/// An HTTP emulator for tests.
#[cfg(feature = "emulator")]
pub mod emulator {
    pub use rolewright_mock::emulator::*;
}

pub use cloud::{Cloud, OpenAccount};
pub use registry::{LOCAL_STORE, OpenProvider, ProviderOptions, ProviderRegistry};
pub use role_to_assume::RoleToAssume;
pub use run::{EventSink, RunOptions, run};
pub use run_all::run_all;
pub use setup_builder::{SetupBuilder, setup};
pub use setup_on::SetupOn;
