//! Names: their form, which every operation looks at, and names that nothing has.

use rolewright::operation::{
    AddUserToGroup, AttachPolicyToRole, CreatePolicyVersion, DeleteGroup, DeletePolicy,
    DeletePolicyVersion, DeleteRole, DeleteUser, DetachPolicyFromRole, GetGroup, GetPolicy,
    GetPolicyVersion, GetRole, GetUser, ListEntitiesForPolicy, ListGroupsForUser,
    ListPolicyVersions, ListUsersForGroup, PolicyType, RemoveUserFromGroup,
    SetDefaultPolicyVersion, UpdatePolicyDescription, UpdateRole, UpdateUser,
};
use rolewright::{Call, RamProvider, RamProviderExt};

use crate::case::cases;
use crate::expect::{Outcome, refuses_call};
use crate::fixture::{DOCUMENT, Holder, SYSTEM_POLICIES, group, make_policy, policy, role, user};

cases! {
    names_as_long_as_they_may_be_are_taken,
    a_name_that_is_too_long_is_refused_by_every_operation,
    a_name_with_other_characters_is_refused_by_every_operation,
    a_role_name_with_underscore_or_at_is_refused assumed "role-name-characters",
    a_user_name_may_have_an_at assumed "user-name-characters",
    what_is_not_there_is_not_found_by_every_operation,
    two_more_operations_look_at_the_name_of_a_policy assumed "policy-errors-by-analogy",
    names_that_differ_in_case_are_two_names assumed "names-are-case-sensitive",
}

/// What has a name.
struct Named {
    /// As codes spell it.
    word: &'static str,
    longest: usize,
    /// Every character that a name may have besides letters and digits.
    extra: &'static str,
    create: fn(&str) -> Call,
    /// Every operation on one that is there.
    others: fn(&str) -> Vec<Call>,
}

/// Names of other things that these calls are about.
const ROLE: &str = "there";
const USER: &str = "there";
const GROUP: &str = "there";

