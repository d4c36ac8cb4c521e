//! The checks of the API gateway, before a call reaches its service.
//!
//! Two signatures share one address: `ACS3-HMAC-SHA256`, in the `Authorization` header, and the
//! older `HMAC-SHA1`, in the parameters. Both official V1 clients also send `x-acs-action`, so the
//! header `Authorization` distinguishes them. Codes and statuses are from the gateway's public error
//! list (developer.aliyun.com/ask/278265); undocumented rules are in [`ASSUMED`](super::ASSUMED).

use jiff::Timestamp;
use rolewright_core::{Access, Call, Service, operation};
use rolewright_sign::acs3::Authorization;
use rolewright_sign::{Received, VerifyError, rpc};

use super::accounts::Which;
use super::emulation::Emulation;
use super::keys::BadKey;
use super::known;
use super::params::{self, header};
use crate::account::Caller;
use crate::error::{Answer, Refusal, refuse};
use crate::untyped;

/// The sender of a request, as far as known.
#[derive(Debug, Default)]
pub(super) struct Requester {
    pub(super) access_key_id: String,
    pub(super) caller: Option<Caller>,
    pub(super) account: Which,
}

/// The signature parameters of an RPC request.
struct Stamps<'a> {
    token: Option<&'a str>,
    date: &'a str,
    nonce: Answer<&'a str>,
}

/// Returns the caller of a valid request (rule `order-of-gateway-checks`).
pub(super) fn authenticate(
    emulation: &Emulation,
    received: &Received<'_>,
    pairs: &[(String, String)],
    requester: &mut Requester,
) -> Answer<Caller> {
    if !matches!(received.method, "GET" | "POST") {
        let text = "This http method is not supported.";
        return Err(refusal(400, "UnsupportedHTTPMethod", text));
    }
    if is_anonymous(received, pairs) {
        return Ok(Caller::default());
    }
    let authorization = header(received, "authorization").map(|_| Authorization::of(received));
    let authorization = authorization
        .transpose()
        .map_err(|error| malformed_authorization(&error))?;
    let param = |name: &str| params::last(pairs, name);
    let stamps = if let Some(authorization) = &authorization {
        requester.access_key_id = authorization.access_key_id.to_owned();
        Stamps {
            token: header(received, "x-acs-security-token"),
            date: header(received, "x-acs-date").unwrap_or_default(),
            nonce: header(received, "x-acs-signature-nonce")
                .ok_or_else(|| missing("SignatureNonce")),
        }
    } else {
        requester.access_key_id =
            rpc::access_key_id(received).map_err(|error| malformed_authorization(&error))?;
        Stamps {
            token: param("SecurityToken"),
            date: param("Timestamp").ok_or_else(|| missing("Timestamp"))?,
            nonce: param("SignatureNonce").ok_or_else(|| missing("SignatureNonce")),
        }
    };
    let now = emulation.now().as_second();
    let key = (requester.access_key_id.as_str(), stamps.token);
    let (account, known) = emulation
        .find_key(key, now)
        .map_err(|error| refuse("InternalError").with_message(error.message()))?;
    let known = known.map_err(bad_key)?;
    requester.account = account;
    requester.caller = Some(known.caller.clone());
    let stamped = stamp(stamps.date)?;
    if !emulation.is_current(stamped) {
        let text = "Specified time stamp or date value is expired.";
        return Err(refusal(400, "InvalidTimeStamp.Expired", text));
    }
    let secret = known.secret.expose();
    let verified = match &authorization {
        Some(authorization) => authorization.verify(received, secret),
        None => rpc::verify(received, secret),
    };
    verified.map_err(|error| mismatch(&error))?;
    // By the time before the clock was moved, as long as a request signed with it is valid.
    let at = emulation.clock.now().as_second();
    if !emulation.traffic().nonces.insert(stamps.nonce?, at) {
        let text = "Specified signature nonce was used already.";
        return Err(refusal(400, "SignatureNonceUsed", text));
    }
    emulation
        .note_use(account, &requester.access_key_id, &known, now)
        .map_err(|error| refuse("InternalError").with_message(error.message()))?;
    Ok(known.caller)
}

/// Whether the call needs no key and has none (rule `anonymous-calls`).
fn is_anonymous(received: &Received<'_>, pairs: &[(String, String)]) -> bool {
    let with_key = header(received, "authorization").is_some()
        || params::last(pairs, "AccessKeyId").is_some_and(|id| !id.is_empty());
    let action = params::last(pairs, "Action").or_else(|| header(received, "x-acs-action"));
    let needs_key =
        |action: &str| Call::new(Service::STS, action.to_owned(), Access::Write).needs_key();
    !with_key && action.is_some_and(|action| !needs_key(action))
}

