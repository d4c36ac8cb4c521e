//! Command-line flags take precedence over the file.

use rolewright::BucketName;
use rolewright::input::Texts;

use super::{Bucket, BucketTable, Config, Parts, RecipeChoice, RecipeTable};
use crate::args::{
    BucketArg, BucketArgs, ChangeArgs, DesiredArgs, GlobalArgs, RecipeArgs, TrustArgs,
};

impl Config {
    pub(crate) fn with_global_args(mut self, global: &GlobalArgs) -> Self {
        let flags = global.clone();
        self.provider = flags.provider.or(self.provider);
        self.store = flags.store.or(self.store);
        self.account = flags.account.or(self.account);
        self.endpoint = flags.endpoint.or(self.endpoint);
        self.sts_endpoint = flags.sts_endpoint.or(self.sts_endpoint);
        self.cr_endpoint = flags.cr_endpoint.or(self.cr_endpoint);
        self.oss_endpoint = flags.oss_endpoint.or(self.oss_endpoint);
        self.vpc = flags.vpc.or(self.vpc);
        self.allow_plain_http |= flags.allow_plain_http;
        let role = flags.role;
        self.assume_role = role.assume_role.or(self.assume_role);
        self.assume_role_external_id = role
            .assume_role_external_id
            .or(self.assume_role_external_id);
        self.assume_role_session_name = role
            .assume_role_session_name
            .or(self.assume_role_session_name);
        self.assume_role_duration = role.assume_role_duration.or(self.assume_role_duration);
        self.assume_role_session_policy = role
            .assume_role_session_policy
            .or(self.assume_role_session_policy);
        self.timeout = flags.timeout.or(self.timeout);
        self.retries = flags.retries.or(self.retries);
        self.skip_bucket_check |= flags.skip_bucket_check;
        self.output = flags.output.or(self.output);
        if !flags.region.is_empty() {
            self.region = flags.region;
        }
        self
    }

    #[must_use]
    pub(crate) fn with_desired(mut self, desired: &DesiredArgs) -> Self {
        self = self.with_recipe(&desired.recipe);
        self = self.with_buckets(&desired.buckets);
        self = self.with_trust(&desired.trust);
        self = self.with_kms_keys(&desired.kms_key);
        self.with_changes(&desired.changes)
    }

    /// Replaces the KMS keys of the file, unless there are none here.
    #[must_use]
    pub(crate) fn with_kms_keys(mut self, keys: &[String]) -> Self {
        if !keys.is_empty() {
            self.kms_key = keys.to_vec();
        }
        self
    }

    #[must_use]
    pub(crate) fn with_changes(mut self, changes: &ChangeArgs) -> Self {
        self.tag.extend(changes.tag.iter().cloned());
        if let Some(parts) = &changes.exact {
            self.exact = Parts::Some(parts.clone());
        }
        self.narrow |= changes.narrow;
        self.split |= changes.split;
        self.strict |= changes.strict;
        self
    }

    /// Replaces the recipes of the file, unless there is none here.
    #[must_use]
    pub(crate) fn with_recipe(mut self, args: &RecipeArgs) -> Self {
        if let Some(id) = &args.recipe {
            let mut table = RecipeTable {
                id: id.clone(),
                ..RecipeTable::default()
            };
            for (name, value) in &args.parameters {
                let values = table.parameters.entry(name.clone());
                values
                    .or_insert_with(|| Texts(Vec::new()))
                    .0
                    .push(value.clone());
            }
            self.recipe = vec![RecipeChoice::Table(table)];
            self.default_bucket = false;
        }
        self
    }

    /// Replaces the instances of the file, unless there are none here.
    #[must_use]
    pub(crate) fn with_instances(mut self, instances: &[String]) -> Self {
        if !instances.is_empty() {
            self.instance = instances.to_vec();
        }
        self
    }

    pub(crate) fn with_trust(mut self, trust: &TrustArgs) -> Self {
        let is_set =
            !trust.trust.is_empty() || trust.trust_policy.is_some() || trust.revision.is_some();
        if is_set {
            self.trust = trust.trust.clone();
            self.trust_policy = trust.trust_policy.clone();
            self.revision = trust.revision.clone();
        }
        self
    }

    pub(crate) fn with_buckets(mut self, buckets: &BucketArgs) -> Self {
        if !buckets.buckets.is_empty() {
            self.bucket = buckets.buckets.iter().map(|one| self.bucket(one)).collect();
            self.default_bucket = false;
        }
        if buckets.default_bucket {
            self.default_bucket = true;
            self.bucket.clear();
        }
        self
    }

    /// The buckets with these names, and their settings from the file.
    pub(crate) fn buckets_named(&self, names: &[BucketName]) -> Vec<Bucket> {
        names.iter().map(|name| self.bucket_named(name)).collect()
    }

    fn bucket_named(&self, name: &BucketName) -> Bucket {
        let known = self.bucket.iter().find(|bucket| bucket.name() == name);
        known.cloned().unwrap_or_else(|| Bucket::Name(name.clone()))
    }

    /// The bucket of a flag, with its settings from the file; the flag's region takes precedence.
    fn bucket(&self, flag: &BucketArg) -> Bucket {
        let bucket = self.bucket_named(&flag.name);
        let Some(region) = &flag.region else {
            return bucket;
        };
        Bucket::Table(BucketTable {
            name: flag.name.clone(),
            region: Some(region.clone()),
            owner: match bucket {
                Bucket::Table(table) => table.owner,
                Bucket::Name(_) => None,
            },
        })
    }
}
