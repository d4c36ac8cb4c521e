//! The driver of a run: its events, a cancellation, the deadline of its waits.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use rolewright::clock::Clock;
use rolewright::probe::{BucketProbe, ProbeAction, ProbeStep, Probed};
use rolewright::recipe::container_registry::custom_bucket;
use rolewright::setup::driver::{self, Backends, Event, LONGEST_FINISH};
use rolewright::setup::{
    Goal, Options, Outcome, Report, RequirementId, RetryPolicy, Setup, Status,
};
use rolewright::{
    BucketName, Call, Cancellation, Error, ErrorKind, MemoryProvider, ProviderInfo, RamProvider,
    Reply, Result,
};
use tokio::sync::Notify;

/// What a provider does with a call instead of executing it.
type Instead = Box<dyn Fn(&Call) -> Option<Result<Reply>> + Send + Sync>;

/// A provider in memory. Calls of `held` are executed once it is notified; each call takes `takes`.
struct Odd {
    memory: MemoryProvider,
    instead: Instead,
    held: Option<(&'static str, Arc<Notify>)>,
    clock: Ticking,
    takes: Duration,
    calls: Mutex<Vec<String>>,
}

impl std::fmt::Debug for Odd {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Odd")
    }
}

impl Odd {
    fn new(instead: impl Fn(&Call) -> Option<Result<Reply>> + Send + Sync + 'static) -> Self {
        Self {
            memory: MemoryProvider::new(),
            instead: Box::new(instead),
            held: None,
            clock: Ticking::default(),
            takes: Duration::ZERO,
            calls: Mutex::default(),
        }
    }

    async fn run(&self, goal: Goal, retry: RetryPolicy, stop: &Cancellation) -> Result<Report> {
        self.run_with(
            Backends::from(self as &dyn RamProvider),
            goal,
            retry,
            stop,
            &mut |_| {},
        )
        .await
    }

    async fn run_with(
        &self,
        backends: Backends<'_>,
        goal: Goal,
        retry: RetryPolicy,
        stop: &Cancellation,
        on_event: &mut (dyn FnMut(Event) + Send),
    ) -> Result<Report> {
        let recipe = custom_bucket([BucketName::new("my-images")?])?;
        let setup = Setup::new(Arc::new(recipe), goal, self.info());
        let options = Options {
            retry,
            ..Options::default()
        };
        let setup = setup.with_options(options);
        driver::run(setup, backends, &self.clock, stop, on_event).await
    }
}

#[async_trait]
impl RamProvider for Odd {
    fn info(&self) -> ProviderInfo {
        self.memory.info()
    }

    async fn execute(&self, call: Call) -> Result<Reply> {
        self.calls.lock().unwrap().push(call.action.to_string());
        self.clock.pass(self.takes);
        if let Some((action, notify)) = &self.held
            && call.action == *action
        {
            notify.notified().await;
        }
        match (self.instead)(&call) {
            Some(reply) => reply,
            None => self.memory.execute(call).await,
        }
    }
}

/// A clock that moves when a caller sleeps or a call takes its time; it keeps the end of each sleep.
/// With a cancellation, a sleep requests it and never ends.
#[derive(Clone, Debug, Default)]
struct Ticking {
    now: Arc<Mutex<Duration>>,
    ends: Arc<Mutex<Vec<Duration>>>,
    stops: Option<Cancellation>,
}

impl Ticking {
    fn pass(&self, duration: Duration) {
        *self.now.lock().unwrap() += duration;
    }
}

#[async_trait]
impl Clock for Ticking {
    fn now(&self) -> Duration {
        *self.now.lock().unwrap()
    }

    async fn sleep(&self, duration: Duration) {
        if let Some(stop) = &self.stops {
            stop.cancel();
            std::future::pending::<()>().await;
        }
        self.pass(duration);
        self.ends.lock().unwrap().push(self.now());
    }
}