/// Returns the call of an RPC request.
pub(super) fn call(received: &Received<'_>, pairs: Vec<(String, String)>) -> Answer<Call> {
    let is_acs3 = header(received, "authorization").is_some();
    let is_anonymous = is_anonymous(received, &pairs);
    if received.path != "/" {
        return Err(refuse("InvalidAction.NotFound"));
    }
    let named = |in_header: &str, in_query: &str| {
        let found = if is_acs3 {
            header(received, in_header)
        } else if is_anonymous {
            params::last(&pairs, in_query).or_else(|| header(received, in_header))
        } else {
            params::last(&pairs, in_query)
        };
        let found = found.filter(|value| !value.is_empty());
        found.map(str::to_owned).ok_or_else(|| missing(in_query))
    };
    let version = named("x-acs-version", "Version")?;
    let action = named("x-acs-action", "Action")?;
    let service = known::services().find(|service| service.version == version);
    let service = service.ok_or_else(|| refuse("InvalidVersion"))?;
    let known = operation::find(&action);
    let access = untyped::access(&service, &action).or(known.map(|known| known.access));
    let access = access.unwrap_or(Access::Read);
    let is_secret =
        |name: &str| name == "Password" || known.is_some_and(|known| known.secrets.contains(&name));
    let call = Call::new(service, action, access);
    let business = params::business(pairs, !is_acs3).into_iter();
    Ok(business.fold(call, |call, (name, value)| {
        if is_secret(&name) {
            call.with_secret_param(name, value)
        } else {
            call.with_param(name, value)
        }
    }))
}

pub(super) fn missing(parameter: &str) -> Refusal {
    let text = format!("{parameter} is mandatory for this action.");
    refusal(400, &format!("Missing{parameter}"), text)
}

/// Parses `YYYY-MM-DDThh:mm:ssZ` to Unix seconds.
fn stamp(date: &str) -> Answer<i64> {
    // The parser accepts more formats than this one, which is the format it prints.
    let parsed = date.parse::<Timestamp>().ok();
    let parsed = parsed.filter(|parsed| parsed.to_string() == date);
    parsed.map(Timestamp::as_second).ok_or_else(|| {
        let text = "Specified time stamp or date value is not well formatted.";
        refusal(400, "InvalidTimeStamp.Format", text)
    })
}

/// Rule `odd-authorization`.
fn malformed_authorization(error: &VerifyError) -> Refusal {
    match error {
        VerifyError::AuthorizationMissing => missing("AccessKeyId"),
        VerifyError::ParameterMissing { name } => missing(name),
        _ => {
            let text = "Specified signature method is not valid.";
            refusal(400, "InvalidSignatureMethod", text)
        }
    }
}

/// Rule `security-token-codes`.
pub(super) fn bad_key(bad: BadKey) -> Refusal {
    let (status, code, text) = match bad {
        BadKey::Unknown => return refuse("InvalidAccessKeyId.NotFound"),
        BadKey::Inactive => (
            400,
            "InvalidAccessKeyId.Inactive",
            "Specified access key is disabled.",
        ),
        BadKey::TokenMissing => (
            400,
            "MissingSecurityToken",
            "SecurityToken is mandatory for this action.",
        ),
        BadKey::TokenMalformed => (
            400,
            "InvalidSecurityToken.Malformed",
            "Specified SecurityToken is malformed.",
        ),
        BadKey::TokenMismatch => (
            400,
            "InvalidSecurityToken.MismatchWithAccessKey",
            "Specified SecurityToken mismatch with the AccessKey.",
        ),
        BadKey::TokenExpired => (
            400,
            "InvalidSecurityToken.Expired",
            "Specified SecurityToken is expired.",
        ),
    };
    refusal(status, code, text)
}

/// The message needs its colon: the official legacy Python client parses the text after it.
fn mismatch(error: &VerifyError) -> Refusal {
    let detail = match error {
        VerifyError::SignatureMismatch { string_to_sign } => {
            format!(" server string to sign is:{string_to_sign}")
        }
        VerifyError::ParameterMissing { name } => return missing(name),
        VerifyError::ParameterOdd { name, .. } => {
            let text = format!("Specified parameter {name} is not valid.");
            return refusal(400, &format!("Invalid{name}"), text);
        }
        other => format!(" the request is incomplete: {other}"),
    };
    let text = format!("Specified signature is not matched with our calculation.{detail}");
    refusal(400, "SignatureDoesNotMatch", text)
}

pub(super) fn refusal(status: u16, code: &str, message: impl Into<String>) -> Refusal {
    Refusal {
        status,
        code: code.to_owned(),
        message: message.into(),
    }
}
