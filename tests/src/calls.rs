//! Every operation on one role, policy, user or group that is there.

use rolewright::operation::{ListGroupsForUser, PolicyType, UpdateRole, UpdateUser};
use rolewright::{Call, RamProvider};

use crate::expect::Outcome;
use crate::fixture::SYSTEM_POLICIES;
use crate::holder::Holder;
use crate::ops::{
    delete_group, delete_policy, delete_role, delete_user, delete_version, get_group, get_policy,
    get_role, get_user, get_version, join, leave, list_members, list_versions, set_default,
    update_role, update_user, version,
};

/// The role, user and group that these calls are about besides the one that is tried.
const OTHER: &str = "there";

/// Makes what these calls are about besides the one that is tried.
pub(crate) async fn make_others(ram: &dyn RamProvider) -> Outcome {
    for holder in Holder::ALL {
        holder.make(ram, OTHER).await?;
    }
    Ok(())
}

fn on_holder(holder: Holder, name: &str) -> [Call; 3] {
    let [policy, _] = SYSTEM_POLICIES;
    [
        holder.attach(&PolicyType::System, policy, name),
        holder.detach(&PolicyType::System, policy, name),
        holder.list(name),
    ]
}

pub(crate) fn on_role(role: &str) -> Vec<Call> {
    let new_description = Some("new".into());
    let update = UpdateRole {
        new_description,
        ..update_role(role)
    };
    let calls = [
        Call::of(&get_role(role)),
        Call::of(&update),
        Call::of(&delete_role(role)),
    ];
    [calls, on_holder(Holder::Role, role)].concat()
}

pub(crate) fn on_policy(policy: &str) -> Vec<Call> {
    const CUSTOM: PolicyType = PolicyType::Custom;
    vec![
        Call::of(&get_policy(CUSTOM, policy)),
        Call::of(&delete_policy(policy, None)),
        Call::of(&version(policy, "-2")),
        Call::of(&get_version(CUSTOM, policy, "v1")),
        Call::of(&list_versions(CUSTOM, policy)),
        Call::of(&set_default(policy, "v1")),
        Call::of(&delete_version(policy, "v1")),
        Holder::Role.attach(&CUSTOM, policy, OTHER),
        Holder::Role.detach(&CUSTOM, policy, OTHER),
    ]
}

pub(crate) fn on_user(user: &str) -> Vec<Call> {
    let (user_name, new_comments) = (user.into(), Some("new".into()));
    let update = UpdateUser {
        new_comments,
        ..update_user(user)
    };
    let calls = [
        Call::of(&get_user(user)),
        Call::of(&update),
        Call::of(&delete_user(user)),
    ];
    let of_groups = [
        Call::of(&ListGroupsForUser { user_name }),
        Call::of(&join(user, OTHER)),
        Call::of(&leave(user, OTHER)),
    ];
    [calls, on_holder(Holder::User, user), of_groups].concat()
}

pub(crate) fn on_group(group: &str) -> Vec<Call> {
    let calls = [
        Call::of(&get_group(group)),
        Call::of(&delete_group(group)),
        Call::of(&list_members(group)),
    ];
    let of_users = vec![
        Call::of(&join(OTHER, group)),
        Call::of(&leave(OTHER, group)),
    ];
    let calls = [calls, on_holder(Holder::Group, group)].concat();
    [calls, of_users].concat()
}
