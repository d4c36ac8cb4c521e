//! Diagnoses credentials, endpoints, clock and permissions.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> rolewright::Result<()> {
//! use std::sync::Arc;
//! use rolewright::doctor::{self, Health};
//! use rolewright::recipe::container_registry::custom_bucket;
//! use rolewright::{BucketName, MemoryProvider, setup};
//!
//! let recipe = custom_bucket([BucketName::new("my-images")?])?;
//! let cloud = MemoryProvider::new().into();
//! let report = doctor::examine(Arc::new(recipe), &cloud, setup::Options::default()).await?;
//! assert_eq!(report.health, Health::Fit);
//! # Ok(())
//! # }
//! ```

use std::collections::BTreeSet;
use std::sync::Arc;

use rolewright_core::connection::{ConnectionReport, MOST_SKEW_SECONDS, SlotState};
use rolewright_core::doctor::{CallerPolicies, Tried};
use rolewright_core::evaluate::Caller;
use rolewright_core::evidence::EvidenceReport;
use rolewright_core::operation::{
    AttachedPolicy, CallerIdentity, GetPolicy, ListGroupsForUser, ListPoliciesForGroup,
    ListPoliciesForRole, ListPoliciesForUser,
};
use rolewright_core::permission::{self, Permission};
use rolewright_core::policy::PolicyDocument;
use rolewright_core::recipe::Recipe;
use rolewright_core::setup::driver::Event;
use rolewright_core::setup::{
    FORMAT_VERSION, Goal, Options, Problem, Report, RequirementId, Rights, Status, operator_calls,
    operator_policy_of, regions_of,
};
use rolewright_core::{AccountId, Call, Error, ErrorKind, RamProvider, RamProviderExt, Result};

pub use rolewright_core::doctor::{DoctorCaller, DoctorReport, Health, NeededPermission};

use crate::{Cloud, RunOptions, dataset, run};

/// Checks credentials, endpoints, clock and permissions. Writes nothing.
///
/// # Errors
/// Those of [`operator_policy_of`]. All other problems are in the report.
pub async fn examine(
    recipe: Arc<dyn Recipe>,
    cloud: &Cloud,
    options: Options,
) -> Result<DoctorReport> {
    examine_all(vec![recipe], cloud, options).await
}

/// Checks credentials, endpoints, clock, and the permissions for several recipes. Writes nothing. Roles
/// that are [needed in another account](Recipe::only_in) are left out.
///
/// # Errors
/// Those of [`operator_policy_of`]. All other problems are in the report.
pub async fn examine_all(
    recipes: Vec<Arc<dyn Recipe>>,
    cloud: &Cloud,
    options: Options,
) -> Result<DoctorReport> {
    let provider = &*cloud.provider;
    let mut regions: Vec<String> = recipes.iter().flat_map(|one| regions_of(&**one)).collect();
    let mut known = BTreeSet::new();
    regions.retain(|region| known.insert(region.clone()));
    let connection = async {
        match &cloud.connection {
            Some(connection) => Some(connection.examine(&regions).await),
            None => None,
        }
    };
    let (connection, caller) =
        futures_util::future::join(connection, provider.get_caller_identity()).await;
    let account = caller
        .as_ref()
        .ok()
        .map(|caller| caller.account_id.as_str());
    let account = account.and_then(|id| AccountId::new(id).ok());
    let mut recipes = recipes;
    if let Some(account) = &account {
        recipes.retain(|one| one.only_in(account).is_none_or(|only| only == *account));
    }
    let mut attempted = Attempted::default();
    let mut problem = caller.as_ref().err().cloned();
    // The calls that the changes of each role need; all that a write may need if there is no plan.
    let (mut calls, mut changes) = (Vec::new(), Some(0));
    for recipe in &recipes {
        let plan = match &caller {
            Ok(_) => {
                attempted
                    .plan(Arc::clone(recipe), cloud, options.clone())
                    .await
            }
            Err(error) => Err(error.clone()),
        };
        match plan {
            Ok(plan) => {
                changes = changes.map(|count| count + plan.changes.len());
                calls.extend(plan.changes.into_iter().map(|change| change.call));
            }
            Err(error) => {
                changes = None;
                problem = problem.or(Some(error));
                let all = account.iter();
                calls.extend(
                    all.flat_map(|account| operator_calls(&**recipe, account, Rights::Write)),
                );
            }
        }
    }
    let rights = if changes == Some(0) {
        Rights::Read
    } else {
        Rights::Write
    };
    let permissions = match (&caller, &account) {
        (Ok(caller), Some(_)) => attempted.judge(provider, caller, calls).await,
        _ => Vec::new(),
    };
    let outdated = match options.now {
        Some(now) => {
            let all = dataset::all().into_iter();
            all.filter(|one| one.is_outdated(now)).collect()
        }
        None => Vec::new(),
    };
    let account = options.account.clone().or(account);
    let policy = operator_policy_of(&recipes, account.as_ref(), rights)?;
    Ok(DoctorReport {
        format_version: FORMAT_VERSION.to_owned(),
        kind: "doctor".to_owned(),
        health: health(connection.as_ref(), problem.as_ref(), &permissions),
        provider: provider.info(),
        connection,
        caller: caller.ok().map(DoctorCaller::from),
        problem: problem.as_ref().map(Problem::from),
        changes,
        permissions,
        outdated,
        rights,
        operator_policy: serde_json::from_str(&policy.to_compact()).unwrap_or_default(),
    })
}

