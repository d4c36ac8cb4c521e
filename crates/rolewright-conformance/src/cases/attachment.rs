//! Attachments. Users and groups follow the rules of roles, with their own error codes.

use rolewright_core::operation::{
    CreateUser, ListEntitiesForPolicyOutput, ListPoliciesForRole, PolicyType,
};
use rolewright_core::{RamProvider, RamProviderExt, Result};

use crate::case::cases;
use crate::expect::{Outcome, ensure, equal, present, refuses_call};
use crate::fixture::holder::Holder;
use crate::fixture::ops::list_entities;
use crate::fixture::{SYSTEM_POLICIES, attach, ensure_date, make_policy, make_role, user, wire};

cases! { attachment:
    an_attached_policy_is_listed_until_it_is_detached,
    an_attached_policy_of_a_user_or_group_is_listed_until_it_is_detached needs(Users, Groups),
    nothing_is_attached_to_a_new_role,
    nothing_is_attached_to_a_new_user_or_group needs(Users, Groups),
    attaching_twice_is_already_exists,
    attaching_to_a_user_or_group_twice_is_already_exists needs(Users, Groups),
    detaching_an_unattached_policy_from_a_user_or_group_is_not_found
        needs(Users, Groups, SystemPolicies),
    detaching_an_unattached_policy_from_a_role_is_not_found
        needs(SystemPolicies)
        assumed "detach-what-is-not-attached",
    a_missing_policy_is_not_attached needs(SystemPolicies),
    a_missing_policy_is_not_attached_to_a_user_or_group
        needs(Users, Groups, SystemPolicies),
    a_role_takes_no_custom_policy_over_its_limit [custom_policies_per_role: 2]
        needs(SystemPolicies),
    a_role_takes_no_system_policy_over_its_limit [system_policies_per_role: 1]
        needs(SystemPolicies),
    a_role_takes_ten_custom_policies,
    a_user_or_group_takes_no_policy_over_its_limit
        [custom_policies_per_role: 2, system_policies_per_role: 1]
        needs(Users, Groups, SystemPolicies)
        assumed "attachments-of-users-and-groups",
    every_holder_of_a_policy_is_listed needs(Users, Groups),
    lists_of_holders_nest_twice,
    one_policy_may_be_attached_to_many_roles,
}

const CUSTOM: PolicyType = PolicyType::Custom;
const SYSTEM: PolicyType = PolicyType::System;
const USER_AND_GROUP: [Holder; 2] = [Holder::User, Holder::Group];

async fn entities(
    ram: &dyn RamProvider,
    policy_type: PolicyType,
    policy: &str,
) -> Result<ListEntitiesForPolicyOutput> {
    ram.send(list_entities(policy_type, policy)).await
}

async fn attach_and_detach(ram: &dyn RamProvider, holders: &[Holder]) -> Outcome {
    make_policy(ram, "images").await?;
    for holder in holders {
        holder.make(ram, "demo").await?;
        ram.execute(holder.attach(&CUSTOM, "images", "demo"))
            .await?;
        let listed = holder.attached(ram, "demo").await?;
        equal("attached policies", &listed.len(), &1)?;
        let policy = present("the policy", listed.first())?;
        equal("PolicyName", &policy.policy_name, "images")?;
        equal("PolicyType", &policy.policy_type, &CUSTOM)?;
        equal("DefaultVersion", &policy.default_version, "v1")?;
        ensure_date("AttachDate", &policy.attach_date)?;
        ram.execute(holder.detach(&CUSTOM, "images", "demo"))
            .await?;
        equal(
            "attached policies",
            &holder.attached(ram, "demo").await?,
            &[],
        )?;
    }
    Ok(())
}

/// Attach, list, detach, list. API models of SDK 1.3.0.
async fn an_attached_policy_is_listed_until_it_is_detached(ram: &dyn RamProvider) -> Outcome {
    attach_and_detach(ram, &[Holder::Role]).await
}

/// As for roles. API models of SDK 1.3.0.
async fn an_attached_policy_of_a_user_or_group_is_listed_until_it_is_detached(
    ram: &dyn RamProvider,
) -> Outcome {
    attach_and_detach(ram, &USER_AND_GROUP).await
}

async fn ensure_nothing_is_attached(ram: &dyn RamProvider, holders: &[Holder]) -> Outcome {
    for holder in holders {
        holder.make(ram, "demo").await?;
        equal(
            "attached policies",
            &holder.attached(ram, "demo").await?,
            &[],
        )?;
    }
    Ok(())
}

/// The list is present and empty.
async fn nothing_is_attached_to_a_new_role(ram: &dyn RamProvider) -> Outcome {
    ensure_nothing_is_attached(ram, &[Holder::Role]).await
}

/// The lists are present and empty.
async fn nothing_is_attached_to_a_new_user_or_group(ram: &dyn RamProvider) -> Outcome {
    ensure_nothing_is_attached(ram, &USER_AND_GROUP).await
}

