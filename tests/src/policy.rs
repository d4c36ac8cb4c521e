//! Policies without their versions.

use rolewright::operation::{
    CreatePolicy, CreatePolicyVersion, DeletePolicy, GetPolicy, ListPolicies, Policy, PolicyType,
    Tag, UpdatePolicyDescription,
};
use rolewright::{Call, RamProvider, RamProviderExt};

use crate::case::cases;
use crate::expect::{Outcome, ensure, equal, present, refuses, refuses_call};
use crate::fixture::{
    DOCUMENT, Holder, SYSTEM_POLICIES, document, ensure_date, make_policy, policy, wire,
};
use crate::snapshot::list_all;

cases! {
    a_new_policy_has_version_one_in_force,
    a_policy_is_read_with_the_version_in_force_beside_it,
    the_attachments_of_a_policy_are_counted,
    creating_a_policy_twice_is_already_exists,
    an_account_takes_no_custom_policy_over_its_limit [custom_policies: 2],
    a_description_of_1024_characters_is_taken_and_no_longer_one,
    a_new_description_replaces_the_old_one_and_nothing_else,
    a_longer_new_description_is_refused assumed "policy-errors-by-analogy",
    a_policy_without_description_has_none,
    deleting_a_policy_leaves_nothing_of_it,
    a_policy_of_a_user_is_not_deleted,
    a_policy_of_a_group_is_not_deleted,
    a_policy_of_a_role_is_not_deleted assumed "policy-attached-to-role",
    a_policy_with_versions_is_deleted_only_with_all_of_them,
    deleting_the_versions_too_detaches_nothing assumed "policy-attached-to-role",
    a_list_of_policies_has_the_type_that_was_asked_for,
    a_list_of_policies_shows_tags_and_counts_and_no_documents,
    system_policies_are_read_as_custom_ones_are,
    other_system_policies_are_known assumed "system-policies",
    a_custom_policy_may_have_the_name_of_a_system_policy assumed "custom-beside-system",
    a_policy_type_that_is_neither_is_refused,
}

fn get(name: &str) -> GetPolicy {
    GetPolicy {
        policy_name: name.into(),
        policy_type: PolicyType::Custom,
    }
}

fn delete(name: &str, cascading_delete: Option<bool>) -> DeletePolicy {
    DeletePolicy {
        policy_name: name.into(),
        cascading_delete,
    }
}

/// `CreatePolicy` answers type `Custom` and `DefaultVersion` `v1`. API model of SDK 1.3.0.
pub async fn a_new_policy_has_version_one_in_force(ram: &dyn RamProvider) -> Outcome {
    let asked = CreatePolicy {
        description: Some("for a test".into()),
        ..policy("images")
    };
    let made = ram.send(asked).await?.policy;
    equal("PolicyName", &made.policy_name, "images")?;
    equal("PolicyType", &made.policy_type, &PolicyType::Custom)?;
    equal(
        "Description",
        &made.description.as_deref(),
        &Some("for a test"),
    )?;
    equal("DefaultVersion", &made.default_version, "v1")?;
    ensure_date("CreateDate", &made.create_date)
}

/// `DefaultPolicyVersion` stands beside `Policy`, not in it. API model of SDK 1.3.0.
pub async fn a_policy_is_read_with_the_version_in_force_beside_it(
    ram: &dyn RamProvider,
) -> Outcome {
    let made = ram.send(policy("images")).await?.policy;
    let answer = wire(ram, get("images")).await?;
    let version = present("DefaultPolicyVersion", answer.get("DefaultPolicyVersion"))?;
    equal(
        "VersionId",
        present("VersionId", version.get("VersionId"))?,
        "v1",
    )?;
    let document = present("PolicyDocument", version.get("PolicyDocument"))?;
    equal("PolicyDocument", document, DOCUMENT)?;

    let read = ram.get_policy("images").await?;
    ensure(
        read.default_policy_version.is_default_version,
        "IsDefaultVersion is true",
        &read,
    )?;
    ensure_date(
        "CreateDate of the version",
        &read.default_policy_version.create_date,
    )?;
    ensure_date(
        "UpdateDate",
        &present("UpdateDate", read.policy.update_date.clone())?,
    )?;
    equal("AttachmentCount", &read.policy.attachment_count, &Some(0))?;
    let essence = Policy {
        update_date: None,
        attachment_count: None,
        ..read.policy
    };
    equal("GetPolicy answers", &essence, &made)
}

