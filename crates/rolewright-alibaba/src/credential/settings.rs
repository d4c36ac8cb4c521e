//! The settings of role sessions, which the chain and a role have alike.

use std::sync::Arc;
use std::time::Duration;

use rolewright_core::{Cancellation, Result};

use super::assume_role::AssumeRoleCredentials;
use super::chain::CredentialChain;
use crate::endpoints::Endpoints;
use crate::http::retry_policy::DecideRetry;
use crate::http::tls::CertificateAuthorities;

macro_rules! session_settings {
    ($($source:ident)*) => {$(
        impl $source {
            /// Assumes roles at the STS endpoint of `endpoints`, with their setting for plain `http://`. In a
            /// chain, an STS endpoint on this machine, as of an emulator, takes precedence over the profile's.
            ///
            /// # Errors
            /// Those of [`AlibabaBuilder::build`](crate::AlibabaBuilder::build) for endpoints.
            pub fn with_endpoints(mut self, endpoints: &Endpoints) -> Result<Self> {
                self.context.plain_http = endpoints.plain_http();
                if let Some(sts) = endpoints.sts_of_roles()? {
                    self.context.sts_endpoint = Some(sts.origin());
                }
                Ok(self)
            }

            /// Sets the timeout of one attempt to open a role session. Default: 20 seconds.
            #[must_use]
            pub fn with_timeout(mut self, timeout: Duration) -> Self {
                self.context.clients = self.context.clients.with_timeout(timeout);
                self
            }

            /// Sets the retry policy for role sessions.
            #[must_use]
            pub fn with_retry(mut self, policy: impl DecideRetry) -> Self {
                self.context.retry = Arc::new(policy);
                self
            }

            /// Sets the certificate authorities to trust at STS, and in a chain at sign-in endpoints.
            #[must_use]
            pub fn with_authorities(mut self, authorities: CertificateAuthorities) -> Self {
                self.context.clients = self.context.clients.with_authorities(authorities);
                self
            }

            /// Ends waits when this is cancelled; no further attempt is made then.
            #[must_use]
            pub fn with_cancellation(mut self, cancellation: Cancellation) -> Self {
                self.context.ports.cancellation = cancellation;
                self
            }

            /// Sets the HTTP client, for example for its proxies or certificates. The metadata service is asked
            /// without it.
            #[must_use]
            pub fn with_http_client(mut self, client: reqwest::Client) -> Self {
                self.context.clients = self.context.clients.with_client(client);
                self
            }
        }
    )*};
}

session_settings! { AssumeRoleCredentials CredentialChain }
