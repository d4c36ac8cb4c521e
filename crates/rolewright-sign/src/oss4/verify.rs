//! Verification of OSS signature version 4.

use hmac::Mac;

use super::canonical::{ALGORITHM, Canonical, Scope, UNSIGNED, day, is_always_signed};
use crate::digest::sha256_hex;
use crate::encoding::{decode_pairs, percent_encode_path_again, unhex};
use crate::received::{Received, VerifyError, split_field};

/// Format of the header.
const FORM: &str = "OSS4-HMAC-SHA256 Credential=ID/DAY/REGION/oss/aliyun_v4_request\
                    [,AdditionalHeaders=...],Signature=...";

/// The error for an invalid `x-oss-credential`.
pub(super) const CREDENTIAL_ODD: VerifyError = VerifyError::ParameterOdd {
    name: "x-oss-credential",
    expected: "ID/DAY/REGION/oss/aliyun_v4_request",
};

/// The parts of an `OSS4-HMAC-SHA256` authorization header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authorization<'a> {
    /// Access key id of the caller, to look up the secret.
    pub access_key_id: &'a str,
    /// Day of signing, `YYYYMMDD`.
    pub day: &'a str,
    /// Region of the signature scope.
    pub region: &'a str,
    /// Names of the additional signed headers, as sent.
    pub additional_headers: Vec<&'a str>,
    /// Signature in hex, as sent.
    pub signature: &'a str,
}

impl<'a> Authorization<'a> {
    /// Parses the value of the header, in the format of the official clients; some put a space
    /// after each comma.
    ///
    /// # Errors
    /// [`VerifyError::AuthorizationOdd`] for any other scheme or format.
    pub fn parse(value: &'a str) -> Result<Self, VerifyError> {
        let parts = || {
            let value = value.trim().strip_prefix(ALGORITHM)?;
            let value = value.strip_prefix(" Credential=")?;
            let (value, signature) = split_field(value, "Signature=")?;
            let (credential, additional) = match split_field(value, "AdditionalHeaders=") {
                Some((credential, names)) => (credential, names.split(';').collect()),
                None => (value, Vec::new()),
            };
            Self::scoped(credential, additional, signature)
        };
        parts().ok_or(VerifyError::AuthorizationOdd { form: FORM })
    }

    /// Parses the parameter `x-oss-credential` of a presigned URL; the signature and the names of
    /// the additional headers are empty.
    ///
    /// # Errors
    /// [`VerifyError::ParameterOdd`].
    pub fn of_credential(credential: &'a str) -> Result<Self, VerifyError> {
        Self::scoped(credential, Vec::new(), "").ok_or(CREDENTIAL_ODD)
    }

    /// Parses `ID/DAY/REGION/oss/aliyun_v4_request`.
    pub(super) fn scoped(
        credential: &'a str,
        additional_headers: Vec<&'a str>,
        signature: &'a str,
    ) -> Option<Self> {
        let scoped = credential.strip_suffix("/oss/aliyun_v4_request")?;
        let (scoped, region) = scoped.rsplit_once('/')?;
        let (access_key_id, day) = scoped.rsplit_once('/')?;
        Some(Self {
            access_key_id,
            day,
            region,
            additional_headers,
            signature,
        })
    }

    /// Parses the `Authorization` header of a request.
    ///
    /// # Errors
    /// [`VerifyError::AuthorizationMissing`], [`VerifyError::AuthorizationOdd`], or
    /// [`VerifyError::HeaderRepeated`].
    pub fn of(received: &Received<'a>) -> Result<Self, VerifyError> {
        Self::parse(received.authorization()?)
    }
}

/// Verifies the signature of a request with the caller's secret, in constant time.
///
/// `bucket` is the bucket in the host name (`bucket.oss-cn-hangzhou.aliyuncs.com`); `None` when it
/// is in the path. Path and query are decoded (`+` and `%20` are both a space in the query) and
/// encoded again by RFC 3986. Time and region are not checked, except that the time of signing must
/// match the date of the scope. The time is in `x-oss-date`, or else in `Date`: the official Go client
/// `aliyun-oss-go-sdk` sends only that.
///
/// # Errors
/// A [`VerifyError`] when the signature is missing, malformed or wrong.
pub fn verify(
    received: &Received<'_>,
    bucket: Option<&str>,
    access_key_secret: &str,
) -> Result<(), VerifyError> {
    let date_time = match received.header("x-oss-date")? {
        Some(date_time) => date_time,
        None => received.needed_header("date")?,
    };
    let signed = Signed {
        authorization: Authorization::of(received)?,
        date_time,
        query: &decode_pairs(received.raw_query),
    };
    signed.verify(received, bucket, access_key_secret)
}

/// The signature data of a request, from the header or the query.
pub(super) struct Signed<'a> {
    pub(super) authorization: Authorization<'a>,
    pub(super) date_time: &'a str,
    /// The signed part of the query.
    pub(super) query: &'a [(String, String)],
}

impl Signed<'_> {
    pub(super) fn verify(
        &self,
        received: &Received<'_>,
        bucket: Option<&str>,
        access_key_secret: &str,
    ) -> Result<(), VerifyError> {
        let (authorization, date_time) = (&self.authorization, self.date_time);
        if day(date_time) != authorization.day {
            return Err(VerifyError::DayMismatch);
        }
        for name in &authorization.additional_headers {
            received.needed_header(name)?;
        }
        for (name, _) in received.headers {
            // Later code could read another value of a repeated header.
            if is_always_signed(&name.to_ascii_lowercase()) {
                received.needed_header(name)?;
            }
        }

        let bucket = bucket.map_or_else(String::new, |bucket| format!("/{bucket}"));
        let query: Vec<(&str, &str)> = self.query.iter().map(|(k, v)| (&**k, &**v)).collect();
        let canonical = Canonical {
            method: received.method,
            path: &format!("{bucket}{}", percent_encode_path_again(received.path)),
            query: &query,
            headers: received.headers,
            additional: &authorization.additional_headers,
            payload: payload(received)?,
        };
        let scope = Scope {
            day: authorization.day,
            region: authorization.region,
        };
        let string_to_sign = canonical.string_to_sign(date_time, &scope);
        let mac = scope.mac(access_key_secret, &string_to_sign);
        match unhex(authorization.signature).map(|sent| mac.verify_slice(&sent)) {
            Some(Ok(())) => Ok(()),
            _ => Err(VerifyError::SignatureMismatch { string_to_sign }),
        }
    }
}

/// The payload line: `UNSIGNED-PAYLOAD`, or the hash of the body, which must then be correct.
fn payload<'a>(received: &Received<'a>) -> Result<&'a str, VerifyError> {
    let sent = received.header("x-oss-content-sha256")?.unwrap_or(UNSIGNED);
    let computed = sha256_hex(received.body);
    if sent == UNSIGNED || sent == computed {
        return Ok(sent);
    }
    let sent = sent.to_owned();
    Err(VerifyError::BodyHashMismatch { sent, computed })
}
