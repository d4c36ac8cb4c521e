//! A recipe for another service: its output never names Container Registry.

use std::sync::Arc;

use rolewright::bucket::{BucketInspector, Encryption, Versioning};
use rolewright::mock::{Account, BucketState};
use rolewright::operation::{AttachPolicyToRole, DeleteRole, GetRole, PolicyType, UpdateRole};
use rolewright::policy::{Principal, Statement, TrustPolicy};
use rolewright::recipe::checks::of_buckets;
use rolewright::recipe::{
    Assumer, BucketNeed, Check, Checked, DesiredState, Grant, Recipe, RequiredAccess,
};
use rolewright::remedy::ConfigTerms;
use rolewright::setup::{Goal, Observed, Options, Query, Report, Requirement, RetryPolicy};
use rolewright::{
    AccountId, BucketName, Call, MemoryProvider, PolicyName, RamProviderExt, RoleName, RunOptions,
};
use rolewright_report::{Detail, Display, setup};

/// Allows Function Compute to read a bucket.
#[derive(Debug)]
struct ReadOneBucket {
    role: RoleName,
    policy: PolicyName,
    policy_type: PolicyType,
    bucket: BucketName,
}

/// Queries that a check must not make.
#[derive(Debug)]
struct Meddler;

impl Check for Meddler {
    fn queries(&self, _goal: &Goal, _observed: &Observed) -> Vec<Query> {
        let delete = DeleteRole {
            role_name: "report-reader".into(),
            ..Default::default()
        };
        let read = GetRole {
            role_name: "another".into(),
            ..Default::default()
        };
        vec![Call::of(&delete).into(), Call::of(&read).into()]
    }

    fn requirements(&self, _checked: &Checked<'_>) -> Vec<Requirement> {
        Vec::new()
    }
}

impl ReadOneBucket {
    fn new(policy_type: PolicyType) -> Self {
        Self {
            role: RoleName::new("report-reader").unwrap(),
            policy: PolicyName::new("read-reports").unwrap(),
            policy_type,
            bucket: BucketName::new("reports").unwrap(),
        }
    }
}

impl Recipe for ReadOneBucket {
    fn name(&self) -> &'static str {
        "function_compute::read_one_bucket"
    }

    fn service(&self) -> &'static str {
        "Function Compute"
    }

    fn role(&self) -> &RoleName {
        &self.role
    }

    fn policy(&self) -> &PolicyName {
        &self.policy
    }

    fn policy_type(&self) -> PolicyType {
        self.policy_type.clone()
    }

    fn desired_state(&self, account: &AccountId) -> DesiredState {
        let service = Principal::Service("fc.aliyuncs.com".into());
        let objects = format!("acs:oss:*:{account}:{}/*", self.bucket);
        let statement = Statement::allow(["oss:GetObject"]).on([objects.as_str()]);
        let bucket = Some(self.bucket.as_str());
        let access = RequiredAccess::new("reading", bucket, "oss:GetObject", &objects);
        DesiredState::new(TrustPolicy::of([service.clone()]), Assumer::new(service))
            .with_grant(Grant::new("reading", "read the reports", statement))
            .with_required([access])
    }

    fn buckets(&self) -> Vec<BucketNeed> {
        vec![BucketNeed::new(self.bucket.clone())]
    }

    fn checks(&self) -> Vec<Box<dyn Check>> {
        let mut all = of_buckets(self.buckets());
        all.push(Box::new(Meddler));
        all
    }

    fn subject_of(&self, resource: &str) -> Option<String> {
        let bucket = resource.split(':').nth(4)?.split('/').next()?;
        Some(bucket.to_owned())
    }
}

async fn run(provider: &MemoryProvider, goal: Goal, policy_type: PolicyType) -> Vec<String> {
    let buckets: Arc<dyn BucketInspector> = Arc::new(provider.clone());
    let retry = RetryPolicy {
        tries: 0,
        ..RetryPolicy::default()
    };
    let options = RunOptions {
        setup: Options {
            retry,
            ..Options::default()
        },
        buckets: Some(buckets),
        ..RunOptions::default()
    };
    let recipe = Arc::new(ReadOneBucket::new(policy_type));
    match rolewright::run(recipe, goal, provider, options).await {
        Ok(report) => written(&report),
        Err(error) => vec![format!("{error:?}")],
    }
}

