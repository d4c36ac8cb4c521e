//! Export of a set-up as JSON, Terraform, ROS or aliyun CLI input.
//!
//! An export contains the desired state of an empty account. It makes no calls and merges nothing
//! with the live account; the other tool applies it.
//!
//! ```
//! use rolewright_core::export::{Export, ExportFormat};
//! use rolewright_core::recipe::container_registry::custom_bucket;
//! use rolewright_core::{AccountId, BucketName};
//!
//! let recipe = custom_bucket([BucketName::new("my-images")?])?;
//! let export = Export::of(&recipe, &AccountId::new("1234567890123456")?, false)?;
//! let script = export.render(ExportFormat::Commands);
//! assert!(script.contains("aliyun ram CreateRole"));
//! # Ok::<(), rolewright_core::Error>(())
//! ```

mod commands;
mod format;
mod hcl;
mod instance;
mod json;
mod model;
mod quote;
mod ros;
#[cfg(test)]
mod tests;

pub use format::{ExportFormat, render_all};
pub use json::{JsonAttachment, JsonExport, JsonExports, JsonPolicy, JsonRole};
pub use model::{Export, ExportedInstance, ExportedPolicy, names_the_account};
