//! Service-linked roles: their creation, and their deletion by a task of the service.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use rolewright::clock::Clock;
use rolewright::operation::{CreateRole, DELETION_STATUS};
use rolewright::recipe::{Recipe, library};
use rolewright::setup::{Goal, Outcome, Report, Setup, driver};
use rolewright::{
    Call, Cancellation, ErrorKind, MemoryProvider, ProviderInfo, RamProvider, RamProviderExt,
    Reply, Result,
};

const ROLE: &str = "AliyunServiceRoleForAlb";

fn recipe() -> Arc<dyn Recipe> {
    let entry = library::builtin(ROLE).unwrap();
    entry.bind(&Default::default()).unwrap().remove(0)
}

async fn run_with(provider: &dyn RamProvider, goal: Goal) -> Result<Report> {
    let setup = Setup::new(recipe(), goal, provider.info());
    let stop = Cancellation::default();
    let clock = Skipping::default();
    driver::run(setup, provider.into(), &clock, &stop, &mut |_| {}).await
}

/// A clock that returns from sleeps at once.
#[derive(Debug, Default)]
struct Skipping(Mutex<Duration>);

#[async_trait]
impl Clock for Skipping {
    fn now(&self) -> Duration {
        *self.0.lock().unwrap()
    }

    async fn sleep(&self, duration: Duration) {
        *self.0.lock().unwrap() += duration;
    }
}

/// The status of a deletion, or the kind of the error.
type Status = Result<&'static str, ErrorKind>;

/// Answers the status of deletions with these bodies in turn, then with the last one.
#[derive(Debug)]
struct Deleting {
    inner: MemoryProvider,
    statuses: Vec<Status>,
    asked: AtomicUsize,
}

#[async_trait]
impl RamProvider for Deleting {
    fn info(&self) -> ProviderInfo {
        self.inner.info()
    }

    async fn execute(&self, call: Call) -> Result<Reply> {
        if call.action != DELETION_STATUS {
            return self.inner.execute(call).await;
        }
        let turn = self.asked.fetch_add(1, Ordering::Relaxed);
        let status = self.statuses.get(turn).or(self.statuses.last()).unwrap();
        match status {
            Ok(body) => Ok(Reply::new(body.as_bytes().to_vec())),
            Err(kind) => Err(rolewright::Error::new(*kind, "refused")),
        }
    }
}

const DONE: Status = Ok(r#"{"Status":"SUCCEEDED"}"#);
const RUNNING: Status = Ok(r#"{"Status":"IN_PROGRESS"}"#);

async fn destroyed(statuses: &[Status]) -> (Result<Report>, usize) {
    let memory = MemoryProvider::new();
    let _ = run_with(&memory, Goal::Apply).await.unwrap();
    let provider = Deleting {
        inner: memory,
        statuses: statuses.to_vec(),
        asked: AtomicUsize::new(0),
    };
    let report = run_with(&provider, Goal::Destroy).await;
    (report, provider.asked.into_inner())
}

#[tokio::test]
async fn a_role_is_created_with_one_call_and_read_back() {
    let provider = MemoryProvider::new();
    let plan = run_with(&provider, Goal::Plan).await.unwrap();
    assert_eq!(plan.outcome, Outcome::Pending);
    assert_eq!(
        plan.changes[0].summary,
        format!("create service-linked role {ROLE}")
    );
    let applied = run_with(&provider, Goal::Apply).await.unwrap();
    assert_eq!((applied.outcome, applied.rounds), (Outcome::Changed, 3));
    let again = run_with(&provider, Goal::Apply).await.unwrap();
    assert_eq!((again.outcome, again.calls), (Outcome::Unchanged, 4));
    let drift = run_with(&provider, Goal::Drift).await.unwrap();
    assert!(drift.is_ok(), "{drift:?}");
}

#[tokio::test]
async fn a_deletion_is_followed_until_it_has_ended() {
    let (report, asked) = destroyed(&[RUNNING, RUNNING, RUNNING, DONE]).await;
    let report = report.unwrap();
    assert_eq!((report.outcome, asked), (Outcome::Changed, 4));
    // Longer than other reads are repeated.
    let many = [RUNNING; 20];
    let long: Vec<_> = many.into_iter().chain([DONE]).collect();
    let (report, asked) = destroyed(&long).await;
    assert_eq!((report.unwrap().outcome, asked), (Outcome::Changed, 21));
}

#[tokio::test]
async fn a_deletion_that_does_not_end_is_reported_as_partly_done() {
    let (report, _) = destroyed(&[RUNNING]).await;
    let report = report.unwrap();
    assert_eq!(report.outcome, Outcome::Partial);
    let error = report.error.unwrap();
    assert!(
        error.message.contains("has not finished deleting"),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_role_in_use_is_kept_and_its_resources_are_named() {
    const FAILED: &str = r#"{"Status":"FAILED","Reason":{"Message":"The role is in use by alb.aliyuncs.com.",
        "RoleUsages":{"RoleUsage":[{"Region":"cn-hangzhou","Resources":{"Resource":["acs:alb:1"]}}]}}}"#;
    for (body, text) in [
        (FAILED, "in use by alb.aliyuncs.com: acs:alb:1"),
        (
            r#"{"Status":"INTERNAL_ERROR"}"#,
            "ended with `INTERNAL_ERROR`",
        ),
    ] {
        let (report, _) = destroyed(&[RUNNING, Ok(body)]).await;
        let report = report.unwrap();
        assert_eq!(report.outcome, Outcome::Partial);
        let error = report.error.unwrap();
        assert!(error.message.contains(text), "{error:?}");
        let remedy = error.remedy.unwrap().text;
        assert!(remedy.contains("delete the resources"), "{remedy}");
    }
}

#[tokio::test]
async fn without_a_status_the_role_itself_shows_the_result() {
    for kind in [
        ErrorKind::PermissionDenied,
        ErrorKind::NotFound,
        ErrorKind::Transport,
    ] {
        let (report, _) = destroyed(&[Err(kind)]).await;
        assert_eq!(report.unwrap().outcome, Outcome::Changed, "{kind:?}");
    }
}

#[tokio::test]
async fn an_ordinary_role_of_this_name_fails_and_is_never_deleted() {
    let provider = MemoryProvider::new();
    let trust = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":["alb.aliyuncs.com"]}}]}"#;
    let create = CreateRole {
        role_name: ROLE.into(),
        assume_role_policy_document: trust.into(),
        ..CreateRole::default()
    };
    provider.send(create).await.unwrap();
    for goal in [Goal::Plan, Goal::Apply, Goal::VERIFY, Goal::Drift] {
        let report = run_with(&provider, goal).await.unwrap();
        assert!(!report.is_ok(), "{report:?}");
        let mut causes = report.causes.iter();
        assert!(
            causes.any(|one| one.text.contains("is an ordinary role")),
            "{report:?}"
        );
    }
    let refused = run_with(&provider, Goal::Destroy).await.unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Refused);
    assert!(
        refused.to_string().contains("not service-linked"),
        "{refused}"
    );
}
