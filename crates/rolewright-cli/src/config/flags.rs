//! What the flags say goes before what the file says.

use rolewright::BucketName;

use super::{Bucket, Config, Parts};
use crate::args::{Buckets, Global, Trusted, Wanted};

impl Config {
    pub(crate) fn with_global(mut self, global: &Global) -> Self {
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
    pub(crate) fn with_wanted(mut self, wanted: &Wanted) -> Self {
        self = self.with_buckets(&wanted.buckets);
        self = self.with_trusted(&wanted.trust);
        if !wanted.kms_key.is_empty() {
            self.kms_key = wanted.kms_key.clone();
        }
        self.tag.extend(wanted.tag.iter().cloned());
        if let Some(parts) = &wanted.exact {
            self.exact = Parts::Some(parts.clone());
        }
        self.narrow |= wanted.narrow;
        self.split |= wanted.split;
        self
    }

    /// The instances that are said, in place of those of the file.
    #[must_use]
    pub(crate) fn with_instances(mut self, said: &[String]) -> Self {
        if !said.is_empty() {
            self.instance = said.to_vec();
        }
        self
    }

    pub(crate) fn with_trusted(mut self, trusted: &Trusted) -> Self {
        let said = !trusted.trust.is_empty()
            || trusted.trust_policy.is_some()
            || trusted.as_documented.is_some();
        if said {
            self.trust = trusted.trust.clone();
            self.trust_policy = trusted.trust_policy.clone();
            self.as_documented = trusted.as_documented.clone();
        }
        self
    }

    pub(crate) fn with_buckets(mut self, buckets: &Buckets) -> Self {
        if !buckets.buckets.is_empty() {
            self.bucket = self.known(&buckets.buckets);
            self.default_bucket = false;
        }
        if buckets.default_bucket {
            self.default_bucket = true;
            self.bucket.clear();
        }
        self
    }

    /// The buckets of these names, with what the file says of them.
    pub(crate) fn known(&self, names: &[BucketName]) -> Vec<Bucket> {
        let known = |name: &BucketName| self.bucket.iter().find(|bucket| bucket.name() == name);
        let bucket = |name: &BucketName| {
            known(name)
                .cloned()
                .unwrap_or_else(|| Bucket::Name(name.clone()))
        };
        names.iter().map(bucket).collect()
    }
}
