//! The provider.

use std::sync::Arc;

use async_trait::async_trait;
use rolewright_core::evidence::EvidenceRecorder;
use rolewright_core::provider::UsedHost;
use rolewright_core::text::excerpt;
use rolewright_core::{Call, Error, ErrorKind, ProviderInfo, RamProvider, Reply, Result};

use crate::builder::AlibabaBuilder;
use crate::connection::AlibabaConnection;
use crate::credential::cache::CredentialCache;
use crate::credential::chain::CredentialChain;
use crate::credential::static_credentials::StaticCredentials;
use crate::endpoints::endpoint::Endpoint;
use crate::endpoints::region::RegionService;
use crate::endpoints::{RESOURCE_MANAGER, Resolved, is_built_in};
use crate::http::attempt::{Attempt, about_call};
use crate::http::rate_limit::CallLimiter;
use crate::http::retry_loop::RetryLoop;
use crate::http::retry_policy::DecideRetry;
use crate::http::transport::{Clients, Timeouts};
use crate::oss::inspect::AlibabaBuckets;
use crate::oss::probe::AlibabaProbe;
use crate::oss::wire::Oss;
use crate::ports::Ports;

/// Executes calls on Alibaba Cloud, over HTTPS, signed with an access key.
///
/// A call is retried only when that is safe, see [`HttpRetryPolicy`](crate::HttpRetryPolicy). A write whose
/// response was lost fails, so that the caller can read back whether it was applied. All tasks
/// and clones share one connection pool and one [rate limit](crate::RateLimit). Each attempt and each wait is a
/// `tracing` span; [`Reply::waits`] and [`Error::waits`] list the waits. Calls require a tokio
/// runtime.
#[derive(Clone, Debug)]
pub struct AlibabaProvider {
    pub(crate) credentials: Arc<CredentialCache>,
    pub(crate) endpoints: Arc<Resolved>,
    pub(crate) timeouts: Timeouts,
    pub(crate) retry: Arc<dyn DecideRetry>,
    pub(crate) limiter: Arc<CallLimiter>,
    pub(crate) clients: Clients,
    pub(crate) ports: Ports,
}

impl AlibabaProvider {
    /// Returns a builder with the official endpoints and no credentials.
    pub fn builder() -> AlibabaBuilder {
        AlibabaBuilder::default()
    }

    /// Returns the bucket inspector, with the same credentials; `None` when all endpoints are on
    /// this machine and no OSS endpoint is set.
    #[must_use]
    pub fn buckets(&self) -> Option<AlibabaBuckets> {
        Some(AlibabaBuckets {
            credentials: self.credentials.clone(),
            oss: self.oss()?,
        })
    }

    /// Returns the bucket probe, which assumes roles with the same credentials; `None` as for
    /// [`Self::buckets`].
    #[must_use]
    pub fn probe(&self) -> Option<AlibabaProbe> {
        Some(AlibabaProbe {
            credentials: self.credentials.clone(),
            oss: self.oss()?,
        })
    }

    /// Returns the connectivity checks. `chain` is the provider's credential source, if that is the
    /// default chain, so that each of its sources is reported.
    #[must_use]
    pub fn connection(&self, chain: Option<CredentialChain>) -> AlibabaConnection {
        AlibabaConnection {
            chain,
            credentials: self.credentials.clone(),
            clients: self.clients.clone(),
            endpoints: self.endpoints.clone(),
            timeouts: self.timeouts,
            ports: self.ports.clone(),
        }
    }

    /// Returns the recorder of this provider's requests, and of those of its buckets, probe and connectivity
    /// checks. The requests of its source of credentials are never recorded.
    #[must_use]
    pub fn evidence(&self) -> EvidenceRecorder {
        self.clients.recorder.clone()
    }

    /// Returns a provider with other credentials, for example of a role in another account. It shares the
    /// HTTP connections, and has its own rate limit, since quotas are per account.
    ///
    /// # Errors
    /// [`ErrorKind::CredentialInvalid`] for a malformed access key.
    pub fn with_credentials(&self, credentials: impl Into<StaticCredentials>) -> Result<Self> {
        let source = Arc::new(credentials.into().checked()?);
        Ok(Self {
            credentials: Arc::new(CredentialCache::new(source, self.ports.clone())),
            endpoints: self.endpoints.clone(),
            timeouts: self.timeouts,
            retry: self.retry.clone(),
            limiter: Arc::new(self.limiter.for_another_account()),
            clients: self.clients.clone(),
            ports: self.ports.clone(),
        })
    }

    fn oss(&self) -> Option<Oss> {
        if self.endpoints.oss.is_none() && self.endpoints.is_simulated() {
            return None;
        }
        Some(Oss {
            clients: self.clients.clone(),
            endpoints: self.endpoints.clone(),
            timeouts: self.timeouts,
            retry: self.retry.clone(),
            ports: self.ports.clone(),
        })
    }

    fn endpoint(&self, call: &Call) -> Result<Endpoint> {
        let region = call.params.get("RegionId").unwrap_or_default();
        let service = match call.service.name.as_ref() {
            "ram" => RegionService::Ram,
            "sts" => RegionService::Sts,
            "cr" => RegionService::Cr,
            "resourcedirectorymaster" => return self.endpoints.of_resource_directory(),
            "resourcemanager" => return self.endpoints.global(RESOURCE_MANAGER),
            other => {
                let other = excerpt(other, 40);
                let text = format!(
                    "service `{other}` is not supported, only `ram`, `sts`, `cr`, `resourcedirectorymaster` and `resourcemanager`"
                );
                return Err(Error::new(ErrorKind::Unsupported, text));
            }
        };
        self.endpoints.of(service, region)
    }

    /// Sends the call and adds its waits to the result.
    async fn send(&self, call: &Call) -> Result<Reply> {
        let endpoint = self.endpoint(call)?;
        let (key, earlier) = if call.needs_key() {
            let key = self.credentials.current().await?;
            (Some(key), self.credentials.waits().await)
        } else {
            (None, Vec::new())
        };
        let attempt = Attempt {
            client: self.clients.to(endpoint.url())?,
            endpoint: &endpoint,
            key: key.as_ref(),
            ports: &self.ports,
            recorder: &self.clients.recorder,
        };
        let retry_loop = RetryLoop {
            call,
            retry: &*self.retry,
            limiter: Some(&self.limiter),
            ports: &self.ports,
            longest: self.timeouts.overall,
        };
        match retry_loop.send(|turn| attempt.once(call, turn)).await {
            (Ok(reply), waits) => Ok(reply.with_waits([earlier, waits].concat())),
            (Err(error), waits) => {
                let error = self.endpoints.with_network_remedy(error);
                Err(error.with_waits([earlier, waits].concat()))
            }
        }
    }
}

fn used_host(host: String) -> UsedHost {
    let built_in = is_built_in(&host);
    UsedHost::new(host, built_in)
}

#[async_trait]
impl RamProvider for AlibabaProvider {
    /// `simulated` when all endpoints are on this machine.
    fn info(&self) -> ProviderInfo {
        ProviderInfo::new("alibaba", self.endpoints.ram.host())
            .with_simulated(self.endpoints.is_simulated())
            .with_hosts(self.clients.used().into_iter().map(used_host))
    }

    async fn execute(&self, call: Call) -> Result<Reply> {
        self.send(&call).await.map_err(|error| {
            let error = about_call(error, &call);
            match call.subject() {
                Some(subject) => error.with_resource(subject),
                None => error,
            }
        })
    }
}
