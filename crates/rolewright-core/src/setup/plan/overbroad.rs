//! Plans removing over-broad grants.

use crate::error::Result;
use crate::operation::PolicyType;
use crate::setup::grants::is_broad;
use crate::setup::options::Options;
use crate::setup::plan::managed_policies::managed_policies;
use crate::setup::plan::policy_versions::create_version;
use crate::setup::plan::role::{broad_principals, trust_change};
use crate::setup::report::Change;
use crate::setup::snapshot::Snapshot;

/// Returns the changes that would remove over-broad grants and are not planned anyway.
pub(crate) fn offers(snapshot: &Snapshot<'_>) -> Result<Vec<Change>> {
    if snapshot.options.narrow {
        return Ok(Vec::new());
    }
    let narrow = Options {
        narrow: true,
        ..snapshot.options.clone()
    };
    let narrowed = Snapshot {
        options: &narrow,
        ..snapshot.clone()
    };
    let mut offers = Vec::new();
    let broad = snapshot
        .live_trust()?
        .is_some_and(|live| !broad_principals(snapshot, &live).is_empty());
    if broad && !snapshot.options.exact.trust {
        offers.extend(trust_change(&narrowed)?);
    }
    if !snapshot.options.exact.policy && snapshot.recipe.policy_type() == PolicyType::Custom {
        for managed in managed_policies(&narrowed)? {
            let Some((live, document)) = &managed.live else {
                continue;
            };
            if live.unmanaged.iter().any(is_broad) {
                offers.push(create_version(&narrowed, &managed, document)?);
            }
        }
    }
    Ok(offers)
}
