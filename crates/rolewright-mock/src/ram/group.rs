//! User groups.

use rolewright_core::operation::{
    AddUserToGroup, CreateGroup, CreateGroupOutput, DeleteGroup, Done, GetGroup, GetGroupOutput,
    Group, GroupMember, GroupMembers, Groups, ListGroups, ListGroupsForUser,
    ListGroupsForUserOutput, ListGroupsOutput, ListUsersForGroup, ListUsersForGroupOutput,
    RemoveUserFromGroup, UpdateGroup, UpdateGroupOutput,
};

use super::{check, page, user};
use crate::account::{Account, GroupState, Moment, is_full};
use crate::error::{Answer, refuse};

fn find_mut<'a>(account: &'a mut Account, name: &str) -> Answer<&'a mut GroupState> {
    check::group_name(name)?;
    account
        .groups
        .get_mut(name)
        .ok_or_else(|| refuse("EntityNotExist.Group"))
}

fn wire(name: &str, group: &GroupState) -> Group {
    Group {
        group_id: Some(group.id.clone()),
        group_name: name.into(),
        comments: group.comments.clone(),
        create_date: Some(group.created.clone()),
        update_date: Some(group.updated.as_ref().unwrap_or(&group.created).clone()),
        join_date: None,
        ..Default::default()
    }
}

pub(crate) fn create(
    account: &mut Account,
    moment: &Moment,
    op: &CreateGroup,
) -> Answer<CreateGroupOutput> {
    check::group_name(&op.group_name)?;
    check::length("Comments", op.comments.as_deref(), 128)?;
    if account.groups.contains_key(&op.group_name) {
        return Err(refuse("EntityAlreadyExists.Group"));
    }
    if is_full(account.groups.len(), account.limits.groups) {
        return Err(refuse("LimitExceeded.Group"));
    }
    let group = GroupState {
        id: format!("g-{:016}", account.take_id()),
        comments: op.comments.clone(),
        created: moment.date(),
        updated: None,
        members: Default::default(),
        policies: Default::default(),
        ..GroupState::default()
    };
    let answer = Group {
        update_date: None,
        ..wire(&op.group_name, &group)
    };
    account.groups.insert(op.group_name.clone(), group);
    Ok(CreateGroupOutput {
        group: answer,
        ..Default::default()
    })
}

pub(crate) fn get(account: &mut Account, _: &Moment, op: &GetGroup) -> Answer<GetGroupOutput> {
    let group = find_mut(account, &op.group_name)?;
    Ok(GetGroupOutput {
        group: wire(&op.group_name, group),
        ..Default::default()
    })
}

pub(crate) fn update(
    account: &mut Account,
    moment: &Moment,
    op: &UpdateGroup,
) -> Answer<UpdateGroupOutput> {
    let old = &op.group_name;
    let name = op.new_group_name.as_ref().unwrap_or(old);
    check::group_name(name)?;
    check::length("NewComments", op.new_comments.as_deref(), 128)?;
    let mut group = find_mut(account, old)?.clone();
    if name != old && account.groups.contains_key(name) {
        return Err(refuse("EntityAlreadyExists.Group"));
    }
    check::set_text(&mut group.comments, op.new_comments.as_deref());
    group.updated = Some(moment.date());
    let answer = wire(name, &group);
    account.groups.remove(old);
    account.groups.insert(name.clone(), group);
    Ok(UpdateGroupOutput {
        group: answer,
        ..Default::default()
    })
}

pub(crate) fn delete(account: &mut Account, _: &Moment, op: &DeleteGroup) -> Answer<Done> {
    let group = find_mut(account, &op.group_name)?;
    if !group.members.is_empty() {
        return Err(refuse("DeleteConflict.Group.User"));
    }
    if !group.policies.is_empty() {
        return Err(refuse("DeleteConflict.Group.Policy"));
    }
    account.groups.remove(&op.group_name);
    Ok(Done::default())
}

pub(crate) fn list(account: &mut Account, _: &Moment, op: &ListGroups) -> Answer<ListGroupsOutput> {
    let all = account
        .groups
        .iter()
        .map(|(name, group)| (name.clone(), wire(name, group)));
    let (group, marker) = page::page(
        all.collect(),
        op.marker.as_deref(),
        page::max_items(op.max_items),
    )?;
    Ok(ListGroupsOutput {
        groups: Groups {
            group,
            ..Default::default()
        },
        is_truncated: marker.is_some(),
        marker,
        ..Default::default()
    })
}

pub(crate) fn add_user(
    account: &mut Account,
    moment: &Moment,
    op: &AddUserToGroup,
) -> Answer<Done> {
    check::group_name(&op.group_name)?;
    user::find(account, &op.user_name)?;
    let group = find_mut(account, &op.group_name)?;
    if group.members.contains_key(&op.user_name) {
        return Err(refuse("EntityAlreadyExists.User.Group"));
    }
    group.members.insert(op.user_name.clone(), moment.date());
    Ok(Done::default())
}

pub(crate) fn remove_user(
    account: &mut Account,
    _: &Moment,
    op: &RemoveUserFromGroup,
) -> Answer<Done> {
    check::group_name(&op.group_name)?;
    user::find(account, &op.user_name)?;
    let group = find_mut(account, &op.group_name)?;
    match group.members.remove(&op.user_name) {
        Some(_) => Ok(Done::default()),
        None => Err(refuse("EntityNotExist.User.Group")),
    }
}

