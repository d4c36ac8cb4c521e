//! Runs the conformance suite on a real account and on the simulation, and compares the responses.
//!
//! All objects of a case have a prefix in their names. Calls that would change other objects are
//! rejected before they are sent, and objects with the prefix are deleted after each case. Each case
//! first runs on the simulation, with the same prefix and the same other objects as in the real
//! account: a case that fails there can't run on the account.

mod answer;
mod prefixed;
mod sweep;

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use rolewright::operation::{
    CreateGroup, CreatePolicy, CreateRole, CreateUser, ListGroups, ListPolicies, ListRoles,
    ListUsers, PolicyType,
};
use rolewright::{
    AccountId, Error, ErrorKind, MemoryProvider, RamProvider, RamProviderExt, Result,
};
use serde::Serialize;

use rolewright_conformance::{Case, Harness, Limits, Verdict, list_all};

pub use answer::Answer;
use answer::{differences, without_account};
pub use prefixed::Prefix;
use prefixed::Prefixed;

/// Documents of objects of which only the name matters.
const TRUST: &str = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":["ecs.aliyuncs.com"]}}]}"#;
const DOCUMENT: &str =
    r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"oss:GetObject","Resource":"*"}]}"#;

/// Result of a case on the real account.
#[derive(Clone, Debug, Serialize)]
pub struct LiveCase {
    /// Name of the case.
    pub name: &'static str,
    /// ID of the assumed rule that the case tests.
    pub assumed: Option<&'static str>,
    /// Whether the case passed; `None` if it was skipped, see `why`.
    pub holds: Option<bool>,
    /// Why it was skipped, or expected and actual result.
    pub why: Option<String>,
    /// Differences from the simulation, one per line.
    pub differences: Vec<String>,
    /// Responses of the account, without IDs, dates and secrets.
    pub answers: Vec<Answer>,
}

/// Results of all cases.
#[derive(Clone, Debug, Default)]
pub struct LiveReport(
    /// Cases, in the order of the suite.
    pub Vec<LiveCase>,
);

impl fmt::Display for LiveReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = |holds| self.0.iter().filter(|case| case.holds == holds).count();
        let (passed, failed) = (count(Some(true)), count(Some(false)));
        let skipped = count(None);
        writeln!(
            f,
            "{passed} cases passed, {failed} failed, {skipped} skipped"
        )?;
        for case in &self.0 {
            let assumed = case.assumed.map(|id| format!(" (assumed `{id}`)"));
            let head = format!("{}{}", case.name, assumed.unwrap_or_default());
            match (case.holds, &case.why) {
                (Some(false), why) => {
                    writeln!(f, "failed {head}:\n{}", why.as_deref().unwrap_or_default())?;
                }
                (None, why) => {
                    writeln!(f, "skipped {head}: {}", why.as_deref().unwrap_or_default())?;
                }
                (Some(true), _) if case.differences.is_empty() => {}
                (Some(true), _) => writeln!(f, "passed with different responses {head}:")?,
            }
            for difference in &case.differences {
                writeln!(f, "  {difference}")?;
            }
        }
        Ok(())
    }
}

/// Runs cases on the account and on the simulation.
///
/// # Errors
/// [`ErrorKind::Refused`] if the caller belongs to another account; the error of a call outside a
/// case, to list objects or delete those of a case.
pub async fn run_live(
    live: Arc<dyn RamProvider>,
    account: &AccountId,
    prefix: &Prefix,
    cases: &[Case],
) -> Result<LiveReport> {
    let found = live.get_caller_identity().await?.account_id;
    if found != account.as_str() {
        let text = format!("the credentials belong to account {found}, not {account}");
        return Err(Error::new(ErrorKind::Refused, text)
            .with_remedy("to write to this account, pass its ID"));
    }
    sweep::sweep(&*live, prefix).await?;
    let others = Others::of(&*live).await?;
    let mut report = LiveReport::default();
    for case in cases {
        report.0.push(try_case(case, &live, prefix, &others).await?);
        sweep::sweep(&*live, prefix).await?;
    }
    Ok(report)
}

