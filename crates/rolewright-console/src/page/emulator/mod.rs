//! The pages about a running emulator.

pub(crate) mod controls;
pub(crate) mod instances;
pub(crate) mod requests;
#[cfg(test)]
mod tests;
