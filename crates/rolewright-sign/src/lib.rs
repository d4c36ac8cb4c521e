#![doc = include_str!("../README.md")]

pub mod acs3;
mod digest;
pub mod encoding;
pub mod oss1;
pub mod oss4;
mod received;
pub mod rpc;

pub use received::{Received, VerifyError};
