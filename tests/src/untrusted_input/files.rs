//! Untrusted files.

use std::fs;

use rolewright::mock::Account;
use rolewright::{LocalProvider, MemoryProvider, RamProvider, operation};

use super::{line, text};

pub(super) fn plan(bytes: &[u8]) {
    if let Ok(calls) = rolewright_cli::planned_calls(text(bytes)) {
        let _ = format!("{calls:?}");
    }
}

pub(super) fn config(bytes: &[u8]) {
    let _ = rolewright_cli::check_config(text(bytes));
}

/// Opens the bytes as a store file and, if they are an account in JSON, uses that account.
pub(super) fn store(bytes: &[u8]) {
    if let Ok(account) = serde_json::from_slice::<Account>(bytes) {
        use_account(&account);
        return;
    }
    let Ok(folder) = tempfile::tempdir() else {
        return;
    };
    let path = folder.path().join("store.db");
    if fs::write(&path, bytes).is_err() {
        return;
    }
    match LocalProvider::open(&path, None) {
        Ok(provider) => {
            if let Ok(account) = provider.account() {
                use_account(&account);
            }
        }
        Err(_) => {
            let left = fs::read(&path).unwrap_or_default();
            assert_eq!(left, bytes, "a file that is not a store was changed");
        }
    }
}

/// Sends all read calls, without parameters and with existing names.
fn use_account(account: &Account) {
    let provider = MemoryProvider::builder().account(account.clone()).build();
    let role = account.roles.keys().next().cloned().unwrap_or_default();
    let policy = account.policies.keys().next().cloned().unwrap_or_default();
    for known in operation::ALL {
        let call = rolewright::Call::new(known.service.clone(), known.action, known.access)
            .with_param("RoleName", role.clone())
            .with_param("PolicyName", policy.clone())
            .with_param("PolicyType", "Custom");
        if known.access == rolewright::Access::Read {
            let _ = finished(provider.execute(call));
        }
    }
    let _ = finished(rolewright::setup(["my-images"]).plan(&provider));
}

/// Returns the result of a future that never waits.
fn finished<T>(work: impl Future<Output = T>) -> Option<T> {
    use futures_util::FutureExt;
    work.now_or_never()
}

/// The first line is the profile name, or empty.
pub(super) fn config_json(bytes: &[u8]) {
    let (profile, file) = line(text(bytes));
    let profile = Some(profile).filter(|profile| !profile.is_empty());
    let _ = rolewright_alibaba::outside::config_json(file, profile);
}

/// The first line is the section name, or empty.
pub(super) fn ini(bytes: &[u8]) {
    let (section, file) = line(text(bytes));
    let section = Some(section).filter(|section| !section.is_empty());
    let _ = rolewright_alibaba::outside::credentials_ini(file, section);
}
