//! The cases, a file for each resource.

pub mod access_key;
pub mod attachment;
pub mod call;
pub mod concurrency;
pub mod deletion;
pub mod document;
pub mod group;
pub mod instance;
pub mod name;
pub mod oidc;
pub mod paging;
pub mod parameter;
pub mod policy;
pub mod policy_version;
pub mod role;
pub mod sts;
pub mod system_policy;
pub mod tag;
pub mod user;
pub mod version_limit;

use crate::case::Case;

/// Returns every case, by resource.
#[must_use]
pub fn cases() -> Vec<Case> {
    [
        role::CASES,
        name::CASES,
        policy::CASES,
        document::CASES,
        policy_version::CASES,
        version_limit::CASES,
        system_policy::CASES,
        attachment::CASES,
        tag::CASES,
        user::CASES,
        access_key::CASES,
        group::CASES,
        instance::CASES,
        deletion::CASES,
        sts::CASES,
        oidc::CASES,
        paging::CASES,
        parameter::CASES,
        call::CASES,
        concurrency::CASES,
    ]
    .concat()
}
