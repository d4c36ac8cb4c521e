//! A set-up written out for other tools: as JSON, for Terraform, for ROS and for the aliyun CLI.
//!
//! Nobody is asked and nothing is merged: an export says what an account should hold, and the tool
//! that takes it over makes it so.

mod commands;
mod format;
mod hcl;
mod json;
mod model;
mod quote;
mod ros;
#[cfg(test)]
mod tests;

pub use format::ExportFormat;
pub use json::{JsonAttachment, JsonExport, JsonPolicy, JsonRole};
pub use model::{Export, ExportedPolicy, names_the_account};
