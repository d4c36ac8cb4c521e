//! Plans removing over-broad grants.

use crate::error::Result;
use crate::operation::PolicyType;
use crate::setup::options::Options;
use crate::setup::plan::attachment::{attachments, detachments};
use crate::setup::plan::policies_to_write;
use crate::setup::plan::policy_versions::{create_policy, create_version};
use crate::setup::plan::role::{trust_change, trust_target};
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
    if let Some(live) = snapshot.live_trust()?
        && trust_target(&narrowed, &live) != trust_target(snapshot, &live)
    {
        offers.extend(trust_change(&narrowed)?);
    }
    if snapshot.recipe.policy_type() == PolicyType::Custom {
        let planned = policies_to_write(snapshot)?;
        let policies = policies_to_write(&narrowed)?;
        for managed in &policies {
            let mut same = planned.iter().filter(|one| one.name == managed.name);
            if managed.is_emptied() || same.any(|one| one.target == managed.target) {
                continue;
            }
            match &managed.live {
                Some((_, document)) => offers.push(create_version(&narrowed, managed, document)?),
                None if managed.used => offers.push(create_policy(&narrowed, managed)?),
                None => {}
            }
        }
        if planned.is_empty() {
            // Other policies grant everything now, and narrowing detaches one of them.
            offers.extend(attachments(&narrowed, &policies));
        }
        let planned = detachments(snapshot, &planned);
        let detached = detachments(&narrowed, &policies).into_iter();
        offers.extend(detached.filter(|one| !planned.iter().any(|known| known.call == one.call)));
    }
    Ok(offers)
}
