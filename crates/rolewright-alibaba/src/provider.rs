//! The provider itself.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use async_trait::async_trait;
use reqwest::Client;
use rolewright_core::text::excerpt;
use rolewright_core::{Call, Error, ErrorKind, ProviderInfo, RamProvider, Reply, Result};

use crate::bucket::AlibabaBuckets;
use crate::builder::AlibabaBuilder;
use crate::credential::Refreshing;
use crate::endpoint::Endpoint;
use crate::ports::Ports;
use crate::rate::Pace;
use crate::redact::Redactor;
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
    pub(crate) ram: Endpoint,
    pub(crate) sts: Endpoint,
    /// One for all regions; without it, each region's own.
    pub(crate) cr: Option<Endpoint>,
    pub(crate) oss: Option<Endpoint>,
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
        if self.oss.is_none() && self.is_simulated() {
            return Ok(None);
        }
        Ok(Some(AlibabaBuckets {
            credentials: self.credentials.clone(),
            client: self.client()?.clone(),
            endpoint: self.oss.clone(),
            timeouts: self.timeouts,
            ports: self.ports.clone(),
        }))
    }

    fn is_simulated(&self) -> bool {
        self.cr.is_some() && self.endpoints().all(Endpoint::is_loopback)
    }

    fn client(&self) -> Result<&Client> {
        if let Some(client) = self.client.get() {
            return Ok(client);
        }
        let endpoints: Vec<_> = self.endpoints().collect();
        let client = transport::client(&endpoints, &self.timeouts)?;
        Ok(self.client.get_or_init(|| client))
    }

    /// The endpoints that are known before any call.
    fn endpoints(&self) -> impl Iterator<Item = &Endpoint> {
        let known = [&self.ram, &self.sts].into_iter();
        known.chain(&self.cr).chain(&self.oss)
    }

    fn endpoint(&self, call: &Call) -> Result<Cow<'_, Endpoint>> {
        match (call.service.name.as_ref(), &self.cr) {
            ("ram", _) => Ok(Cow::Borrowed(&self.ram)),
            ("sts", _) => Ok(Cow::Borrowed(&self.sts)),
            ("cr", Some(cr)) => Ok(Cow::Borrowed(cr)),
            ("cr", None) => {
                let region = call.params.get("RegionId").unwrap_or_default();
                Endpoint::of_container_registry(region).map(Cow::Owned)
            }
            (other, _) => Err(Error::new(
                ErrorKind::Unsupported,
                format!(
                    "the service `{}` is none of `ram`, `sts` and `cr`",
                    excerpt(other, 40)
                ),
            )),
        }
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
            endpoint: self.ram.host(),
            simulated: self.is_simulated(),
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
