//! The live state for a report.

use std::collections::BTreeSet;

use crate::policy::{PolicyDocument, TrustPolicy};
use crate::recipe::Recipe;
use crate::setup::observe::{LivePolicy, Observed};
use crate::setup::report::{LivePolicyState, LiveRole, LiveState};

pub(crate) fn live_state(recipe: &dyn Recipe, observed: &Observed) -> LiveState {
    let role = observed.role.value().and_then(Option::as_ref).map(|role| {
        let trust = TrustPolicy::parse(&role.assume_role_policy_document);
        let trusts = trust
            .as_ref()
            .map(TrustPolicy::principals)
            .unwrap_or_default();
        LiveRole {
            name: role.role_name.clone(),
            arn: role.arn.clone(),
            trusts: trusts.iter().map(ToString::to_string).collect(),
            trust_policy: json(&role.assume_role_policy_document),
        }
    });
    let own = observed.own_key();
    let policies = observed.policies.iter().filter_map(|(key, seen)| {
        let live = seen.value()?.as_ref()?;
        (*key == own || observed.number(key).is_some()).then(|| policy_state(recipe, &key.1, live))
    });
    let (policy, numbered) = policies.partition::<Vec<_>, _>(|policy| policy.name == own.1);
    let attached = observed.attached_keys();
    LiveState {
        role,
        policy: policy.into_iter().next(),
        further_policies: numbered,
        attached: attached
            .map(|(policy_type, name)| format!("{policy_type}/{name}"))
            .collect(),
    }
}

fn policy_state(recipe: &dyn Recipe, name: &str, live: &LivePolicy) -> LivePolicyState {
    let document = PolicyDocument::parse(&live.document).ok();
    LivePolicyState {
        name: name.to_owned(),
        default_version: live.default_version.clone(),
        revision: document.and_then(|document| recipe.revision_of(&document)),
        bytes: live.document.len(),
        subjects: subjects(recipe, &live.document),
        document: json(&live.document),
    }
}

fn subjects(recipe: &dyn Recipe, document: &str) -> Vec<String> {
    let Ok(document) = PolicyDocument::parse(document) else {
        return Vec::new();
    };
    let resources = document
        .statements()
        .iter()
        .flat_map(|s| s.resources.as_deref().unwrap_or_default());
    let subjects: BTreeSet<_> = resources
        .filter_map(|resource| recipe.subject_of(resource.as_str()))
        .collect();
    subjects.into_iter().collect()
}

/// Returns the document as JSON, or as a string if it doesn't parse.
fn json(document: &str) -> serde_json::Value {
    serde_json::from_str(document).unwrap_or_else(|_| document.into())
}
