//! The secrets of keys and sessions, and the tokens that say what a session is.
//!
//! All are made from the account's seed, so that a session needs no place in the account: its
//! token carries what it is, and making one takes the seed.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use hmac::{Hmac, KeyInit, Mac};
use rolewright_core::provider::Secret;
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use super::caller::Caller;
use super::model::Account;

/// A session of a role, as its security token carries it (rule `session-tokens`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// The id of the session's key.
    pub access_key_id: String,
    /// The role's id: a role that was deleted and made again is another one.
    pub role_id: String,
    /// The session as a caller.
    pub caller: Caller,
    /// When it ends, in seconds of the Unix time.
    pub expires: i64,
}

/// None never comes: HMAC takes a key of any length.
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

/// The secret of the key of that id.
pub(crate) fn of_key(account: &Account, id: &str) -> Secret {
    Secret::new(sealed(account, "key", id))
}

/// The token of a session.
pub(crate) fn token(account: &Account, session: &Session) -> Secret {
    let told = serde_json::to_vec(session).unwrap_or_default();
    let told = BASE64.encode(told);
    let seal = sealed(account, "token", &told);
    Secret::new(format!("{told}.{seal}"))
}

impl Account {
    /// The session of a security token, if this account issued it and its role still exists.
    #[must_use]
    pub fn session(&self, token: &str) -> Option<Session> {
        let (told, sealed) = token.split_once('.')?;
        let sealed = BASE64.decode(sealed).ok()?;
        seal(self, "token", told)?.verify_slice(&sealed).ok()?;
        let session: Session = serde_json::from_slice(&BASE64.decode(told).ok()?).ok()?;
        let Caller::Session { role, .. } = &session.caller else {
            return None;
        };
        let same = self.roles.get(role)?.id == session.role_id;
        same.then_some(session)
    }

    /// The secret of a session's key.
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
    fn a_token_is_read_back_by_its_own_account_as_long_as_the_role_is_the_same() {
        let mut lab = Lab::default().with_role("r");
        let session = session(&lab);
        let token = token(&lab.account, &session);
        assert_eq!(lab.account.session(token.expose()), Some(session));
        let mut other = lab.account.clone();
        other.seed = Some(Secret::new("other"));
        assert_eq!(other.session(token.expose()), None);
        lab.account.roles.get_mut("r").unwrap().id = "made again".into();
        assert_eq!(lab.account.session(token.expose()), None);
    }

    #[test]
    fn a_token_that_was_changed_is_none() {
        let lab = Lab::default().with_role("r");
        let token = token(&lab.account, &session(&lab));
        let (told, seal) = token.expose().split_once('.').unwrap();
        let mut longer = session(&lab);
        longer.expires = i64::MAX;
        let forged = BASE64.encode(serde_json::to_vec(&longer).unwrap());
        for odd in [
            format!("{forged}.{seal}"),
            format!("{told}."),
            told.into(),
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
