//! That the role may use the KMS key that encrypts a bucket.

use crate::bucket::{BucketFacts, Encryption};
use crate::policy::Glob;
use crate::recipe::check::Checked;
use crate::recipe::desired::{BucketNeed, RequiredAccess};
use crate::remedy::{Remedy, RemedyKind, Setting};
use crate::setup::report::{Requirement, RequirementId, Status};

/// What a key that encrypts a bucket is used with. Source: OSS's page on server-side encryption.
pub(crate) const KEY_ACTIONS: [&str; 2] = ["kms:GenerateDataKey", "kms:Decrypt"];

/// The group of permissions on such keys.
pub(crate) const KEY_GROUP: &str = "kms key";

/// What a bucket that KMS encrypts is encrypted with: a key, as far as OSS shows it.
pub(super) fn encrypting_key(facts: &BucketFacts) -> Option<Option<&str>> {
    let Encryption { algorithm, kms_key } = facts.encryption.known()?.as_ref()?;
    let key = kms_key.as_deref().filter(|key| !key.is_empty());
    (algorithm == "KMS").then_some(key)
}

/// How to grant the use of the key, where the recipe can be told which it is.
pub(super) fn key_remedy(checked: &Checked<'_>, key: Option<&str>) -> Remedy {
    match key {
        _ if !checked.settings.contains(&Setting::KmsKey) => {
            "let the recipe grant `kms:GenerateDataKey` and `kms:Decrypt` on that key".into()
        }
        Some(key) => RemedyKind::GrantKmsKey.with(key),
        None => RemedyKind::NameKmsKey.into(),
    }
}

/// A bucket that a KMS key encrypts is of no use without that key.
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
                .because("it is encrypted with KMS, and OSS does not show which key")
                .advise(key_remedy(checked, None)),
        ];
    };
    // A key is in its bucket's region.
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
            let text = "KMS encrypts the bucket with that key, and no statement of any policy that is attached \
                        to the role allows its use";
            requirement
                .because(text)
                .advise(key_remedy(checked, Some(key)))
        } else {
            requirement
        }
    };
    KEY_ACTIONS.map(judge).into()
}