/// Checks as [`examine_all`] does, and returns the requests and answers too, redacted for a bug report.
///
/// Requests that other tasks send with the same provider at the same time are among them. Those of the source
/// of the credentials are not.
///
/// # Errors
/// Those of [`examine_all`]; [`ErrorKind::Unsupported`] for a provider that sends no requests, such as
/// `MemoryProvider`.
///
/// ```no_run
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> rolewright::Result<()> {
/// use std::sync::Arc;
/// use rolewright::recipe::Recipe;
/// use rolewright::recipe::container_registry::custom_bucket;
/// use rolewright::{BucketName, ProviderOptions, ProviderRegistry, doctor, setup};
///
/// let recipe: Arc<dyn Recipe> = Arc::new(custom_bucket([BucketName::new("my-images")?])?);
/// let cloud = ProviderRegistry::built_in().open("alibaba", &ProviderOptions::default())?;
/// let options = setup::Options::default();
/// let (report, evidence) = doctor::examine_with_evidence(vec![recipe], &cloud, options).await?;
/// println!("{:?}: {} requests", report.health, evidence.exchanges.len());
/// # Ok(())
/// # }
/// ```
pub async fn examine_with_evidence(
    recipes: Vec<Arc<dyn Recipe>>,
    cloud: &Cloud,
    options: Options,
) -> Result<(DoctorReport, EvidenceReport)> {
    let info = cloud.provider.info();
    let Some(recorder) = &cloud.evidence else {
        let text = format!("provider `{}` sends no requests", info.name);
        let error = Error::new(ErrorKind::Unsupported, text);
        return Err(error.with_remedy("diagnose the provider `alibaba` to get evidence"));
    };
    let recording = recorder.start();
    let report = examine_all(recipes, cloud, options).await?;
    Ok((report, recording.finish(info.simulated)))
}

fn health(
    connection: Option<&ConnectionReport>,
    problem: Option<&Error>,
    permissions: &[NeededPermission],
) -> Health {
    use ErrorKind::{CredentialInvalid, CredentialMissing};
    let is_credential_error =
        |error: &&Error| matches!(error.kind(), CredentialMissing | CredentialInvalid);
    let slots = connection.map(|connection| connection.credentials.as_slice());
    let is_broken = slots
        .unwrap_or_default()
        .iter()
        .any(|slot| slot.state == SlotState::Broken);
    if is_broken || problem.filter(is_credential_error).is_some() {
        return Health::Locked;
    }
    let reached = connection.is_none_or(|connection| {
        let skew = connection
            .clock
            .as_ref()
            .map_or(0, |clock| clock.ahead_seconds.abs());
        let reachable = connection
            .endpoints
            .iter()
            .all(|one| one.status == Status::Passed);
        reachable && skew < MOST_SKEW_SECONDS
    });
    let allowed = permissions.iter().all(|one| one.status == Status::Passed);
    if reached && allowed && problem.is_none() {
        Health::Fit
    } else {
        Health::Degraded
    }
}

/// The calls that were attempted for the plan.
#[derive(Default)]
struct Attempted {
    tried: Vec<(Call, Tried)>,
}

impl Attempted {
    async fn plan(
        &mut self,
        recipe: Arc<dyn Recipe>,
        cloud: &Cloud,
        setup: Options,
    ) -> Result<Report> {
        let tried = &mut self.tried;
        let note = |event: Event<'_>| {
            let Event::Answered { query, error, .. } = event else {
                return;
            };
            // The other calls of a query are made only if the first one succeeds.
            let Some(call) = query.calls().into_iter().next() else {
                return;
            };
            let denied = error.filter(|error| error.kind() == ErrorKind::PermissionDenied);
            match (error, denied) {
                (_, Some(denied)) => {
                    tried.push((call, Tried::Denied(Problem::from(denied))));
                }
                // `NotFound` shows that the call is allowed; other errors show nothing.
                (Some(error), None) if !error.is_not_found() => {}
                _ => tried.push((call, Tried::Allowed)),
            }
        };
        let options = RunOptions {
            setup,
            buckets: cloud.buckets.clone(),
            on_event: Some(Box::new(note)),
            ..RunOptions::default()
        };
        let report = run(recipe, Goal::Plan, &cloud.provider, options).await?;
        self.without_missing_buckets(&report);
        Ok(report)
    }

    /// A bucket that does not exist says nothing about the caller's permission on it.
    fn without_missing_buckets(&mut self, report: &Report) {
        let missing = report
            .requirements
            .iter()
            .filter(|one| one.id == RequirementId::BucketExists && one.status == Status::Failed);
        for bucket in missing.filter_map(|one| one.subject.as_deref()) {
            let is_on_it = |call: &Call| call.params.get("BucketName") == Some(bucket);
            for (_, tried) in self.tried.iter_mut().filter(|(call, _)| is_on_it(call)) {
                *tried = Tried::Unknown(format!("bucket {bucket} does not exist"));
            }
        }
    }

    /// The permissions for the attempted calls and for `calls`, each once.
    async fn judge(
        &self,
        provider: &dyn RamProvider,
        identity: &CallerIdentity,
        calls: Vec<Call>,
    ) -> Vec<NeededPermission> {
        let account = identity.account_id.as_str();
        let user = part_of(&identity.arn, "user");
        let of = |call: &Call| permission::of(call, account, user);
        let policies = caller_policies(provider, identity).await;
        let caller: Option<Caller> = identity.arn.parse().ok();
        let mut known: Vec<Permission> = Vec::new();
        let mut all = Vec::new();
        let tried = self.tried.iter().map(|(call, tried)| (call, Some(tried)));
        for (call, tried) in tried.chain(calls.iter().map(|call| (call, None))) {
            let Some(needed) = of(call).filter(|needed| !known.contains(needed)) else {
                continue;
            };
            all.push(policies.judge(&needed, !call.is_read(), caller.as_ref(), tried));
            known.push(needed);
        }
        all.sort_by_key(|one| match one.status {
            Status::Failed => 0,
            Status::Inconclusive => 1,
            Status::NotChecked => 2,
            Status::Passed => 3,
        });
        all
    }
}

