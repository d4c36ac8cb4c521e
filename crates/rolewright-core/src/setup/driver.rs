//! The one loop between the set-up machine and a provider.

use std::time::Duration;

use futures_util::future::join_all;
use serde::Serialize;

use super::{Change, Finding, Report, Setup, Step};
use crate::bucket::BucketInspector;
use crate::clock::Clock;
use crate::error::{Error, ErrorKind, Result};
use crate::name::BucketName;
use crate::probe::BucketProbe;
use crate::provider::{Call, RamProvider, Reply, Service};

/// The most steps that a run can take: far more than any run that gets anywhere.
const MOST_STEPS: usize = 1_000;

/// What a run is doing, for a progress display.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Event<'a> {
    /// What will be done, told once, before the first write.
    Planned {
        /// Whose account it is.
        account: &'a str,
        /// Who makes the changes: the caller's ARN.
        caller: &'a str,
        /// The changes, in order.
        changes: &'a [Change],
        /// What is worth knowing before.
        findings: &'a [Finding],
    },
    /// What is still to be done, before each further write: another run may have changed the plan.
    Replanned {
        /// The changes, in order.
        changes: &'a [Change],
    },
    /// These calls are made now, all at once; none changes anything.
    Reading(&'a [Call]),
    /// These calls are made now, all at once.
    Writing(&'a [Call]),
    /// A call was answered.
    Answered {
        /// The call.
        call: &'a Call,
        /// The id to name in a support case, when there was an answer with one.
        request_id: Option<&'a str>,
        /// How it ended, when it did not end well.
        error: Option<&'a Error>,
    },
    /// The run waits, then looks again.
    Waiting(Duration),
}

/// Whom a run may ask.
#[derive(Clone, Copy, Debug)]
pub struct Seams<'a> {
    /// Answers calls.
    pub provider: &'a dyn RamProvider,
    /// Looks at buckets; without it they are not looked at, and the report says so.
    pub buckets: Option<&'a dyn BucketInspector>,
    /// Tries buckets with the role; without it nobody does, and the report says so.
    pub probe: Option<&'a dyn BucketProbe>,
}

impl<'a> From<&'a dyn RamProvider> for Seams<'a> {
    fn from(provider: &'a dyn RamProvider) -> Self {
        Self {
            provider,
            buckets: None,
            probe: None,
        }
    }
}

impl Seams<'_> {
    async fn execute(&self, call: &Call) -> Result<Reply> {
        let bucket = || BucketName::new(call.params.get("BucketName").unwrap_or_default());
        let region = call.params.get("RegionId");
        match (call.action.as_ref(), self.buckets, self.probe) {
            _ if call.service != Service::OSS => self.provider.execute(call.clone()).await,
            ("ProbeObject", _, Some(probe)) => {
                let role = call.params.get("RoleArn").unwrap_or_default();
                reply_of(&probe.probe(role, &bucket()?, region).await)
            }
            (_, Some(inspector), _) => reply_of(&inspector.inspect(&bucket()?, region).await?),
            _ => self.provider.execute(call.clone()).await,
        }
    }
}

fn reply_of(seen: &impl Serialize) -> Result<Reply> {
    let reply = serde_json::to_vec(seen).map_err(|error| {
        Error::new(
            ErrorKind::UnexpectedReply,
            format!("what was seen of the bucket is no JSON: {error}"),
        )
    })?;
    Ok(Reply::new(reply))
}

/// Drives a run to its end.
///
/// Dropping the future stops it between two calls; the next run goes on from there.
///
/// # Errors
/// Whatever kept the run from changing anything. When something was changed before the run had to
/// stop, the answer is a report with [`Outcome::Partial`](super::Outcome::Partial) and the error in it.
pub async fn run(
    setup: Setup,
    seams: Seams<'_>,
    clock: &dyn Clock,
    on_event: &mut (dyn FnMut(Event<'_>) + Send),
) -> Result<Report> {
    let setup = setup.seeing_buckets(seams.buckets.is_some());
    let mut setup = setup.with_probe(seams.probe.is_some());
    let mut observed = setup.observe();
    let mut planned = false;
    for _ in 0..MOST_STEPS {
        let calls = match setup.next(&observed, clock.now()) {
            Step::Read(calls) => {
                on_event(Event::Reading(&calls));
                calls
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
                calls
            }
            Step::Wait(duration) => {
                on_event(Event::Waiting(duration));
                clock.sleep(duration).await;
                continue;
            }
            Step::Done(report) => return Ok(*report),
            Step::Blocked(error) => return Err(error),
        };
        let answers = join_all(calls.iter().map(|call| seams.execute(call))).await;
        observed.begin_round();
        for (call, answer) in calls.into_iter().zip(answers) {
            let request_id = match &answer {
                Ok(reply) => reply.request_id(),
                Err(error) => error.service().and_then(|s| s.request_id.clone()),
            };
            on_event(Event::Answered {
                call: &call,
                request_id: request_id.as_deref(),
                error: answer.as_ref().err(),
            });
            observed.absorb(call, answer);
        }
    }
    let text = format!("the run did not end within {MOST_STEPS} steps");
    let error =
        Error::new(ErrorKind::Incomplete, text).with_help("run again; what was done so far stays");
    match setup.stop(&observed, error) {
        Step::Done(report) => Ok(*report),
        Step::Blocked(error) => Err(error),
        Step::Read(_) | Step::Write(_) | Step::Wait(_) => {
            Err(Error::new(ErrorKind::Incomplete, "the run did not end"))
        }
    }
}