pub(crate) fn list_for_user(
    account: &mut Account,
    _: &Moment,
    op: &ListGroupsForUser,
) -> Answer<ListGroupsForUserOutput> {
    user::find(account, &op.user_name)?;
    let groups = account.groups.iter().filter_map(|(name, group)| {
        let joined = group.members.get(&op.user_name)?.clone();
        let (group_name, comments) = (name.clone(), group.comments.clone());
        Some(Group {
            group_name,
            comments,
            join_date: Some(joined),
            ..Group::default()
        })
    });
    Ok(ListGroupsForUserOutput {
        groups: Groups {
            group: groups.collect(),
            ..Default::default()
        },
        ..Default::default()
    })
}

pub(crate) fn list_users(
    account: &mut Account,
    _: &Moment,
    op: &ListUsersForGroup,
) -> Answer<ListUsersForGroupOutput> {
    let members = find_mut(account, &op.group_name)?.members.clone();
    let all = members.into_iter().map(|(user_name, join_date)| {
        let user = account.users.get(&user_name);
        let display_name = user.and_then(|user| user.display_name.clone());
        (
            user_name.clone(),
            GroupMember {
                user_name,
                display_name,
                join_date,
                ..Default::default()
            },
        )
    });
    let (user, marker) = page::page(
        all.collect(),
        op.marker.as_deref(),
        page::max_items(op.max_items),
    )?;
    let users = GroupMembers {
        user,
        ..Default::default()
    };
    Ok(ListUsersForGroupOutput {
        users,
        is_truncated: marker.is_some(),
        marker,
        ..Default::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Lab;
    use rolewright_core::operation::{AttachPolicyToGroup, DetachPolicyFromGroup, PolicyType};

    fn new(name: &str) -> CreateGroup {
        CreateGroup {
            group_name: name.into(),
            comments: None,
            ..Default::default()
        }
    }

    fn add(user: &str, group: &str) -> AddUserToGroup {
        AddUserToGroup {
            user_name: user.into(),
            group_name: group.into(),
            ..Default::default()
        }
    }

    fn remove(user: &str, group: &str) -> RemoveUserFromGroup {
        RemoveUserFromGroup {
            user_name: user.into(),
            group_name: group.into(),
            ..Default::default()
        }
    }

    #[test]
    fn groups_are_created_read_and_listed() {
        let mut lab = Lab::default().with_group("b").with_group("a");
        let read = lab
            .ok(GetGroup {
                group_name: "a".into(),
                ..Default::default()
            })
            .group;
        assert_eq!(read.create_date.as_deref(), Some("2026-01-02T03:04:07Z"));
        let listed = lab.ok(ListGroups {
            max_items: Some(1),
            ..ListGroups::default()
        });
        assert_eq!(listed.groups.group[0].group_name, "a");
        assert_eq!(
            (listed.is_truncated, listed.marker.as_deref()),
            (true, Some("a"))
        );
        lab.account.limits.groups = 2;
        assert_eq!(lab.refusal(new("a")), "409 EntityAlreadyExists.Group");
        assert_eq!(lab.refusal(new("c")), "409 LimitExceeded.Group");
        assert_eq!(
            lab.refusal(new("a.b")),
            "400 InvalidParameter.GroupName.InvalidChars"
        );
        assert_eq!(
            lab.refusal(GetGroup {
                group_name: "c".into(),
                ..Default::default()
            }),
            "404 EntityNotExist.Group"
        );
    }

    #[test]
    fn users_join_once_and_leave_once() {
        let mut lab = Lab::default().with_group("g").with_user("u");
        assert_eq!(lab.refusal(add("x", "g")), "404 EntityNotExist.User");
        assert_eq!(lab.refusal(add("u", "x")), "404 EntityNotExist.Group");
        assert_eq!(
            lab.refusal(remove("u", "g")),
            "404 EntityNotExist.User.Group"
        );
        lab.ok(add("u", "g"));
        assert_eq!(
            lab.refusal(add("u", "g")),
            "409 EntityAlreadyExists.User.Group"
        );
        let groups = lab
            .ok(ListGroupsForUser {
                user_name: "u".into(),
                ..Default::default()
            })
            .groups
            .group;
        assert_eq!(groups[0].join_date.as_deref(), Some("2026-01-02T03:04:11Z"));
        let users = lab.ok(ListUsersForGroup {
            group_name: "g".into(),
            ..Default::default()
        });
        assert_eq!(users.users.user[0].user_name, "u");
        lab.ok(remove("u", "g"));
        assert!(
            lab.ok(ListGroupsForUser {
                user_name: "u".into(),
                ..Default::default()
            })
            .groups
            .group
            .is_empty()
        );
    }

    #[test]
    fn a_group_is_deleted_only_without_users_and_policies() {
        let mut lab = Lab::default()
            .with_group("g")
            .with_user("u")
            .with_policy("p");
        let (policy_type, policy_name, group_name) =
            (PolicyType::Custom, String::from("p"), String::from("g"));
        lab.ok(add("u", "g"));
        lab.ok(AttachPolicyToGroup {
            policy_type: policy_type.clone(),
            policy_name: policy_name.clone(),
            group_name: group_name.clone(),
            ..Default::default()
        });
        let delete = || DeleteGroup {
            group_name: "g".into(),
            ..Default::default()
        };
        assert_eq!(lab.refusal(delete()), "409 DeleteConflict.Group.User");
        lab.ok(remove("u", "g"));
        assert_eq!(lab.refusal(delete()), "409 DeleteConflict.Group.Policy");
        lab.ok(DetachPolicyFromGroup {
            policy_type,
            policy_name,
            group_name,
            ..Default::default()
        });
        lab.ok(delete());
        assert_eq!(lab.refusal(delete()), "404 EntityNotExist.Group");
    }
}
