//! The provider for Alibaba Cloud.

use std::sync::Arc;

use pyo3::prelude::*;
use pyo3::types::PyDict;
use rolewright::{
    AlibabaProvider, Cloud, CredentialChain, Endpoints, Network, RetryPolicy, StaticCredentials,
};

use crate::arguments::Arguments;
use crate::engine::Engine;
use crate::error::{or_raise, unlocked};
use crate::python_provider::PythonCredentials;

/// Variables of the sources before the profiles; a named profile takes precedence over them.
const BESIDE_PROFILES: [&str; 4] = [
    "ALIBABA_CLOUD_ACCESS_KEY_ID",
    "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
    "ALIBABA_CLOUD_SECURITY_TOKEN",
    "ALIBABA_CLOUD_OIDC_TOKEN_FILE",
];

/// The credentials: an access key or a callable.
#[derive(FromPyObject)]
pub(crate) enum Credentials {
    Key(String, String, Option<String>),
    #[pyo3(transparent)]
    Source(Py<PyAny>),
}

/// Opens the provider; `arguments` has the other keyword arguments. Nothing is sent yet.
#[pyfunction]
pub(crate) fn alibaba(
    py: Python<'_>,
    credentials: Option<Credentials>,
    arguments: &Bound<'_, PyDict>,
) -> PyResult<Engine> {
    let arguments = Arguments(arguments.clone());
    let endpoints = or_raise(py, endpoints(&arguments)?.or_from_environment())?;
    let timeout = arguments.seconds("timeout")?;
    let retry = RetryPolicy::of(arguments.count("retries")?, timeout);
    let mut builder = AlibabaProvider::builder();
    let mut known = None;
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
            let profile = arguments.text("profile")?;
            let chain = profile.map_or_else(CredentialChain::new, of_profile);
            let chain = or_raise(py, chain.with_endpoints(&endpoints))?;
            let chain = match timeout {
                Some(timeout) => chain.with_timeout(timeout),
                None => chain,
            };
            let chain = chain.with_retry(retry);
            known = Some(chain.clone());
            builder.credentials_from(chain)
        }
    };
    builder = builder.endpoints(endpoints).retry(retry);
    if let Some(timeout) = timeout {
        builder = builder.timeout(timeout);
    }
    let skips = arguments.flag("skip_bucket_check")?;
    let open = || {
        builder
            .build()
            .map(|provider| Cloud::of_alibaba(provider, known))
    };
    let opened = unlocked(py, open)?;
    let mut cloud = or_raise(py, opened)?;
    if skips {
        cloud.buckets = None;
    }
    Engine::new(py, cloud, None)
}

/// The endpoints that are set.
fn endpoints(arguments: &Arguments<'_>) -> PyResult<Endpoints> {
    let network = arguments
        .get("vpc")?
        .map(|_| arguments.flag("vpc"))
        .transpose()?;
    let network = network.map(|vpc| if vpc { Network::Vpc } else { Network::Public });
    Ok(Endpoints {
        ram: arguments.text("endpoint")?,
        sts: arguments.text("sts_endpoint")?,
        cr: arguments.text("cr_endpoint")?,
        oss: arguments.text("oss_endpoint")?,
        network,
        region: arguments.text("region")?,
        allow_plain_http: arguments.flag("allow_plain_http")?,
    })
}

/// The chain with this profile, without the sources before the profiles.
fn of_profile(profile: String) -> CredentialChain {
    let variables = move |name: &str| match name {
        "ALIBABA_CLOUD_PROFILE" => Some(profile.clone().into()),
        name if BESIDE_PROFILES.contains(&name) => None,
        name => std::env::var_os(name),
    };
    CredentialChain::from_variables(variables, std::env::home_dir())
}
