//! The builder of the provider.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use reqwest::Client;
use rolewright_core::clock::Clock;
use rolewright_core::{Cancellation, Result};

use crate::credential::cache::CredentialCache;
use crate::credential::environment::missing;
use crate::credential::provide_credentials::ProvideCredentials;
use crate::credential::static_credentials::StaticCredentials;
use crate::endpoints::Endpoints;
use crate::endpoints::endpoint::Endpoint;
use crate::http::rate_limit::{CallLimiter, RateLimit};
use crate::http::retry_policy::{DecideRetry, HttpRetryPolicy};
use crate::http::tls::CertificateAuthorities;
use crate::http::transport::{Clients, Timeouts};
use crate::ports::Ports;
use crate::provider::AlibabaProvider;

/// Settings of an [`AlibabaProvider`], from [`AlibabaProvider::builder`].
#[derive(Clone, Debug, Default)]
pub struct AlibabaBuilder {
    credentials: Option<Arc<dyn ProvideCredentials>>,
    fixed: Option<StaticCredentials>,
    endpoints: Endpoints,
    timeouts: Timeouts,
    retry: Option<Arc<dyn DecideRetry>>,
    rate_limit: RateLimit,
    client: Option<Client>,
    authorities: Option<CertificateAuthorities>,
    ports: Ports,
}

impl AlibabaBuilder {
    /// Sets the access key to sign with, or the credentials in the response of `AssumeRole`. Required,
    /// unless [`Self::credentials_from`] sets a source.
    #[must_use]
    pub fn credentials(mut self, credentials: impl Into<StaticCredentials>) -> Self {
        self.fixed = Some(credentials.into());
        self
    }

    /// Sets the source of credentials: the [default chain](crate::CredentialChain), a
    /// [role](crate::AssumeRoleCredentials), or a custom source. It is queried by the first call,
    /// and again shortly before the credentials expire.
    #[must_use]
    pub fn credentials_from(mut self, source: impl ProvideCredentials) -> Self {
        self.credentials = Some(Arc::new(source));
        self.fixed = None;
        self
    }

    /// Reads the access key from the environment, see [`StaticCredentials::from_environment`].
    ///
    /// # Errors
    /// Those of [`StaticCredentials::from_environment`].
    pub fn credentials_from_environment(self) -> Result<Self> {
        Ok(self.credentials(StaticCredentials::from_environment()?))
    }

    /// Sets the endpoints of all services; replaces those set one by one.
    #[must_use]
    pub fn endpoints(mut self, endpoints: Endpoints) -> Self {
        self.endpoints = endpoints;
        self
    }

    /// Sets the RAM endpoint: `https://host[:port]`, or a host name, which implies `https`. Plain
    /// `http://` is accepted for this machine only, unless [allowed](Self::allow_plain_http).
    /// Default: `ram.aliyuncs.com`. Inside a VPC use `ram.vpc-proxy.aliyuncs.com`.
    #[must_use]
    pub fn endpoint(mut self, endpoint: impl Into<String>) -> Self {
        self.endpoints.ram = Some(endpoint.into());
        self
    }

    /// Sets the STS endpoint, in the same form. Default: `sts.aliyuncs.com`, or the RAM endpoint
    /// if that is on this machine, since an emulator serves both.
    #[must_use]
    pub fn sts_endpoint(mut self, endpoint: impl Into<String>) -> Self {
        self.endpoints.sts = Some(endpoint.into());
        self
    }

    /// Sets the Container Registry endpoint for all regions, in the same form. Default:
    /// `cr.<region>.aliyuncs.com` for the region in the call's `RegionId`, or the RAM endpoint if
    /// that is on this machine, since an emulator serves both. Most regions have
    /// `cr-vpc.<region>.aliyuncs.com` for use inside a VPC.
    #[must_use]
    pub fn cr_endpoint(mut self, endpoint: impl Into<String>) -> Self {
        self.endpoints.cr = Some(endpoint.into());
        self
    }

    /// Sets the OSS endpoint for all regions, in the same form. Default:
    /// `oss-<region>.aliyuncs.com`. Inside a VPC of the region use
    /// `oss-<region>-internal.aliyuncs.com`.
    #[must_use]
    pub fn oss_endpoint(mut self, endpoint: impl Into<String>) -> Self {
        self.endpoints.oss = Some(endpoint.into());
        self
    }

