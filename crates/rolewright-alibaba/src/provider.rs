//! The provider itself.

use std::sync::{Arc, OnceLock};

use async_trait::async_trait;
use reqwest::Client;
use rolewright_core::text::excerpt;
use rolewright_core::{Call, Error, ErrorKind, ProviderInfo, RamProvider, Reply, Result};

use crate::bucket::AlibabaBuckets;
use crate::builder::AlibabaBuilder;
use crate::connection::AlibabaConnection;
use crate::credential::{CredentialChain, Refreshing};
use crate::endpoint::Endpoint;
use crate::endpoints::Resolved;
use crate::oss::Oss;
use crate::ports::Ports;
use crate::probe::AlibabaProbe;
use crate::rate::Pace;
use crate::redact::Redactor;
use crate::region::RegionService;
use crate::retry::RetryPolicy;
use crate::transport::Timeouts;
use crate::{answer, request, transport};

/// Carries calls out on Alibaba Cloud, over HTTPS, signed with an access key.
///
/// A call is sent again only where that can do no harm, as [`RetryPolicy`] says; a write whose
/// answer was lost is handed back, so that the caller can look what came of it. All tasks share
/// one pool of connections and one [rate limit](crate::RateLimit). Calls must be made on a tokio
/// runtime.
#[derive(Debug)]
pub struct AlibabaProvider {
    pub(crate) credentials: Arc<Refreshing>,
    pub(crate) endpoints: Arc<Resolved>,
    pub(crate) timeouts: Timeouts,
    pub(crate) retry: RetryPolicy,
    pub(crate) pace: Pace,
    /// Made by the first call, since reading the system's certificates takes a while.
    pub(crate) client: OnceLock<Client>,
    pub(crate) ports: Ports,
}

impl AlibabaProvider {
    /// Starts with the official endpoints and no credentials.
    pub fn builder() -> AlibabaBuilder {
        AlibabaBuilder::default()
    }

    /// What looks at the same account's buckets, with the same key; `None` when all endpoints are
    /// this machine and none was set for OSS, since an emulator has no buckets.
    ///
    /// # Errors
    /// [`ErrorKind::Transport`] when the HTTP client can't be made.
    pub fn buckets(&self) -> Result<Option<AlibabaBuckets>> {
        if self.endpoints.oss.is_none() && self.endpoints.is_simulated() {
            return Ok(None);
        }
        Ok(Some(AlibabaBuckets {
            credentials: self.credentials.clone(),
            oss: self.oss()?,
        }))
    }

    /// What tries the same account's buckets with a role that the key may assume; `None` as for
    /// [`Self::buckets`].
    ///
    /// # Errors
    /// [`ErrorKind::Transport`] when the HTTP client can't be made.
    pub fn probe(&self) -> Result<Option<AlibabaProbe>> {
        if self.endpoints.oss.is_none() && self.endpoints.is_simulated() {
            return Ok(None);
        }
        Ok(Some(AlibabaProbe {
            credentials: self.credentials.clone(),
            oss: self.oss()?,
        }))
    }

    /// What looks at the way to the service. `chain` is where the provider's key comes from, when
    /// that is the default chain, so that each of its places can be told.
    ///
    /// # Errors
    /// [`ErrorKind::Transport`] when the HTTP client can't be made.
    pub fn connection(&self, chain: Option<CredentialChain>) -> Result<AlibabaConnection> {
        Ok(AlibabaConnection {
            chain,
            credentials: self.credentials.clone(),
            client: self.client()?.clone(),
            endpoints: self.endpoints.clone(),
            timeouts: self.timeouts,
            ports: self.ports.clone(),
        })
    }

    fn oss(&self) -> Result<Oss> {
        Ok(Oss {
            client: self.client()?.clone(),
            endpoints: self.endpoints.clone(),
            timeouts: self.timeouts,
            ports: self.ports.clone(),
        })
    }

    fn client(&self) -> Result<&Client> {
        if let Some(client) = self.client.get() {
            return Ok(client);
        }
        let endpoints: Vec<_> = self.endpoints.known().collect();
        let client = transport::client(&endpoints, &self.timeouts)?;
        Ok(self.client.get_or_init(|| client))
    }

    fn endpoint(&self, call: &Call) -> Result<Endpoint> {
        let region = call.params.get("RegionId").unwrap_or_default();
        let service = match call.service.name.as_ref() {
            "ram" => RegionService::Ram,
            "sts" => RegionService::Sts,
            "cr" => RegionService::Cr,
            other => {
                let other = excerpt(other, 40);
                let text = format!("the service `{other}` is none of `ram`, `sts` and `cr`");
                return Err(Error::new(ErrorKind::Unsupported, text));
            }
        };
        self.endpoints.of(service, region)
    }

    /// Sends the call until it is answered, or until it is no use or no good to send it again.
    async fn send(&self, call: &Call) -> Result<Reply> {
        let endpoint = self.endpoint(call)?;
        let clock = &self.ports.waiting;
        let began = clock.now();
        for tried in 1.. {
            self.pace.wait_for(call).await;
            let error = match self.attempt(call, &endpoint).await {
                Ok(reply) => return Ok(reply),
                Err(error) => error,
            };
            let spent = clock.now().saturating_sub(began);
            let drawn = (self.ports.drawn)();
            let Some(wait) = self.retry.wait(call, &error, tried, spent, drawn) else {
                return Err(error);
            };
            tracing::debug!(action = %call.action, tried, ?wait, %error, "sending again");
            clock.sleep(wait).await;
        }
        Err(Error::new(ErrorKind::Incomplete, "no attempt was made"))
    }

    async fn attempt(&self, call: &Call, endpoint: &Endpoint) -> Result<Reply> {
        let key = self.credentials.current().await?;
        let request = request::signed(self.client()?, endpoint, call, &key, &self.ports)?;
        let answer = request.timeout(self.timeouts.overall).send().await;
        let response = answer.map_err(transport::failure)?;
        let (status, headers) = (response.status(), response.headers().clone());
        let body = transport::body(response).await?;
        let redactor = Redactor::new(call, Some(&key));
        answer::read(call, &redactor, status, &headers, body)
    }
}

#[async_trait]
impl RamProvider for AlibabaProvider {
    /// Simulated when all endpoints are this machine, since no cloud account is touched then.
    fn info(&self) -> ProviderInfo {
        ProviderInfo {
            name: "alibaba".to_owned(),
            endpoint: self.endpoints.ram.host(),
            simulated: self.endpoints.is_simulated(),
        }
    }

    async fn execute(&self, call: Call) -> Result<Reply> {
        self.send(&call).await.map_err(|error| {
            let maybe_applied = error.maybe_applied() && !call.is_read();
            let error = error
                .with_maybe_applied(maybe_applied)
                .with_action(call.action.clone());
            match call.subject() {
                Some(subject) => error.with_resource(subject),
                None => error,
            }
        })
    }
}
