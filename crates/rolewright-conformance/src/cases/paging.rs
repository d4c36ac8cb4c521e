//! Paged lists.

use std::fmt::Debug;

use rolewright_core::operation::{
    DeleteRole, ListGroups, ListPolicies, ListRoles, ListTagResources, ListUsers,
    ListUsersForGroup, PolicyType, TagResources,
};
use rolewright_core::provider::Paged;
use rolewright_core::{RamProvider, RamProviderExt, Result};
use serde_json::Value;

use crate::case::cases;
use crate::expect::{Outcome, ensure, equal, present, refuses};
use crate::fixture::ops::{join, tag};
use crate::fixture::{group, make_policy, make_role, user, wire};
use crate::snapshot::list_all;

cases! { paging:
    pages_of_one_show_every_item_once,
    pages_of_one_show_every_user_and_group_once needs(Users, Groups),
    pages_of_one_show_every_tag_once needs(Tags),
    a_marker_is_present_only_when_there_is_more,
    a_marker_of_users_and_groups_is_present_only_when_there_is_more needs(Users, Groups),
    a_page_of_tags_has_a_token_only_when_there_is_more needs(Tags),
    an_empty_list_is_one_empty_page,
    an_empty_list_of_users_or_groups_is_one_empty_page needs(Users, Groups),
    the_default_page_size_is_a_hundred,
    a_page_takes_a_thousand_items,
    a_page_takes_a_hundred_tags needs(Tags),
    a_page_size_out_of_range_is_refused assumed "page-size-out-of-range",
    a_page_size_of_users_or_groups_out_of_range_is_refused
        needs(Users, Groups)
        assumed "page-size-out-of-range",
    a_page_size_of_tags_out_of_range_is_refused needs(Tags) assumed "page-size-out-of-range",
    an_item_deleted_between_two_pages_hides_no_other assumed "marker-is-a-key",
    lists_are_sorted_by_name assumed "list-order",
}

const NAMES: [&str; 3] = ["a", "b", "c"];

/// Three roles and policies.
async fn fill(ram: &dyn RamProvider) -> Result<()> {
    for name in NAMES {
        make_role(ram, name).await?;
        make_policy(ram, name).await?;
    }
    Ok(())
}

/// Three users in a group, and three groups.
async fn fill_groups(ram: &dyn RamProvider) -> Result<()> {
    for name in NAMES {
        ram.send(user(name)).await?;
        ram.send(group(name)).await?;
        ram.send(join(name, "a")).await?;
    }
    Ok(())
}

/// A tag on each of three roles.
async fn fill_tags(ram: &dyn RamProvider) -> Result<()> {
    for name in NAMES {
        make_role(ram, name).await?;
    }
    ram.send(TagResources {
        resource_type: "role".into(),
        resource_names: NAMES.map(str::to_owned).to_vec(),
        tag: vec![tag("k", "v")],
        ..Default::default()
    })
    .await?;
    Ok(())
}

fn roles(max_items: u32) -> ListRoles {
    ListRoles {
        max_items: Some(max_items),
        ..ListRoles::default()
    }
}

fn policies(max_items: u32) -> ListPolicies {
    let (policy_type, max_items) = (Some(PolicyType::Custom), Some(max_items));
    ListPolicies {
        policy_type,
        max_items,
        ..ListPolicies::default()
    }
}

fn users(max_items: u32) -> ListUsers {
    ListUsers {
        max_items: Some(max_items),
        ..ListUsers::default()
    }
}

fn groups(max_items: u32) -> ListGroups {
    ListGroups {
        max_items: Some(max_items),
        ..ListGroups::default()
    }
}

fn members(max_items: u32) -> ListUsersForGroup {
    let (group_name, max_items) = ("a".into(), Some(max_items));
    ListUsersForGroup {
        group_name,
        max_items,
        ..ListUsersForGroup::default()
    }
}

fn tags(page_size: u32) -> ListTagResources {
    let (resource_type, page_size) = ("role".into(), Some(page_size));
    ListTagResources {
        resource_type,
        page_size,
        ..ListTagResources::default()
    }
}

