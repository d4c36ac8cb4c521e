//! Fault plans.

use std::thread;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use rolewright_core::{Error, ErrorKind, Result};
use serde::{Deserialize, Serialize};
use tokio::time::Instant;

use super::accounts::Which;
use super::known;
use crate::account::Account;

/// The maximum lateness of a tokio timer, which has millisecond resolution.
const LATE: Duration = Duration::from_millis(2);

/// A fault and the calls that it applies to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FaultRule {
    /// Only calls of this service, for example `ram`.
    pub service: Option<String>,
    /// Only calls of this operation, for example `GetRole`.
    pub action: Option<String>,
    /// Only the matching calls with these numbers, counted from 1; all if empty.
    pub calls: Vec<u64>,
    /// Only matching calls from this number on, counted from 1.
    pub from: Option<u64>,
    /// Only this share of the calls, from 0 to 1.
    pub probability: Option<f64>,
    /// The seed of `probability`: the same seed gives the same faults.
    pub seed: u64,
    /// The fault.
    pub fault: Fault,
    #[doc(hidden)]
    #[serde(skip)]
    pub __non_exhaustive: (),
}

impl FaultRule {
    /// Checks that the rule can apply to a call.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidInput`] for a service or an operation that is not emulated, with a suggestion,
    /// and for a number out of range.
    pub fn check(&self) -> Result<()> {
        if let Some(service) = &self.service {
            known::service(service)?;
        }
        if let Some(action) = &self.action {
            known::action(self.service.as_deref(), action)?;
        }
        let invalid = |message: &str, remedy: &str| {
            Err(Error::new(ErrorKind::InvalidInput, message).with_remedy(remedy))
        };
        if self.calls.contains(&0) {
            return invalid("`calls` has the number 0", "count calls from 1");
        }
        let share = self.probability.unwrap_or_default();
        if !(0.0..=1.0).contains(&share) {
            return invalid("`probability` is out of range", "use a number from 0 to 1");
        }
        Ok(())
    }
}

/// A fault of a call.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum Fault {
    /// The response is delayed.
    Delay {
        /// The delay.
        milliseconds: u64,
    },
    /// `Throttling.User`, http 400; the call is not executed.
    Throttle {
        /// The value of the header `x-acs-retry-after`, if set.
        #[serde(default)]
        retry_after_milliseconds: Option<u64>,
    },
    /// `InternalError`, http 500; the call is not executed.
    #[default]
    InternalError,
    /// `ServiceUnavailable`, http 503; the call is not executed.
    ServiceUnavailable,
    /// A proxy's HTML page, http 502; the call is not executed.
    BadGateway,
    /// `InvalidSecurityToken.Expired`, http 400; the call is not executed.
    ExpiredToken,
    /// The connection is closed before the call is executed.
    CutBefore,
    /// The call is executed; the connection is closed in the middle of the response body.
    CutBody,
    /// The call is executed; the connection is closed without a response.
    LoseAnswer,
    /// The write is executed, but invisible to the reads after it, up to either limit. Without a
    /// limit it stays invisible.
    Stale {
        /// The number of reads.
        #[serde(default)]
        reads: Option<u32>,
        /// The time, by the emulator's clock.
        #[serde(default)]
        milliseconds: Option<u32>,
    },
}

/// An outdated account for reads.
#[derive(Clone, Debug)]
pub(super) struct Stale {
    pub(super) which: Which,
    pub(super) before: Option<Account>,
    pub(super) reads: Option<u32>,
    pub(super) until: Option<Timestamp>,
}

impl Stale {
    pub(super) fn new(reads: Option<u32>, milliseconds: Option<u32>, now: Timestamp) -> Self {
        let until = milliseconds.and_then(|milliseconds| {
            let wait = SignedDuration::from_millis(milliseconds.into());
            now.saturating_add(wait).ok()
        });
        Self {
            which: Which::First,
            before: None,
            reads,
            until,
        }
    }

    /// Returns the outdated account for a read, until the limit is reached.
    pub(super) fn take(&mut self, now: Timestamp) -> Option<Account> {
        if self.until.is_some_and(|until| until <= now) {
            return None;
        }
        if let Some(reads) = &mut self.reads {
            *reads = reads.checked_sub(1)?;
        }
        self.before.clone()
    }
}

/// The current plan, with the number of calls that matched each rule.
#[derive(Debug, Default)]
pub(super) struct Faults(Vec<(FaultRule, u64)>);

impl Faults {
    pub(super) fn replace(&mut self, rules: Vec<FaultRule>) {
        self.0 = rules.into_iter().map(|rule| (rule, 0)).collect();
    }

    pub(super) fn rules(&self) -> impl Iterator<Item = &(FaultRule, u64)> {
        self.0.iter()
    }

