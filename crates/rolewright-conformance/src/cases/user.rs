//! RAM users.

use rolewright_core::operation::{CreateUser, ListUsers, PolicyType, UpdateUser, User};
use rolewright_core::{RamProvider, RamProviderExt};

use crate::case::cases;
use crate::expect::{Outcome, ensure, equal, present, refuses};
use crate::fixture::holder::Holder;
use crate::fixture::ops::{delete_user, get_user, join, list_members, update_user};
use crate::fixture::{SYSTEM_POLICIES, ensure_date, group, user};
use crate::snapshot::list_all;

cases! { user:
    a_new_user_is_read_as_created needs(Users),
    creating_a_user_twice_is_already_exists needs(Users),
    an_account_takes_no_user_over_its_limit [users: 2] needs(Users),
    texts_of_a_user_that_are_too_long_are_refused needs(Users),
    updating_a_user_changes_only_what_is_set needs(Users),
    a_renamed_user_keeps_its_groups_and_policies needs(Users, Groups, SystemPolicies),
    a_user_is_not_renamed_to_another_one needs(Users),
}

fn described() -> CreateUser {
    CreateUser {
        display_name: Some("Demo".into()),
        mobile_phone: Some("86-18600008888".into()),
        email: Some("demo@example.com".into()),
        comments: Some("für einen Test 🦀".into()),
        ..user("demo")
    }
}

/// The fields in every response that contains a user.
fn essence(user: &User) -> User {
    User {
        update_date: None,
        ..user.clone()
    }
}

/// `CreateUser`, `GetUser`, `ListUsers`. API models of SDK 1.3.0.
async fn a_new_user_is_read_as_created(ram: &dyn RamProvider) -> Outcome {
    let requested = described();
    let made = ram.send(requested.clone()).await?.user;
    equal("UserName", &made.user_name, "demo")?;
    equal("DisplayName", &made.display_name, &requested.display_name)?;
    equal("MobilePhone", &made.mobile_phone, &requested.mobile_phone)?;
    equal("Email", &made.email, &requested.email)?;
    equal("Comments", &made.comments, &requested.comments)?;
    ensure(!made.user_id.is_empty(), "a UserId", &made)?;
    ensure_date("CreateDate", &made.create_date)?;
    let read = ram.send(get_user("demo")).await?.user;
    equal("GetUser returns", &essence(&read), &essence(&made))?;
    let listed = list_all(ram, ListUsers::default()).await?;
    let listed = listed.iter().map(essence).collect::<Vec<_>>();
    equal("ListUsers returns", listed.as_slice(), &[essence(&made)])
}

/// `EntityAlreadyExists.User`, 409. RAM error page.
async fn creating_a_user_twice_is_already_exists(ram: &dyn RamProvider) -> Outcome {
    ram.send(user("demo")).await?;
    refuses(ram, described(), 409, "EntityAlreadyExists.User").await
}

/// `LimitExceeded.User`, 409. RAM error page.
async fn an_account_takes_no_user_over_its_limit(ram: &dyn RamProvider) -> Outcome {
    ram.send(user("first")).await?;
    ram.send(user("second")).await?;
    refuses(ram, user("third"), 409, "LimitExceeded.User").await?;
    ram.send(delete_user("first")).await?;
    ram.send(user("third")).await?;
    Ok(())
}

