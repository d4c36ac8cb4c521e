//! Command-line flags take precedence over the file.

use rolewright::BucketName;

use super::{Bucket, Config, Parts};
use crate::args::{BucketArgs, DesiredArgs, GlobalArgs, TrustArgs};

impl Config {
    pub(crate) fn with_global_args(mut self, global: &GlobalArgs) -> Self {
        let said = global.clone();
        self.provider = said.provider.or(self.provider);
        self.store = said.store.or(self.store);
        self.account = said.account.or(self.account);
        self.endpoint = said.endpoint.or(self.endpoint);
        self.sts_endpoint = said.sts_endpoint.or(self.sts_endpoint);
        self.cr_endpoint = said.cr_endpoint.or(self.cr_endpoint);
        self.oss_endpoint = said.oss_endpoint.or(self.oss_endpoint);
        self.vpc = said.vpc.or(self.vpc);
        self.allow_plain_http |= said.allow_plain_http;
        self.skip_bucket_check |= said.skip_bucket_check;
        self.output = said.output.or(self.output);
        if !said.region.is_empty() {
            self.region = said.region;
        }
        self
    }

    #[must_use]
    pub(crate) fn with_desired(mut self, desired: &DesiredArgs) -> Self {
        self = self.with_buckets(&desired.buckets);
        self = self.with_trust(&desired.trust);
        if !desired.kms_key.is_empty() {
            self.kms_key = desired.kms_key.clone();
        }
        self.tag.extend(desired.tag.iter().cloned());
        if let Some(parts) = &desired.exact {
            self.exact = Parts::Some(parts.clone());
        }
        self.narrow |= desired.narrow;
        self.split |= desired.split;
        self
    }

    /// These instances, if any, in place of the file's.
    #[must_use]
    pub(crate) fn with_instances(mut self, said: &[String]) -> Self {
        if !said.is_empty() {
            self.instance = said.to_vec();
        }
        self
    }

    pub(crate) fn with_trust(mut self, trust: &TrustArgs) -> Self {
        let said =
            !trust.trust.is_empty() || trust.trust_policy.is_some() || trust.revision.is_some();
        if said {
            self.trust = trust.trust.clone();
            self.trust_policy = trust.trust_policy.clone();
            self.revision = trust.revision.clone();
        }
        self
    }

    pub(crate) fn with_buckets(mut self, buckets: &BucketArgs) -> Self {
        if !buckets.buckets.is_empty() {
            self.bucket = self.buckets_named(&buckets.buckets);
            self.default_bucket = false;
        }
        if buckets.default_bucket {
            self.default_bucket = true;
            self.bucket.clear();
        }
        self
    }

    /// The buckets with these names, with the file's settings for them.
    pub(crate) fn buckets_named(&self, names: &[BucketName]) -> Vec<Bucket> {
        let known = |name: &BucketName| self.bucket.iter().find(|bucket| bucket.name() == name);
        let bucket = |name: &BucketName| {
            known(name)
                .cloned()
                .unwrap_or_else(|| Bucket::Name(name.clone()))
        };
        names.iter().map(bucket).collect()
    }
}
