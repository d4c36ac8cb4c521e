//! The recipe for custom buckets.

use std::collections::BTreeSet;

use super::instance::Instances;
use super::revision::{POLICY_REVISIONS, PolicyRevision, Revision};
use super::{POLICY, ROLE, SERVICE, SERVICE_NAME, assumer, required, service};
use crate::error::{Error, ErrorKind, Result};
use crate::name::{AccountId, BucketName, PolicyName, RoleName};
use crate::policy::{PolicyDocument, Statement, TrustPolicy};
use crate::recipe::checks::{KEY_ACTIONS, KEY_GROUP, of_buckets};
use crate::recipe::{
    BucketNeed, Check, DesiredState, DocumentedTrust, Grant, Recipe, StorageClass, TrustChoice,
};
use crate::remedy::{RemedyKind, Setting};

const BUCKET_ARN: &str = "acs:oss:*:*:";

/// The maximum number of buckets: ten times what the policies of one role can hold. A list that was
/// passed by mistake fails early.
const MOST_BUCKETS: usize = 10_000;

/// The only storage class known to work. Source: the acceptance test of the official Terraform
/// provider; that other classes do not work is assumed.
const STORAGE_CLASS: &str = "Standard";

const WHY: &str = "the page of Jun 20 2026 and the official Terraform provider's test trust this service; not confirmed \
                   on a live account";

/// Creates the recipe for custom buckets.
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
/// [`ErrorKind::InvalidInput`] without a bucket, or with more than 10,000.
pub fn custom_bucket(buckets: impl IntoIterator<Item = BucketName>) -> Result<CustomBucket> {
    let mut recipe = role_alone()?;
    let mut known = BTreeSet::new();
    let new = buckets
        .into_iter()
        .filter(|bucket| known.insert(bucket.clone()));
    recipe.buckets = new.take(MOST_BUCKETS + 1).collect();
    if recipe.buckets.len() > MOST_BUCKETS {
        let text = format!("more than {MOST_BUCKETS} buckets are set");
        return Err(Error::new(ErrorKind::InvalidInput, text)
            .with_remedy("one role can be granted about 1,000 buckets"));
    }
    if recipe.buckets.is_empty() {
        return Err(Error::new(ErrorKind::InvalidInput, "no bucket is set")
            .with_remedy(RemedyKind::NameBuckets));
    }
    Ok(recipe)
}

/// Creates the recipe without buckets, to show or destroy the live role.
///
/// # Errors
/// None in practice: the fixed names are valid.
pub fn role_alone() -> Result<CustomBucket> {
    Ok(CustomBucket {
        role: RoleName::new(ROLE)?,
        policy: PolicyName::new(POLICY)?,
        buckets: Vec::new(),
        regions: Vec::new(),
        owners: Vec::new(),
        kms_keys: Vec::new(),
        revision: PolicyRevision::current(),
        trust: Vec::new(),
        trust_policy: None,
        instances: Instances::default(),
    })
}

/// The recipe for custom buckets; see [`custom_bucket`].
#[derive(Clone, Debug)]
pub struct CustomBucket {
    role: RoleName,
    policy: PolicyName,
    buckets: Vec<BucketName>,
    regions: Vec<(BucketName, String)>,
    owners: Vec<(BucketName, AccountId)>,
    kms_keys: Vec<String>,
    revision: &'static PolicyRevision,
    trust: Vec<TrustChoice>,
    trust_policy: Option<TrustPolicy>,
    instances: Instances,
}

impl CustomBucket {
    /// Trusts these principals instead of the service.
    #[must_use]
    pub fn with_trust(mut self, trust: impl IntoIterator<Item = TrustChoice>) -> Self {
        self.trust.extend(trust);
        self
    }

    /// Adds a trust policy to the trusted principals.
    #[must_use]
    pub fn with_trust_policy(mut self, trust: TrustPolicy) -> Self {
        self.trust_policy = Some(trust);
        self
    }

    /// Uses the trust and the policy of a documented revision.
    #[must_use]
    pub fn revision(mut self, revision: Revision) -> Self {
        self.revision = revision.policy();
        if revision.trusts_the_account() {
            self.with_trust([TrustChoice::Account(None)])
        } else {
            self
        }
    }

