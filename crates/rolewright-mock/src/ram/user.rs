//! RAM users.

use rolewright_core::operation::{
    CreateUser, CreateUserOutput, DeleteUser, Done, GetUser, GetUserOutput, ListUsers,
    ListUsersOutput, UpdateUser, UpdateUserOutput, User, Users,
};

use super::{check, page};
use crate::account::{Account, KeyState, Moment, UserState, is_full};
use crate::error::{Answer, refuse};

/// Validates the name, and returns the user.
pub(crate) fn find<'a>(account: &'a Account, name: &str) -> Answer<&'a UserState> {
    check::user_name("UserName", name)?;
    account
        .users
        .get(name)
        .ok_or_else(|| refuse("EntityNotExist.User"))
}

/// A user as `CreateUser` returns it.
fn wire(name: &str, user: &UserState) -> User {
    User {
        user_id: user.id.clone(),
        user_name: name.into(),
        display_name: user.display_name.clone(),
        mobile_phone: user.mobile_phone.clone(),
        email: user.email.clone(),
        comments: user.comments.clone(),
        create_date: user.created.clone(),
        ..User::default()
    }
}

/// A user as the other operations return it.
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
        login: None,
        mfa_device: None,
        created: moment.date(),
        updated: moment.date(),
        policies: Default::default(),
        ..UserState::default()
    };
    let answer = wire(&op.user_name, &user);
    account.users.insert(op.user_name.clone(), user);
    Ok(CreateUserOutput {
        user: answer,
        ..Default::default()
    })
}

pub(crate) fn get(account: &mut Account, _: &Moment, op: &GetUser) -> Answer<GetUserOutput> {
    let user = find(account, &op.user_name)?;
    Ok(GetUserOutput {
        user: dated(&op.user_name, user),
        ..Default::default()
    })
}

