//! The official default credential chain.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use async_trait::async_trait;
use rolewright_core::text::excerpt;
use rolewright_core::{Error, ErrorKind, Result};

use super::cli_profile;
use super::context::{Context, broken, read_file};
use super::credentials_uri::UriCredentials;
use super::ecs_ram_role::EcsRamRoleCredentials;
use super::environment::missing;
use super::ini_file;
use super::oidc::OidcCredentials;
use super::provide_credentials::{IssuedCredentials, ProvideCredentials};
use super::role_session::RoleSession;
use super::static_credentials::StaticCredentials;
use crate::endpoints::endpoint::PlainHttp;
use crate::variables::Variables;

const PROFILE: &str = "ALIBABA_CLOUD_PROFILE";
pub(super) const CLI_DISABLED: &str = "ALIBABA_CLOUD_CLI_PROFILE_DISABLED";

type Source = Arc<dyn ProvideCredentials>;

/// The official default chain, in the order of the official libraries (Python 1.0.12, Go):
///
/// 1. `ALIBABA_CLOUD_ACCESS_KEY_ID`, `.._ACCESS_KEY_SECRET` and `ALIBABA_CLOUD_SECURITY_TOKEN`
/// 2. an OIDC token: `ALIBABA_CLOUD_OIDC_TOKEN_FILE`, `.._OIDC_PROVIDER_ARN`, `.._ROLE_ARN`
/// 3. the profile of the `aliyun` CLI: `~/.aliyun/config.json` or `ALIBABA_CLOUD_CONFIG_FILE`
/// 4. the credentials file of the libraries: `~/.alibabacloud/credentials(.ini)` or
///    `ALIBABA_CLOUD_CREDENTIALS_FILE`
/// 5. the role of the ECS instance, version 2 of the metadata service before version 1
/// 6. `ALIBABA_CLOUD_CREDENTIALS_URI`
///
/// `ALIBABA_CLOUD_PROFILE` selects the profile in both files. Unlike those libraries, the chain
/// stops at a source that is configured but broken, so that it never signs with an access key that
/// was not meant. Once a source has provided credentials, only that source is queried again.
#[derive(Clone, Debug)]
pub struct CredentialChain {
    pub(super) context: Context,
    chosen: Arc<OnceLock<Slot>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slot {
    Environment,
    Oidc,
    CliProfile,
    IniFile,
    EcsRamRole,
    CredentialsUri,
}

/// The file of the `aliyun` CLI, relative to the home folder.
pub(super) const CLI_FILES: &[&str] = &[".aliyun/config.json"];
/// The credentials file: the names in the Python and the Go library.
pub(super) const INI_FILES: &[&str] =
    &[".alibabacloud/credentials.ini", ".alibabacloud/credentials"];

pub(super) const SLOTS: [Slot; 6] = [
    Slot::Environment,
    Slot::Oidc,
    Slot::CliProfile,
    Slot::IniFile,
    Slot::EcsRamRole,
    Slot::CredentialsUri,
];

impl Slot {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Environment => "environment variables",
            Self::Oidc => "OIDC token",
            Self::CliProfile => "aliyun CLI profile",
            Self::IniFile => "credentials file",
            Self::EcsRamRole => "ECS instance role",
            Self::CredentialsUri => "ALIBABA_CLOUD_CREDENTIALS_URI",
        }
    }
}

impl CredentialChain {
    /// The chain for this process's environment, which is read when credentials are needed.
    #[must_use]
    pub fn new() -> Self {
        Self::of(Context::new(Variables::of_process()))
    }

    /// The chain for these environment variables and this home folder.
    pub fn from_variables(
        variables: impl Fn(&str) -> Option<OsString> + Send + Sync + 'static,
        home: Option<PathBuf>,
    ) -> Self {
        Self::of(Context::new(Variables::new(variables, home)))
    }

    pub(crate) fn of(context: Context) -> Self {
        Self {
            context,
            chosen: Arc::default(),
        }
    }

    /// Sets the STS endpoint for roles, unless a profile sets one; an endpoint on this machine
    /// takes precedence over the profile's. Default: the endpoint of `ALIBABA_CLOUD_STS_REGION`,
    /// else `sts.aliyuncs.com`.
    #[must_use]
    pub fn with_sts_endpoint(mut self, endpoint: impl Into<String>) -> Self {
        self.context.sts_endpoint = Some(endpoint.into());
        self
    }

