//! Export of a set-up as JSON, Terraform, ROS or aliyun CLI input.
//!
//! An export contains the desired state of an empty account. It makes no calls and merges nothing
//! with the live account; the other tool applies it.
//!
//! ```
//! use rolewright_core::AccountId;
//! use rolewright_core::export::{Export, ExportFormat, render_all};
//! use rolewright_core::recipe::library;
//!
//! let account = AccountId::new("1234567890123456")?;
//! let roles = library::builtin("ecs/images")?.bind(&Default::default())?;
//! let exports = roles.iter().map(|role| Export::of(&**role, &account, false));
//! let exports = exports.collect::<Result<Vec<_>, _>>()?;
//! let script = render_all(&exports, ExportFormat::Commands)?;
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
