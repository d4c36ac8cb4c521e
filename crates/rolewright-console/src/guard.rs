//! Who may use the console: one-time links, sessions, and the checks of each request.

use std::sync::{Mutex, MutexGuard, PoisonError};

use hyper::HeaderMap;
use hyper::header::{COOKIE, HOST, HeaderName, ORIGIN};
use jiff::{SignedDuration, Timestamp};
use rolewright::Result;

/// How long a one-time link can be opened.
const LINK_LIFETIME: SignedDuration = SignedDuration::from_hours(1);
/// How long a session lasts after its last request.
const SESSION_LIFETIME: SignedDuration = SignedDuration::from_hours(8);
/// The maximum number of unused links and of sessions; the oldest one ends first.
const MOST: usize = 16;

/// Returns 32 random bytes.
pub(crate) type Random = dyn Fn() -> Result<[u8; 32]> + Send + Sync;

/// The one-time links and the sessions.
#[derive(Default)]
pub(crate) struct Guard {
    held: Mutex<Held>,
}

#[derive(Default)]
struct Held {
    /// Tokens of links that were not opened yet.
    links: Vec<Secret>,
    sessions: Vec<Session>,
}

struct Secret {
    text: String,
    expires: Timestamp,
}

struct Session {
    cookie: Secret,
    form_token: String,
}

impl Guard {
    /// Creates the token of a one-time link.
    pub(crate) fn new_link(&self, random: &Random, now: Timestamp) -> Result<String> {
        let text = hex(&random()?);
        let expires = later(now, LINK_LIFETIME);
        let mut held = self.held();
        held.links.push(Secret {
            text: text.clone(),
            expires,
        });
        keep_newest(&mut held.links);
        Ok(text)
    }

    /// Exchanges the token of a link for the value of a session's cookie; `None` if the link is unknown, was
    /// opened before or has expired.
    pub(crate) fn open(
        &self,
        token: &str,
        random: &Random,
        now: Timestamp,
    ) -> Result<Option<String>> {
        let (cookie, form_token) = (hex(&random()?), hex(&random()?));
        let mut held = self.held();
        held.links.retain(|link| link.expires > now);
        let Some(place) = held.links.iter().position(|link| same(&link.text, token)) else {
            return Ok(None);
        };
        held.links.remove(place);
        held.sessions.push(Session {
            cookie: Secret {
                text: cookie.clone(),
                expires: later(now, SESSION_LIFETIME),
            },
            form_token,
        });
        keep_newest(&mut held.sessions);
        Ok(Some(cookie))
    }

    /// Returns the form token of the session whose cookie the request has, and renews the session.
    pub(crate) fn session(
        &self,
        headers: &HeaderMap,
        name: &str,
        now: Timestamp,
    ) -> Option<String> {
        let mut held = self.held();
        held.sessions.retain(|session| session.cookie.expires > now);
        let sent = cookies(headers, name);
        let mut sessions = held.sessions.iter_mut();
        let session = sessions.find(|one| sent.iter().any(|sent| same(&one.cookie.text, sent)))?;
        session.cookie.expires = later(now, SESSION_LIFETIME);
        Some(session.form_token.clone())
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether the request names this machine as its host. A name that another site resolves to this machine
/// (DNS rebinding) is refused.
pub(crate) fn is_own_host(headers: &HeaderMap) -> bool {
    let Some(host) = only(headers, &HOST) else {
        return false;
    };
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split_once(']').map(|(name, _)| name),
        None => Some(host.rsplit_once(':').map_or(host, |(name, _)| name)),
    };
    let is_loopback = |name: &str| {
        let ip = name.parse::<std::net::IpAddr>();
        name.eq_ignore_ascii_case("localhost") || ip.is_ok_and(|ip| ip.is_loopback())
    };
    name.is_some_and(is_loopback)
}

/// Whether a form was sent by a page of the host that the request names. Browsers send `Origin` with each
/// form; another site's is its own, or `null`.
pub(crate) fn is_own_origin(headers: &HeaderMap) -> bool {
    let (Some(host), Some(origin)) = (only(headers, &HOST), only(headers, &ORIGIN)) else {
        return false;
    };
    let origin = origin
        .strip_prefix("http://")
        .or_else(|| origin.strip_prefix("https://"));
    origin.is_some_and(|origin| origin.eq_ignore_ascii_case(host))
}

/// The value of a header that was sent exactly once.
fn only<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    let mut all = headers.get_all(name).iter();
    let first = all.next()?.to_str().ok()?;
    all.next().is_none().then_some(first)
}

