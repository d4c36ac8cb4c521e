//! How many calls a second are sent, so that the service need not throttle them.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use governor::clock::{Clock as GovernorClock, Reference};
use governor::middleware::NoOpMiddleware;
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota, RateLimiter};
use rolewright_core::Call;
use rolewright_core::clock::Clock;
use rolewright_core::provider::{Wait, WaitReason};

use crate::http::pause::pause;

/// How many calls of one operation are sent within a second.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RateLimit {
    /// As many as the service's quota pages name for an account, and no limit where all
    /// endpoints are this machine.
    ///
    /// Sources: the pages "Quotas" of the API references of RAM 2015-05-01 and STS 2015-04-01.
    /// They name 10 for attaching and detaching, 20 for other writes and 100 for reads; the
    /// operations that they leave out are taken to follow the same pattern.
    #[default]
    Documented,
    /// This many of each operation.
    PerSecond(NonZeroU32),
    /// As many as come.
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

/// A limiter for each operation of each service, by a clock that was passed in.
#[derive(Debug)]
pub(crate) struct CallLimiter {
    limit: RateLimit,
    clock: Arc<dyn Clock>,
    limiters: Mutex<HashMap<String, Arc<Limiter>>>,
}

type Limiter = RateLimiter<NotKeyed, InMemoryState, Ticks, NoOpMiddleware<Elapsed>>;

impl CallLimiter {
    pub(crate) fn new(limit: RateLimit, clock: Arc<dyn Clock>) -> Self {
        Self {
            limit,
            clock,
            limiters: Mutex::default(),
        }
    }

    /// Waits until the call may be sent, and says for how long.
    pub(crate) async fn wait_for(&self, call: &Call) -> Option<Wait> {
        let limiter = self.limiter(call, self.limit.of(call)?);
        let wait = |duration| Wait::of_call(call, WaitReason::RateLimit, duration);
        let mut whole = Duration::ZERO;
        while let Err(early) = limiter.check() {
            let duration = early.wait_time_from(Elapsed(self.clock.now()));
            pause(&*self.clock, &wait(duration), duration).await;
            whole = whole.saturating_add(duration);
        }
        (!whole.is_zero()).then(|| wait(whole))
    }

    fn limiter(&self, call: &Call, limit: NonZeroU32) -> Arc<Limiter> {
        let key = format!("{}:{}", call.service.name, call.action);
        let mut limiters = self.limiters.lock().unwrap_or_else(PoisonError::into_inner);
        let new = || {
            let clock = Ticks(self.clock.clone());
            Arc::new(RateLimiter::direct_with_clock(quota(limit), clock))
        };
        limiters.entry(key).or_insert_with(new).clone()
    }
}

/// At most `limit` within any second: what may come at once and what comes after it add up.
fn quota(limit: NonZeroU32) -> Quota {
    let burst = NonZeroU32::new(limit.get() / 2).unwrap_or(NonZeroU32::MIN);
    let rate = NonZeroU32::new(limit.get() - burst.get()).unwrap_or(NonZeroU32::MIN);
    Quota::per_second(rate).allow_burst(burst)
}

/// The injected clock as the limiter's.
#[derive(Clone, Debug)]
struct Ticks(Arc<dyn Clock>);

/// Time since the clock's own beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Elapsed(Duration);

impl GovernorClock for Ticks {
    type Instant = Elapsed;

    fn now(&self) -> Elapsed {
        Elapsed(self.0.now())
    }
}

impl Reference for Elapsed {
    fn duration_since(&self, earlier: Self) -> governor::nanos::Nanos {
        self.0.saturating_sub(earlier.0).into()
    }

    fn saturating_sub(&self, duration: governor::nanos::Nanos) -> Self {
        Self(self.0.saturating_sub(duration.into()))
    }
}

impl std::ops::Add<governor::nanos::Nanos> for Elapsed {
    type Output = Self;

    fn add(self, later: governor::nanos::Nanos) -> Self {
        Self(self.0.saturating_add(later.into()))
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
}
