//! What holds for calls as such, whatever they are about.

use std::collections::BTreeSet;

use futures_util::future::join_all;
use rolewright::operation::{
    CreatePolicy, CreatePolicyVersion, CreateRole, DeleteRole, GetPolicyVersion, ListRoles,
    PolicyType, Tag,
};
use rolewright::{Access, Call, ErrorKind, RamProvider, RamProviderExt, Result, Service};

use crate::case::cases;
use crate::expect::{Failure, Outcome, ensure, equal, present, refused, refuses_call};
use crate::fixture::{
    DOCUMENT, Holder, TRUST, attach, document, make_policy, make_role, policy, role,
};
use crate::snapshot::{list_all, snapshot};

cases! {
    the_provider_says_who_it_is,
    every_answer_has_a_request_id_of_its_own,
    an_error_names_the_action_and_what_it_was_about,
    an_unknown_action_is_unsupported,
    an_unknown_action_or_version_has_the_code_of_the_gateway assumed "unknown-action",
    booleans_are_taken_in_either_case,
    parameters_that_nobody_knows_are_ignored,
    lists_are_taken_as_one_json_text,
    a_call_without_a_required_parameter_is_refused,
    a_missing_parameter_is_named_by_the_code assumed "missing-parameter",
    an_empty_value_counts_as_none assumed "empty-is-absent",
    a_value_of_another_type_is_refused assumed "unreadable-value",
    of_several_faults_the_first_one_answers assumed "order-of-checks",
    texts_come_back_byte_for_byte,
    reads_change_nothing,
    a_change_is_seen_by_the_next_call assumed "agreement",
    of_fifty_creates_of_one_role_exactly_one_succeeds,
    of_many_attachments_of_one_policy_exactly_one_succeeds,
    many_roles_are_made_at_once,
    a_limit_holds_for_calls_at_once [roles: 3],
    versions_made_at_once_get_numbers_of_their_own [versions: 4],
}

fn by_name(action: &'static str, access: Access, params: &[(&str, &str)]) -> Call {
    let call = Call::new(Service::RAM, action, access);
    params
        .iter()
        .fold(call, |call, (name, value)| call.with_param(*name, *value))
}

/// Name and endpoint are there, so that reports can tell where they come from.
pub async fn the_provider_says_who_it_is(ram: &dyn RamProvider) -> Outcome {
    let info = ram.info();
    ensure(
        !info.name.is_empty() && !info.endpoint.is_empty(),
        "a name and an endpoint",
        info,
    )
}

/// `RequestId` stands at the top of every answer. Page on responses.
pub async fn every_answer_has_a_request_id_of_its_own(ram: &dyn RamProvider) -> Outcome {
    let calls = [
        Call::of(&role("demo")),
        Call::of(&ListRoles::default()),
        Call::of(&ListRoles::default()),
        Call::of(&DeleteRole {
            role_name: "demo".into(),
        }),
    ];
    let mut seen = BTreeSet::new();
    for call in calls {
        let id = present("RequestId", ram.execute(call).await?.request_id())?;
        ensure(
            !id.is_empty() && seen.insert(id.clone()),
            "a new RequestId",
            id,
        )?;
    }
    Ok(())
}

/// So that a message can be understood without the call.
pub async fn an_error_names_the_action_and_what_it_was_about(ram: &dyn RamProvider) -> Outcome {
    let error = refusal(ram.get_role("gone").await)?;
    equal("action", &error.action(), &Some("GetRole"))?;
    equal("resource", &error.resource(), &Some("gone"))
}

/// The error, when there is one.
fn refusal<T: std::fmt::Debug>(answer: Result<T>) -> Outcome<rolewright::Error> {
    match answer {
        Ok(value) => Err(Failure {
            expected: "a refusal".into(),
            got: format!("success: {value:?}"),
        }),
        Err(error) => Ok(error),
    }
}

/// Calls cross the seam by name, so a provider meets names that it does not know.
pub async fn an_unknown_action_is_unsupported(ram: &dyn RamProvider) -> Outcome {
    let call = by_name("MakeCoffee", Access::Write, &[("RoleName", "demo")]);
    let error = refusal(ram.execute(call).await)?;
    equal("kind", &error.kind(), &ErrorKind::Unsupported)?;
    ensure(
        !error.maybe_applied(),
        "it was surely not carried out",
        error,
    )
}

/// The gateway's list of errors; its older name is `InvalidApi.NotFound`.
pub async fn an_unknown_action_or_version_has_the_code_of_the_gateway(
    ram: &dyn RamProvider,
) -> Outcome {
    let code = "InvalidAction.NotFound";
    refuses_call(ram, by_name("MakeCoffee", Access::Write, &[]), 404, code).await?;
    refuses_call(
        ram,
        by_name("GetCallerIdentity", Access::Read, &[]),
        404,
        code,
    )
    .await?;
    let version = Service {
        version: "2014-02-14".into(),
        ..Service::RAM
    };
    let call = Call::new(version, "ListRoles", Access::Read);
    refuses_call(ram, call, 400, "InvalidVersion").await
}

