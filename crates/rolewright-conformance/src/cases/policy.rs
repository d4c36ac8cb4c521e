//! Policies without their versions.

use rolewright_core::operation::{
    CreatePolicy, ListPolicies, Policy, PolicyType, UpdatePolicyDescription,
};
use rolewright_core::{Call, RamProvider, RamProviderExt};

use crate::case::cases;
use crate::expect::{Outcome, ensure, equal, present, refuses, refuses_each};
use crate::fixture::holder::Holder;
use crate::fixture::ops::{
    delete_policy, get_policy, get_version, list_custom_policies, list_entities, list_versions, tag,
};
use crate::fixture::{DOCUMENT, SYSTEM_POLICIES, document, ensure_date, make_policy, policy, wire};
use crate::snapshot::list_all;

cases! { policy:
    a_new_policy_has_version_one_as_default,
    a_policy_is_read_with_its_default_version,
    the_attachments_of_a_policy_are_counted,
    attachments_to_users_and_groups_are_counted_too needs(Users, Groups),
    creating_a_policy_twice_is_already_exists,
    an_account_takes_no_custom_policy_over_its_limit [custom_policies: 2],
    a_description_of_1024_characters_is_accepted_and_a_longer_one_is_not,
    a_new_description_changes_nothing_else,
    a_longer_new_description_is_refused assumed "errors-by-analogy",
    a_policy_without_description_has_none,
    a_list_of_policies_has_only_the_requested_type needs(SystemPolicies),
    a_list_of_policies_shows_tags_and_counts_and_no_documents needs(Tags),
    policies_with_all_given_tags_are_listed needs(Tags),
    an_unknown_policy_type_is_refused,
}

const CUSTOM: PolicyType = PolicyType::Custom;

