//! What Container Registry needs for a custom OSS bucket.
//!
//! Source of names, trust and permissions: the page "Configure RAM access control when using a
//! custom OSS bucket" in its copies from 2019 to Jun 20 2026, and the acceptance test of the
//! official Terraform provider of August 2026.

use crate::error::{Error, ErrorKind, Result};
use crate::name::{AccountId, BucketName, PolicyName, RoleName};
use crate::policy::{Actions, Condition, List, Principal, Statement, TrustPolicy};
use crate::recipe::{
    Assumer, DesiredState, DocumentedTrust, Grant, Recipe, RequiredAccess, TrustChoice,
};

/// The service that keeps the images, as it stands in a trust policy.
pub const SERVICE: &str = "cr.aliyuncs.com";
/// The role that Container Registry looks for; no other name works.
pub const ROLE: &str = "AliyunContainerRegistryCustomizedOSSBucketRole";
/// The policy that the page names.
pub const POLICY: &str = "AliyunContainerRegistryCustomizedOSSBucketRolePolicy";

/// The names that OSS does not authorise by are marked with what is asked in their place.
/// Source: the action table of "OSS authorization syntax and elements".
const ALIASES: &[&str] = &[
    "oss:InitiateMultipartUpload",
    "oss:CompleteMultipartUpload",
    "oss:DeleteMultipleObjects",
    "oss:GetBucket",
];

/// Actions of the object group that OSS checks on the bucket and not on its objects.
const ON_BUCKET: &[&str] = &[
    "oss:ListMultipartUploads",
    "oss:ListObjects",
    "oss:ListObjectVersions",
];

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
const BUCKET_A: &[&str] = &[
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
const METRICS: &[&str] = &["cms:QueryMetricLast", "cms:QueryMetricList"];
const FIXED: &[&str] = &["acs:oss:*:*:cri-*", "acs:oss:*:*:cri-*/*"];
const BUCKET_ARN: &str = "acs:oss:*:*:";

/// One dated copy of the page that can be followed to the letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    /// Mar 26 2026: the role is made for a Cloud Account, the current one.
    March2026,
}

impl std::str::FromStr for Page {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self> {
        match text {
            "2026-03" => Ok(Self::March2026),
            _ => Err(Error::new(
                ErrorKind::InvalidInput,
                format!(
                    "`{}` is not a dated copy of the page; known is 2026-03",
                    crate::text::excerpt(text, 40)
                ),
            )),
        }
    }
}

/// The recipe for the customer's own buckets.
///
/// ```
/// use rolewright_core::recipe::container_registry::custom_bucket;
/// use rolewright_core::{AccountId, BucketName};
///
/// let recipe = custom_bucket([BucketName::new("my-images")?])?;
/// let document = recipe.document(&AccountId::new("1234567890123456")?);
/// assert!(document.to_compact().contains("acs:oss:*:*:my-images/*"));
/// # Ok::<(), rolewright_core::Error>(())
/// ```
///
/// # Errors
/// [`ErrorKind::InvalidInput`] when no bucket is named.
pub fn custom_bucket(buckets: impl IntoIterator<Item = BucketName>) -> Result<CustomBucket> {
    let mut recipe = CustomBucket {
        role: RoleName::new(ROLE)?,
        policy: PolicyName::new(POLICY)?,
        buckets: Vec::new(),
        trust: Vec::new(),
        trust_policy: None,
    };
    for bucket in buckets {
        if !recipe.buckets.contains(&bucket) {
            recipe.buckets.push(bucket);
        }
    }
    if recipe.buckets.is_empty() {
        return Err(Error::new(ErrorKind::InvalidInput, "no bucket is named")
            .with_help("name at least one, for example `--bucket my-images`"));
    }
    Ok(recipe)
}

/// The recipe without any bucket of its own: for looking at, and for taking down, what is there.
///
/// # Errors
/// None in practice: the fixed names are in form.
pub fn role_alone() -> Result<CustomBucket> {
    let mut recipe = custom_bucket([BucketName::new("none")?])?;
    recipe.buckets.clear();
    Ok(recipe)
}

/// See [`custom_bucket`].
#[derive(Clone, Debug)]
pub struct CustomBucket {
    role: RoleName,
    policy: PolicyName,
    buckets: Vec<BucketName>,
    trust: Vec<TrustChoice>,
    trust_policy: Option<TrustPolicy>,
}

impl CustomBucket {
    /// Trusts these principals in place of the service alone.
    #[must_use]
    pub fn with_trust(mut self, trust: impl IntoIterator<Item = TrustChoice>) -> Self {
        self.trust.extend(trust);
        self
    }

    /// Trusts as a document says, besides the principals that are chosen.
    #[must_use]
    pub fn with_trust_policy(mut self, trust: TrustPolicy) -> Self {
        self.trust_policy = Some(trust);
        self
    }

    /// Follows a dated copy of the page to the letter.
    #[must_use]
    pub fn as_documented(self, page: Page) -> Self {
        match page {
            Page::March2026 => self.with_trust([TrustChoice::Account(None)]),
        }
    }

    /// The buckets.
    #[must_use]
    pub fn buckets(&self) -> &[BucketName] {
        &self.buckets
    }

    /// The policy document for these buckets alone.
    #[must_use]
    pub fn document(&self, account: &AccountId) -> crate::policy::PolicyDocument {
        self.desired_state(account).document()
    }

