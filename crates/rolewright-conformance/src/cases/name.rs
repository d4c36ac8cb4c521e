//! Names: their format, which every operation checks, and names of missing objects.

use rolewright_core::operation::{PolicyType, UpdatePolicyDescription};
use rolewright_core::{Call, RamProvider, RamProviderExt};

use crate::case::cases;
use crate::expect::{Outcome, refuses_each};
use crate::fixture::calls::{
    make_other_holders, make_others, on_group, on_policy, on_role, on_user,
};
use crate::fixture::ops::{get_user, list_entities};
use crate::fixture::{group, policy, role, user};

cases! { name:
    names_of_the_greatest_length_are_accepted,
    names_of_users_and_groups_of_the_greatest_length_are_accepted needs(Users, Groups),
    a_name_that_is_too_long_is_refused_by_every_operation,
    a_name_that_is_too_long_is_refused_for_users_and_groups needs(Users, Groups),
    a_name_with_other_characters_is_refused_by_every_operation,
    a_name_with_other_characters_is_refused_for_users_and_groups needs(Users, Groups),
    a_role_name_with_underscore_or_at_is_refused assumed "role-name-characters",
    a_user_name_may_have_an_at needs(Users) assumed "user-name-characters",
    every_operation_on_a_missing_object_is_not_found,
    missing_users_and_groups_are_not_found needs(Users, Groups),
    two_more_operations_check_the_policy_name assumed "errors-by-analogy",
    names_are_case_sensitive assumed "names-are-case-sensitive",
    names_of_users_and_groups_are_case_sensitive
        needs(Users, Groups)
        assumed "names-are-case-sensitive",
}

/// A kind of named object.
struct Named {
    /// The kind in error codes.
    word: &'static str,
    longest: usize,
    /// The characters allowed in a name besides letters and digits.
    extra: &'static str,
    create: fn(&str) -> Call,
    /// Every operation on an existing object.
    others: fn(&str) -> Vec<Call>,
}

const ROLE_AND_POLICY: [Named; 2] = [
    Named {
        word: "Role",
        longest: 64,
        extra: ".-",
        create: |name| Call::of(&role(name)),
        others: on_role,
    },
    Named {
        word: "Policy",
        longest: 128,
        extra: "-",
        create: |name| Call::of(&policy(name)),
        others: on_policy,
    },
];

const USER_AND_GROUP: [Named; 2] = [
    Named {
        word: "User",
        longest: 64,
        extra: ".-_",
        create: |name| Call::of(&user(name)),
        others: on_user,
    },
    Named {
        word: "Group",
        longest: 64,
        extra: "-",
        create: |name| Call::of(&group(name)),
        others: on_group,
    },
];

async fn create_long_names(ram: &dyn RamProvider, all: [Named; 2]) -> Outcome {
    for named in all {
        let all_kinds = format!("Az09{}", named.extra);
        let filler = "x".repeat(named.longest.saturating_sub(all_kinds.len()));
        for name in ["a", &format!("{all_kinds}{filler}")] {
            ram.execute((named.create)(name)).await?;
        }
    }
    Ok(())
}

/// 64 characters, for a policy 128. SDK 1.3.0 and RAM error page.
async fn names_of_the_greatest_length_are_accepted(ram: &dyn RamProvider) -> Outcome {
    create_long_names(ram, ROLE_AND_POLICY).await
}

/// 64 characters. SDK 1.3.0 and RAM error page.
async fn names_of_users_and_groups_of_the_greatest_length_are_accepted(
    ram: &dyn RamProvider,
) -> Outcome {
    create_long_names(ram, USER_AND_GROUP).await
}

async fn refuse_long_names(ram: &dyn RamProvider, all: [Named; 2]) -> Outcome {
    for named in all {
        let code = format!("InvalidParameter.{}Name.Length", named.word);
        refuse_everywhere(ram, &named, &"x".repeat(named.longest + 1), &code).await?;
    }
    Ok(())
}

/// `InvalidParameter.<Kind>Name.Length`, 400. API pages and RAM error page.
async fn a_name_that_is_too_long_is_refused_by_every_operation(ram: &dyn RamProvider) -> Outcome {
    make_others(ram).await?;
    refuse_long_names(ram, ROLE_AND_POLICY).await
}

/// `InvalidParameter.<Kind>Name.Length`, 400. RAM error page.
async fn a_name_that_is_too_long_is_refused_for_users_and_groups(ram: &dyn RamProvider) -> Outcome {
    make_other_holders(ram).await?;
    refuse_long_names(ram, USER_AND_GROUP).await
}

async fn refuse_other_characters(ram: &dyn RamProvider, all: [Named; 2]) -> Outcome {
    for named in all {
        let code = format!("InvalidParameter.{}Name.InvalidChars", named.word);
        refuse_everywhere(ram, &named, "a/b", &code).await?;
        let others = ["a b", "a*", "rôle", "角色", "a\n", "<a>"];
        refuses_each(ram, others.map(named.create), 400, &code).await?;
    }
    Ok(())
}

