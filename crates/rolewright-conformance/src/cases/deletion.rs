//! Deletion, and conflicts that prevent it.

use rolewright_core::operation::{CreatePolicy, CreateRole, ListRoles, PolicyType};
use rolewright_core::{Operation, RamProvider, RamProviderExt};

use crate::case::cases;
use crate::expect::{Outcome, equal, refuses};
use crate::fixture::holder::Holder;
use crate::fixture::ops::{
    delete_group, delete_policy, delete_role, delete_user, get_group, get_policy, get_role,
    get_user, join, leave, list_custom_policies, tag, version,
};
use crate::fixture::{SYSTEM_POLICIES, group, make_policy, make_role, policy, role, user};
use crate::snapshot::list_all;

cases! { deletion:
    a_deleted_role_leaves_nothing_behind,
    a_deleted_policy_leaves_nothing_behind,
    a_deleted_user_frees_its_name needs(Users),
    a_deleted_group_frees_its_name needs(Groups),
    a_role_with_a_policy_is_not_deleted needs(SystemPolicies),
    a_user_with_a_policy_is_not_deleted needs(Users, SystemPolicies),
    a_group_with_a_policy_is_not_deleted needs(Groups, SystemPolicies),
    a_user_in_a_group_is_not_deleted needs(Users, Groups),
    a_group_with_users_is_not_deleted needs(Users, Groups),
    a_policy_of_a_user_is_not_deleted needs(Users),
    a_policy_of_a_group_is_not_deleted needs(Groups),
    a_policy_of_a_role_is_not_deleted assumed "policy-attached-to-role",
    a_policy_with_versions_is_deleted_only_with_all_of_them,
    deleting_the_versions_too_detaches_nothing assumed "policy-attached-to-role",
}

const CUSTOM: PolicyType = PolicyType::Custom;
const SYSTEM: PolicyType = PolicyType::System;

/// After `DeleteRole` the name is free, and a new role has no tags.
async fn a_deleted_role_leaves_nothing_behind(ram: &dyn RamProvider) -> Outcome {
    let tag = vec![tag("owner", "me")];
    let tagged = CreateRole {
        tag,
        ..role("demo")
    };
    ram.send(tagged).await?;
    ram.send(delete_role("demo")).await?;
    refuses(ram, get_role("demo"), 404, "EntityNotExist.Role").await?;
    let roles = list_all(ram, ListRoles::default()).await?;
    equal("ListRoles", &roles, &[])?;
    make_role(ram, "demo").await?;
    let roles = list_all(ram, ListRoles::default()).await?;
    let tags = roles.into_iter().filter_map(|role| role.tags);
    equal("tags", &tags.flat_map(|tags| tags.tag).count(), &0)
}

/// After `DeletePolicy` the name is free, and a new policy starts at version 1.
async fn a_deleted_policy_leaves_nothing_behind(ram: &dyn RamProvider) -> Outcome {
    let tag = vec![tag("owner", "me")];
    let tagged = CreatePolicy {
        tag,
        ..policy("images")
    };
    ram.send(tagged).await?;
    ram.send(delete_policy("images", None)).await?;
    refuses(
        ram,
        get_policy(CUSTOM, "images"),
        404,
        "EntityNotExist.Policy",
    )
    .await?;
    let policies = list_all(ram, list_custom_policies()).await?;
    equal("ListPolicies", &policies, &[])?;
    make_policy(ram, "images").await?;
    let version = ram.get_policy("images").await?.policy.default_version;
    equal("DefaultVersion", &version, "v1")?;
    let policies = list_all(ram, list_custom_policies()).await?;
    let tags = policies.into_iter().filter_map(|policy| policy.tags);
    equal("tags", &tags.flat_map(|tags| tags.tag).count(), &0)
}

/// After `DeleteUser` the name is free.
async fn a_deleted_user_frees_its_name(ram: &dyn RamProvider) -> Outcome {
    let first = ram.send(user("demo")).await?.user.user_id;
    ram.send(delete_user("demo")).await?;
    refuses(ram, get_user("demo"), 404, "EntityNotExist.User").await?;
    let second = ram.send(user("demo")).await?.user.user_id;
    equal("a new UserId", &(first != second), &true)
}

/// After `DeleteGroup` the name is free.
async fn a_deleted_group_frees_its_name(ram: &dyn RamProvider) -> Outcome {
    ram.send(group("builders")).await?;
    ram.send(delete_group("builders")).await?;
    refuses(ram, get_group("builders"), 404, "EntityNotExist.Group").await?;
    ram.send(group("builders")).await?;
    Ok(())
}

/// A holder with an attached policy is not deleted.
async fn keeps_its_holder<O>(ram: &dyn RamProvider, holder: Holder, delete: O) -> Outcome
where
    O: Operation + Clone,
{
    let [system, _] = SYSTEM_POLICIES;
    holder.make(ram, "demo").await?;
    make_policy(ram, "images").await?;
    let code = format!("DeleteConflict.{holder:?}.Policy");
    for (policy_type, policy) in [(CUSTOM, "images"), (SYSTEM, system)] {
        ram.execute(holder.attach(&policy_type, policy, "demo"))
            .await?;
        refuses(ram, delete.clone(), 409, &code).await?;
        ram.execute(holder.detach(&policy_type, policy, "demo"))
            .await?;
    }
    ram.send(delete).await?;
    Ok(())
}

