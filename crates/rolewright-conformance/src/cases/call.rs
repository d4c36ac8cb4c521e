//! Rules for calls of any operation.

use std::collections::BTreeSet;

use rolewright_core::operation::{CreatePolicy, CreateRole, ListRoles, PolicyType};
use rolewright_core::{Access, Call, ErrorKind, RamProvider, RamProviderExt, Service};

use crate::case::cases;
use crate::expect::{Outcome, ensure, equal, present, refusal, refuses_call, refuses_each};
use crate::fixture::holder::Holder;
use crate::fixture::ops::{by_name, delete_policy, delete_role, get_version, join, tag};
use crate::fixture::{attach, make_policy, policy, role};
use crate::snapshot::snapshot;

cases! { call:
    the_provider_names_itself_and_its_endpoint,
    every_response_has_its_own_request_id,
    an_error_names_the_action_and_the_resource,
    an_unknown_action_is_unsupported,
    an_unknown_action_or_version_has_the_gateways_code assumed "unknown-action",
    texts_come_back_byte_for_byte,
    reads_change_nothing needs(Users, Groups),
}

/// Reports name the provider and its endpoint.
async fn the_provider_names_itself_and_its_endpoint(ram: &dyn RamProvider) -> Outcome {
    let info = ram.info();
    let is_complete = !info.name.is_empty() && !info.endpoint.is_empty();
    ensure(is_complete, "a name and an endpoint", info)
}

/// `RequestId` is a top-level field of every response. Page on responses.
async fn every_response_has_its_own_request_id(ram: &dyn RamProvider) -> Outcome {
    let calls = [
        Call::of(&role("demo")),
        Call::of(&ListRoles::default()),
        Call::of(&ListRoles::default()),
        Call::of(&delete_role("demo")),
    ];
    let mut seen = BTreeSet::new();
    for call in calls {
        let id = present("RequestId", ram.execute(call).await?.request_id())?;
        let new = !id.is_empty() && seen.insert(id.clone());
        ensure(new, "a new RequestId", id)?;
    }
    Ok(())
}

/// A message must be clear without the call.
async fn an_error_names_the_action_and_the_resource(ram: &dyn RamProvider) -> Outcome {
    let error = refusal(ram.get_role("gone").await)?;
    equal("action", &error.action(), &Some("GetRole"))?;
    equal("resource", &error.resource(), &Some("gone"))
}

/// Calls name their action, so a provider may receive unknown actions.
async fn an_unknown_action_is_unsupported(ram: &dyn RamProvider) -> Outcome {
    let before = snapshot(ram).await?;
    let call = by_name("MakeCoffee", Access::Write, &[("RoleName", "demo")]);
    let error = refusal(ram.execute(call).await)?;
    equal("kind", &error.kind(), &ErrorKind::Unsupported)?;
    let is_in_doubt = error.maybe_applied();
    ensure(!is_in_doubt, "an error that rules out a change", error)?;
    before.ensure_same(&snapshot(ram).await?)
}

/// The gateway's error list; the older name is `InvalidApi.NotFound`.
async fn an_unknown_action_or_version_has_the_gateways_code(ram: &dyn RamProvider) -> Outcome {
    let calls = [
        by_name("MakeCoffee", Access::Write, &[]),
        // An action of another service.
        by_name("GetCallerIdentity", Access::Read, &[]),
        Call::new(Service::STS, "ListRoles", Access::Read),
    ];
    refuses_each(ram, calls, 404, "InvalidAction.NotFound").await?;
    let version = Service::new("ram", "2014-02-14");
    let call = Call::new(version, "ListRoles", Access::Read);
    refuses_call(ram, call, 400, "InvalidVersion").await
}

/// Texts that an encoding step could change.
const TEXTS: [&str; 5] = [
    "für 容器镜像 🦀",
    "a+b %20 &c=d;e #f ?g \"h\" \\ / ~*'()",
    "two\nlines\tand a tab",
    "e\u{301}\u{202e}",
    " with spaces around ",
];

/// Texts are in UTF-8. Page on common parameters.
async fn texts_come_back_byte_for_byte(ram: &dyn RamProvider) -> Outcome {
    for text in TEXTS {
        let description = Some(text.to_owned());
        let described = CreateRole {
            description: description.clone(),
            ..role("demo")
        };
        ram.send(described).await?;
        let described = CreatePolicy {
            description: description.clone(),
            ..policy("images")
        };
        ram.send(described).await?;
        attach(ram, "images", "demo").await?;
        let read = ram.get_role("demo").await?.description;
        equal("Description of the role", &read, &description)?;
        let read = ram.get_policy("images").await?.policy.description;
        equal("Description of the policy", &read, &description)?;
        let attached = ram.list_policies_for_role("demo").await?;
        let read = attached.into_iter().next().and_then(|it| it.description);
        equal("Description in the list", &read, &description)?;
        let detach = Holder::Role.detach(&PolicyType::Custom, "images", "demo");
        ram.execute(detach).await?;
        ram.send(delete_role("demo")).await?;
        ram.send(delete_policy("images", None)).await?;
    }
    Ok(())
}

/// Every read operation returns the same result twice.
async fn reads_change_nothing(ram: &dyn RamProvider) -> Outcome {
    make_policy(ram, "images").await?;
    for holder in Holder::ALL {
        holder.make(ram, "demo").await?;
        let attach = holder.attach(&PolicyType::Custom, "images", "demo");
        ram.execute(attach).await?;
    }
    ram.send(join("demo", "demo")).await?;
    let tag = vec![tag("k", "v")];
    let tagged = CreateRole {
        tag,
        ..role("tagged")
    };
    ram.send(tagged).await?;
    let before = snapshot(ram).await?;
    // A snapshot covers all read calls but these.
    let get = get_version(PolicyType::Custom, "images", "v1");
    ram.send(get).await?;
    ram.get_caller_identity().await?;
    before.ensure_same(&snapshot(ram).await?)
}
