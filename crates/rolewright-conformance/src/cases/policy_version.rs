//! Policy versions.

use rolewright_core::operation::{
    CreatePolicyVersion, DeletePolicyVersion, GetPolicyVersion, PolicyType, PolicyVersion,
    SetDefaultPolicyVersion,
};
use rolewright_core::{Call, RamProvider, RamProviderExt, Result};

use crate::case::cases;
use crate::expect::{Outcome, ensure, equal, refuses, refuses_each};
use crate::fixture::ops;
use crate::fixture::{DOCUMENT, document, ensure_date, make_policy};

cases! { policy_version:
    a_new_version_is_returned_and_is_not_the_default,
    a_new_version_becomes_the_default_when_requested,
    every_version_is_read_and_listed_with_its_document,
    exactly_one_version_is_the_default,
    setting_the_default_version_again_changes_nothing,
    the_default_version_is_not_deleted,
    another_version_is_deleted,
    a_version_number_is_not_reused assumed "version-numbers-grow",
    a_missing_version_is_not_found,
    a_malformed_version_id_is_refused,
}

/// A version whose document has the text inserted.
pub(crate) fn version(text: &str) -> CreatePolicyVersion {
    ops::version("images", text)
}

/// As [`version`], and the new version becomes the default.
pub(crate) fn as_default(text: &str) -> CreatePolicyVersion {
    let set_as_default = Some(true);
    CreatePolicyVersion {
        set_as_default,
        ..version(text)
    }
}

pub(crate) async fn add(
    ram: &dyn RamProvider,
    create: CreatePolicyVersion,
) -> Result<PolicyVersion> {
    Ok(ram.send(create).await?.policy_version)
}

fn get(id: &str) -> GetPolicyVersion {
    ops::get_version(PolicyType::Custom, "images", id)
}

fn set_default(id: &str) -> SetDefaultPolicyVersion {
    ops::set_default("images", id)
}

fn delete(id: &str) -> DeletePolicyVersion {
    ops::delete_version("images", id)
}

async fn versions(ram: &dyn RamProvider) -> Result<Vec<PolicyVersion>> {
    let list = ops::list_versions(PolicyType::Custom, "images");
    Ok(ram.send(list).await?.policy_versions.policy_version)
}

/// Checks that exactly these versions exist and all reads agree on the default version.
pub(crate) async fn ensure_versions(
    ram: &dyn RamProvider,
    expected: &[&str],
    default: &str,
) -> Outcome {
    let listed = versions(ram).await?;
    let mut ids: Vec<_> = listed
        .iter()
        .map(|version| version.version_id.as_str())
        .collect();
    ids.sort_unstable();
    equal("versions", ids.as_slice(), expected)?;
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
async fn a_new_version_is_returned_and_is_not_the_default(ram: &dyn RamProvider) -> Outcome {
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
        let expected = create.policy_document.clone();
        let made = add(ram, create).await?;
        equal("VersionId", &made.version_id, id)?;
        ensure(!made.is_default_version, "IsDefaultVersion is false", &made)?;
        equal("PolicyDocument", &made.policy_document, &expected)?;
        ensure_date("CreateDate", &made.create_date)?;
    }
    ensure_versions(ram, &["v1", "v2", "v3"], "v1").await
}

/// `SetAsDefault`. SDK 1.3.0.
async fn a_new_version_becomes_the_default_when_requested(ram: &dyn RamProvider) -> Outcome {
    make_policy(ram, "images").await?;
    let made = add(ram, as_default("-2")).await?;
    ensure(made.is_default_version, "IsDefaultVersion is true", &made)?;
    ensure_versions(ram, &["v1", "v2"], "v2").await
}

/// `GetPolicyVersion` and `ListPolicyVersions`. API models of SDK 1.3.0.
async fn every_version_is_read_and_listed_with_its_document(ram: &dyn RamProvider) -> Outcome {
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
async fn exactly_one_version_is_the_default(ram: &dyn RamProvider) -> Outcome {
    make_policy(ram, "images").await?;
    add(ram, version("-2")).await?;
    add(ram, version("-3")).await?;
    for id in ["v2", "v3", "v1"] {
        ram.send(set_default(id)).await?;
        ensure_versions(ram, &["v1", "v2", "v3"], id).await?;
    }
    Ok(())
}

/// Not documented as an error.
async fn setting_the_default_version_again_changes_nothing(ram: &dyn RamProvider) -> Outcome {
    make_policy(ram, "images").await?;
    add(ram, as_default("-2")).await?;
    ram.send(set_default("v2")).await?;
    ensure_versions(ram, &["v1", "v2"], "v2").await
}

/// `DeleteConflict.Policy.Version.Default`, 409. API page of `DeletePolicyVersion`.
async fn the_default_version_is_not_deleted(ram: &dyn RamProvider) -> Outcome {
    make_policy(ram, "images").await?;
    refuses(
        ram,
        delete("v1"),
        409,
        "DeleteConflict.Policy.Version.Default",
    )
    .await?;
    add(ram, as_default("-2")).await?;
    refuses(
        ram,
        delete("v2"),
        409,
        "DeleteConflict.Policy.Version.Default",
    )
    .await
}

/// `DeletePolicyVersion`. API model of SDK 1.3.0.
async fn another_version_is_deleted(ram: &dyn RamProvider) -> Outcome {
    make_policy(ram, "images").await?;
    add(ram, as_default("-2")).await?;
    add(ram, version("-3")).await?;
    ram.send(delete("v1")).await?;
    ensure_versions(ram, &["v2", "v3"], "v2").await?;
    refuses(ram, get("v1"), 404, "EntityNotExist.Policy.Version").await
}

/// Not documented.
async fn a_version_number_is_not_reused(ram: &dyn RamProvider) -> Outcome {
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
async fn a_missing_version_is_not_found(ram: &dyn RamProvider) -> Outcome {
    make_policy(ram, "images").await?;
    refuses_each(ram, calls_on("v2"), 404, "EntityNotExist.Policy.Version").await
}

/// `InvalidParameter.VersionId.Format`, 400. API pages.
async fn a_malformed_version_id_is_refused(ram: &dyn RamProvider) -> Outcome {
    make_policy(ram, "images").await?;
    let calls = ["1", "first", "v", "v1x"].into_iter().flat_map(calls_on);
    refuses_each(ram, calls, 400, "InvalidParameter.VersionId.Format").await
}
