//! Every built-in recipe, from an empty account to an empty account.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rolewright::mock::Account;
use rolewright::operation::{CreateRole, DeleteRole, DetachPolicyFromRole, PolicyType, UpdateRole};
use rolewright::recipe::{Recipe, library};
use rolewright::setup::driver::Event;
use rolewright::setup::{Goal, Options, Report, Status};
use rolewright::{MemoryProvider, RamProvider, RamProviderExt, Result, RunOptions, run_all};

fn options() -> Options {
    Options {
        accept_assumed: true,
        ..Options::default()
    }
}

async fn reports(
    recipes: &[Arc<dyn Recipe>],
    goal: Goal,
    provider: &dyn RamProvider,
) -> Vec<Result<Report>> {
    let runs = recipes.iter().map(|recipe| (Arc::clone(recipe), options()));
    let runs = run_all(runs.collect(), goal, provider, RunOptions::default());
    let results = runs.await.unwrap().into_iter();
    results.map(|(_, result)| result).collect()
}

/// Every built-in recipe, with example values.
fn recipes() -> Vec<(&'static str, Vec<Arc<dyn Recipe>>)> {
    let bound = library::all().iter().map(|entry| {
        let roles = entry.bind(&entry.example_arguments()).unwrap();
        (entry.id.as_str(), roles)
    });
    bound.collect()
}

fn is_empty(account: &Account) -> bool {
    account.roles.is_empty() && account.policies.is_empty()
}

#[tokio::test(flavor = "current_thread")]
async fn every_recipe_is_applied_verified_and_destroyed_without_a_trace() {
    let recipes = recipes();
    assert!(recipes.len() > 400);
    for (id, roles) in recipes {
        let provider = MemoryProvider::new();
        for report in reports(&roles, Goal::Apply, &provider).await {
            let report = report.unwrap_or_else(|error| panic!("{id}: {error}"));
            assert!(
                report.is_changed() && report.error.is_none(),
                "{id}: {report:?}"
            );
        }
        for report in reports(&roles, Goal::VERIFY, &provider).await {
            let report = report.unwrap();
            let mut requirements = report.requirements.iter();
            assert!(
                requirements.clone().any(|one| one.status == Status::Passed),
                "{id}"
            );
            let failed = requirements.find(|one| one.status == Status::Failed);
            assert!(failed.is_none(), "{id}: {failed:?}");
        }
        for report in reports(&roles, Goal::Plan, &provider).await {
            assert!(report.unwrap().changes.is_empty(), "{id}");
        }
        for report in reports(&roles, Goal::Destroy, &provider).await {
            let report = report.unwrap();
            assert!(report.is_ok(), "{id}: {report:?}");
        }
        assert!(provider.with_account(|account| is_empty(account)), "{id}");
    }
}

/// A way to damage a set-up, and the cause that has to be reported first.
type Damage = (&'static str, &'static str);

const DAMAGES: [Damage; 3] = [
    ("role renamed", "role_missing"),
    ("trust swapped", "trust"),
    ("policy detached", "not_attached"),
];

/// Damages a service-linked role. No call can change one, so the account itself is changed.
fn damage_linked(provider: &MemoryProvider, recipe: &dyn Recipe, what: &str) {
    let name = recipe.role().as_str();
    provider.with_account(|account| {
        let mut role = account.roles.remove(name).unwrap();
        match what {
            "role renamed" => drop(account.roles.insert(format!("{name}2"), role)),
            "trust swapped" => {
                let service = recipe.linked_to().unwrap();
                role.trust = role.trust.replace(service, "other.aliyuncs.com");
                account.roles.insert(name.into(), role);
            }
            _ => {
                role.policies.clear();
                account.roles.insert(name.into(), role);
            }
        }
    });
}

