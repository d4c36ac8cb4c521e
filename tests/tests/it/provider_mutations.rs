//! The suite finds providers that lie: each breaks one rule, and a case that is named here must
//! see it.

use std::sync::Arc;

use async_trait::async_trait;
use rolewright::operation::{
    CreateRole, CreateRoleOutput, DeleteRole, Done, GetPolicy, ListRoles, ListTagResources,
    UpdateRole,
};
use rolewright::{
    Call, Error, ErrorKind, Operation, ProviderInfo, RamProvider, Reply, Result, ServiceError,
};
use rolewright_conformance::{Harness, Limits, Verdict, cases, run_all};
use serde_json::{Value, json};

use crate::harness::Memory;

/// How a provider lies.
#[derive(Clone, Copy, Debug)]
enum Lie {
    /// It carries out another call than it was given.
    Sends(fn(Call) -> Call),
    /// It answers by itself.
    Invents(fn(&Call) -> Option<Reply>),
    /// It changes what was answered.
    Says(fn(&Call, Result<Reply>) -> Result<Reply>),
    /// It changes something although it refuses.
    Does(fn(&Call) -> Option<Call>),
}

#[derive(Debug)]
struct Liar(Arc<dyn RamProvider>, Lie);

#[async_trait]
impl RamProvider for Liar {
    fn info(&self) -> ProviderInfo {
        self.0.info()
    }

    async fn execute(&self, call: Call) -> Result<Reply> {
        match self.1 {
            Lie::Sends(other) => self.0.execute(other(call)).await,
            Lie::Invents(answer) => match answer(&call) {
                Some(reply) => Ok(reply),
                None => self.0.execute(call).await,
            },
            Lie::Says(change) => change(&call, self.0.execute(call.clone()).await),
            Lie::Does(more) => {
                let answer = self.0.execute(call.clone()).await;
                if let (Err(_), Some(more)) = (&answer, more(&call)) {
                    self.0.execute(more).await?;
                }
                answer
            }
        }
    }
}

struct Lying(Lie);

#[async_trait]
impl Harness for Lying {
    async fn fresh(&self, limits: Limits) -> Result<Arc<dyn RamProvider>> {
        Ok(Arc::new(Liar(Memory.fresh(limits).await?, self.0)))
    }

    async fn fresh_as_user(&self, limits: Limits, user: &str) -> Result<Arc<dyn RamProvider>> {
        Ok(Arc::new(Liar(
            Memory.fresh_as_user(limits, user).await?,
            self.0,
        )))
    }
}

fn done() -> Reply {
    Reply::encode(&Done {}, "R-1").unwrap()
}

/// The answer of that action with something changed in its JSON.
fn edited(
    action: &str,
    call: &Call,
    answer: Result<Reply>,
    edit: impl FnOnce(&mut Value),
) -> Result<Reply> {
    let reply = answer?;
    if call.action != action {
        return Ok(reply);
    }
    let mut value: Value = reply.decode()?;
    edit(&mut value);
    Ok(Reply::new(value.to_string().into_bytes()))
}

/// The refusal with something changed in it.
fn refused_as(answer: Result<Reply>, change: impl FnOnce(&mut ServiceError)) -> Result<Reply> {
    answer.map_err(|error| {
        let mut service = error.service().unwrap().clone();
        change(&mut service);
        Error::from_service(service)
    })
}

fn a_second_create_succeeds(call: &Call, answer: Result<Reply>) -> Result<Reply> {
    match answer {
        Err(error) if call.action == CreateRole::ACTION && error.is_already_exists() => {
            Reply::encode(&CreateRoleOutput::default(), "R-1")
        }
        other => other,
    }
}

fn without(name: &str, call: Call) -> Call {
    let mut cut = Call::new(call.service, call.action, call.access);
    for (param, value) in call
        .params
        .for_wire()
        .into_iter()
        .filter(|(param, _)| *param != name)
    {
        cut = cut.with_param(param, value);
    }
    cut
}