/// `AttachmentCount` counts roles, users and groups. API model of SDK 1.3.0.
pub async fn the_attachments_of_a_policy_are_counted(ram: &dyn RamProvider) -> Outcome {
    make_policy(ram, "images").await?;
    for (count, holder) in (1..).zip(Holder::ALL) {
        holder.make(ram, "demo").await?;
        ram.execute(holder.attach(&PolicyType::Custom, "images", "demo"))
            .await?;
        let read = ram.get_policy("images").await?.policy;
        equal("AttachmentCount", &read.attachment_count, &Some(count))?;
    }
    ram.execute(Holder::User.detach(&PolicyType::Custom, "images", "demo"))
        .await?;
    let read = ram.get_policy("images").await?.policy;
    equal("AttachmentCount", &read.attachment_count, &Some(2))
}

/// `EntityAlreadyExists.Policy`, 409. API page of `CreatePolicy`.
pub async fn creating_a_policy_twice_is_already_exists(ram: &dyn RamProvider) -> Outcome {
    make_policy(ram, "images").await?;
    let other = CreatePolicy {
        policy_document: document("-2"),
        ..policy("images")
    };
    refuses(ram, policy("images"), 409, "EntityAlreadyExists.Policy").await?;
    refuses(ram, other, 409, "EntityAlreadyExists.Policy").await
}

/// `LimitExceeded.Policy`, 409. API page of `CreatePolicy`.
pub async fn an_account_takes_no_custom_policy_over_its_limit(ram: &dyn RamProvider) -> Outcome {
    make_policy(ram, "first").await?;
    make_policy(ram, "second").await?;
    refuses(ram, policy("third"), 409, "LimitExceeded.Policy").await?;
    ram.send(delete("first", None)).await?;
    make_policy(ram, "third").await?;
    Ok(())
}

/// `InvalidParameter.Description.Length`, 400. API page of `CreatePolicy`.
pub async fn a_description_of_1024_characters_is_taken_and_no_longer_one(
    ram: &dyn RamProvider,
) -> Outcome {
    let longest = "d".repeat(1024);
    ram.send(CreatePolicy {
        description: Some(longest.clone()),
        ..policy("images")
    })
    .await?;
    let read = ram.get_policy("images").await?.policy.description;
    equal("Description", &read.as_deref(), &Some(longest.as_str()))?;
    let longer = CreatePolicy {
        description: Some("d".repeat(1025)),
        ..policy("more")
    };
    refuses(ram, longer, 400, "InvalidParameter.Description.Length").await
}

/// `UpdatePolicyDescription` answers the policy. API model of SDK 1.3.0.
pub async fn a_new_description_replaces_the_old_one_and_nothing_else(
    ram: &dyn RamProvider,
) -> Outcome {
    let described = CreatePolicy {
        description: Some("old".into()),
        ..policy("images")
    };
    let made = ram.send(described).await?.policy;
    let new_description = "new, 新的".to_owned();
    let update = UpdatePolicyDescription {
        policy_name: "images".into(),
        new_description,
    };
    let answer = ram.send(update).await?.policy;
    ensure_date(
        "UpdateDate",
        &present("UpdateDate", answer.update_date.clone())?,
    )?;
    let wanted = Policy {
        description: Some("new, 新的".into()),
        ..made
    };
    equal("the answer", &essence(answer), &wanted)?;
    let read = ram.get_policy("images").await?;
    equal("GetPolicy answers", &essence(read.policy), &wanted)?;
    equal(
        "PolicyDocument",
        &read.default_policy_version.policy_document,
        DOCUMENT,
    )
}

fn essence(policy: Policy) -> Policy {
    Policy {
        update_date: None,
        attachment_count: None,
        ..policy
    }
}

/// The parameter's name makes the code; the operation's page names none.
pub async fn a_longer_new_description_is_refused(ram: &dyn RamProvider) -> Outcome {
    make_policy(ram, "images").await?;
    let new_description = "d".repeat(1025);
    let update = UpdatePolicyDescription {
        policy_name: "images".into(),
        new_description,
    };
    refuses(ram, update, 400, "InvalidParameter.NewDescription.Length").await
}

/// Descriptions are optional. SDK 1.3.0.
pub async fn a_policy_without_description_has_none(ram: &dyn RamProvider) -> Outcome {
    make_policy(ram, "images").await?;
    let read = ram.get_policy("images").await?.policy.description;
    ensure(
        read.as_deref().unwrap_or_default().is_empty(),
        "no Description",
        read,
    )
}

