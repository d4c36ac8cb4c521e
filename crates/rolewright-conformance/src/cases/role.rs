//! Roles.

use rolewright_core::operation::{CreateRole, ListRoles, Role, UpdateRole};
use rolewright_core::{RamProvider, RamProviderExt};

use crate::case::cases;
use crate::expect::{Outcome, ensure, equal, present, refuses};
use crate::fixture::ops::{delete_role, tag, update_role};
use crate::fixture::{OTHER_TRUST, TRUST, ensure_date, make_role, role, wire};

cases! { role:
    a_new_role_is_returned_as_requested,
    a_new_role_is_read_as_created,
    the_first_update_date_is_the_create_date assumed "update-dates",
    the_principal_name_of_a_role_contains_the_account assumed "role-principal-name",
    sessions_of_a_new_role_last_an_hour,
    creating_a_role_twice_is_already_exists,
    an_account_takes_no_role_over_its_limit [roles: 2],
    updating_a_role_changes_only_what_is_set,
    a_role_may_be_kept_out_of_the_console,
    roles_with_all_given_tags_are_listed needs(Tags),
    a_trust_policy_has_no_versions,
    sessions_of_one_to_twelve_hours_are_accepted,
    other_session_lengths_are_refused assumed "session-length-out-of-range",
    a_description_of_a_role_takes_1024_characters,
    a_longer_description_of_a_new_role_is_refused,
    a_longer_new_description_of_a_role_is_refused assumed "errors-by-analogy",
    a_list_of_roles_comes_without_trust_policies,
    a_list_of_roles_shows_their_tags needs(Tags),
}

/// `CreateRole` returns the role. API model of SDK 1.3.0.
async fn a_new_role_is_returned_as_requested(ram: &dyn RamProvider) -> Outcome {
    let account = ram.get_caller_identity().await?.account_id;
    let requested = CreateRole {
        description: Some("for a test".into()),
        max_session_duration: Some(7200),
        ..role("demo")
    };
    let made = ram.send(requested).await?.role;
    equal("RoleName", &made.role_name, "demo")?;
    equal("Arn", &made.arn, &format!("acs:ram::{account}:role/demo"))?;
    equal(
        "Description",
        &made.description.as_deref(),
        &Some("for a test"),
    )?;
    equal(
        "AssumeRolePolicyDocument",
        &made.assume_role_policy_document,
        TRUST,
    )?;
    equal(
        "MaxSessionDuration",
        &made.max_session_duration,
        &Some(7200),
    )?;
    let decimal = !made.role_id.is_empty() && made.role_id.chars().all(|c| c.is_ascii_digit());
    ensure(decimal, "RoleId is a decimal number", &made.role_id)?;
    ensure_date("CreateDate", &made.create_date)
}

/// `GetRole` returns the fields of `CreateRole` and more. API model of SDK 1.3.0.
async fn a_new_role_is_read_as_created(ram: &dyn RamProvider) -> Outcome {
    let made = make_role(ram, "demo").await?;
    let read = ram.get_role("demo").await?;
    ensure_date(
        "UpdateDate",
        &present("UpdateDate", read.update_date.clone())?,
    )?;
    let principal = present("RolePrincipalName", read.role_principal_name.clone())?;
    let good = principal.starts_with("demo@role.") && principal.ends_with(".onaliyunservice.com");
    ensure(
        good,
        "RolePrincipalName is demo@role.<account>.onaliyunservice.com",
        principal,
    )?;
    ensure(
        read.is_service_linked_role != Some(true),
        "a role that is not service-linked",
        &read,
    )?;
    equal("GetRole returns", &essence(&read), &essence(&made))
}

/// The fields in every response that contains a role.
fn essence(role: &Role) -> Role {
    Role {
        update_date: None,
        role_principal_name: None,
        is_service_linked_role: None,
        ..role.clone()
    }
}

/// `AllowConsoleLogin` and `NewAllowConsoleLogin`. API models of SDK 1.3.0.
async fn a_role_may_be_kept_out_of_the_console(ram: &dyn RamProvider) -> Outcome {
    let requested = CreateRole {
        allow_console_login: Some(false),
        ..role("demo")
    };
    let made = ram.send(requested).await?.role;
    equal("AllowConsoleLogin", &made.allow_console_login, &Some(false))?;
    let change = UpdateRole {
        new_allow_console_login: Some(true),
        ..update_role("demo")
    };
    ram.send(change).await?;
    let read = ram.get_role("demo").await?;
    equal("AllowConsoleLogin", &read.allow_console_login, &Some(true))
}