const ALL: [Named; 4] = [
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

fn on_role(role: &str) -> Vec<Call> {
    let role_name = || role.to_owned();
    let new_description = Some("new".into());
    let update = UpdateRole {
        role_name: role_name(),
        new_description,
        ..UpdateRole::default()
    };
    let mut calls = on_holder(Holder::Role, role);
    calls.extend([
        Call::of(&GetRole {
            role_name: role_name(),
        }),
        Call::of(&update),
        Call::of(&DeleteRole {
            role_name: role_name(),
        }),
    ]);
    calls
}

fn on_holder(holder: Holder, name: &str) -> Vec<Call> {
    let [policy, _] = SYSTEM_POLICIES;
    vec![
        holder.attach(&PolicyType::System, policy, name),
        holder.detach(&PolicyType::System, policy, name),
        holder.list(name),
    ]
}

fn on_policy(policy: &str) -> Vec<Call> {
    let (policy_type, policy_name) = (|| PolicyType::Custom, || policy.to_owned());
    let (version_id, role_name) = (|| "v1".to_owned(), || ROLE.to_owned());
    let version = CreatePolicyVersion {
        policy_name: policy_name(),
        policy_document: DOCUMENT.into(),
        ..CreatePolicyVersion::default()
    };
    let (attach, detach) = (
        AttachPolicyToRole {
            policy_type: policy_type(),
            policy_name: policy_name(),
            role_name: role_name(),
        },
        DetachPolicyFromRole {
            policy_type: policy_type(),
            policy_name: policy_name(),
            role_name: role_name(),
        },
    );
    let get = GetPolicyVersion {
        policy_type: policy_type(),
        policy_name: policy_name(),
        version_id: version_id(),
    };
    let set = SetDefaultPolicyVersion {
        policy_name: policy_name(),
        version_id: version_id(),
    };
    vec![
        Call::of(&GetPolicy {
            policy_type: policy_type(),
            policy_name: policy_name(),
        }),
        Call::of(&ListPolicyVersions {
            policy_type: policy_type(),
            policy_name: policy_name(),
        }),
        Call::of(&DeletePolicy {
            policy_name: policy_name(),
            cascading_delete: None,
        }),
        Call::of(&version),
        Call::of(&get),
        Call::of(&set),
        Call::of(&DeletePolicyVersion {
            policy_name: policy_name(),
            version_id: version_id(),
        }),
        Call::of(&attach),
        Call::of(&detach),
    ]
}

fn on_user(user: &str) -> Vec<Call> {
    let (user_name, group_name) = (|| user.to_owned(), || GROUP.to_owned());
    let new_comments = Some("new".into());
    let update = UpdateUser {
        user_name: user_name(),
        new_comments,
        ..UpdateUser::default()
    };
    let mut calls = on_holder(Holder::User, user);
    calls.extend([
        Call::of(&GetUser {
            user_name: user_name(),
        }),
        Call::of(&update),
        Call::of(&DeleteUser {
            user_name: user_name(),
        }),
        Call::of(&ListGroupsForUser {
            user_name: user_name(),
        }),
        Call::of(&AddUserToGroup {
            user_name: user_name(),
            group_name: group_name(),
        }),
        Call::of(&RemoveUserFromGroup {
            user_name: user_name(),
            group_name: group_name(),
        }),
    ]);
    calls
}

fn on_group(group: &str) -> Vec<Call> {
    let (user_name, group_name) = (|| USER.to_owned(), || group.to_owned());
    let members = ListUsersForGroup {
        group_name: group_name(),
        ..ListUsersForGroup::default()
    };
    let mut calls = on_holder(Holder::Group, group);
    calls.extend([
        Call::of(&GetGroup {
            group_name: group_name(),
        }),
        Call::of(&DeleteGroup {
            group_name: group_name(),
        }),
        Call::of(&members),
        Call::of(&AddUserToGroup {
            user_name: user_name(),
            group_name: group_name(),
        }),
        Call::of(&RemoveUserFromGroup {
            user_name: user_name(),
            group_name: group_name(),
        }),
    ]);
    calls
}

/// Makes what the calls are about besides the name that is tried.
async fn make_others(ram: &dyn RamProvider) -> Outcome {
    for holder in Holder::ALL {
        holder.make(ram, ROLE).await?;
    }
    Ok(())
}

/// 64 characters, for a policy 128. SDK 1.3.0 and RAM error page.
pub async fn names_as_long_as_they_may_be_are_taken(ram: &dyn RamProvider) -> Outcome {
    for named in ALL {
        let all_kinds = format!("Az09{}", named.extra);
        let filler = "x".repeat(named.longest.saturating_sub(all_kinds.len()));
        for name in ["a", &format!("{all_kinds}{filler}")] {
            ram.execute((named.create)(name)).await?;
        }
    }
    Ok(())
}

/// `InvalidParameter.<Kind>Name.Length`, 400. API pages and RAM error page.
pub async fn a_name_that_is_too_long_is_refused_by_every_operation(
    ram: &dyn RamProvider,
) -> Outcome {
    make_others(ram).await?;
    for named in ALL {
        let code = format!("InvalidParameter.{}Name.Length", named.word);
        refuse_everywhere(ram, &named, &"x".repeat(named.longest + 1), 400, &code).await?;
    }
    Ok(())
}

/// `InvalidParameter.<Kind>Name.InvalidChars`, 400. API pages and RAM error page.
pub async fn a_name_with_other_characters_is_refused_by_every_operation(
    ram: &dyn RamProvider,
) -> Outcome {
    make_others(ram).await?;
    for named in ALL {
        let code = format!("InvalidParameter.{}Name.InvalidChars", named.word);
        refuse_everywhere(ram, &named, "a/b", 400, &code).await?;
        for name in ["a b", "a*", "rôle", "角色", "a\n", "<a>"] {
            refuses_call(ram, (named.create)(name), 400, &code).await?;
        }
    }
    for name in ["a_b", "a.b", "a@b"] {
        let code = "InvalidParameter.PolicyName.InvalidChars";
        refuses_call(ram, Call::of(&policy(name)), 400, code).await?;
        let code = "InvalidParameter.GroupName.InvalidChars";
        refuses_call(ram, Call::of(&group(name)), 400, code).await?;
    }
    Ok(())
}

async fn refuse_everywhere(
    ram: &dyn RamProvider,
    named: &Named,
    name: &str,
    status: u16,
    code: &str,
) -> Outcome {
    refuses_call(ram, (named.create)(name), status, code).await?;
    refuse_others(ram, (named.others)(name), status, code).await
}

async fn refuse_others(
    ram: &dyn RamProvider,
    calls: Vec<Call>,
    status: u16,
    code: &str,
) -> Outcome {
    for call in calls {
        refuses_call(ram, call, status, code).await?;
    }
    Ok(())
}

/// A page of 2017 allows `@`; names of service-linked roles have `_`.
pub async fn a_role_name_with_underscore_or_at_is_refused(ram: &dyn RamProvider) -> Outcome {
    for name in ["a_b", "a@b"] {
        let code = "InvalidParameter.RoleName.InvalidChars";
        refuses_call(ram, Call::of(&role(name)), 400, code).await?;
    }
    Ok(())
}

/// The error page does not list `@`; user principal names have it.
pub async fn a_user_name_may_have_an_at(ram: &dyn RamProvider) -> Outcome {
    ram.send(user("me@example")).await?;
    ram.send(GetUser {
        user_name: "me@example".into(),
    })
    .await?;
    Ok(())
}

/// `EntityNotExist.<Kind>`, 404. API pages, RAM error page, and the Terraform provider for
/// `ListPoliciesForRole`.
pub async fn what_is_not_there_is_not_found_by_every_operation(ram: &dyn RamProvider) -> Outcome {
    make_others(ram).await?;
    make_policy(ram, "other").await?;
    for named in ALL {
        let code = format!("EntityNotExist.{}", named.word);
        refuse_others(ram, (named.others)("gone"), 404, &code).await?;
    }
    Ok(())
}

/// The pages of these two operations list no errors.
pub async fn two_more_operations_look_at_the_name_of_a_policy(ram: &dyn RamProvider) -> Outcome {
    let calls = |name: &str| {
        let (policy_name, new_description) = (name.to_owned(), "new".to_owned());
        let policy_type = PolicyType::Custom;
        vec![
            Call::of(&UpdatePolicyDescription {
                policy_name,
                new_description,
            }),
            Call::of(&ListEntitiesForPolicy {
                policy_type,
                policy_name: name.into(),
            }),
        ]
    };
    refuse_others(ram, calls("gone"), 404, "EntityNotExist.Policy").await?;
    let long = "x".repeat(129);
    refuse_others(ram, calls(&long), 400, "InvalidParameter.PolicyName.Length").await?;
    refuse_others(
        ram,
        calls("a b"),
        400,
        "InvalidParameter.PolicyName.InvalidChars",
    )
    .await
}

/// No page says it; error texts with role names in lower case hint at the opposite.
pub async fn names_that_differ_in_case_are_two_names(ram: &dyn RamProvider) -> Outcome {
    make_others(ram).await?;
    for named in ALL {
        ram.execute((named.create)("demo")).await?;
        ram.execute((named.create)("Demo")).await?;
        let code = format!("EntityNotExist.{}", named.word);
        refuse_others(ram, (named.others)("DEMO"), 404, &code).await?;
    }
    Ok(())
}
