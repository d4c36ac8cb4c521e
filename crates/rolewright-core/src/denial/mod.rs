//! Denied calls explained: which layer denied, and the statement that is missing or that denies.
//!
//! Source: the RAM pages "How to troubleshoot an access denied error" and `DecodeDiagnosticMessage`,
//! and OSS's page on `EC` 0003-00000201.
//!
//! ```
//! use rolewright_core::denial::Evidence;
//!
//! let body = r#"{"Code":"NoPermission","Message":"Resource: acs:ram:*:1:role/demo Action: ram:GetRole",
//!     "AccessDeniedDetail":{"AuthAction":"ram:GetRole","AuthPrincipalType":"SubUser",
//!     "AuthPrincipalOwnerId":"1","AuthPrincipalDisplayName":"2001","NoPermissionType":"ImplicitDeny",
//!     "PolicyType":"AccountLevelIdentityBasedPolicy"}}"#;
//! let denied = Evidence::parse(body)?.denied.expect("the body has the details");
//! assert_eq!(denied.action, "ram:GetRole");
//! assert_eq!(denied.resource.as_deref(), Some("acs:ram:*:1:role/demo"));
//! assert_eq!(denied.statement.unwrap()["Effect"], "Allow");
//! # Ok::<(), rolewright_core::Error>(())
//! ```

mod body;
mod decode;
mod denied;
mod message;
mod sentence;
#[cfg(test)]
mod tests;

pub use body::Evidence;
pub use decode::{decode, explain};
pub use denied::{ConditionKey, DecidingPolicy, DeniedCall};
pub use message::Diagnosis;
pub use sentence::layer_in_words;
