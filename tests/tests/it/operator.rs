//! The operator policies are sufficient for every run, and minimal.

use std::collections::BTreeSet;
use std::sync::Arc;

use rolewright::evaluate::{Caller, Context, PolicySet};
use rolewright::mock::{Account, BucketState};
use rolewright::operation::{DeletePolicyVersion, GetCallerIdentity};
use rolewright::permission::{self, Permission};
use rolewright::policy::{
    ActionPattern, Actions, PolicyDocument, Principal, Statement, TrustPolicy,
};
use rolewright::recipe::Recipe;
use rolewright::recipe::container_registry::{
    POLICY, ROLE, custom_bucket, default_bucket, role_alone,
};
use rolewright::setup::driver::Event;
use rolewright::setup::{Goal, Options, Query, Rights, operator_policy};
use rolewright::{
    AccountId, BucketInspector, BucketName, Call, MemoryProvider, Operation, RamProviderExt,
    RunOptions, operation,
};

use crate::explore::split::pooled_to_the_brim;
use crate::runs::recipe;

const ACCOUNT: &str = "1234567890123456";
/// All buckets of the runs.
const BUCKETS: [&str; 9] = [
    "my-images",
    "other-one",
    "third-one",
    "bucket-0",
    "bucket-1",
    "bucket-2",
    "bucket-3",
    "bucket-4",
    "bucket-5",
];

/// An account, with a record of all calls.
struct Operator {
    provider: MemoryProvider,
    calls: Vec<Call>,
}

impl Operator {
    fn in_account(account: Account) -> Self {
        let provider = MemoryProvider::builder().account(account).build();
        Self {
            provider,
            calls: Vec::new(),
        }
    }

    fn in_empty_account() -> Self {
        Self::in_account(Account::default())
    }

    async fn runs(&mut self, recipe: Arc<dyn Recipe>, goal: Goal, setup: Options) {
        let calls = &mut self.calls;
        let note = |event: Event| match event {
            Event::Reading(made) => calls.extend(made.iter().flat_map(Query::calls)),
            Event::Writing(made) => calls.extend(made),
            _ => {}
        };
        let buckets: Arc<dyn BucketInspector> = Arc::new(self.provider.clone());
        let options = RunOptions {
            setup,
            buckets: Some(buckets),
            on_event: Some(Box::new(note)),
            ..RunOptions::default()
        };
        let report = rolewright::run(recipe, goal, &self.provider, options)
            .await
            .unwrap();
        assert_eq!(report.error, None);
    }

    async fn applies(&mut self, buckets: &[&str], options: Options) {
        self.runs(recipe(buckets), Goal::Apply, options).await;
    }

    /// Returns the required permissions of the calls.
    fn needs(&self) -> Vec<Permission> {
        let all = self.calls.iter();
        let all = all.filter(|call| call.action != GetCallerIdentity::ACTION);
        all.map(|call| permission::of(call, ACCOUNT, None).unwrap())
            .collect()
    }
}

fn tagged() -> Options {
    Options {
        tags: [("owner".to_owned(), "platform".to_owned())].into(),
        ..Options::default()
    }
}

fn split() -> Options {
    Options {
        split: true,
        ..Options::default()
    }
}

fn seeing_instances(buckets: &[&str]) -> Arc<dyn Recipe> {
    let buckets = buckets.iter().map(|name| BucketName::new(*name).unwrap());
    let recipe = match buckets.len() {
        0 => role_alone().unwrap(),
        _ => custom_bucket(buckets).unwrap(),
    };
    let recipe = recipe.with_regions(["cn-hangzhou"]);
    Arc::new(recipe.with_instances(["cri-0"]))
}

/// Permissions of plan, verify, drift and show, in an account with a numbered policy and in an empty
/// one.
async fn reads() -> Vec<Permission> {
    let buckets = &["my-images"];
    let mut empty = Operator::in_empty_account();
    empty.runs(recipe(buckets), Goal::Plan, tagged()).await;
    let mut operator = Operator::in_account(split_account().await);
    operator.runs(recipe(buckets), Goal::Plan, tagged()).await;
    for goal in [Goal::VERIFY, Goal::Drift, Goal::Show] {
        operator
            .runs(recipe(buckets), goal, Options::default())
            .await;
    }
    operator
        .runs(seeing_instances(buckets), Goal::VERIFY, Options::default())
        .await;
    [empty.needs(), operator.needs()].concat()
}

async fn split_account() -> Account {
    let mut operator = Operator::in_account(pooled_to_the_brim().account);
    operator.applies(&["my-images"], split()).await;
    let mut account = operator.provider.account();
    account.buckets = Some([("my-images".to_owned(), BucketState::default())].into());
    account
}

/// Additional permissions of apply, the upgrade at five versions, remove, rollback, destroy and split.
async fn writes() -> Vec<Permission> {
    let mut one = Operator::in_empty_account();
    one.applies(&["my-images"], Options::default()).await;
    one.applies(&["my-images"], tagged()).await;
    let theirs = Principal::Service("ecs.aliyuncs.com".into());
    let trust = TrustPolicy::of([theirs]).document().to_compact();
    let meddled = operation::UpdateRole {
        role_name: ROLE.into(),
        new_assume_role_policy_document: Some(trust),
        ..Default::default()
    };
    one.provider.send(meddled).await.unwrap();
    for number in 0..6 {
        let bucket = format!("bucket-{number}");
        one.applies(&[&bucket], Options::default()).await;
    }
    let versions = one
        .calls
        .iter()
        .filter(|call| call.action == DeletePolicyVersion::ACTION);
    assert!(versions.count() > 0, "the sixth version needs a deletion");
    let back = Goal::Rollback { to: None };
    one.runs(recipe(&[]), back, Options::default()).await;
    let removing = seeing_instances(&["my-images"]);
    one.runs(removing, Goal::Remove, Options::default()).await;
    let destroying = seeing_instances(&[]);
    one.runs(destroying, Goal::Destroy, Options::default())
        .await;

    let mut many = Operator::in_account(pooled_to_the_brim().account);
    many.applies(&["my-images", "other-one"], split()).await;
    many.applies(&["third-one"], tagged()).await;
    many.runs(
        recipe(&["third-one", "other-one"]),
        Goal::Remove,
        Options::default(),
    )
    .await;
    many.runs(recipe(&[]), Goal::Destroy, Options::default())
        .await;
    [one.needs(), many.needs()].concat()
}

