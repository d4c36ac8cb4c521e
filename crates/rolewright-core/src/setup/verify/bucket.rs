//! What the buckets themselves must be like, as far as they can be looked at.

use crate::bucket::{BucketFacts, Encryption, Fact, Versioning};
use crate::error::{Error, ErrorKind};
use crate::policy::Glob;
use crate::recipe::{BucketNeed, RequiredAccess};
use crate::setup::observe::Seen;
use crate::setup::report::{Finding, Requirement, Standing};
use crate::setup::snapshot::Snapshot;
use crate::setup::verify::attached_policies::{Documents, access_requirement};
use crate::setup::verify::bucket_policy::bucket_policy;
use crate::setup::verify::decision::Answer;

/// The one storage class that images are known to be kept in. Source: the acceptance test of the
/// official Terraform provider; that others do not work is assumed.
const STANDARD: &str = "Standard";

pub(crate) fn bucket_requirements(
    snapshot: &Snapshot<'_>,
    documents: &Documents,
) -> Vec<Requirement> {
    let needs = snapshot.desired.buckets.iter();
    needs
        .flat_map(|need| on_bucket(snapshot, need, documents))
        .collect()
}

fn on_bucket(
    snapshot: &Snapshot<'_>,
    need: &BucketNeed,
    documents: &Documents,
) -> Vec<Requirement> {
    let name = &need.bucket;
    let exists = |standing| {
        about(
            need,
            "bucket_exists",
            format!("bucket {name} exists, and can be looked at"),
            standing,
        )
    };
    let facts = match snapshot.observed.buckets.get(name.as_str()) {
        None | Some(Seen::NotYet) => {
            let text =
                format!("bucket {name} exists, is this account's, and is fit for the registry");
            let unseen = about(need, "bucket_exists", text, Standing::NotLookedAt);
            return vec![
                unseen
                    .because("only RAM was read; look at its region, class, encryption and bucket policy in the OSS console"),
            ];
        }
        Some(Seen::Failed(error)) => return vec![unseen(need, error, exists)],
        Some(Seen::Is(None)) => {
            let help = "create it, or correct the name; Container Registry can't be told another bucket later";
            let none = exists(Standing::Refuted).because("no account has a bucket of that name");
            return vec![none.advise(help)];
        }
        Some(Seen::Is(Some(facts))) => facts,
    };
    let mut all = vec![
        exists(Standing::Proven),
        owner(need, facts),
        region(need, facts),
        class(need, facts),
    ];
    all.extend(key_accesses(snapshot, need, facts, documents));
    all.push(bucket_policy(snapshot, need, facts));
    all
}

/// A bucket that a KMS key encrypts is of no use without that key.
fn key_accesses(
    snapshot: &Snapshot<'_>,
    need: &BucketNeed,
    facts: &BucketFacts,
    documents: &Documents,
) -> Vec<Requirement> {
    let Some(Some(Encryption { algorithm, kms_key })) = facts.encryption.known() else {
        return Vec::new();
    };
    if algorithm != "KMS" {
        return Vec::new();
    }
    let Some(key) = kms_key.as_deref().filter(|key| !key.is_empty()) else {
        let text = format!(
            "the role may use the KMS key that encrypts bucket {}",
            need.bucket
        );
        let unknown = about(need, "bucket_key", text, Standing::CannotTell);
        return vec![
            unknown
                .because("it is encrypted with KMS, and OSS does not show which key")
                .advise("name the key with `--kms-key`, or set one on the bucket"),
        ];
    };
    // A key is in its bucket's region.
    let resource = if key.starts_with("acs:kms:") {
        key.to_owned()
    } else {
        let region = facts.region.known().map_or("*", String::as_str);
        format!("acs:kms:{region}:{}:key/{key}", need.owner)
    };
    let judged = |access: &RequiredAccess| {
        Glob::new(&access.resource).covers(&Glob::new(&resource)) && access.group == "kms key"
    };
    if snapshot.desired.required.iter().any(judged) {
        return Vec::new();
    }
    let judge = |action: &str| {
        let access = RequiredAccess::new("kms key", Some(need.bucket.as_str()), action, &resource);
        let decision = documents.decide(&access);
        let requirement = access_requirement(&access, decision.clone(), &documents.unread);
        let help = format!("say `--kms-key {key}` to grant the use of that key");
        let requirement = Requirement {
            id: "bucket_key".to_owned(),
            ..requirement
        };
        if decision.answer == Answer::ImplicitDeny {
            let text = "KMS encrypts the bucket with that key, and no statement of any policy that is attached \
                        to the role allows its use";
            requirement.because(text).advise(help)
        } else {
            requirement
        }
    };
    ["kms:GenerateDataKey", "kms:Decrypt"].map(judge).into()
}

/// What is worth knowing of the buckets and keeps nothing from working.
pub(crate) fn bucket_findings(snapshot: &Snapshot<'_>, all: &mut Vec<Finding>) {
    for need in &snapshot.desired.buckets {
        let seen = snapshot.observed.buckets.get(need.bucket.as_str());
        let Some(Some(facts)) = seen.and_then(Seen::value) else {
            continue;
        };
        let name = &need.bucket;
        if let Some(rules) = facts.lifecycle_rules.known().filter(|rules| **rules > 0) {
            let text = format!(
                "bucket {name} has {rules} lifecycle rule(s), which may delete image layers"
            );
            all.push(
                Finding::warning("bucket_lifecycle", text)
                    .advise("look at them in the OSS console"),
            );
        }
        if let Some(Versioning::Enabled) = facts.versioning.known() {
            let text = format!(
                "bucket {name} keeps old versions of objects: deleted layers go on costing money"
            );
            let help =
                "add a lifecycle rule for old versions, or suspend versioning, in the OSS console";
            all.push(Finding::info("bucket_versioning", text).advise(help));
        }
        if let Some(Some(encryption)) = facts.encryption.known()
            && encryption.algorithm == "KMS"
        {
            let key = encryption
                .kms_key
                .as_deref()
                .unwrap_or("a key that OSS does not show");
            let text =
                format!("bucket {name} is encrypted with KMS ({key}): the role needs that key too");
            let help = "the requirements on that key say whether it may; `--kms-key` grants it";
            all.push(Finding::info("bucket_kms", text).advise(help));
        }
    }
}

