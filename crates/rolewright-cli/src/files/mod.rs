//! Reads input files and writes output files, whole.

mod input;
mod write;

pub(crate) use input::{Input, check_standard_input};
pub(crate) use write::{create, rewrite, write};
