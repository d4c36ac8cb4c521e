//! The evaluator against cases from the documentation, and against a plainly written one.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod cases;
mod random;
mod reference;