/// Checks that pages of one item return each name once, by single calls and by the stream.
async fn ensure_pages<O: Paged>(
    ram: &dyn RamProvider,
    first: O,
    name: fn(&O::Item) -> &str,
) -> Outcome {
    let mut names = Vec::new();
    let mut page = first.clone();
    for number in 1..=NAMES.len() {
        let (items, marker) = O::split(ram.send(page.clone()).await?);
        let what = format!("items on page {number} of {}", O::ACTION);
        equal(&what, &items.len(), &1)?;
        names.extend(items.iter().map(|item| name(item).to_owned()));
        let more = number < NAMES.len();
        ensure(
            marker.is_some() == more,
            format_args!("more is {more} at {what}"),
            &marker,
        )?;
        if let Some(marker) = marker {
            page.set_marker(marker);
        }
    }
    names.sort_unstable();
    equal(O::ACTION, names.as_slice(), &NAMES)?;
    let streamed = list_all(ram, first).await?;
    let mut names: Vec<_> = streamed.iter().map(name).collect();
    names.sort_unstable();
    equal(
        &format!("the stream of {}", O::ACTION),
        names.as_slice(),
        &NAMES,
    )
}

/// `MaxItems`, `Marker`, `IsTruncated`. SDK 1.3.0.
async fn pages_of_one_show_every_item_once(ram: &dyn RamProvider) -> Outcome {
    fill(ram).await?;
    ensure_pages(ram, roles(1), |role| &role.role_name).await?;
    ensure_pages(ram, policies(1), |policy| &policy.policy_name).await
}

/// `MaxItems`, `Marker`, `IsTruncated`. SDK 1.3.0.
async fn pages_of_one_show_every_user_and_group_once(ram: &dyn RamProvider) -> Outcome {
    fill_groups(ram).await?;
    ensure_pages(ram, users(1), |user| &user.user_name).await?;
    ensure_pages(ram, groups(1), |group| &group.group_name).await?;
    ensure_pages(ram, members(1), |member| &member.user_name).await
}

/// `PageSize` and `NextToken`. SDK 1.3.0.
async fn pages_of_one_show_every_tag_once(ram: &dyn RamProvider) -> Outcome {
    fill_tags(ram).await?;
    ensure_pages(ram, tags(1), |tag| &tag.resource_name).await
}

/// Checks that the response is truncated and has a marker, or neither.
fn ensure_cut_off(answer: &Value, more: bool) -> Outcome {
    equal(
        "IsTruncated",
        present("IsTruncated", answer.get("IsTruncated"))?,
        &more,
    )?;
    let marker = answer.get("Marker").and_then(Value::as_str);
    ensure(
        marker.is_some() == more,
        format_args!("Marker is present: {more}"),
        answer,
    )
}

/// Page sizes, each with whether three items need another page.
const SIZES: [(u32, bool); 4] = [(1, true), (2, true), (3, false), (4, false)];

/// `Marker` is present only when `IsTruncated` is true. API models of SDK 1.3.0.
async fn a_marker_is_present_only_when_there_is_more(ram: &dyn RamProvider) -> Outcome {
    fill(ram).await?;
    for (size, more) in SIZES {
        ensure_cut_off(&wire(ram, roles(size)).await?, more)?;
        ensure_cut_off(&wire(ram, policies(size)).await?, more)?;
    }
    Ok(())
}

/// `Marker` is present only when `IsTruncated` is true. API models of SDK 1.3.0.
async fn a_marker_of_users_and_groups_is_present_only_when_there_is_more(
    ram: &dyn RamProvider,
) -> Outcome {
    fill_groups(ram).await?;
    for (size, more) in SIZES {
        ensure_cut_off(&wire(ram, users(size)).await?, more)?;
        ensure_cut_off(&wire(ram, groups(size)).await?, more)?;
        ensure_cut_off(&wire(ram, members(size)).await?, more)?;
    }
    Ok(())
}

/// `NextToken` of `ListTagResources`. SDK 1.3.0.
async fn a_page_of_tags_has_a_token_only_when_there_is_more(ram: &dyn RamProvider) -> Outcome {
    fill_tags(ram).await?;
    for (size, more) in SIZES {
        let answer = wire(ram, tags(size)).await?;
        let token = answer
            .get("NextToken")
            .and_then(Value::as_str)
            .unwrap_or_default();
        ensure(
            token.is_empty() != more,
            format_args!("NextToken is present: {more}"),
            answer,
        )?;
    }
    Ok(())
}

fn ensure_empty(answer: &Value, place: &str) -> Outcome {
    let list = present(place, answer.pointer(place))?;
    equal(place, list, &Value::Array(Vec::new()))?;
    ensure_cut_off(answer, false)
}

/// The lists nest twice, also when they are empty. API models of SDK 1.3.0.
async fn an_empty_list_is_one_empty_page(ram: &dyn RamProvider) -> Outcome {
    ensure_empty(&wire(ram, ListRoles::default()).await?, "/Roles/Role")?;
    ensure_empty(&wire(ram, policies(100)).await?, "/Policies/Policy")
}

