//! Checks access to the KMS key that encrypts a bucket.

use crate::bucket::{BucketFacts, Encryption};
use crate::policy::Glob;
use crate::recipe::check::Checked;
use crate::recipe::desired::{BucketNeed, RequiredAccess};
use crate::remedy::{Remedy, RemedyKind, Setting};
use crate::setup::report::{Requirement, RequirementId, Status};

/// The actions on a KMS key that encrypts a bucket. Source: the OSS page on server-side encryption.
pub(crate) const KEY_ACTIONS: [&str; 2] = ["kms:GenerateDataKey", "kms:Decrypt"];

/// The group of permissions on KMS keys.
pub(crate) const KEY_GROUP: &str = "kms key";

/// The KMS key of an encrypted bucket; the inner `None` when OSS does not show the key.
pub(super) fn encrypting_key(facts: &BucketFacts) -> Option<Option<&str>> {
    let Encryption { algorithm, kms_key } = facts.encryption.known()?.as_ref()?;
    let key = kms_key.as_deref().filter(|key| !key.is_empty());
    (algorithm == "KMS").then_some(key)
}

/// The remedy for missing access to the key.
pub(super) fn key_remedy(checked: &Checked<'_>, key: Option<&str>) -> Remedy {
    match key {
        _ if !checked.settings.contains(&Setting::KmsKey) => {
            "add `kms:GenerateDataKey` and `kms:Decrypt` on that key to the recipe".into()
        }
        Some(key) => RemedyKind::GrantKmsKey.with(key),
        None => RemedyKind::NameKmsKey.into(),
    }
}

/// Requires the use of the KMS key that encrypts the bucket.
pub(super) fn key_accesses(
    checked: &Checked<'_>,
    need: &BucketNeed,
    facts: &BucketFacts,
) -> Vec<Requirement> {
    let Some(key) = encrypting_key(facts) else {
        return Vec::new();
    };
    let Some(key) = key else {
        let text = format!(
            "the role may use the KMS key that encrypts bucket {}",
            need.bucket
        );
        let unknown = Requirement::new(RequirementId::BucketKey, text, Status::Inconclusive);
        return vec![
            unknown
                .about(&need.bucket)
                .because(format!(
                    "bucket {} is encrypted with KMS, and OSS does not show the key",
                    need.bucket
                ))
                .advise(key_remedy(checked, None)),
        ];
    };
    // A key is in the region of its bucket.
    let resource = if key.starts_with("acs:kms:") {
        key.to_owned()
    } else {
        let region = facts.region.known().map_or("*", String::as_str);
        let owner = checked.owner(need.owner.as_ref());
        format!("acs:kms:{region}:{owner}:key/{key}")
    };
    let judged = |access: &RequiredAccess| {
        Glob::new(&access.resource).covers(&Glob::new(&resource)) && access.group == KEY_GROUP
    };
    if checked.desired.required.iter().any(judged) {
        return Vec::new();
    }
    let judge = |action: &str| {
        let access = RequiredAccess::new(KEY_GROUP, Some(need.bucket.as_str()), action, &resource);
        let requirement = Requirement {
            id: RequirementId::BucketKey,
            ..checked.access(&access)
        };
        if checked.is_unmentioned(&access) {
            let text = "the bucket is encrypted with that KMS key, and no policy of the role allows its use";
            requirement
                .because(text)
                .advise(key_remedy(checked, Some(key)))
        } else {
            requirement
        }
    };
    KEY_ACTIONS.map(judge).into()
}
