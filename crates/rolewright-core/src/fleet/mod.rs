//! Fleets: one recipe in many accounts.
//!
//! An [`Inventory`] lists the accounts, and [`Directory`] reads them from a resource directory. Each
//! account of it becomes a [`Target`] with its role and its arguments of the recipe. A run ends in an
//! [`AccountReport`] for each, and a [`FleetReport`] groups them by cause.
//!
//! ```
//! use rolewright_core::fleet::Inventory;
//!
//! let inventory = Inventory::parse(
//!     r#"
//!     recipe = "container-registry/custom-bucket"
//!     parameters = { bucket = "{vars.team}-images" }
//!
//!     [[account]]
//!     id = "1234567890123456"
//!     vars = { team = "search" }
//!     "#,
//! )?;
//! let target = &inventory.targets()[0];
//! assert_eq!(target.role_arn(), "acs:ram::1234567890123456:role/ResourceDirectoryAccountAccessRole");
//! assert_eq!(target.arguments()?["bucket"], ["search-images"]);
//! # Ok::<(), rolewright_core::Error>(())
//! ```

mod account_report;
mod directory;
mod fleet_report;
mod inventory;
mod member;
mod selection;
mod target;
#[cfg(test)]
mod tests;

pub use account_report::{AccountReport, AccountRow, AccountVerdict, RoleReport, RowCause};
pub use directory::{Directory, SkippedAccount};
pub use fleet_report::{CauseGroup, FleetReport};
pub use inventory::Inventory;
pub use member::MemberAccount;
pub use selection::Selection;
pub use target::Target;
