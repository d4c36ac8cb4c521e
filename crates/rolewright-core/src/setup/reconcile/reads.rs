//! What still has to be read before more can be said, and what is read back at the end.

use crate::name::BucketName;
use crate::operation::{
    GetInstance, GetPolicy, ListInstance, ListPolicies, ListPolicyVersions, ListTagResources,
    Operation, PolicyType,
};
use crate::provider::Call;
use crate::setup::Goal;
use crate::setup::observe::queries::{
    bucket_call, entities_call, identity_call, instance_call, instances_call, policy_call,
    probe_call, tags_call, versions_call,
};
use crate::setup::observe::{Observed, PolicyKey, Seen, regions};
use crate::setup::reconcile::state::Setup;

/// The calls for everything that is not known and has to be.
pub(crate) fn missing_reads(setup: &Setup, observed: &Observed) -> Vec<Call> {
    let mut calls = Calls::default();
    calls.unless_known(&observed.identity, identity_call);
    calls.unless_known(&observed.role, || observed.role_call());
    calls.unless_known(observed.own_policy(), || policy_call(&observed.own_key()));
    calls.unless_known(&observed.attached, || observed.attached_call());
    if looks_for_numbered(setup, observed) {
        calls.unless_tried(&observed.catalogue, || observed.catalogue_call());
    }
    for key in policies_to_read(setup, observed) {
        calls.unless_tried(observed.policy(&key), || policy_call(&key));
    }
    for name in existing_family(observed) {
        missing_of(setup, &name, observed, &mut calls);
    }
    if matches!(setup.goal, Goal::Destroy | Goal::Remove) && !setup.options.force {
        for region in &setup.options.regions {
            let seen = observed.instances.get(region).unwrap_or(&Seen::NotYet);
            calls.unless_tried(seen, || instances_call(region));
        }
    }
    if setup.backends.buckets
        && matches!(
            setup.goal,
            Goal::Plan | Goal::Verify | Goal::Apply | Goal::Drift
        )
    {
        for (bucket, region) in setup.recipe.buckets() {
            let seen = observed
                .buckets
                .get(bucket.as_str())
                .unwrap_or(&Seen::NotYet);
            calls.unless_tried(seen, || bucket_call(bucket, region));
        }
    }
    if matches!(setup.goal, Goal::Verify | Goal::Drift) {
        missing_instances(setup, observed, &mut calls);
    }
    if !setup.options.tags.is_empty() {
        calls.0.extend(missing_tags(setup, observed));
    }
    calls.0
}

/// Each instance is asked for in each region until one knows it.
fn missing_instances(setup: &Setup, observed: &Observed, calls: &mut Calls) {
    let buckets = setup.recipe.buckets();
    let of_buckets = buckets.iter().map(|(_, region)| *region);
    let regions = regions(&setup.options.regions, of_buckets);
    for id in &setup.options.instances {
        for region in &regions {
            let key = (id.clone(), (*region).to_owned());
            let seen = observed.instance.get(&key).unwrap_or(&Seen::NotYet);
            calls.unless_tried(seen, || instance_call(id, region));
        }
    }
}

/// What has to be known of one of our own policies besides its document.
fn missing_of(setup: &Setup, name: &str, observed: &Observed, calls: &mut Calls) {
    let versions = observed.versions.get(name).unwrap_or(&Seen::NotYet);
    let unsettled = setup.tracks.is_unsettled(name);
    if unsettled
        || (setup.goal == Goal::Rollback && *name == observed.own_key().1)
        || setup.goal == Goal::Remove
    {
        calls.unless_known(versions, || versions_call(name));
    } else if setup.goal == Goal::Drift {
        calls.unless_tried(versions, || versions_call(name));
    }
    let goes = setup.goal == Goal::Remove && name != observed.own_key().1;
    if setup.goal == Goal::Destroy || goes {
        let entities = observed.entities.get(name).unwrap_or(&Seen::NotYet);
        calls.unless_known(entities, || entities_call(name));
    }
}

/// The calls for tags that were not read.
pub(crate) fn missing_tags(_setup: &Setup, observed: &Observed) -> Vec<Call> {
    let mut calls = Calls::default();
    let mut need = |resource_type: &str, name: &str| {
        let key = (resource_type.to_owned(), name.to_owned());
        let tags = observed.tags.get(&key).unwrap_or(&Seen::NotYet);
        calls.unless_tried(tags, || tags_call(resource_type, name));
    };
    if let Some(Some(role)) = observed.role.value() {
        need("role", &role.role_name);
    }
    for name in existing_family(observed) {
        need("policy", &name);
    }
    calls.0
}

