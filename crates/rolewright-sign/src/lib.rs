#![doc = include_str!("../README.md")]

pub mod acs3;
mod digest;
pub mod encoding;
