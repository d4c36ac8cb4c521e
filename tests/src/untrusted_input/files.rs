//! Files that somebody else may have written.

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

/// The file as a whole; where the bytes are an account in JSON, what the rules make of it.
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
            assert_eq!(left, bytes, "a file that is no store was changed");
        }
    }
}

/// Makes every call that reads, without parameters and about what may be there.
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

/// What comes of work that waits for nothing.
fn finished<T>(work: impl Future<Output = T>) -> Option<T> {
    use futures_util::FutureExt;
    work.now_or_never()
}

/// The first line names the profile, or is empty.
pub(super) fn config_json(bytes: &[u8]) {
    let (profile, file) = line(text(bytes));
    let wanted = Some(profile).filter(|profile| !profile.is_empty());
    let _ = rolewright_alibaba::outside::config_json(file, wanted);
}

/// The first line names the section, or is empty.
pub(super) fn ini(bytes: &[u8]) {
    let (section, file) = line(text(bytes));
    let wanted = Some(section).filter(|section| !section.is_empty());
    let _ = rolewright_alibaba::outside::credentials_ini(file, wanted);
}
