//! Checks that buckets exist and have the properties that a service needs.

use crate::bucket::{BucketFacts, Fact, Versioning};
use crate::error::{Error, ErrorKind};
use crate::recipe::check::{Check, Checked};
use crate::recipe::checks::bucket_policy::{
    bucket_grant_finding, bucket_policy, bucket_policy_finding,
};
use crate::recipe::checks::key::{encrypting_key, key_accesses, key_remedy};
use crate::recipe::desired::BucketNeed;
use crate::remedy::{Remedy, RemedyKind, Setting};
use crate::setup::goal::Goal;
use crate::setup::observe::{Observed, Seen};
use crate::setup::query::Query;
use crate::setup::report::{Finding, FindingId, Requirement, RequirementId, Status};

/// Checks existence, owner, region and storage class of buckets, access to their KMS keys, and their
/// bucket policies.
#[derive(Debug)]
pub struct Buckets {
    needs: Vec<BucketNeed>,
}

impl Buckets {
    /// Creates the check of these buckets.
    #[must_use]
    pub fn new(needs: Vec<BucketNeed>) -> Self {
        Self { needs }
    }
}

impl Check for Buckets {
    fn queries(&self, goal: &Goal, _observed: &Observed) -> Vec<Query> {
        let inspects = matches!(
            goal,
            Goal::Plan | Goal::Verify { .. } | Goal::Apply | Goal::Drift
        );
        let query = |need: &BucketNeed| Query::InspectBucket {
            bucket: need.bucket.clone(),
            region: need.region.clone(),
        };
        self.needs.iter().filter(|_| inspects).map(query).collect()
    }

    fn requirements(&self, checked: &Checked<'_>) -> Vec<Requirement> {
        let needs = self.needs.iter();
        needs.flat_map(|need| on_bucket(checked, need)).collect()
    }

    fn findings(&self, checked: &Checked<'_>) -> Vec<Finding> {
        let known = self.needs.iter().filter_map(|need| {
            let seen = checked.observed.answers().bucket(&need.bucket);
            Some((need, seen.value()?.as_ref()?))
        });
        known
            .flat_map(|(need, facts)| findings(checked, need, facts))
            .collect()
    }
}

fn on_bucket(checked: &Checked<'_>, need: &BucketNeed) -> Vec<Requirement> {
    let name = &need.bucket;
    let exists = |status| {
        let text = format!("bucket {name} exists and can be inspected");
        about(need, RequirementId::BucketExists, text, status)
    };
    let facts = match checked.observed.answers().bucket(name) {
        Seen::NotYet => {
            let text = format!(
                "bucket {name} exists, belongs to this account and suits {}",
                checked.service
            );
            let reason =
                "not inspected: bucket checks are skipped, or this provider doesn't support them";
            let not_checked = about(need, RequirementId::BucketExists, text, Status::NotChecked);
            return vec![not_checked.because(reason)];
        }
        Seen::Failed(error) => return vec![not_inspected(need, error, exists)],
        Seen::Is(None) => {
            let none = exists(Status::Failed).because(format!("bucket {name} does not exist"));
            return vec![none.advise("create it, or correct the name")];
        }
        Seen::Is(Some(facts)) => facts,
    };
    let mut all = vec![
        exists(Status::Passed),
        owner(checked, need, facts),
        region(checked, need, facts),
    ];
    all.extend(class(need, facts));
    all.extend(key_accesses(checked, need, facts));
    all.push(bucket_policy(checked, need, facts));
    all
}

/// Properties of a bucket that may cause problems later.
fn findings(checked: &Checked<'_>, need: &BucketNeed, facts: &BucketFacts) -> Vec<Finding> {
    let (name, service) = (&need.bucket, checked.service);
    let mut all = Vec::new();
    if let Some(rules) = facts.lifecycle_rules.known().filter(|rules| **rules > 0) {
        let text = format!(
            "bucket {name} has {rules} lifecycle rule(s), which may delete objects that {service} needs"
        );
        let finding = Finding::warning(FindingId::BucketLifecycle, text);
        all.push(finding.advise("check them in the OSS console"));
    }
    if let Some(Versioning::Enabled) = facts.versioning.known() {
        let text = format!(
            "bucket {name} keeps old versions of objects, so deleted objects still cost money"
        );
        let finding = Finding::info(FindingId::BucketVersioning, text);
        all.push(finding.advise(
            "add a lifecycle rule for old versions, or suspend versioning, in the OSS console",
        ));
    }
    if let Some(key) = encrypting_key(facts) {
        let shown = key.unwrap_or("OSS does not show the key");
        let text = format!(
            "bucket {name} is encrypted with KMS ({shown}), so the role needs access to the key"
        );
        let finding = Finding::info(FindingId::BucketKms, text);
        all.push(finding.advise(key_remedy(checked, key)));
    }
    all.extend(bucket_policy_finding(checked, need, facts));
    all.extend(bucket_grant_finding(checked, need));
    all
}

