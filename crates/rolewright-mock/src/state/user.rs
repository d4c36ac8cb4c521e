//! RAM users, as far as trust policies and attachments need them.

use rolewright_core::operation::{
    CreateUser, CreateUserOutput, DeleteUser, Done, GetUser, GetUserOutput, ListUsers,
    ListUsersOutput, UpdateUser, UpdateUserOutput, User, Users,
};

use super::{check, page};
use crate::account::{Account, UserState};
use crate::clock::Moment;
use crate::error::{Answer, refuse};
use crate::limits::is_full;

/// The user of that name, after a look at the name.
pub(crate) fn find<'a>(account: &'a Account, name: &str) -> Answer<&'a UserState> {
    check::user_name("UserName", name)?;
    account
        .users
        .get(name)
        .ok_or_else(|| refuse("EntityNotExist.User"))
}

/// A user as `CreateUser` answers it.
fn wire(name: &str, user: &UserState) -> User {
    User {
        user_id: user.id.clone(),
        user_name: name.into(),
        display_name: user.display_name.clone(),
        mobile_phone: user.mobile_phone.clone(),
        email: user.email.clone(),
        comments: user.comments.clone(),
        create_date: user.created.clone(),
        update_date: None,
    }
}

/// A user as the other operations answer it.
fn dated(name: &str, user: &UserState) -> User {
    User {
        update_date: Some(user.updated.clone()),
        ..wire(name, user)
    }
}

pub(crate) fn create(
    account: &mut Account,
    moment: &Moment,
    op: &CreateUser,
) -> Answer<CreateUserOutput> {
    check::user_name("UserName", &op.user_name)?;
    check::length("DisplayName", op.display_name.as_deref(), 128)?;
    check::length("Comments", op.comments.as_deref(), 128)?;
    if account.users.contains_key(&op.user_name) {
        return Err(refuse("EntityAlreadyExists.User"));
    }
    if is_full(account.users.len(), account.limits.users) {
        return Err(refuse("LimitExceeded.User"));
    }
    let user = UserState {
        id: format!("2{:017}", account.take_id()),
        display_name: op.display_name.clone(),
        mobile_phone: op.mobile_phone.clone(),
        email: op.email.clone(),
        comments: op.comments.clone(),
        created: moment.date(),
        updated: moment.date(),
        policies: Default::default(),
    };
    let answer = wire(&op.user_name, &user);
    account.users.insert(op.user_name.clone(), user);
    Ok(CreateUserOutput { user: answer })
}

pub(crate) fn get(account: &mut Account, _: &Moment, op: &GetUser) -> Answer<GetUserOutput> {
    let user = find(account, &op.user_name)?;
    Ok(GetUserOutput {
        user: dated(&op.user_name, user),
    })
}

pub(crate) fn update(
    account: &mut Account,
    moment: &Moment,
    op: &UpdateUser,
) -> Answer<UpdateUserOutput> {
    let old = &op.user_name;
    let name = op.new_user_name.as_ref().unwrap_or(old);
    check::user_name("NewUserName", name)?;
    check::length("NewDisplayName", op.new_display_name.as_deref(), 128)?;
    check::length("NewComments", op.new_comments.as_deref(), 128)?;
    let mut user = find(account, old)?.clone();
    if name != old && account.users.contains_key(name) {
        return Err(refuse("EntityAlreadyExists.User"));
    }
    user.display_name = op.new_display_name.clone().or(user.display_name);
    user.mobile_phone = op.new_mobile_phone.clone().or(user.mobile_phone);
    user.email = op.new_email.clone().or(user.email);
    user.comments = op.new_comments.clone().or(user.comments);
    user.updated = moment.date();
    let answer = dated(name, &user);
    account.users.remove(old);
    for group in account.groups.values_mut() {
        if let Some(joined) = group.members.remove(old) {
            group.members.insert(name.clone(), joined);
        }
    }
    account.users.insert(name.clone(), user);
    Ok(UpdateUserOutput { user: answer })
}

pub(crate) fn delete(account: &mut Account, _: &Moment, op: &DeleteUser) -> Answer<Done> {
    let user = find(account, &op.user_name)?;
    if account
        .groups
        .values()
        .any(|group| group.members.contains_key(&op.user_name))
    {
        return Err(refuse("DeleteConflict.User.Group"));
    }
    if !user.policies.is_empty() {
        return Err(refuse("DeleteConflict.User.Policy"));
    }
    account.users.remove(&op.user_name);
    Ok(Done {})
}

pub(crate) fn list(account: &mut Account, _: &Moment, op: &ListUsers) -> Answer<ListUsersOutput> {
    let all = account
        .users
        .iter()
        .map(|(name, user)| (name.clone(), dated(name, user)));
    let (user, marker) = page::page(
        all.collect(),
        op.marker.as_deref(),
        page::max_items(op.max_items),
    )?;
    Ok(ListUsersOutput {
        users: Users { user },
        is_truncated: marker.is_some(),
        marker,
    })
}
