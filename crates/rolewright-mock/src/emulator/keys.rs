//! Lookup of access keys.

use rolewright_core::provider::Secret;

use crate::account::{Account, Caller};

/// The key that the emulator was started with.
#[derive(Clone, Debug)]
pub(super) struct RootKey {
    pub(super) id: String,
    pub(super) secret: Secret,
    pub(super) caller: Caller,
}

/// The minimum time between two records of a key's use, in seconds (rule `last-use`).
const NOTED: i64 = 60;

/// A valid key.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) caller: Caller,
    pub(super) secret: Secret,
    /// Whether its use need not be recorded.
    pub(super) is_noted: bool,
}

/// Why a key or its token is invalid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BadKey {
    Unknown,
    Inactive,
    TokenMissing,
    TokenMalformed,
    TokenMismatch,
    TokenExpired,
}

/// Looks a key up: the emulator's own in the first account, a user's, or a session's with its token.
pub(super) fn find(
    account: &Account,
    root: Option<&RootKey>,
    (id, token): (&str, Option<&str>),
    now: i64,
) -> Result<Known, BadKey> {
    if id.starts_with("STS.") {
        let token = token.ok_or(BadKey::TokenMissing)?;
        let session = account.session(token).ok_or(BadKey::TokenMalformed)?;
        if session.access_key_id != id {
            return Err(BadKey::TokenMismatch);
        }
        if session.expires <= now {
            return Err(BadKey::TokenExpired);
        }
        let secret = account.session_secret(&session);
        return Ok(Known {
            caller: session.caller,
            secret,
            is_noted: true,
        });
    }
    let known = if let Some(root) = root.filter(|root| root.id == id) {
        Known {
            caller: root.caller.clone(),
            secret: root.secret.clone(),
            is_noted: true,
        }
    } else {
        let key = account.keys.get(id).ok_or(BadKey::Unknown)?;
        if !key.active {
            return Err(BadKey::Inactive);
        }
        Known {
            caller: key.user.clone().map_or(Caller::Account, Caller::User),
            secret: key.secret.clone(),
            is_noted: key
                .last_used
                .is_some_and(|then| now.saturating_sub(then) < NOTED),
        }
    };
    match token {
        Some(_) => Err(BadKey::TokenMismatch),
        None => Ok(known),
    }
}