    /// Allows plain `http://` to hosts other than this machine. Requests are then unencrypted,
    /// including their parameters and any security token. The access key secret is never sent.
    #[must_use]
    pub fn allow_plain_http(mut self) -> Self {
        self.endpoints.allow_plain_http = true;
        self
    }

    /// Sets the timeout of one attempt, from connecting to the end of the response. Default: 20
    /// seconds. A longer one lengthens the [timeout between two chunks](Self::read_timeout).
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeouts = self.timeouts.of_attempt(timeout);
        self
    }

    /// Sets the timeout for connecting. Default: 3 seconds. Ignored with a custom
    /// [client](Self::http_client).
    #[must_use]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.timeouts.connect = timeout;
        self
    }

    /// Sets the timeout between two chunks of the response. Default: 10 seconds. Ignored with a
    /// custom [client](Self::http_client).
    #[must_use]
    pub fn read_timeout(mut self, timeout: Duration) -> Self {
        self.timeouts.read = timeout;
        self
    }

    /// Sets the retry policy: a [`HttpRetryPolicy`], or a custom one.
    #[must_use]
    pub fn retry(mut self, policy: impl DecideRetry) -> Self {
        self.retry = Some(Arc::new(policy));
        self
    }

    /// Limits the calls per second.
    #[must_use]
    pub fn rate_limit(mut self, limit: RateLimit) -> Self {
        self.rate_limit = limit;
        self
    }

    /// Sets the clock that measures durations and sleeps between attempts. Default: the system's
    /// monotonic clock and tokio's timer.
    #[must_use]
    pub fn waiting(mut self, clock: impl Clock + 'static) -> Self {
        self.ports.waiting = Arc::new(clock);
        self
    }

    /// Ends waits when this is cancelled; no further attempt is made then.
    #[must_use]
    pub fn cancellation(mut self, cancellation: Cancellation) -> Self {
        self.ports.cancellation = cancellation;
        self
    }

    /// Sets the source of the random numbers in `0.0..1.0` for jitter. Default: the system's
    /// random bytes.
    #[must_use]
    pub fn jitter(mut self, drawn: impl Fn() -> f64 + Send + Sync + 'static) -> Self {
        self.ports.drawn = Arc::new(drawn);
        self
    }

    /// Sets a custom HTTP client, for example for its proxies or certificates. It must not follow
    /// redirects, since they would carry the signed headers; a redirected response is an error.
    #[must_use]
    pub fn http_client(mut self, client: Client) -> Self {
        self.client = Some(client);
        self
    }

    /// Sets the certificate authorities to trust in place of the system's and those of `SSL_CERT_FILE`.
    /// Ignored with a custom [client](Self::http_client). A source of credentials has a setting of its own.
    #[must_use]
    pub fn certificate_authorities(mut self, authorities: CertificateAuthorities) -> Self {
        self.authorities = Some(authorities);
        self
    }

    /// Sets the source of the signing time. The service rejects requests that are off by 15
    /// minutes. Default: the system's clock.
    #[must_use]
    pub fn clock(mut self, clock: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        self.ports.clock = Arc::new(clock);
        self
    }

    /// Sets the source of the nonces, unique header values. Default: 16 random bytes in hex.
    #[must_use]
    pub fn nonces(mut self, nonce: impl Fn() -> Result<String> + Send + Sync + 'static) -> Self {
        self.ports.nonce = Arc::new(nonce);
        self
    }

    /// Builds the provider. Opens no connection.
    ///
    /// # Errors
    /// [`CredentialMissing`](rolewright_core::ErrorKind::CredentialMissing) without credentials;
    /// [`InvalidInput`](rolewright_core::ErrorKind::InvalidInput) for an invalid access key or
    /// endpoint, and for a timeout of zero.
    pub fn build(self) -> Result<AlibabaProvider> {
        let credentials: Arc<dyn ProvideCredentials> = match (self.fixed, self.credentials) {
            (Some(key), _) => Arc::new(key.checked()?),
            (None, Some(source)) => source,
            (None, None) => return Err(missing("no credentials are set")),
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
                .unwrap_or_else(|| Arc::new(HttpRetryPolicy::default())),
            limiter: Arc::new(CallLimiter::new(limit, self.ports.waiting.clone())),
            clients: Clients::new(timeouts, self.client, self.authorities),
            ports: self.ports,
        })
    }
}
