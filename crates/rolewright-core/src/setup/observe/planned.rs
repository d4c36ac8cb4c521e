//! The state that planned changes would leave.

use super::apply_reply::{policy_key, sent};
use super::{LivePolicy, Observed, Seen};
use crate::operation::{
    AttachPolicyToRole, AttachedPolicy, CreatePolicy, CreatePolicyVersion, CreateRole,
    CreateServiceLinkedRole, DeletePolicy, DetachPolicyFromRole, Operation, Role,
    SetDefaultPolicyVersion, UpdateRole,
};
use crate::policy::{Principal, TrustPolicy};
use crate::provider::Call;
use crate::setup::report::Change;

/// Returns the state as if every change had been made.
pub(crate) fn after(observed: &Observed, changes: &[Change]) -> Observed {
    let mut after = observed.clone();
    for change in changes {
        assume(&mut after, &change.call);
    }
    after
}

fn assume(observed: &mut Observed, call: &Call) {
    let own = observed.own_key();
    let param = |name| call.params.get(name).unwrap_or_default().to_owned();
    let key = policy_key(call);
    match call.action.as_ref() {
        CreateRole::ACTION => {
            observed.role = Seen::Is(Some(Role {
                role_name: param("RoleName"),
                assume_role_policy_document: param("AssumeRolePolicyDocument"),
                ..Role::default()
            }));
            observed.attached = Seen::Is(Vec::new());
        }
        CreateServiceLinkedRole::ACTION => {
            let trust = TrustPolicy::of([Principal::Service(param("ServiceName"))]);
            observed.role = Seen::Is(Some(Role {
                role_name: observed.role_name().to_string(),
                assume_role_policy_document: trust.document().to_compact(),
                is_service_linked_role: Some(true),
                ..Role::default()
            }));
            // The service attaches its policy.
            observed.attached = Seen::Is(vec![AttachedPolicy {
                policy_type: own.0,
                policy_name: own.1,
                ..AttachedPolicy::default()
            }]);
        }
        UpdateRole::ACTION => {
            if let Seen::Is(Some(role)) = &mut observed.role {
                role.assume_role_policy_document = param("NewAssumeRolePolicyDocument");
            }
        }
        CreatePolicy::ACTION | CreatePolicyVersion::ACTION => {
            let live = sent(call, String::new());
            observed.policies.insert(key, Seen::Is(Some(live)));
        }
        SetDefaultPolicyVersion::ACTION => {
            let mut versions = observed.versions_of(&key.1).into_iter().flatten();
            let id = param("VersionId");
            let live = versions.find(|version| version.version_id == id).cloned();
            observed
                .policies
                .insert(key, Seen::Is(live.map(LivePolicy::from)));
        }
        DeletePolicy::ACTION => {
            observed.policies.insert(key, Seen::Is(None));
        }
        AttachPolicyToRole::ACTION | DetachPolicyFromRole::ACTION => {
            if let Seen::Is(attached) = &mut observed.attached {
                attached.retain(|one| (&one.policy_type, &one.policy_name) != (&key.0, &key.1));
                if call.action == AttachPolicyToRole::ACTION {
                    attached.push(AttachedPolicy {
                        policy_type: key.0,
                        policy_name: key.1,
                        ..AttachedPolicy::default()
                    });
                }
            }
        }
        // Other versions and tags don't count for requirements.
        _ => {}
    }
}
