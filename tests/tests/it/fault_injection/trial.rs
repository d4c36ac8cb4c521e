//! A fault at a call of a run, and the checks afterwards.

use std::collections::BTreeSet;
use std::fmt;
use std::time::Duration;

use reqwest::Client;
use rolewright::emulator::{Fault, FaultRule};
use rolewright::mock::Account;
use rolewright::operation::{AttachPolicyToRole, CreatePolicy, CreateRole, PolicyType};
use rolewright::recipe::container_registry::POLICY;
use rolewright::setup::{Goal, Outcome, Report};
use rolewright::{Call, Result};
use rolewright_cli::Exit;

use super::line::{Detour, Line, Way};
use crate::runs::moment;
use crate::situations::Situation;

/// Maximum total waiting time of a run.
const BUDGET: Duration = Duration::from_secs(240);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Blow {
    Throttled,
    InternalError,
    Unavailable,
    BadGateway,
    Refused,
    CutBefore,
    CutBody,
    LostAnswer,
    Hang,
    Stale,
    ExpiredToken,
}

impl Blow {
    pub(super) const ALL: [Self; 11] = [
        Self::Throttled,
        Self::InternalError,
        Self::Unavailable,
        Self::BadGateway,
        Self::Refused,
        Self::CutBefore,
        Self::CutBody,
        Self::LostAnswer,
        Self::Hang,
        Self::Stale,
        Self::ExpiredToken,
    ];

    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Throttled => "throttled",
            Self::InternalError => "500",
            Self::Unavailable => "503",
            Self::BadGateway => "502 in HTML",
            Self::Refused => "connection refused",
            Self::CutBefore => "closed before the call",
            Self::CutBody => "closed during the response",
            Self::LostAnswer => "executed, response lost",
            Self::Hang => "no response in time",
            Self::Stale => "stale reads",
            Self::ExpiredToken => "expired token",
        }
    }

    /// Returns the emulator's fault; `None` for a refused connection, which it can't simulate.
    fn emulated(self, times: Times) -> Option<Fault> {
        Some(match self {
            Self::Throttled => Fault::Throttle {
                retry_after_milliseconds: None,
            },
            Self::InternalError => Fault::InternalError,
            Self::Unavailable => Fault::ServiceUnavailable,
            Self::BadGateway => Fault::BadGateway,
            Self::Refused => return None,
            Self::CutBefore => Fault::CutBefore,
            Self::CutBody => Fault::CutBody,
            Self::LostAnswer => Fault::LoseAnswer,
            Self::Hang => Fault::Delay {
                milliseconds: 60_000,
            },
            Self::Stale => Fault::Stale {
                reads: (times != Times::ForGood).then_some(6),
                milliseconds: None,
            },
            Self::ExpiredToken => Fault::ExpiredToken,
        })
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Times {
    Once,
    Twice,
    ForGood,
}

impl Times {
    pub(super) const ALL: [Self; 3] = [Self::Once, Self::Twice, Self::ForGood];
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Ending {
    Done,
    Partial,
    Failed,
    Denied,
}

impl Ending {
    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Partial => "partial",
            Self::Failed => "failed",
            Self::Denied => "denied",
        }
    }
}

pub(super) struct Trial<'s> {
    pub(super) situation: &'s Situation,
    pub(super) blow: Blow,
    pub(super) times: Times,
    pub(super) action: String,
    /// Number of the call of the action, from 1.
    pub(super) call: u64,
}

impl fmt::Debug for Trial<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, blow, times) = (self.situation.name, self.blow, self.times);
        write!(
            f,
            "{name}, {} {}, {blow:?} {times:?}",
            self.action, self.call
        )
    }
}

