//! Inspection of OSS buckets.
//!
//! No RAM call creates buckets: tests add them to the account.

use rolewright_core::bucket::{BucketFacts, Fact};
use rolewright_core::{BucketName, Error, ErrorKind, Result};

use super::model::{Account, BucketState};
use super::moment::Moment;
use crate::error::refuse;

impl Account {
    /// Inspects a bucket in any region (rule `buckets-from-everywhere`); `None` if it does not
    /// exist.
    ///
    /// ```
    /// use rolewright_core::BucketName;
    /// use rolewright_mock::{Account, BucketState, Moment};
    ///
    /// let name = BucketName::new("my-images")?;
    /// let mut account = Account::default();
    /// account.buckets = Some([(name.to_string(), BucketState::default())].into());
    ///
    /// let moment = Moment::new("2026-01-02T03:04:05Z".parse().unwrap(), "R-1");
    /// let facts = account.inspect(&name, &moment)?.expect("the bucket exists");
    /// assert_eq!(facts.region.known().map(String::as_str), Some("cn-hangzhou"));
    /// # Ok::<(), rolewright_core::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Unsupported`] if [`buckets`](Self::buckets) is `None`, and the service's http
    /// 403 `AccessDenied` for a bucket of another account.
    pub fn inspect(&self, bucket: &BucketName, moment: &Moment) -> Result<Option<BucketFacts>> {
        let refused = |refusal: crate::error::Refusal| refusal.into_error(&moment.request_id);
        moment.caller.check(self).map_err(refused)?;
        let Some(buckets) = &self.buckets else {
            return Err(
                Error::new(ErrorKind::Unsupported, "buckets are not simulated")
                    .with_remedy("set `buckets` of the simulated account"),
            );
        };
        let Some(state) = buckets.get(bucket.as_str()) else {
            return Ok(None);
        };
        let owner = state.owner.as_ref().unwrap_or(&self.id);
        if *owner != self.id {
            return Err(refused(refuse("AccessDenied")).with_resource(bucket.to_string()));
        }
        Ok(Some(facts(bucket.clone(), owner.clone(), state.clone())))
    }
}

fn facts(name: BucketName, owner: String, state: BucketState) -> BucketFacts {
    BucketFacts {
        name,
        region: Fact::Is(state.region),
        owner: Fact::Is(owner),
        storage_class: Fact::Is(state.storage_class),
        redundancy: Fact::Is(state.redundancy),
        versioning: Fact::Is(state.versioning),
        encryption: Fact::Is(state.encryption),
        lifecycle_rules: Fact::Is(state.lifecycle_rules),
        block_public_access: Fact::Is(state.block_public_access),
        policy: Fact::Is(state.policy),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(feature = "local")]
    use crate::LocalProvider;
    use crate::{Caller, MemoryProvider};
    use futures_util::FutureExt;
    use rolewright_core::BucketInspector;
    use rolewright_core::bucket::{Encryption, Versioning};

    fn inspect(inspector: &dyn BucketInspector, bucket: &str) -> Result<Option<BucketFacts>> {
        let name = BucketName::new(bucket).unwrap();
        inspector.inspect(&name, None).now_or_never().unwrap()
    }

    fn add(account: &mut Account, bucket: &str, state: BucketState) {
        let buckets = account.buckets.get_or_insert_default();
        buckets.insert(bucket.into(), state);
    }

    fn encrypted() -> BucketState {
        BucketState {
            versioning: Versioning::Enabled,
            encryption: Some(Encryption {
                algorithm: "KMS".into(),
                kms_key: None,
            }),
            ..BucketState::default()
        }
    }

    #[test]
    fn inspection_shows_the_settings_of_a_bucket() {
        let provider = MemoryProvider::new();
        provider.with_account(|account| add(account, "my-images", encrypted()));
        let facts = inspect(&provider, "my-images").unwrap().unwrap();
        assert_eq!(facts.owner, Fact::Is("1234567890123456".into()));
        assert_eq!(facts.versioning, Fact::Is(Versioning::Enabled));
        assert_eq!(facts.encryption, Fact::Is(encrypted().encryption));
        assert_eq!(facts.policy, Fact::Is(None));
        assert_eq!(inspect(&provider, "others").unwrap(), None);
    }

    #[test]
    fn a_bucket_of_another_account_is_not_shown() {
        let provider = MemoryProvider::new();
        let owner = Some("42".into());
        let state = BucketState {
            owner,
            ..BucketState::default()
        };
        provider.with_account(|account| add(account, "theirs", state));
        let error = inspect(&provider, "theirs").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::PermissionDenied);
        assert_eq!(error.code(), Some("AccessDenied"));
        assert_eq!(error.service().unwrap().status, 403);
    }

    #[test]
    fn an_account_without_buckets_is_unsupported_and_one_with_none_finds_none() {
        let provider = MemoryProvider::new();
        let error = inspect(&provider, "my-images").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported);
        provider.with_account(|account| account.buckets = Some([].into()));
        assert_eq!(inspect(&provider, "my-images").unwrap(), None);
        let deleted = provider.called_by(Caller::User("gone".into()));
        let error = inspect(&deleted, "my-images").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::CredentialInvalid);
    }

    #[cfg(feature = "local")]
    #[test]
    fn buckets_of_a_local_store_survive_reopening() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("account.db");
        let provider = LocalProvider::open(&path, None).unwrap();
        let error = inspect(&provider, "my-images").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported);
        provider
            .with_account(|account| add(account, "my-images", encrypted()))
            .unwrap();
        drop(provider);
        let again = LocalProvider::open(&path, None).unwrap();
        let facts = inspect(&again, "my-images").unwrap().unwrap();
        assert_eq!(facts.versioning, Fact::Is(Versioning::Enabled));
    }
}
