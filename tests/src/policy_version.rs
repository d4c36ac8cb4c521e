//! Policy versions.

use rolewright::operation::{
    CreatePolicyVersion, DeletePolicyVersion, GetPolicyVersion, ListPolicyVersions, PolicyType,
    PolicyVersion, SetDefaultPolicyVersion,
};
use rolewright::{Call, RamProvider, RamProviderExt, Result};

use crate::case::cases;
use crate::expect::{Outcome, ensure, equal, refuses, refuses_call};
use crate::fixture::{DOCUMENT, SYSTEM_POLICIES, document, ensure_date, make_policy};

cases! {
    a_new_version_is_answered_and_not_in_force,
    a_new_version_is_put_in_force_when_asked,
    every_version_is_read_and_listed_with_its_document,
    exactly_one_version_is_in_force,
    putting_the_version_in_force_again_changes_nothing,
    a_policy_takes_no_version_over_its_limit [versions: 3],
    a_policy_takes_five_versions,
    a_full_policy_takes_a_version_after_one_was_deleted [versions: 2],
    the_oldest_version_that_is_not_in_force_makes_room [versions: 3] assumed "oldest-version",
    no_version_makes_room_while_there_is_some [versions: 3],
    the_strategy_none_makes_no_room [versions: 2],
    another_strategy_is_refused assumed "unknown-rotate-strategy",
    the_version_in_force_is_not_deleted,
    another_version_is_deleted,
    a_number_is_not_given_twice assumed "version-numbers-grow",
    a_version_that_is_not_there_is_not_found,
    a_version_id_out_of_form_is_refused,
    the_version_of_a_system_policy_is_read,
}

const ROTATE: &str = "DeleteOldestNonDefaultVersionWhenLimitExceeded";

/// A version whose document differs by that text.
fn version(text: &str) -> CreatePolicyVersion {
    CreatePolicyVersion {
        policy_name: "images".into(),
        policy_document: document(text),
        ..CreatePolicyVersion::default()
    }
}

fn in_force(text: &str) -> CreatePolicyVersion {
    CreatePolicyVersion {
        set_as_default: Some(true),
        ..version(text)
    }
}

fn rotating(create: CreatePolicyVersion) -> CreatePolicyVersion {
    CreatePolicyVersion {
        rotate_strategy: Some(ROTATE.into()),
        ..create
    }
}

async fn add(ram: &dyn RamProvider, create: CreatePolicyVersion) -> Result<PolicyVersion> {
    Ok(ram.send(create).await?.policy_version)
}

fn get(version_id: &str) -> GetPolicyVersion {
    GetPolicyVersion {
        policy_type: PolicyType::Custom,
        policy_name: "images".into(),
        version_id: version_id.into(),
    }
}

fn set_default(version_id: &str) -> SetDefaultPolicyVersion {
    SetDefaultPolicyVersion {
        policy_name: "images".into(),
        version_id: version_id.into(),
    }
}

fn delete(version_id: &str) -> DeletePolicyVersion {
    DeletePolicyVersion {
        policy_name: "images".into(),
        version_id: version_id.into(),
    }
}

async fn versions(ram: &dyn RamProvider) -> Result<Vec<PolicyVersion>> {
    let list = ListPolicyVersions {
        policy_type: PolicyType::Custom,
        policy_name: "images".into(),
    };
    Ok(ram.send(list).await?.policy_versions.policy_version)
}

/// Fails unless these are the versions, and the last named one is in force everywhere.
async fn ensure_versions(ram: &dyn RamProvider, wanted: &[&str], default: &str) -> Outcome {
    let listed = versions(ram).await?;
    let mut ids: Vec<_> = listed
        .iter()
        .map(|version| version.version_id.as_str())
        .collect();
    ids.sort_unstable();
    equal("versions", ids.as_slice(), wanted)?;
    for version in &listed {
        let is_default = version.version_id == default;
        equal("IsDefaultVersion", &version.is_default_version, &is_default)?;
        equal(
            "GetPolicyVersion",
            &ram.send(get(&version.version_id)).await?.policy_version,
            version,
        )?;
    }
    let read = ram.get_policy("images").await?;
    equal("DefaultVersion", &read.policy.default_version, default)?;
    let of_default = listed
        .into_iter()
        .find(|version| version.version_id == default);
    equal(
        "DefaultPolicyVersion",
        &Some(read.default_policy_version),
        &of_default,
    )
}

