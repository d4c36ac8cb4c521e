//! The variables with which clients use the emulator, as a POSIX shell script.
//!
//! Sources: the official credentials libraries (`ALIBABA_CLOUD_ACCESS_KEY_ID`, ..), the source of the aliyun
//! CLI 3.4.11 (`ALIBABA_CLOUD_REGION_ID`), the guide of ossutil 2 (`OSS_ACCESS_KEY_ID`, ..), and the source of
//! the Terraform provider alicloud, which reads `<SERVICE>_ENDPOINT`, `ALIBABA_CLOUD_REGION` and
//! `ALIBABA_CLOUD_ACCOUNT_TYPE`. rolewright reads `ALIBABA_CLOUD_ENDPOINT`, with a scheme; the CLI takes it for
//! a host name.

use std::path::Path;

use rolewright::emulator::Emulator;

/// The region that clients sign for.
const REGION: &str = "cn-hangzhou";

/// Returns the `export` lines.
pub(super) fn lines(emulator: &Emulator, authority: Option<&Path>) -> String {
    let (id, secret) = (
        emulator.access_key_id(),
        emulator.access_key_secret().expose(),
    );
    let (endpoint, host) = (emulator.endpoint(), emulator.host());
    // Buckets are in the host name, which an IP address has no room for.
    let by_name = |text: &str| {
        let name = text.replace("127.0.0.1", "localhost");
        name.replace("[::1]", "localhost")
    };
    let mut pairs = vec![
        ("ALIBABA_CLOUD_ACCESS_KEY_ID", id.to_owned()),
        ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", secret.to_owned()),
        ("ALIBABA_CLOUD_REGION_ID", REGION.to_owned()),
        ("ALIBABA_CLOUD_REGION", REGION.to_owned()),
        ("ALIBABA_CLOUD_ACCOUNT_TYPE", "Domestic".to_owned()),
        ("ALIBABA_CLOUD_ENDPOINT", endpoint.clone()),
        ("ALIBABA_CLOUD_STS_ENDPOINT", endpoint.clone()),
        ("RAM_ENDPOINT", host.clone()),
        ("STS_ENDPOINT", host.clone()),
        ("IMS_ENDPOINT", host.clone()),
        ("CR_ENDPOINT", host.clone()),
        ("BSSOPENAPI_ENDPOINT", host.clone()),
        ("RESOURCEMANAGER_ENDPOINT", host),
        ("OSS_ENDPOINT", by_name(&endpoint)),
        ("OSS_REGION", REGION.to_owned()),
        ("OSS_ACCESS_KEY_ID", id.to_owned()),
        ("OSS_ACCESS_KEY_SECRET", secret.to_owned()),
    ];
    if let Some(path) = authority {
        let path = path.display().to_string();
        for name in ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS"] {
            pairs.push((name, path.clone()));
        }
    }
    let line =
        |(name, value): (&str, String)| format!("export {name}={}\n", shell_words::quote(&value));
    pairs.into_iter().map(line).collect()
}
