//! User groups.

use rolewright_core::operation::{CreateGroup, Group, ListGroups, ListGroupsForUser, UpdateGroup};
use rolewright_core::{RamProvider, RamProviderExt, Result};

use crate::case::cases;
use crate::expect::{Outcome, equal, present, refuses};
use crate::fixture::ops::{delete_group, get_group, join, leave, list_members};
use crate::fixture::{ensure_date, group, user};
use crate::snapshot::list_all;

cases! { group:
    a_new_group_is_read_as_created needs(Groups),
    updating_a_group_changes_only_what_is_set needs(Groups),
    a_renamed_group_keeps_its_users needs(Users, Groups),
    creating_a_group_twice_is_already_exists needs(Groups),
    an_account_takes_no_group_over_its_limit [groups: 2] needs(Groups),
    comments_of_a_group_that_are_too_long_are_refused needs(Groups),
    a_user_and_its_group_list_each_other needs(Users, Groups),
    joining_a_group_twice_is_already_exists needs(Users, Groups),
    leaving_a_group_that_was_not_joined_is_not_found needs(Users, Groups),
    a_user_may_be_in_six_groups needs(Users, Groups) assumed "groups-per-user",
}

async fn make_demo_and_builders(ram: &dyn RamProvider) -> Result<()> {
    ram.send(user("demo")).await?;
    ram.send(group("builders")).await.map(drop)
}

async fn groups_of_demo(ram: &dyn RamProvider) -> Result<Vec<Group>> {
    Ok(ram
        .send(ListGroupsForUser {
            user_name: "demo".into(),
            ..Default::default()
        })
        .await?
        .groups
        .group)
}

/// `CreateGroup`, `GetGroup`, `ListGroups`. API models of SDK 1.3.0.
async fn a_new_group_is_read_as_created(ram: &dyn RamProvider) -> Outcome {
    let requested = CreateGroup {
        comments: Some("建造者 🦀".into()),
        ..group("builders")
    };
    let made = ram.send(requested).await?.group;
    equal("GroupName", &made.group_name, "builders")?;
    equal("Comments", &made.comments.as_deref(), &Some("建造者 🦀"))?;
    ensure_date(
        "CreateDate",
        &present("CreateDate", made.create_date.clone())?,
    )?;
    let essence = |group: Group| (group.group_name, group.comments, group.create_date);
    let read = ram.send(get_group("builders")).await?.group;
    equal("GetGroup returns", &essence(read), &essence(made.clone()))?;
    let listed: Vec<_> = list_all(ram, ListGroups::default())
        .await?
        .into_iter()
        .map(essence)
        .collect();
    equal("ListGroups returns", listed.as_slice(), &[essence(made)])
}

/// `UpdateGroup`. API models of SDK 1.3.0.
async fn updating_a_group_changes_only_what_is_set(ram: &dyn RamProvider) -> Outcome {
    let made = ram.send(group("builders")).await?.group;
    let change = UpdateGroup {
        group_name: "builders".into(),
        new_comments: Some("they build".into()),
        ..UpdateGroup::default()
    };
    let answer = ram.send(change).await?.group;
    equal("Comments", &answer.comments.as_deref(), &Some("they build"))?;
    equal("GroupName", &answer.group_name, &made.group_name)?;
    equal("CreateDate", &answer.create_date, &made.create_date)?;
    ram.send(group("others")).await?;
    let taken = UpdateGroup {
        group_name: "builders".into(),
        new_group_name: Some("others".into()),
        ..UpdateGroup::default()
    };
    refuses(ram, taken, 409, "EntityAlreadyExists.Group").await
}

/// `NewGroupName` of `UpdateGroup`. API models of SDK 1.3.0.
async fn a_renamed_group_keeps_its_users(ram: &dyn RamProvider) -> Outcome {
    make_demo_and_builders(ram).await?;
    ram.send(join("demo", "builders")).await?;
    let rename = UpdateGroup {
        group_name: "builders".into(),
        new_group_name: Some("makers".into()),
        ..UpdateGroup::default()
    };
    ram.send(rename).await?;
    let groups = groups_of_demo(ram).await?;
    let names: Vec<_> = groups.iter().map(|one| one.group_name.as_str()).collect();
    equal("the user's groups", names.as_slice(), &["makers"])?;
    refuses(ram, get_group("builders"), 404, "EntityNotExist.Group").await
}

