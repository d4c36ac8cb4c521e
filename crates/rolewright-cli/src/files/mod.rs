//! Reads input files and writes output files, whole.

mod embedded;
mod input;
mod private;
mod terraform;
mod write;
mod yaml;

pub(crate) use embedded::{Embedded, embedded};
pub(crate) use input::{Input, check_standard_input};
pub(crate) use private::{PrivateFile, unfit};
pub(crate) use terraform::{Held, held};
pub(crate) use write::{create, rewrite, write, write_with};
