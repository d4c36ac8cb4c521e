//! User groups, as far as attachments need them.

use rolewright_core::operation::{
    AddUserToGroup, CreateGroup, CreateGroupOutput, DeleteGroup, Done, GetGroup, GetGroupOutput,
    Group, GroupMember, GroupMembers, Groups, ListGroups, ListGroupsForUser,
    ListGroupsForUserOutput, ListGroupsOutput, ListUsersForGroup, ListUsersForGroupOutput,
    RemoveUserFromGroup,
};

use super::{check, page, user};
use crate::account::{Account, GroupState};
use crate::clock::Moment;
use crate::error::{Answer, refuse};
use crate::limits::is_full;

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
        update_date: Some(group.created.clone()),
        join_date: None,
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
        members: Default::default(),
        policies: Default::default(),
    };
    let answer = Group {
        update_date: None,
        ..wire(&op.group_name, &group)
    };
    account.groups.insert(op.group_name.clone(), group);
    Ok(CreateGroupOutput { group: answer })
}

pub(crate) fn get(account: &mut Account, _: &Moment, op: &GetGroup) -> Answer<GetGroupOutput> {
    let group = find_mut(account, &op.group_name)?;
    Ok(GetGroupOutput {
        group: wire(&op.group_name, group),
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
    Ok(Done {})
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
        groups: Groups { group },
        is_truncated: marker.is_some(),
        marker,
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
    Ok(Done {})
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
        Some(_) => Ok(Done {}),
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
        },
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
            },
        )
    });
    let (user, marker) = page::page(
        all.collect(),
        op.marker.as_deref(),
        page::max_items(op.max_items),
    )?;
    let users = GroupMembers { user };
    Ok(ListUsersForGroupOutput {
        users,
        is_truncated: marker.is_some(),
        marker,
    })
}