const LIES: &[(&str, Lie)] = &[
    (
        "creating_a_role_twice_is_already_exists",
        Lie::Says(a_second_create_succeeds),
    ),
    (
        "of_fifty_creates_of_one_role_exactly_one_succeeds",
        Lie::Says(a_second_create_succeeds),
    ),
    (
        "a_deleted_role_leaves_nothing_behind",
        Lie::Invents(|call| (call.action == DeleteRole::ACTION).then(done)),
    ),
    (
        "an_unknown_action_is_unsupported",
        Lie::Invents(|call| (call.action == "MakeCoffee").then(done)),
    ),
    (
        "the_attachments_of_a_policy_are_counted",
        Lie::Says(|call, answer| {
            edited(GetPolicy::ACTION, call, answer, |value| {
                value["Policy"]["AttachmentCount"] = json!(0);
            })
        }),
    ),
    (
        "a_marker_is_present_only_when_there_is_more",
        Lie::Says(|call, answer| {
            edited(ListRoles::ACTION, call, answer, |value| {
                value["Marker"] = json!("more");
            })
        }),
    ),
    (
        "a_list_of_roles_comes_without_trust_policies",
        Lie::Says(|call, answer| {
            edited(ListRoles::ACTION, call, answer, |value| {
                value["Roles"]["Role"][0]["AssumeRolePolicyDocument"] = json!("{}");
            })
        }),
    ),
    (
        "a_list_of_tags_is_a_plain_array",
        Lie::Says(|call, answer| {
            edited(ListTagResources::ACTION, call, answer, |value| {
                value["TagResources"] = json!({ "TagResource": value["TagResources"].take() });
            })
        }),
    ),
    (
        "texts_come_back_byte_for_byte",
        Lie::Sends(|call| match call.params.get("Description") {
            Some(text) => {
                let text = text.replace('+', " ");
                call.with_param("Description", text)
            }
            None => call,
        }),
    ),
    (
        "a_new_version_becomes_the_default_when_requested",
        Lie::Sends(|call| without("SetAsDefault", call)),
    ),
    (
        "a_policy_takes_no_version_over_its_limit",
        Lie::Sends(|call| {
            call.with_param(
                "RotateStrategy",
                "DeleteOldestNonDefaultVersionWhenLimitExceeded",
            )
        }),
    ),
    (
        "pages_of_one_show_every_item_once",
        Lie::Sends(|call| without("MaxItems", call)),
    ),
    (
        "every_operation_on_a_missing_object_is_not_found",
        Lie::Says(|_, answer| refused_as(answer, |service| service.status = 400)),
    ),
    (
        "attaching_twice_is_already_exists",
        Lie::Says(|_, answer| {
            refused_as(answer, |service| {
                service.code = "EntityAlreadyExists".into();
            })
        }),
    ),
    (
        "creating_a_user_twice_is_already_exists",
        Lie::Says(|_, answer| refused_as(answer, |service| service.request_id = None)),
    ),
    (
        "creating_a_group_twice_is_already_exists",
        Lie::Says(|_, answer| answer.map_err(|error| error.with_maybe_applied(true))),
    ),
    (
        "creating_a_role_twice_is_already_exists",
        Lie::Does(|call| {
            let update = UpdateRole {
                role_name: call.params.get("RoleName")?.into(),
                new_description: Some("changed all the same".into()),
                ..UpdateRole::default()
            };
            (call.action == CreateRole::ACTION).then(|| Call::of(&update))
        }),
    ),
];

#[tokio::test]
async fn each_lie_is_found_by_the_case_of_its_rule() {
    for (name, lie) in LIES {
        let case = cases().into_iter().find(|case| case.name == *name);
        let case = case.unwrap_or_else(|| panic!("there is no case {name}"));
        assert_eq!(case.run(&Memory).await, Verdict::Passed, "{name}");
        let verdict = case.run(&Lying(*lie)).await;
        assert!(
            matches!(verdict, Verdict::Failed(_)),
            "{name} does not see {lie:?}"
        );
    }
}

#[tokio::test]
async fn a_provider_that_lies_fails_the_suite_by_name() {
    let summary = run_all(&Lying(Lie::Says(a_second_create_succeeds)), &[]).await;
    assert!(!summary.is_ok());
    let failed: Vec<_> = summary.failed.iter().map(|(name, _)| *name).collect();
    assert!(
        failed.contains(&"creating_a_role_twice_is_already_exists"),
        "{failed:?}"
    );
    assert!(
        summary.to_string().contains("expected: CreateRole {"),
        "{summary}"
    );
}

/// Can make no account at all.
struct Broken;

#[async_trait]
impl Harness for Broken {
    async fn fresh(&self, _: Limits) -> Result<Arc<dyn RamProvider>> {
        Err(Error::new(ErrorKind::Transport, "nobody is there"))
    }

    async fn fresh_as_user(&self, limits: Limits, _: &str) -> Result<Arc<dyn RamProvider>> {
        self.fresh(limits).await
    }
}

#[tokio::test]
async fn a_harness_that_fails_passes_nothing() {
    let summary = run_all(&Broken, &[]).await;
    assert!(
        summary.passed.is_empty() && summary.skipped.is_empty(),
        "{summary}"
    );
}
