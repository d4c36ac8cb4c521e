//! What the service's gateway checks before RAM sees a call.
//!
//! Codes, statuses and texts are those of the gateway's public error list
//! (developer.aliyun.com/ask/278265); rules that no page confirms stand in [`ASSUMED`](super::ASSUMED).

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use rolewright_core::provider::Secret;
use rolewright_core::{Access, Call, Result, Service, operation};
use rolewright_sign::acs3::{Authorization, Received, VerifyError, verify};
use rolewright_sign::encoding::decode_pairs;

use super::nonces::Nonces;
use crate::clock::request_id;
use crate::error::{Answer, Refusal, refuse};
use crate::{Clock, MemoryProvider};

/// How far a time stamp may be off, in seconds, either way.
const WINDOW: i64 = 15 * 60;

/// Sets the request ids of the gateway apart from those of the account.
const ORIGIN: u32 = u32::MAX;

#[derive(Debug)]
pub(super) struct Gateway {
    access_key_id: String,
    access_key_secret: Secret,
    provider: MemoryProvider,
    clock: Clock,
    nonces: Mutex<Nonces>,
    refused: AtomicU64,
}

impl Gateway {
    pub(super) fn new(
        access_key_id: String,
        access_key_secret: Secret,
        provider: MemoryProvider,
        clock: Clock,
    ) -> Self {
        let (nonces, refused) = (Mutex::default(), AtomicU64::new(0));
        Self {
            access_key_id,
            access_key_secret,
            provider,
            clock,
            nonces,
            refused,
        }
    }

    pub(super) fn provider(&self) -> &MemoryProvider {
        &self.provider
    }

    /// The call that a request stands for, if its signature and all else is right.
    pub(super) fn admit(&self, received: &Received<'_>) -> Result<Call> {
        let admitted = self.authenticate(received).and_then(|()| call(received));
        admitted.map_err(|refusal: Refusal| {
            let count = self.refused.fetch_add(1, Ordering::Relaxed) + 1;
            refusal.into_error(&request_id(ORIGIN, count))
        })
    }

    /// Rule `order-of-gateway-checks`.
    fn authenticate(&self, received: &Received<'_>) -> Answer<()> {
        if !matches!(received.method, "GET" | "POST") {
            return Err(refusal(
                400,
                "UnsupportedHTTPMethod",
                "This http method is not supported.",
            ));
        }
        let authorization =
            Authorization::of(received).map_err(|error| odd_authorization(&error))?;
        if authorization.access_key_id != self.access_key_id {
            return Err(refuse("InvalidAccessKeyId.NotFound"));
        }
        if header(received, "x-acs-security-token").is_some() {
            let code = "InvalidSecurityToken.MismatchWithAccessKey";
            let text = "Specified SecurityToken mismatch with the AccessKey.";
            return Err(refusal(400, code, text));
        }
        let now = self.clock.now().as_second();
        let stamped = stamp(header(received, "x-acs-date").unwrap_or_default())?;
        if now.saturating_sub(stamped).saturating_abs() > WINDOW {
            let text = "Specified time stamp or date value is expired.";
            return Err(refusal(400, "InvalidTimeStamp.Expired", text));
        }
        verify(received, self.access_key_secret.expose()).map_err(|error| mismatch(&error))?;
        let nonce = required(received, "x-acs-signature-nonce", "SignatureNonce")?;
        let mut nonces = self.nonces.lock().unwrap_or_else(PoisonError::into_inner);
        if !nonces.insert(nonce, now) {
            let text = "Specified signature nonce was used already.";
            return Err(refusal(400, "SignatureNonceUsed", text));
        }
        Ok(())
    }
}

fn call(received: &Received<'_>) -> Answer<Call> {
    if received.path != "/" {
        return Err(refuse("InvalidAction.NotFound"));
    }
    let version = required(received, "x-acs-version", "Version")?;
    let action = required(received, "x-acs-action", "Action")?;
    let services = [Service::RAM, Service::STS, Service::CR];
    let service = services
        .into_iter()
        .find(|service| service.version == version);
    let service = service.ok_or_else(|| refuse("InvalidVersion"))?;
    let access = operation::find(action).map_or(Access::Write, |operation| operation.access);
    let call = Call::new(service, action.to_owned(), access);
    let pairs = decode_pairs(received.raw_query)
        .into_iter()
        .chain(form(received));
    Ok(pairs.fold(call, |call, (name, value)| call.with_param(name, value)))
}

/// The parameters of a form body.
fn form(received: &Received<'_>) -> Vec<(String, String)> {
    let kind = header(received, "content-type").unwrap_or_default();
    if !kind.starts_with("application/x-www-form-urlencoded") {
        return Vec::new();
    }
    decode_pairs(&String::from_utf8_lossy(received.body))
}

/// The first value of a header; the signature's check refuses a signed one that came twice.
fn header<'a>(received: &Received<'a>, name: &str) -> Option<&'a str> {
    let found = received
        .headers
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(name));
    found.map(|(_, value)| value.trim())
}

/// Rule `missing-header`.
fn required<'a>(received: &Received<'a>, name: &str, parameter: &str) -> Answer<&'a str> {
    header(received, name)
        .filter(|value| !value.is_empty())
        .ok_or_else(|| missing(parameter))
}

fn missing(parameter: &str) -> Refusal {
    let text = format!("{parameter} is mandatory for this action.");
    refusal(400, &format!("Missing{parameter}"), text)
}

/// Seconds of `YYYY-MM-DDThh:mm:ssZ`.
fn stamp(date: &str) -> Answer<i64> {
    // The parser takes more forms than this one, which is the one it writes.
    let parsed = date
        .parse::<Timestamp>()
        .ok()
        .filter(|parsed| parsed.to_string() == date);
    parsed.map(Timestamp::as_second).ok_or_else(|| {
        let text = "Specified time stamp or date value is not well formatted.";
        refusal(400, "InvalidTimeStamp.Format", text)
    })
}

/// Rule `odd-authorization`.
fn odd_authorization(error: &VerifyError) -> Refusal {
    match error {
        VerifyError::AuthorizationMissing => missing("AccessKeyId"),
        _ => refusal(
            400,
            "InvalidSignatureMethod",
            "Specified signature method is not valid.",
        ),
    }
}

/// The text needs its colon: the official legacy Python client takes apart what follows it.
fn mismatch(error: &VerifyError) -> Refusal {
    let detail = match error {
        VerifyError::SignatureMismatch { string_to_sign } => {
            format!(" server string to sign is:{string_to_sign}")
        }
        other => format!(" the request is not whole: {other}"),
    };
    let text = format!("Specified signature is not matched with our calculation.{detail}");
    refusal(400, "SignatureDoesNotMatch", text)
}

fn refusal(status: u16, code: &str, message: impl Into<String>) -> Refusal {
    Refusal {
        status,
        code: code.to_owned(),
        message: message.into(),
    }
}
