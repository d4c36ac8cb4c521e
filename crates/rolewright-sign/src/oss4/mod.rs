//! `OSS4-HMAC-SHA256`, OSS's signature version 4, in the `Authorization` header or in the query of a
//! URL that is signed in advance.
//!
//! The scheme is that of the official help page "Include a V4 signature in the Authorization
//! header" and of the official Python client `alibabacloud-oss-v2` 1.4.1: HMAC-SHA256 under a
//! key that is derived from the secret for one day, region and product, over the hash of
//!
//! ```text
//! METHOD \n /bucket/key \n sorted query \n "name:value\n" of each signed header, sorted
//!        \n additional header names joined by ";" \n UNSIGNED-PAYLOAD
//! ```
//!
//! Signed are `content-type`, `content-md5`, every `x-oss-*` header and those named as
//! additional ones. The bucket is signed even where only the host names it, and the host is not.

mod canonical;
mod presigned;
mod sign;
#[cfg(test)]
mod tests;
mod verify;

pub use canonical::ALGORITHM;
pub use presigned::{presign, verify_presigned};
pub use sign::{Request, sign};
pub use verify::{Authorization, verify};
