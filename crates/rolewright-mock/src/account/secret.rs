//! Secrets of keys and sessions, and security tokens.
//!
//! All are derived from the account's seed. The account stores no sessions: a token contains its
//! session and is authenticated with the seed.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use hmac::{Hmac, KeyInit, Mac};
use rolewright_core::provider::Secret;
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use super::caller::Caller;
use super::model::Account;

/// A session of a role, as encoded in its security token (rule `session-tokens`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Session {
    /// The access key id of the session.
    pub access_key_id: String,
    /// The role's id, which a new role of the same name does not share.
    pub role_id: String,
    /// The session as a caller.
    pub caller: Caller,
    /// When it expires, in Unix seconds.
    pub expires: i64,
}

/// Never returns `None`: HMAC accepts a key of any length.
fn seal(account: &Account, purpose: &str, text: &str) -> Option<Hmac<Sha256>> {
    let seed = account.seed.as_ref().map_or("", Secret::expose);
    let mut mac = Hmac::<Sha256>::new_from_slice(seed.as_bytes()).ok()?;
    for part in [purpose, "\n", account.id.as_str(), "\n", text] {
        mac.update(part.as_bytes());
    }
    Some(mac)
}

fn sealed(account: &Account, purpose: &str, text: &str) -> String {
    let mac = seal(account, purpose, text);
    mac.map_or_else(String::new, |mac| {
        BASE64.encode(mac.finalize().into_bytes())
    })
}

/// Returns the secret of the key with this id.
pub(crate) fn of_key(account: &Account, id: &str) -> Secret {
    Secret::new(sealed(account, "key", id))
}

/// Returns the security token of a session: the account's id, the session and its seal.
pub(crate) fn token(account: &Account, session: &Session) -> Secret {
    let payload = serde_json::to_vec(session).unwrap_or_default();
    let payload = BASE64.encode(payload);
    let seal = sealed(account, "token", &payload);
    Secret::new(format!("{}.{payload}.{seal}", account.id))
}

/// Returns the id of the account that a token claims to be from.
#[cfg(feature = "emulator")]
pub(crate) fn issuer(token: &str) -> Option<&str> {
    token.split_once('.').map(|(account, _)| account)
}

/// Returns the seal of a diagnostic message, by which the account recognises its own.
pub(crate) fn diagnosis_seal(account: &Account, content: &[u8]) -> [u8; 32] {
    let content = BASE64.encode(content);
    seal(account, "diagnosis", &content)
        .map(|mac| mac.finalize().into_bytes().into())
        .unwrap_or_default()
}

impl Account {
    /// Returns the session of a token, if this account issued it and the role still exists.
    #[must_use]
    pub fn session(&self, token: &str) -> Option<Session> {
        let token = token.strip_prefix(self.id.as_str())?.strip_prefix('.')?;
        let (payload, sealed) = token.split_once('.')?;
        let sealed = BASE64.decode(sealed).ok()?;
        seal(self, "token", payload)?.verify_slice(&sealed).ok()?;
        let session: Session = serde_json::from_slice(&BASE64.decode(payload).ok()?).ok()?;
        let Caller::Session { role, .. } = &session.caller else {
            return None;
        };
        let same = self.roles.get(role)?.id == session.role_id;
        same.then_some(session)
    }

    /// Returns the secret of a session's key.
    #[must_use]
    pub fn session_secret(&self, session: &Session) -> Secret {
        of_key(self, &session.access_key_id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Lab;

    fn session(lab: &Lab) -> Session {
        Session {
            access_key_id: "STS.1".into(),
            role_id: lab.account.roles["r"].id.clone(),
            caller: Caller::Session {
                role: "r".into(),
                session: "ci".into(),
                policy: Some("{}".into()),
            },
            expires: 7,
        }
    }

    #[test]
    fn a_token_is_valid_in_its_own_account_while_the_role_is_the_same() {
        let mut lab = Lab::default().with_role("r");
        let session = session(&lab);
        let token = token(&lab.account, &session);
        assert_eq!(lab.account.session(token.expose()), Some(session));
        let mut other = lab.account.clone();
        other.seed = Some(Secret::new("other"));
        assert_eq!(other.session(token.expose()), None);
        lab.account.roles.get_mut("r").unwrap().id = "recreated".into();
        assert_eq!(lab.account.session(token.expose()), None);
    }

    #[test]
    fn a_modified_token_is_invalid() {
        let lab = Lab::default().with_role("r");
        let token = token(&lab.account, &session(&lab));
        let (issued, seal) = token.expose().rsplit_once('.').unwrap();
        let (account, payload) = issued.split_once('.').unwrap();
        let mut longer = session(&lab);
        longer.expires = i64::MAX;
        let forged = BASE64.encode(serde_json::to_vec(&longer).unwrap());
        for odd in [
            format!("{account}.{forged}.{seal}"),
            format!("{account}.{payload}."),
            format!("42.{payload}.{seal}"),
            format!("{payload}.{seal}"),
            payload.into(),
            ".".into(),
        ] {
            assert_eq!(lab.account.session(&odd), None, "{odd}");
        }
    }

    #[test]
    fn secrets_differ_by_key_account_and_seed() {
        let mut account = Account::default();
        let first = of_key(&account, "a");
        assert_eq!(first, of_key(&account, "a"));
        assert_ne!(first, of_key(&account, "b"));
        account.seed = Some(Secret::new("seed"));
        assert_ne!(first, of_key(&account, "a"));
    }
}
