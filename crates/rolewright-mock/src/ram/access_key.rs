//! Access keys of users and of the account itself.

use jiff::Timestamp;
use rolewright_core::operation::{
    AccessKey, AccessKeyLastUsed, AccessKeys, CreateAccessKey, CreateAccessKeyOutput,
    DeleteAccessKey, Done, GetAccessKeyLastUsed, GetAccessKeyLastUsedOutput, ListAccessKeys,
    ListAccessKeysOutput, NewAccessKey, UpdateAccessKey,
};

use super::user;
use crate::account::{Account, Caller, KeyState, Moment, is_full, of_key};
use crate::error::{Answer, refuse};

const ACTIVE: &str = "Active";
const INACTIVE: &str = "Inactive";

/// Returns the owner of the keys: the named user, else the caller (rule `keys-of-sessions`).
fn owner(account: &Account, moment: &Moment, named: Option<&str>) -> Answer<Option<String>> {
    match (named, &moment.caller) {
        (Some(name), _) => user::find(account, name).map(|_| Some(name.to_owned())),
        (None, Caller::Account) => Ok(None),
        (None, Caller::User(name)) => Ok(Some(name.clone())),
        (None, Caller::Session { .. }) => Err(refuse("EntityNotExist.User")),
    }
}

fn status(key: &KeyState) -> String {
    if key.active { ACTIVE } else { INACTIVE }.into()
}

pub(crate) fn create(
    account: &mut Account,
    moment: &Moment,
    op: &CreateAccessKey,
) -> Answer<CreateAccessKeyOutput> {
    let user = owner(account, moment, op.user_name.as_deref())?;
    let held = account.keys.values().filter(|key| key.user == user).count();
    if is_full(held, account.limits.access_keys) {
        return Err(refuse("LimitExceeded.User.AccessKey"));
    }
    let id = format!("LTAI{:020}", account.take_id());
    let secret = of_key(account, &id);
    let key = KeyState {
        secret,
        user,
        active: true,
        created: moment.date(),
        last_used: None,
        ..KeyState::default()
    };
    let answer = NewAccessKey {
        access_key_id: id.clone(),
        access_key_secret: key.secret.clone(),
        status: status(&key),
        create_date: key.created.clone(),
        ..Default::default()
    };
    account.keys.insert(id, key);
    Ok(CreateAccessKeyOutput {
        access_key: answer,
        ..Default::default()
    })
}

/// Returns the key with this id, if the owner has it.
fn find<'a>(
    account: &'a mut Account,
    moment: &Moment,
    (id, user): (&str, Option<&str>),
) -> Answer<&'a mut KeyState> {
    let user = owner(account, moment, user)?;
    let found = account.keys.get_mut(id).filter(|key| key.user == user);
    found.ok_or_else(|| refuse("EntityNotExist.User.AccessKey"))
}

pub(crate) fn update(account: &mut Account, moment: &Moment, op: &UpdateAccessKey) -> Answer<Done> {
    let active = match op.status.as_str() {
        ACTIVE => true,
        INACTIVE => false,
        _ => return Err(refuse("InvalidParameter.Status")),
    };
    let key = (op.user_access_key_id.as_str(), op.user_name.as_deref());
    find(account, moment, key)?.active = active;
    Ok(Done::default())
}

pub(crate) fn delete(account: &mut Account, moment: &Moment, op: &DeleteAccessKey) -> Answer<Done> {
    let key = (op.user_access_key_id.as_str(), op.user_name.as_deref());
    find(account, moment, key)?;
    account.keys.remove(&op.user_access_key_id);
    Ok(Done::default())
}

pub(crate) fn list(
    account: &mut Account,
    moment: &Moment,
    op: &ListAccessKeys,
) -> Answer<ListAccessKeysOutput> {
    let user = owner(account, moment, op.user_name.as_deref())?;
    let theirs = account.keys.iter().filter(|(_, key)| key.user == user);
    let access_key = theirs.map(|(id, key)| AccessKey {
        access_key_id: id.clone(),
        status: status(key),
        create_date: key.created.clone(),
        ..Default::default()
    });
    Ok(ListAccessKeysOutput {
        access_keys: AccessKeys {
            access_key: access_key.collect(),
            ..Default::default()
        },
        ..Default::default()
    })
}

