//! Connectivity checks: credentials, endpoints, clock.

use std::sync::Arc;

use async_trait::async_trait;
use futures_util::future::join_all;
use reqwest::header::USER_AGENT;
use rolewright_core::connection::{
    ClockReport, Connection, ConnectionReport, CredentialSlot, EndpointReport, SlotState,
};
use rolewright_core::error::Problem;
use rolewright_core::setup::Status;
use rolewright_core::{Access, Call, Error, Result, Service};

use crate::credential::cache::CredentialCache;
use crate::credential::chain::CredentialChain;
use crate::endpoints::Resolved;
use crate::endpoints::endpoint::Endpoint;
use crate::endpoints::region::RegionService;
use crate::http::exchange::{Evidence, Exchange};
use crate::http::redact::Redactor;
use crate::http::request::AGENT;
use crate::http::response::date;
use crate::http::transport::{Clients, Timeouts};
use crate::ports::Ports;

/// Connectivity checks for an [`AlibabaProvider`](crate::AlibabaProvider).
///
/// Each endpoint gets one unsigned request. Any response shows that the endpoint is reachable, and
/// its date header shows the service's clock.
#[derive(Clone, Debug)]
pub struct AlibabaConnection {
    pub(crate) chain: Option<CredentialChain>,
    pub(crate) credentials: Arc<CredentialCache>,
    pub(crate) clients: Clients,
    pub(crate) endpoints: Arc<Resolved>,
    pub(crate) timeouts: Timeouts,
    pub(crate) ports: Ports,
}

/// An endpoint that answered.
struct Answered {
    milliseconds: u64,
    ahead_seconds: Option<i64>,
}

impl AlibabaConnection {
    async fn slots(&self) -> Vec<CredentialSlot> {
        if let Some(chain) = &self.chain {
            return chain.examine().await;
        }
        let key = self.credentials.current().await;
        let (state, detail) = match &key {
            Ok(key) => (
                SlotState::Used,
                format!("access key {}", key.access_key_id()),
            ),
            Err(error) => (SlotState::Broken, error.to_string()),
        };
        vec![CredentialSlot {
            detail: Some(detail),
            remedy: key.err().and_then(|error| error.remedy().cloned()),
            ..CredentialSlot::new("program", "custom credentials", state)
        }]
    }

    /// The endpoints to check: each once, regional ones once per region.
    fn all(&self, regions: &[String]) -> Vec<(RegionService, Option<String>, Result<Endpoint>)> {
        let mut all = Vec::new();
        for service in [RegionService::Ram, RegionService::Sts] {
            all.push((service, None, self.endpoints.of(service, "")));
        }
        let of_regions = match self.endpoints.oss {
            // With an emulator, the cloud's OSS is checked only when its endpoint is set.
            None if self.endpoints.is_simulated() => &[RegionService::Cr][..],
            _ => &[RegionService::Cr, RegionService::Oss],
        };
        for service in of_regions.iter().copied() {
            let is_set = match service {
                RegionService::Cr => self.endpoints.cr.is_some(),
                _ => self.endpoints.oss.is_some(),
            };
            if is_set {
                all.push((service, None, self.endpoints.of(service, "")));
                continue;
            }
            let of_region = |region: &String| {
                let endpoint = self.endpoints.of(service, region);
                (service, Some(region.clone()), endpoint)
            };
            all.extend(regions.iter().map(of_region));
        }
        all
    }

    /// The secrets that an answer could repeat, although the request is unsigned: the server may know the
    /// access key id from other requests.
    async fn redactor(&self) -> Redactor {
        let key = self.credentials.current().await.ok();
        let ping = Call::new(Service::RAM, "ping", Access::Read);
        Redactor::new(&ping, key.as_ref())
    }

    async fn ask(&self, service: RegionService, endpoint: &Endpoint) -> Result<Answered> {
        let client = self.clients.to(endpoint.url())?;
        let request = client.get(endpoint.with_query(""));
        let request = request.header(USER_AGENT, AGENT);
        let evidence = Evidence::of(&self.clients.recorder, endpoint, service.name());
        let redactor = match &evidence {
            Some(_) => Some(self.redactor().await),
            None => None,
        };
        let (waiting, began) = (&self.ports.waiting, self.ports.waiting.now());
        let exchange = Exchange {
            action: "ping",
            attempt: 1,
            clock: &**waiting,
            redactor: redactor.as_ref(),
            evidence,
        };
        let answer = exchange.send(request.timeout(self.timeouts.overall)).await;
        let response = answer.map_err(|error| self.endpoints.with_network_remedy(error))?;
        let took = waiting.now().saturating_sub(began);
        let half = i64::try_from(took.as_secs() / 2).unwrap_or_default();
        let here = (self.ports.clock)().as_second();
        let there = date(&response.headers).map(|there| there.as_second().saturating_add(half));
        Ok(Answered {
            milliseconds: u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
            ahead_seconds: there.map(|there| here.saturating_sub(there)),
        })
    }
}

#[async_trait]
impl Connection for AlibabaConnection {
    async fn examine(&self, regions: &[String]) -> ConnectionReport {
        let all = self.all(regions);
        let asked = all.iter().map(|(service, _, endpoint)| async move {
            match endpoint {
                Ok(endpoint) => self.ask(*service, endpoint).await,
                Err(error) => Err(error.clone()),
            }
        });
        let (credentials, answers) =
            futures_util::future::join(self.slots(), join_all(asked)).await;
        let mut report = ConnectionReport {
            credentials,
            ..ConnectionReport::default()
        };
        for ((service, region, endpoint), answer) in all.into_iter().zip(answers) {
            let shown = endpoint.as_ref().ok().map(Endpoint::origin);
            let ahead = answer.as_ref().ok().and_then(|answer| answer.ahead_seconds);
            if let (None, Some(ahead_seconds), Some(by)) = (&report.clock, ahead, &shown) {
                report.clock = Some(ClockReport::new(ahead_seconds, by));
            }
            let status = match (&answer, &endpoint) {
                (Ok(_), _) => Status::Passed,
                (Err(_), Ok(_)) => Status::Failed,
                (Err(_), Err(_)) => Status::NotChecked,
            };
            report.endpoints.push(EndpointReport {
                region,
                endpoint: shown,
                milliseconds: answer.as_ref().ok().map(|answer| answer.milliseconds),
                problem: answer.err().map(|error: Error| Problem::from(&error)),
                ..EndpointReport::new(service.name(), status)
            });
        }
        report
    }
}