pub(crate) fn update(
    account: &mut Account,
    moment: &Moment,
    op: &UpdateUser,
) -> Answer<UpdateUserOutput> {
    let old = &op.user_name;
    let name = op.new_user_name.as_ref().unwrap_or(old);
    check::user_name("UserName", old)?;
    check::user_name("NewUserName", name)?;
    check::length("NewDisplayName", op.new_display_name.as_deref(), 128)?;
    check::length("NewComments", op.new_comments.as_deref(), 128)?;
    let mut user = find(account, old)?.clone();
    if name != old && account.users.contains_key(name) {
        return Err(refuse("EntityAlreadyExists.User"));
    }
    check::set_text(&mut user.display_name, op.new_display_name.as_deref());
    check::set_text(&mut user.mobile_phone, op.new_mobile_phone.as_deref());
    check::set_text(&mut user.email, op.new_email.as_deref());
    check::set_text(&mut user.comments, op.new_comments.as_deref());
    user.updated = moment.date();
    let answer = dated(name, &user);
    account.users.remove(old);
    for group in account.groups.values_mut() {
        if let Some(joined) = group.members.remove(old) {
            group.members.insert(name.clone(), joined);
        }
    }
    for key in account.keys.values_mut() {
        if key.user.as_ref() == Some(old) {
            key.user = Some(name.clone());
        }
    }
    account.users.insert(name.clone(), user);
    Ok(UpdateUserOutput {
        user: answer,
        ..Default::default()
    })
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
    let of_user = |key: &KeyState| key.user.as_ref() == Some(&op.user_name);
    if account.keys.values().any(of_user) {
        return Err(refuse("DeleteConflict.User.AccessKey"));
    }
    if user.login.is_some() {
        return Err(refuse("DeleteConflict.User.LoginProfile"));
    }
    if user.mfa_device.is_some() {
        return Err(refuse("DeleteConflict.User.MFADevice"));
    }
    account.users.remove(&op.user_name);
    Ok(Done::default())
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
        users: Users {
            user,
            ..Default::default()
        },
        is_truncated: marker.is_some(),
        marker,
        ..Default::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Lab;
    use rolewright_core::operation::{AddUserToGroup, AttachPolicyToUser, PolicyType};

    fn new(name: &str) -> CreateUser {
        CreateUser {
            user_name: name.into(),
            ..CreateUser::default()
        }
    }

    #[test]
    fn a_new_user_is_returned_as_requested() {
        let mut lab = Lab::default();
        let made = lab
            .ok(CreateUser {
                display_name: Some("Alice".into()),
                ..new("al_ice")
            })
            .user;
        let read = lab
            .ok(GetUser {
                user_name: "al_ice".into(),
                ..Default::default()
            })
            .user;
        assert_eq!((made.update_date, made.user_id), (None, read.user_id));
        assert_eq!(read.display_name.as_deref(), Some("Alice"));
        assert_eq!(lab.ok(ListUsers::default()).users.user.len(), 1);
    }

    #[test]
    fn malformed_and_too_many_users_are_refused() {
        let mut lab = Lab::default().with_user("alice");
        lab.account.limits.users = 1;
        for (request, code) in [
            (new("alice"), "409 EntityAlreadyExists.User"),
            (new("bob"), "409 LimitExceeded.User"),
            (new("a/b"), "400 InvalidParameter.UserName.InvalidChars"),
            (new(&"a".repeat(65)), "400 InvalidParameter.UserName.Length"),
            (
                CreateUser {
                    comments: Some("c".repeat(129)),
                    ..new("bob")
                },
                "400 InvalidParameter.Comments.Length",
            ),
            (
                CreateUser {
                    display_name: Some("d".repeat(129)),
                    ..new("bob")
                },
                "400 InvalidParameter.DisplayName.Length",
            ),
        ] {
            assert_eq!(lab.refusal(request), code);
        }
    }

    #[test]
    fn a_renamed_user_keeps_its_groups_and_other_fields() {
        let mut lab = Lab::default()
            .with_user("alice")
            .with_user("bob")
            .with_group("g");
        let (user_name, group_name) = ("alice".to_owned(), "g".to_owned());
        lab.ok(AddUserToGroup {
            user_name,
            group_name,
            ..Default::default()
        });
        let rename = |to: &str| UpdateUser {
            user_name: "alice".into(),
            new_user_name: Some(to.into()),
            new_comments: Some("c".into()),
            ..UpdateUser::default()
        };
        assert_eq!(lab.refusal(rename("bob")), "409 EntityAlreadyExists.User");
        assert_eq!(
            lab.refusal(rename("a b")),
            "400 InvalidParameter.NewUserName.InvalidChars"
        );
        let id = lab.account.users["alice"].id.clone();
        let changed = lab.ok(rename("carol")).user;
        assert_eq!((changed.user_name.as_str(), changed.user_id), ("carol", id));
        assert_eq!(changed.comments.as_deref(), Some("c"));
        assert!(lab.account.groups["g"].members.contains_key("carol"));
        assert_eq!(
            lab.refusal(GetUser {
                user_name: "alice".into(),
                ..Default::default()
            }),
            "404 EntityNotExist.User"
        );
        assert_eq!(lab.refusal(rename("dave")), "404 EntityNotExist.User");
    }

    #[test]
    fn a_user_is_deleted_only_without_groups_and_policies() {
        let mut lab = Lab::default()
            .with_user("alice")
            .with_group("g")
            .with_policy("p");
        let (user_name, group_name) = ("alice".to_owned(), "g".to_owned());
        lab.ok(AttachPolicyToUser {
            policy_type: PolicyType::Custom,
            policy_name: "p".into(),
            user_name: user_name.clone(),
            ..Default::default()
        });
        lab.ok(AddUserToGroup {
            user_name,
            group_name,
            ..Default::default()
        });
        let delete = || DeleteUser {
            user_name: "alice".into(),
            ..Default::default()
        };
        assert_eq!(lab.refusal(delete()), "409 DeleteConflict.User.Group");
        lab.account.groups.clear();
        assert_eq!(lab.refusal(delete()), "409 DeleteConflict.User.Policy");
        lab.account.users.get_mut("alice").unwrap().policies.clear();
        lab.ok(delete());
        assert_eq!(lab.refusal(delete()), "404 EntityNotExist.User");
    }

    #[test]
    fn empty_texts_clear_those_of_a_user() {
        let mut lab = Lab::default();
        let text = || Some("text".to_owned());
        lab.ok(CreateUser {
            display_name: text(),
            email: text(),
            comments: text(),
            ..new("alice")
        });
        let clear = UpdateUser {
            user_name: "alice".into(),
            new_display_name: Some(String::new()),
            new_comments: Some(String::new()),
            ..UpdateUser::default()
        };
        let user = lab.ok(clear).user;
        assert_eq!((user.display_name, user.comments), (None, None));
        assert_eq!(user.email, text());
    }
}
