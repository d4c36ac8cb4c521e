//! The pages about a running emulator.

pub(crate) mod controls;
pub(crate) mod entry;
pub(crate) mod faults;
pub(crate) mod instances;
pub(crate) mod learned;
pub(crate) mod request;
pub(crate) mod requests;
#[cfg(test)]
mod tests;