/// The official Python SDK sends `True`.
pub async fn booleans_are_taken_in_either_case(ram: &dyn RamProvider) -> Outcome {
    make_policy(ram, "images").await?;
    for (text, in_force) in [
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
        let made: rolewright::operation::CreatePolicyVersionOutput = reply.decode()?;
        let what = format!("IsDefaultVersion for `{text}`");
        equal(&what, &made.policy_version.is_default_version, &in_force)?;
    }
    let params = [("PolicyName", "images"), ("CascadingDelete", "True")];
    ram.execute(by_name("DeletePolicy", Access::Write, &params))
        .await?;
    Ok(())
}

/// Clients add some of their own.
pub async fn parameters_that_nobody_knows_are_ignored(ram: &dyn RamProvider) -> Outcome {
    let extra = |call: Call| {
        call.with_param("RegionId", "cn-hangzhou")
            .with_param("SignatureType", "")
            .with_param("FavouriteColour", "blue")
    };
    ram.execute(extra(Call::of(&role("demo")))).await?;
    ram.execute(extra(by_name(
        "GetRole",
        Access::Read,
        &[("RoleName", "demo")],
    )))
    .await?;
    Ok(())
}

/// `Tag` and `ResourceNames` are one JSON text each. SDK 1.3.0.
pub async fn lists_are_taken_as_one_json_text(ram: &dyn RamProvider) -> Outcome {
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

/// Some calls without what they need.
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

/// What the pages mark as required must be there.
pub async fn a_call_without_a_required_parameter_is_refused(ram: &dyn RamProvider) -> Outcome {
    let before = snapshot(ram).await?;
    for (call, _) in lacking() {
        let error = refusal(ram.execute(call.clone()).await)?;
        equal("kind", &error.kind(), &ErrorKind::InvalidInput)
            .map_err(|failure| failure.in_call(&call))?;
    }
    before.ensure_same(&snapshot(ram).await?)
}

/// `MissingParameter.<Name>`, 400, is known from STS only.
pub async fn a_missing_parameter_is_named_by_the_code(ram: &dyn RamProvider) -> Outcome {
    for (call, name) in lacking() {
        refuses_call(ram, call, 400, &format!("MissingParameter.{name}")).await?;
    }
    Ok(())
}

/// Descriptions have 1 to 1,024 characters, so an empty one is none.
pub async fn an_empty_value_counts_as_none(ram: &dyn RamProvider) -> Outcome {
    let call = by_name("GetRole", Access::Read, &[("RoleName", "")]);
    refuses_call(ram, call, 400, "MissingParameter.RoleName").await?;
    ram.send(CreateRole {
        description: Some("old".into()),
        ..role("demo")
    })
    .await?;
    let params = [("RoleName", "demo"), ("NewDescription", "")];
    ram.execute(by_name("UpdateRole", Access::IdempotentWrite, &params))
        .await?;
    let read = ram.get_role("demo").await?.description;
    equal("Description", &read.as_deref(), &Some("old"))
}

/// No page names the code.
pub async fn a_value_of_another_type_is_refused(ram: &dyn RamProvider) -> Outcome {
    make_policy(ram, "images").await?;
    for call in [
        Call::of(&role("demo")).with_param("MaxSessionDuration", "an hour"),
        Call::of(&role("demo")).with_param("Tag", "owner=me"),
        by_name("ListRoles", Access::Read, &[("MaxItems", "-1")]),
        Call::of(&version("-2")).with_param("SetAsDefault", "yes"),
    ] {
        refuses_call(ram, call, 400, "InvalidParameter").await?;
    }
    Ok(())
}

/// No page gives an order.
pub async fn of_several_faults_the_first_one_answers(ram: &dyn RamProvider) -> Outcome {
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

/// Texts are in UTF-8. Page on common parameters.
pub async fn texts_come_back_byte_for_byte(ram: &dyn RamProvider) -> Outcome {
    for text in [
        "für 容器镜像 🦀",
        "a+b %20 &c=d \"e\" \\ / ~*'()",
        "two\nlines\tand a tab",
        "e\u{301}\u{202e}",
    ] {
        let description = Some(text.to_owned());
        ram.send(CreateRole {
            description: description.clone(),
            ..role("demo")
        })
        .await?;
        ram.send(CreatePolicy {
            description: description.clone(),
            ..policy("images")
        })
        .await?;
        attach(ram, "images", "demo").await?;
        equal(
            "Description of the role",
            &ram.get_role("demo").await?.description,
            &description,
        )?;
        let read = ram.get_policy("images").await?.policy.description;
        equal("Description of the policy", &read, &description)?;
        let attached = ram.list_policies_for_role("demo").await?;
        let shown = attached
            .into_iter()
            .next()
            .and_then(|policy| policy.description);
        equal("Description in the list", &shown, &description)?;
        ram.execute(Holder::Role.detach(&PolicyType::Custom, "images", "demo"))
            .await?;
        ram.send(DeleteRole {
            role_name: "demo".into(),
        })
        .await?;
        let delete = by_name("DeletePolicy", Access::Write, &[("PolicyName", "images")]);
        ram.execute(delete).await?;
    }
    Ok(())
}

/// Every reading operation, called twice, answers the same.
pub async fn reads_change_nothing(ram: &dyn RamProvider) -> Outcome {
    for holder in Holder::ALL {
        holder.make(ram, "demo").await?;
    }
    make_policy(ram, "images").await?;
    attach(ram, "images", "demo").await?;
    let tag = vec![Tag {
        key: "k".into(),
        value: "v".into(),
    }];
    ram.send(CreateRole {
        tag,
        ..role("tagged")
    })
    .await?;
    let before = snapshot(ram).await?;
    let get = GetPolicyVersion {
        policy_type: PolicyType::Custom,
        policy_name: "images".into(),
        version_id: "v1".into(),
    };
    ram.send(get).await?;
    ram.get_caller_identity().await?;
    before.ensure_same(&snapshot(ram).await?)
}

/// No delay is documented; clouds usually have one.
pub async fn a_change_is_seen_by_the_next_call(ram: &dyn RamProvider) -> Outcome {
    for _ in 0..20 {
        make_role(ram, "demo").await?;
        ram.get_role("demo").await?;
        ram.send(DeleteRole {
            role_name: "demo".into(),
        })
        .await?;
        refused(ram.get_role("demo").await, 404, "EntityNotExist.Role")?;
    }
    Ok(())
}

/// Fails unless that many of the calls succeed and all others are refused with the code.
async fn ensure_successes(
    ram: &dyn RamProvider,
    calls: impl IntoIterator<Item = Call>,
    successes: usize,
    code: &str,
) -> Outcome {
    let answers = join_all(calls.into_iter().map(|call| ram.execute(call))).await;
    let (good, bad): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
    equal("calls that succeed", &good.len(), &successes)?;
    bad.into_iter()
        .try_for_each(|answer| refused(answer, 409, code))
}

/// A name is given once, whoever asks at the same time.
pub async fn of_fifty_creates_of_one_role_exactly_one_succeeds(ram: &dyn RamProvider) -> Outcome {
    let calls = (0..50).map(|_| Call::of(&role("demo")));
    ensure_successes(ram, calls, 1, "EntityAlreadyExists.Role").await
}

/// An attachment is made once.
pub async fn of_many_attachments_of_one_policy_exactly_one_succeeds(
    ram: &dyn RamProvider,
) -> Outcome {
    make_policy(ram, "images").await?;
    make_role(ram, "demo").await?;
    let attach = |_| Holder::Role.attach(&PolicyType::Custom, "images", "demo");
    ensure_successes(
        ram,
        (0..20).map(attach),
        1,
        "EntityAlreadyExists.Role.Policy",
    )
    .await?;
    equal(
        "attached policies",
        &Holder::Role.attached(ram, "demo").await?.len(),
        &1,
    )
}

/// Calls at once do not lose each other's changes.
pub async fn many_roles_are_made_at_once(ram: &dyn RamProvider) -> Outcome {
    let names: Vec<_> = (10..50).map(|number| format!("role-{number}")).collect();
    ensure_successes(ram, names.iter().map(|name| Call::of(&role(name))), 40, "").await?;
    let roles = list_all(ram, ListRoles::default()).await?;
    let mut listed: Vec<_> = roles.iter().map(|role| &role.role_name).collect();
    listed.sort_unstable();
    equal(
        "roles",
        listed.as_slice(),
        names.iter().collect::<Vec<_>>().as_slice(),
    )?;
    let ids: BTreeSet<_> = roles.iter().map(|role| &role.role_id).collect();
    equal("different ids", &ids.len(), &40)
}

/// Limits count what is there, not what was there when a call came in.
pub async fn a_limit_holds_for_calls_at_once(ram: &dyn RamProvider) -> Outcome {
    let calls = (0..20).map(|number| Call::of(&role(&format!("role-{number}"))));
    ensure_successes(ram, calls, 3, "LimitExceeded.Role").await
}

fn version(text: &str) -> CreatePolicyVersion {
    CreatePolicyVersion {
        policy_name: "images".into(),
        policy_document: document(text),
        ..CreatePolicyVersion::default()
    }
}

/// Each version has a number of its own, and the limit holds.
pub async fn versions_made_at_once_get_numbers_of_their_own(ram: &dyn RamProvider) -> Outcome {
    make_policy(ram, "images").await?;
    let calls = (0..10).map(|number| Call::of(&version(&format!("-{number}"))));
    ensure_successes(ram, calls, 3, "LimitExceeded.Policy.Version").await?;
    for version_id in ["v1", "v2", "v3", "v4"] {
        let get = GetPolicyVersion {
            policy_type: PolicyType::Custom,
            policy_name: "images".into(),
            version_id: version_id.into(),
        };
        ram.send(get).await?;
    }
    Ok(())
}
