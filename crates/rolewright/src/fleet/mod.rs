//! Fleets: one recipe in many accounts (feature `fleet`).
//!
//! [`run`] assumes a role in each account, restricted to what the run needs, checks that it is the account
//! that was meant, and runs the set-up engine there. It returns the [`AccountReport`]s in the order
//! in which the accounts are done. The failure of one account doesn't affect another.
//!
//! The quota of `AssumeRole` belongs to the management account and is shared with everything else there:
//! at the default of 50 calls a second, 1,000 accounts take at least 20 seconds. So one process is enough
//! for a fleet; more of them would wait for the same quota.
//!
//! ```no_run
//! use rolewright::fleet::{self, FleetOptions, Inventory};
//! use rolewright::recipe::library;
//! use rolewright::setup::Goal;
//! use rolewright::Cloud;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> rolewright::Result<()> {
//! let inventory = Inventory::parse(&std::fs::read_to_string("fleet.toml").unwrap_or_default())?;
//! let recipe = library::builtin(&inventory.recipe)?;
//! let cloud = Cloud::from_environment()?;
//! let members = fleet::members_of(&cloud)?;
//! let accounts = inventory.targets();
//! let mut reports = fleet::run(recipe, accounts, Goal::VERIFY, &*members, FleetOptions::default());
//! while let Some((target, report)) = reports.next().await {
//!     println!("{}: {:?}", target.account, report.verdict());
//! }
//! # Ok(())
//! # }
//! ```

mod pace;
mod stream;

use std::sync::Arc;

pub use rolewright_core::fleet::*;
use rolewright_core::{Error, ErrorKind, Result};

use crate::Cloud;

pub use crate::cloud::OpenAccount;
pub use stream::{ApprovedPlan, FleetOptions, run};

/// Returns the access to member accounts with the credentials of `cloud`, which assume a role in each.
///
/// # Errors
/// [`ErrorKind::Unsupported`] if the provider can't assume roles in other accounts.
pub fn members_of(cloud: &Cloud) -> Result<Arc<dyn OpenAccount>> {
    cloud.members.clone().ok_or_else(|| {
        let name = cloud.provider.info().name;
        let text = format!("provider `{name}` has no other accounts");
        let error = Error::new(ErrorKind::Unsupported, text);
        error.with_remedy("use the provider `alibaba`, for an emulator with its endpoint")
    })
}