/// `SetAsDefault` is false when absent. SDK 1.3.0.
pub async fn a_new_version_is_answered_and_not_in_force(ram: &dyn RamProvider) -> Outcome {
    make_policy(ram, "images").await?;
    for (id, create) in [
        ("v2", version("-2")),
        (
            "v3",
            CreatePolicyVersion {
                set_as_default: Some(false),
                ..version("-3")
            },
        ),
    ] {
        let wanted = create.policy_document.clone();
        let made = add(ram, create).await?;
        equal("VersionId", &made.version_id, id)?;
        ensure(!made.is_default_version, "IsDefaultVersion is false", &made)?;
        equal("PolicyDocument", &made.policy_document, &wanted)?;
        ensure_date("CreateDate", &made.create_date)?;
    }
    ensure_versions(ram, &["v1", "v2", "v3"], "v1").await
}

/// `SetAsDefault`. SDK 1.3.0.
pub async fn a_new_version_is_put_in_force_when_asked(ram: &dyn RamProvider) -> Outcome {
    make_policy(ram, "images").await?;
    let made = add(ram, in_force("-2")).await?;
    ensure(made.is_default_version, "IsDefaultVersion is true", &made)?;
    ensure_versions(ram, &["v1", "v2"], "v2").await
}

/// `GetPolicyVersion` and `ListPolicyVersions`. API models of SDK 1.3.0.
pub async fn every_version_is_read_and_listed_with_its_document(ram: &dyn RamProvider) -> Outcome {
    make_policy(ram, "images").await?;
    let second = add(ram, version("-2")).await?;
    let mut listed = versions(ram).await?;
    listed.sort_by(|a, b| a.version_id.cmp(&b.version_id));
    let documents: Vec<_> = listed
        .iter()
        .map(|version| &version.policy_document)
        .collect();
    equal("documents", &documents, &[DOCUMENT, &document("-2")])?;
    equal("the listed version", &listed.last(), &Some(&second))
}

/// `SetDefaultPolicyVersion`. API model of SDK 1.3.0.
pub async fn exactly_one_version_is_in_force(ram: &dyn RamProvider) -> Outcome {
    make_policy(ram, "images").await?;
    add(ram, version("-2")).await?;
    add(ram, version("-3")).await?;
    for id in ["v2", "v3", "v1"] {
        ram.send(set_default(id)).await?;
        ensure_versions(ram, &["v1", "v2", "v3"], id).await?;
    }
    Ok(())
}

/// No page calls it an error.
pub async fn putting_the_version_in_force_again_changes_nothing(ram: &dyn RamProvider) -> Outcome {
    make_policy(ram, "images").await?;
    add(ram, in_force("-2")).await?;
    ram.send(set_default("v2")).await?;
    ensure_versions(ram, &["v1", "v2"], "v2").await
}

/// `LimitExceeded.Policy.Version`, 409. API page of `CreatePolicyVersion`.
pub async fn a_policy_takes_no_version_over_its_limit(ram: &dyn RamProvider) -> Outcome {
    make_policy(ram, "images").await?;
    add(ram, version("-2")).await?;
    add(ram, in_force("-3")).await?;
    for create in [version("-4"), in_force("-4")] {
        refuses(ram, create, 409, "LimitExceeded.Policy.Version").await?;
    }
    ensure_versions(ram, &["v1", "v2", "v3"], "v3").await
}

/// Five. Limits page.
pub async fn a_policy_takes_five_versions(ram: &dyn RamProvider) -> Outcome {
    make_policy(ram, "images").await?;
    for text in ["-2", "-3", "-4", "-5"] {
        add(ram, version(text)).await?;
    }
    refuses(ram, version("-6"), 409, "LimitExceeded.Policy.Version").await
}

/// A deleted version does not count.
pub async fn a_full_policy_takes_a_version_after_one_was_deleted(ram: &dyn RamProvider) -> Outcome {
    make_policy(ram, "images").await?;
    add(ram, in_force("-2")).await?;
    ram.send(delete("v1")).await?;
    add(ram, version("-3")).await?;
    equal("the number of versions", &versions(ram).await?.len(), &2)
}

/// `RotateStrategy` says "oldest" and "not default" and no more. SDK 1.3.0.
pub async fn the_oldest_version_that_is_not_in_force_makes_room(ram: &dyn RamProvider) -> Outcome {
    make_policy(ram, "images").await?;
    add(ram, version("-2")).await?;
    add(ram, version("-3")).await?;
    add(ram, rotating(version("-4"))).await?;
    ensure_versions(ram, &["v1", "v3", "v4"], "v1").await?;
    add(ram, rotating(in_force("-5"))).await?;
    ensure_versions(ram, &["v1", "v4", "v5"], "v5").await?;
    add(ram, rotating(in_force("-6"))).await?;
    ensure_versions(ram, &["v4", "v5", "v6"], "v6").await
}

