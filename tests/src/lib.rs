#![doc = include_str!("../README.md")]

pub mod access_key;
pub mod attachment;
mod calls;
mod case;
pub mod concurrency;
pub mod deletion;
pub mod document;
pub mod expect;
mod fixture;
pub mod group;
mod holder;
pub mod instance;
pub mod live;
pub mod name;
pub mod oidc;
mod ops;
pub mod paging;
pub mod parameter;
pub mod policy;
pub mod policy_version;
pub mod role;
pub mod seam;
mod snapshot;
pub mod sts;
pub mod system_policy;
pub mod tag;
pub mod untrusted_input;
pub mod user;
pub mod version_limit;

pub use case::{Case, Check, Harness, Limits, Summary, Verdict, run_all};
pub use expect::{Failure, Outcome};
pub use snapshot::{Snapshot, list_all, snapshot};

/// Every case, by resource.
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
        seam::CASES,
        concurrency::CASES,
    ]
    .concat()
}