/// The name after `user/` or `assumed-role/` in an ARN.
fn part_of<'a>(arn: &'a str, kind: &str) -> Option<&'a str> {
    let id = arn.splitn(5, ':').nth(4)?;
    let (found, rest) = id.split_once('/')?;
    let name = rest.split('/').next()?;
    (found == kind && !name.is_empty()).then_some(name)
}

/// The caller's policies, as far as the caller can read them.
async fn caller_policies(provider: &dyn RamProvider, identity: &CallerIdentity) -> CallerPolicies {
    let mut all = CallerPolicies {
        is_account: identity.arn.ends_with(":root"),
        ..CallerPolicies::default()
    };
    let mut attached = Vec::new();
    if let Some(user) = part_of(&identity.arn, "user") {
        let own = provider
            .send(ListPoliciesForUser {
                user_name: user.into(),
            })
            .await;
        let own = own.map(|output| output.policies.policy);
        attached.extend(found(
            &mut all.unread,
            &format!("policies of user {user}"),
            own,
        ));
        match provider
            .send(ListGroupsForUser {
                user_name: user.into(),
            })
            .await
        {
            Ok(output) => {
                for group in output.groups.group {
                    let group_name = group.group_name;
                    let about = format!("policies of group {group_name}");
                    let of_group = provider.send(ListPoliciesForGroup { group_name }).await;
                    let of_group = of_group.map(|output| output.policies.policy);
                    attached.extend(found(&mut all.unread, &about, of_group));
                }
            }
            Err(error) => all
                .unread
                .push(unread("policies of the user's groups", &error)),
        }
    } else if let Some(role) = part_of(&identity.arn, "assumed-role") {
        all.is_session = true;
        let own = provider
            .send(ListPoliciesForRole {
                role_name: role.into(),
            })
            .await;
        let own = own.map(|output| output.policies.policy);
        attached.extend(found(
            &mut all.unread,
            &format!("policies of role {role}"),
            own,
        ));
    }
    for policy in attached {
        let name = policy.policy_name.clone();
        let document = provider
            .send(GetPolicy {
                policy_name: policy.policy_name,
                policy_type: policy.policy_type,
            })
            .await
            .and_then(|output| {
                let document = output.default_policy_version.policy_document;
                Ok(PolicyDocument::parse(&document)?)
            });
        match document {
            Ok(document) => all.read.push((name, document)),
            Err(error) => all.unread.push(unread(&format!("policy {name}"), &error)),
        }
    }
    all
}

/// The attached policies; adds an entry to `unread_ones` on error.
fn found(
    unread_ones: &mut Vec<String>,
    about: &str,
    policies: Result<Vec<AttachedPolicy>>,
) -> Vec<AttachedPolicy> {
    policies.unwrap_or_else(|error| {
        unread_ones.push(unread(about, &error));
        Vec::new()
    })
}

fn unread(what: &str, error: &Error) -> String {
    let code = error
        .code()
        .map_or_else(|| error.message().to_owned(), str::to_owned);
    format!("{what} ({code})")
}
