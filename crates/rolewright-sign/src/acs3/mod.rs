//! `ACS3-HMAC-SHA256`, signature version 3.
//!
//! Clients use [`sign`] for all headers of a call, or [`authorization`] for that header only;
//! servers use [`verify`]. The scheme is documented on the official help page "V3 request structure
//! and signature": one HMAC-SHA256 with the access key secret over the hash of
//!
//! ```text
//! METHOD \n path \n sorted query \n "name:value\n" of each signed header, sorted
//!        \n signed header names joined by ";" \n hex SHA-256 of the body
//! ```

mod canonical;
mod sign;
#[cfg(test)]
mod tests;
mod verify;

pub use crate::received::{Received, VerifyError};
pub use canonical::{ALGORITHM, content_sha256};
pub use sign::{Request, Unsigned, authorization, sign};
pub use verify::{Authorization, verify};
