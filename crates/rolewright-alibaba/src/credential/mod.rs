//! Credential sources, named as in the official libraries.

mod assume_role;
pub(crate) mod cache;
pub(crate) mod chain;
mod cli_config;
pub(crate) mod cli_profile;
mod cloud_sso;
pub(crate) mod context;
#[cfg(test)]
mod corpus;
mod credentials_uri;
mod decode;
mod diagnose;
mod ecs_ram_role;
pub(crate) mod environment;
pub(crate) mod ini_file;
mod locked_file;
mod oauth;
mod oidc;
mod process;
pub(crate) mod provide_credentials;
pub(crate) mod role_session;
mod settings;
pub(crate) mod static_credentials;

pub use assume_role::AssumeRoleCredentials;
pub use chain::CredentialChain;
pub use provide_credentials::{IssuedCredentials, ProvideCredentials};
pub use static_credentials::StaticCredentials;
