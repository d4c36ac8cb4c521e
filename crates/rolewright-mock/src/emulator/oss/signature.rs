//! Authentication of OSS requests: versions 4 and 1, in the header or in a presigned URL.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use rolewright_sign::{Received, VerifyError, oss1, oss4};

use super::super::emulation::{Emulation, WINDOW};
use super::super::gateway::Requester;
use super::super::host;
use super::super::keys::BadKey;
use super::super::params::header;
use crate::oss::{OssCall, OssRefusal, refuse};

/// The longest validity of a presigned URL of version 4, in seconds (page "Include a V4 signature in
/// a URL").
const LONGEST: i64 = 7 * 24 * 60 * 60;

/// What a request says about its signature.
struct Claim {
    access_key_id: String,
    token: Option<String>,
    /// The region of the scope; version 1 has none.
    region: Option<String>,
    validity: Validity,
    verify: fn(&Received<'_>, Option<&str>, &str) -> Result<(), VerifyError>,
}

/// When a request is valid, in Unix seconds.
enum Validity {
    /// Around the time of signing.
    Around(Option<i64>),
    /// Presigned: from the first time, if any, to the last.
    Between(Option<i64>, i64),
}

/// Authenticates the caller (rule `order-of-oss-checks`).
pub(super) fn authenticate(
    emulation: &Emulation,
    received: &Received<'_>,
    call: &mut OssCall,
    requester: &mut Requester,
) -> Result<(), OssRefusal> {
    let claim = claim(received, call)?;
    requester.access_key_id.clone_from(&claim.access_key_id);
    if let Some(region) = claim.region {
        let in_host = header(received, "host").and_then(host::region);
        if in_host.is_some_and(|in_host| in_host != region) {
            // The text and the code of a test of the official Python client.
            let text = "Invalid signing region in Authorization header.";
            return Err(refuse("InvalidArgument")
                .with_message(text)
                .with_ec("0002-00000226"));
        }
        call.region.clone_from(&region);
        call.signed_region = Some(region);
    }
    let now = emulation.now().as_second();
    let key = (claim.access_key_id.as_str(), claim.token.as_deref());
    let (account, known) = emulation
        .find_key(key, now)
        .map_err(|error| refuse("InternalError").with_message(error.message()))?;
    let known = known.map_err(|bad| match bad {
        BadKey::Unknown | BadKey::Inactive => refuse("InvalidAccessKeyId"),
        BadKey::TokenExpired => refuse("SecurityTokenExpired"),
        _ => refuse("InvalidSecurityToken"),
    })?;
    requester.account = account;
    requester.caller = Some(known.caller.clone());
    claim.validity.check(emulation)?;
    let bucket = header(received, "host").and_then(host::bucket);
    let verified = (claim.verify)(received, bucket, known.secret.expose());
    verified.map_err(|error| mismatch(&error))?;
    emulation
        .note_use(account, &requester.access_key_id, &known, now)
        .map_err(|error| refuse("InternalError").with_message(error.message()))
}

/// Reads the signature's data. The header comes before the query.
fn claim(received: &Received<'_>, call: &OssCall) -> Result<Claim, OssRefusal> {
    let signature = header(received, "authorization").unwrap_or_default();
    let date = header(received, "x-oss-date").or_else(|| header(received, "date"));
    let token = header(received, "x-oss-security-token");
    let token = token.or_else(|| header(received, "security-token"));
    let in_query = |name: &str| call.query(name).map(str::to_owned);
    if signature.starts_with(oss4::ALGORITHM) {
        let parsed = oss4::Authorization::of(received).map_err(|error| mismatch(&error))?;
        return Ok(Claim {
            access_key_id: parsed.access_key_id.to_owned(),
            token: token.map(str::to_owned),
            region: Some(parsed.region.to_owned()),
            validity: Validity::Around(date.and_then(signing_date)),
            verify: oss4::verify,
        });
    }
    if !signature.is_empty() {
        let id = oss1::access_key_id(received).map_err(|error| mismatch(&error))?;
        return Ok(Claim {
            access_key_id: id.into_owned(),
            token: token.map(str::to_owned),
            region: None,
            validity: Validity::Around(date.and_then(http_date)),
            verify: oss1::verify,
        });
    }
    if call.query("x-oss-signature-version").is_some() {
        let credential = call.query("x-oss-credential").unwrap_or_default();
        let parsed = oss4::Authorization::of_credential(credential);
        let parsed = parsed.map_err(|error| mismatch(&error))?;
        let from = call.query("x-oss-date").and_then(basic_date);
        let seconds = call.query("x-oss-expires").and_then(number);
        let seconds = seconds.filter(|seconds| (1..=LONGEST).contains(seconds));
        let (Some(from), Some(seconds)) = (from, seconds) else {
            return Err(odd_expiry());
        };
        return Ok(Claim {
            access_key_id: parsed.access_key_id.to_owned(),
            token: in_query("x-oss-security-token"),
            region: Some(parsed.region.to_owned()),
            validity: Validity::Between(Some(from), from.saturating_add(seconds)),
            verify: oss4::verify_presigned,
        });
    }
    if let Some(id) = in_query("OSSAccessKeyId") {
        let until = call.query("Expires").and_then(number);
        return Ok(Claim {
            access_key_id: id,
            token: in_query("security-token"),
            region: None,
            validity: Validity::Between(None, until.ok_or_else(odd_expiry)?),
            verify: oss1::verify,
        });
    }
    // Public buckets are not emulated.
    Err(refuse("AccessDenied"))
}

impl Validity {
    /// Compares with the emulator's time. As everywhere, a request signed now is valid after the clock
    /// was moved, unless time is strict; a presigned URL expires by the moved clock.
    fn check(&self, emulation: &Emulation) -> Result<(), OssRefusal> {
        let now = emulation.now().as_second();
        let denied = |ec, text: &str| Err(refuse("AccessDenied").with_message(text).with_ec(ec));
        match *self {
            Self::Around(None) => {
                denied("0002-00000505", "OSS authentication requires a valid Date.")
            }
            Self::Around(Some(stamped)) if emulation.is_current(stamped) => Ok(()),
            Self::Around(Some(_)) => Err(refuse("RequestTimeTooSkewed")),
            Self::Between(Some(from), _)
                if now < from.saturating_sub(WINDOW) && !emulation.is_current(from) =>
            {
                denied("0002-00000235", "Request is not valid yet.")
            }
            Self::Between(_, until) if now > until => {
                denied("0002-00000069", "Request has expired.")
            }
            Self::Between(..) => Ok(()),
        }
    }
}

fn odd_expiry() -> OssRefusal {
    refuse("AccessDenied")
        .with_message("The expiry of the presigned URL is not valid.")
        .with_ec("0002-00000070")
}

/// Parses digits only.
fn number(text: &str) -> Option<i64> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| digits)
}