async fn attach_twice(ram: &dyn RamProvider, holders: &[Holder]) -> Outcome {
    make_policy(ram, "images").await?;
    for holder in holders {
        holder.make(ram, "demo").await?;
        ram.execute(holder.attach(&CUSTOM, "images", "demo"))
            .await?;
        let code = format!("EntityAlreadyExists.{holder:?}.Policy");
        refuses_call(ram, holder.attach(&CUSTOM, "images", "demo"), 409, &code).await?;
    }
    Ok(())
}

/// `EntityAlreadyExists.Role.Policy`, 409. API page.
async fn attaching_twice_is_already_exists(ram: &dyn RamProvider) -> Outcome {
    attach_twice(ram, &[Holder::Role]).await
}

/// `EntityAlreadyExists.User.Policy` and `.Group.Policy`, 409. API pages and RAM error page.
async fn attaching_to_a_user_or_group_twice_is_already_exists(ram: &dyn RamProvider) -> Outcome {
    attach_twice(ram, &USER_AND_GROUP).await
}

async fn refuse_detach(ram: &dyn RamProvider, holder: Holder) -> Outcome {
    holder.make(ram, "demo").await?;
    let code = format!("EntityNotExist.{holder:?}.Policy");
    refuses_call(ram, holder.detach(&CUSTOM, "images", "demo"), 404, &code).await?;
    let [name, _] = SYSTEM_POLICIES;
    refuses_call(ram, holder.detach(&SYSTEM, name, "demo"), 404, &code).await
}

/// `EntityNotExist.User.Policy` and `.Group.Policy`, 404. RAM error page.
async fn detaching_an_unattached_policy_from_a_user_or_group_is_not_found(
    ram: &dyn RamProvider,
) -> Outcome {
    make_policy(ram, "images").await?;
    refuse_detach(ram, Holder::User).await?;
    refuse_detach(ram, Holder::Group).await
}

/// The code `EntityNotExist.Role.Policy` is from the Terraform provider, without a status.
async fn detaching_an_unattached_policy_from_a_role_is_not_found(ram: &dyn RamProvider) -> Outcome {
    make_policy(ram, "images").await?;
    refuse_detach(ram, Holder::Role).await
}

async fn attach_what_is_gone(ram: &dyn RamProvider, holders: &[Holder]) -> Outcome {
    let [system, _] = SYSTEM_POLICIES;
    for holder in holders {
        holder.make(ram, "demo").await?;
        // A system policy is not found as a custom policy.
        for (policy_type, name) in [(CUSTOM, "gone"), (SYSTEM, "gone"), (CUSTOM, system)] {
            let code = "EntityNotExist.Policy";
            refuses_call(ram, holder.attach(&policy_type, name, "demo"), 404, code).await?;
            refuses_call(ram, holder.detach(&policy_type, name, "demo"), 404, code).await?;
        }
    }
    Ok(())
}

/// `EntityNotExist.Policy`, 404. API pages.
async fn a_missing_policy_is_not_attached(ram: &dyn RamProvider) -> Outcome {
    attach_what_is_gone(ram, &[Holder::Role]).await
}

/// `EntityNotExist.Policy`, 404. API pages.
async fn a_missing_policy_is_not_attached_to_a_user_or_group(ram: &dyn RamProvider) -> Outcome {
    attach_what_is_gone(ram, &USER_AND_GROUP).await
}

/// Two custom policies reach the limit; a system policy does not count.
async fn fill_with_custom_policies(ram: &dyn RamProvider, holder: Holder) -> Outcome {
    holder.make(ram, "demo").await?;
    let [system, _] = SYSTEM_POLICIES;
    let attach = |policy: &str| holder.attach(&CUSTOM, policy, "demo");
    ram.execute(attach("first")).await?;
    ram.execute(holder.attach(&SYSTEM, system, "demo")).await?;
    ram.execute(attach("second")).await?;
    let code = format!("LimitExceeded.{holder:?}.Policy");
    refuses_call(ram, attach("third"), 409, &code).await?;
    ram.execute(holder.detach(&CUSTOM, "first", "demo")).await?;
    ram.execute(attach("third")).await?;
    Ok(())
}

/// One system policy reaches the limit; a custom policy does not count.
async fn fill_with_system_policies(ram: &dyn RamProvider, holder: Holder) -> Outcome {
    holder.make(ram, "other").await?;
    let [first, second] = SYSTEM_POLICIES;
    ram.execute(holder.attach(&CUSTOM, "first", "other"))
        .await?;
    ram.execute(holder.attach(&SYSTEM, first, "other")).await?;
    let code = format!("LimitExceeded.{holder:?}.Policy");
    refuses_call(ram, holder.attach(&SYSTEM, second, "other"), 409, &code).await
}

async fn make_policies(ram: &dyn RamProvider) -> Result<()> {
    for name in ["first", "second", "third"] {
        make_policy(ram, name).await?;
    }
    Ok(())
}