/// `Tag` of `ListRoles`. API models of SDK 1.3.0.
async fn roles_with_all_given_tags_are_listed(ram: &dyn RamProvider) -> Outcome {
    for (name, tags) in [
        ("one", vec![tag("owner", "me")]),
        ("two", vec![tag("owner", "me"), tag("team", "a")]),
    ] {
        let tagged = CreateRole {
            tag: tags,
            ..role(name)
        };
        ram.send(tagged).await?;
    }
    let all = ListRoles {
        tag: vec![tag("team", "a"), tag("owner", "me")],
        ..ListRoles::default()
    };
    let roles = ram.send(all).await?.roles.role;
    let names: Vec<_> = roles.iter().map(|one| one.role_name.as_str()).collect();
    equal("roles", names.as_slice(), &["two"])
}

/// The first `UpdateDate` is not documented.
async fn the_first_update_date_is_the_create_date(ram: &dyn RamProvider) -> Outcome {
    make_role(ram, "demo").await?;
    let read = ram.get_role("demo").await?;
    equal(
        "UpdateDate",
        &read.update_date.as_deref(),
        &Some(read.create_date.as_str()),
    )
}

/// Documented with the account's id or its alias.
async fn the_principal_name_of_a_role_contains_the_account(ram: &dyn RamProvider) -> Outcome {
    let account = ram.get_caller_identity().await?.account_id;
    make_role(ram, "demo").await?;
    let read = ram.get_role("demo").await?.role_principal_name;
    let expected = format!("demo@role.{account}.onaliyunservice.com");
    equal(
        "RolePrincipalName",
        &read.as_deref(),
        &Some(expected.as_str()),
    )
}

/// `MaxSessionDuration` is 3600 when absent. SDK 1.3.0.
async fn sessions_of_a_new_role_last_an_hour(ram: &dyn RamProvider) -> Outcome {
    make_role(ram, "demo").await?;
    let read = ram.get_role("demo").await?;
    equal(
        "MaxSessionDuration",
        &read.max_session_duration,
        &Some(3600),
    )
}

/// `EntityAlreadyExists.Role`, 409. API page of `CreateRole`.
async fn creating_a_role_twice_is_already_exists(ram: &dyn RamProvider) -> Outcome {
    make_role(ram, "demo").await?;
    let other = CreateRole {
        assume_role_policy_document: OTHER_TRUST.into(),
        ..role("demo")
    };
    refuses(ram, role("demo"), 409, "EntityAlreadyExists.Role").await?;
    refuses(ram, other, 409, "EntityAlreadyExists.Role").await
}

/// `LimitExceeded.Role`, 409. API page of `CreateRole`.
async fn an_account_takes_no_role_over_its_limit(ram: &dyn RamProvider) -> Outcome {
    make_role(ram, "first").await?;
    make_role(ram, "second").await?;
    refuses(ram, role("third"), 409, "LimitExceeded.Role").await?;
    ram.send(delete_role("first")).await?;
    make_role(ram, "third").await?;
    Ok(())
}

/// `UpdateRole` keeps what is not set. API model of SDK 1.3.0.
async fn updating_a_role_changes_only_what_is_set(ram: &dyn RamProvider) -> Outcome {
    let described = CreateRole {
        description: Some("old".into()),
        ..role("demo")
    };
    let mut expected = ram.send(described).await?.role;
    let update = |change: UpdateRole| UpdateRole {
        role_name: "demo".into(),
        ..change
    };
    let (trust, seconds) = (Some(OTHER_TRUST.to_owned()), Some(43_200));
    let changes = [
        UpdateRole {
            new_assume_role_policy_document: trust,
            ..UpdateRole::default()
        },
        UpdateRole {
            new_description: Some("new".into()),
            ..UpdateRole::default()
        },
        UpdateRole {
            new_max_session_duration: seconds,
            ..UpdateRole::default()
        },
    ];
    for change in changes {
        let answer = ram.send(update(change.clone())).await?.role;
        if let Some(trust) = change.new_assume_role_policy_document {
            expected.assume_role_policy_document = trust;
        }
        expected.description = change.new_description.or(expected.description);
        expected.max_session_duration = change
            .new_max_session_duration
            .or(expected.max_session_duration);
        ensure_date(
            "UpdateDate",
            &present("UpdateDate", answer.update_date.clone())?,
        )?;
        equal("UpdateRole returns", &essence(&answer), &essence(&expected))?;
        equal(
            "GetRole returns",
            &essence(&ram.get_role("demo").await?),
            &essence(&expected),
        )?;
    }
    Ok(())
}