/// A bucket that could not be inspected. A wrong endpoint is not a denial.
fn not_inspected(
    need: &BucketNeed,
    error: &Error,
    exists: impl Fn(Status) -> Requirement,
) -> Requirement {
    let bucket = &need.bucket;
    let remedy_or = |otherwise: Remedy| error.remedy().cloned().unwrap_or(otherwise);
    let remedy = match (error.kind(), &need.region) {
        (ErrorKind::Conflict, Some(required)) => {
            let text = format!("bucket {bucket} is in {required}");
            return about(need, RequirementId::BucketRegion, text, Status::Failed)
                .because(format!(
                    "bucket {bucket} is not in {required}: {}",
                    error.message()
                ))
                .advise(remedy_or("use a bucket in that region".into()));
        }
        (ErrorKind::PermissionDenied, _) => RemedyKind::ReadBucket.into(),
        _ => remedy_or("check the connection, then verify again".into()),
    };
    exists(Status::Inconclusive)
        .because(format!("bucket {bucket} can't be inspected: {error}"))
        .advise(remedy)
}

fn owner(checked: &Checked<'_>, need: &BucketNeed, facts: &BucketFacts) -> Requirement {
    let (bucket, required) = (&need.bucket, checked.owner(need.owner.as_ref()));
    let text = format!("bucket {bucket} belongs to account {required}");
    match &facts.owner {
        Fact::NotChecked { reason } => {
            about(need, RequirementId::BucketOwner, text, Status::NotChecked)
                .because(reason)
                .advise("check its owner in the OSS console")
        }
        Fact::Is(owner) if owner == required => {
            about(need, RequirementId::BucketOwner, text, Status::Passed)
        }
        Fact::Is(owner) => about(need, RequirementId::BucketOwner, text, Status::Failed)
            .because(format!(
                "bucket {bucket} belongs to account {owner}, not to {required}"
            ))
            .advise("use a bucket of that account"),
    }
}

fn region(checked: &Checked<'_>, need: &BucketNeed, facts: &BucketFacts) -> Requirement {
    let bucket = &need.bucket;
    let required = need.required_regions();
    let text = match required {
        [] => format!("bucket {bucket} is in the required region"),
        regions => format!("bucket {bucket} is in {}", regions.join(" or ")),
    };
    let of = |status| about(need, RequirementId::BucketRegion, text.clone(), status);
    match &facts.region {
        Fact::NotChecked { reason } => of(Status::NotChecked)
            .because(reason)
            .advise("check its region in the OSS console"),
        Fact::Is(region) if required.is_empty() => of(Status::NotChecked)
            .because(format!("it is in {region}; the required region is not set"))
            .advise(if checked.settings.contains(&Setting::BucketRegion) {
                RemedyKind::NameBucketRegion.into()
            } else {
                Remedy::from("add a parameter of kind `region` to the recipe, and set it")
            }),
        Fact::Is(region) if required.contains(region) => of(Status::Passed),
        Fact::Is(region) => {
            let required = required.join(" or ");
            let reason = match need.region {
                Some(_) => format!("bucket {bucket} is in {region}, but {required} is required"),
                None => format!(
                    "bucket {bucket} is in {region}, but {} needs it in {required}",
                    checked.service
                ),
            };
            of(Status::Failed)
                .because(reason)
                .advise(format!("use a bucket in {required}"))
        }
    }
}

fn class(need: &BucketNeed, facts: &BucketFacts) -> Option<Requirement> {
    let required = need.storage_class.as_ref()?;
    let text = format!("bucket {} has storage class {}", need.bucket, required.name);
    let of = |status| about(need, RequirementId::BucketClass, text.clone(), status);
    Some(match &facts.storage_class {
        Fact::NotChecked { reason } => of(Status::NotChecked)
            .because(reason)
            .advise("check its storage class in the OSS console"),
        Fact::Is(class) if *class == required.name => of(Status::Passed),
        Fact::Is(class) => of(Status::Failed)
            .because(format!(
                "bucket {} has storage class {class}, but {} is required ({})",
                need.bucket, required.name, required.why
            ))
            .advise("use a bucket of that class"),
    })
}

fn about(
    need: &BucketNeed,
    id: RequirementId,
    text: impl Into<String>,
    status: Status,
) -> Requirement {
    Requirement::new(id, text, status).about(&need.bucket)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::name::BucketName;

    fn after_error(kind: ErrorKind, region: Option<&str>) -> Requirement {
        let need = BucketNeed {
            region: region.map(str::to_owned),
            ..BucketNeed::new(BucketName::new("my-images").unwrap())
        };
        let exists = |status| about(&need, RequirementId::BucketExists, "bucket exists", status);
        not_inspected(&need, &Error::new(kind, "no"), exists)
    }

    #[test]
    fn a_bucket_at_another_endpoint_is_not_a_denial_and_each_error_has_a_remedy() {
        let elsewhere = after_error(ErrorKind::Conflict, Some("cn-hangzhou"));
        assert_eq!(
            (elsewhere.id, elsewhere.status),
            (RequirementId::BucketRegion, Status::Failed)
        );
        for (kind, region) in [
            (ErrorKind::PermissionDenied, Some("cn-hangzhou")),
            (ErrorKind::Conflict, None),
            (ErrorKind::Timeout, None),
        ] {
            let requirement = after_error(kind, region);
            assert_eq!(requirement.status, Status::Inconclusive, "{kind:?}");
            assert!(requirement.remedy.is_some());
        }
        let denied = after_error(ErrorKind::PermissionDenied, None)
            .remedy
            .unwrap();
        assert_eq!(denied.kind, RemedyKind::ReadBucket);
    }
}
