//! The loop between the set-up engine and a provider.

use std::time::Duration;

use futures_util::future::join_all;

use super::{Change, Finding, Observed, Query, Report, Setup, Step};
use crate::bucket::{BucketFacts, BucketInspector};
use crate::clock::Clock;
use crate::error::{Error, ErrorKind, Result};
use crate::probe::{BucketProbe, Probed};
use crate::provider::{Call, RamProvider, Reply};

/// The maximum number of steps, far above what any run that makes progress needs.
const MOST_STEPS: usize = 1_000;

/// The progress of a run, for display.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Event<'a> {
    /// The plan, reported once, before the first write.
    Planned {
        /// The id of the account.
        account: &'a str,
        /// The caller's ARN.
        caller: &'a str,
        /// The changes, in order.
        changes: &'a [Change],
        /// The findings to know before the changes.
        findings: &'a [Finding],
    },
    /// The remaining changes, before each further write. Another run may have changed the plan.
    Replanned {
        /// The changes, in order.
        changes: &'a [Change],
    },
    /// These queries are made now, concurrently; none changes the account.
    Reading(&'a [Query]),
    /// These calls are made now, concurrently.
    Writing(&'a [Call]),
    /// A query or a write was answered.
    Answered {
        /// The query; a write is a [`Query::Call`].
        query: &'a Query,
        /// The request id for a support case, if the reply has one.
        request_id: Option<&'a str>,
        /// The error, if it failed.
        error: Option<&'a Error>,
    },
    /// The run waits, then re-reads.
    Waiting(Duration),
}

/// The backends of a run.
#[derive(Clone, Copy, Debug)]
pub struct Backends<'a> {
    /// Answers calls.
    pub provider: &'a dyn RamProvider,
    /// Inspects buckets. Without it, bucket requirements are reported as not checked.
    pub buckets: Option<&'a dyn BucketInspector>,
    /// Uses buckets with the role. Without it, this is reported as not checked.
    pub probe: Option<&'a dyn BucketProbe>,
}

impl<'a> From<&'a dyn RamProvider> for Backends<'a> {
    fn from(provider: &'a dyn RamProvider) -> Self {
        Self {
            provider,
            buckets: None,
            probe: None,
        }
    }
}

/// The answer to a query.
enum Answer {
    Reply(Result<Reply>),
    Bucket(Box<Result<Option<BucketFacts>>>),
    Probe(Result<Probed>),
}

impl Answer {
    fn error(&self) -> Option<&Error> {
        match self {
            Self::Reply(answer) => answer.as_ref().err(),
            Self::Bucket(answer) => answer.as_ref().as_ref().err(),
            Self::Probe(answer) => answer.as_ref().err(),
        }
    }

    fn request_id(&self) -> Option<String> {
        match (self, self.error()) {
            (_, Some(error)) => error.service()?.request_id.clone(),
            (Self::Reply(Ok(reply)), None) => reply.request_id(),
            _ => None,
        }
    }
}

impl Backends<'_> {
    async fn answer(&self, query: &Query) -> Answer {
        match query {
            Query::Call(call) => Answer::Reply(self.provider.execute(call.clone()).await),
            Query::InspectBucket { bucket, region } => {
                Answer::Bucket(Box::new(match self.buckets {
                    Some(inspector) => inspector.inspect(bucket, region.as_deref()).await,
                    None => Err(Error::new(
                        ErrorKind::Unsupported,
                        "this provider can't inspect buckets",
                    )),
                }))
            }
            Query::ProbeBucket {
                bucket,
                region,
                role_arn,
            } => Answer::Probe(match self.probe {
                Some(probe) => Ok(probe.probe(role_arn, bucket, region.as_deref()).await),
                None => Err(Error::new(
                    ErrorKind::Unsupported,
                    "this provider can't use buckets",
                )),
            }),
        }
    }
}

fn absorb(observed: &mut Observed, query: Query, answer: Answer) {
    match (query, answer) {
        (Query::Call(call), Answer::Reply(reply)) => observed.absorb(call, reply),
        (Query::InspectBucket { bucket, region }, Answer::Bucket(facts)) => {
            observed.absorb_bucket(&bucket, region, *facts);
        }
        (Query::ProbeBucket { bucket, .. }, Answer::Probe(Ok(probed))) => {
            observed.absorb_probe(&bucket, probed);
        }
        // Each query gets an answer of its own kind, and a run without a probe never sends one.
        _ => {}
    }
}

/// Drives a run to its end.
///
/// Dropping the future stops it between two calls; the next run continues from there.
///
/// # Errors
/// The error that stopped the run before any change. If something was changed before, the result is
/// a report with [`Outcome::Partial`](super::Outcome::Partial) that holds the error.
pub async fn run(
    setup: Setup,
    backends: Backends<'_>,
    clock: &dyn Clock,
    on_event: &mut (dyn FnMut(Event<'_>) + Send),
) -> Result<Report> {
    let setup = setup.inspecting_buckets(backends.buckets.is_some());
    let mut setup = setup.with_probe(backends.probe.is_some());
    let mut observed = setup.observe();
    let mut planned = false;
    for _ in 0..MOST_STEPS {
        let queries: Vec<Query> = match setup.next(&observed, clock.now()) {
            Step::Read(queries) => {
                on_event(Event::Reading(&queries));
                queries
            }
            Step::Write(calls) => {
                let (changes, findings) = setup.plan();
                if std::mem::replace(&mut planned, true) {
                    on_event(Event::Replanned { changes });
                } else {
                    on_event(Event::Planned {
                        account: observed.account(),
                        caller: observed.caller(),
                        changes,
                        findings,
                    });
                }
                on_event(Event::Writing(&calls));
                calls.into_iter().map(Query::from).collect()
            }
            Step::Wait(duration) => {
                on_event(Event::Waiting(duration));
                clock.sleep(duration).await;
                continue;
            }
            Step::Done(report) => return Ok(*report),
            Step::Blocked(error) => return Err(error),
        };
        let answers = join_all(queries.iter().map(|query| backends.answer(query))).await;
        observed.begin_round();
        for (query, answer) in queries.into_iter().zip(answers) {
            on_event(Event::Answered {
                query: &query,
                request_id: answer.request_id().as_deref(),
                error: answer.error(),
            });
            absorb(&mut observed, query, answer);
        }
    }
    let text = format!("the run did not end within {MOST_STEPS} steps");
    let error =
        Error::new(ErrorKind::Incomplete, text).with_remedy("run again; finished changes are kept");
    match setup.stop(&observed, error) {
        Step::Done(report) => Ok(*report),
        Step::Blocked(error) => Err(error),
        Step::Read(_) | Step::Write(_) | Step::Wait(_) => {
            Err(Error::new(ErrorKind::Incomplete, "the run did not end"))
        }
    }
}