    /// Sets the required region of a bucket; it takes precedence over
    /// [`with_regions`](Self::with_regions).
    #[must_use]
    pub fn in_region(mut self, bucket: BucketName, region: impl Into<String>) -> Self {
        self.regions.push((bucket, region.into()));
        self
    }

    /// Sets the required owner of a bucket, if it is not the caller's account.
    #[must_use]
    pub fn owned_by(mut self, bucket: BucketName, owner: AccountId) -> Self {
        self.owners.push((bucket, owner));
        self
    }

    /// Grants the use of a KMS key that encrypts the buckets, by id or ARN.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidInput`] for any other text, or a pattern.
    pub fn with_kms_key(mut self, key: &str) -> Result<Self> {
        let id = key.strip_prefix("acs:kms:").map_or(Some(key), |rest| {
            rest.splitn(3, ':').nth(2)?.strip_prefix("key/")
        });
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
        match id {
            Some(id) if !id.is_empty() && id.chars().all(plain) => {}
            _ => {
                let shown = crate::text::excerpt(key, 80);
                let error = Error::new(
                    ErrorKind::InvalidInput,
                    format!("`{shown}` is not a KMS key"),
                );
                return Err(error.with_remedy(
                    "write it as a key id or as an ARN `acs:kms:REGION:ACCOUNT:key/ID`",
                ));
            }
        }
        self.kms_keys.push(key.to_owned());
        Ok(self)
    }

    /// Sets the regions of registry instances, for example `cn-hangzhou`. Each bucket must be in one of
    /// them, unless it has [its own](Self::in_region). Their instances are checked before grants are
    /// revoked, and for [`with_instances`](Self::with_instances).
    #[must_use]
    pub fn with_regions<R: Into<String>>(mut self, regions: impl IntoIterator<Item = R>) -> Self {
        self.instances.regions = regions.into_iter().map(Into::into).collect();
        self
    }

    /// Checks that these instances are running, by id: `cri-...`.
    #[must_use]
    pub fn with_instances<I: Into<String>>(mut self, ids: impl IntoIterator<Item = I>) -> Self {
        self.instances.ids = ids.into_iter().map(Into::into).collect();
        self
    }

    /// Uses another policy of the account, for example an additional numbered one.
    #[must_use]
    pub fn for_policy(mut self, policy: PolicyName) -> Self {
        self.policy = policy;
        self
    }

    /// Returns the buckets.
    #[must_use]
    pub fn buckets(&self) -> &[BucketName] {
        &self.buckets
    }

    /// Returns the policy document for these buckets.
    #[must_use]
    pub fn document(&self, account: &AccountId) -> PolicyDocument {
        self.desired_state(account).document()
    }

    /// Returns the trust policy of a new role.
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

    fn key_resources(&self, account: &AccountId) -> Vec<String> {
        let resource = |key: &String| {
            if key.starts_with("acs:") {
                key.clone()
            } else {
                format!("acs:kms:*:{account}:key/{key}")
            }
        };
        self.kms_keys.iter().map(resource).collect()
    }

    /// The regions of the keys, which are those of the buckets; none if a bucket's is unknown.
    fn key_regions(&self) -> Vec<String> {
        let mut all: Vec<String> = Vec::new();
        for bucket in &self.buckets {
            let own = setting_of(&self.regions, bucket).map(std::slice::from_ref);
            let regions = own.unwrap_or(&self.instances.regions);
            if regions.is_empty() {
                return Vec::new();
            }
            let new = regions.iter().filter(|region| !all.contains(region));
            let new: Vec<_> = new.cloned().collect();
            all.extend(new);
        }
        all
    }

    fn bucket_need(&self, bucket: &BucketName) -> BucketNeed {
        BucketNeed {
            region: setting_of(&self.regions, bucket).cloned(),
            regions: self.instances.regions.clone(),
            owner: setting_of(&self.owners, bucket).cloned(),
            storage_class: Some(StorageClass {
                name: STORAGE_CLASS.to_owned(),
                why: format!("assumed: images need {STORAGE_CLASS}; not documented"),
            }),
            ..BucketNeed::new(bucket.clone())
        }
    }
}

