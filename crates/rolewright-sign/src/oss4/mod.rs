//! `OSS4-HMAC-SHA256`, OSS signature version 4, in the `Authorization` header or in a presigned
//! URL.
//!
//! The scheme is documented on the official help page "Include a V4 signature in the Authorization
//! header" and implemented in the official Python client `alibabacloud-oss-v2` 1.4.1: HMAC-SHA256
//! with a key derived from the secret for one day, region and product, over the hash of
//!
//! ```text
//! METHOD \n /bucket/key \n sorted query \n "name:value\n" of each signed header, sorted
//!        \n additional header names joined by ";" \n UNSIGNED-PAYLOAD
//! ```
//!
//! The signed headers are `content-type`, `content-md5`, every `x-oss-*` header and the additional
//! ones. The bucket is signed even when it is only in the host name; the host is not signed.

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