/// Parses a date of version 4 to Unix seconds: official Go clients send an HTTP date.
fn signing_date(text: &str) -> Option<i64> {
    basic_date(text).or_else(|| http_date(text))
}

/// Parses `20260102T030405Z` to Unix seconds.
fn basic_date(text: &str) -> Option<i64> {
    let at = DateTime::strptime("%Y%m%dT%H%M%SZ", text).ok()?;
    Some(TimeZone::UTC.to_timestamp(at).ok()?.as_second())
}

/// Parses `Fri, 02 Jan 2026 03:04:05 GMT` to Unix seconds.
fn http_date(text: &str) -> Option<i64> {
    let at = DateTime::strptime("%a, %d %b %Y %H:%M:%S GMT", text).ok()?;
    Some(TimeZone::UTC.to_timestamp(at).ok()?.as_second())
}

fn mismatch(error: &VerifyError) -> OssRefusal {
    let code = match error {
        VerifyError::AuthorizationOdd { .. } | VerifyError::ParameterOdd { .. } => {
            "InvalidArgument"
        }
        _ => "SignatureDoesNotMatch",
    };
    let refusal = refuse(code);
    match error {
        VerifyError::SignatureMismatch { string_to_sign } => {
            let text = format!("{} StringToSign: {string_to_sign}", refusal.message);
            refusal.with_message(text)
        }
        other => refusal.with_message(other.to_string()),
    }
}
