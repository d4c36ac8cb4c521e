//! The JSON object that `rolewright emulator` prints.

use std::path::Path;

use rolewright::Result;
use rolewright::emulator::Emulator;
use rolewright::provider::Secret;
use rolewright::setup::FORMAT_VERSION;
use serde::Serialize;

/// The JSON object that is printed once the emulator accepts requests.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct EmulatorReady {
    format_version: &'static str,
    kind: &'static str,
    /// The URL, for example `http://127.0.0.1:38211`.
    endpoint: String,
    /// Host and port.
    host: String,
    /// The account id.
    account_id: String,
    /// The access key id of the account.
    access_key_id: String,
    /// The access key secret of the account; valid only for this emulator.
    access_key_secret: Secret,
    /// With TLS, the path of the file with the certificate of the authority that clients must trust.
    #[serde(skip_serializing_if = "Option::is_none")]
    ca_file: Option<String>,
}

impl EmulatorReady {
    pub(crate) fn of(emulator: &Emulator, authority: Option<&Path>) -> Result<Self> {
        Ok(Self {
            format_version: FORMAT_VERSION,
            kind: "emulator",
            endpoint: emulator.endpoint(),
            host: emulator.host(),
            account_id: emulator.account()?.id,
            access_key_id: emulator.access_key_id().to_owned(),
            access_key_secret: emulator.access_key_secret().clone(),
            ca_file: authority.map(|path| path.display().to_string()),
        })
    }
}