/// The lists nest twice, also when they are empty. API models of SDK 1.3.0.
async fn an_empty_list_of_users_or_groups_is_one_empty_page(ram: &dyn RamProvider) -> Outcome {
    ensure_empty(&wire(ram, ListUsers::default()).await?, "/Users/User")?;
    ensure_empty(&wire(ram, ListGroups::default()).await?, "/Groups/Group")?;
    ram.send(group("a")).await?;
    ensure_empty(&wire(ram, members(100)).await?, "/Users/User")
}

/// `MaxItems` is 100 when absent. SDK 1.3.0.
async fn the_default_page_size_is_a_hundred(ram: &dyn RamProvider) -> Outcome {
    for number in 1..=101 {
        make_role(ram, &format!("role-{number}")).await?;
    }
    let page = ram.send(ListRoles::default()).await?;
    equal("items on the first page", &page.roles.role.len(), &100)?;
    ensure(page.is_truncated, "IsTruncated is true", page.marker)?;
    let all = list_all(ram, ListRoles::default()).await?;
    equal("items in all", &all.len(), &101)
}

/// `MaxItems` is 1 to 1,000. SDK 1.3.0.
async fn a_page_takes_a_thousand_items(ram: &dyn RamProvider) -> Outcome {
    fill(ram).await?;
    equal("roles", &ram.send(roles(1000)).await?.roles.role.len(), &3)
}

/// `PageSize` is 1 to 100. SDK 1.3.0.
async fn a_page_takes_a_hundred_tags(ram: &dyn RamProvider) -> Outcome {
    fill_tags(ram).await?;
    equal("tags", &ram.send(tags(100)).await?.tag_resources.len(), &3)
}

/// The codes are not documented.
async fn a_page_size_out_of_range_is_refused(ram: &dyn RamProvider) -> Outcome {
    for size in [0, 1001] {
        refuses(ram, roles(size), 400, "InvalidParameter.MaxItems").await?;
        refuses(ram, policies(size), 400, "InvalidParameter.MaxItems").await?;
    }
    Ok(())
}

/// The codes are not documented.
async fn a_page_size_of_users_or_groups_out_of_range_is_refused(ram: &dyn RamProvider) -> Outcome {
    ram.send(group("a")).await?;
    for size in [0, 1001] {
        refuses(ram, users(size), 400, "InvalidParameter.MaxItems").await?;
        refuses(ram, groups(size), 400, "InvalidParameter.MaxItems").await?;
        refuses(ram, members(size), 400, "InvalidParameter.MaxItems").await?;
    }
    Ok(())
}

/// The codes are not documented.
async fn a_page_size_of_tags_out_of_range_is_refused(ram: &dyn RamProvider) -> Outcome {
    refuses(ram, tags(0), 400, "InvalidParameter.PageSize").await?;
    refuses(ram, tags(101), 400, "InvalidParameter.PageSize").await
}

/// Markers are documented as opaque.
async fn an_item_deleted_between_two_pages_hides_no_other(ram: &dyn RamProvider) -> Outcome {
    for name in NAMES {
        make_role(ram, name).await?;
    }
    let page = ram.send(roles(1)).await?;
    let first = present("an item", page.roles.role.first())?
        .role_name
        .clone();
    ram.send(DeleteRole {
        role_name: first.clone(),
        ..Default::default()
    })
    .await?;
    let rest = list_all(
        ram,
        ListRoles {
            marker: page.marker,
            ..ListRoles::default()
        },
    )
    .await?;
    let mut rest: Vec<_> = rest.into_iter().map(|role| role.role_name).collect();
    rest.push(first);
    rest.sort_unstable();
    equal("roles on both pages", rest.as_slice(), &NAMES)
}

fn ensure_sorted<T: PartialOrd + Debug>(what: &str, names: &[T]) -> Outcome {
    ensure(
        names.is_sorted(),
        format_args!("{what} sorted by name"),
        names,
    )
}

/// The order is not documented.
async fn lists_are_sorted_by_name(ram: &dyn RamProvider) -> Outcome {
    for name in ["b", "c", "a"] {
        make_role(ram, name).await?;
        make_policy(ram, name).await?;
    }
    let roles = list_all(ram, ListRoles::default()).await?;
    let roles: Vec<_> = roles.iter().map(|role| &role.role_name).collect();
    ensure_sorted("roles", &roles)?;
    let policies = list_all(ram, ListPolicies::default()).await?;
    let key = |policy: &rolewright_core::operation::Policy| {
        (policy.policy_type.clone(), policy.policy_name.clone())
    };
    ensure_sorted(
        "custom policies, then system policies,",
        &policies.iter().map(key).collect::<Vec<_>>(),
    )
}