async fn damage(provider: &MemoryProvider, recipe: &dyn Recipe, what: &str) {
    if recipe.linked_to().is_some() {
        return damage_linked(provider, recipe, what);
    }
    let role_name = recipe.role().to_string();
    let other = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":["other.aliyuncs.com"]}}]}"#;
    let detach = DetachPolicyFromRole {
        policy_type: recipe.policy_type(),
        policy_name: recipe.policy().to_string(),
        role_name: role_name.clone(),
        ..Default::default()
    };
    match what {
        "role renamed" => {
            let create = CreateRole {
                role_name: format!("{role_name}2"),
                assume_role_policy_document: other.to_owned(),
                ..CreateRole::default()
            };
            provider.send(detach).await.unwrap();
            for name in recipe.further_system_policies() {
                let detach = DetachPolicyFromRole {
                    policy_type: PolicyType::System,
                    policy_name: name.to_string(),
                    role_name: role_name.clone(),
                    ..Default::default()
                };
                provider.send(detach).await.unwrap();
            }
            provider
                .send(DeleteRole {
                    role_name,
                    ..Default::default()
                })
                .await
                .unwrap();
            provider.send(create).await.unwrap();
        }
        "trust swapped" => {
            let update = UpdateRole {
                role_name,
                new_assume_role_policy_document: Some(other.to_owned()),
                ..UpdateRole::default()
            };
            provider.send(update).await.unwrap();
        }
        _ => drop(provider.send(detach).await.unwrap()),
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_damaged_role_is_found_with_its_cause_first() {
    let mut count = 0;
    for (id, roles) in recipes() {
        for role in &roles {
            for (what, cause) in DAMAGES {
                let provider = MemoryProvider::new();
                let one = [Arc::clone(role)];
                drop(reports(&one, Goal::Apply, &provider).await);
                damage(&provider, &**role, what).await;
                let report = reports(&one, Goal::VERIFY, &provider)
                    .await
                    .remove(0)
                    .unwrap();
                assert!(!report.has_passed(), "{id}: {what}");
                let first = report.causes.first().map(|one| one.id.as_str().to_owned());
                assert!(
                    first.as_ref().is_some_and(|first| first.contains(cause)),
                    "{id}: {what}: {first:?}"
                );
                let drift = reports(&one, Goal::Drift, &provider)
                    .await
                    .remove(0)
                    .unwrap();
                assert!(!drift.is_ok(), "{id}: {what}");
                count += 1;
            }
        }
    }
    assert!(count > 1_200, "{count}");
}

#[tokio::test(flavor = "current_thread")]
async fn twelve_roles_take_as_many_rounds_as_one() {
    let entry = library::builtin("ack/quick-authorization").unwrap();
    let roles = entry.bind(&entry.example_arguments()).unwrap();
    assert_eq!(roles.len(), 12);
    let provider = MemoryProvider::new();
    let rounds = AtomicUsize::new(0);
    let waits = AtomicUsize::new(0);
    let on_event = |event: Event| match event {
        Event::Reading(_) | Event::Writing(_) => drop(rounds.fetch_add(1, Ordering::Relaxed)),
        Event::Waiting(_) => drop(waits.fetch_add(1, Ordering::Relaxed)),
        _ => {}
    };
    let runs = roles.into_iter().map(|role| (role, options())).collect();
    let all = RunOptions {
        on_event: Some(Box::new(on_event)),
        ..RunOptions::default()
    };
    let reports = run_all(runs, Goal::Apply, &provider, all).await.unwrap();
    let mut results = reports.iter().map(|(_, result)| result);
    assert!(results.all(|one| one.as_ref().is_ok_and(Report::is_ok)));
    assert_eq!(waits.into_inner(), 0);
    assert_eq!(
        rounds.into_inner(),
        12 * 4,
        "four rounds each, concurrently"
    );
}

#[tokio::test(flavor = "current_thread")]
async fn a_trust_without_source_is_written_only_when_it_is_accepted() {
    let entry = library::builtin("AliyunLogDefaultRole").unwrap();
    let roles = entry.bind(&entry.example_arguments()).unwrap();
    let provider = MemoryProvider::new();
    let run = |goal| {
        let runs = roles
            .iter()
            .map(|role| (Arc::clone(role), Options::default()));
        run_all(runs.collect(), goal, &provider, RunOptions::default())
    };
    let refused = run(Goal::Apply).await.unwrap().remove(0).1.unwrap_err();
    assert!(
        refused
            .to_string()
            .contains("the trust in log.aliyuncs.com is assumed"),
        "{refused}"
    );
    assert!(provider.with_account(|account| is_empty(account)));
    let plan = run(Goal::Plan).await.unwrap().remove(0).1.unwrap();
    assert_eq!(plan.changes.len(), 2);
    let applied = reports(&roles, Goal::Apply, &provider)
        .await
        .remove(0)
        .unwrap();
    assert!(applied.is_ok());
    // Nothing is written that was not accepted before.
    assert!(run(Goal::Apply).await.unwrap().remove(0).1.unwrap().is_ok());
}

#[tokio::test(flavor = "current_thread")]
async fn a_role_for_another_account_is_left_out() {
    let entry = library::builtin("ros/stack-groups").unwrap();
    let target = [(
        "administrator".to_owned(),
        vec!["2234567890123456".to_owned()],
    )];
    let roles = entry.bind(&target.into()).unwrap();
    let provider = MemoryProvider::new();
    let applied = reports(&roles, Goal::Apply, &provider).await;
    assert_eq!(applied.len(), 1);
    let names = provider.with_account(|account| account.roles.len());
    assert_eq!(names, 1, "only the execution role");
    let only_admin = run_all(
        roles
            .iter()
            .take(1)
            .map(|role| (Arc::clone(role), options()))
            .collect(),
        Goal::Apply,
        &provider,
        RunOptions::default(),
    );
    let error = only_admin.await.unwrap_err();
    assert!(
        error.to_string().contains("none of the roles is needed"),
        "{error}"
    );
}

#[tokio::test(flavor = "current_thread")]
async fn a_role_with_several_policies_is_destroyed_without_a_trace() {
    const SEVERAL: &str = r#"
id = "several"
title = "Several policies"
service = "Elastic Compute Service"

[[role]]
name = "several"
trust = ["ecs.aliyuncs.com"]
trust_source = "a page"
system_policies = ["AliyunECSImageExportRolePolicy", "AliyunECSImageImportRolePolicy"]

[[role]]
name = "mixed"
trust = ["ecs.aliyuncs.com"]
trust_source = "a page"
system_policies = ["AliyunECSImageExportRolePolicy"]

[role.policy]
name = "mixed"

[[role.policy.statement]]
purpose = "read"
actions = ["oss:GetObject"]
resources = ["acs:oss:*:*:one/*"]

[[role.access]]
purpose = "read"
actions = ["oss:GetObject"]
resource = "acs:oss:*:{account}:one/*"
"#;
    let entry = library::from_toml(SEVERAL).unwrap();
    let roles = entry.bind(&Default::default()).unwrap();
    let provider = MemoryProvider::new();
    for goal in [Goal::Apply, Goal::Destroy] {
        for report in reports(&roles, goal, &provider).await {
            let report = report.unwrap();
            assert!(report.is_ok() && report.is_changed(), "{report:?}");
        }
    }
    assert!(provider.with_account(|account| is_empty(account)));
}
