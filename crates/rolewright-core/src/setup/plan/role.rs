//! Plans the role and its trust policy.

use rolewright_policy::lint;

use crate::error::Result;
use crate::name::RoleName;
use crate::operation::{CreateRole, UpdateRole};
use crate::policy::{Principal, Principals, TrustPolicy, diff};
use crate::setup::accept::Unmanaged;
use crate::setup::plan::change::{ROLE_DESCRIPTION, change};
use crate::setup::plan::diff_lines::trust_lines;
use crate::setup::plan::tags::desired_tags;
use crate::setup::report::Change;
use crate::setup::snapshot::Snapshot;

pub(crate) fn role_change(snapshot: &Snapshot<'_>) -> Result<Option<Change>> {
    let name = snapshot.recipe.role();
    match snapshot.live_trust()? {
        None => Ok(Some(create_role(snapshot, name))),
        Some(live) => {
            let target = trust_target(snapshot, &live);
            Ok((target != live).then(|| update_trust(snapshot, &live, &target)))
        }
    }
}

fn create_role(snapshot: &Snapshot<'_>, name: &RoleName) -> Change {
    let trust = &snapshot.desired.trust;
    let call = CreateRole {
        role_name: name.to_string(),
        assume_role_policy_document: trust.document().to_compact(),
        description: Some(ROLE_DESCRIPTION.to_owned()),
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
