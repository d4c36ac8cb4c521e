//! A custom recipe: lets Function Compute read one bucket.
#![allow(clippy::print_stdout, reason = "an example prints its result")]

use std::sync::Arc;

use rolewright::mock::BucketState;
use rolewright::policy::{Principal, Statement, TrustPolicy};
use rolewright::recipe::{Assumer, BucketNeed, DesiredState, Grant, Recipe, RequiredAccess};
use rolewright::setup::Goal;
use rolewright::{AccountId, BucketName, MemoryProvider, PolicyName, RoleName, RunOptions};

/// Lets Function Compute read one bucket.
#[derive(Debug)]
struct ReadOneBucket {
    role: RoleName,
    policy: PolicyName,
    bucket: BucketName,
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

    fn desired_state(&self, account: &AccountId) -> DesiredState {
        let bucket = &self.bucket;
        let service = Principal::Service("fc.aliyuncs.com".into());
        let statement = Statement::allow(["oss:GetObject"]).on([format!("acs:oss:*:*:{bucket}/*")]);
        // The access that verify checks.
        let objects = format!("acs:oss:*:{account}:{bucket}/*");
        let access =
            RequiredAccess::new("reading", Some(bucket.as_str()), "oss:GetObject", &objects);
        DesiredState::new(TrustPolicy::of([service.clone()]), Assumer::new(service))
            .with_grant(Grant::new("reading", "read the reports", statement))
            .with_required([access])
    }

    fn buckets(&self) -> Vec<BucketNeed> {
        vec![BucketNeed::new(self.bucket.clone())]
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> rolewright::Result<()> {
    let recipe = Arc::new(ReadOneBucket {
        role: RoleName::new("report-reader")?,
        policy: PolicyName::new("report-reader")?,
        bucket: BucketName::new("reports")?,
    });
    let provider = MemoryProvider::new();
    let buckets = [("reports".to_owned(), BucketState::default())].into();
    provider.with_account(|account| account.buckets = Some(buckets));
    for goal in [Goal::Plan, Goal::Apply, Goal::VERIFY] {
        // The provider is also the bucket inspector.
        let options = RunOptions {
            buckets: Some(Arc::new(provider.clone())),
            ..RunOptions::default()
        };
        let report = rolewright::run(recipe.clone(), goal.clone(), &provider, options).await?;
        println!("{:?}: {:?}", report.kind, report.outcome);
        for change in &report.changes {
            println!("  {}", change.summary);
        }
        assert!(goal == Goal::Plan || report.is_ok());
    }
    Ok(())
}
