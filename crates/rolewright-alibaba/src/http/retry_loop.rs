//! The retry loop of a call.

use std::future::Future;
use std::time::Duration;

use rolewright_core::provider::{Wait, WaitReason};
use rolewright_core::{Call, Error, ErrorKind, Result};
use tracing::{Instrument, Span, field};

use crate::http::pause::pause;
use crate::http::rate_limit::{CallLimiter, PastDeadline};
use crate::http::retry_policy::{DecideRetry, FailedAttempt, may_be_sent_again};
use crate::ports::Ports;

/// One attempt: its number, from 1, and its longest time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Try {
    pub(crate) number: u32,
    pub(crate) longest: Duration,
}

/// One call with its retry policy and rate limit.
pub(crate) struct RetryLoop<'a> {
    pub(crate) call: &'a Call,
    pub(crate) retry: &'a dyn DecideRetry,
    pub(crate) limiter: Option<&'a CallLimiter>,
    pub(crate) ports: &'a Ports,
    /// The timeout of one attempt.
    pub(crate) longest: Duration,
}

impl RetryLoop<'_> {
    /// Attempts the call until it succeeds, the policy gives up or the budget ends, which cuts off an
    /// attempt. A cancellation ends a wait, with the error of the attempt before it. The wait of the first attempt for the rate limit is not part of the budget. Returns
    /// the result and the waits. Each attempt is a span `attempt`, each wait a span `wait`.
    pub(crate) async fn send<T, F>(&self, attempt: impl Fn(Try) -> F) -> (Result<T>, Vec<Wait>)
    where
        F: Future<Output = Result<T>>,
    {
        let clock = &self.ports.waiting;
        let cancellation = &self.ports.cancellation;
        let mut waits = Vec::new();
        match cancellation.unless_cancelled(self.limit(None)).await {
            Some(wait) => waits.extend(wait.ok().flatten()),
            None => {
                let text = "the call was not sent, since the run was cancelled";
                return (Err(Error::new(ErrorKind::Cancelled, text)), waits);
            }
        }
        let began = clock.now();
        let spent = || clock.now().saturating_sub(began);
        let deadline = began.saturating_add(self.retry.budget());
        let mut tried = 0_u32;
        loop {
            tried += 1;
            let left = deadline.saturating_sub(clock.now());
            let turn = Try {
                number: tried,
                longest: self.longest.min(left),
            };
            let span = tracing::info_span!(
                "attempt",
                action = %self.call.action,
                tried,
                status = field::Empty,
                request_id = field::Empty,
                error = field::Empty,
            );
            let answer = async {
                let answer = attempt(turn).await;
                note(answer.as_ref().err());
                answer
            };
            let error = match answer.instrument(span).await {
                Ok(answer) => return (Ok(answer), waits),
                Err(error) => error,
            };
            let wait = self.retry.wait(&FailedAttempt {
                call: self.call,
                error: &error,
                tried,
                spent: spent(),
                drawn: (self.ports.drawn)(),
            });
            let gave_up = |error: Error| {
                if may_be_sent_again(self.call, &error) {
                    error.with_gave_up(tried, spent())
                } else {
                    error
                }
            };
            let Some(duration) = wait.filter(|wait| clock.now().saturating_add(*wait) < deadline)
            else {
                return (Err(gave_up(error)), waits);
            };
            let wait = Wait::of_call(self.call, WaitReason::Retry, duration);
            let wait = wait.with_error(&error);
            let limited = async {
                pause(&**clock, &wait, duration).await;
                self.limit(Some(deadline)).await
            };
            let limited = cancellation.unless_cancelled(limited).await;
            if limited.is_some() {
                waits.push(wait);
            }
            match limited {
                Some(Ok(wait)) => waits.extend(wait),
                Some(Err(_)) => return (Err(gave_up(error)), waits),
                None => return (Err(error), waits),
            }
        }
    }

    /// Waits for the rate limit, if there is one.
    async fn limit(&self, deadline: Option<Duration>) -> Result<Option<Wait>, PastDeadline> {
        match self.limiter {
            Some(limiter) => limiter.wait_for(self.call, deadline).await,
            None => Ok(None),
        }
    }
}

/// Records the error in the attempt's span.
fn note(error: Option<&Error>) {
    let Some(error) = error else {
        return;
    };
    if let Some(service) = error.service() {
        Span::current().record("status", service.status);
        Span::current().record("request_id", service.request_id.as_deref());
    }
    Span::current().record("error", field::display(error));
    tracing::debug!("failed");
}