/// After `DeletePolicy` the name is free, and the next policy of it starts anew.
pub async fn deleting_a_policy_leaves_nothing_of_it(ram: &dyn RamProvider) -> Outcome {
    let tag = vec![Tag {
        key: "owner".into(),
        value: "me".into(),
    }];
    ram.send(CreatePolicy {
        tag,
        ..policy("images")
    })
    .await?;
    ram.send(delete("images", None)).await?;
    refuses(ram, get("images"), 404, "EntityNotExist.Policy").await?;
    let custom = Some(PolicyType::Custom);
    let custom = ListPolicies {
        policy_type: custom,
        ..ListPolicies::default()
    };
    equal("ListPolicies", &list_all(ram, custom.clone()).await?, &[])?;
    make_policy(ram, "images").await?;
    equal(
        "DefaultVersion",
        &ram.get_policy("images").await?.policy.default_version,
        "v1",
    )?;
    let tags = list_all(ram, custom)
        .await?
        .into_iter()
        .filter_map(|policy| policy.tags);
    equal(
        "tags of the new policy",
        &tags.flat_map(|t| t.tag).collect::<Vec<_>>(),
        &[],
    )
}

/// `DeleteConflict.Policy.User`, 409. API page of `DeletePolicy`.
pub async fn a_policy_of_a_user_is_not_deleted(ram: &dyn RamProvider) -> Outcome {
    keeps_from_deletion(ram, Holder::User).await
}

/// `DeleteConflict.Policy.Group`, 409. API page of `DeletePolicy`.
pub async fn a_policy_of_a_group_is_not_deleted(ram: &dyn RamProvider) -> Outcome {
    keeps_from_deletion(ram, Holder::Group).await
}

/// `DeleteConflict.Policy.Role`, 409, stands on a page of Resource Management only.
pub async fn a_policy_of_a_role_is_not_deleted(ram: &dyn RamProvider) -> Outcome {
    keeps_from_deletion(ram, Holder::Role).await
}

async fn keeps_from_deletion(ram: &dyn RamProvider, holder: Holder) -> Outcome {
    make_policy(ram, "images").await?;
    holder.make(ram, "demo").await?;
    ram.execute(holder.attach(&PolicyType::Custom, "images", "demo"))
        .await?;
    let code = format!("DeleteConflict.Policy.{holder:?}");
    refuses(ram, delete("images", None), 409, &code).await?;
    ram.execute(holder.detach(&PolicyType::Custom, "images", "demo"))
        .await?;
    ram.send(delete("images", None)).await?;
    Ok(())
}

async fn make_two_versions(ram: &dyn RamProvider) -> Outcome {
    make_policy(ram, "images").await?;
    let version = CreatePolicyVersion {
        policy_name: "images".into(),
        policy_document: document("-2"),
        ..CreatePolicyVersion::default()
    };
    ram.send(version).await?;
    Ok(())
}

/// `DeleteConflict.Policy.Version`, 409, unless `CascadingDelete`. API page and SDK 1.3.0.
pub async fn a_policy_with_versions_is_deleted_only_with_all_of_them(
    ram: &dyn RamProvider,
) -> Outcome {
    make_two_versions(ram).await?;
    refuses(
        ram,
        delete("images", None),
        409,
        "DeleteConflict.Policy.Version",
    )
    .await?;
    refuses(
        ram,
        delete("images", Some(false)),
        409,
        "DeleteConflict.Policy.Version",
    )
    .await?;
    ram.send(delete("images", Some(true))).await?;
    refuses(ram, get("images"), 404, "EntityNotExist.Policy").await
}

/// `CascadingDelete` speaks of versions only; the code is that of a page of Resource Management.
pub async fn deleting_the_versions_too_detaches_nothing(ram: &dyn RamProvider) -> Outcome {
    make_two_versions(ram).await?;
    Holder::Role.make(ram, "demo").await?;
    ram.execute(Holder::Role.attach(&PolicyType::Custom, "images", "demo"))
        .await?;
    refuses(
        ram,
        delete("images", Some(true)),
        409,
        "DeleteConflict.Policy.Role",
    )
    .await
}

/// `PolicyType` filters; without it both types are listed. SDK 1.3.0.
pub async fn a_list_of_policies_has_the_type_that_was_asked_for(ram: &dyn RamProvider) -> Outcome {
    make_policy(ram, "images").await?;
    for policy_type in [Some(PolicyType::Custom), Some(PolicyType::System), None] {
        let list = ListPolicies {
            policy_type: policy_type.clone(),
            ..ListPolicies::default()
        };
        let listed = list_all(ram, list).await?;
        let has = |name: &str| listed.iter().any(|policy| policy.policy_name == name);
        let (custom, system) = (has("images"), SYSTEM_POLICIES.into_iter().all(has));
        let wanted = match &policy_type {
            Some(PolicyType::Custom) => (true, false),
            Some(_) => (false, true),
            None => (true, true),
        };
        let what = format!("for {policy_type:?} custom and system policies");
        equal(&what, &(custom, system), &wanted)?;
        let fits = |policy: &Policy| {
            policy_type
                .as_ref()
                .is_none_or(|t| *t == policy.policy_type)
        };
        ensure(
            listed.iter().all(fits),
            "only the type that was asked for",
            &listed,
        )?;
    }
    Ok(())
}

