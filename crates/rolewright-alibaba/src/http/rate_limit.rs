//! Client-side rate limits, which avoid throttling by the service.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rolewright_core::Call;
use rolewright_core::clock::Clock;
use rolewright_core::provider::{Wait, WaitReason};

use crate::http::pause::pause;

/// The limit of calls per second for each operation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RateLimit {
    /// The documented quotas of an account; no limit when all endpoints are on this machine.
    ///
    /// Sources: the pages "Quotas" of the API references of RAM 2015-05-01 and STS 2015-04-01.
    /// They list 10 for attaching and detaching, 20 for other writes and 100 for reads. Operations
    /// that they don't list are assumed to follow the same pattern.
    #[default]
    Documented,
    /// This limit for each operation.
    PerSecond(NonZeroU32),
    /// No limit.
    Unlimited,
}

impl RateLimit {
    fn of(self, call: &Call) -> Option<NonZeroU32> {
        match self {
            Self::Unlimited => None,
            Self::PerSecond(limit) => Some(limit),
            Self::Documented => {
                let is_attachment = ["Attach", "Detach"]
                    .iter()
                    .any(|verb| call.action.starts_with(verb));
                let is_sts = call.service.name == "sts";
                NonZeroU32::new(match (is_attachment, call.is_read() || is_sts) {
                    (true, _) => 10,
                    (false, true) => 100,
                    (false, false) => 20,
                })
            }
        }
    }
}

/// The rate limit allows the call only after its deadline.
#[derive(Debug)]
pub(crate) struct PastDeadline;

/// A limiter for each operation of each service.
#[derive(Debug)]
pub(crate) struct CallLimiter {
    limit: RateLimit,
    clock: Arc<dyn Clock>,
    limiters: Mutex<HashMap<String, Limiter>>,
}

impl CallLimiter {
    pub(crate) fn new(limit: RateLimit, clock: Arc<dyn Clock>) -> Self {
        Self {
            limit,
            clock,
            limiters: Mutex::default(),
        }
    }

    /// The same limits, with nothing used yet.
    pub(crate) fn for_another_account(&self) -> Self {
        Self::new(self.limit, Arc::clone(&self.clock))
    }

    /// Waits until the call may be sent; returns the wait, if any. Fails if that is at the deadline or
    /// later.
    pub(crate) async fn wait_for(
        &self,
        call: &Call,
        deadline: Option<Duration>,
    ) -> Result<Option<Wait>, PastDeadline> {
        let Some(limit) = self.limit.of(call) else {
            return Ok(None);
        };
        let wait = |duration| Wait::of_call(call, WaitReason::RateLimit, duration);
        let mut whole = Duration::ZERO;
        while let Err(duration) = self.take(call, limit) {
            let until = self.clock.now().saturating_add(duration);
            if deadline.is_some_and(|deadline| until >= deadline) {
                return Err(PastDeadline);
            }
            pause(&*self.clock, &wait(duration), duration).await;
            whole = whole.saturating_add(duration);
        }
        Ok((!whole.is_zero()).then(|| wait(whole)))
    }

    /// Takes a slot for one call, or returns the time until one is free.
    fn take(&self, call: &Call, limit: NonZeroU32) -> Result<(), Duration> {
        let key = format!("{}:{}", call.service.name, call.action);
        let mut limiters = self.limiters.lock().unwrap_or_else(PoisonError::into_inner);
        let limiter = limiters.entry(key).or_insert_with(|| Limiter::new(limit));
        limiter.take(self.clock.now())
    }
}

/// The generic cell rate algorithm (GCRA).
#[derive(Debug)]
struct Limiter {
    /// The average time between two calls.
    interval: Duration,
    /// How early a call may be sent.
    tolerance: Duration,
    /// The time of the next call at the average rate, since the start of the clock.
    next: Duration,
}

impl Limiter {
    /// At most `limit` calls within any second: the burst and the rate add up to it.
    fn new(limit: NonZeroU32) -> Self {
        let burst = (limit.get() / 2).max(1);
        let rate = (limit.get() - burst).max(1);
        let interval = Duration::from_nanos(1_000_000_000_u64.div_ceil(u64::from(rate)));
        Self {
            interval,
            tolerance: interval * (burst - 1),
            next: Duration::ZERO,
        }
    }

    fn take(&mut self, now: Duration) -> Result<(), Duration> {
        let early = self.next.saturating_sub(self.tolerance).saturating_sub(now);
        if !early.is_zero() {
            return Err(early);
        }
        self.next = self.next.max(now).saturating_add(self.interval);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rolewright_core::operation::{
        AssumeRole, AttachPolicyToRole, CreateRole, DetachPolicyFromRole, GetRole, Operation,
    };
    use rolewright_core::{Access, Service};

    #[test]
    fn the_documented_limits_follow_the_quota_pages() {
        for (service, action, access, limit) in [
            (Service::RAM, AttachPolicyToRole::ACTION, Access::Write, 10),
            (
                Service::RAM,
                DetachPolicyFromRole::ACTION,
                Access::Write,
                10,
            ),
            (Service::RAM, CreateRole::ACTION, Access::Write, 20),
            (Service::RAM, GetRole::ACTION, Access::Read, 100),
            (Service::STS, AssumeRole::ACTION, Access::Write, 100),
        ] {
            let call = Call::new(service, action, access);
            assert_eq!(
                RateLimit::Documented.of(&call),
                NonZeroU32::new(limit),
                "{action}"
            );
            assert_eq!(RateLimit::Unlimited.of(&call), None);
        }
    }

    #[test]
    fn a_burst_is_half_of_the_limit_and_no_second_exceeds_the_limit() {
        let mut limiter = Limiter::new(NonZeroU32::new(10).unwrap());
        let mut now = Duration::from_secs(100);
        let mut sent = Vec::new();
        while sent.len() < 40 {
            match limiter.take(now) {
                Ok(()) => sent.push(now),
                Err(early) => now += early,
            }
        }
        assert_eq!(sent.iter().filter(|at| **at == sent[0]).count(), 5);
        for pair in sent.windows(11) {
            assert!(pair[10] - pair[0] >= Duration::from_secs(1), "{pair:?}");
        }
    }

    #[test]
    fn a_limit_of_one_call_per_second_holds() {
        let mut limiter = Limiter::new(NonZeroU32::MIN);
        assert_eq!(limiter.take(Duration::ZERO), Ok(()));
        let half = Duration::from_millis(500);
        assert_eq!(limiter.take(half), Err(half));
        assert_eq!(limiter.take(Duration::from_secs(1)), Ok(()));
    }
}
