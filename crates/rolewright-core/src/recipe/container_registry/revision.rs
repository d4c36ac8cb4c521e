//! The four published revisions of the reference policy, and those of its documentation page.

use std::collections::BTreeSet;

use crate::error::{Error, ErrorKind, Result};
use crate::policy::{Actions, Condition, List, Statement};
use crate::recipe::Grant;

const OBJECTS: &[&str] = &[
    "oss:GetObject",
    "oss:PutObject",
    "oss:DeleteObject",
    "oss:ListParts",
    "oss:AbortMultipartUpload",
    "oss:InitiateMultipartUpload",
    "oss:CompleteMultipartUpload",
    "oss:DeleteMultipleObjects",
    "oss:ListMultipartUploads",
    "oss:ListObjects",
];
const OBJECTS_SINCE_D: &[&str] = &[
    "oss:DeleteObjectVersion",
    "oss:GetObjectVersion",
    "oss:ListObjectVersions",
    "oss:PutObjectTagging",
    "oss:GetObjectTagging",
    "oss:DeleteObjectTagging",
];
const BUCKET_IN_A: &[&str] = &[
    "oss:PutBucket",
    "oss:GetBucket",
    "oss:DeleteBucket",
    "oss:GetBucketLocation",
    "oss:PutBucketAcl",
    "oss:GetBucketAcl",
    "oss:PutBucketLogging",
    "oss:GetBucketReferer",
    "oss:PutBucketReferer",
    "oss:GetBucketLogging",
    "oss:DeleteBucketLogging",
];
const BUCKET: &[&str] = &[
    "oss:PutBucket",
    "oss:GetBucket",
    "oss:GetBucketLocation",
    "oss:PutBucketEncryption",
    "oss:GetBucketEncryption",
    "oss:PutBucketAcl",
    "oss:GetBucketAcl",
    "oss:PutBucketLogging",
    "oss:GetBucketReferer",
    "oss:PutBucketReferer",
    "oss:GetBucketLogging",
];
const BUCKET_SINCE_D: &[&str] = &[
    "oss:PutBucketVersioning",
    "oss:GetBucketVersioning",
    "oss:GetBucketLifecycle",
    "oss:PutBucketLifecycle",
    "oss:DeleteBucketLifecycle",
    "oss:GetBucketTransferAcceleration",
];
pub(super) const METRICS: &[&str] = &["cms:QueryMetricLast", "cms:QueryMetricList"];
const FIXED: &[&str] = &["acs:oss:*:*:cri-*", "acs:oss:*:*:cri-*/*"];

/// A published revision of the reference policy. Source: four copies of the page; only the last one has
/// a date.
#[derive(Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PolicyRevision {
    /// The id: `a` is the oldest, `d` the current one.
    pub id: &'static str,
    /// The description of its publication.
    pub published: &'static str,
    objects: &'static [&'static [&'static str]],
    bucket: &'static [&'static [&'static str]],
    /// Whether it also grants access to the buckets that Container Registry creates.
    names_default_buckets: bool,
    asks_for_vpcs: bool,
}

static A: PolicyRevision = PolicyRevision {
    id: "a",
    published: "the oldest known revision",
    objects: &[OBJECTS],
    bucket: &[BUCKET_IN_A],
    names_default_buckets: false,
    asks_for_vpcs: false,
};

static B: PolicyRevision = PolicyRevision {
    id: "b",
    published: "a later revision, with encryption and VPCs",
    objects: &[OBJECTS],
    bucket: &[BUCKET],
    names_default_buckets: false,
    asks_for_vpcs: true,
};

static C: PolicyRevision = PolicyRevision {
    id: "c",
    published: "a later revision, with the `cri-*` buckets",
    objects: &[OBJECTS],
    bucket: &[BUCKET],
    names_default_buckets: true,
    asks_for_vpcs: true,
};

static D: PolicyRevision = PolicyRevision {
    id: "d",
    published: "Mar 26 2026 and Jun 20 2026",
    objects: &[OBJECTS, OBJECTS_SINCE_D],
    bucket: &[BUCKET, BUCKET_SINCE_D],
    names_default_buckets: true,
    asks_for_vpcs: true,
};

/// The four published revisions, the oldest first.
pub static POLICY_REVISIONS: [&PolicyRevision; 4] = [&A, &B, &C, &D];

impl PolicyRevision {
    /// Returns the current revision.
    #[must_use]
    pub fn current() -> &'static Self {
        &D
    }

    pub(super) fn objects(&self) -> Vec<&'static str> {
        self.objects.concat()
    }

    pub(super) fn bucket(&self) -> Vec<&'static str> {
        self.bucket.concat()
    }

    /// The grants on these bucket resources, with the actions of other revisions.
    pub(super) fn grants(&'static self, resources: &[String]) -> Vec<Grant> {
        let fixed = FIXED.iter().filter(|_| self.names_default_buckets);
        let all: Vec<String> = fixed
            .map(|fixed| (*fixed).to_owned())
            .chain(resources.iter().cloned())
            .collect();
        let on_buckets = |actions: Vec<&str>| {
            Statement::allow(actions)
                .on(all.iter().cloned())
                .with_condition(Condition::default())
        };
        let objects = Grant::new(
            "object operations",
            "read, write and delete image layers and manifests",
            on_buckets(self.objects()),
        );
        let bucket = Grant::new(
            "bucket operations",
            "inspect and configure the bucket",
            on_buckets(self.bucket()),
        );
        let mut grants = vec![
            self.with_other_forms(objects, Self::objects),
            self.with_other_forms(bucket, Self::bucket),
            list_grant(),
        ];
        grants.extend(self.asks_for_vpcs.then(vpc_grant));
        grants.push(metrics_grant());
        grants
    }

    /// Adds the actions of other revisions; consecutive equal revisions count as one.
    fn with_other_forms(&self, grant: Grant, actions: fn(&Self) -> Vec<&'static str>) -> Grant {
        let own = actions(self);
        let runs = POLICY_REVISIONS.chunk_by(|one, next| actions(one) == actions(next));
        let others = runs.filter_map(|run| {
            let (first, last) = (run.first()?, run.last()?);
            let name = if first.id == last.id {
                first.id.to_owned()
            } else {
                format!("{} to {}", first.id, last.id)
            };
            (actions(first) != own).then(|| (name, actions(first)))
        });
        others.fold(grant, |grant, (name, actions)| {
            grant.otherwise(name, &actions)
        })
    }
}

