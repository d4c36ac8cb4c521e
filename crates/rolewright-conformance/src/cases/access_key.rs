//! Access keys of users.

use rolewright_core::operation::{
    AccessKey, CreateAccessKey, DeleteAccessKey, GetAccessKeyLastUsed, ListAccessKeys,
    UpdateAccessKey,
};
use rolewright_core::provider::Secret;
use rolewright_core::{RamProvider, RamProviderExt, Result};

use crate::case::cases;
use crate::expect::{Outcome, ensure, equal, refuses};
use crate::fixture::ops::delete_user;
use crate::fixture::{ensure_date, user};

cases! { access_key:
    a_key_is_created_disabled_listed_and_deleted needs(Users, AccessKeys),
    a_user_has_at_most_two_keys needs(Users, AccessKeys),
    keys_of_missing_and_other_users_are_not_found needs(Users, AccessKeys) assumed "keys-of-sessions",
    a_user_who_has_keys_is_not_deleted needs(Users, AccessKeys),
    an_unused_key_has_no_last_use needs(Users, AccessKeys) assumed "last-use",
}

fn key_of(user: &str) -> CreateAccessKey {
    CreateAccessKey {
        user_name: Some(user.into()),
        ..Default::default()
    }
}

pub(crate) fn delete(id: &str, user: &str) -> DeleteAccessKey {
    DeleteAccessKey {
        user_access_key_id: id.into(),
        user_name: Some(user.into()),
        ..Default::default()
    }
}

fn switch(id: &str, user: &str, status: &str) -> UpdateAccessKey {
    UpdateAccessKey {
        user_access_key_id: id.into(),
        user_name: Some(user.into()),
        status: status.into(),
        ..Default::default()
    }
}

pub(crate) async fn listed(ram: &dyn RamProvider, user: &str) -> Result<Vec<AccessKey>> {
    let user_name = Some(user.to_owned());
    let listed = ram
        .send(ListAccessKeys {
            user_name,
            ..Default::default()
        })
        .await?;
    Ok(listed.access_keys.access_key)
}

/// A new key is `Active`, and its secret is returned once. API model of SDK 1.3.0.
async fn a_key_is_created_disabled_listed_and_deleted(ram: &dyn RamProvider) -> Outcome {
    ram.send(user("demo")).await?;
    let made = ram.send(key_of("demo")).await?.access_key;
    ensure_date("CreateDate", &made.create_date)?;
    ensure(
        made.access_key_secret != Secret::default(),
        "a secret",
        &made,
    )?;
    let mut expected = AccessKey {
        access_key_id: made.access_key_id.clone(),
        status: "Active".into(),
        create_date: made.create_date,
        ..Default::default()
    };
    equal(
        "ListAccessKeys",
        &listed(ram, "demo").await?,
        &vec![expected.clone()],
    )?;
    expected.status = "Inactive".into();
    ram.send(switch(&made.access_key_id, "demo", "Inactive"))
        .await?;
    equal(
        "ListAccessKeys",
        &listed(ram, "demo").await?,
        &vec![expected],
    )?;
    ram.send(delete(&made.access_key_id, "demo")).await?;
    equal("ListAccessKeys", &listed(ram, "demo").await?, &Vec::new())
}

/// `LimitExceeded.User.AccessKey`, 409. Limits page: two keys a user.
async fn a_user_has_at_most_two_keys(ram: &dyn RamProvider) -> Outcome {
    ram.send(user("demo")).await?;
    let made = ram.send(key_of("demo")).await?.access_key.access_key_id;
    ram.send(key_of("demo")).await?;
    refuses(ram, key_of("demo"), 409, "LimitExceeded.User.AccessKey").await?;
    ram.send(delete(&made, "demo")).await?;
    ram.send(key_of("demo")).await?;
    Ok(())
}

/// `EntityNotExist.User` and `EntityNotExist.User.AccessKey`, 404.
async fn keys_of_missing_and_other_users_are_not_found(ram: &dyn RamProvider) -> Outcome {
    ram.send(user("demo")).await?;
    ram.send(user("other")).await?;
    refuses(ram, key_of("gone"), 404, "EntityNotExist.User").await?;
    let id = ram.send(key_of("demo")).await?.access_key.access_key_id;
    let unknown = "EntityNotExist.User.AccessKey";
    refuses(ram, delete(&id, "other"), 404, unknown).await?;
    refuses(ram, switch(&id, "other", "Active"), 404, unknown).await?;
    refuses(
        ram,
        switch(&id, "demo", "Off"),
        400,
        "InvalidParameter.Status",
    )
    .await
}

/// `DeleteConflict.User.AccessKey`, 409. RAM error page.
async fn a_user_who_has_keys_is_not_deleted(ram: &dyn RamProvider) -> Outcome {
    ram.send(user("demo")).await?;
    ram.send(key_of("demo")).await?;
    refuses(
        ram,
        delete_user("demo"),
        409,
        "DeleteConflict.User.AccessKey",
    )
    .await
}

/// The SDK's model has only the date.
async fn an_unused_key_has_no_last_use(ram: &dyn RamProvider) -> Outcome {
    ram.send(user("demo")).await?;
    let made = ram.send(key_of("demo")).await?.access_key;
    let request = |id: &str| GetAccessKeyLastUsed {
        user_access_key_id: id.into(),
        user_name: Some("demo".into()),
        ..Default::default()
    };
    let answer = ram.send(request(&made.access_key_id)).await?;
    let date = answer.access_key_last_used.last_used_date;
    equal("LastUsedDate", &date, &String::new())?;
    refuses(
        ram,
        request("missing"),
        404,
        "EntityNotExist.User.AccessKey",
    )
    .await
}
