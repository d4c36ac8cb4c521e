//! Policy versions.

use rolewright_core::operation::{
    CreatePolicyVersion, CreatePolicyVersionOutput, DeletePolicyVersion, Done, GetPolicyVersion,
    GetPolicyVersionOutput, ListPolicyVersions, ListPolicyVersionsOutput, PolicyVersion,
    PolicyVersions, SetDefaultPolicyVersion,
};

use super::{check, policy};
use crate::account::{Account, PolicyState, VersionState};
use crate::clock::Moment;
use crate::document;
use crate::error::{Answer, Refusal, refuse};
use crate::limits::is_full;

/// A version's id, for example `v1`.
pub(crate) fn id(number: u32) -> String {
    format!("v{number}")
}

fn number(version_id: &str) -> Answer<u32> {
    let number = version_id
        .strip_prefix('v')
        .and_then(|digits| digits.parse().ok());
    number
        .filter(|number| id(*number) == version_id)
        .ok_or_else(|| refuse("InvalidParameter.VersionId.Format"))
}

fn gone() -> Refusal {
    refuse("EntityNotExist.Policy.Version")
}

pub(crate) fn wire(policy: &PolicyState, number: u32) -> Answer<PolicyVersion> {
    let version = policy.versions.get(&number).ok_or_else(gone)?;
    Ok(PolicyVersion {
        version_id: id(number),
        is_default_version: number == policy.default_version,
        policy_document: version.document.clone(),
        create_date: version.created.clone(),
    })
}

/// Whether the service may drop a version to make room.
fn rotates(strategy: Option<&str>) -> Answer<bool> {
    match strategy {
        None | Some("None") => Ok(false),
        Some("DeleteOldestNonDefaultVersionWhenLimitExceeded") => Ok(true),
        // Rule `unknown-rotate-strategy`.
        Some(_) => Err(refuse("InvalidParameter.RotateStrategy")),
    }
}

/// The version that has to go to make room, if any; the oldest is the one of the lowest number
/// (rule `oldest-version`).
fn to_drop(policy: &PolicyState, limit: u32, rotates: bool) -> Answer<Option<u32>> {
    if !is_full(policy.versions.len(), limit) {
        return Ok(None);
    }
    let oldest = policy
        .versions
        .keys()
        .find(|number| **number != policy.default_version);
    match oldest {
        Some(oldest) if rotates => Ok(Some(*oldest)),
        _ => Err(refuse("LimitExceeded.Policy.Version")),
    }
}

pub(crate) fn create(
    account: &mut Account,
    moment: &Moment,
    op: &CreatePolicyVersion,
) -> Answer<CreatePolicyVersionOutput> {
    check::policy_name(&op.policy_name)?;
    let rotates = rotates(op.rotate_strategy.as_deref())?;
    document::check_policy(account, &op.policy_document)?;
    let limit = account.limits.versions;
    let policy = policy::find_mut(account, &op.policy_name)?;
    if let Some(oldest) = to_drop(policy, limit, rotates)? {
        policy.versions.remove(&oldest);
    }
    let number = policy.next_version;
    policy.next_version += 1;
    let version = VersionState {
        document: op.policy_document.clone(),
        created: moment.date(),
    };
    policy.versions.insert(number, version);
    if op.set_as_default == Some(true) {
        policy.default_version = number;
    }
    policy.updated = moment.date();
    Ok(CreatePolicyVersionOutput {
        policy_version: wire(policy, number)?,
    })
}

pub(crate) fn get(
    account: &mut Account,
    _: &Moment,
    op: &GetPolicyVersion,
) -> Answer<GetPolicyVersionOutput> {
    let number = number(&op.version_id)?;
    let policy = policy::find(account, &op.policy_type, &op.policy_name)?;
    Ok(GetPolicyVersionOutput {
        policy_version: wire(&policy, number)?,
    })
}

pub(crate) fn list(
    account: &mut Account,
    _: &Moment,
    op: &ListPolicyVersions,
) -> Answer<ListPolicyVersionsOutput> {
    let policy = policy::find(account, &op.policy_type, &op.policy_name)?;
    let versions = policy.versions.keys().map(|number| wire(&policy, *number));
    let policy_version = versions.collect::<Answer<_>>()?;
    Ok(ListPolicyVersionsOutput {
        policy_versions: PolicyVersions { policy_version },
    })
}

pub(crate) fn set_default(
    account: &mut Account,
    moment: &Moment,
    op: &SetDefaultPolicyVersion,
) -> Answer<Done> {
    let number = number(&op.version_id)?;
    let policy = policy::find_mut(account, &op.policy_name)?;
    if !policy.versions.contains_key(&number) {
        return Err(gone());
    }
    policy.default_version = number;
    policy.updated = moment.date();
    Ok(Done {})
}

pub(crate) fn delete(account: &mut Account, _: &Moment, op: &DeletePolicyVersion) -> Answer<Done> {
    let number = number(&op.version_id)?;
    let policy = policy::find_mut(account, &op.policy_name)?;
    if !policy.versions.contains_key(&number) {
        return Err(gone());
    }
    if number == policy.default_version {
        return Err(refuse("DeleteConflict.Policy.Version.Default"));
    }
    policy.versions.remove(&number);
    Ok(Done {})
}