fn throttled() -> Error {
    Error::new(ErrorKind::Throttled, "too many calls")
}

#[tokio::test]
async fn a_change_is_reported_while_another_one_is_in_flight() {
    let notify = Arc::new(Notify::new());
    let provider = Odd {
        held: Some(("CreatePolicy", Arc::clone(&notify))),
        ..Odd::new(|_| None)
    };
    let mut made = Vec::new();
    let mut on_event = |event: Event| {
        if let Event::Answered {
            change: Some(change),
            error: None,
            ..
        } = event
        {
            made.push(change.summary);
            // The other write of the round is executed only now.
            notify.notify_one();
        }
    };
    let backends = Backends::from(&provider as &dyn RamProvider);
    let (stop, retry) = (Cancellation::default(), RetryPolicy::default());
    let run = provider.run_with(backends, Goal::Apply, retry, &stop, &mut on_event);
    let report = run.await.unwrap();
    assert_eq!(report.outcome, Outcome::Changed);
    let summaries: Vec<_> = report
        .changes
        .iter()
        .map(|change| &change.summary)
        .collect();
    assert_eq!(made.iter().collect::<Vec<_>>(), summaries);
}

#[tokio::test]
async fn a_call_without_an_answer_is_cut_off_and_reported_as_possibly_applied() {
    let stop = Cancellation::default();
    let stops = stop.clone();
    let provider = Odd {
        held: Some(("CreatePolicy", Arc::default())),
        ..Odd::new(move |call| {
            if call.action == "CreateRole" {
                stops.cancel();
            }
            None
        })
    };
    let mut answered = BTreeMap::new();
    let mut on_event = |event: Event| {
        if let Event::Answered {
            query,
            error,
            change: Some(_),
            ..
        } = event
        {
            answered.insert(query.action().to_string(), error.as_ref().map(Error::kind));
        }
    };
    let backends = Backends::from(&provider as &dyn RamProvider);
    let run = provider.run_with(
        backends,
        Goal::Apply,
        RetryPolicy::default(),
        &stop,
        &mut on_event,
    );
    let report = run.await.unwrap();
    assert_eq!(report.outcome, Outcome::Partial);
    let error = report.error.unwrap();
    assert_eq!(error.kind, ErrorKind::Cancelled);
    assert!(
        error
            .message
            .contains("may have been applied: create policy"),
        "{}",
        error.message
    );
    let done: Vec<_> = report.changes.iter().map(|change| change.done).collect();
    assert_eq!(done, [true, false, false]);
    let expected = [
        ("CreatePolicy", Some(ErrorKind::Timeout)),
        ("CreateRole", None),
    ];
    let answered: Vec<_> = answered
        .iter()
        .map(|(action, kind)| (action.as_str(), *kind))
        .collect();
    assert_eq!(answered, expected);
    assert_eq!(*provider.clock.ends.lock().unwrap(), [LONGEST_FINISH]);
}

#[tokio::test]
async fn a_wait_of_a_run_ends_by_the_cancellation_and_no_call_follows() {
    let stop = Cancellation::default();
    let clock = Ticking {
        stops: Some(stop.clone()),
        ..Ticking::default()
    };
    let provider = Odd {
        clock,
        ..Odd::new(|call| (call.action == "GetRole").then(|| Err(throttled())))
    };
    let report = provider
        .run(Goal::Apply, RetryPolicy::default(), &stop)
        .await
        .unwrap();
    assert_eq!(report.outcome, Outcome::Partial);
    assert!(report.changes.is_empty());
    assert_eq!((provider.calls.lock().unwrap().len(), report.calls), (4, 4));
}

