//! What still has to be read before more can be said, and what is read back at the end.

use super::{Goal, Observed, Seen, Setup};
use crate::provider::Call;

impl Setup {
    /// The calls for everything that is not known and has to be.
    pub(super) fn missing_reads(&self, observed: &Observed) -> Vec<Call> {
        let mut calls = Vec::new();
        let mut need = |seen: bool, call: Call| {
            if !seen {
                calls.push(call);
            }
        };
        need(
            observed.identity.value().is_some(),
            Observed::identity_call(),
        );
        need(observed.role.value().is_some(), observed.role_call());
        need(
            observed.own_policy().value().is_some(),
            Observed::policy_call(&observed.own_key()),
        );
        need(
            observed.attached.value().is_some(),
            observed.attached_call(),
        );
        let exists = matches!(observed.own_policy(), Seen::Is(Some(_)));
        if self.goal == Goal::Destroy && exists {
            need(
                observed.entities.value().is_some(),
                observed.entities_call(),
            );
        }
        if self.unsettled_above.is_some() && exists {
            need(
                observed.versions.value().is_some(),
                observed.versions_call(),
            );
        }
        if self.goal != Goal::Destroy {
            for policy in observed.attached.value().into_iter().flatten() {
                let key = (policy.policy_type.clone(), policy.policy_name.clone());
                let known = match observed.policies.get(&key) {
                    None | Some(Seen::NotYet) => false,
                    Some(Seen::Failed(error)) => !error.is_transient(),
                    Some(Seen::Is(_)) => true,
                };
                need(known, Observed::policy_call(&key));
            }
        }
        calls.dedup();
        calls
    }

    /// The calls that show whether what was written is there.
    pub(super) fn proof_reads(&self, observed: &Observed) -> Vec<Call> {
        vec![
            observed.role_call(),
            Observed::policy_call(&observed.own_key()),
            observed.attached_call(),
        ]
    }
}