/// Whether nothing more can be said without an answer to this call. What is only good to know
/// is told where it can't be read, and no reason to stop.
pub(crate) fn needs(setup: &Setup, observed: &Observed, call: &Call) -> bool {
    match call.action.as_ref() {
        GetPolicy::ACTION => call.params.get("PolicyName") == Some(observed.own_key().1.as_str()),
        ListPolicies::ACTION => setup.options.split,
        ListPolicyVersions::ACTION => !matches!(setup.goal, Goal::Verify | Goal::Drift),
        ListTagResources::ACTION => !setup.options.tags.is_empty(),
        ListInstance::ACTION | GetInstance::ACTION | "GetBucketInfo" | "ProbeObject" => false,
        _ => true,
    }
}

/// Numbered further policies that are attached to nothing are only to be found in the list of
/// all policies.
fn looks_for_numbered(setup: &Setup, observed: &Observed) -> bool {
    let split = observed
        .attached_keys()
        .any(|key| observed.number(&key) > Some(1));
    let takes_away = matches!(setup.goal, Goal::Destroy | Goal::Remove);
    let custom = observed.own_key().0 == PolicyType::Custom;
    custom && setup.goal != Goal::Rollback && (setup.options.split || takes_away || split)
}

/// Every policy that is attached, and every numbered one that there is.
fn policies_to_read(setup: &Setup, observed: &Observed) -> Vec<PolicyKey> {
    let named = observed.catalogue.value().into_iter().flatten();
    let numbered = named
        .map(|name| (PolicyType::Custom, name.clone()))
        .filter(|key| observed.number(key).is_some());
    let attached = observed
        .attached_keys()
        .filter(|key| setup.goal != Goal::Destroy || observed.number(key).is_some());
    let mut keys: Vec<_> = attached.chain(numbered).collect();
    keys.retain(|key| *key != observed.own_key());
    keys.sort();
    keys.dedup();
    keys
}

/// The names of our own policies that are there: the page's, and its numbered further ones.
fn existing_family(observed: &Observed) -> Vec<String> {
    let is_there = |(_, seen): &(&PolicyKey, &Seen<_>)| matches!(seen, Seen::Is(Some(_)));
    let known = observed.policies.iter().filter(is_there);
    known
        .filter(|(key, _)| key.0 == PolicyType::Custom && observed.number(key).is_some())
        .map(|(key, _)| key.1.clone())
        .collect()
}

/// The calls that show whether what was written is there.
pub(crate) fn proof_reads(setup: &Setup, observed: &Observed) -> Vec<Call> {
    let mut calls = vec![
        observed.role_call(),
        policy_call(&observed.own_key()),
        observed.attached_call(),
    ];
    if setup.goal == Goal::Rollback {
        calls.push(versions_call(&observed.own_key().1));
    }
    let written = setup.progress.done.iter().filter_map(|change| {
        let name = change.call.params.get("PolicyName")?.to_owned();
        let key = (PolicyType::Custom, name);
        (observed.number(&key)? > 1).then(|| policy_call(&key))
    });
    for call in written {
        if !calls.contains(&call) {
            calls.push(call);
        }
    }
    calls
}

/// Calls to make.
#[derive(Default)]
struct Calls(Vec<Call>);

impl Calls {
    /// Without it nothing more can be said.
    fn unless_known<T>(&mut self, seen: &Seen<T>, call: impl FnOnce() -> Call) {
        if seen.value().is_none() {
            self.0.push(call());
        }
    }

    /// It is good to know, and told when it can't be read.
    fn unless_tried<T>(&mut self, seen: &Seen<T>, call: impl FnOnce() -> Call) {
        let tried = match seen {
            Seen::NotYet => false,
            Seen::Failed(error) => !error.is_transient(),
            Seen::Is(_) => true,
        };
        if !tried {
            self.0.push(call());
        }
    }
}

/// The trials that are asked for and were not made; only where there is a role to assume.
pub(crate) fn missing_probes(setup: &Setup, observed: &Observed) -> Vec<Call> {
    if setup.goal != Goal::Verify || !setup.options.live || !setup.backends.probe {
        return Vec::new();
    }
    let Some(Some(role)) = observed.role.value() else {
        return Vec::new();
    };
    let buckets = setup.recipe.buckets().into_iter();
    let untried = buckets.filter(|(bucket, _)| !observed.probes.contains_key(bucket.as_str()));
    let call =
        |(bucket, region): (&BucketName, Option<&str>)| probe_call(bucket, region, &role.arn);
    untried.map(call).collect()
}
