//! The provider for the real cloud.

use std::sync::Arc;

use pyo3::prelude::*;
use pyo3::types::PyDict;
use rolewright::{AlibabaProvider, Cloud, CredentialChain, Endpoints, Network, StaticCredentials};

use crate::engine::Engine;
use crate::error::{or_raise, unlocked};
use crate::python_provider::PythonCredentials;
use crate::wanted::Wanted;

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

/// Opens the real cloud; `wanted` holds the other keyword arguments of the class. Nothing is sent yet.
#[pyfunction]
pub(crate) fn alibaba(
    py: Python<'_>,
    credentials: Option<Credentials>,
    wanted: &Bound<'_, PyDict>,
) -> PyResult<Engine> {
    let wanted = Wanted(wanted.clone());
    let endpoints = or_raise(py, endpoints(&wanted)?.or_from_environment())?;
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
            let profile = wanted.text("profile")?;
            let chain = profile.map_or_else(CredentialChain::new, of_profile);
            let chain = or_raise(py, chain.with_endpoints(&endpoints))?;
            known = Some(chain.clone());
            builder.credentials_from(chain)
        }
    };
    builder = builder.endpoints(endpoints);
    if let Some(timeout) = wanted.seconds("timeout")? {
        builder = builder.timeout(timeout);
    }
    let skips = wanted.flag("skip_bucket_check")?;
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

/// Where the services are, as far as that is said.
fn endpoints(wanted: &Wanted<'_>) -> PyResult<Endpoints> {
    let network = wanted.get("vpc")?.map(|_| wanted.flag("vpc")).transpose()?;
    let network = network.map(|vpc| if vpc { Network::Vpc } else { Network::Public });
    Ok(Endpoints {
        ram: wanted.text("endpoint")?,
        sts: wanted.text("sts_endpoint")?,
        cr: wanted.text("cr_endpoint")?,
        oss: wanted.text("oss_endpoint")?,
        network,
        region: wanted.text("region")?,
        allow_plain_http: wanted.flag("allow_plain_http")?,
    })
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
