//! Sequential and concurrent calls.

use std::collections::BTreeSet;

use futures_util::future::join_all;
use rolewright_core::operation::{ListRoles, PolicyType};
use rolewright_core::{Call, RamProvider, RamProviderExt, Result};

use crate::case::cases;
use crate::expect::{Outcome, equal, refused};
use crate::fixture::holder::Holder;
use crate::fixture::ops::{delete_role, get_version, version};
use crate::fixture::{make_policy, make_role, role};
use crate::snapshot::list_all;

cases! { concurrency:
    a_change_is_visible_to_the_next_call assumed "agreement",
    of_fifty_creates_of_one_role_exactly_one_succeeds,
    of_many_attachments_of_one_policy_exactly_one_succeeds,
    many_roles_are_created_concurrently,
    a_limit_holds_for_concurrent_calls [roles: 3],
    concurrent_versions_get_distinct_numbers [versions: 4],
}

/// No delay is documented; most clouds have one.
async fn a_change_is_visible_to_the_next_call(ram: &dyn RamProvider) -> Outcome {
    for _ in 0..20 {
        make_role(ram, "demo").await?;
        ram.get_role("demo").await?;
        ram.send(delete_role("demo")).await?;
        refused(ram.get_role("demo").await, 404, "EntityNotExist.Role")?;
    }
    Ok(())
}

/// Checks that `successes` of the calls succeed and all others are refused with the code.
async fn ensure_successes(
    ram: &dyn RamProvider,
    calls: impl IntoIterator<Item = Call>,
    successes: usize,
    code: &str,
) -> Outcome {
    let answers = join_all(calls.into_iter().map(|call| ram.execute(call))).await;
    let (good, bad): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
    equal("calls that succeed", &good.len(), &successes)?;
    bad.into_iter()
        .try_for_each(|answer| refused(answer, 409, code))
}

/// A name is taken once, however many callers create it.
async fn of_fifty_creates_of_one_role_exactly_one_succeeds(ram: &dyn RamProvider) -> Outcome {
    let calls = (0..50).map(|_| Call::of(&role("demo")));
    ensure_successes(ram, calls, 1, "EntityAlreadyExists.Role").await
}

/// An attachment is created once.
async fn of_many_attachments_of_one_policy_exactly_one_succeeds(ram: &dyn RamProvider) -> Outcome {
    make_policy(ram, "images").await?;
    make_role(ram, "demo").await?;
    let attach = |_| Holder::Role.attach(&PolicyType::Custom, "images", "demo");
    let calls = (0..20).map(attach);
    ensure_successes(ram, calls, 1, "EntityAlreadyExists.Role.Policy").await?;
    let attached = Holder::Role.attached(ram, "demo").await?;
    equal("attached policies", &attached.len(), &1)
}

/// Concurrent calls do not lose each other's changes.
async fn many_roles_are_created_concurrently(ram: &dyn RamProvider) -> Outcome {
    let names: Vec<_> = (10..50).map(|number| format!("role-{number}")).collect();
    ensure_successes(ram, names.iter().map(|name| Call::of(&role(name))), 40, "").await?;
    let roles = list_all(ram, ListRoles::default()).await?;
    let mut listed: Vec<_> = roles.iter().map(|role| &role.role_name).collect();
    listed.sort_unstable();
    let names: Vec<_> = names.iter().collect();
    equal("roles", &listed, &names)?;
    let ids: BTreeSet<_> = roles.iter().map(|role| &role.role_id).collect();
    equal("different ids", &ids.len(), &40)
}

/// Limits count what exists when a call is executed, not when it arrives.
async fn a_limit_holds_for_concurrent_calls(ram: &dyn RamProvider) -> Outcome {
    let calls = (0..20).map(|number| Call::of(&role(&format!("role-{number}"))));
    ensure_successes(ram, calls, 3, "LimitExceeded.Role").await
}

/// Each version has its own number, and the limit holds.
async fn concurrent_versions_get_distinct_numbers(ram: &dyn RamProvider) -> Outcome {
    make_policy(ram, "images").await?;
    let calls = (0..10).map(|number| Call::of(&version("images", &format!("-{number}"))));
    ensure_successes(ram, calls, 3, "LimitExceeded.Policy.Version").await?;
    for id in ["v1", "v2", "v3", "v4"] {
        ram.send(get_version(PolicyType::Custom, "images", id))
            .await?;
    }
    Ok(())
}