/// Only "when limit exceeded". SDK 1.3.0.
pub async fn no_version_makes_room_while_there_is_some(ram: &dyn RamProvider) -> Outcome {
    make_policy(ram, "images").await?;
    add(ram, rotating(version("-2"))).await?;
    add(ram, rotating(in_force("-3"))).await?;
    ensure_versions(ram, &["v1", "v2", "v3"], "v3").await
}

/// `None` is the default strategy. SDK 1.3.0.
pub async fn the_strategy_none_makes_no_room(ram: &dyn RamProvider) -> Outcome {
    make_policy(ram, "images").await?;
    let none = |text| CreatePolicyVersion {
        rotate_strategy: Some("None".into()),
        ..version(text)
    };
    add(ram, none("-2")).await?;
    refuses(ram, none("-3"), 409, "LimitExceeded.Policy.Version").await
}

/// No page names the code.
pub async fn another_strategy_is_refused(ram: &dyn RamProvider) -> Outcome {
    make_policy(ram, "images").await?;
    let rotate_strategy = Some("DeleteNewest".into());
    let create = CreatePolicyVersion {
        rotate_strategy,
        ..version("-2")
    };
    refuses(ram, create, 400, "InvalidParameter.RotateStrategy").await
}

/// `DeleteConflict.Policy.Version.Default`, 409. API page of `DeletePolicyVersion`.
pub async fn the_version_in_force_is_not_deleted(ram: &dyn RamProvider) -> Outcome {
    make_policy(ram, "images").await?;
    refuses(
        ram,
        delete("v1"),
        409,
        "DeleteConflict.Policy.Version.Default",
    )
    .await?;
    add(ram, in_force("-2")).await?;
    refuses(
        ram,
        delete("v2"),
        409,
        "DeleteConflict.Policy.Version.Default",
    )
    .await
}

/// `DeletePolicyVersion`. API model of SDK 1.3.0.
pub async fn another_version_is_deleted(ram: &dyn RamProvider) -> Outcome {
    make_policy(ram, "images").await?;
    add(ram, in_force("-2")).await?;
    add(ram, version("-3")).await?;
    ram.send(delete("v1")).await?;
    ensure_versions(ram, &["v2", "v3"], "v2").await?;
    refuses(ram, get("v1"), 404, "EntityNotExist.Policy.Version").await
}

/// No page says it.
pub async fn a_number_is_not_given_twice(ram: &dyn RamProvider) -> Outcome {
    make_policy(ram, "images").await?;
    add(ram, version("-2")).await?;
    ram.send(delete("v2")).await?;
    equal(
        "VersionId",
        &add(ram, version("-3")).await?.version_id,
        "v3",
    )
}

fn calls_on(version_id: &str) -> [Call; 3] {
    [
        Call::of(&get(version_id)),
        Call::of(&set_default(version_id)),
        Call::of(&delete(version_id)),
    ]
}

/// `EntityNotExist.Policy.Version`, 404. API pages.
pub async fn a_version_that_is_not_there_is_not_found(ram: &dyn RamProvider) -> Outcome {
    make_policy(ram, "images").await?;
    for call in calls_on("v2") {
        refuses_call(ram, call, 404, "EntityNotExist.Policy.Version").await?;
    }
    Ok(())
}

/// `InvalidParameter.VersionId.Format`, 400. API pages.
pub async fn a_version_id_out_of_form_is_refused(ram: &dyn RamProvider) -> Outcome {
    make_policy(ram, "images").await?;
    for version_id in ["1", "first", "v", "v1x"] {
        for call in calls_on(version_id) {
            refuses_call(ram, call, 400, "InvalidParameter.VersionId.Format").await?;
        }
    }
    Ok(())
}

/// `PolicyType` `System` is taken by the reading operations. API models of SDK 1.3.0.
pub async fn the_version_of_a_system_policy_is_read(ram: &dyn RamProvider) -> Outcome {
    let [name, _] = SYSTEM_POLICIES;
    let list = ListPolicyVersions {
        policy_type: PolicyType::System,
        policy_name: name.into(),
    };
    let listed = ram.send(list).await?.policy_versions.policy_version;
    ensure(
        listed.iter().any(|version| version.is_default_version),
        "one in force",
        &listed,
    )?;
    for version in listed {
        let get = GetPolicyVersion {
            policy_type: PolicyType::System,
            policy_name: name.into(),
            version_id: version.version_id.clone(),
        };
        equal(
            "GetPolicyVersion",
            &ram.send(get).await?.policy_version,
            &version,
        )?;
    }
    Ok(())
}