/// 128 characters; `InvalidParameter.<Name>.Length`, 400. RAM error page.
async fn texts_of_a_user_that_are_too_long_are_refused(ram: &dyn RamProvider) -> Outcome {
    let (longest, longer) = (|| Some("x".repeat(128)), || Some("x".repeat(129)));
    let longest = CreateUser {
        display_name: longest(),
        comments: longest(),
        ..user("there")
    };
    ram.send(longest).await?;
    let create = CreateUser {
        display_name: longer(),
        ..user("demo")
    };
    refuses(ram, create, 400, "InvalidParameter.DisplayName.Length").await?;
    let create = CreateUser {
        comments: longer(),
        ..user("demo")
    };
    refuses(ram, create, 400, "InvalidParameter.Comments.Length").await?;
    let change = update_user("there");
    let update = UpdateUser {
        new_display_name: longer(),
        ..change.clone()
    };
    refuses(ram, update, 400, "InvalidParameter.NewDisplayName.Length").await?;
    let update = UpdateUser {
        new_comments: longer(),
        ..change.clone()
    };
    refuses(ram, update, 400, "InvalidParameter.NewComments.Length").await?;
    let update = UpdateUser {
        new_user_name: Some("x".repeat(65)),
        ..change.clone()
    };
    refuses(ram, update, 400, "InvalidParameter.NewUserName.Length").await?;
    let update = UpdateUser {
        new_user_name: Some("a b".into()),
        ..change
    };
    refuses(
        ram,
        update,
        400,
        "InvalidParameter.NewUserName.InvalidChars",
    )
    .await
}

/// `UpdateUser` keeps what is not set. API model of SDK 1.3.0.
async fn updating_a_user_changes_only_what_is_set(ram: &dyn RamProvider) -> Outcome {
    let mut expected = ram.send(described()).await?.user;
    let change = || update_user("demo");
    expected.display_name = Some("New".into());
    let update = UpdateUser {
        new_display_name: expected.display_name.clone(),
        ..change()
    };
    equal(
        "the response",
        &essence(&ram.send(update).await?.user),
        &essence(&expected),
    )?;
    expected.comments = Some("new".into());
    expected.email = Some("new@example.com".into());
    expected.mobile_phone = Some("86-18600009999".into());
    let update = UpdateUser {
        new_comments: expected.comments.clone(),
        new_email: expected.email.clone(),
        new_mobile_phone: expected.mobile_phone.clone(),
        ..change()
    };
    let answer = ram.send(update).await?.user;
    ensure_date(
        "UpdateDate",
        &present("UpdateDate", answer.update_date.clone())?,
    )?;
    equal("the response", &essence(&answer), &essence(&expected))?;
    let read = ram.send(get_user("demo")).await?.user;
    equal("GetUser returns", &essence(&read), &essence(&expected))
}

/// `NewUserName` renames the user, which keeps its id. SDK 1.3.0.
async fn a_renamed_user_keeps_its_groups_and_policies(ram: &dyn RamProvider) -> Outcome {
    let [policy, _] = SYSTEM_POLICIES;
    let id = ram.send(user("demo")).await?.user.user_id;
    ram.send(group("builders")).await?;
    ram.send(join("demo", "builders")).await?;
    ram.execute(Holder::User.attach(&PolicyType::System, policy, "demo"))
        .await?;
    let rename = UpdateUser {
        new_user_name: Some("renamed".into()),
        ..update_user("demo")
    };
    let renamed = ram.send(rename).await?.user;
    equal(
        "UserName and UserId",
        &(renamed.user_name.as_str(), renamed.user_id),
        &("renamed", id),
    )?;
    refuses(ram, get_user("demo"), 404, "EntityNotExist.User").await?;
    let attached = Holder::User.attached(ram, "renamed").await?;
    equal("attached policies", &attached.len(), &1)?;
    let members = list_all(ram, list_members("builders")).await?;
    let names: Vec<_> = members
        .iter()
        .map(|member| member.user_name.as_str())
        .collect();
    equal("users of the group", names.as_slice(), &["renamed"])
}

/// `EntityAlreadyExists.User`, 409. RAM error page.
async fn a_user_is_not_renamed_to_another_one(ram: &dyn RamProvider) -> Outcome {
    ram.send(user("demo")).await?;
    ram.send(user("other")).await?;
    let rename = UpdateUser {
        new_user_name: Some("other".into()),
        ..update_user("demo")
    };
    refuses(ram, rename, 409, "EntityAlreadyExists.User").await
}
