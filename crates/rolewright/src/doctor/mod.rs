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

mod attempted;

use std::collections::BTreeSet;
use std::sync::Arc;

use rolewright_core::connection::{ConnectionReport, MOST_SKEW_SECONDS, SlotState};
use rolewright_core::evidence::EvidenceReport;
use rolewright_core::recipe::Recipe;
use rolewright_core::setup::{
    Options, Problem, Rights, Status, operator_calls, operator_policy_of, regions_of,
};
use rolewright_core::{AccountId, Error, ErrorKind, RamProviderExt, Result};

use attempted::Attempted;

pub use rolewright_core::doctor::{DoctorCaller, DoctorReport, Health, NeededPermission};

use crate::{Cloud, dataset};

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
    let has_all = permissions.iter().all(|one| one.status == Status::Passed);
    let needs_policy = problem.is_some() || permissions.is_empty() || !has_all;
    let policy = needs_policy.then(|| serde_json::from_str(&policy.to_compact()));
    let mut report = DoctorReport::new(provider.info(), rights);
    report.health = health(connection.as_ref(), problem.as_ref(), &permissions);
    report.connection = connection;
    report.caller = caller.ok().map(DoctorCaller::from);
    report.problem = problem.as_ref().map(Problem::from);
    report.changes = changes;
    report.permissions = permissions;
    report.outdated = outdated;
    report.operator_policy = policy.transpose().unwrap_or_default();
    Ok(report)
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
/// use rolewright::{BucketName, Cloud, doctor, setup};
///
/// let recipe: Arc<dyn Recipe> = Arc::new(custom_bucket([BucketName::new("my-images")?])?);
/// let cloud = Cloud::from_environment()?;
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