/// Rule `last-use`.
pub(crate) fn last_used(
    account: &mut Account,
    moment: &Moment,
    op: &GetAccessKeyLastUsed,
) -> Answer<GetAccessKeyLastUsedOutput> {
    let key = (op.user_access_key_id.as_str(), op.user_name.as_deref());
    let used = find(account, moment, key)?.last_used;
    let date = used.and_then(|seconds| Timestamp::from_second(seconds).ok());
    Ok(GetAccessKeyLastUsedOutput {
        access_key_last_used: AccessKeyLastUsed {
            last_used_date: date.map_or_else(String::new, |date| date.to_string()),
            ..Default::default()
        },
        ..Default::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Lab;
    use rolewright_core::operation::{DeleteUser, UpdateUser};

    fn of(user: &str) -> CreateAccessKey {
        CreateAccessKey {
            user_name: Some(user.into()),
            ..Default::default()
        }
    }

    fn ids(lab: &mut Lab, user: Option<&str>) -> Vec<String> {
        let user_name = user.map(str::to_owned);
        let listed = lab
            .ok(ListAccessKeys {
                user_name,
                ..Default::default()
            })
            .access_keys
            .access_key;
        listed.into_iter().map(|key| key.access_key_id).collect()
    }

    #[test]
    fn each_key_has_its_own_secret_which_is_returned_once() {
        let mut lab = Lab::default().with_user("alice");
        let [one, two] = [lab.ok(of("alice")), lab.ok(of("alice"))].map(|made| made.access_key);
        assert_ne!(one.access_key_secret, two.access_key_secret);
        assert_eq!(one.status, "Active");
        assert_eq!(
            ids(&mut lab, Some("alice")),
            [one.access_key_id, two.access_key_id]
        );
        assert_eq!(lab.refusal(of("alice")), "409 LimitExceeded.User.AccessKey");
        assert_eq!(lab.refusal(of("bob")), "404 EntityNotExist.User");
    }

    #[test]
    fn without_a_user_name_the_keys_are_the_callers() {
        let mut lab = Lab::default().with_user("alice").with_role("r");
        let own = lab.ok(CreateAccessKey::default()).access_key.access_key_id;
        lab.caller = Caller::User("alice".into());
        let hers = lab.ok(CreateAccessKey::default()).access_key.access_key_id;
        assert_eq!(ids(&mut lab, None), [hers]);
        lab.caller = Caller::Account;
        assert_eq!(ids(&mut lab, None), [own]);
        lab.caller = Caller::Session {
            role: "r".into(),
            session: "s".into(),
            policy: None,
        };
        assert_eq!(
            lab.refusal(CreateAccessKey::default()),
            "404 EntityNotExist.User"
        );
    }

    #[test]
    fn a_key_is_disabled_and_deleted_with_its_users_name() {
        let mut lab = Lab::default().with_user("alice").with_user("bob");
        let id = lab.ok(of("alice")).access_key.access_key_id;
        let switch = |user: &str, status: &str| UpdateAccessKey {
            user_access_key_id: id.clone(),
            status: status.into(),
            user_name: Some(user.into()),
            ..Default::default()
        };
        let delete = |user: &str| DeleteAccessKey {
            user_access_key_id: id.clone(),
            user_name: Some(user.into()),
            ..Default::default()
        };
        let unknown = "404 EntityNotExist.User.AccessKey";
        assert_eq!(lab.refusal(switch("bob", "Inactive")), unknown);
        assert_eq!(lab.refusal(delete("bob")), unknown);
        let odd = switch("alice", "Off");
        assert_eq!(lab.refusal(odd), "400 InvalidParameter.Status");
        lab.ok(switch("alice", "Inactive"));
        assert!(!lab.account.keys[&id].active);
        lab.ok(delete("alice"));
        assert!(lab.account.keys.is_empty());
    }

    #[test]
    fn keys_follow_a_renamed_user_and_prevent_its_deletion() {
        let mut lab = Lab::default().with_user("alice");
        lab.ok(of("alice"));
        let user_name = || "alice".to_owned();
        let delete = DeleteUser {
            user_name: user_name(),
            ..Default::default()
        };
        assert_eq!(lab.refusal(delete), "409 DeleteConflict.User.AccessKey");
        lab.ok(UpdateUser {
            user_name: user_name(),
            new_user_name: Some("carol".into()),
            ..UpdateUser::default()
        });
        assert_eq!(ids(&mut lab, Some("carol")).len(), 1);
    }
}