/// `EntityAlreadyExists.Group`, 409. RAM error page.
async fn creating_a_group_twice_is_already_exists(ram: &dyn RamProvider) -> Outcome {
    ram.send(group("builders")).await?;
    let other = CreateGroup {
        comments: Some("other".into()),
        ..group("builders")
    };
    refuses(ram, other, 409, "EntityAlreadyExists.Group").await
}

/// `LimitExceeded.Group`, 409. RAM error page.
async fn an_account_takes_no_group_over_its_limit(ram: &dyn RamProvider) -> Outcome {
    ram.send(group("first")).await?;
    ram.send(group("second")).await?;
    refuses(ram, group("third"), 409, "LimitExceeded.Group").await?;
    ram.send(delete_group("first")).await?;
    ram.send(group("third")).await?;
    Ok(())
}

/// 128 characters; `InvalidParameter.Comments.Length`, 400. RAM error page.
async fn comments_of_a_group_that_are_too_long_are_refused(ram: &dyn RamProvider) -> Outcome {
    let with = |length| CreateGroup {
        comments: Some("x".repeat(length)),
        ..group("builders")
    };
    refuses(ram, with(129), 400, "InvalidParameter.Comments.Length").await?;
    ram.send(with(128)).await?;
    Ok(())
}

/// `AddUserToGroup`, `ListUsersForGroup`, `ListGroupsForUser`, `RemoveUserFromGroup`. API models
/// of SDK 1.3.0.
async fn a_user_and_its_group_list_each_other(ram: &dyn RamProvider) -> Outcome {
    make_demo_and_builders(ram).await?;
    let members = list_members("builders");
    equal("users", &list_all(ram, members.clone()).await?, &[])?;
    equal("groups", &groups_of_demo(ram).await?, &[])?;
    ram.send(join("demo", "builders")).await?;
    let users = list_all(ram, members.clone()).await?;
    let member = present("the user", users.first())?;
    equal("UserName", &member.user_name, "demo")?;
    ensure_date("JoinDate", &member.join_date)?;
    let groups = groups_of_demo(ram).await?;
    let joined = present("the group", groups.first())?;
    equal("GroupName", &joined.group_name, "builders")?;
    ensure_date("JoinDate", &present("JoinDate", joined.join_date.clone())?)?;
    ram.send(leave("demo", "builders")).await?;
    equal("users", &list_all(ram, members).await?, &[])?;
    equal("groups", &groups_of_demo(ram).await?, &[])
}

/// `EntityAlreadyExists.User.Group`, 409. RAM error page.
async fn joining_a_group_twice_is_already_exists(ram: &dyn RamProvider) -> Outcome {
    make_demo_and_builders(ram).await?;
    ram.send(join("demo", "builders")).await?;
    refuses(
        ram,
        join("demo", "builders"),
        409,
        "EntityAlreadyExists.User.Group",
    )
    .await
}

/// `EntityNotExist.User.Group`, 404. RAM error page.
async fn leaving_a_group_that_was_not_joined_is_not_found(ram: &dyn RamProvider) -> Outcome {
    make_demo_and_builders(ram).await?;
    refuses(
        ram,
        leave("demo", "builders"),
        404,
        "EntityNotExist.User.Group",
    )
    .await
}

/// Five on a page of 2021; no current limit was found.
async fn a_user_may_be_in_six_groups(ram: &dyn RamProvider) -> Outcome {
    ram.send(user("demo")).await?;
    for name in ["a", "b", "c", "d", "e", "f"] {
        ram.send(group(name)).await?;
        ram.send(join("demo", name)).await?;
    }
    equal(
        "the number of groups",
        &groups_of_demo(ram).await?.len(),
        &6,
    )
}
