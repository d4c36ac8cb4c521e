//! The variables with which clients use the emulator, as a POSIX shell script.

use std::path::Path;

use rolewright::emulator::Emulator;

/// Returns the `export` lines.
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
    pairs.into_iter().map(line).collect()
}
