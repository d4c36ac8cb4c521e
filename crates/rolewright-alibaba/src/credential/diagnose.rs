//! Reports the state of each source in the credential chain.

use std::path::{Path, PathBuf};

use rolewright_core::connection::{CredentialSlot, SlotState};
use rolewright_core::{Error, Result};

use super::chain::{CLI_DISABLED, CLI_FILES, CredentialChain, INI_FILES, SLOTS, Slot, is_missing};
use super::provide_credentials::IssuedCredentials;

impl Slot {
    fn id(self) -> &'static str {
        match self {
            Self::Environment => "environment",
            Self::Oidc => "oidc",
            Self::CliProfile => "cli_profile",
            Self::IniFile => "credentials_file",
            Self::EcsRamRole => "instance",
            Self::CredentialsUri => "address",
        }
    }
}

impl CredentialChain {
    /// Queries the sources in order, up to the one that is used. For later sources it reports
    /// whether they are configured, without querying them.
    pub async fn examine(&self) -> Vec<CredentialSlot> {
        let mut found = Vec::new();
        let mut is_over = false;
        for slot in SLOTS {
            let one = if is_over {
                self.after_used(slot)
            } else {
                self.try_slot(slot).await
            };
            is_over |= matches!(one.state, SlotState::Used | SlotState::Broken);
            found.push(self.with_file_warning(slot, one));
        }
        found
    }

    async fn try_slot(&self, slot: Slot) -> CredentialSlot {
        let report = self.not_configured(slot);
        let source = match self.source(slot) {
            Ok(Some(source)) => source,
            Ok(None) => return self.disabled(slot, report),
            Err(error) => return broken(report, &error),
        };
        match source.provide().await.and_then(IssuedCredentials::checked) {
            Ok(issued) => CredentialSlot {
                state: SlotState::Used,
                detail: Some(key_text(&issued)),
                ..report
            },
            // Most machines are not ECS instances.
            Err(error) if slot == Slot::EcsRamRole && is_missing(&error) => CredentialSlot {
                detail: Some(error.message().to_owned()),
                ..report
            },
            Err(error) => broken(report, &error),
        }
    }

    /// The state of a source after the one that is used.
    fn after_used(&self, slot: Slot) -> CredentialSlot {
        let report = self.not_configured(slot);
        if slot == Slot::EcsRamRole {
            return CredentialSlot {
                state: SlotState::NotChecked,
                ..report
            };
        }
        match self.source(slot) {
            Ok(None) => self.disabled(slot, report),
            Ok(Some(_)) => CredentialSlot {
                state: SlotState::Passed,
                detail: Some("an earlier source takes precedence".to_owned()),
                ..report
            },
            Err(error) => CredentialSlot {
                state: SlotState::Passed,
                detail: Some(format!(
                    "an earlier source takes precedence; {}",
                    error.message()
                )),
                ..report
            },
        }
    }

    /// Adds a warning if the file of the source can be changed by other users of this machine.
    fn with_file_warning(&self, slot: Slot, report: CredentialSlot) -> CredentialSlot {
        let files = self.files(slot).unwrap_or_default();
        let Some(path) = files.iter().find(|path| is_writable_by_others(path)) else {
            return report;
        };
        let warning = "warning: other users can change this file, and so the key or the program that \
                       gives it";
        let detail = match report.detail {
            Some(detail) => format!("{detail}; {warning}"),
            None => warning.to_owned(),
        };
        let help = format!(
            "allow only its owner to write it: chmod go-w {}",
            path.display()
        );
        CredentialSlot {
            detail: Some(detail),
            remedy: report.remedy.or(Some(help.into())),
            ..report
        }
    }

    /// The possible files of a source.
    fn files(&self, slot: Slot) -> Result<Vec<PathBuf>> {
        let (paths, _) = match slot {
            Slot::CliProfile => self.paths("ALIBABA_CLOUD_CONFIG_FILE", CLI_FILES)?,
            Slot::IniFile => self.paths("ALIBABA_CLOUD_CREDENTIALS_FILE", INI_FILES)?,
            _ => return Ok(Vec::new()),
        };
        Ok(paths)
    }

    /// Adds the variable that disables the source, if any.
    fn disabled(&self, slot: Slot, report: CredentialSlot) -> CredentialSlot {
        let variable = match slot {
            Slot::CliProfile => CLI_DISABLED,
            Slot::EcsRamRole => "ALIBABA_CLOUD_ECS_METADATA_DISABLED",
            _ => return report,
        };
        let is_off = self.context.variables.is_set(variable).unwrap_or(false);
        let detail = is_off.then(|| format!("disabled by {variable}"));
        CredentialSlot { detail, ..report }
    }

    fn not_configured(&self, slot: Slot) -> CredentialSlot {
        let place = self.place(slot);
        CredentialSlot {
            place: place.unwrap_or_else(|error| error.message().to_owned()),
            ..CredentialSlot::new(slot.id(), slot.name(), SlotState::NotConfigured)
        }
    }

    /// The files or variables of a source; of several files the one that exists.
    fn place(&self, slot: Slot) -> Result<String> {
        let files = || -> Result<String> {
            let paths = self.files(slot)?;
            let there = paths.iter().find(|path| path.exists());
            let shown: Vec<_> = match there {
                Some(path) => vec![path.display().to_string()],
                None => paths
                    .iter()
                    .map(|path| path.display().to_string())
                    .collect(),
            };
            Ok(shown.join(" or "))
        };
        Ok(match slot {
            Slot::Environment => {
                "ALIBABA_CLOUD_ACCESS_KEY_ID, ALIBABA_CLOUD_ACCESS_KEY_SECRET".into()
            }
            Slot::Oidc => "ALIBABA_CLOUD_OIDC_TOKEN_FILE, ALIBABA_CLOUD_OIDC_PROVIDER_ARN, \
                           ALIBABA_CLOUD_ROLE_ARN"
                .into(),
            Slot::CliProfile | Slot::IniFile => files()?,
            Slot::EcsRamRole => self.context.metadata.clone(),
            // The variable is the slot's name.
            Slot::CredentialsUri => String::new(),
        })
    }
}

/// Whether the group or everyone has write permission.
#[cfg(unix)]
fn is_writable_by_others(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(path).is_ok_and(|found| found.permissions().mode() & 0o022 != 0)
}

#[cfg(not(unix))]
fn is_writable_by_others(_: &Path) -> bool {
    false
}

fn key_text(issued: &IssuedCredentials) -> String {
    let id = rolewright_core::text::excerpt(issued.key.access_key_id(), 40);
    match issued.expires {
        Some(end) => format!("access key {id}, expires {end}"),
        None => format!("access key {id}"),
    }
}

fn broken(report: CredentialSlot, error: &Error) -> CredentialSlot {
    CredentialSlot {
        state: SlotState::Broken,
        detail: Some(error.message().to_owned()),
        remedy: error.remedy().cloned(),
        ..report
    }
}
