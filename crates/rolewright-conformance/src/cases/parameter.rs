//! Parameters by their wire names.

use rolewright_core::operation::{CreatePolicyVersionOutput, CreateRole, ListRoles, PolicyType};
use rolewright_core::{Access, Call, ErrorKind, RamProvider, RamProviderExt};

use crate::case::cases;
use crate::expect::{Outcome, equal, refusal, refuses_call, refuses_each};
use crate::fixture::holder::Holder;
use crate::fixture::ops::{by_name, version};
use crate::fixture::{DOCUMENT, TRUST, make_policy, make_role, role};
use crate::snapshot::{list_all, snapshot};

cases! { parameter:
    booleans_are_accepted_in_either_case,
    unknown_parameters_are_ignored,
    lists_are_accepted_as_one_json_text needs(Tags),
    a_call_without_a_required_parameter_is_refused,
    a_missing_parameter_is_named_by_the_code assumed "missing-parameter",
    an_empty_value_counts_as_not_set assumed "empty-is-absent",
    a_value_of_another_type_is_refused needs(Tags) assumed "unreadable-value",
    the_first_of_several_errors_is_returned assumed "order-of-checks",
}

/// The official Python SDK sends `True`.
async fn booleans_are_accepted_in_either_case(ram: &dyn RamProvider) -> Outcome {
    make_policy(ram, "images").await?;
    for (text, as_default) in [
        ("True", true),
        ("False", false),
        ("true", true),
        ("false", false),
    ] {
        let params = [
            ("PolicyName", "images"),
            ("PolicyDocument", DOCUMENT),
            ("SetAsDefault", text),
        ];
        let reply = ram
            .execute(by_name("CreatePolicyVersion", Access::Write, &params))
            .await?;
        let made: CreatePolicyVersionOutput = reply.decode()?;
        let what = format!("IsDefaultVersion for `{text}`");
        equal(&what, &made.policy_version.is_default_version, &as_default)?;
    }
    let params = [("PolicyName", "images"), ("CascadingDelete", "True")];
    ram.execute(by_name("DeletePolicy", Access::Write, &params))
        .await?;
    Ok(())
}

/// Clients add their own parameters.
async fn unknown_parameters_are_ignored(ram: &dyn RamProvider) -> Outcome {
    let extra = |call: Call| {
        call.with_param("RegionId", "cn-hangzhou")
            .with_param("SignatureType", "")
            .with_param("FavouriteColour", "blue")
    };
    ram.execute(extra(Call::of(&role("demo")))).await?;
    let get = by_name("GetRole", Access::Read, &[("RoleName", "demo")]);
    ram.execute(extra(get)).await?;
    Ok(())
}

/// `Tag` and `ResourceNames` are one JSON text each. SDK 1.3.0.
async fn lists_are_accepted_as_one_json_text(ram: &dyn RamProvider) -> Outcome {
    let tag = r#"[{"Key":"owner","Value":"me"},{"Key":"team","Value":"a"}]"#;
    let params = [
        ("RoleName", "demo"),
        ("AssumeRolePolicyDocument", TRUST),
        ("Tag", tag),
    ];
    ram.execute(by_name("CreateRole", Access::Write, &params))
        .await?;
    let roles = list_all(ram, ListRoles::default()).await?;
    let tags = roles
        .into_iter()
        .filter_map(|role| role.tags)
        .flat_map(|tags| tags.tag);
    equal("the number of tags", &tags.count(), &2)
}

/// Calls without a required parameter.
fn lacking() -> [(Call, &'static str); 4] {
    let (trust, custom) = (
        ("AssumeRolePolicyDocument", TRUST),
        ("PolicyType", "Custom"),
    );
    [
        (by_name("GetRole", Access::Read, &[]), "RoleName"),
        (by_name("CreateRole", Access::Write, &[trust]), "RoleName"),
        (
            by_name("CreateRole", Access::Write, &[("RoleName", "demo")]),
            "AssumeRolePolicyDocument",
        ),
        (by_name("GetPolicy", Access::Read, &[custom]), "PolicyName"),
    ]
}

/// Documented as required. API pages.
async fn a_call_without_a_required_parameter_is_refused(ram: &dyn RamProvider) -> Outcome {
    let before = snapshot(ram).await?;
    for (call, _) in lacking() {
        let error = refusal(ram.execute(call.clone()).await)?;
        equal("kind", &error.kind(), &ErrorKind::InvalidInput)
            .map_err(|failure| failure.in_call(&call))?;
    }
    before.ensure_same(&snapshot(ram).await?)
}

/// `MissingParameter.<Name>`, 400, is documented for STS only.
async fn a_missing_parameter_is_named_by_the_code(ram: &dyn RamProvider) -> Outcome {
    for (call, name) in lacking() {
        refuses_call(ram, call, 400, &format!("MissingParameter.{name}")).await?;
    }
    Ok(())
}

/// Descriptions are documented as 1 to 1,024 characters.
async fn an_empty_value_counts_as_not_set(ram: &dyn RamProvider) -> Outcome {
    let call = by_name("GetRole", Access::Read, &[("RoleName", "")]);
    refuses_call(ram, call, 400, "MissingParameter.RoleName").await?;
    let max_session_duration = Some(7200);
    let long = CreateRole {
        max_session_duration,
        ..role("demo")
    };
    ram.send(long).await?;
    let params = [("RoleName", "demo"), ("NewMaxSessionDuration", "")];
    ram.execute(by_name("UpdateRole", Access::IdempotentWrite, &params))
        .await?;
    let read = ram.get_role("demo").await?.max_session_duration;
    equal("MaxSessionDuration", &read, &max_session_duration)
}

/// The code is not documented.
async fn a_value_of_another_type_is_refused(ram: &dyn RamProvider) -> Outcome {
    make_policy(ram, "images").await?;
    let calls = [
        Call::of(&role("demo")).with_param("MaxSessionDuration", "an hour"),
        Call::of(&role("demo")).with_param("Tag", "owner=me"),
        by_name("ListRoles", Access::Read, &[("MaxItems", "-1")]),
        Call::of(&version("images", "-2")).with_param("SetAsDefault", "yes"),
    ];
    refuses_each(ram, calls, 400, "InvalidParameter").await
}

/// The order is not documented.
async fn the_first_of_several_errors_is_returned(ram: &dyn RamProvider) -> Outcome {
    make_role(ram, "there").await?;
    let name = "InvalidParameter.RoleName.InvalidChars";
    let malformed = "MalformedPolicyDocument";
    let create = |name: &str, trust: &str| {
        let params = [("RoleName", name), ("AssumeRolePolicyDocument", trust)];
        by_name("CreateRole", Access::Write, &params)
    };
    let update = by_name(
        "UpdateRole",
        Access::Write,
        &[
            ("RoleName", "gone"),
            ("NewAssumeRolePolicyDocument", "no document"),
        ],
    );
    let missing = by_name("CreateRole", Access::Write, &[("RoleName", "a b")]);
    let attach = Holder::Role.attach(&PolicyType::Custom, "gone", "there");
    for (call, code) in [
        (missing, "MissingParameter.AssumeRolePolicyDocument"),
        (create("a b", "no document"), name),
        (create("there", "no document"), malformed),
        (update, malformed),
    ] {
        refuses_call(ram, call, 400, code).await?;
    }
    refuses_call(ram, attach, 404, "EntityNotExist.Policy").await
}
