//! The reads that are still missing, and those that read back the writes.

use crate::operation::{
    GetCallerIdentity, GetPolicy, GetRole, ListEntitiesForPolicy, ListPolicies,
    ListPoliciesForRole, ListPolicyVersions, ListTagResources, Operation, PolicyType,
};
use crate::provider::{Call, Service};
use crate::setup::Goal;
use crate::setup::observe::queries::{
    attached_call, catalogue_call, entities_call, identity_call, policy_call, role_call,
    roles_call, tags_call, versions_call,
};
use crate::setup::observe::{Observed, PolicyKey, Seen};
use crate::setup::query::Query;
use crate::setup::reconcile::state::Setup;
use crate::setup::snapshot::further_policies;

/// Returns the queries for everything that is required and unknown.
pub(crate) fn missing_reads(setup: &Setup, observed: &Observed) -> Vec<Query> {
    let mut calls = Calls::default();
    calls.unless_known(&observed.identity, identity_call);
    calls.unless_known(&observed.role, || role_call(observed));
    calls.unless_known(observed.own_policy(), || policy_call(&observed.own_key()));
    calls.unless_known(&observed.attached, || attached_call(observed));
    if let Some(deletion) = &observed.deletion {
        calls.unless_tried(&deletion.status, || deletion.call());
    }
    if needs_catalogue(setup, observed) {
        calls.unless_tried(&observed.catalogue.names, || catalogue_call(observed));
    }
    if explains(setup) && matches!(observed.role, Seen::Is(None)) {
        calls.unless_tried(&observed.roles.names, || roles_call(observed));
    }
    for key in policies_to_read(setup, observed) {
        calls.unless_tried(observed.policy(&key), || policy_call(&key));
    }
    for name in existing_policies(observed) {
        add_policy_reads(setup, &name, observed, &mut calls);
    }
    if !setup.options.tags.is_empty() {
        calls.0.extend(missing_tags(observed));
    }
    let mut queries: Vec<_> = calls.0.into_iter().map(Query::from).collect();
    queries.extend(queries_of_checks(setup, observed));
    queries.retain(|query| !setup.given_up.contains(query));
    queries
}

/// Returns the checks' queries that the backends can answer. With `force` no check can block a
/// removal, so none is asked.
fn queries_of_checks(setup: &Setup, observed: &Observed) -> Vec<Query> {
    if setup.goal.is_removal() && setup.options.force {
        return Vec::new();
    }
    let checks = setup.checks.iter();
    let mut queries: Vec<Query> = Vec::new();
    for query in checks.flat_map(|check| check.queries(&setup.goal, observed)) {
        let can_be_asked = match &query {
            Query::Call(call) => is_check_read(call),
            Query::InspectBucket { .. } => setup.backends.buckets,
            Query::ProbeBucket { .. } => setup.backends.probe,
        };
        if can_be_asked && !observed.answers().has(&query) && !queries.contains(&query) {
            queries.push(query);
        }
    }
    queries
}

/// Whether a check may make this call: it must be a read, and not of RAM or STS, whose replies the
/// run would take for its own.
fn is_check_read(call: &Call) -> bool {
    let is_own = [Service::RAM, Service::STS].contains(&call.service);
    call.is_read() && !is_own
}

