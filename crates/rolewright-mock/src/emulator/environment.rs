//! The environment variables with which clients use the emulator.
//!
//! Sources: the official credentials libraries (`ALIBABA_CLOUD_ACCESS_KEY_ID`, ..), the source of the aliyun
//! CLI 3.4.11 (`ALIBABA_CLOUD_REGION_ID`), the guide of ossutil 2 (`OSS_ACCESS_KEY_ID`, ..), and the source of
//! the Terraform provider alicloud, which reads `<SERVICE>_ENDPOINT`, `ALIBABA_CLOUD_REGION` and
//! `ALIBABA_CLOUD_ACCOUNT_TYPE`. rolewright reads `ALIBABA_CLOUD_ENDPOINT`, with a scheme; the CLI takes it for
//! a host name.

use super::EmulatorHandle;

/// The region that clients sign for.
const REGION: &str = "cn-hangzhou";

impl EmulatorHandle {
    /// Returns the environment variables with its access key and endpoints, for official clients,
    /// Terraform and rolewright; [docs/emulator.md] lists which client reads which one.
    ///
    /// With TLS, clients must also trust [`certificate_authority`](Self::certificate_authority).
    ///
    /// [docs/emulator.md]: https://github.com/rolewright/rolewright/blob/main/docs/emulator.md
    #[must_use]
    pub fn environment(&self) -> Vec<(&'static str, String)> {
        let id = self.access_key_id().to_owned();
        let secret = self.access_key_secret().expose().to_owned();
        let (endpoint, host) = (self.endpoint(), self.host());
        // Buckets are in the host name, which an IP address has no room for.
        let by_name = endpoint.replace("127.0.0.1", "localhost");
        let by_name = by_name.replace("[::1]", "localhost");
        vec![
            ("ALIBABA_CLOUD_ACCESS_KEY_ID", id.clone()),
            ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", secret.clone()),
            ("ALIBABA_CLOUD_REGION_ID", REGION.to_owned()),
            ("ALIBABA_CLOUD_REGION", REGION.to_owned()),
            ("ALIBABA_CLOUD_ACCOUNT_TYPE", "Domestic".to_owned()),
            ("ALIBABA_CLOUD_ENDPOINT", endpoint.clone()),
            ("ALIBABA_CLOUD_STS_ENDPOINT", endpoint),
            ("RAM_ENDPOINT", host.clone()),
            ("STS_ENDPOINT", host.clone()),
            ("IMS_ENDPOINT", host.clone()),
            ("CR_ENDPOINT", host.clone()),
            ("BSSOPENAPI_ENDPOINT", host.clone()),
            ("RESOURCEMANAGER_ENDPOINT", host),
            ("OSS_ENDPOINT", by_name),
            ("OSS_REGION", REGION.to_owned()),
            ("OSS_ACCESS_KEY_ID", id),
            ("OSS_ACCESS_KEY_SECRET", secret),
        ]
    }
}
