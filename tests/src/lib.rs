#![doc = include_str!("../README.md")]

pub mod attachment;
mod case;
pub mod document;
pub mod expect;
mod fixture;
pub mod group;
pub mod name;
pub mod paging;
pub mod policy;
pub mod policy_version;
pub mod role;
pub mod seam;
mod snapshot;
pub mod sts;
pub mod tag;
pub mod user;

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
        attachment::CASES,
        tag::CASES,
        user::CASES,
        group::CASES,
        sts::CASES,
        paging::CASES,
        seam::CASES,
    ]
    .concat()
}