async fn try_case(
    case: &Case,
    live: &Arc<dyn RamProvider>,
    prefix: &Prefix,
    others: &Others,
) -> Result<LiveCase> {
    let simulated: Arc<dyn RamProvider> = Arc::new(others.simulated().await?);
    let simulated = Shared(Prefixed::new(simulated, prefix.clone()));
    let mut ended = LiveCase {
        name: case.name,
        assumed: case.assumed,
        holds: None,
        why: None,
        differences: Vec::new(),
        answers: Vec::new(),
    };
    match case.run(&simulated).await {
        Verdict::Passed => {}
        Verdict::Skipped(why) => {
            ended.why = Some(why);
            return Ok(ended);
        }
        Verdict::Failed(failure) => {
            let why = format!("with a prefix and other objects:\n{failure}");
            ended.why = Some(without_account(&why));
            return Ok(ended);
        }
    }
    let real = Shared(Prefixed::new(Arc::clone(live), prefix.clone()));
    match case.run(&real).await {
        Verdict::Passed => ended.holds = Some(true),
        Verdict::Skipped(why) => ended.why = Some(why),
        Verdict::Failed(failure) => {
            let why = without_account(&failure.to_string());
            (ended.holds, ended.why) = (Some(false), Some(why));
        }
    }
    ended.answers = real.0.answers();
    ended.differences = differences(&simulated.0.answers(), &ended.answers);
    Ok(ended)
}

/// A shared account with other objects.
struct Shared(Prefixed);

#[async_trait]
impl Harness for Shared {
    async fn fresh(&self, limits: Limits) -> Result<Arc<dyn RamProvider>> {
        if limits == Limits::DOCUMENTED {
            return Ok(Arc::new(self.0.clone()));
        }
        Err(Error::new(
            ErrorKind::Unsupported,
            "the limits of a real account are fixed",
        ))
    }

    async fn fresh_as_user(&self, _: Limits, _: &str) -> Result<Arc<dyn RamProvider>> {
        Err(Error::new(
            ErrorKind::Unsupported,
            "the caller of a real account is the owner of the credentials",
        ))
    }
}

/// Other objects of the real account, by name.
struct Others {
    roles: Vec<String>,
    policies: Vec<String>,
    users: Vec<String>,
    groups: Vec<String>,
}

impl Others {
    async fn of(live: &dyn RamProvider) -> Result<Self> {
        let custom = ListPolicies {
            policy_type: Some(PolicyType::Custom),
            ..ListPolicies::default()
        };
        let roles = list_all(live, ListRoles::default()).await?.into_iter();
        let policies = list_all(live, custom).await?.into_iter();
        let users = list_all(live, ListUsers::default()).await?.into_iter();
        let groups = list_all(live, ListGroups::default()).await?.into_iter();
        Ok(Self {
            roles: roles.map(|one| one.role_name).collect(),
            policies: policies.map(|one| one.policy_name).collect(),
            users: users.map(|one| one.user_name).collect(),
            groups: groups.map(|one| one.group_name).collect(),
        })
    }

    /// Creates a simulated account with objects of the same names.
    async fn simulated(&self) -> Result<MemoryProvider> {
        let account = MemoryProvider::new();
        for name in &self.roles {
            let role = CreateRole {
                role_name: name.clone(),
                assume_role_policy_document: TRUST.into(),
                ..CreateRole::default()
            };
            account.send(role).await?;
        }
        for name in &self.policies {
            let policy = CreatePolicy {
                policy_name: name.clone(),
                policy_document: DOCUMENT.into(),
                ..CreatePolicy::default()
            };
            account.send(policy).await?;
        }
        for name in &self.users {
            let user = CreateUser {
                user_name: name.clone(),
                ..CreateUser::default()
            };
            account.send(user).await?;
        }
        for name in &self.groups {
            let group = CreateGroup {
                group_name: name.clone(),
                ..CreateGroup::default()
            };
            account.send(group).await?;
        }
        Ok(account)
    }
}
