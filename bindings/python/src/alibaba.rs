//! The provider for Alibaba Cloud.

use std::sync::Arc;
use std::time::Duration;

use pyo3::prelude::*;
use pyo3::types::PyDict;
use rolewright::{
    AlibabaBuilder, AlibabaProvider, CertificateAuthorities, Cloud, CredentialChain, Endpoints,
    HttpRetryPolicy, Network, ProvideCredentials, RoleToAssume, StaticCredentials,
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
    let retry = HttpRetryPolicy::of(arguments.count("retries")?, timeout);
    let authorities = arguments.text("certificate_authority")?;
    let authorities = authorities.map(|pem| CertificateAuthorities::from_pem(&pem));
    let authorities = or_raise(py, authorities.transpose())?;
    let session = Session {
        role: role(&arguments)?,
        endpoints: &endpoints,
        timeout,
        retry,
        authorities: authorities.clone(),
    };
    let builder = AlibabaProvider::builder();
    let mut known = None;
    let builder = match credentials {
        Some(Credentials::Key(id, secret, token)) => {
            let key = StaticCredentials::new(id, secret);
            let key = match token {
                Some(token) => key.with_security_token(token),
                None => key,
            };
            match session.role {
                None => Ok(builder.credentials(key)),
                Some(_) => session.of(builder, key),
            }
        }
        Some(Credentials::Source(source)) => {
            session.of(builder, PythonCredentials(Arc::new(source)))
        }
        None => {
            let profile = arguments.text("profile")?;
            let chain = profile.map_or_else(CredentialChain::new, of_profile);
            let chain = or_raise(py, chain.with_endpoints(&endpoints))?;
            let chain = match timeout {
                Some(timeout) => chain.with_timeout(timeout),
                None => chain,
            };
            let chain = match &authorities {
                Some(authorities) => chain.with_authorities(authorities.clone()),
                None => chain,
            };
            let chain = chain.with_retry(retry);
            known = Some(chain.clone());
            session.of(builder, chain)
        }
    };
    let mut builder = or_raise(py, builder)?;
    builder = builder.endpoints(endpoints).retry(retry);
    if let Some(timeout) = timeout {
        builder = builder.timeout(timeout);
    }
    if let Some(authorities) = authorities {
        builder = builder.certificate_authorities(authorities);
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

/// The role to assume with the credentials, if any.
struct Session<'a> {
    role: Option<RoleToAssume>,
    endpoints: &'a Endpoints,
    timeout: Option<Duration>,
    retry: HttpRetryPolicy,
    authorities: Option<CertificateAuthorities>,
}

impl Session<'_> {
    /// Sets the source of credentials, or the role assumed with it.
    fn of(
        &self,
        builder: AlibabaBuilder,
        base: impl ProvideCredentials,
    ) -> rolewright::Result<AlibabaBuilder> {
        let Some(role) = &self.role else {
            return Ok(builder.credentials_from(base));
        };
        let mut role = role
            .credentials(base, self.endpoints)?
            .with_retry(self.retry);
        if let Some(authorities) = &self.authorities {
            role = role.with_authorities(authorities.clone());
        }
        Ok(builder.credentials_from(match self.timeout {
            Some(timeout) => role.with_timeout(timeout),
            None => role,
        }))
    }
}

/// Reads the role to assume.
fn role(arguments: &Arguments<'_>) -> PyResult<Option<RoleToAssume>> {
    let role = RoleToAssume {
        role_arn: arguments.text("assume_role")?.unwrap_or_default(),
        external_id: arguments.text("assume_role_external_id")?,
        session_name: arguments.text("assume_role_session_name")?,
        duration: arguments.seconds("assume_role_duration")?,
        session_policy: arguments.text("assume_role_session_policy")?,
        ..Default::default()
    };
    Ok((role != RoleToAssume::default()).then_some(role))
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
        ..Default::default()
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
