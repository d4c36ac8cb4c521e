//! Policy versions.

use rolewright_core::operation::{
    CreatePolicyVersion, CreatePolicyVersionOutput, DeletePolicyVersion, Done, GetPolicyVersion,
    GetPolicyVersionOutput, ListPolicyVersions, ListPolicyVersionsOutput, PolicyVersion,
    PolicyVersions, SetDefaultPolicyVersion,
};

use super::{check, document, policy_lookup};
use crate::account::{Account, Moment, PolicyState, VersionState, is_full};
use crate::error::{Answer, Refusal, refuse};

/// A version id, for example `v1`.
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
        ..Default::default()
    })
}

/// Whether the service may rotate out a version.
fn rotates(strategy: Option<&str>) -> Answer<bool> {
    match strategy {
        None | Some("None") => Ok(false),
        Some("DeleteOldestNonDefaultVersionWhenLimitExceeded") => Ok(true),
        // Rule `unknown-rotate-strategy`.
        Some(_) => Err(refuse("InvalidParameter.RotateStrategy")),
    }
}

/// Returns the version to rotate out, if any: the oldest by number (rule `oldest-version`).
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
    let policy = policy_lookup::find_mut(account, &op.policy_name)?;
    if let Some(oldest) = to_drop(policy, limit, rotates)? {
        policy.versions.remove(&oldest);
    }
    let number = policy.next_version;
    policy.next_version += 1;
    let version = VersionState {
        document: op.policy_document.clone(),
        created: moment.date(),
        ..VersionState::default()
    };
    policy.versions.insert(number, version);
    if op.set_as_default == Some(true) {
        policy.default_version = number;
    }
    policy.updated = moment.date();
    Ok(CreatePolicyVersionOutput {
        policy_version: wire(policy, number)?,
        ..Default::default()
    })
}

pub(crate) fn get(
    account: &mut Account,
    _: &Moment,
    op: &GetPolicyVersion,
) -> Answer<GetPolicyVersionOutput> {
    let number = number(&op.version_id)?;
    let policy = policy_lookup::find(account, &op.policy_type, &op.policy_name)?;
    Ok(GetPolicyVersionOutput {
        policy_version: wire(&policy, number)?,
        ..Default::default()
    })
}

pub(crate) fn list(
    account: &mut Account,
    _: &Moment,
    op: &ListPolicyVersions,
) -> Answer<ListPolicyVersionsOutput> {
    let policy = policy_lookup::find(account, &op.policy_type, &op.policy_name)?;
    let versions = policy.versions.keys().map(|number| wire(&policy, *number));
    let policy_version = versions.collect::<Answer<_>>()?;
    Ok(ListPolicyVersionsOutput {
        policy_versions: PolicyVersions {
            policy_version,
            ..Default::default()
        },
        ..Default::default()
    })
}

pub(crate) fn set_default(
    account: &mut Account,
    moment: &Moment,
    op: &SetDefaultPolicyVersion,
) -> Answer<Done> {
    let number = number(&op.version_id)?;
    let policy = policy_lookup::find_mut(account, &op.policy_name)?;
    if !policy.versions.contains_key(&number) {
        return Err(gone());
    }
    policy.default_version = number;
    policy.updated = moment.date();
    Ok(Done::default())
}