/// The values of the cookies with this name.
fn cookies<'h>(headers: &'h HeaderMap, name: &str) -> Vec<&'h str> {
    let all = headers.get_all(COOKIE).iter();
    let pairs = all.filter_map(|value| value.to_str().ok());
    let pairs = pairs.flat_map(|value| value.split(';'));
    let own = |pair: &'h str| {
        let (key, value) = pair.trim().split_once('=')?;
        (key == name).then_some(value)
    };
    pairs.filter_map(own).take(4).collect()
}

/// Compares secrets in a time that depends on their lengths alone.
pub(crate) fn same(known: &str, sent: &str) -> bool {
    let bytes = known.bytes().zip(sent.bytes());
    let different = bytes.fold(0, |all, (one, other)| all | (one ^ other));
    known.len() == sent.len() && different == 0
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn later(now: Timestamp, time: SignedDuration) -> Timestamp {
    now.checked_add(time).unwrap_or(Timestamp::MAX)
}

fn keep_newest<T>(all: &mut Vec<T>) {
    let excess = all.len().saturating_sub(MOST);
    all.drain(..excess);
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU8, Ordering};

    fn headers(pairs: &[(HeaderName, &str)]) -> HeaderMap {
        let pairs = pairs.iter();
        pairs
            .map(|(name, value)| (name.clone(), value.parse().unwrap()))
            .collect()
    }

    fn counting() -> impl Fn() -> Result<[u8; 32]> + Send + Sync {
        let next = AtomicU8::new(1);
        move || Ok([next.fetch_add(1, Ordering::Relaxed); 32])
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).unwrap()
    }

    #[test]
    fn a_link_opens_one_session_and_only_within_its_lifetime() {
        let (guard, random) = (Guard::default(), counting());
        let token = guard.new_link(&random, at(0)).unwrap();
        assert_eq!(guard.open("", &random, at(1)).unwrap(), None);
        let cookie = guard.open(&token, &random, at(1)).unwrap().unwrap();
        assert_eq!(guard.open(&token, &random, at(1)).unwrap(), None);
        let expired = guard.new_link(&random, at(0)).unwrap();
        assert_eq!(guard.open(&expired, &random, at(3_600)).unwrap(), None);
        let sent = headers(&[(COOKIE, &format!("other=1; own={cookie}"))]);
        assert!(guard.session(&sent, "own", at(2)).is_some());
        assert!(guard.session(&sent, "other", at(2)).is_none());
        assert!(guard.session(&sent, "own", at(2 + 8 * 3_600)).is_none());
    }

    #[test]
    fn only_names_of_this_machine_are_own_hosts() {
        for host in [
            "127.0.0.1:80",
            "localhost:1",
            "LOCALHOST",
            "[::1]:8080",
            "127.0.0.9",
        ] {
            assert!(is_own_host(&headers(&[(HOST, host)])), "{host}");
        }
        for host in [
            "",
            "evil.example",
            "127.0.0.1.evil.example:80",
            "192.0.2.1:80",
            "[::1",
            "[2001:db8::1]:80",
        ] {
            assert!(!is_own_host(&headers(&[(HOST, host)])), "{host}");
        }
        assert!(!is_own_host(&HeaderMap::new()));
    }

    #[test]
    fn only_the_host_itself_is_the_own_origin() {
        let host = (HOST, "127.0.0.1:80");
        let own = |origin| is_own_origin(&headers(&[host.clone(), (ORIGIN, origin)]));
        assert!(own("http://127.0.0.1:80"));
        for other in [
            "null",
            "http://127.0.0.1:81",
            "http://localhost:80",
            "http://evil.example",
            "127.0.0.1:80",
        ] {
            assert!(!own(other), "{other}");
        }
        assert!(!is_own_origin(&headers(std::slice::from_ref(&host))));
    }
}
