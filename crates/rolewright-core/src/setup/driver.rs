//! The loop between the set-up engine and a provider.

use std::pin::pin;
use std::time::Duration;

use futures_util::future::{Either, select};
use futures_util::stream::{FuturesUnordered, StreamExt};

use super::reconcile::cancel;
use super::{Change, Finding, Observed, Query, Report, Setup, Step};
use crate::bucket::{BucketFacts, BucketInspector};
use crate::cancellation::Cancellation;
use crate::clock::Clock;
use crate::error::{Error, ErrorKind, Result};
use crate::probe::{BucketProbe, Probed};
use crate::provider::{Call, RamProvider, Reply};

/// The maximum number of steps, far above what any run that makes progress needs.
const MOST_STEPS: usize = 1_000;

/// How long the calls in flight may take after a cancellation. Shorter than what `docker stop` (10 s)
/// and a cancelled job of GitHub Actions (7.5 s) allow before they kill the process.
pub const LONGEST_FINISH: Duration = Duration::from_secs(5);

/// The progress of a run, for display.
#[derive(Clone, Debug)]
#[non_exhaustive]
#[expect(
    clippy::large_enum_variant,
    reason = "few values, which are handled at once"
)]
pub enum Event {
    /// The plan, reported once, before the first write.
    Planned {
        /// The id of the account.
        account: String,
        /// The caller's ARN.
        caller: String,
        /// The changes, in order.
        changes: Vec<Change>,
        /// The findings to know before the changes.
        findings: Vec<Finding>,
    },
    /// The remaining changes, before each further write. Another run may have changed the plan.
    Replanned {
        /// The changes, in order.
        changes: Vec<Change>,
    },
    /// These queries are made now, concurrently; none changes the account.
    Reading(Vec<Query>),
    /// These calls are made now, concurrently.
    Writing(Vec<Call>),
    /// A query or a write was answered; reported when its answer arrives, while others of the same
    /// round may still be in flight.
    Answered {
        /// The query; a write is a [`Query::Call`].
        query: Query,
        /// The change that the write makes, as it was planned; it is made unless there is an error.
        change: Option<Change>,
        /// The request id for a support case, if the reply has one.
        request_id: Option<String>,
        /// The error, if it failed.
        error: Option<Error>,
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
    #[doc(hidden)]
    pub __non_exhaustive: (),
}

impl<'a> From<&'a dyn RamProvider> for Backends<'a> {
    fn from(provider: &'a dyn RamProvider) -> Self {
        Self {
            provider,
            buckets: None,
            probe: None,
            __non_exhaustive: (),
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

impl Answer {
    /// The answer to a query that was in flight for too long after a cancellation.
    fn cut_off(query: &Query) -> Self {
        let seconds = LONGEST_FINISH.as_secs();
        let text = format!("no answer within {seconds} s after the run was cancelled");
        let error = Error::new(ErrorKind::Timeout, text).with_action(query.action());
        match query {
            Query::Call(call) => {
                let error = error.with_maybe_applied(!call.is_read());
                Self::Reply(Err(match call.subject() {
                    Some(subject) => error.with_resource(subject),
                    None => error,
                }))
            }
            Query::InspectBucket { bucket, .. } => {
                Self::Bucket(Box::new(Err(error.with_resource(bucket.to_string()))))
            }
            Query::ProbeBucket { .. } => Self::Probe(Err(error)),
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

/// Makes the queries concurrently, and returns their answers in the order of the queries; `told` gets
/// each one when it arrives.
async fn answers(
    queries: &[Query],
    backends: Backends<'_>,
    clock: &dyn Clock,
    cancellation: &Cancellation,
    mut told: impl FnMut(&Query, &Answer),
) -> Vec<Answer> {
    // A probe is never cut off, since it deletes the object that it has written.
    let probes = queries
        .iter()
        .any(|query| matches!(query, Query::ProbeBucket { .. }));
    let mut cut_off = pin!(async {
        cancellation.cancelled().await;
        if probes {
            std::future::pending::<()>().await;
        }
        clock.sleep(LONGEST_FINISH).await;
    });
    let one = |(index, query)| async move { (index, backends.answer(query).await) };
    let mut in_flight: FuturesUnordered<_> = queries.iter().enumerate().map(one).collect();
    let mut answers: Vec<Option<Answer>> = queries.iter().map(|_| None).collect();
    while let Either::Left((Some((index, answer)), _)) =
        select(in_flight.next(), cut_off.as_mut()).await
    {
        if let (Some(query), Some(place)) = (queries.get(index), answers.get_mut(index)) {
            told(query, &answer);
            *place = Some(answer);
        }
    }
    let answers = queries.iter().zip(answers);
    let answers = answers.map(|(query, answer)| {
        answer.unwrap_or_else(|| {
            let answer = Answer::cut_off(query);
            told(query, &answer);
            answer
        })
    });
    answers.collect()
}

/// Drives a run to its end, or until it is cancelled.
///
/// After a cancellation no further call is made: waits end at once, and calls in flight may take
/// [`LONGEST_FINISH`] longer, except live checks, which delete their objects first. The result is then
/// a report with [`Outcome::Partial`](super::Outcome::Partial) and an error of the kind
/// [`Cancelled`](ErrorKind::Cancelled), unless nothing remained.
///
/// Dropping the future instead ends the run at once, also in the middle of a call, and there is no report.
/// What it leaves is the account after some of the planned changes, in their order; a call that was in
/// flight was made or not, as the provider had sent it or not. Nothing is half written: each call is one change
/// of the service. A probe's object may remain. The next run reads the account and makes the rest.
///
/// With the feature `tracing`, a run is one span `setup_run` with the fields `goal`, `recipe`, `role` and
/// `provider`, and at its end `outcome` or `error`; the spans of its calls are inside.
///
/// # Errors
/// The error that stopped the run before any change. If something was changed before, the result is
/// a report with [`Outcome::Partial`](super::Outcome::Partial) that holds the error.
pub async fn run(
    setup: Setup,
    backends: Backends<'_>,
    clock: &dyn Clock,
    cancellation: &Cancellation,
    on_event: &mut (dyn FnMut(Event) + Send),
) -> Result<Report> {
    #[cfg(feature = "tracing")]
    {
        let span = super::reconcile::span_of(&setup);
        let run = drive(setup, backends, clock, cancellation, on_event);
        let result = tracing::Instrument::instrument(run, span.clone()).await;
        match &result {
            Ok(report) => span.record("outcome", tracing::field::debug(&report.outcome)),
            Err(error) => span.record("error", tracing::field::display(error)),
        };
        result
    }
    #[cfg(not(feature = "tracing"))]
    drive(setup, backends, clock, cancellation, on_event).await
}

async fn drive(
    setup: Setup,
    backends: Backends<'_>,
    clock: &dyn Clock,
    cancellation: &Cancellation,
    on_event: &mut (dyn FnMut(Event) + Send),
) -> Result<Report> {
    let setup = setup.inspecting_buckets(backends.buckets.is_some());
    let mut setup = setup.with_probe(backends.probe.is_some());
    let mut observed = setup.observe();
    let mut planned = false;
    for _ in 0..MOST_STEPS {
        if cancellation.is_cancelled() {
            return ended(cancel(&mut setup, &observed, clock.now()));
        }
        let queries: Vec<Query> = match setup.next(&observed, clock.now()) {
            Step::Read(queries) => {
                on_event(Event::Reading(queries.clone()));
                queries
            }
            Step::Write(calls) => {
                let (changes, findings) = setup.plan();
                if std::mem::replace(&mut planned, true) {
                    on_event(Event::Replanned {
                        changes: changes.to_vec(),
                    });
                } else {
                    on_event(Event::Planned {
                        account: observed.account().to_owned(),
                        caller: observed.caller().to_owned(),
                        changes: changes.to_vec(),
                        findings: findings.to_vec(),
                    });
                }
                on_event(Event::Writing(calls.clone()));
                calls.into_iter().map(Query::from).collect()
            }
            Step::Wait(duration) => {
                on_event(Event::Waiting(duration));
                cancellation.unless_cancelled(clock.sleep(duration)).await;
                continue;
            }
            step => return ended(step),
        };
        let (changes, _) = setup.plan();
        let told = |query: &Query, answer: &Answer| {
            let call = query.call().filter(|call| !call.is_read());
            on_event(Event::Answered {
                query: query.clone(),
                change: call.and_then(|call| changes.iter().find(|one| one.call == *call).cloned()),
                request_id: answer.request_id(),
                error: answer.error().cloned(),
            });
        };
        let answers = answers(&queries, backends, clock, cancellation, told).await;
        observed.begin_round();
        for (query, answer) in queries.into_iter().zip(answers) {
            absorb(&mut observed, query, answer);
        }
    }
    let text = format!("the run did not end within {MOST_STEPS} steps");
    let error =
        Error::new(ErrorKind::Incomplete, text).with_remedy("run again; finished changes are kept");
    ended(setup.stop(&observed, error))
}

/// The result of a run that has ended.
fn ended(step: Step) -> Result<Report> {
    match step {
        Step::Done(report) => Ok(*report),
        Step::Blocked(error) => Err(error),
        Step::Read(_) | Step::Write(_) | Step::Wait(_) => {
            Err(Error::new(ErrorKind::Incomplete, "the run did not end"))
        }
    }
}
