//! Tags on roles and policies.

use rolewright_core::operation::{
    CreateRole, ListTagResources, Tag, TagResource, TagResources, UntagResources,
};
use rolewright_core::{RamProvider, RamProviderExt};

use crate::case::cases;
use crate::expect::{Outcome, ensure, equal, present, refuses};
use crate::fixture::ops::{list_custom_policies, tag};
use crate::fixture::{make_policy, make_role, role, wire};
use crate::snapshot::list_all;

cases! { tag:
    tags_are_listed_as_they_were_set needs(Tags),
    a_list_of_tags_is_a_plain_array needs(Tags),
    a_new_value_replaces_the_old_one needs(Tags),
    several_resources_are_tagged_at_once needs(Tags),
    the_named_tags_are_removed_and_no_others needs(Tags),
    all_tags_are_removed_when_requested needs(Tags),
    keys_take_precedence_over_all needs(Tags),
    only_tags_of_the_named_resources_are_listed needs(Tags),
    tags_of_resources_with_all_given_tags_are_listed needs(Tags),
    keys_of_128_and_values_of_256_characters_are_accepted needs(Tags),
    too_long_keys_and_values_are_refused needs(Tags) assumed "tag-errors",
    too_many_tags_and_names_in_a_call_are_refused needs(Tags) assumed "tag-errors",
    another_resource_type_is_refused needs(Tags) assumed "tag-errors",
    of_several_resources_every_one_must_exist needs(Tags) assumed "tag-errors",
    a_resource_takes_no_tag_over_its_limit [tags: 2] needs(Tags) assumed "tags-per-resource",
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn set(resource_type: &str, resources: &[&str], tags: &[Tag]) -> TagResources {
    TagResources {
        resource_type: resource_type.into(),
        resource_names: names(resources),
        tag: tags.to_vec(),
        ..Default::default()
    }
}

fn unset(resources: &[&str], keys: &[&str], all: Option<bool>) -> UntagResources {
    UntagResources {
        resource_type: "role".into(),
        resource_names: names(resources),
        tag_keys: names(keys),
        all,
        ..Default::default()
    }
}

fn list(resource_type: &str) -> ListTagResources {
    ListTagResources {
        resource_type: resource_type.into(),
        ..ListTagResources::default()
    }
}

/// Checks that exactly these tags are listed, each as name, key and value.
async fn ensure_tags(
    ram: &dyn RamProvider,
    list: ListTagResources,
    expected: &[(&str, &str, &str)],
) -> Outcome {
    let listed: Vec<TagResource> = list_all(ram, list.clone()).await?;
    let all_of_type = listed
        .iter()
        .all(|tag| tag.resource_type == list.resource_type);
    ensure(
        all_of_type,
        format_args!("only tags of a {}", list.resource_type),
        &listed,
    )?;
    let row = |tag: &TagResource| {
        (
            tag.resource_name.clone(),
            tag.tag_key.clone(),
            tag.tag_value.clone(),
        )
    };
    let mut rows: Vec<_> = listed.iter().map(row).collect();
    rows.sort_unstable();
    let rows: Vec<_> = rows
        .iter()
        .map(|(name, key, value)| (&**name, &**key, &**value))
        .collect();
    equal("tags", rows.as_slice(), expected)
}

/// `TagResources`, `ListTagResources`. SDK 1.3.0.
async fn tags_are_listed_as_they_were_set(ram: &dyn RamProvider) -> Outcome {
    make_role(ram, "demo").await?;
    make_policy(ram, "demo").await?;
    ram.send(set("role", &["demo"], &[tag("owner", "me"), tag("空", "")]))
        .await?;
    ram.send(set("policy", &["demo"], &[tag("a b", "c+d%=&\"é")]))
        .await?;
    ensure_tags(
        ram,
        list("role"),
        &[("demo", "owner", "me"), ("demo", "空", "")],
    )
    .await?;
    ensure_tags(ram, list("policy"), &[("demo", "a b", "c+d%=&\"é")]).await?;
    let tags = list_all(ram, list_custom_policies())
        .await?
        .into_iter()
        .filter_map(|policy| policy.tags);
    equal(
        "tags in ListPolicies",
        &tags.flat_map(|tags| tags.tag).count(),
        &1,
    )
}

/// `TagResources` is a list itself, unlike every other list. API model of SDK 1.3.0.
async fn a_list_of_tags_is_a_plain_array(ram: &dyn RamProvider) -> Outcome {
    make_role(ram, "demo").await?;
    let empty = wire(ram, list("role")).await?;
    ensure(
        empty
            .get("TagResources")
            .is_some_and(serde_json::Value::is_array),
        "an array",
        empty,
    )?;
    ram.send(set("role", &["demo"], &[tag("owner", "me")]))
        .await?;
    let answer = wire(ram, list("role")).await?;
    let row = present("TagResources[0]", answer.pointer("/TagResources/0"))?;
    for (name, value) in [
        ("ResourceType", "role"),
        ("ResourceName", "demo"),
        ("TagKey", "owner"),
        ("TagValue", "me"),
    ] {
        equal(name, present(name, row.get(name))?, value)?;
    }
    equal(
        "NextToken",
        &answer.get("NextToken").filter(|token| *token != ""),
        &None,
    )
}

/// A tag key is unique per resource.
async fn a_new_value_replaces_the_old_one(ram: &dyn RamProvider) -> Outcome {
    make_role(ram, "demo").await?;
    ram.send(set(
        "role",
        &["demo"],
        &[tag("owner", "me"), tag("team", "a")],
    ))
    .await?;
    ram.send(set("role", &["demo"], &[tag("owner", "you")]))
        .await?;
    ensure_tags(
        ram,
        list("role"),
        &[("demo", "owner", "you"), ("demo", "team", "a")],
    )
    .await
}

/// Up to 50 names. SDK 1.3.0.
async fn several_resources_are_tagged_at_once(ram: &dyn RamProvider) -> Outcome {
    make_role(ram, "a").await?;
    make_role(ram, "b").await?;
    make_role(ram, "c").await?;
    ram.send(set("role", &["a", "b"], &[tag("owner", "me")]))
        .await?;
    ensure_tags(
        ram,
        list("role"),
        &[("a", "owner", "me"), ("b", "owner", "me")],
    )
    .await
}

/// `UntagResources` with `TagKeys`. SDK 1.3.0.
async fn the_named_tags_are_removed_and_no_others(ram: &dyn RamProvider) -> Outcome {
    make_role(ram, "demo").await?;
    ram.send(set(
        "role",
        &["demo"],
        &[tag("a", "1"), tag("b", "2"), tag("c", "3")],
    ))
    .await?;
    ram.send(unset(&["demo"], &["a", "c", "not-there"], None))
        .await?;
    ensure_tags(ram, list("role"), &[("demo", "b", "2")]).await
}

/// `UntagResources` with `All`. SDK 1.3.0.
async fn all_tags_are_removed_when_requested(ram: &dyn RamProvider) -> Outcome {
    make_role(ram, "demo").await?;
    make_role(ram, "other").await?;
    ram.send(set(
        "role",
        &["demo", "other"],
        &[tag("a", "1"), tag("b", "2")],
    ))
    .await?;
    ram.send(unset(&["demo"], &[], Some(true))).await?;
    ensure_tags(
        ram,
        list("role"),
        &[("other", "a", "1"), ("other", "b", "2")],
    )
    .await
}

/// `All` applies only if no key is set. SDK 1.3.0.
async fn keys_take_precedence_over_all(ram: &dyn RamProvider) -> Outcome {
    make_role(ram, "demo").await?;
    ram.send(set("role", &["demo"], &[tag("a", "1"), tag("b", "2")]))
        .await?;
    ram.send(unset(&["demo"], &["a"], Some(true))).await?;
    ensure_tags(ram, list("role"), &[("demo", "b", "2")]).await
}

/// `ResourceNames` of `ListTagResources`. SDK 1.3.0.
async fn only_tags_of_the_named_resources_are_listed(ram: &dyn RamProvider) -> Outcome {
    for name in ["a", "b", "c"] {
        make_role(ram, name).await?;
    }
    ram.send(set("role", &["a", "b"], &[tag("owner", "me")]))
        .await?;
    let of = |resources: &[&str]| ListTagResources {
        resource_names: names(resources),
        ..list("role")
    };
    ensure_tags(ram, of(&["b", "c"]), &[("b", "owner", "me")]).await
}

/// `Tag` of `ListTagResources`. SDK 1.3.0.
async fn tags_of_resources_with_all_given_tags_are_listed(ram: &dyn RamProvider) -> Outcome {
    make_role(ram, "a").await?;
    make_role(ram, "b").await?;
    ram.send(set("role", &["a", "b"], &[tag("owner", "me")]))
        .await?;
    ram.send(set("role", &["b"], &[tag("team", "x")])).await?;
    let with = |tags: &[Tag]| ListTagResources {
        tag: tags.to_vec(),
        ..list("role")
    };
    let both = [tag("owner", "me"), tag("team", "x")];
    ensure_tags(
        ram,
        with(&both),
        &[("b", "owner", "me"), ("b", "team", "x")],
    )
    .await?;
    ensure_tags(ram, with(&[tag("owner", "you")]), &[]).await
}

/// Keys of at most 128 and values of at most 256 characters. SDK 1.3.0.
async fn keys_of_128_and_values_of_256_characters_are_accepted(ram: &dyn RamProvider) -> Outcome {
    make_role(ram, "demo").await?;
    let (key, value) = ("k".repeat(128), "v".repeat(256));
    ram.send(set("role", &["demo"], &[tag(&key, &value)]))
        .await?;
    ensure_tags(ram, list("role"), &[("demo", &key, &value)]).await
}

/// The numbers are from SDK 1.3.0; the code is not documented.
async fn too_long_keys_and_values_are_refused(ram: &dyn RamProvider) -> Outcome {
    make_role(ram, "demo").await?;
    for tag in [
        tag(&"k".repeat(129), ""),
        tag("k", &"v".repeat(257)),
        tag("", "v"),
    ] {
        refuses(
            ram,
            set("role", &["demo"], &[tag]),
            400,
            "InvalidParameter.Tag",
        )
        .await?;
    }
    Ok(())
}

/// The numbers are from SDK 1.3.0; the codes are not documented.
async fn too_many_tags_and_names_in_a_call_are_refused(ram: &dyn RamProvider) -> Outcome {
    make_role(ram, "demo").await?;
    let keys: Vec<_> = (1..=21).map(|number| format!("k{number}")).collect();
    let tags: Vec<_> = keys.iter().map(|key| tag(key, "v")).collect();
    refuses(
        ram,
        set("role", &["demo"], &tags),
        400,
        "InvalidParameter.Tag",
    )
    .await?;
    let create = CreateRole {
        tag: tags,
        ..role("other")
    };
    refuses(ram, create, 400, "InvalidParameter.Tag").await?;
    let keys: Vec<_> = keys.iter().map(String::as_str).collect();
    refuses(
        ram,
        unset(&["demo"], &keys, None),
        400,
        "InvalidParameter.TagKeys",
    )
    .await?;
    let code = "InvalidParameter.ResourceNames";
    refuses(ram, set("role", &["demo"; 51], &[tag("k", "v")]), 400, code).await
}

/// `role` or `policy`; the code is not documented.
async fn another_resource_type_is_refused(ram: &dyn RamProvider) -> Outcome {
    let code = "InvalidParameter.ResourceType";
    refuses(ram, set("user", &["demo"], &[tag("k", "v")]), 400, code).await?;
    refuses(ram, list("user"), 400, code).await
}

/// The effect on the other resources is not documented.
async fn of_several_resources_every_one_must_exist(ram: &dyn RamProvider) -> Outcome {
    make_role(ram, "demo").await?;
    make_policy(ram, "demo").await?;
    ram.send(set("role", &["demo"], &[tag("a", "1")])).await?;
    let code = "EntityNotExist.Role";
    refuses(
        ram,
        set("role", &["demo", "gone"], &[tag("k", "v")]),
        404,
        code,
    )
    .await?;
    refuses(ram, unset(&["demo", "gone"], &["a"], None), 404, code).await?;
    let set = set("policy", &["demo", "gone"], &[tag("k", "v")]);
    refuses(ram, set, 404, "EntityNotExist.Policy").await
}

/// The number is the limit of a RAM user; the code is not documented.
async fn a_resource_takes_no_tag_over_its_limit(ram: &dyn RamProvider) -> Outcome {
    make_role(ram, "demo").await?;
    ram.send(set("role", &["demo"], &[tag("a", "1"), tag("b", "2")]))
        .await?;
    refuses(
        ram,
        set("role", &["demo"], &[tag("c", "3")]),
        409,
        "LimitExceeded.Tag",
    )
    .await?;
    ram.send(set("role", &["demo"], &[tag("a", "2")])).await?;
    ensure_tags(ram, list("role"), &[("demo", "a", "2"), ("demo", "b", "2")]).await
}
