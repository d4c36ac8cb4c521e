#![doc = include_str!("../README.md")]

mod case;
pub mod cases;
pub mod expect;
mod fixture;
mod snapshot;

pub use case::{Case, Check, Harness, Limits, Summary, Verdict, run_all};
pub use cases::cases;
pub use expect::{Failure, Outcome};
pub use snapshot::{Snapshot, list_all, snapshot};