impl Trial<'_> {
    /// Runs with the fault, then again without it.
    pub(super) async fn ending(&self, client: &Client) -> Ending {
        let line = Line::to(self.situation.start.clone(), client).await;
        self.break_it(&line);
        let outcome = line.run((self.situation.setup)()).await;
        line.fail(Vec::new(), None);
        let ending = self.check_report(&outcome, &line);
        self.kept(&line.account());
        let waited = line.waited();
        assert!(waited < BUDGET, "{self:?} waited {waited:?}");

        let next = line.run((self.situation.setup)()).await;
        let next = next.unwrap_or_else(|error| panic!("{self:?}: the next run: {error:?}"));
        assert!(next.is_ok(), "{self:?}: the next run: {next:?}");
        self.not_done_again(&outcome, &next);
        (self.situation.check)(&line.account());
        self.kept(&line.account());
        ending
    }

    fn break_it(&self, line: &Line) {
        let calls = match self.times {
            Times::Once => self.call..self.call + 1,
            Times::Twice => self.call..self.call + 2,
            Times::ForGood => self.call..u64::MAX,
        };
        let detour = |way| Detour {
            action: self.action.clone(),
            calls: calls.clone(),
            way,
        };
        let Some(fault) = self.blow.emulated(self.times) else {
            return line.fail(Vec::new(), Some(detour(Way::Dead)));
        };
        let rule = FaultRule {
            action: Some(self.action.clone()),
            calls: match self.times {
                Times::ForGood => Vec::new(),
                _ => calls.clone().collect(),
            },
            from: Some(calls.start),
            fault,
            ..FaultRule::default()
        };
        let hangs = self.blow == Blow::Hang;
        line.fail(vec![rule], hangs.then(|| detour(Way::Impatient)));
    }

    /// Checks that the report is correct.
    fn check_report(&self, outcome: &Result<Report>, line: &Line) -> Ending {
        let (start, account) = (&self.situation.start, line.account());
        match outcome {
            Ok(report) if report.is_ok() => {
                (self.situation.check)(&account);
                Ending::Done
            }
            Ok(report) => {
                assert_eq!(report.outcome, Outcome::Partial, "{self:?}");
                let error = report.error.as_ref();
                assert!(error.is_some_and(|e| !e.message.is_empty()), "{self:?}");
                Ending::Partial
            }
            Err(error) => {
                assert!(!error.message().is_empty(), "{self:?}");
                let same = account.roles == start.roles && account.policies == start.policies;
                assert!(same, "{self:?} changed something: {error}");
                match Exit::of_error(error) {
                    Exit::Failed => Ending::Failed,
                    Exit::Denied => Ending::Denied,
                    other => panic!("{self:?}: {other:?}"),
                }
            }
        }
    }

    /// Checks that the next run repeats no change that was reported as done.
    fn not_done_again(&self, outcome: &Result<Report>, next: &Report) {
        let Ok(report) = outcome else { return };
        let done: Vec<_> = report.changes.iter().filter(|change| change.done).collect();
        for change in &next.changes {
            let again = done.iter().any(|done| done.summary == change.summary);
            assert!(!again, "{self:?}: {}", change.summary);
        }
    }

    /// Checks that unmanaged objects are unchanged, and that no bucket loses access.
    fn kept(&self, account: &Account) {
        let start = &self.situation.start;
        assert_eq!(
            account.roles.get(UNMANAGED),
            start.roles.get(UNMANAGED),
            "{self:?}"
        );
        assert_eq!(
            account.policies.get(UNMANAGED),
            start.policies.get(UNMANAGED),
            "{self:?}"
        );
        if matches!((self.situation.setup)().goal(), Goal::Apply) {
            let (before, after) = (granted(start), granted(account));
            assert!(before.is_subset(&after), "{self:?}: {before:?} {after:?}");
        }
    }
}

const UNMANAGED: &str = "unmanaged";

const STATEMENT: &str = r#"{"Effect":"Allow","Action":"log:ListProject","Resource":"*"}"#;

/// Adds an unmanaged role and policy to a situation and, if possible, an unmanaged statement to the
/// managed policy.
pub(super) fn with_unmanaged(mut situation: Situation) -> Situation {
    let account = &mut situation.start;
    let trust = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole",
        "Principal":{"Service":["ecs.aliyuncs.com"]}}]}"#;
    let calls = [
        Call::of(&CreateRole {
            role_name: UNMANAGED.into(),
            assume_role_policy_document: trust.into(),
            ..CreateRole::default()
        }),
        Call::of(&CreatePolicy {
            policy_name: UNMANAGED.into(),
            policy_document: format!(r#"{{"Version":"1","Statement":[{STATEMENT}]}}"#),
            ..CreatePolicy::default()
        }),
        Call::of(&AttachPolicyToRole {
            policy_type: PolicyType::Custom,
            policy_name: UNMANAGED.into(),
            role_name: UNMANAGED.into(),
            ..Default::default()
        }),
    ];
    for call in calls {
        account.execute(&call, &moment()).unwrap();
    }
    let Some(policy) = account.policies.get_mut(POLICY) else {
        return situation;
    };
    if (situation.setup)().goal() == &Goal::Destroy {
        return situation;
    }
    for version in policy.versions.values_mut() {
        let with = version.document.replacen(
            "\"Statement\":[",
            &format!("\"Statement\":[{STATEMENT},"),
            1,
        );
        if with.len() <= 6144 {
            version.document = with;
        }
    }
    situation
}

/// Returns the granted resources of the default versions, and the unmanaged statement.
fn granted(account: &Account) -> BTreeSet<String> {
    let mut granted = BTreeSet::new();
    for (name, policy) in &account.policies {
        let document = &policy.versions[&policy.default_version].document;
        let resources = document.split("acs:oss:*:*:").skip(1);
        granted.extend(resources.filter_map(|rest| Some(rest.split_once('"')?.0.to_owned())));
        if document.contains("log:ListProject") {
            granted.insert(name.to_string());
        }
    }
    granted
}