    /// Returns the fault of this call, from the first rule that applies. Every rule counts the calls
    /// that match its service and action.
    pub(super) fn decide(&mut self, service: &str, action: &str) -> Option<Fault> {
        let mut decided = None;
        for (rule, count) in &mut self.0 {
            let matches = |pattern: &Option<String>, name: &str| {
                pattern
                    .as_ref()
                    .is_none_or(|pattern| pattern.eq_ignore_ascii_case(name))
            };
            if !matches(&rule.service, service) || !matches(&rule.action, action) {
                continue;
            }
            *count += 1;
            let listed = rule.calls.is_empty() || rule.calls.contains(count);
            let started = rule.from.is_none_or(|first| first <= *count);
            let drawn = rule
                .probability
                .is_none_or(|share| chance(rule.seed, *count) < share);
            if decided.is_none() && listed && started && drawn {
                decided = Some(rule.fault.clone());
            }
        }
        decided
    }
}

/// Waits more precisely than a tokio timer: a thread waits for the rest.
pub(super) async fn delay(milliseconds: u64) {
    let started = Instant::now();
    let whole = Duration::from_millis(milliseconds);
    tokio::time::sleep(whole.saturating_sub(LATE)).await;
    let rest = move || thread::sleep(whole.saturating_sub(started.elapsed()));
    // Fails only while the runtime shuts down.
    let _ = tokio::task::spawn_blocking(rest).await;
}

/// Returns a number from 0 to 1 for each call, by `SplitMix64`.
fn chance(seed: u64, count: u64) -> f64 {
    let mut mixed = seed.wrapping_add(count.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^= mixed >> 31;
    // The upper 53 bits are exact in a float.
    (mixed >> 11) as f64 / (1_u64 << 53) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(rules: &str) -> Faults {
        let mut faults = Faults::default();
        faults.replace(serde_json::from_str(rules).unwrap());
        faults
    }

    #[test]
    fn a_rule_counts_its_matching_calls() {
        let mut faults = plan(
            r#"[{"service":"ram","action":"GetRole","calls":[2],"fault":{"kind":"internal_error"}},
                {"service":"sts","fault":{"kind":"cut_before"}}]"#,
        );
        assert_eq!(faults.decide("ram", "GetRole"), None);
        assert_eq!(faults.decide("ram", "ListRoles"), None);
        assert_eq!(faults.decide("ram", "GetRole"), Some(Fault::InternalError));
        assert_eq!(faults.decide("ram", "GetRole"), None);
        assert_eq!(faults.decide("sts", "AssumeRole"), Some(Fault::CutBefore));
    }

    #[test]
    fn a_rule_can_start_with_a_later_call() {
        let mut faults = plan(r#"[{"from":2,"fault":{"kind":"expired_token"}}]"#);
        let decided = [(); 3].map(|()| faults.decide("ram", "GetRole").is_some());
        assert_eq!(decided, [false, true, true]);
    }

    #[test]
    fn the_same_seed_gives_the_same_faults() {
        let rule = r#"[{"probability":0.25,"seed":7,"fault":{"kind":"internal_error"}}]"#;
        let draw = || {
            let mut faults = plan(rule);
            let hit = (0..1000).map(|_| faults.decide("ram", "GetRole").is_some());
            hit.collect::<Vec<_>>()
        };
        assert_eq!(draw(), draw());
        let hits = draw().iter().filter(|hit| **hit).count();
        assert!((200..300).contains(&hits), "{hits}");
        for (share, expected) in [("0", 0), ("1", 1000)] {
            let rule = rule.replace("0.25", share);
            let mut faults = plan(&rule);
            let hits = (0..1000).filter(|_| faults.decide("a", "b").is_some());
            assert_eq!(hits.count(), expected);
        }
    }

    #[test]
    fn an_unknown_key_is_refused() {
        for odd in [
            r#"[{"acton":"GetRole","fault":{"kind":"cut_body"}}]"#,
            r#"[{"fault":{"kind":"cut"}}]"#,
            r#"[{"fault":{"kind":"throttle","retry_after":5}}]"#,
        ] {
            assert!(
                serde_json::from_str::<Vec<FaultRule>>(odd).is_err(),
                "{odd}"
            );
        }
    }

    #[test]
    fn a_write_is_stale_up_to_its_limit_of_reads_or_time() {
        let now: Timestamp = "2026-01-02T03:04:05Z".parse().unwrap();
        let with = |stale: Stale| Stale {
            before: Some(Account::default()),
            ..stale
        };
        let mut reads = with(Stale::new(Some(1), None, now));
        assert!(reads.take(now).is_some() && reads.take(now).is_none());
        let mut time = with(Stale::new(None, Some(1000), now));
        assert!(time.take(now).is_some());
        assert!(time.take(now + SignedDuration::from_millis(1000)).is_none());
    }
}