    /// Allows plain `http://` to STS endpoints on other machines.
    #[must_use]
    pub fn allow_plain_http(mut self) -> Self {
        self.context.plain_http = PlainHttp::Anywhere;
        self
    }

    /// The configured source; `None` when nothing is configured.
    pub(super) fn source(&self, slot: Slot) -> Result<Option<Source>> {
        let context = &self.context;
        match slot {
            Slot::Environment => {
                let key = StaticCredentials::from_variables(|name| context.variables.get(name))?;
                Ok(key.map(|key| Arc::new(key) as Source))
            }
            Slot::Oidc => self.oidc(),
            Slot::CliProfile => self.cli_profile(),
            Slot::IniFile => self.ini(),
            Slot::EcsRamRole => {
                if context
                    .variables
                    .is_set("ALIBABA_CLOUD_ECS_METADATA_DISABLED")?
                {
                    return Ok(None);
                }
                Ok(Some(Arc::new(EcsRamRoleCredentials {
                    role: context.variables.get("ALIBABA_CLOUD_ECS_METADATA")?,
                    context: context.clone(),
                })))
            }
            Slot::CredentialsUri => {
                let address = context.variables.get("ALIBABA_CLOUD_CREDENTIALS_URI")?;
                let context = context.clone();
                let source = |address: String| {
                    let address = address.into();
                    Arc::new(UriCredentials { address, context }) as Source
                };
                Ok(address.map(source))
            }
        }
    }

    fn oidc(&self) -> Result<Option<Source>> {
        let variable = |name| self.context.variables.get(name);
        let file = variable("ALIBABA_CLOUD_OIDC_TOKEN_FILE")?;
        let provider = variable("ALIBABA_CLOUD_OIDC_PROVIDER_ARN")?;
        let role = variable("ALIBABA_CLOUD_ROLE_ARN")?;
        let (token_file, provider_arn, role_arn) = match (file, provider, role) {
            (Some(file), Some(provider), Some(role)) => (file.into(), provider, role),
            // Other tools use ALIBABA_CLOUD_ROLE_ARN for their own purposes.
            (None, None, _) => return Ok(None),
            _ => {
                return Err(broken(
                    "ALIBABA_CLOUD_OIDC_TOKEN_FILE, ALIBABA_CLOUD_OIDC_PROVIDER_ARN and \
                     ALIBABA_CLOUD_ROLE_ARN must be set together, but one is missing",
                ));
            }
        };
        let name = variable("ALIBABA_CLOUD_ROLE_SESSION_NAME")?;
        Ok(Some(Arc::new(OidcCredentials {
            provider_arn,
            token_file,
            session: RoleSession {
                role_arn,
                name,
                ..RoleSession::default()
            },
            context: self.context.clone(),
        })))
    }

    fn cli_profile(&self) -> Result<Option<Source>> {
        if self.context.variables.is_set(CLI_DISABLED)? {
            return Ok(None);
        }
        self.in_file(self.cli_paths()?, |path, text, profile| {
            cli_profile::source(&self.context, path, text, profile)
        })
    }

    fn ini(&self) -> Result<Option<Source>> {
        let paths = self.ini_paths()?;
        let source = self.in_file(paths, |_, text, profile| {
            ini_file::source(&self.context, text, profile)
        })?;
        if source.is_none() {
            self.check_profile_exists()?;
        }
        Ok(source)
    }

    fn cli_paths(&self) -> Result<(Vec<PathBuf>, bool)> {
        self.paths("ALIBABA_CLOUD_CONFIG_FILE", CLI_FILES)
    }

    fn ini_paths(&self) -> Result<(Vec<PathBuf>, bool)> {
        self.paths("ALIBABA_CLOUD_CREDENTIALS_FILE", INI_FILES)
    }

    /// The file that the variable names and `true`, else the files in the home folder and `false`.
    pub(super) fn paths(&self, variable: &str, names: &[&str]) -> Result<(Vec<PathBuf>, bool)> {
        if let Some(path) = self.context.variables.get(variable)? {
            return Ok((vec![path.into()], true));
        }
        let paths = names
            .iter()
            .filter_map(|name| self.context.variables.at_home(name));
        Ok((paths.collect(), false))
    }

