//! The provider for the real cloud.

use std::sync::Arc;
use std::time::Duration;

use pyo3::prelude::*;
use rolewright::{AlibabaProvider, BucketInspector, Cloud, CredentialChain, StaticCredentials};

use crate::engine::Engine;
use crate::error::{invalid, or_raise, unlocked};
use crate::python_provider::PythonCredentials;

/// Where a key may stand besides a profile; a named profile goes before them.
const BESIDE_PROFILES: [&str; 4] = [
    "ALIBABA_CLOUD_ACCESS_KEY_ID",
    "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
    "ALIBABA_CLOUD_SECURITY_TOKEN",
    "ALIBABA_CLOUD_OIDC_TOKEN_FILE",
];

/// Who signs: a whole key, a callable, a named profile, or whatever the default chain finds.
#[derive(FromPyObject)]
pub(crate) enum Credentials {
    Key(String, String, Option<String>),
    #[pyo3(transparent)]
    Source(Py<PyAny>),
}

/// Where RAM, STS, Container Registry and OSS are.
type Endpoints = (
    Option<String>,
    Option<String>,
    Option<String>,
    Option<String>,
);

/// Opens the real cloud. Nothing is sent yet.
#[pyfunction]
#[pyo3(signature = (*, profile, credentials, endpoints, timeout))]
pub(crate) fn alibaba(
    py: Python<'_>,
    profile: Option<String>,
    credentials: Option<Credentials>,
    endpoints: Endpoints,
    timeout: Option<f64>,
) -> PyResult<Engine> {
    let (endpoint, sts_endpoint, cr_endpoint, oss_endpoint) = endpoints;
    let mut builder = AlibabaProvider::builder();
    builder = match credentials {
        Some(Credentials::Key(id, secret, token)) => {
            let key = StaticCredentials::new(id, secret);
            builder.credentials(match token {
                Some(token) => key.with_security_token(token),
                None => key,
            })
        }
        Some(Credentials::Source(source)) => {
            builder.credentials_from(PythonCredentials(Arc::new(source)))
        }
        None => {
            let mut chain = profile.map_or_else(CredentialChain::new, of_profile);
            if let Some(endpoint) = &sts_endpoint {
                chain = chain.with_sts_endpoint(endpoint);
            }
            builder.credentials_from(chain)
        }
    };
    if let Some(endpoint) = endpoint {
        builder = builder.endpoint(endpoint);
    }
    if let Some(endpoint) = sts_endpoint {
        builder = builder.sts_endpoint(endpoint);
    }
    if let Some(endpoint) = cr_endpoint {
        builder = builder.cr_endpoint(endpoint);
    }
    if let Some(endpoint) = oss_endpoint {
        builder = builder.oss_endpoint(endpoint);
    }
    if let Some(seconds) = timeout {
        let timeout = Duration::try_from_secs_f64(seconds);
        builder =
            builder.timeout(timeout.map_err(|_| invalid(py, "`timeout` is a time in seconds"))?);
    }
    let opened = unlocked(py, || {
        let provider = builder.build()?;
        let buckets = provider.buckets()?;
        Ok(Cloud {
            buckets: buckets.map(|buckets| Arc::new(buckets) as Arc<dyn BucketInspector>),
            ..provider.into()
        })
    })?;
    Engine::new(py, or_raise(py, opened)?, None)
}

/// The chain, asked for this profile and nothing that stands before the profiles.
fn of_profile(profile: String) -> CredentialChain {
    let variables = move |name: &str| match name {
        "ALIBABA_CLOUD_PROFILE" => Some(profile.clone().into()),
        name if BESIDE_PROFILES.contains(&name) => None,
        name => std::env::var_os(name),
    };
    CredentialChain::from_variables(variables, std::env::home_dir())
}