/// A bucket that could not be looked at; a look at the wrong endpoint is no denial.
fn unseen(
    need: &BucketNeed,
    error: &Error,
    exists: impl Fn(Standing) -> Requirement,
) -> Requirement {
    let bucket = &need.bucket;
    let denied = "the bucket is another account's, or the caller may not look: grant `oss:GetBucketInfo`, or say \
                  `--skip-bucket-check`";
    let help = match (error.kind(), &need.region) {
        (ErrorKind::Conflict, Some(wanted)) => {
            let text = format!("bucket {bucket} is in {wanted}");
            return about(need, "bucket_region", text, Standing::Refuted)
                .because(error.message().to_owned())
                .advise(
                    error
                        .help()
                        .unwrap_or("take a bucket in the instance's region"),
                );
        }
        (ErrorKind::PermissionDenied, _) => denied,
        _ => error
            .help()
            .unwrap_or("look at the connection, then verify again"),
    };
    exists(Standing::CannotTell)
        .because(error.to_string())
        .advise(help)
}

fn owner(need: &BucketNeed, facts: &BucketFacts) -> Requirement {
    let (bucket, wanted) = (&need.bucket, &need.owner);
    let text = format!("bucket {bucket} is account {wanted}'s");
    match &facts.owner {
        Fact::NotLookedAt { reason } => about(need, "bucket_owner", text, Standing::NotLookedAt)
            .because(reason)
            .advise("look at its owner in the OSS console"),
        Fact::Is(owner) if *owner == wanted.as_str() => {
            about(need, "bucket_owner", text, Standing::Proven)
        }
        Fact::Is(owner) => about(need, "bucket_owner", text, Standing::Refuted)
            .because(format!("it is account {owner}'s"))
            .advise("take a bucket of the account that has the registry instance"),
    }
}

fn region(need: &BucketNeed, facts: &BucketFacts) -> Requirement {
    let bucket = &need.bucket;
    let wanted = need
        .region
        .as_deref()
        .unwrap_or("the registry instance's region");
    let text = format!("bucket {bucket} is in {wanted}");
    match (&facts.region, &need.region) {
        (Fact::NotLookedAt { reason }, _) => {
            about(need, "bucket_region", text, Standing::NotLookedAt)
                .because(reason)
                .advise("look at its region in the OSS console")
        }
        (Fact::Is(region), None) => about(need, "bucket_region", text, Standing::NotLookedAt)
            .because(format!(
                "it is in {region}; which region the instance will be in was not said"
            ))
            .advise("say it with `region` in rolewright.toml"),
        (Fact::Is(region), Some(wanted)) if region == wanted => {
            about(need, "bucket_region", text, Standing::Proven)
        }
        (Fact::Is(region), Some(_)) => about(need, "bucket_region", text, Standing::Refuted)
            .because(format!("it is in {region}"))
            .advise("take a bucket in the instance's region"),
    }
}

fn class(need: &BucketNeed, facts: &BucketFacts) -> Requirement {
    let text = format!("bucket {} is of class {STANDARD}", need.bucket);
    match &facts.storage_class {
        Fact::NotLookedAt { reason } => about(need, "bucket_class", text, Standing::NotLookedAt)
            .because(reason)
            .advise("look at its storage class in the OSS console"),
        Fact::Is(class) if class == STANDARD => about(need, "bucket_class", text, Standing::Proven),
        Fact::Is(class) => about(need, "bucket_class", text, Standing::Refuted)
            .because(format!(
                "it is of class {class} (assumed: images need {STANDARD}; no page says so)"
            ))
            .advise("take a bucket of that class"),
    }
}

fn about(need: &BucketNeed, id: &str, text: impl Into<String>, standing: Standing) -> Requirement {
    Requirement::new(id, text, standing).about(&need.bucket)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::name::{AccountId, BucketName};

    fn told(kind: ErrorKind, region: Option<&str>) -> Requirement {
        let need = BucketNeed {
            bucket: BucketName::new("my-images").unwrap(),
            owner: AccountId::new("1234567890123456").unwrap(),
            region: region.map(str::to_owned),
        };
        let exists = |standing| about(&need, "bucket_exists", "bucket exists", standing);
        unseen(&need, &Error::new(kind, "no"), exists)
    }

    #[test]
    fn a_bucket_at_another_endpoint_is_no_denial_and_each_says_what_to_do() {
        let elsewhere = told(ErrorKind::Conflict, Some("cn-hangzhou"));
        assert_eq!(
            (elsewhere.id.as_str(), elsewhere.standing),
            ("bucket_region", Standing::Refuted)
        );
        for (kind, region) in [
            (ErrorKind::PermissionDenied, Some("cn-hangzhou")),
            (ErrorKind::Conflict, None),
            (ErrorKind::Timeout, None),
        ] {
            let told = told(kind, region);
            assert_eq!(told.standing, Standing::CannotTell, "{kind:?}");
            assert!(told.help.is_some());
        }
        let denied = told(ErrorKind::PermissionDenied, None).help.unwrap();
        assert!(denied.contains("--skip-bucket-check"), "{denied}");
    }
}
