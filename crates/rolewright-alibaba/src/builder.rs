//! How a provider is put together.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use jiff::Timestamp;
use reqwest::Client;
use rolewright_core::{Error, ErrorKind, Result};

use crate::credential::{StaticCredentials, missing};
use crate::endpoint::Endpoint;
use crate::ports::Ports;
use crate::provider::AlibabaProvider;

/// The endpoints of every region, as the official Python SDKs for RAM 1.3.0 and STS 1.2.0 and
/// the official command line name them.
const RAM: &str = "ram.aliyuncs.com";
const STS: &str = "sts.aliyuncs.com";

/// The official clients' own limit for an answer.
const TIMEOUT: Duration = Duration::from_secs(10);

/// Settings of an [`AlibabaProvider`], from [`AlibabaProvider::builder`].
#[derive(Debug, Default)]
pub struct AlibabaBuilder {
    credentials: Option<StaticCredentials>,
    endpoint: Option<String>,
    sts_endpoint: Option<String>,
    cr_endpoint: Option<String>,
    timeout: Option<Duration>,
    client: Option<Client>,
    ports: Ports,
}

impl AlibabaBuilder {
    /// The key to sign with. Required, unless it is read from the environment.
    #[must_use]
    pub fn credentials(mut self, credentials: StaticCredentials) -> Self {
        self.credentials = Some(credentials);
        self
    }

    /// Takes the key from the environment, as [`StaticCredentials::from_environment`] does.
    ///
    /// # Errors
    /// Those of [`StaticCredentials::from_environment`].
    pub fn credentials_from_environment(self) -> Result<Self> {
        Ok(self.credentials(StaticCredentials::from_environment()?))
    }

    /// Where RAM calls go: `https://host[:port]` or a bare host, which is reached over TLS.
    /// Plain `http://` only to this machine. `ram.aliyuncs.com` when not set;
    /// `ram.vpc-proxy.aliyuncs.com` serves from inside a VPC.
    #[must_use]
    pub fn endpoint(mut self, endpoint: impl Into<String>) -> Self {
        self.endpoint = Some(endpoint.into());
        self
    }

    /// Where STS calls go, in the same form. When not set: `sts.aliyuncs.com`, or the RAM
    /// endpoint when that is this machine, since an emulator serves both.
    #[must_use]
    pub fn sts_endpoint(mut self, endpoint: impl Into<String>) -> Self {
        self.sts_endpoint = Some(endpoint.into());
        self
    }

    /// Where Container Registry's calls go, in the same form, whatever region they name. When not
    /// set: `cr.<region>.aliyuncs.com` for the region in the call's `RegionId`, or the RAM endpoint
    /// when that is this machine, since an emulator serves both. From inside a VPC,
    /// `cr-vpc.<region>.aliyuncs.com` serves in most regions.
    #[must_use]
    pub fn cr_endpoint(mut self, endpoint: impl Into<String>) -> Self {
        self.cr_endpoint = Some(endpoint.into());
        self
    }

    /// How long one call may take, from the connection to the end of the answer. 10 seconds
    /// when not set, of which the connection may take 5.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// An HTTP client of one's own, for its proxies or certificates. It must follow no
    /// redirects: the signed headers would go with it.
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
    /// [`ErrorKind::CredentialMissing`] without credentials; [`ErrorKind::InvalidInput`] for a
    /// key or an endpoint that is out of form, and for a time-out of zero.
    pub fn build(self) -> Result<AlibabaProvider> {
        let credentials = self
            .credentials
            .ok_or_else(|| missing("there are no credentials"))?;
        let ram = Endpoint::parse(self.endpoint.as_deref().unwrap_or(RAM))?;
        let sts = match self.sts_endpoint {
            Some(sts) => Endpoint::parse(&sts)?,
            None if ram.is_loopback() => ram.clone(),
            None => Endpoint::parse(STS)?,
        };
        let cr = match self.cr_endpoint {
            Some(cr) => Some(Endpoint::parse(&cr)?),
            None => Some(ram.clone()).filter(Endpoint::is_loopback),
        };
        let timeout = self.timeout.unwrap_or(TIMEOUT);
        if timeout.is_zero() {
            let error = Error::new(
                ErrorKind::InvalidInput,
                "a time-out of zero lets no call through",
            );
            return Err(error.with_help("leave it out for 10 seconds"));
        }
        Ok(AlibabaProvider {
            credentials: credentials.checked()?,
            ram,
            sts,
            cr,
            timeout,
            client: self.client.map_or_else(OnceLock::new, OnceLock::from),
            ports: self.ports,
        })
    }
}