/// `CreatePolicy` returns type `Custom` and `DefaultVersion` `v1`. API model of SDK 1.3.0.
async fn a_new_policy_has_version_one_as_default(ram: &dyn RamProvider) -> Outcome {
    let requested = CreatePolicy {
        description: Some("for a test".into()),
        ..policy("images")
    };
    let made = ram.send(requested).await?.policy;
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

/// `DefaultPolicyVersion` is next to `Policy`, not in it. API model of SDK 1.3.0.
async fn a_policy_is_read_with_its_default_version(ram: &dyn RamProvider) -> Outcome {
    let made = ram.send(policy("images")).await?.policy;
    let answer = wire(ram, get_policy(CUSTOM, "images")).await?;
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
    equal("GetPolicy returns", &essence(read.policy), &made)
}

async fn count_attachments(ram: &dyn RamProvider, holders: &[(Holder, &str)]) -> Outcome {
    make_policy(ram, "images").await?;
    for (count, (holder, name)) in (1..).zip(holders) {
        holder.make(ram, name).await?;
        ram.execute(holder.attach(&CUSTOM, "images", name)).await?;
        let read = ram.get_policy("images").await?.policy;
        equal("AttachmentCount", &read.attachment_count, &Some(count))?;
    }
    for (holder, name) in holders.get(1..2).unwrap_or_default() {
        ram.execute(holder.detach(&CUSTOM, "images", name)).await?;
    }
    let read = ram.get_policy("images").await?.policy;
    equal("AttachmentCount", &read.attachment_count, &Some(2))
}

/// `AttachmentCount` counts roles. API model of SDK 1.3.0.
async fn the_attachments_of_a_policy_are_counted(ram: &dyn RamProvider) -> Outcome {
    count_attachments(ram, &["a", "b", "c"].map(|name| (Holder::Role, name))).await
}

/// `AttachmentCount` counts roles, users and groups. API model of SDK 1.3.0.
async fn attachments_to_users_and_groups_are_counted_too(ram: &dyn RamProvider) -> Outcome {
    count_attachments(ram, &Holder::ALL.map(|holder| (holder, "demo"))).await
}

/// `EntityAlreadyExists.Policy`, 409. API page of `CreatePolicy`.
async fn creating_a_policy_twice_is_already_exists(ram: &dyn RamProvider) -> Outcome {
    make_policy(ram, "images").await?;
    let other = CreatePolicy {
        policy_document: document("-2"),
        ..policy("images")
    };
    refuses(ram, policy("images"), 409, "EntityAlreadyExists.Policy").await?;
    refuses(ram, other, 409, "EntityAlreadyExists.Policy").await
}

/// `LimitExceeded.Policy`, 409. API page of `CreatePolicy`.
async fn an_account_takes_no_custom_policy_over_its_limit(ram: &dyn RamProvider) -> Outcome {
    make_policy(ram, "first").await?;
    make_policy(ram, "second").await?;
    refuses(ram, policy("third"), 409, "LimitExceeded.Policy").await?;
    ram.send(delete_policy("first", None)).await?;
    make_policy(ram, "third").await?;
    Ok(())
}

/// `InvalidParameter.Description.Length`, 400. API page of `CreatePolicy`.
async fn a_description_of_1024_characters_is_accepted_and_a_longer_one_is_not(
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

/// `UpdatePolicyDescription` returns the policy. API model of SDK 1.3.0.
async fn a_new_description_changes_nothing_else(ram: &dyn RamProvider) -> Outcome {
    let described = CreatePolicy {
        description: Some("old".into()),
        ..policy("images")
    };
    let made = ram.send(described).await?.policy;
    let new_description = "new, 新的".to_owned();
    let update = UpdatePolicyDescription {
        policy_name: "images".into(),
        new_description,
        ..Default::default()
    };
    let answer = ram.send(update).await?.policy;
    ensure_date(
        "UpdateDate",
        &present("UpdateDate", answer.update_date.clone())?,
    )?;
    let expected = Policy {
        description: Some("new, 新的".into()),
        ..made
    };
    equal("the response", &essence(answer), &expected)?;
    let read = ram.get_policy("images").await?;
    equal("GetPolicy returns", &essence(read.policy), &expected)?;
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

/// The code follows from the parameter's name; the operation's page has none.
async fn a_longer_new_description_is_refused(ram: &dyn RamProvider) -> Outcome {
    make_policy(ram, "images").await?;
    let new_description = "d".repeat(1025);
    let update = UpdatePolicyDescription {
        policy_name: "images".into(),
        new_description,
        ..Default::default()
    };
    refuses(ram, update, 400, "InvalidParameter.NewDescription.Length").await
}

/// Descriptions are optional. SDK 1.3.0.
async fn a_policy_without_description_has_none(ram: &dyn RamProvider) -> Outcome {
    make_policy(ram, "images").await?;
    let read = ram.get_policy("images").await?.policy.description;
    ensure(
        read.as_deref().unwrap_or_default().is_empty(),
        "no Description",
        read,
    )
}

/// `PolicyType` filters; without it both types are listed. SDK 1.3.0.
async fn a_list_of_policies_has_only_the_requested_type(ram: &dyn RamProvider) -> Outcome {
    make_policy(ram, "images").await?;
    for policy_type in [Some(PolicyType::Custom), Some(PolicyType::System), None] {
        let list = ListPolicies {
            policy_type: policy_type.clone(),
            ..ListPolicies::default()
        };
        let listed = list_all(ram, list).await?;
        let has = |name: &str| listed.iter().any(|policy| policy.policy_name == name);
        let (custom, system) = (has("images"), SYSTEM_POLICIES.into_iter().all(has));
        let expected = match &policy_type {
            Some(PolicyType::Custom) => (true, false),
            Some(_) => (false, true),
            None => (true, true),
        };
        let what = format!("for {policy_type:?} custom and system policies");
        equal(&what, &(custom, system), &expected)?;
        let fits = |policy: &Policy| {
            policy_type
                .as_ref()
                .is_none_or(|t| *t == policy.policy_type)
        };
        ensure(listed.iter().all(fits), "only the requested type", &listed)?;
    }
    Ok(())
}

/// `ListPolicies` has tags and `AttachmentCount`, and no document. API model of SDK 1.3.0.
async fn a_list_of_policies_shows_tags_and_counts_and_no_documents(
    ram: &dyn RamProvider,
) -> Outcome {
    let tag = vec![tag("owner", "me")];
    ram.send(CreatePolicy {
        tag,
        ..policy("images")
    })
    .await?;
    let answer = wire(ram, list_custom_policies()).await?;
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

/// `InvalidParameter.PolicyType`, 400. API pages of all operations that take a type.
async fn an_unknown_policy_type_is_refused(ram: &dyn RamProvider) -> Outcome {
    make_policy(ram, "images").await?;
    Holder::Role.make(ram, "demo").await?;
    let other = || PolicyType::Other("Managed".into());
    let calls = [
        Call::of(&get_policy(other(), "images")),
        Call::of(&get_version(other(), "images", "v1")),
        Call::of(&list_versions(other(), "images")),
        Call::of(&list_entities(other(), "images")),
        Holder::Role.attach(&other(), "images", "demo"),
        Holder::Role.detach(&other(), "images", "demo"),
    ];
    refuses_each(ram, calls, 400, "InvalidParameter.PolicyType").await
}

/// `Tag` of `ListPolicies`. API models of SDK 1.3.0.
async fn policies_with_all_given_tags_are_listed(ram: &dyn RamProvider) -> Outcome {
    for (name, tags) in [
        ("one", vec![tag("owner", "me")]),
        ("two", vec![tag("owner", "me"), tag("team", "a")]),
    ] {
        let tagged = CreatePolicy {
            tag: tags,
            ..policy(name)
        };
        ram.send(tagged).await?;
    }
    let all = ListPolicies {
        tag: vec![tag("team", "a"), tag("owner", "me")],
        ..ListPolicies::default()
    };
    let policies = ram.send(all).await?.policies.policy;
    let names: Vec<_> = policies
        .iter()
        .map(|one| one.policy_name.as_str())
        .collect();
    equal("policies", names.as_slice(), &["two"])
}
