//! Caches credentials until shortly before they expire.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use rolewright_core::Result;
use rolewright_core::provider::Wait;
use tokio::sync::Mutex;

use super::provide_credentials::{IssuedCredentials, ProvideCredentials};
use super::static_credentials::StaticCredentials;
use crate::ports::Ports;

/// How long before their expiration credentials are renewed, as in the official Go library.
const AHEAD: Duration = Duration::from_secs(180);

/// Seconds between two attempts to renew credentials that are still valid.
const AGAIN: i64 = 30;

/// [`AHEAD`] in seconds.
pub(super) fn ahead() -> i64 {
    i64::try_from(AHEAD.as_secs()).unwrap_or(i64::MAX)
}

/// Caches the credentials of a source.
#[derive(Debug)]
pub(crate) struct CredentialCache {
    source: Arc<dyn ProvideCredentials>,
    /// Held while the source is queried, so that only one caller queries it.
    kept: Mutex<Kept>,
    ports: Ports,
}

#[derive(Debug, Default)]
struct Kept {
    issued: Option<IssuedCredentials>,
    /// When the last renewal failed.
    failed: Option<i64>,
    /// Waits that no reply has reported yet.
    waits: Vec<Wait>,
}

impl CredentialCache {
    pub(crate) fn new(source: Arc<dyn ProvideCredentials>, ports: Ports) -> Self {
        Self {
            source,
            kept: Mutex::default(),
            ports,
        }
    }

    /// Returns the current credentials. While a renewal fails, the old ones are used until they
    /// expire.
    pub(crate) async fn current(&self) -> Result<StaticCredentials> {
        let mut kept = self.kept.lock().await;
        let now = (self.ports.clock)();
        let lasts = |issued: &IssuedCredentials, ahead: Duration| {
            let end = issued.expires.map(Timestamp::as_second);
            let need = now.as_second().saturating_add_unsigned(ahead.as_secs());
            end.is_none_or(|end| end > need)
        };
        let waits = kept
            .failed
            .is_some_and(|failed| now.as_second() - failed < AGAIN);
        let ahead = if waits { Duration::ZERO } else { AHEAD };
        if let Some(issued) = kept.issued.as_ref().filter(|issued| lasts(issued, ahead)) {
            return Ok(issued.key.clone());
        }
        let mut new = self
            .source
            .provide()
            .await
            .and_then(IssuedCredentials::checked);
        kept.failed = new.is_err().then_some(now.as_second());
        if let Ok(issued) = &mut new {
            kept.waits.append(&mut issued.waits);
        }
        match (new, kept.issued.as_ref()) {
            (Ok(issued), _) => Ok(kept.issued.insert(issued).key.clone()),
            (Err(error), Some(old)) if lasts(old, Duration::ZERO) => {
                tracing::warn!(%error, "renewing the credentials failed; the old ones are still valid");
                let key = old.key.clone();
                kept.waits.extend_from_slice(error.waits());
                Ok(key)
            }
            (Err(error), _) => Err(error),
        }
    }

    /// Takes the waits since the last call of this method.
    pub(crate) async fn waits(&self) -> Vec<Wait> {
        std::mem::take(&mut self.kept.lock().await.waits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use async_trait::async_trait;
    use rolewright_core::{Error, ErrorKind};
    use std::sync::Mutex as StdMutex;
    use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};

    /// Returns the access keys `1`, `2`, .. that last 1,000 seconds, until `fails` is set.
    #[derive(Debug, Default)]
    struct Counting {
        asked: AtomicUsize,
        now: AtomicI64,
        fails: StdMutex<bool>,
    }

    #[async_trait]
    impl ProvideCredentials for Arc<Counting> {
        async fn provide(&self) -> Result<IssuedCredentials> {
            tokio::task::yield_now().await;
            let asked = self.asked.fetch_add(1, Ordering::SeqCst) + 1;
            if *self.fails.lock().unwrap() {
                return Err(Error::new(ErrorKind::Transport, "not reachable"));
            }
            let end = self.now.load(Ordering::SeqCst) + 1000;
            let key = StaticCredentials::new(asked.to_string(), "secret");
            let end = Timestamp::from_second(end).unwrap();
            Ok(IssuedCredentials::new(key, Some(end)))
        }
    }

    fn cache(source: &Arc<Counting>) -> CredentialCache {
        let clock = source.clone();
        let ports = Ports {
            clock: Arc::new(move || {
                Timestamp::from_second(clock.now.load(Ordering::SeqCst)).unwrap()
            }),
            ..Ports::default()
        };
        CredentialCache::new(Arc::new(source.clone()), ports)
    }

    async fn id_at(cache: &CredentialCache, source: &Counting, now: i64) -> Result<String> {
        source.now.store(now, Ordering::SeqCst);
        let key = cache.current().await?;
        Ok(key.access_key_id().to_owned())
    }

    #[tokio::test]
    async fn credentials_are_cached_until_shortly_before_they_expire() {
        let source = Arc::new(Counting::default());
        let cache = cache(&source);
        for (now, id) in [(0, "1"), (819, "1"), (820, "2"), (1639, "2"), (5000, "3")] {
            assert_eq!(id_at(&cache, &source, now).await.unwrap(), id, "{now}");
        }
    }

    #[tokio::test]
    async fn old_credentials_are_used_until_they_expire_when_the_renewal_fails() {
        let source = Arc::new(Counting::default());
        let cache = cache(&source);
        id_at(&cache, &source, 0).await.unwrap();
        *source.fails.lock().unwrap() = true;
        assert_eq!(id_at(&cache, &source, 999).await.unwrap(), "1");
        assert!(id_at(&cache, &source, 1000).await.is_err());
    }

    #[tokio::test]
    async fn concurrent_callers_query_the_source_once() {
        let source = Arc::new(Counting::default());
        let cache = cache(&source);
        let (a, b, c) = tokio::join!(cache.current(), cache.current(), cache.current());
        assert!(a.is_ok() && b.is_ok() && c.is_ok());
        assert_eq!(source.asked.load(Ordering::SeqCst), 1);
    }
}
