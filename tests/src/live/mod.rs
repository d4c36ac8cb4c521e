//! Runs the suite on a real account beside the simulation, and compares the answers.
//!
//! Every object that a case makes carries a prefix in its name, calls that would change anything
//! else are refused before they are sent, and what carries the prefix is deleted after each case.
//! Each case runs on the simulation first, under the same prefix and beside as many foreign objects
//! as the real account holds: a case that does not hold there can't be tried like this.

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

/// The documents of objects of which only the name counts.
const TRUST: &str = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":["ecs.aliyuncs.com"]}}]}"#;
const DOCUMENT: &str =
    r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"oss:GetObject","Resource":"*"}]}"#;

/// How a case ended on the real account.
#[derive(Clone, Debug, Serialize)]
pub struct LiveCase {
    /// The rule.
    pub name: &'static str,
    /// The id of the assumed rule that the case tries.
    pub assumed: Option<&'static str>,
    /// Whether the rule holds there; none when it could not be tried, see `why`.
    pub holds: Option<bool>,
    /// Why it could not be tried, or what was expected and what came.
    pub why: Option<String>,
    /// Where the answers differ from those of the simulation, one line each.
    pub differences: Vec<String>,
    /// What the account answered, without ids, dates and secrets.
    pub answers: Vec<Answer>,
}

/// How all cases ended.
#[derive(Clone, Debug, Default)]
pub struct LiveReport(
    /// The cases, in the suite's order.
    pub Vec<LiveCase>,
);

impl fmt::Display for LiveReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = |holds| self.0.iter().filter(|case| case.holds == holds).count();
        let (held, broken) = (count(Some(true)), count(Some(false)));
        let untried = count(None);
        writeln!(
            f,
            "{held} rules hold, {broken} do not, {untried} can't be tried on this account"
        )?;
        for case in &self.0 {
            let assumed = case.assumed.map(|id| format!(" (assumed `{id}`)"));
            let head = format!("{}{}", case.name, assumed.unwrap_or_default());
            match (case.holds, &case.why) {
                (Some(false), why) => {
                    writeln!(f, "differs {head}:\n{}", why.as_deref().unwrap_or_default())?;
                }
                (None, why) => {
                    writeln!(f, "untried {head}: {}", why.as_deref().unwrap_or_default())?;
                }
                (Some(true), _) if case.differences.is_empty() => {}
                (Some(true), _) => writeln!(f, "holds, yet answers differ {head}:")?,
            }
            for difference in &case.differences {
                writeln!(f, "  {difference}")?;
            }
        }
        Ok(())
    }
}

/// Runs these cases on the account, which must be the one that is named, and on the simulation.
///
/// # Errors
/// [`ErrorKind::Refused`] when the caller's account is another one; the first call that fails
/// outside a case, when objects are listed, or those of a case are deleted.
pub async fn run_live(
    live: Arc<dyn RamProvider>,
    account: &AccountId,
    prefix: &Prefix,
    cases: &[Case],
) -> Result<LiveReport> {
    let found = live.get_caller_identity().await?.account_id;
    if found != account.as_str() {
        let text = format!("the credentials are of account {found}, and not of {account}");
        return Err(Error::new(ErrorKind::Refused, text)
            .with_remedy("name the account of the credentials, if that is the one to write to"));
    }
    sweep::sweep(&*live, prefix).await?;
    let foreign = Foreign::of(&*live).await?;
    let mut report = LiveReport::default();
    for case in cases {
        report
            .0
            .push(try_case(case, &live, prefix, &foreign).await?);
        sweep::sweep(&*live, prefix).await?;
    }
    Ok(report)
}

async fn try_case(
    case: &Case,
    live: &Arc<dyn RamProvider>,
    prefix: &Prefix,
    foreign: &Foreign,
) -> Result<LiveCase> {
    let simulated: Arc<dyn RamProvider> = Arc::new(foreign.simulated().await?);
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
            let why = format!("under a prefix, beside others:\n{failure}");
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

/// One account for the case, with whatever it holds besides.
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
            "the caller of a real account is that of the credentials",
        ))
    }
}

/// What the real account holds besides, by name.
struct Foreign {
    roles: Vec<String>,
    policies: Vec<String>,
    users: Vec<String>,
    groups: Vec<String>,
}

impl Foreign {
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

    /// A simulated account with objects of the same names.
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
