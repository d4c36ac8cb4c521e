//! Tests of the evaluator against documented cases and a naive implementation.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod cases;
mod random;
mod reference;
mod system_policies;
