#![doc = include_str!("../README.md")]

mod case;
mod cases;
pub mod expect;
mod fixture;
mod harness;
mod outcome;
mod run;
mod snapshot;
mod test_macro;

pub use case::{Case, Check, Feature, Limits};
pub use cases::cases;
pub use harness::{Constructor, Harness};
pub use outcome::{Failure, Outcome};
pub use run::{Summary, Verdict, run_all};
pub use snapshot::{Snapshot, list_all, snapshot};

#[doc(hidden)]
pub mod __private {
    pub use crate::test_macro::run;
    pub use pollster::block_on;
}
