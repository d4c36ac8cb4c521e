//! What is granted far too widely.

use crate::error::Result;
use crate::operation::PolicyType;
use crate::policy::{Effect, Glob, Principal, Statement, TrustPolicy};
use crate::setup::options::Options;
use crate::setup::plan::managed_policies::members;
use crate::setup::plan::policy_versions::create_version;
use crate::setup::plan::role_change;
use crate::setup::report::Change;
use crate::setup::snapshot::Snapshot;

/// Whether it allows everything of a service, or of all, on everything.
pub(crate) fn is_broad(statement: &Statement) -> bool {
    let actions = statement
        .action_list()
        .into_iter()
        .flat_map(|list| list.iter());
    let every_action = |action: &str| action == "*" || action.ends_with(":*");
    let widest = Glob::new("acs:oss:*:*:*");
    let every_resource = |resource: &str| Glob::new(resource).covers(&widest);
    let resources = statement.resources.as_deref().unwrap_or_default();
    statement.effect == Effect::Allow
        && statement.condition().is_none()
        && actions
            .into_iter()
            .any(|action| every_action(action.as_str()))
        && resources
            .iter()
            .any(|resource| every_resource(resource.as_str()))
}

/// Whether it stands for every user and role of an account.
pub(crate) fn is_whole_account(principal: &Principal) -> bool {
    matches!(principal, Principal::Ram(arn) if arn.ends_with(":root"))
}

/// Trusted whole accounts that nobody asked for.
pub(crate) fn broad_principals(snapshot: &Snapshot<'_>, live: &TrustPolicy) -> Vec<Principal> {
    let wanted = snapshot.desired.trust.principals();
    let mut broad = live.principals();
    broad.retain(|known| is_whole_account(known) && !wanted.iter().any(|w| w.same_as(known)));
    broad
}

/// Whom the role has to trust, from whom it trusts now.
pub(crate) fn trust_target(snapshot: &Snapshot<'_>, live: &TrustPolicy) -> TrustPolicy {
    if snapshot.options.exact.trust {
        // Somebody's own way of saying the same stays.
        let same = live.principals() == snapshot.desired.trust.principals()
            && live
                .other_statements()
                .eq(snapshot.desired.trust.other_statements());
        return if same {
            live.clone()
        } else {
            snapshot.desired.trust.clone()
        };
    }
    let merged = live.merged_with(&snapshot.desired.trust);
    if snapshot.options.narrow {
        merged.without(&broad_principals(snapshot, live))
    } else {
        merged
    }
}

/// Changes that would take away what is granted far too widely, and that are not made anyway.
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
        offers.extend(role_change(&narrowed)?);
    }
    if !snapshot.options.exact.policy && snapshot.recipe.policy_type() == PolicyType::Custom {
        for member in members(&narrowed)? {
            let Some((live, document)) = &member.live else {
                continue;
            };
            if live.foreign.iter().any(is_broad) {
                offers.push(create_version(&narrowed, &member, document)?);
            }
        }
    }
    Ok(offers)
}
