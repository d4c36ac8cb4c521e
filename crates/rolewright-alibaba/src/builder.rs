//! How a provider is put together.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use reqwest::Client;
use rolewright_core::Result;
use rolewright_core::clock::Clock;

use crate::credential::cache::CredentialCache;
use crate::credential::environment::missing;
use crate::credential::provide_credentials::ProvideCredentials;
use crate::credential::static_credentials::StaticCredentials;
use crate::endpoints::Endpoints;
use crate::endpoints::endpoint::Endpoint;
use crate::http::rate_limit::{CallLimiter, RateLimit};
use crate::http::retry_policy::{DecideRetry, RetryPolicy};
use crate::http::transport::{Clients, Timeouts};
use crate::ports::Ports;
use crate::provider::AlibabaProvider;

/// Settings of an [`AlibabaProvider`], from [`AlibabaProvider::builder`].
#[derive(Debug, Default)]
pub struct AlibabaBuilder {
    credentials: Option<Arc<dyn ProvideCredentials>>,
    fixed: Option<StaticCredentials>,
    endpoints: Endpoints,
    timeouts: Timeouts,
    retry: Option<Arc<dyn DecideRetry>>,
    rate_limit: RateLimit,
    client: Option<Client>,
    ports: Ports,
}

impl AlibabaBuilder {
    /// The key to sign with. Required, unless there is a [source](Self::credentials_from).
    #[must_use]
    pub fn credentials(mut self, credentials: StaticCredentials) -> Self {
        self.fixed = Some(credentials);
        self
    }

    /// Where keys come from: the [default chain](crate::CredentialChain), a
    /// [role](crate::AssumeRoleCredentials), or a source of one's own. It is asked by the first
    /// call and shortly before a key ends.
    #[must_use]
    pub fn credentials_from(mut self, source: impl ProvideCredentials) -> Self {
        self.credentials = Some(Arc::new(source));
        self.fixed = None;
        self
    }

    /// Takes the key from the environment, as [`StaticCredentials::from_environment`] does.
    ///
    /// # Errors
    /// Those of [`StaticCredentials::from_environment`].
    pub fn credentials_from_environment(self) -> Result<Self> {
        Ok(self.credentials(StaticCredentials::from_environment()?))
    }

    /// Where all services are, in place of the methods that name one.
    #[must_use]
    pub fn endpoints(mut self, endpoints: Endpoints) -> Self {
        self.endpoints = endpoints;
        self
    }

    /// Where RAM calls go: `https://host[:port]` or a bare host, which is reached over TLS.
    /// Plain `http://` only to this machine, unless [allowed](Self::allow_plain_http). `ram.aliyuncs.com` when not set;
    /// `ram.vpc-proxy.aliyuncs.com` serves from inside a VPC.
    #[must_use]
    pub fn endpoint(mut self, endpoint: impl Into<String>) -> Self {
        self.endpoints.ram = Some(endpoint.into());
        self
    }

    /// Where STS calls go, in the same form. When not set: `sts.aliyuncs.com`, or the RAM
    /// endpoint when that is this machine, since an emulator serves both.
    #[must_use]
    pub fn sts_endpoint(mut self, endpoint: impl Into<String>) -> Self {
        self.endpoints.sts = Some(endpoint.into());
        self
    }

    /// Where Container Registry's calls go, in the same form, whatever region they name. When not
    /// set: `cr.<region>.aliyuncs.com` for the region in the call's `RegionId`, or the RAM endpoint
    /// when that is this machine, since an emulator serves both. From inside a VPC,
    /// `cr-vpc.<region>.aliyuncs.com` serves in most regions.
    #[must_use]
    pub fn cr_endpoint(mut self, endpoint: impl Into<String>) -> Self {
        self.endpoints.cr = Some(endpoint.into());
        self
    }

    /// Where buckets are looked at, in the same form and whatever region they are in. When not
    /// set: `oss-<region>.aliyuncs.com`. `oss-<region>-internal.aliyuncs.com` serves from inside
    /// a VPC of that region.
    #[must_use]
    pub fn oss_endpoint(mut self, endpoint: impl Into<String>) -> Self {
        self.endpoints.oss = Some(endpoint.into());
        self
    }