/// Only the last trust policy is kept. `UpdateRole` has no versions.
async fn a_trust_policy_has_no_versions(ram: &dyn RamProvider) -> Outcome {
    make_role(ram, "demo").await?;
    for trust in [
        OTHER_TRUST,
        TRUST,
        OTHER_TRUST,
        TRUST,
        OTHER_TRUST,
        TRUST,
        OTHER_TRUST,
    ] {
        let update = UpdateRole {
            new_assume_role_policy_document: Some(trust.into()),
            ..update_role("demo")
        };
        ram.send(update).await?;
        let read = ram.get_role("demo").await?.assume_role_policy_document;
        equal("AssumeRolePolicyDocument", &read, trust)?;
    }
    Ok(())
}

/// 3600 to 43200 seconds. SDK 1.3.0.
async fn sessions_of_one_to_twelve_hours_are_accepted(ram: &dyn RamProvider) -> Outcome {
    for (name, seconds) in [("short", 3600), ("long", 43_200)] {
        ram.send(CreateRole {
            max_session_duration: Some(seconds),
            ..role(name)
        })
        .await?;
        let read = ram.get_role(name).await?.max_session_duration;
        equal("MaxSessionDuration", &read, &Some(seconds))?;
    }
    Ok(())
}

/// `InvalidParameter.MaxSessionDuration`, 400, is documented only in third-party guides.
async fn other_session_lengths_are_refused(ram: &dyn RamProvider) -> Outcome {
    make_role(ram, "there").await?;
    for seconds in [0, 3599, 43_201] {
        let create = CreateRole {
            max_session_duration: Some(seconds),
            ..role("demo")
        };
        refuses(ram, create, 400, "InvalidParameter.MaxSessionDuration").await?;
        let update = UpdateRole {
            new_max_session_duration: Some(seconds),
            ..update_role("there")
        };
        refuses(ram, update, 400, "InvalidParameter.NewMaxSessionDuration").await?;
    }
    Ok(())
}

/// 1 to 1,024 characters. SDK 1.3.0.
async fn a_description_of_a_role_takes_1024_characters(ram: &dyn RamProvider) -> Outcome {
    let text = "d".repeat(1024);
    ram.send(CreateRole {
        description: Some(text.clone()),
        ..role("demo")
    })
    .await?;
    let read = ram.get_role("demo").await?.description;
    equal("Description", &read.as_deref(), &Some(text.as_str()))
}

/// `InvalidParameter.Description.Length`, 400. RAM error page.
async fn a_longer_description_of_a_new_role_is_refused(ram: &dyn RamProvider) -> Outcome {
    let create = CreateRole {
        description: Some("d".repeat(1025)),
        ..role("demo")
    };
    refuses(ram, create, 400, "InvalidParameter.Description.Length").await
}

/// The code follows from the parameter's name; the page of `UpdateRole` has none.
async fn a_longer_new_description_of_a_role_is_refused(ram: &dyn RamProvider) -> Outcome {
    make_role(ram, "demo").await?;
    let update = UpdateRole {
        new_description: Some("d".repeat(1025)),
        ..update_role("demo")
    };
    refuses(ram, update, 400, "InvalidParameter.NewDescription.Length").await
}

/// `ListRoles` has no `AssumeRolePolicyDocument`. API model of SDK 1.3.0.
async fn a_list_of_roles_comes_without_trust_policies(ram: &dyn RamProvider) -> Outcome {
    let made = make_role(ram, "demo").await?;
    let listed = wire(ram, ListRoles::default()).await?;
    let role = present("Roles.Role[0]", listed.pointer("/Roles/Role/0"))?;
    equal(
        "AssumeRolePolicyDocument",
        &role.get("AssumeRolePolicyDocument"),
        &None,
    )?;
    for (name, value) in [
        ("RoleId", &made.role_id),
        ("RoleName", &made.role_name),
        ("Arn", &made.arn),
    ] {
        equal(name, present(name, role.get(name))?, value.as_str())?;
    }
    Ok(())
}

/// Tags of `CreateRole` are in the list, as `TagKey` and `TagValue`. SDK 1.3.0.
async fn a_list_of_roles_shows_their_tags(ram: &dyn RamProvider) -> Outcome {
    let tag = vec![tag("owner", "me")];
    ram.send(CreateRole {
        tag,
        ..role("demo")
    })
    .await?;
    let listed = wire(ram, ListRoles::default()).await?;
    let tag = present(
        "Roles.Role[0].Tags.Tag[0]",
        listed.pointer("/Roles/Role/0/Tags/Tag/0"),
    )?;
    equal("TagKey", present("TagKey", tag.get("TagKey"))?, "owner")?;
    equal("TagValue", present("TagValue", tag.get("TagValue"))?, "me")
}
