#![doc = include_str!("../README.md")]

pub mod live;
pub mod untrusted_input;
