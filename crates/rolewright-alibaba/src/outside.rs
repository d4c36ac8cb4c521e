//! Parsers of untrusted input, for the fuzz targets.

use std::path::Path;

use rolewright_core::{BucketFacts, BucketName, Result};

use crate::credential::context::Context;
use crate::credential::{cli_profile, ini_file};
use crate::http::redact::Redactor;
use crate::oss::response;
use crate::variables::Variables;

/// Whether `config.json` of the `aliyun` CLI names a source of credentials; none is queried.
///
/// # Errors
/// For an invalid file or an incomplete profile.
pub fn config_json(text: &str, profile: Option<&str>) -> Result<bool> {
    let path = Path::new("config.json");
    cli_profile::source(&Context::new(Variables::none()), path, text, profile)
        .map(|source| source.is_some())
}

/// Whether the libraries' INI file names a source of credentials.
///
/// # Errors
/// As [`config_json`].
pub fn credentials_ini(text: &str, section: Option<&str>) -> Result<bool> {
    ini_file::source(&Context::new(Variables::none()), text, section).map(|source| source.is_some())
}

/// The facts in a response of `GetBucketInfo`.
///
/// # Errors
/// For a body that is not a bucket description.
pub fn bucket_info(name: &BucketName, body: &[u8]) -> Result<BucketFacts> {
    response::facts(name, body)
}

/// The error in a response of OSS.
///
/// # Errors
/// Always; a body without an OSS error becomes an error of its own.
pub fn bucket_refusal(status: u16, body: &[u8]) -> Result<()> {
    let refusal = response::refusal(status, body, &Redactor::default())?;
    let _ = (refusal.region(), refusal.is_wrong_endpoint());
    Err(refusal.into_error())
}