/// `LimitExceeded.Role.Policy`, 409. API page of `AttachPolicyToRole`.
async fn a_role_takes_no_custom_policy_over_its_limit(ram: &dyn RamProvider) -> Outcome {
    make_policies(ram).await?;
    fill_with_custom_policies(ram, Holder::Role).await
}

/// As for custom policies, with a separate limit. Limits page.
async fn a_role_takes_no_system_policy_over_its_limit(ram: &dyn RamProvider) -> Outcome {
    make_policies(ram).await?;
    fill_with_system_policies(ram, Holder::Role).await
}

/// Ten. Limits page; five on older pages.
async fn a_role_takes_ten_custom_policies(ram: &dyn RamProvider) -> Outcome {
    make_role(ram, "demo").await?;
    for number in 1..=10 {
        let name = format!("policy-{number}");
        make_policy(ram, &name).await?;
        attach(ram, &name, "demo").await?;
    }
    make_policy(ram, "one-more").await?;
    let call = Holder::Role.attach(&CUSTOM, "one-more", "demo");
    refuses_call(ram, call, 409, "LimitExceeded.Role.Policy").await
}

/// The codes are on the RAM error page; the current limits are those of roles.
async fn a_user_or_group_takes_no_policy_over_its_limit(ram: &dyn RamProvider) -> Outcome {
    make_policies(ram).await?;
    for holder in USER_AND_GROUP {
        fill_with_custom_policies(ram, holder).await?;
        fill_with_system_policies(ram, holder).await?;
    }
    Ok(())
}

/// `ListEntitiesForPolicy` returns roles, users and groups. API model of SDK 1.3.0.
async fn every_holder_of_a_policy_is_listed(ram: &dyn RamProvider) -> Outcome {
    make_policy(ram, "images").await?;
    equal(
        "entities",
        &entities(ram, CUSTOM, "images").await?,
        &Default::default(),
    )?;
    let role = make_role(ram, "demo").await?;
    let display_name = Some("Demo".to_owned());
    let user = CreateUser {
        display_name,
        ..user("demo")
    };
    let user = ram.send(user).await?.user;
    Holder::Group.make(ram, "demo").await?;
    for holder in Holder::ALL {
        ram.execute(holder.attach(&CUSTOM, "images", "demo"))
            .await?;
        holder.make(ram, "other").await?;
    }
    let listed = entities(ram, CUSTOM, "images").await?;
    let counts = (
        listed.roles.role.len(),
        listed.users.user.len(),
        listed.groups.group.len(),
    );
    equal("roles, users and groups", &counts, &(1, 1, 1))?;
    let of_role = present("the role", listed.roles.role.first())?;
    equal(
        "RoleId and Arn",
        &(&of_role.role_id, &of_role.arn),
        &(&role.role_id, &role.arn),
    )?;
    equal("RoleName", &of_role.role_name, "demo")?;
    ensure_date("AttachDate of the role", &of_role.attach_date)?;
    let of_user = present("the user", listed.users.user.first())?;
    equal("UserId", &of_user.user_id, &user.user_id)?;
    equal("DisplayName", &of_user.display_name, &user.display_name)?;
    ensure_date("AttachDate of the user", &of_user.attach_date)?;
    let of_group = present("the group", listed.groups.group.first())?;
    equal("GroupName", &of_group.group_name, "demo")?;
    ensure_date("AttachDate of the group", &of_group.attach_date)
}

/// `Groups.Group`, `Users.User`, `Roles.Role`. API model of SDK 1.3.0.
async fn lists_of_holders_nest_twice(ram: &dyn RamProvider) -> Outcome {
    make_policy(ram, "images").await?;
    let answer = wire(ram, list_entities(CUSTOM, "images")).await?;
    for place in ["/Groups/Group", "/Users/User", "/Roles/Role"] {
        let list = present(place, answer.pointer(place))?;
        ensure(list.is_array(), format_args!("a list at {place}"), list)?;
    }
    make_role(ram, "demo").await?;
    attach(ram, "images", "demo").await?;
    let answer = wire(
        ram,
        ListPoliciesForRole {
            role_name: "demo".into(),
            ..Default::default()
        },
    )
    .await?;
    let name = answer.pointer("/Policies/Policy/0/PolicyName");
    equal(
        "PolicyName",
        present("Policies.Policy[0].PolicyName", name)?,
        "images",
    )
}

/// Attachments are independent.
async fn one_policy_may_be_attached_to_many_roles(ram: &dyn RamProvider) -> Outcome {
    make_policy(ram, "images").await?;
    for name in ["a", "b", "c"] {
        make_role(ram, name).await?;
        attach(ram, "images", name).await?;
    }
    ram.execute(Holder::Role.detach(&CUSTOM, "images", "b"))
        .await?;
    let roles = entities(ram, CUSTOM, "images").await?.roles.role;
    let mut names: Vec<_> = roles.iter().map(|role| role.role_name.as_str()).collect();
    names.sort_unstable();
    equal("roles with the policy", names.as_slice(), &["a", "c"])
}