    /// The source in the first file that has the profile. A file named by a variable must exist.
    fn in_file(
        &self,
        (paths, is_named): (Vec<PathBuf>, bool),
        read: impl Fn(&Path, &str, Option<&str>) -> Result<Option<Source>>,
    ) -> Result<Option<Source>> {
        let profile = self.context.variables.get(PROFILE)?;
        for path in &paths {
            let shown = path.display();
            match read_file(path)? {
                Some(text) => {
                    let source = read(path, &text, profile.as_deref());
                    let source = source.map_err(|error| about(&error, &format!("`{shown}`")))?;
                    if source.is_some() {
                        return Ok(source);
                    }
                }
                None if is_named => return Err(broken(&format!("`{shown}` does not exist"))),
                None => {}
            }
        }
        Ok(None)
    }

    /// Fails when `ALIBABA_CLOUD_PROFILE` names a profile that no file has.
    fn check_profile_exists(&self) -> Result<()> {
        let Some(profile) = self.context.variables.get(PROFILE)? else {
            return Ok(());
        };
        let mut paths = self.ini_paths()?.0;
        if !self.context.variables.is_set(CLI_DISABLED)? {
            paths.extend(self.cli_paths()?.0);
        }
        paths.retain(|path| path.exists());
        if paths.is_empty() {
            return Ok(());
        }
        let shown: Vec<String> = paths
            .iter()
            .map(|path| format!("`{}`", path.display()))
            .collect();
        Err(broken(&format!(
            "{PROFILE} is `{}`, but that profile does not exist in {}",
            excerpt(&profile, 80),
            shown.join(" and ")
        )))
    }

    /// The credentials of a source, or why it has none.
    async fn query(&self, slot: Slot) -> Result<Result<IssuedCredentials, String>> {
        let source = self.source(slot);
        let Some(source) = source.map_err(|error| about(&error, slot.name()))? else {
            return Ok(Err(slot.name().to_owned()));
        };
        match source.provide().await {
            Ok(issued) => Ok(Ok(issued)),
            // Most machines are not ECS instances.
            Err(error) if slot == Slot::EcsRamRole && is_missing(&error) => {
                tracing::info!(%error, "no ECS instance role");
                Ok(Err(format!("{} ({})", slot.name(), error.message())))
            }
            Err(error) => Err(about(&error, slot.name())),
        }
    }
}

impl Default for CredentialChain {
    fn default() -> Self {
        Self::new()
    }
}

#[async_trait]
impl ProvideCredentials for CredentialChain {
    async fn provide(&self) -> Result<IssuedCredentials> {
        let chosen = self.chosen.get().copied();
        let mut checked = Vec::new();
        for slot in SLOTS {
            if chosen.is_some_and(|chosen| chosen != slot) {
                continue;
            }
            match self.query(slot).await? {
                Ok(issued) => {
                    tracing::info!(slot = slot.name(), "found credentials");
                    self.chosen.get_or_init(|| slot);
                    return Ok(issued);
                }
                Err(reason) => checked.push(reason),
            }
        }
        Err(missing(&format!(
            "no credentials found; checked {}",
            checked.join(", ")
        )))
    }
}

pub(super) fn is_missing(error: &Error) -> bool {
    error.kind() == ErrorKind::CredentialMissing
}

/// The error with its source in front. The caller's own request was not sent.
fn about(error: &Error, source: &str) -> Error {
    let message = format!("{source}: {}", error.message());
    let new = match error.service().cloned() {
        Some(mut service) => {
            service.message = message;
            Error::from_service(service)
        }
        None => Error::new(error.kind(), message),
    };
    let new = match error.gave_up() {
        Some((attempts, after)) => new.with_gave_up(attempts, after),
        None => new,
    };
    let new = new.with_maybe_applied(false).with_source(error.clone());
    let new = new.with_waits(error.waits().to_vec());
    match error.remedy() {
        Some(remedy) => new.with_remedy(remedy.clone()),
        None => new,
    }
}