/// `ListPolicies` has tags and `AttachmentCount`, and no document. API model of SDK 1.3.0.
pub async fn a_list_of_policies_shows_tags_and_counts_and_no_documents(
    ram: &dyn RamProvider,
) -> Outcome {
    let tag = vec![Tag {
        key: "owner".into(),
        value: "me".into(),
    }];
    ram.send(CreatePolicy {
        tag,
        ..policy("images")
    })
    .await?;
    let custom = Some(PolicyType::Custom);
    let answer = wire(
        ram,
        ListPolicies {
            policy_type: custom,
            ..Default::default()
        },
    )
    .await?;
    let listed = present("Policies.Policy[0]", answer.pointer("/Policies/Policy/0"))?;
    equal("PolicyDocument", &listed.get("PolicyDocument"), &None)?;
    equal(
        "DefaultVersion",
        present("DefaultVersion", listed.get("DefaultVersion"))?,
        "v1",
    )?;
    equal(
        "AttachmentCount",
        present("AttachmentCount", listed.get("AttachmentCount"))?,
        &0,
    )?;
    let tag = present("Tags.Tag[0]", listed.pointer("/Tags/Tag/0"))?;
    equal("TagKey", present("TagKey", tag.get("TagKey"))?, "owner")
}

/// `AliyunOSSReadOnlyAccess` has a page of its own.
pub async fn system_policies_are_read_as_custom_ones_are(ram: &dyn RamProvider) -> Outcome {
    for name in SYSTEM_POLICIES {
        let read = ram
            .send(GetPolicy {
                policy_name: name.into(),
                policy_type: PolicyType::System,
            })
            .await?;
        equal("PolicyType", &read.policy.policy_type, &PolicyType::System)?;
        let version = read.default_policy_version;
        equal(
            "VersionId",
            &version.version_id,
            &read.policy.default_version,
        )?;
        ensure(
            version.policy_document.contains("oss:"),
            "a document about oss",
            version,
        )?;
        refuses(ram, get(name), 404, "EntityNotExist.Policy").await?;
    }
    Ok(())
}

/// Which system policies there are changes with time.
pub async fn other_system_policies_are_known(ram: &dyn RamProvider) -> Outcome {
    for name in [
        "AdministratorAccess",
        "AliyunRAMReadOnlyAccess",
        "AliyunRAMFullAccess",
    ] {
        let get = GetPolicy {
            policy_name: name.into(),
            policy_type: PolicyType::System,
        };
        equal("PolicyName", &ram.send(get).await?.policy.policy_name, name)?;
    }
    Ok(())
}

/// Every operation asks for the type beside the name.
pub async fn a_custom_policy_may_have_the_name_of_a_system_policy(
    ram: &dyn RamProvider,
) -> Outcome {
    let [name, _] = SYSTEM_POLICIES;
    make_policy(ram, name).await?;
    let read = ram
        .get_policy(name)
        .await?
        .default_policy_version
        .policy_document;
    equal("PolicyDocument", &read, DOCUMENT)?;
    ram.send(delete(name, None)).await?;
    ram.send(GetPolicy {
        policy_name: name.into(),
        policy_type: PolicyType::System,
    })
    .await?;
    Ok(())
}

/// `InvalidParameter.PolicyType`, 400. API pages of all operations that take a type.
pub async fn a_policy_type_that_is_neither_is_refused(ram: &dyn RamProvider) -> Outcome {
    use rolewright::operation::{GetPolicyVersion, ListEntitiesForPolicy, ListPolicyVersions};
    make_policy(ram, "images").await?;
    Holder::Role.make(ram, "demo").await?;
    let policy_type = || PolicyType::Other("Managed".into());
    let (policy_name, version_id) = (|| "images".to_owned(), "v1".into());
    let version = GetPolicyVersion {
        policy_type: policy_type(),
        policy_name: policy_name(),
        version_id,
    };
    for call in [
        Call::of(&GetPolicy {
            policy_type: policy_type(),
            policy_name: policy_name(),
        }),
        Call::of(&version),
        Call::of(&ListPolicyVersions {
            policy_type: policy_type(),
            policy_name: policy_name(),
        }),
        Call::of(&ListEntitiesForPolicy {
            policy_type: policy_type(),
            policy_name: policy_name(),
        }),
        Holder::Role.attach(&policy_type(), "images", "demo"),
        Holder::Role.detach(&policy_type(), "images", "demo"),
    ] {
        refuses_call(ram, call, 400, "InvalidParameter.PolicyType").await?;
    }
    Ok(())
}