    /// The trust policy for a new role.
    #[must_use]
    pub fn trust_policy(&self, account: &AccountId) -> TrustPolicy {
        let chosen: Vec<_> = self
            .trust
            .iter()
            .map(|choice| choice.principal(SERVICE, account))
            .collect();
        match &self.trust_policy {
            Some(document) if chosen.is_empty() => document.clone(),
            Some(document) => document.merged_with(&TrustPolicy::of(chosen)),
            None if chosen.is_empty() => TrustPolicy::of([service()]),
            None => TrustPolicy::of(chosen),
        }
    }

    fn bucket_resources(&self) -> Vec<String> {
        let own = self
            .buckets
            .iter()
            .flat_map(|b| [format!("{BUCKET_ARN}{b}"), format!("{BUCKET_ARN}{b}/*")]);
        FIXED
            .iter()
            .map(|fixed| (*fixed).to_owned())
            .chain(own)
            .collect()
    }

    fn on_buckets(&self, actions: &[&str]) -> Statement {
        Statement::allow(actions.iter().copied())
            .on(self.bucket_resources())
            .when(Condition::default())
    }

    fn object_grant(&self) -> Grant {
        let statement = self.on_buckets(&[OBJECTS, OBJECTS_SINCE_D].concat());
        Grant::new(
            "object operations",
            "read, write and delete image layers and manifests",
            statement,
        )
        .formerly("a to c", OBJECTS)
    }

    fn bucket_grant(&self) -> Grant {
        let statement = self.on_buckets(&[BUCKET, BUCKET_SINCE_D].concat());
        Grant::new(
            "bucket operations",
            "inspect and configure the bucket",
            statement,
        )
        .formerly("a", BUCKET_A)
        .formerly("b to c", BUCKET)
    }

    fn required(&self, account: &AccountId) -> Vec<RequiredAccess> {
        let mut all = Vec::new();
        for bucket in &self.buckets {
            let arn = format!("acs:oss:*:{account}:{bucket}");
            let mut require = |group: &str, action: &str, resource: &str| {
                if !ALIASES.contains(&action) {
                    all.push(RequiredAccess::new(
                        group,
                        Some(bucket.as_str()),
                        action,
                        resource,
                    ));
                }
            };
            for action in [OBJECTS, OBJECTS_SINCE_D].concat() {
                let resource = if ON_BUCKET.contains(&action) {
                    arn.clone()
                } else {
                    format!("{arn}/*")
                };
                require("object operations", action, &resource);
            }
            for action in [BUCKET, BUCKET_SINCE_D].concat() {
                require("bucket operations", action, &arn);
            }
        }
        let mut require = |group, action, resource: &str| {
            all.push(RequiredAccess::new(group, None, action, resource).literally());
        };
        require(
            "list buckets",
            "oss:ListBuckets",
            &format!("acs:oss:*:{account}:*"),
        );
        require(
            "vpc",
            "vpc:DescribeVpcs",
            &format!("acs:vpc:*:{account}:vpc/*"),
        );
        for action in METRICS {
            require("monitoring", action, "*");
        }
        all
    }
}

fn service() -> Principal {
    Principal::Service(SERVICE.to_owned())
}

fn list_grant() -> Grant {
    let mut statement = Statement::allow(["oss:ListBuckets"])
        .on(["acs:oss:*:*:*", "acs:oss:*:*:*/*"])
        .when(Condition::default());
    statement.actions = Actions::Action(List::bare("oss:ListBuckets".into()));
    Grant::new("list buckets", "discover available buckets", statement)
}

fn vpc_grant() -> Grant {
    let mut statement = Statement::allow(["vpc:DescribeVpcs"]).when(Condition::default());
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

fn assumer() -> Assumer {
    Assumer::new(service())
        .called("Container Registry")
        .because(
            "the page's older copies put the service into the trust in a third step, its copy of Jun 20 2026 \
             makes the role for it, and the official Terraform provider's test trusts it alone; \
             no live account was tried",
        )
}

impl Recipe for CustomBucket {
    fn name(&self) -> &'static str {
        "container_registry::custom_bucket"
    }

    fn role(&self) -> &RoleName {
        &self.role
    }

    fn policy(&self) -> &PolicyName {
        &self.policy
    }

    fn desired_state(&self, account: &AccountId) -> DesiredState {
        let page_trust = TrustPolicy::of([TrustChoice::Account(None).principal(SERVICE, account)]);
        let state = DesiredState::new(self.trust_policy(account), assumer())
            .with_documented_trust(DocumentedTrust {
                page: "the page of Mar 26 2026".into(),
                trust: page_trust,
            })
            .with_grant(self.object_grant())
            .with_grant(self.bucket_grant())
            .with_grant(list_grant())
            .with_grant(vpc_grant())
            .with_grant(metrics_grant())
            .with_required(self.required(account));
        let reason = "only RAM was read; look at the bucket itself in the OSS console";
        let state = state.with_out_of_sight(
            "nothing outside RAM's own policies denies it",
            "a bucket policy of the bucket's owner and control policies of a resource directory were not read",
        );
        self.buckets.iter().fold(state, |state, bucket| {
            let text = format!(
                "bucket {bucket} exists, in this account and in the registry instance's region"
            );
            state.with_out_of_sight(text, reason)
        })
    }

    fn subject_of(&self, resource: &str) -> Option<String> {
        let bucket = resource.strip_prefix(BUCKET_ARN)?;
        let bucket = bucket.strip_suffix("/*").unwrap_or(bucket);
        BucketName::new(bucket).ok().map(String::from)
    }
}
