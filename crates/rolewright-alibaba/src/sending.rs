//! Sends a call until it is answered, or until it is no use or no good to send it again.

use std::future::Future;
use std::time::Duration;

use rolewright_core::clock::Clock;
use rolewright_core::provider::{Wait, WaitReason};
use rolewright_core::{Call, Error, Result};
use tracing::{Instrument, Span, field};

use crate::ports::Ports;
use crate::rate::Pace;
use crate::retry::{DecideRetry, FailedAttempt};

/// One call on its way, and what it may wait for.
pub(crate) struct Sending<'a> {
    pub(crate) call: &'a Call,
    pub(crate) retry: &'a dyn DecideRetry,
    pub(crate) pace: Option<&'a Pace>,
    pub(crate) ports: &'a Ports,
    /// How long one attempt may take.
    pub(crate) longest: Duration,
}

impl Sending<'_> {
    /// Makes attempts, each in a span `attempt` and none longer than it is told, and says what was
    /// waited for, each time in a span `wait`.
    pub(crate) async fn send<T, F>(&self, attempt: impl Fn(Duration) -> F) -> (Result<T>, Vec<Wait>)
    where
        F: Future<Output = Result<T>>,
    {
        let clock = &self.ports.waiting;
        let began = clock.now();
        let spent = || clock.now().saturating_sub(began);
        let mut waits = Vec::new();
        let mut tried = 0_u32;
        loop {
            if let Some(pace) = self.pace {
                waits.extend(pace.wait_for(self.call).await);
            }
            let longest = match tried {
                0 => self.longest,
                _ => self
                    .longest
                    .min(self.retry.budget().saturating_sub(spent())),
            };
            tried += 1;
            let span = tracing::info_span!(
                "attempt",
                action = %self.call.action,
                tried,
                status = field::Empty,
                request_id = field::Empty,
                error = field::Empty,
            );
            let answer = async {
                let answer = attempt(longest).await;
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
            let Some(duration) = wait else {
                return (Err(error), waits);
            };
            let wait = Wait {
                error: Some(error.to_string()),
                ..Wait::of_call(self.call, WaitReason::Retry, duration)
            };
            pause(&**clock, &wait, duration).await;
            waits.push(wait);
        }
    }
}

/// Waits in a span of its own.
pub(crate) async fn pause(clock: &dyn Clock, wait: &Wait, duration: Duration) {
    let span = tracing::info_span!(
        "wait",
        action = wait.action,
        reason = ?wait.reason,
        milliseconds = wait.milliseconds,
        error = wait.error,
    );
    async {
        tracing::debug!("waiting");
        clock.sleep(duration).await;
    }
    .instrument(span)
    .await;
}

/// Puts into the attempt's span how it failed.
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