fn setting_of<'a, T>(all: &'a [(BucketName, T)], bucket: &BucketName) -> Option<&'a T> {
    let found = all.iter().find(|(known, _)| known == bucket);
    found.map(|(_, value)| value)
}

/// The two ARNs of each bucket, as documented.
fn resources<'a>(buckets: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let twins = |bucket: &str| {
        [
            format!("{BUCKET_ARN}{bucket}"),
            format!("{BUCKET_ARN}{bucket}/*"),
        ]
    };
    buckets.into_iter().flat_map(twins).collect()
}

fn key_grant(resources: &[String]) -> Grant {
    let statement = Statement::allow(KEY_ACTIONS).on(resources.iter().cloned());
    Grant::new(KEY_GROUP, "use the key that encrypts the bucket", statement)
}

impl Recipe for CustomBucket {
    fn name(&self) -> &str {
        "container_registry::custom_bucket"
    }

    fn service(&self) -> &str {
        SERVICE_NAME
    }

    fn role(&self) -> &RoleName {
        &self.role
    }

    fn policy(&self) -> &PolicyName {
        &self.policy
    }

    fn desired_state(&self, account: &AccountId) -> DesiredState {
        let page_trust = TrustPolicy::of([TrustChoice::Account(None).principal(SERVICE, account)]);
        let documented = DocumentedTrust {
            page: "the page of Mar 26 2026".into(),
            trust: page_trust,
        };
        let names = self.buckets.iter().map(BucketName::as_str);
        let mut state = DesiredState::new(self.trust_policy(account), assumer(WHY))
            .with_documented_trust(documented)
            .with_required(required::required(
                account,
                &self.buckets,
                &self.instances.regions,
            ))
            .with_documented_only(required::documented_only(account, &self.buckets))
            .with_out_of_sight(
                "no control policy of a resource directory denies access",
                "only the management account can read control policies: check them there",
            );
        state.grants = self.revision.grants(&resources(names));
        let keys = self.key_resources(account);
        // Without keys it still recognises such grants by other runs.
        state = state.with_grant(key_grant(&keys));
        let regions = self.key_regions();
        for key in &keys {
            state = state.with_required(required::on_key(key, &regions));
        }
        state
    }

    fn buckets(&self) -> Vec<BucketNeed> {
        let buckets = self.buckets.iter();
        buckets.map(|bucket| self.bucket_need(bucket)).collect()
    }

    fn checks(&self) -> Vec<Box<dyn Check>> {
        let buckets = Recipe::buckets(self);
        let instances = self.instances.clone().beside(&buckets);
        let mut all = of_buckets(buckets);
        all.push(Box::new(instances));
        all
    }

    fn has(&self, setting: Setting) -> bool {
        use Setting::{BucketRegion, KmsKey, Revision, Trust};
        matches!(setting, Revision | BucketRegion | KmsKey | Trust)
    }

    fn subject_of(&self, resource: &str) -> Option<String> {
        let bucket = resource.strip_prefix(BUCKET_ARN)?;
        let bucket = bucket.strip_suffix("/*").unwrap_or(bucket);
        BucketName::new(bucket).ok().map(String::from)
    }

    fn revision_of(&self, document: &PolicyDocument) -> Option<String> {
        let statements = document.statements().iter();
        let named = statements.flat_map(|s| s.resources.as_deref().unwrap_or_default());
        let buckets: BTreeSet<_> = named
            .filter_map(|resource| self.subject_of(resource.as_str()))
            .collect();
        let resources = resources(buckets.iter().map(String::as_str));
        let canonical = document.canonical();
        let same = |revision: &'static PolicyRevision| {
            let grants = revision.grants(&resources).into_iter();
            let whole = PolicyDocument::new(grants.map(|grant| grant.statement));
            whole.canonical() == canonical
        };
        let found = POLICY_REVISIONS.iter().find(|revision| same(revision))?;
        Some(format!("revision {} of the reference policy", found.id))
    }
}
