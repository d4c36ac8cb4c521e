//! `ACS3-HMAC-SHA256`, the service's signature version 3.
//!
//! The client's side is [`sign`] (all headers of a call) and [`authorization`] (the one
//! header, for a caller that sets the others itself); the server's side is [`verify`].
//! The scheme is that of the official help page "V3 request structure and signature":
//! one HMAC-SHA256 under the access key secret over the hash of
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