fn policy(rights: Rights) -> PolicyDocument {
    let account = AccountId::new(ACCOUNT).unwrap();
    operator_policy(&*seeing_instances(&BUCKETS), Some(&account), rights).unwrap()
}

fn denied<'a>(policy: &PolicyDocument, needs: &'a [Permission]) -> Vec<&'a Permission> {
    let policies = PolicySet::new().identity("operator", policy);
    let operator: Caller = format!("acs:ram::{ACCOUNT}:user/operator").parse().unwrap();
    let denied = |one: &&Permission| {
        let request = one.request(operator.clone(), Context::default());
        !policies.decide(&request).is_allowed()
    };
    needs.iter().filter(denied).collect()
}

fn actions(statement: &Statement) -> Vec<ActionPattern> {
    statement.action_list().unwrap().iter().cloned().collect()
}

/// Returns the policies with one action removed.
fn without_one_action(policy: &PolicyDocument) -> Vec<(String, PolicyDocument)> {
    let mut all = Vec::new();
    for (index, statement) in policy.statements().iter().enumerate() {
        let with = |less: Option<Statement>| {
            let mut statements = policy.statements().to_vec();
            statements.splice(index..=index, less);
            policy.with_statements(statements)
        };
        let actions = actions(statement);
        for gone in &actions {
            let rest: Vec<_> = actions.iter().filter(|one| *one != gone).cloned().collect();
            let mut less = statement.clone();
            let is_empty = rest.is_empty();
            less.actions = Actions::Action(rest.into_iter().collect());
            let less = (!is_empty).then_some(less);
            all.push((gone.to_string(), with(less)));
        }
    }
    all
}

fn assert_minimal(rights: Rights, needs: &[Permission]) {
    let policy = policy(rights);
    assert_eq!(denied(&policy, needs), Vec::<&Permission>::new());
    for (gone, less) in without_one_action(&policy) {
        assert!(!denied(&less, needs).is_empty(), "{gone} is not needed");
    }
}

#[tokio::test]
async fn the_operator_policy_for_reads_is_minimal() {
    let reads = reads().await;
    assert_minimal(Rights::Read, &reads);
    let read = policy(Rights::Read);
    let writes = writes().await;
    assert!(
        !denied(&read, &writes).is_empty(),
        "the policy for reads allows no writes"
    );
}

#[tokio::test]
async fn the_operator_policy_for_writes_is_minimal() {
    assert_minimal(Rights::Write, &[reads().await, writes().await].concat());
}

#[tokio::test]
async fn the_operator_policy_for_the_default_bucket_attaches_only_the_system_policy() {
    let recipe: Arc<dyn Recipe> = Arc::new(default_bucket().unwrap());
    let mut operator = Operator::in_empty_account();
    for goal in [Goal::Apply, Goal::VERIFY, Goal::Destroy] {
        operator
            .runs(recipe.clone(), goal, Options::default())
            .await;
    }
    let policy = operator_policy(&*recipe, None, Rights::Write).unwrap();
    assert_eq!(
        denied(&policy, &operator.needs()),
        Vec::<&Permission>::new()
    );
    assert!(
        !policy.to_compact().contains("CreatePolicy"),
        "{}",
        policy.to_compact()
    );
}

#[test]
fn the_operator_policies_are_limited_to_this_role_this_policy_and_this_service() {
    let write = policy(Rights::Write);
    let texts: BTreeSet<String> = write
        .statements()
        .iter()
        .map(Statement::to_compact)
        .collect();
    let create = texts
        .iter()
        .find(|text| text.contains("ram:CreateRole"))
        .unwrap();
    assert!(create.contains(
        r#""Condition":{"StringEquals":{"ram:TrustedPrincipalTypes":"Service","ram:ServiceNames":"cr.aliyuncs.com"}}"#
    ), "{create}");
    let account = AccountId::new(ACCOUNT).unwrap();
    let others = Permission::new("ram:GetRole", format!("acs:ram:*:{account}:role/other"));
    let trusting = |service: &str| Permission {
        context: vec![
            (permission::TRUSTED_TYPES.into(), "Service".into()),
            (permission::SERVICE_NAMES.into(), service.into()),
        ],
        ..Permission::new("ram:CreateRole", format!("acs:ram:*:{account}:role/{ROLE}"))
    };
    let versions = |name: &str| {
        let policy = format!("acs:ram:*:{account}:policy/{name}");
        Permission::new("ram:CreatePolicyVersion", policy)
    };
    let allowed = |one: Permission| denied(&write, &[one]).is_empty();
    assert!(!allowed(others));
    assert!(allowed(trusting("cr.aliyuncs.com")) && !allowed(trusting("ecs.aliyuncs.com")));
    assert!(allowed(versions(POLICY)) && allowed(versions(&format!("{POLICY}-2"))));
    assert!(!allowed(versions("Another")));
}