/// The report in all formats.
fn written(report: &Report) -> Vec<String> {
    let page = setup::Page::new("2026-01-02T03:04:05Z".parse().unwrap(), "own recipe");
    let display = Display {
        detail: Detail::Full,
        ..Display::PLAIN
    };
    vec![
        setup::text(report, display, &ConfigTerms),
        setup::markdown(report, &ConfigTerms),
        setup::html(report, page, &ConfigTerms),
        serde_json::to_string(report).unwrap(),
    ]
}

/// Accounts with missing, unmanaged, over-broad or changed parts.
async fn accounts() -> Vec<(&'static str, MemoryProvider)> {
    let with = |buckets: &[&str]| {
        let mut account = Account::default();
        let buckets = buckets
            .iter()
            .map(|name| ((*name).to_owned(), BucketState::default()));
        account.buckets = Some(buckets.collect());
        MemoryProvider::builder().account(account).build()
    };
    let set_up = async || {
        let provider = with(&["reports"]);
        run(&provider, Goal::Apply, PolicyType::Custom).await;
        provider
    };
    let other_trust = set_up().await;
    let trust = TrustPolicy::of([Principal::Service("ecs.aliyuncs.com".into())]);
    let update = UpdateRole {
        role_name: "report-reader".into(),
        new_assume_role_policy_document: Some(trust.document().to_compact()),
        ..UpdateRole::default()
    };
    other_trust.send(update).await.unwrap();
    let attach = AttachPolicyToRole {
        policy_type: PolicyType::System,
        policy_name: "AliyunOSSFullAccess".into(),
        role_name: "report-reader".into(),
        ..Default::default()
    };
    other_trust.send(attach).await.unwrap();
    let encrypted = set_up().await;
    let mut account = encrypted.account();
    if let Some(buckets) = &mut account.buckets {
        buckets.insert("reports".into(), encrypted_bucket());
    }
    let encrypted = MemoryProvider::builder().account(account).build();
    vec![
        ("nothing", with(&[])),
        ("a bucket", with(&["reports"])),
        ("all of it", set_up().await),
        ("another trust", other_trust),
        ("a bucket with a key and rules", encrypted),
    ]
}

fn encrypted_bucket() -> BucketState {
    BucketState {
        encryption: Some(Encryption {
            algorithm: "KMS".to_owned(),
            kms_key: Some("key-1".to_owned()),
        }),
        versioning: Versioning::Enabled,
        lifecycle_rules: 1,
        storage_class: "Archive".into(),
        ..BucketState::default()
    }
}

#[tokio::test]
async fn no_output_of_another_services_recipe_names_container_registry() {
    let goals = [
        Goal::Plan,
        Goal::Apply,
        Goal::VERIFY,
        Goal::Drift,
        Goal::Show,
        Goal::Rollback { to: None },
        Goal::Remove,
        Goal::Destroy,
    ];
    let mut count = 0;
    for policy_type in [PolicyType::Custom, PolicyType::System] {
        for (name, provider) in accounts().await {
            for goal in &goals {
                for text in run(&provider, goal.clone(), policy_type.clone()).await {
                    count += usize::from(text.contains("Function Compute"));
                    for word in [
                        "Container Registry",
                        "registry",
                        "instance",
                        "PENDING",
                        "image",
                        "the page",
                        "()",
                        "( )",
                        "assumed: )",
                        "`trust",
                        "kms_key",
                        "bucket.region",
                        "Malformed",
                    ] {
                        assert!(!text.contains(word), "{name}, {goal:?}: {word}: {text}");
                    }
                }
            }
        }
    }
    assert!(count > 100, "{count}");
}

#[tokio::test]
async fn a_check_can_neither_write_nor_replace_the_role() {
    let provider = MemoryProvider::new();
    run(&provider, Goal::Apply, PolicyType::Custom).await;
    let text = run(&provider, Goal::VERIFY, PolicyType::Custom)
        .await
        .swap_remove(0);
    assert!(
        text.contains("passed       Function Compute can assume the role"),
        "{text}"
    );
    assert!(provider.account().roles.contains_key("report-reader"));
}

#[tokio::test]
async fn a_removal_that_leaves_no_statement_fails_without_changes() {
    let provider = MemoryProvider::new();
    run(&provider, Goal::Apply, PolicyType::Custom).await;
    let before = provider.account();
    let text = run(&provider, Goal::Remove, PolicyType::Custom).await;
    assert!(text[0].contains("no statement left"), "{text:?}");
    assert_eq!(provider.account(), before);
}
