#![doc = include_str!("../README.md")]

mod comment;
mod display;
pub mod doctor;
pub mod fleet;
mod paint;
pub mod policy;
mod sarif;
pub mod setup;
mod style;
mod wrap;

pub use display::{Detail, Display};
pub use paint::Paint;
pub use wrap::wrapped_after;