#[tokio::test]
async fn a_run_that_is_cancelled_before_it_starts_makes_no_call() {
    let provider = Odd::new(|_| None);
    let stop = Cancellation::default();
    stop.cancel();
    for goal in [
        Goal::Plan,
        Goal::Apply,
        Goal::VERIFY,
        Goal::Drift,
        Goal::Destroy,
        Goal::Show,
    ] {
        let report = provider
            .run(goal, RetryPolicy::default(), &stop)
            .await
            .unwrap();
        assert_eq!((report.outcome, report.calls), (Outcome::Partial, 0));
        assert!(!report.has_passed() && !report.is_ok());
    }
    assert!(provider.calls.lock().unwrap().is_empty());
}

/// Requests the stop, then needs more polls.
#[derive(Debug)]
struct SlowProbe(Cancellation);

#[async_trait]
impl BucketProbe for SlowProbe {
    async fn probe(&self, _: &str, _: &BucketName, _: Option<&str>) -> Probed {
        self.0.cancel();
        for _ in 0..10 {
            tokio::task::yield_now().await;
        }
        let all = [
            ProbeAction::Assume,
            ProbeAction::Put,
            ProbeAction::Get,
            ProbeAction::Delete,
        ];
        Probed::new("probe", all.map(|action| ProbeStep::of(action, None)))
    }
}

#[tokio::test]
async fn a_live_check_in_flight_is_finished_so_that_its_object_is_deleted() {
    let provider = Odd::new(|_| None);
    let _ = rolewright::setup(["my-images"])
        .apply(&provider.memory)
        .await
        .unwrap();
    let stop = Cancellation::default();
    let probe = SlowProbe(stop.clone());
    let backends = Backends {
        probe: Some(&probe),
        ..Backends::from(&provider as &dyn RamProvider)
    };
    let goal = Goal::Verify { live: true };
    let mut ignored = |_: Event| {};
    let run = provider.run_with(backends, goal, RetryPolicy::default(), &stop, &mut ignored);
    let report = run.await.unwrap();
    let live = report
        .requirements
        .iter()
        .find(|one| one.id == RequirementId::Live);
    assert_eq!(live.unwrap().status, Status::Passed);
}

fn failed_read(call: &Call) -> Option<Result<Reply>> {
    (call.action == "GetRole").then(|| Err(throttled()))
}

/// As an account in which nothing exists, whatever was written.
fn stale_read(call: &Call) -> Option<Result<Reply>> {
    let reads = ["GetRole", "GetPolicy", "ListPoliciesForRole"];
    let missing = || Err(Error::new(ErrorKind::NotFound, "not found"));
    reads.contains(&call.action.as_ref()).then(missing)
}

/// As when other runs always are faster.
fn contention(call: &Call) -> Option<Result<Reply>> {
    let error = || Error::new(ErrorKind::Conflict, "busy").with_action("CreatePolicyVersion");
    (call.action == "CreatePolicyVersion").then(|| Err(error()))
}

#[tokio::test]
async fn no_wait_of_a_run_ends_after_its_deadline() {
    let budget = Duration::from_millis(500);
    let retry = RetryPolicy {
        budget,
        ..RetryPolicy::default()
    };
    type Answer = fn(&Call) -> Option<Result<Reply>>;
    let situations: [(Answer, bool); 3] = [
        (failed_read, false),
        (stale_read, false),
        (contention, true),
    ];
    for (instead, exists) in situations {
        for takes in [0, 10, 70].map(Duration::from_millis) {
            let provider = Odd {
                takes,
                ..Odd::new(instead)
            };
            let others = rolewright::setup(["other-images"]);
            if exists {
                let _ = others.apply(&provider.memory).await.unwrap();
            }
            let ended = provider
                .run(Goal::Apply, retry, &Cancellation::default())
                .await;
            let waits = provider.clock.ends.lock().unwrap().clone();
            assert!(!takes.is_zero() || !waits.is_empty(), "{ended:?}");
            assert!(waits.iter().all(|end| *end <= budget), "{waits:?}");
            assert!(ended.is_err() || ended.is_ok_and(|report| report.error.is_some()));
        }
    }
}