/// `DeleteConflict.Role.Policy`, 409. API page of `DeleteRole`.
async fn a_role_with_a_policy_is_not_deleted(ram: &dyn RamProvider) -> Outcome {
    keeps_its_holder(ram, Holder::Role, delete_role("demo")).await
}

/// `DeleteConflict.User.Policy`, 409. RAM error page.
async fn a_user_with_a_policy_is_not_deleted(ram: &dyn RamProvider) -> Outcome {
    keeps_its_holder(ram, Holder::User, delete_user("demo")).await
}

/// `DeleteConflict.Group.Policy`, 409. RAM error page.
async fn a_group_with_a_policy_is_not_deleted(ram: &dyn RamProvider) -> Outcome {
    keeps_its_holder(ram, Holder::Group, delete_group("demo")).await
}

async fn make_member(ram: &dyn RamProvider) -> Outcome {
    ram.send(user("demo")).await?;
    ram.send(group("builders")).await?;
    ram.send(join("demo", "builders")).await?;
    Ok(())
}

/// `DeleteConflict.User.Group`, 409. RAM error page.
async fn a_user_in_a_group_is_not_deleted(ram: &dyn RamProvider) -> Outcome {
    make_member(ram).await?;
    refuses(ram, delete_user("demo"), 409, "DeleteConflict.User.Group").await?;
    ram.send(leave("demo", "builders")).await?;
    ram.send(delete_user("demo")).await?;
    Ok(())
}

/// `DeleteConflict.Group.User`, 409. RAM error page.
async fn a_group_with_users_is_not_deleted(ram: &dyn RamProvider) -> Outcome {
    make_member(ram).await?;
    refuses(
        ram,
        delete_group("builders"),
        409,
        "DeleteConflict.Group.User",
    )
    .await?;
    ram.send(leave("demo", "builders")).await?;
    ram.send(delete_group("builders")).await?;
    Ok(())
}

/// An attached policy is not deleted.
async fn keeps_the_policy(ram: &dyn RamProvider, holder: Holder) -> Outcome {
    make_policy(ram, "images").await?;
    holder.make(ram, "demo").await?;
    ram.execute(holder.attach(&CUSTOM, "images", "demo"))
        .await?;
    let code = format!("DeleteConflict.Policy.{holder:?}");
    refuses(ram, delete_policy("images", None), 409, &code).await?;
    ram.execute(holder.detach(&CUSTOM, "images", "demo"))
        .await?;
    ram.send(delete_policy("images", None)).await?;
    Ok(())
}

/// `DeleteConflict.Policy.User`, 409. API page of `DeletePolicy`.
async fn a_policy_of_a_user_is_not_deleted(ram: &dyn RamProvider) -> Outcome {
    keeps_the_policy(ram, Holder::User).await
}

/// `DeleteConflict.Policy.Group`, 409. API page of `DeletePolicy`.
async fn a_policy_of_a_group_is_not_deleted(ram: &dyn RamProvider) -> Outcome {
    keeps_the_policy(ram, Holder::Group).await
}

/// `DeleteConflict.Policy.Role`, 409, is on a page of Resource Management only.
async fn a_policy_of_a_role_is_not_deleted(ram: &dyn RamProvider) -> Outcome {
    keeps_the_policy(ram, Holder::Role).await
}

async fn make_two_versions(ram: &dyn RamProvider) -> Outcome {
    make_policy(ram, "images").await?;
    ram.send(version("images", "-2")).await?;
    Ok(())
}

/// `DeleteConflict.Policy.Version`, 409, unless `CascadingDelete`. API page and SDK 1.3.0.
async fn a_policy_with_versions_is_deleted_only_with_all_of_them(ram: &dyn RamProvider) -> Outcome {
    make_two_versions(ram).await?;
    for cascading in [None, Some(false)] {
        let delete = delete_policy("images", cascading);
        refuses(ram, delete, 409, "DeleteConflict.Policy.Version").await?;
    }
    ram.send(delete_policy("images", Some(true))).await?;
    refuses(
        ram,
        get_policy(CUSTOM, "images"),
        404,
        "EntityNotExist.Policy",
    )
    .await
}

/// `CascadingDelete` covers versions only; the code is from a page of Resource Management.
async fn deleting_the_versions_too_detaches_nothing(ram: &dyn RamProvider) -> Outcome {
    make_two_versions(ram).await?;
    make_role(ram, "demo").await?;
    ram.execute(Holder::Role.attach(&CUSTOM, "images", "demo"))
        .await?;
    let delete = delete_policy("images", Some(true));
    refuses(ram, delete, 409, "DeleteConflict.Policy.Role").await
}