/// Finds the group that has exactly these actions in an older revision, and the newest such revision.
/// `None` for the current actions.
pub(crate) fn older_form(
    actions: &BTreeSet<&str>,
) -> Option<(&'static str, &'static PolicyRevision)> {
    type Group = fn(&PolicyRevision) -> Vec<&'static str>;
    let groups: [(&str, Group); 2] = [
        ("object operations", PolicyRevision::objects),
        ("bucket operations", PolicyRevision::bucket),
    ];
    let is =
        |group: Group, revision| group(revision).into_iter().collect::<BTreeSet<_>>() == *actions;
    let mut found = groups.into_iter().filter(|(_, group)| !is(*group, &D));
    found.find_map(|(name, group)| {
        let mut newest = POLICY_REVISIONS.iter().rev();
        let revision = newest.find(|revision| is(group, revision))?;
        Some((name, *revision))
    })
}

fn list_grant() -> Grant {
    let mut statement = Statement::allow(["oss:ListBuckets"])
        .on(["acs:oss:*:*:*", "acs:oss:*:*:*/*"])
        .with_condition(Condition::default());
    statement.actions = Actions::Action(List::bare("oss:ListBuckets".into()));
    Grant::new("list buckets", "discover available buckets", statement)
}

fn vpc_grant() -> Grant {
    let mut statement = Statement::allow(["vpc:DescribeVpcs"]).with_condition(Condition::default());
    statement.resources = Some(List::bare("acs:vpc:*:*:vpc/*".into()));
    Grant::new(
        "vpc",
        "verify network connectivity for private access",
        statement,
    )
}

fn metrics_grant() -> Grant {
    let mut statement = Statement::allow(METRICS.iter().copied());
    statement.resources = Some(List::bare("*".into()));
    Grant::new("monitoring", "query the bucket's metrics", statement)
}

/// A revision of the documentation page of role and policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Revision {
    /// The oldest, without a date: policy revision a; the trust policy is a separate step.
    A,
    /// A later one, without a date: policy revision b.
    B,
    /// A later one, without a date: policy revision c.
    C,
    /// Mar 26 2026: the role trusts the current account; policy revision d.
    March2026,
    /// Jun 20 2026: the role trusts the service; policy revision d.
    June2026,
}

impl Revision {
    const ALL: [(&'static str, Self); 5] = [
        ("2026-06", Self::June2026),
        ("2026-03", Self::March2026),
        ("c", Self::C),
        ("b", Self::B),
        ("a", Self::A),
    ];

    /// Returns its revision of the policy.
    #[must_use]
    pub fn policy(self) -> &'static PolicyRevision {
        match self {
            Self::A => &A,
            Self::B => &B,
            Self::C => &C,
            Self::March2026 | Self::June2026 => &D,
        }
    }

    /// Whether the role trusts only the current account.
    #[must_use]
    pub fn trusts_the_account(self) -> bool {
        self == Self::March2026
    }
}

impl std::fmt::Display for Revision {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let name = Self::ALL.iter().find(|(_, revision)| revision == self);
        f.write_str(name.map_or("", |(name, _)| name))
    }
}

impl std::str::FromStr for Revision {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self> {
        let known = Self::ALL.iter().find(|(name, _)| *name == text);
        known.map(|(_, revision)| *revision).ok_or_else(|| {
            let names: Vec<_> = Self::ALL.iter().map(|(name, _)| *name).collect();
            Error::new(
                ErrorKind::InvalidInput,
                format!(
                    "`{}` is not a revision of the reference policy; known are {}",
                    crate::text::excerpt(text, 40),
                    names.join(", ")
                ),
            )
            .with_remedy("the three oldest revisions have no date and are named by a letter")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::PolicyDocument;

    const DATA: &str = include_str!("../../../test-data/acr-policy-generations.json");

    #[test]
    fn every_revision_equals_the_published_one() {
        let data: serde_json::Value = serde_json::from_str(DATA).unwrap();
        for (published, revision) in data["generations"]
            .as_array()
            .unwrap()
            .iter()
            .zip(POLICY_REVISIONS)
        {
            assert_eq!(published["id"], revision.id);
            let text = published["policy"].to_string().replace("{bucket}", "b");
            let resources = ["acs:oss:*:*:b".to_owned(), "acs:oss:*:*:b/*".to_owned()];
            let statements = revision
                .grants(&resources)
                .into_iter()
                .map(|grant| grant.statement);
            let made = PolicyDocument::new(statements);
            assert_eq!(
                made,
                PolicyDocument::parse(&text).unwrap(),
                "{}",
                revision.id
            );
        }
    }

    #[test]
    fn every_revision_has_a_name_that_parses_to_it() {
        for (name, revision) in Revision::ALL {
            assert_eq!(name.parse::<Revision>().unwrap(), revision);
            assert_eq!(revision.to_string(), name);
        }
        let error = "2019-01".parse::<Revision>().unwrap_err();
        assert!(
            error.to_string().contains("2026-06, 2026-03, c, b, a"),
            "{error}"
        );
    }
}