/// `InvalidParameter.<Kind>Name.InvalidChars`, 400. API pages and RAM error page.
async fn a_name_with_other_characters_is_refused_by_every_operation(
    ram: &dyn RamProvider,
) -> Outcome {
    make_others(ram).await?;
    refuse_other_characters(ram, ROLE_AND_POLICY).await?;
    let policies = ["a_b", "a.b", "a@b"].map(|name| Call::of(&policy(name)));
    let code = "InvalidParameter.PolicyName.InvalidChars";
    refuses_each(ram, policies, 400, code).await
}

/// `InvalidParameter.<Kind>Name.InvalidChars`, 400. RAM error page.
async fn a_name_with_other_characters_is_refused_for_users_and_groups(
    ram: &dyn RamProvider,
) -> Outcome {
    make_other_holders(ram).await?;
    refuse_other_characters(ram, USER_AND_GROUP).await?;
    let groups = ["a_b", "a.b", "a@b"].map(|name| Call::of(&group(name)));
    let code = "InvalidParameter.GroupName.InvalidChars";
    refuses_each(ram, groups, 400, code).await
}

async fn refuse_everywhere(
    ram: &dyn RamProvider,
    named: &Named,
    name: &str,
    code: &str,
) -> Outcome {
    let calls = (named.others)(name)
        .into_iter()
        .chain([(named.create)(name)]);
    refuses_each(ram, calls, 400, code).await
}

/// A page of 2017 allows `@`; names of service-linked roles have `_`.
async fn a_role_name_with_underscore_or_at_is_refused(ram: &dyn RamProvider) -> Outcome {
    let calls = ["a_b", "a@b"].map(|name| Call::of(&role(name)));
    refuses_each(ram, calls, 400, "InvalidParameter.RoleName.InvalidChars").await
}

/// The error page does not list `@`; user principal names contain it.
async fn a_user_name_may_have_an_at(ram: &dyn RamProvider) -> Outcome {
    ram.send(user("me@example")).await?;
    ram.send(get_user("me@example")).await?;
    Ok(())
}

async fn find_none(ram: &dyn RamProvider, all: [Named; 2]) -> Outcome {
    for named in all {
        let code = format!("EntityNotExist.{}", named.word);
        refuses_each(ram, (named.others)("gone"), 404, &code).await?;
    }
    Ok(())
}

/// `EntityNotExist.<Kind>`, 404. API pages, RAM error page, and the Terraform provider for
/// `ListPoliciesForRole`.
async fn every_operation_on_a_missing_object_is_not_found(ram: &dyn RamProvider) -> Outcome {
    make_others(ram).await?;
    find_none(ram, ROLE_AND_POLICY).await
}

/// `EntityNotExist.User` and `EntityNotExist.Group`, 404. RAM error page.
async fn missing_users_and_groups_are_not_found(ram: &dyn RamProvider) -> Outcome {
    make_other_holders(ram).await?;
    find_none(ram, USER_AND_GROUP).await
}

/// The pages of these two operations list no errors.
async fn two_more_operations_check_the_policy_name(ram: &dyn RamProvider) -> Outcome {
    let calls = |name: &str| {
        let (policy_name, new_description) = (name.into(), "new".into());
        let update = UpdatePolicyDescription {
            policy_name,
            new_description,
            ..Default::default()
        };
        let list = list_entities(PolicyType::Custom, name);
        [Call::of(&update), Call::of(&list)]
    };
    refuses_each(ram, calls("gone"), 404, "EntityNotExist.Policy").await?;
    let long = "x".repeat(129);
    refuses_each(ram, calls(&long), 400, "InvalidParameter.PolicyName.Length").await?;
    refuses_each(
        ram,
        calls("a b"),
        400,
        "InvalidParameter.PolicyName.InvalidChars",
    )
    .await
}

async fn create_in_two_cases(ram: &dyn RamProvider, all: [Named; 2]) -> Outcome {
    for named in all {
        ram.execute((named.create)("demo")).await?;
        // Whether roles in two cases can exist is not known.
        if named.word != "Role" {
            ram.execute((named.create)("Demo")).await?;
        }
        let code = format!("EntityNotExist.{}", named.word);
        refuses_each(ram, (named.others)("DEMO"), 404, &code).await?;
    }
    Ok(())
}

/// Not documented; error messages with role names in lower case suggest the opposite.
async fn names_are_case_sensitive(ram: &dyn RamProvider) -> Outcome {
    make_others(ram).await?;
    create_in_two_cases(ram, ROLE_AND_POLICY).await
}

/// Not documented.
async fn names_of_users_and_groups_are_case_sensitive(ram: &dyn RamProvider) -> Outcome {
    make_other_holders(ram).await?;
    create_in_two_cases(ram, USER_AND_GROUP).await
}
