//! Tests with documented examples and captured requests.

#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "the lints count helper functions of an integration test as production code"
)]

mod captures;
mod published;
