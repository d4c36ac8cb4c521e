//! A bucket inspector that keeps failing.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use rolewright::bucket::{BucketFacts, BucketInspector};
use rolewright::setup::{Outcome, RequirementId, RetryPolicy, Status};
use rolewright::{BucketName, Error, ErrorKind, MemoryProvider, Result};

#[derive(Debug)]
struct FailingInspector(ErrorKind);

#[async_trait]
impl BucketInspector for FailingInspector {
    async fn inspect(&self, _: &BucketName, _: Option<&str>) -> Result<Option<BucketFacts>> {
        Err(Error::new(self.0, "the inspector is broken"))
    }
}

#[tokio::test]
async fn an_inspector_that_keeps_failing_leaves_the_bucket_inconclusive_and_the_rest_judged() {
    use ErrorKind::{PermissionDenied, Server, Throttled, Timeout, Transport};
    for kind in [Throttled, Server, Timeout, Transport, PermissionDenied] {
        let provider = MemoryProvider::new();
        let setup = || {
            let retry = RetryPolicy {
                first_wait: Duration::ZERO,
                ..RetryPolicy::default()
            };
            let inspector = Arc::new(FailingInspector(kind));
            rolewright::setup(["my-images"])
                .buckets(inspector)
                .retry(retry)
        };
        let applied = setup().apply(&provider).await.unwrap();
        assert_eq!(
            applied.changes.iter().filter(|change| change.done).count(),
            3
        );
        for report in [applied, setup().verify(&provider).await.unwrap()] {
            assert_eq!(report.outcome, Outcome::Inconclusive, "{kind:?}");
            let of = |status| {
                report
                    .requirements
                    .iter()
                    .filter(move |one| one.status == status)
            };
            let [bucket] = of(Status::Inconclusive).collect::<Vec<_>>()[..] else {
                panic!("{report:?}");
            };
            assert_eq!(bucket.id, RequirementId::BucketExists);
            let reason = bucket.reason.as_deref().unwrap();
            assert!(reason.contains("the inspector is broken"), "{reason}");
            assert!(of(Status::Passed).count() > 20);
        }
    }
}