pub(crate) fn delete(account: &mut Account, _: &Moment, op: &DeletePolicyVersion) -> Answer<Done> {
    let number = number(&op.version_id)?;
    let policy = policy_lookup::find_mut(account, &op.policy_name)?;
    if !policy.versions.contains_key(&number) {
        return Err(gone());
    }
    if number == policy.default_version {
        return Err(refuse("DeleteConflict.Policy.Version.Default"));
    }
    policy.versions.remove(&number);
    Ok(Done::default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{DOCUMENT, Lab};
    use rolewright_core::operation::{GetPolicy, PolicyType};

    const ROTATE: &str = "DeleteOldestNonDefaultVersionWhenLimitExceeded";

    fn new(rotate: Option<&str>, default: bool) -> CreatePolicyVersion {
        CreatePolicyVersion {
            policy_name: "p".into(),
            policy_document: DOCUMENT.into(),
            set_as_default: Some(default),
            rotate_strategy: rotate.map(str::to_owned),
            ..Default::default()
        }
    }

    fn delete(version: &str) -> DeletePolicyVersion {
        DeletePolicyVersion {
            policy_name: "p".into(),
            version_id: version.into(),
            ..Default::default()
        }
    }

    fn set_default(version: &str) -> SetDefaultPolicyVersion {
        SetDefaultPolicyVersion {
            policy_name: "p".into(),
            version_id: version.into(),
            ..Default::default()
        }
    }

    fn versions(lab: &mut Lab) -> Vec<String> {
        let listed = lab.ok(ListPolicyVersions {
            policy_type: PolicyType::Custom,
            policy_name: "p".into(),
            ..Default::default()
        });
        let mark = |version: PolicyVersion| {
            if version.is_default_version {
                format!("{}*", version.version_id)
            } else {
                version.version_id
            }
        };
        listed
            .policy_versions
            .policy_version
            .into_iter()
            .map(mark)
            .collect()
    }

    #[test]
    fn a_version_becomes_the_default_only_when_requested() {
        let mut lab = Lab::default().with_policy("p");
        let made = lab.ok(new(None, false)).policy_version;
        assert_eq!(
            (made.version_id.as_str(), made.is_default_version),
            ("v2", false)
        );
        assert_eq!(versions(&mut lab), ["v1*", "v2"]);
        assert!(lab.ok(new(None, true)).policy_version.is_default_version);
        assert_eq!(versions(&mut lab), ["v1", "v2", "v3*"]);
        lab.ok(set_default("v2"));
        assert_eq!(versions(&mut lab), ["v1", "v2*", "v3"]);
        let policy_type = PolicyType::Custom;
        let read = lab.ok(GetPolicy {
            policy_name: "p".into(),
            policy_type,
            ..Default::default()
        });
        assert_eq!(read.policy.default_version, "v2");
        assert_eq!(read.default_policy_version.version_id, "v2");
    }

    #[test]
    fn the_sixth_version_is_refused_unless_the_service_may_rotate() {
        let mut lab = Lab::default().with_policy("p");
        for _ in 2..=5 {
            lab.ok(new(None, false));
        }
        assert_eq!(
            lab.refusal(new(None, true)),
            "409 LimitExceeded.Policy.Version"
        );
        assert_eq!(
            lab.refusal(new(Some("None"), true)),
            "409 LimitExceeded.Policy.Version"
        );
        assert_eq!(
            lab.ok(new(Some(ROTATE), true)).policy_version.version_id,
            "v6"
        );
        assert_eq!(versions(&mut lab), ["v1", "v3", "v4", "v5", "v6*"]);
        lab.ok(new(Some(ROTATE), false));
        assert_eq!(versions(&mut lab), ["v3", "v4", "v5", "v6*", "v7"]);
        assert_eq!(
            lab.refusal(new(Some("Oldest"), false)),
            "400 InvalidParameter.RotateStrategy"
        );
    }

    #[test]
    fn rotation_drops_nothing_below_the_limit() {
        let mut lab = Lab::default().with_policy("p");
        lab.ok(new(Some(ROTATE), false));
        assert_eq!(versions(&mut lab), ["v1*", "v2"]);
    }

    #[test]
    fn the_default_version_is_never_rotated_out() {
        let mut lab = Lab::default().with_policy("p");
        lab.account.limits.versions = 1;
        assert_eq!(
            lab.refusal(new(Some(ROTATE), true)),
            "409 LimitExceeded.Policy.Version"
        );
    }

    #[test]
    fn version_numbers_are_not_reused() {
        let mut lab = Lab::default().with_policy("p");
        lab.ok(new(None, false));
        lab.ok(delete("v2"));
        assert_eq!(lab.ok(new(None, false)).policy_version.version_id, "v3");
    }

    #[test]
    fn the_default_version_can_not_be_deleted() {
        let mut lab = Lab::default().with_policy("p");
        assert_eq!(
            lab.refusal(delete("v1")),
            "409 DeleteConflict.Policy.Version.Default"
        );
        lab.ok(new(None, true));
        lab.ok(delete("v1"));
        assert_eq!(versions(&mut lab), ["v2*"]);
    }

    #[test]
    fn missing_versions_and_malformed_ids_are_refused() {
        let mut lab = Lab::default().with_policy("p");
        assert_eq!(
            lab.refusal(delete("v2")),
            "404 EntityNotExist.Policy.Version"
        );
        assert_eq!(
            lab.refusal(set_default("v9")),
            "404 EntityNotExist.Policy.Version"
        );
        for bad in ["1", "v", "v01", "v+1", "V1", "v99999999999"] {
            let code = "400 InvalidParameter.VersionId.Format";
            assert_eq!(lab.refusal(delete(bad)), code, "{bad}");
            assert_eq!(lab.refusal(set_default(bad)), code, "{bad}");
            let (policy_type, policy_name) = (PolicyType::Custom, "p".into());
            let get = GetPolicyVersion {
                policy_type,
                policy_name,
                version_id: bad.into(),
                ..Default::default()
            };
            assert_eq!(lab.refusal(get), code, "{bad}");
        }
        let gone = CreatePolicyVersion {
            policy_name: "q".into(),
            ..new(None, false)
        };
        assert_eq!(lab.refusal(gone), "404 EntityNotExist.Policy");
        let empty = CreatePolicyVersion {
            policy_document: "{}".into(),
            ..new(None, false)
        };
        assert_eq!(lab.refusal(empty), "400 MalformedPolicyDocument");
        let long = CreatePolicyVersion {
            policy_document: " ".repeat(6145),
            ..new(None, false)
        };
        assert_eq!(
            lab.refusal(long),
            "400 InvalidParameter.PolicyDocument.Length"
        );
    }

    #[test]
    fn one_version_is_read_with_its_document() {
        let mut lab = Lab::default().with_policy("p");
        let get = |policy_type, name: &str, version: &str| GetPolicyVersion {
            policy_type,
            policy_name: name.into(),
            version_id: version.into(),
            ..Default::default()
        };
        let read = lab.ok(get(PolicyType::Custom, "p", "v1")).policy_version;
        assert_eq!(
            (read.policy_document.as_str(), read.is_default_version),
            (DOCUMENT, true)
        );
        assert_eq!(
            lab.refusal(get(PolicyType::Custom, "p", "v2")),
            "404 EntityNotExist.Policy.Version"
        );
        let system = lab.ok(get(PolicyType::System, "AliyunRAMReadOnlyAccess", "v3"));
        assert!(system.policy_version.policy_document.contains("ram:List*"));
    }
}
