//! Mutated providers fail the suite: each breaks one rule, and the named case must detect it.

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

/// A mutation of a provider.
#[derive(Clone, Copy, Debug)]
enum Mutation {
    /// Changes the call.
    Sends(fn(Call) -> Call),
    /// Replies without executing the call.
    Invents(fn(&Call) -> Option<Reply>),
    /// Changes the reply.
    Says(fn(&Call, Result<Reply>) -> Result<Reply>),
    /// Makes a change although the call fails.
    Does(fn(&Call) -> Option<Call>),
}

#[derive(Debug)]
struct Mutated(Arc<dyn RamProvider>, Mutation);

#[async_trait]
impl RamProvider for Mutated {
    fn info(&self) -> ProviderInfo {
        self.0.info()
    }

    async fn execute(&self, call: Call) -> Result<Reply> {
        match self.1 {
            Mutation::Sends(other) => self.0.execute(other(call)).await,
            Mutation::Invents(answer) => match answer(&call) {
                Some(reply) => Ok(reply),
                None => self.0.execute(call).await,
            },
            Mutation::Says(change) => change(&call, self.0.execute(call.clone()).await),
            Mutation::Does(more) => {
                let answer = self.0.execute(call.clone()).await;
                if let (Err(_), Some(more)) = (&answer, more(&call)) {
                    self.0.execute(more).await?;
                }
                answer
            }
        }
    }
}

struct Lying(Mutation);

#[async_trait]
impl Harness for Lying {
    async fn fresh(&self, limits: Limits) -> Result<Arc<dyn RamProvider>> {
        Ok(Arc::new(Mutated(Memory.fresh(limits).await?, self.0)))
    }

    async fn fresh_as_user(&self, limits: Limits, user: &str) -> Result<Arc<dyn RamProvider>> {
        Ok(Arc::new(Mutated(
            Memory.fresh_as_user(limits, user).await?,
            self.0,
        )))
    }
}

fn done() -> Reply {
    Reply::encode(&Done::default(), "R-1").unwrap()
}

/// Changes the JSON of the reply to an action.
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

/// Changes an error response.
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
        .unwrap()
        .into_iter()
        .filter(|(param, _)| *param != name)
    {
        cut = cut.with_param(param, value);
    }
    cut
}

const MUTATIONS: &[(&str, Mutation)] = &[
    (
        "creating_a_role_twice_is_already_exists",
        Mutation::Says(a_second_create_succeeds),
    ),
    (
        "of_fifty_creates_of_one_role_exactly_one_succeeds",
        Mutation::Says(a_second_create_succeeds),
    ),
    (
        "a_deleted_role_leaves_nothing_behind",
        Mutation::Invents(|call| (call.action == DeleteRole::ACTION).then(done)),
    ),
    (
        "an_unknown_action_is_unsupported",
        Mutation::Invents(|call| (call.action == "MakeCoffee").then(done)),
    ),
    (
        "the_attachments_of_a_policy_are_counted",
        Mutation::Says(|call, answer| {
            edited(GetPolicy::ACTION, call, answer, |value| {
                value["Policy"]["AttachmentCount"] = json!(0);
            })
        }),
    ),
    (
        "a_marker_is_present_only_when_there_is_more",
        Mutation::Says(|call, answer| {
            edited(ListRoles::ACTION, call, answer, |value| {
                value["Marker"] = json!("more");
            })
        }),
    ),
    (
        "a_list_of_roles_comes_without_trust_policies",
        Mutation::Says(|call, answer| {
            edited(ListRoles::ACTION, call, answer, |value| {
                value["Roles"]["Role"][0]["AssumeRolePolicyDocument"] = json!("{}");
            })
        }),
    ),
    (
        "a_list_of_tags_is_a_plain_array",
        Mutation::Says(|call, answer| {
            edited(ListTagResources::ACTION, call, answer, |value| {
                value["TagResources"] = json!({ "TagResource": value["TagResources"].take() });
            })
        }),
    ),
    (
        "texts_come_back_byte_for_byte",
        Mutation::Sends(|call| match call.params.get("Description") {
            Some(text) => {
                let text = text.replace('+', " ");
                call.with_param("Description", text)
            }
            None => call,
        }),
    ),
    (
        "a_new_version_becomes_the_default_when_requested",
        Mutation::Sends(|call| without("SetAsDefault", call)),
    ),
    (
        "a_policy_takes_no_version_over_its_limit",
        Mutation::Sends(|call| {
            call.with_param(
                "RotateStrategy",
                "DeleteOldestNonDefaultVersionWhenLimitExceeded",
            )
        }),
    ),
    (
        "pages_of_one_show_every_item_once",
        Mutation::Sends(|call| without("MaxItems", call)),
    ),
    (
        "every_operation_on_a_missing_object_is_not_found",
        Mutation::Says(|_, answer| refused_as(answer, |service| service.status = 400)),
    ),
    (
        "attaching_twice_is_already_exists",
        Mutation::Says(|_, answer| {
            refused_as(answer, |service| {
                service.code = "EntityAlreadyExists".into();
            })
        }),
    ),
    (
        "creating_a_user_twice_is_already_exists",
        Mutation::Says(|_, answer| refused_as(answer, |service| service.request_id = None)),
    ),
    (
        "creating_a_group_twice_is_already_exists",
        Mutation::Says(|_, answer| answer.map_err(|error| error.with_maybe_applied(true))),
    ),
    (
        "creating_a_role_twice_is_already_exists",
        Mutation::Does(|call| {
            let update = UpdateRole {
                role_name: call.params.get("RoleName")?.into(),
                new_description: Some("changed by the mutation".into()),
                ..UpdateRole::default()
            };
            (call.action == CreateRole::ACTION).then(|| Call::of(&update))
        }),
    ),
];

#[tokio::test]
async fn each_mutation_is_detected_by_its_case() {
    for (name, mutation) in MUTATIONS {
        let case = cases().into_iter().find(|case| case.name == *name);
        let case = case.unwrap_or_else(|| panic!("unknown case {name}"));
        assert_eq!(case.run(&Memory).await, Verdict::Passed, "{name}");
        let verdict = case.run(&Lying(*mutation)).await;
        assert!(
            matches!(verdict, Verdict::Failed(_)),
            "{name} does not detect {mutation:?}"
        );
    }
}

#[tokio::test]
async fn a_mutated_provider_fails_the_suite() {
    let summary = run_all(&Lying(Mutation::Says(a_second_create_succeeds)), &[]).await;
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

/// A harness that can't create accounts.
struct Broken;

#[async_trait]
impl Harness for Broken {
    async fn fresh(&self, _: Limits) -> Result<Arc<dyn RamProvider>> {
        Err(Error::new(ErrorKind::Transport, "connection refused"))
    }

    async fn fresh_as_user(&self, limits: Limits, _: &str) -> Result<Arc<dyn RamProvider>> {
        self.fresh(limits).await
    }
}

#[tokio::test]
async fn a_failing_harness_passes_no_case() {
    let summary = run_all(&Broken, &[]).await;
    assert!(
        summary.passed.is_empty() && summary.skipped.is_empty(),
        "{summary}"
    );
}