    /// Lets plain `http://` go to other machines too. Whoever is on the way then reads every
    /// request with its parameters, and any security token; the secret key itself is never sent.
    #[must_use]
    pub fn allow_plain_http(mut self) -> Self {
        self.endpoints.allow_plain_http = true;
        self
    }

    /// How long one attempt may take, from the connection to the end of the answer. 20 seconds
    /// when not set.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeouts.overall = timeout;
        self
    }

    /// How long a connection may take. 5 seconds when not set. A [client of one's
    /// own](Self::http_client) has its own limit.
    #[must_use]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.timeouts.connect = timeout;
        self
    }

    /// How long the answer, or the next piece of it, may keep one waiting. 10 seconds when not
    /// set. A [client of one's own](Self::http_client) has its own limit.
    #[must_use]
    pub fn read_timeout(mut self, timeout: Duration) -> Self {
        self.timeouts.read = timeout;
        self
    }

    /// When and how often a call is sent again: a [`RetryPolicy`], or a rule of one's own.
    #[must_use]
    pub fn retry(mut self, policy: impl DecideRetry) -> Self {
        self.retry = Some(Arc::new(policy));
        self
    }

    /// How many calls a second are sent.
    #[must_use]
    pub fn rate_limit(mut self, limit: RateLimit) -> Self {
        self.rate_limit = limit;
        self
    }

    /// What waits before a call is sent again, and measures how long it took. The system's
    /// monotonic clock and tokio's timer when not set.
    #[must_use]
    pub fn waiting(mut self, clock: impl Clock + 'static) -> Self {
        self.ports.waiting = Arc::new(clock);
        self
    }

    /// Where the numbers in `0.0..1.0` come from that spread the waits. The system's random
    /// bytes when not set.
    #[must_use]
    pub fn jitter(mut self, drawn: impl Fn() -> f64 + Send + Sync + 'static) -> Self {
        self.ports.drawn = Arc::new(drawn);
        self
    }

    /// An HTTP client of one's own, for its proxies or certificates. It must follow no
    /// redirects: the signed headers would go with it. An answer from elsewhere is refused.
    #[must_use]
    pub fn http_client(mut self, client: Client) -> Self {
        self.client = Some(client);
        self
    }

    /// Where the time of signing comes from. The service refuses requests that are 15 minutes
    /// off. The system's clock when not set.
    #[must_use]
    pub fn clock(mut self, clock: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        self.ports.clock = Arc::new(clock);
        self
    }

    /// Where the nonces come from: header values never used before. 16 random bytes in hex when
    /// not set.
    #[must_use]
    pub fn nonces(mut self, nonce: impl Fn() -> Result<String> + Send + Sync + 'static) -> Self {
        self.ports.nonce = Arc::new(nonce);
        self
    }

    /// The provider. Nothing is sent, and no connection is made yet.
    ///
    /// # Errors
    /// [`CredentialMissing`](rolewright_core::ErrorKind::CredentialMissing) without credentials; [`InvalidInput`](rolewright_core::ErrorKind::InvalidInput)
    /// for a key or an endpoint that is out of form, and for a time-out of zero.
    pub fn build(self) -> Result<AlibabaProvider> {
        let credentials: Arc<dyn ProvideCredentials> = match (self.fixed, self.credentials) {
            (Some(key), _) => Arc::new(key.checked()?),
            (None, Some(source)) => source,
            (None, None) => return Err(missing("there are no credentials")),
        };
        let endpoints = self.endpoints.resolve()?;
        let here = [
            Some(&endpoints.ram),
            Some(&endpoints.sts),
            endpoints.cr.as_ref(),
        ];
        let is_here = |endpoint: &Option<&Endpoint>| endpoint.is_some_and(Endpoint::is_loopback);
        let limit = match self.rate_limit {
            RateLimit::Documented if here.iter().all(is_here) => RateLimit::Unlimited,
            limit => limit,
        };
        let timeouts = self.timeouts.checked()?;
        Ok(AlibabaProvider {
            credentials: Arc::new(CredentialCache::new(credentials, self.ports.clone())),
            endpoints: Arc::new(endpoints),
            timeouts,
            retry: self
                .retry
                .unwrap_or_else(|| Arc::new(RetryPolicy::default())),
            limiter: CallLimiter::new(limit, self.ports.waiting.clone()),
            clients: Clients::new(timeouts, self.client),
            ports: self.ports,
        })
    }
}
