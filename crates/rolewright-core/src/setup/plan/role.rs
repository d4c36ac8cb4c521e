//! Plans the role and its trust policy.

use rolewright_policy::lint;

use crate::error::{Error, ErrorKind, Result};
use crate::name::RoleName;
use crate::operation::{CreateRole, UpdateRole};
use crate::policy::{Principal, Principals, TrustPolicy, diff};
use crate::remedy::RemedyKind;
use crate::setup::Goal;
use crate::setup::accept::Unmanaged;
use crate::setup::plan::change::{ROLE_DESCRIPTION, change};
use crate::setup::plan::diff_lines::trust_lines;
use crate::setup::plan::tags::desired_tags;
use crate::setup::report::{Change, DiffLine};
use crate::setup::snapshot::Snapshot;

pub(crate) fn role_changes(snapshot: &Snapshot<'_>) -> Result<Vec<Change>> {
    let trust = trust_change(snapshot)?.into_iter();
    Ok(trust.chain(session_change(snapshot)).collect())
}

/// Creates the role, or updates its trust policy.
pub(crate) fn trust_change(snapshot: &Snapshot<'_>) -> Result<Option<Change>> {
    let name = snapshot.recipe.role();
    let change = match snapshot.live_trust()? {
        None => create_role(snapshot, name),
        Some(live) => {
            let target = trust_target(snapshot, &live);
            if target == live {
                return Ok(None);
            }
            update_trust(snapshot, &live, &target)
        }
    };
    check_assumed(snapshot)?;
    Ok(Some(change))
}

/// Checks that an assumed trust is accepted before it is written.
fn check_assumed(snapshot: &Snapshot<'_>) -> Result<()> {
    let assumed = snapshot.recipe.assumed_trust();
    let writes = *snapshot.goal == Goal::Apply || snapshot.options.preview;
    if assumed.is_empty() || !writes || snapshot.options.accept_assumed {
        return Ok(());
    }
    Err(Error::new(ErrorKind::Refused, assumed_text(&assumed))
        .with_resource(snapshot.recipe.role().as_str())
        .with_remedy(RemedyKind::AcceptAssumed))
}

/// Why a trust is not written without consent.
pub(crate) fn assumed_text(assumed: &[String]) -> String {
    format!(
        "the trust in {} is assumed: no source names the service that assumes the role",
        assumed.join(", ")
    )
}

/// Sets the maximum session duration, if the recipe defines it.
fn session_change(snapshot: &Snapshot<'_>) -> Option<Change> {
    let desired = snapshot.desired.max_session_duration?;
    let role = snapshot.role()?;
    let live = role.max_session_duration;
    let call = UpdateRole {
        role_name: snapshot.recipe.role().to_string(),
        new_max_session_duration: Some(desired),
        ..UpdateRole::default()
    };
    let text = format!(
        "set the maximum session duration of role {} to {desired} s",
        snapshot.recipe.role()
    );
    (live != Some(desired)).then(|| change(text, &call))
}

fn create_role(snapshot: &Snapshot<'_>, name: &RoleName) -> Change {
    let trust = &snapshot.desired.trust;
    let call = CreateRole {
        role_name: name.to_string(),
        assume_role_policy_document: trust.document().to_compact(),
        description: Some(
            snapshot
                .desired
                .description
                .clone()
                .unwrap_or_else(|| ROLE_DESCRIPTION.to_owned()),
        ),
        max_session_duration: snapshot.desired.max_session_duration,
        tag: desired_tags(snapshot),
        ..CreateRole::default()
    };
    Change {
        lines: trust_lines(None, trust, snapshot.account().as_ref()),
        ..change(format!("create role {name}"), &call)
    }
}

fn update_trust(snapshot: &Snapshot<'_>, live: &TrustPolicy, target: &TrustPolicy) -> Change {
    let name = snapshot.recipe.role();
    let call = UpdateRole {
        role_name: name.to_string(),
        new_assume_role_policy_document: Some(target.document().to_compact()),
        ..UpdateRole::default()
    };
    Change {
        lines: trust_lines(Some(live), target, snapshot.account().as_ref()),
        document: diff(live.document(), target.document()),
        before: Some(live.document().to_compact()),
        ..change(format!("update the trust policy of role {name}"), &call)
    }
}

/// Returns the principals that the role trusts now.
pub(crate) fn untrusted_lines(snapshot: &Snapshot<'_>) -> Vec<DiffLine> {
    let trust = snapshot.live_trust().ok().flatten();
    let principals = trust.iter().flat_map(TrustPolicy::principals);
    principals
        .map(|principal| DiffLine::remove(format!("trust {principal}")))
        .collect()
}

/// Whether the role has to trust a principal.
pub(crate) fn is_desired(snapshot: &Snapshot<'_>, principal: &Principal) -> bool {
    let mut desired = snapshot.desired.trust.principals();
    desired.push(snapshot.desired.assumer.principal.clone());
    desired.iter().any(|known| known.same_as(principal))
}

/// Returns a trust policy without the dangerous parts that are neither desired nor accepted.
pub(crate) fn narrowed_trust(snapshot: &Snapshot<'_>, trust: &TrustPolicy) -> TrustPolicy {
    let account = snapshot.account();
    let desired = snapshot.desired.trust.document().statements();
    let is_kept = |principal: &Principal| {
        is_desired(snapshot, principal) || snapshot.accepts(Unmanaged::Principal(principal))
    };
    trust.filter_map(|statement| {
        if desired.contains(statement) || snapshot.accepts(Unmanaged::Statement(statement)) {
            return Some(statement.clone());
        }
        let is_plain = !trust.other_statements().any(|other| other == statement);
        let mut kept: Vec<Principal> = Vec::new();
        for principal in statement.principals.iter().flat_map(Principals::iter) {
            let alone = statement.clone().by([principal.clone()]);
            let is_safe = lint::danger(&alone, account.as_ref()).is_none();
            if is_safe || (is_plain && is_kept(&principal)) {
                kept.push(principal);
            }
        }
        let all = statement.principals.iter().flat_map(Principals::iter);
        match kept.len() {
            0 => None,
            count if count == all.count() => Some(statement.clone()),
            _ => Some(statement.clone().by(kept)),
        }
    })
}

/// Returns the trust policy to write, given the live one.
pub(crate) fn trust_target(snapshot: &Snapshot<'_>, live: &TrustPolicy) -> TrustPolicy {
    if snapshot.options.exact.trust {
        // An equivalent live policy is kept as it is written.
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
    if snapshot.options.narrow {
        narrowed_trust(snapshot, live).merged_with(&snapshot.desired.trust)
    } else {
        live.merged_with(&snapshot.desired.trust)
    }
}
