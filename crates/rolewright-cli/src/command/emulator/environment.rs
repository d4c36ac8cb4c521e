//! The variables with which clients use the emulator, as a POSIX shell script.

use std::iter;
use std::path::Path;

use rolewright::emulator::Emulator;

/// Returns the `export` lines. A session token of other credentials would not fit the access key.
pub(super) fn lines(emulator: &Emulator, authority: Option<&Path>) -> String {
    let mut pairs = emulator.environment();
    if let Some(path) = authority {
        let path = path.display().to_string();
        for name in ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS"] {
            pairs.push((name, path.clone()));
        }
    }
    let line =
        |(name, value): (&str, String)| format!("export {name}={}\n", shell_words::quote(&value));
    let lines = pairs.into_iter().map(line);
    iter::once("unset ALIBABA_CLOUD_SECURITY_TOKEN\n".to_owned())
        .chain(lines)
        .collect()
}