/// Adds the calls for what is required of one of our policies besides its document.
fn add_policy_reads(setup: &Setup, name: &str, observed: &Observed, calls: &mut Calls) {
    let versions = observed.versions.get(name).unwrap_or(&Seen::NotYet);
    let unsettled = setup.tracks.is_unsettled(name);
    if unsettled
        || (matches!(setup.goal, Goal::Rollback { .. }) && *name == observed.own_key().1)
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

/// Returns the calls for tags that were not read.
pub(crate) fn missing_tags(observed: &Observed) -> Vec<Call> {
    let mut calls = Calls::default();
    let mut need = |resource_type: &str, name: &str| {
        let key = (resource_type.to_owned(), name.to_owned());
        let tags = observed.tags.get(&key).unwrap_or(&Seen::NotYet);
        calls.unless_tried(tags, || tags_call(resource_type, name));
    };
    if let Some(Some(role)) = observed.role.value() {
        need("role", &role.role_name);
    }
    for name in existing_policies(observed) {
        need("policy", &name);
    }
    calls.0
}

/// Whether the run can't continue without the answer to this query. Other reads that fail are
/// reported and don't stop it.
pub(crate) fn needs(setup: &Setup, observed: &Observed, query: &Query) -> bool {
    let Query::Call(call) = query else {
        return false;
    };
    match call.action.as_ref() {
        GetPolicy::ACTION => call.params.get("PolicyName") == Some(observed.own_key().1.as_str()),
        ListPolicies::ACTION => setup.options.split,
        ListPolicyVersions::ACTION => !matches!(setup.goal, Goal::Verify { .. } | Goal::Drift),
        ListTagResources::ACTION => !setup.options.tags.is_empty(),
        GetCallerIdentity::ACTION
        | GetRole::ACTION
        | ListPoliciesForRole::ACTION
        | ListEntitiesForPolicy::ACTION => true,
        _ => !call.is_read(),
    }
}

/// Whether to list all policies: numbered policies that are not attached are found only there.
fn needs_catalogue(setup: &Setup, observed: &Observed) -> bool {
    let split = observed
        .attached_keys()
        .any(|key| observed.number(&key) > Some(1));
    let custom = observed.own_key().0 == PolicyType::Custom;
    custom
        && !matches!(setup.goal, Goal::Rollback { .. })
        && (setup.options.split || setup.goal.is_removal() || split || is_missing(setup, observed))
}

/// Whether the policy does not exist and the run has to tell why.
fn is_missing(setup: &Setup, observed: &Observed) -> bool {
    explains(setup) && matches!(observed.own_policy(), Seen::Is(None))
}

/// Whether the run only reports the state: then it also looks for names that differ in letter case.
fn explains(setup: &Setup) -> bool {
    matches!(setup.goal, Goal::Plan | Goal::Verify { .. } | Goal::Drift)
}

/// Returns every attached policy, and every numbered one that exists.
fn policies_to_read(setup: &Setup, observed: &Observed) -> Vec<PolicyKey> {
    let named = observed.catalogue.names.value().into_iter().flatten();
    let numbered = named
        .map(|name| (PolicyType::Custom, name.clone()))
        .filter(|key| observed.number(key).is_some());
    let attached = observed
        .attached_keys()
        .filter(|key| setup.goal != Goal::Destroy || observed.number(key).is_some());
    // Whether a system policy exists is known before it is attached.
    let further = further_policies(setup.recipe.as_ref()).into_iter();
    let further = further.filter(|_| !setup.goal.is_removal());
    let mut keys: Vec<_> = attached.chain(numbered).chain(further).collect();
    keys.retain(|key| *key != observed.own_key());
    keys.sort();
    keys.dedup();
    keys
}

/// Returns the names of our policies that exist: the recipe's and the numbered ones.
fn existing_policies(observed: &Observed) -> Vec<String> {
    let is_there = |(_, seen): &(&PolicyKey, &Seen<_>)| matches!(seen, Seen::Is(Some(_)));
    let known = observed.policies.iter().filter(is_there);
    known
        .filter(|(key, _)| key.0 == PolicyType::Custom && observed.number(key).is_some())
        .map(|(key, _)| key.1.clone())
        .collect()
}

/// Returns the queries that read back the writes.
pub(crate) fn read_back_queries(setup: &Setup, observed: &Observed) -> Vec<Query> {
    let mut calls = vec![
        role_call(observed),
        policy_call(&observed.own_key()),
        attached_call(observed),
    ];
    if matches!(setup.goal, Goal::Rollback { .. }) {
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
    calls.into_iter().map(Query::from).collect()
}

/// A list of calls.
#[derive(Default)]
struct Calls(Vec<Call>);

impl Calls {
    /// Adds the call unless the value is known; a failed read is repeated.
    fn unless_known<T>(&mut self, seen: &Seen<T>, call: impl FnOnce() -> Call) {
        if seen.value().is_none() {
            self.0.push(call());
        }
    }

    /// Adds the call unless it was answered or a retry won't help; a failure is reported.
    fn unless_tried<T>(&mut self, seen: &Seen<T>, call: impl FnOnce() -> Call) {
        if !seen.is_settled() {
            self.0.push(call());
        }
    }
}
